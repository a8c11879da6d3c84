//! Signals to stop, and notifications to the service manager.

use sd_notify::NotifyState;

/// Tells the service manager, if there is one that wants to know (systemd's `Type=notify`).
pub(super) fn tell_manager(state: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(state) {
        tracing::warn!(%error, "the service manager can't be notified");
    }
}

/// Waits for SIGTERM or SIGINT, which are received from this call on. After the first a second one ends the process at
/// once.
#[cfg(unix)]
pub(super) fn stop() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};

    let signals = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
    async {
        let (Ok(mut terminate), Ok(mut interrupt)) = signals else {
            tracing::error!("signals can't be received; the server runs until it is killed");
            return std::future::pending().await;
        };
        let mut next = async move || {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        };
        next().await;
        tokio::spawn(async move {
            next().await;
            std::process::exit(1);
        });
    }
}

/// Waits for Ctrl-C. From then on a second one ends the process at once.
#[cfg(not(unix))]
pub async fn stop() {
    if tokio::signal::ctrl_c().await.is_err() {
        return std::future::pending().await;
    }
    tokio::spawn(async {
        drop(tokio::signal::ctrl_c().await);
        std::process::exit(1);
    });
}

//! Signals to stop, and notifications to the service manager.

use sd_notify::NotifyState;

/// Tells the service manager, if there is one that wants to know (systemd's `Type=notify`).
pub(super) fn tell_manager(state: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(state) {
        tracing::warn!(%error, "the service manager can't be notified");
    }
}

/// Waits for SIGTERM, SIGINT or SIGHUP, which are received from this call on. After the first a second one ends the process at
/// once.
#[cfg(unix)]
pub(super) fn stop() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};

    // A terminal that closes, and tools that rotate logs, send SIGHUP: it must not cut requests and mails off. Under `nohup`
    // it is ignored from the start, and stays ignored.
    let hangup = (!ignores_hangup()).then(SignalKind::hangup);
    let kinds = [SignalKind::terminate(), SignalKind::interrupt()].into_iter().chain(hangup);
    let signals = kinds.map(signal).collect::<Result<Vec<_>, _>>();
    async {
        let Ok(mut signals) = signals else {
            tracing::error!("signals can't be received; the server runs until it is killed");
            return std::future::pending().await;
        };
        let mut next = async move || {
            let each = signals.iter_mut().map(|signal| Box::pin(signal.recv()));
            futures_util::future::select_all(each).await;
        };
        next().await;
        tokio::spawn(async move {
            next().await;
            std::process::exit(1);
        });
    }
}

/// Whether the process was started with SIGHUP ignored (`SigIgn` of `proc_pid_status(5)`, whose lowest bit is signal 1).
#[cfg(unix)]
fn ignores_hangup() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
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

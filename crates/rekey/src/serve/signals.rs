//! Signals to stop and to reload, and notifications to the service manager.

use sd_notify::NotifyState;

/// Tells the service manager, if there is one that wants to know (systemd's `Type=notify`).
pub(super) fn tell_manager(state: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(state) {
        tracing::warn!(%error, "the service manager can't be notified");
    }
}

/// SIGHUP, which has a server read its configuration again.
#[cfg(unix)]
pub(super) struct HangUps(Option<tokio::signal::unix::Signal>);

#[cfg(unix)]
impl HangUps {
    /// Waits for the next one.
    pub(super) async fn next(&mut self) {
        let received = match &mut self.0 {
            Some(signal) => signal.recv().await,
            None => None,
        };
        if received.is_none() {
            std::future::pending::<()>().await;
        }
    }
}

/// Waits for SIGTERM or SIGINT, which are received from this call on. After the first a second one ends the process at once.
///
/// SIGHUP is what a terminal sends that closes: it stops a server that was started on one. Elsewhere it reloads, and must not
/// cut requests and emails off. Under `nohup` it is ignored from the start, and stays ignored.
#[cfg(unix)]
pub(super) fn stop() -> (impl Future<Output = ()>, HangUps) {
    use std::io::IsTerminal;

    use tokio::signal::unix::{SignalKind, signal};

    let hangup = (!ignores_hangup()).then(SignalKind::hangup);
    let (stopping, reloading) = if std::io::stdin().is_terminal() { (hangup, None) } else { (None, hangup) };
    let kinds = [SignalKind::terminate(), SignalKind::interrupt()].into_iter().chain(stopping);
    let signals = kinds.map(signal).collect::<Result<Vec<_>, _>>();
    let stop = async {
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
    };
    (stop, HangUps(reloading.and_then(|kind| signal(kind).ok())))
}

/// Whether the process was started with SIGHUP ignored (`SigIgn` of `proc_pid_status(5)`, whose lowest bit is signal 1).
#[cfg(unix)]
fn ignores_hangup() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
}

/// This system has no SIGHUP.
#[cfg(not(unix))]
pub(super) struct HangUps;

#[cfg(not(unix))]
impl HangUps {
    pub(super) async fn next(&mut self) {
        std::future::pending().await
    }
}

/// Waits for Ctrl-C. From then on a second one ends the process at once.
#[cfg(not(unix))]
pub(super) fn stop() -> (impl Future<Output = ()>, HangUps) {
    let stop = async {
        if tokio::signal::ctrl_c().await.is_err() {
            return std::future::pending().await;
        }
        tokio::spawn(async {
            drop(tokio::signal::ctrl_c().await);
            std::process::exit(1);
        });
    };
    (stop, HangUps)
}

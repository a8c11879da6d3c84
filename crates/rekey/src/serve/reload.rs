//! SIGHUP: the configuration and the files that it names are read again. A reload changes everything or nothing.

use axum::Router;
use sd_notify::NotifyState;
use tokio::sync::watch;

use super::connection_limit::ConnectionLimit;
use super::generation::{Lasting, Running, read_files};
use super::signals;
use crate::command_error::{CommandError, with_causes};
use crate::config::{Config, Sources};

/// What a reload replaces.
pub(super) struct Replaceable<'a> {
    pub running: &'a mut Running,
    pub routes: &'a watch::Sender<Router>,
    pub metrics: &'a watch::Sender<Router>,
    pub places: &'a ConnectionLimit,
}

/// Reads the configuration again. Gives the generation that was at work until now, or nothing if it stays.
pub(super) async fn reload(lasting: &Lasting, sources: &Sources, replaced: Replaceable<'_>) -> Option<Running> {
    signals::tell_manager(&reloading());
    let reloaded = take_over(lasting, sources, replaced).await;
    signals::tell_manager(&[NotifyState::Ready]);
    match reloaded {
        Ok(before) => Some(before),
        Err(error) => {
            let help = error.advice().unwrap_or_default();
            tracing::error!(error = error.what(), help, "not reloaded; nothing was changed");
            None
        }
    }
}

async fn take_over(lasting: &Lasting, sources: &Sources, replaced: Replaceable<'_>) -> Result<Running, CommandError> {
    let config = Config::load(sources, std::env::vars_os())?;
    let (config, changed) = config.over(&replaced.running.config);
    let files = read_files(&config);
    let next = lasting.prepare(config, files).await?;
    // As a node that starts: what was counted until now counts on.
    let flushed = replaced.running.engine.flush_network_counts().await;
    flushed.map_err(|error| CommandError::failed(with_causes(&error)))?;
    next.node.engine.load_shared_counts().await?;
    lasting.publish(&next.node.config).await?;
    let (next, router, metrics) = next.start();
    replaced.places.trust(next.config.server.trusted_proxies());
    drop(replaced.routes.send_replace(router));
    drop(replaced.metrics.send_replace(metrics));
    for setting in changed {
        tracing::warn!(setting, "the setting was changed, and takes a restart");
    }
    tracing::info!("reloaded");
    Ok(std::mem::replace(replaced.running, next))
}

/// What systemd wants to know of a reload.
fn reloading() -> Vec<NotifyState<'static>> {
    let monotonic = NotifyState::monotonic_usec_now().ok();
    std::iter::once(NotifyState::Reloading).chain(monotonic).collect()
}

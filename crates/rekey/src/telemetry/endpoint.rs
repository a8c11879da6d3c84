//! `/metrics`, on a separate listener: metrics are for operators, not for users.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::http::header;
use axum::routing::get;
use tokio::net::TcpListener;

use super::figures::Figures;
use crate::command_error::CommandError;
use crate::config::MetricsListen;

/// What the text format of Prometheus is called.
const TEXT_FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

#[derive(Debug)]
pub(crate) struct MetricsEndpoint {
    pub(crate) listener: TcpListener,
    pub(crate) address: SocketAddr,
}

/// Listens for metrics; none: not at all. An address that somebody configured must be free. The default may be in use,
/// for instance by Prometheus itself; then the server logs that and runs without metrics.
pub(crate) async fn bind(listen: MetricsListen) -> Result<Option<MetricsEndpoint>, CommandError> {
    let (address, is_chosen) = match listen {
        MetricsListen::Off => return Ok(None),
        MetricsListen::Usual(address) => (address, false),
        MetricsListen::At(address) => (address, true),
    };
    let bound = async {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok(MetricsEndpoint { listener, address })
    };
    match bound.await {
        Ok(endpoint) => Ok(Some(endpoint)),
        Err(error) if is_chosen => Err(refused(address, &error)),
        Err(error) => {
            tracing::warn!(%address, %error, "no metrics: set telemetry.metrics_listen to a free port, or to \"off\"");
            Ok(None)
        }
    }
}

fn refused(address: SocketAddr, error: &std::io::Error) -> CommandError {
    let what = match error.kind() {
        ErrorKind::AddrInUse => format!("port {} of {} is taken by another program", address.port(), address.ip()),
        _ => format!("{address} can't be used: {error}"),
    };
    CommandError::failed(format!("telemetry.metrics_listen: {what}"))
        .help("set it to another address, or to \"off\" (REKEY_TELEMETRY__METRICS_LISTEN)")
}

pub(crate) fn routes(figures: Arc<Figures>) -> Router {
    let metrics = get(async move || ([(header::CONTENT_TYPE, TEXT_FORMAT)], figures.render().await));
    Router::new().route("/metrics", metrics)
}

//! For load balancers: alive, and ready.

use axum::extract::State;
use axum::http::StatusCode;
use rekey_core::ports::StoreError;
use utoipa_axum::routes;

use crate::app::SharedApp;
use crate::headers::log_with_request;
use crate::openapi::Api;

/// `/healthz` answers while the process runs; `/readyz` while the database does and, on
/// SQLite, its disk has room. It is migrated before we listen.
pub(crate) fn routes() -> Api {
    Api::default().routes(routes!(alive)).routes(routes!(ready))
}

/// Check that the process runs
#[utoipa::path(get, path = "/healthz", responses((status = 200, description = "It runs.", body = str)))]
async fn alive() -> &'static str {
    "ok\n"
}

/// Check that the server is ready
///
/// The server is ready while its database answers and, on SQLite, the disk has room.
#[utoipa::path(
    get,
    path = "/readyz",
    responses(
        (status = 200, description = "The server is ready.", body = str),
        (status = 503, description = "The server is not ready: send it no requests.", body = str),
    ),
)]
async fn ready(State(app): State<SharedApp>) -> (StatusCode, &'static str) {
    match app.engine.ports().store.ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            let words = match &error {
                StoreError::DiskFull(_) => "the disk of the database is full\n",
                _ => "the database does not answer\n",
            };
            let is_reported = error.is_reported();
            let error = &error as &dyn std::error::Error;
            log_with_request(|| {
                if is_reported {
                    tracing::debug!(error, "not ready");
                } else {
                    tracing::warn!(error, "not ready");
                }
            });
            (StatusCode::SERVICE_UNAVAILABLE, words)
        }
    }
}

//! For load balancers: alive, and ready.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;

use crate::app::SharedApp;

/// `/healthz` answers while the process runs; `/readyz` while the database does, which is migrated before we listen.
pub(crate) fn routes() -> Router<SharedApp> {
    Router::new().route("/healthz", get(async || "ok\n")).route("/readyz", get(ready))
}

async fn ready(State(app): State<SharedApp>) -> (StatusCode, &'static str) {
    match app.engine.ports().store.ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}

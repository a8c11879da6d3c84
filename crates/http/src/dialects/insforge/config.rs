//! What a front end needs to know before anybody signs in.

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};

use super::error::Refusal;
use super::wire::PublicConfig;
use crate::app::SharedApp;

pub(super) fn routes() -> Router<SharedApp> {
    Router::new().route("/api/auth/public-config", get(public_config))
}

async fn public_config(State(app): State<SharedApp>) -> Result<Json<PublicConfig>, Refusal> {
    let locations = app.engine.locations().await?;
    Ok(Json(locations.default().into()))
}

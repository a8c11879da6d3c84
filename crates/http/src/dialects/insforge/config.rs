//! What a front end needs to know before anybody signs in.

use axum::Json;
use axum::extract::State;
use utoipa_axum::routes;

use super::error::Refusal;
use super::refusals::OfConfig;
use super::wire::PublicConfig;
use crate::app::SharedApp;
use crate::openapi::{Api, Refused};

pub(super) fn routes() -> Api {
    Api::default().routes(routes!(public_config))
}

/// What a front end needs to know before anybody signs in
#[utoipa::path(
    get,
    path = "/api/auth/public-config",
    responses((status = 200, description = "Of the default location.", body = PublicConfig), Refused<OfConfig>),
)]
async fn public_config(State(app): State<SharedApp>) -> Result<Json<PublicConfig>, Refusal> {
    let locations = app.engine.locations().await?;
    Ok(Json(locations.default().into()))
}

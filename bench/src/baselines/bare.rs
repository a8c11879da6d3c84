//! A bare axum server: parses the body and answers a fixed envelope.

use anyhow::Result;
use axum::routing::post;
use axum::{Json, Router};

use super::{Body, Envelope, PATH};

/// Runs the server.
pub(crate) fn serve() -> Result<()> {
    super::serve(async { Ok(Router::new().route(PATH, post(answer))) })
}

async fn answer(Json(body): Json<Body>) -> Json<Envelope> {
    std::hint::black_box((body.email, body.location));
    Json(Envelope::DONE)
}

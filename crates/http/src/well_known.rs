//! Well-known addresses: the keys that others verify our JWTs with, and where browsers send people who want a new
//! password.

use axum::extract::State;
use axum::response::Redirect;
use axum::routing::get;
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::app::SharedApp;

/// `/.well-known/jwks.json` (RFC 7517) and `/.well-known/change-password` (W3C).
pub(crate) fn routes() -> Router<SharedApp> {
    Router::new().route("/.well-known/jwks.json", get(jwks)).route("/.well-known/change-password", get(change_password))
}

/// Below the path of the public URL, which a proxy in front takes off.
async fn change_password(State(app): State<SharedApp>) -> Redirect {
    Redirect::to(&format!("{}/forgot", app.settings.public_url.path().trim_end_matches('/')))
}

async fn jwks(State(app): State<SharedApp>) -> Json<Value> {
    let keys = app.engine.ports().signer.public_keys().into_iter().map(|key| {
        json!({
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": key.id,
            "n": URL_SAFE_NO_PAD.encode(key.modulus),
            "e": URL_SAFE_NO_PAD.encode(key.exponent),
        })
    });
    Json(json!({ "keys": keys.collect::<Vec<_>>() }))
}

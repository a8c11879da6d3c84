//! Well-known paths: the keys that verify our JWTs, and where browsers send people who want a new password.

use axum::Json;
use axum::extract::State;
use axum::response::Redirect;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::app::SharedApp;
use crate::openapi::Api;

/// `/.well-known/jwks.json` (RFC 7517) and `/.well-known/change-password` (W3C).
pub(crate) fn routes() -> Api {
    Api::default().routes(routes!(jwks)).routes(routes!(change_password))
}

/// The keys that our JWTs are verified with.
#[derive(Serialize, ToSchema)]
#[schema(as = well_known::Keys)]
pub(crate) struct Keys {
    keys: Vec<Key>,
}

/// An RSA key (RFC 7517).
#[derive(Serialize, ToSchema)]
#[schema(as = well_known::Key)]
struct Key {
    kty: &'static str,
    #[serde(rename = "use")]
    usage: &'static str,
    alg: &'static str,
    /// The id that a JWT's header names.
    kid: String,
    /// The modulus, in Base64url.
    n: String,
    /// The exponent, in Base64url.
    e: String,
}

/// Redirect to the page for a new password
///
/// Browsers and password managers open this address.
#[utoipa::path(
    get,
    path = "/.well-known/change-password",
    responses((status = 303, description = "To the page.", headers(("Location" = String)))),
)]
async fn change_password(State(app): State<SharedApp>) -> Redirect {
    Redirect::to(&format!("{}/forgot", app.settings.public_url.path().trim_end_matches('/')))
}

/// Get the keys that verify our JWTs
///
/// A new key is published here before it signs.
#[utoipa::path(get, path = "/.well-known/jwks.json", responses((status = 200, description = "The keys.", body = Keys)))]
pub(crate) async fn jwks(State(app): State<SharedApp>) -> Json<Keys> {
    let keys = app.engine.ports().signer.public_keys().into_iter().map(|key| Key {
        kty: "RSA",
        usage: "sig",
        alg: "RS256",
        kid: key.id,
        n: URL_SAFE_NO_PAD.encode(key.modulus),
        e: URL_SAFE_NO_PAD.encode(key.exponent),
    });
    Json(Keys { keys: keys.collect() })
}

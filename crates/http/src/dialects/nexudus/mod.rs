//! The dialect `nexudus` (docs/contracts/nexudus.md): a member portal's forgot password, reset, exchange and sign-in.

mod error;
mod oauth;
mod oauth_error;
mod profile;
mod refusals;
mod routes;
mod wire;

use axum::response::IntoResponse;

use super::registration::{Owns, Registration, Signs};
use crate::error_response::fault_response;
use crate::guard::Shape;
use crate::openapi::Api;

pub(super) const DIALECT: Registration = Registration {
    code: "nexudus",
    about: "A member portal: password resets, one-time tokens, sign-in.",
    walk: include_str!("walk.json"),
    channels: &[profile::CHANNEL],
    routes,
    shape,
    request_headers: &["client_id", "x-use-timezone"],
    signs: Signs::NONE,
    any_spelling: true,
    owns: Owns { prefixes: &["/api", "/api/sys"], not_here: || error::Refusal::NotHere.into_response() },
    sign_out: None,
};

fn routes() -> Api {
    routes::routes().merge(oauth::routes())
}

/// The token endpoint answers failures as OAuth does, other paths in the envelope.
fn shape(path: &str) -> Shape {
    Shape::plain(match path {
        oauth::TOKEN => fault_response::<oauth_error::OAuthRefusal>,
        _ => fault_response::<error::Refusal>,
    })
}

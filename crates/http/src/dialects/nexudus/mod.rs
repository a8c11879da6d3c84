//! The dialect `nexudus` (docs/contracts/nexudus.md): a member portal's forgot password, reset, exchange and sign-in.

mod error;
mod oauth;
mod oauth_error;
mod profile;
mod refusals;
mod routes;
mod wire;

use super::registration::{Registration, Signs};
use crate::error_response::fault_response;
use crate::guard::Guard;
use crate::openapi::Api;

pub(super) const DIALECT: Registration = Registration {
    code: "nexudus",
    about: "A member portal: password resets, one-time tokens, sign-in.",
    channels: &[profile::CHANNEL],
    routes,
    request_headers: &["client_id", "x-use-timezone"],
    signs: Signs::NONE,
    any_spelling: true,
    sign_out: None,
};

/// `/api/token` answers failures as OAuth does, the others in the envelope.
fn routes(guard: &Guard) -> Api {
    let portal = routes::routes().map_routes(|route| guard.around_dialect(route, fault_response::<error::Refusal>));
    let token =
        oauth::routes().map_routes(|route| guard.around_dialect(route, fault_response::<oauth_error::OAuthRefusal>));
    portal.merge(token)
}

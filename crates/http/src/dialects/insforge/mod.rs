//! The dialect `insforge` (docs/contracts/insforge.md): an app's SDK: sign-up, verification and reset by
//! code or by link, sessions, profiles.

mod bodies;
mod config;
mod error;
mod hold;
mod link_page;
mod mails;
mod profile;
mod profiles;
mod recovery;
mod refresh_token;
mod refusals;
mod sessions;
mod sign_in;
mod sign_up;
mod targets;
mod users;
mod verification;
mod wire;

use axum::response::IntoResponse;

use super::registration::{Owns, Registration, SignOut, Signs};
use crate::error_response::fault_response;
use crate::guard::Shape;
use crate::openapi::Api;

pub(super) const DIALECT: Registration = Registration {
    code: "insforge",
    about: "An app's SDK: password resets by code or link, sign-up, verification, sessions, profiles.",
    walk: include_str!("walk.json"),
    channels: &[profile::CHANNEL, profile::SIGN_UP],
    routes,
    shape: |_| Shape::plain(fault_response::<error::Refusal>),
    request_headers: &["x-api-key", "x-csrf-token"],
    signs: Signs {
        cookies: hold::cookie_sign,
        fields: &["client_type", "refreshToken", "refresh_token"],
        opaque_bearer: false,
        client: Some(hold::CLIENT),
    },
    any_spelling: true,
    owns: Owns {
        prefixes: &[
            "/api",
            "/api/advisor",
            "/api/ai",
            "/api/analytics",
            "/api/auth",
            "/api/compute",
            "/api/dashboard",
            "/api/database",
            "/api/deployments",
            "/api/docs",
            "/api/email",
            "/api/functions",
            "/api/github",
            "/api/health",
            "/api/logs",
            "/api/memory",
            "/api/metadata",
            "/api/payments",
            "/api/realtime",
            "/api/schedules",
            "/api/secrets",
            "/api/storage",
            "/api/usage",
            "/api/webhooks",
            "/api/webscraper",
            "/functions",
        ],
        not_here: || error::Refusal::NotHere.into_response(),
    },
    sign_out: Some(SignOut { path: sessions::SIGN_OUT, end_cookies: sessions::end_cookies }),
};

fn routes() -> Api {
    let routes = recovery::routes()
        .merge(sign_up::routes())
        .merge(verification::routes())
        .merge(sign_in::routes())
        .merge(sessions::routes())
        .merge(profiles::routes())
        .merge(config::routes())
        .merge(users::routes());
    routes.describe::<wire::FailureBody>().map_routes(|route| route.fallback(async || error::Refusal::Method))
}

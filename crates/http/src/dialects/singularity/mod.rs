//! The dialect `singularity` (docs/contracts/singularity.md): a reset that knows languages, shows its cooldown and says
//! what became of the email; registration and verification, sign-in by password and second factor, sessions.

mod credentials;
mod devices;
mod envelope;
mod error;
mod own_account;
mod password_first;
mod profile;
mod queries;
mod recovery;
mod refusals;
mod register;
mod sessions;
mod sign_in;
mod step_up;
mod two_factor;
mod verification;
mod wire;

use axum::response::IntoResponse;
use axum::routing::any;

use super::registration::{Owns, Registration, SignOut, Signs};
use crate::error_response::fault_response;
use crate::guard::Shape;
use crate::openapi::Api;

pub(super) const DIALECT: Registration = Registration {
    code: "singularity",
    about: "Password resets with a cooldown that callers can see and a report of delivery; sign-in, sessions, and the \
            person's own account. Emails come in the language that a call names.",
    walk: include_str!("walk.json"),
    channels: &[profile::CHANNEL, profile::SIGN_UP],
    routes,
    shape: |_| Shape { fault: fault_response::<error::Refusal>, finish: envelope::fill_in },
    request_headers: &credentials::HEADERS,
    signs: Signs {
        cookies: credentials::cookie_sign,
        fields: &["browser", "os"],
        opaque_bearer: true,
        client: Some(profile::CLIENT),
    },
    any_spelling: false,
    owns: Owns {
        prefixes: &[
            "/api",
            "/api/admins",
            "/api/assets",
            "/api/auth",
            "/api/auth/2fa",
            "/api/content",
            "/api/groups",
            "/api/guests",
            "/api/oauth2",
            "/api/security",
            "/api/users",
            "/login/oauth2",
            "/oauth2/authorization",
        ],
        not_here: || error::Refusal::NotHere.into_response(),
    },
    sign_out: Some(SignOut { path: sessions::SIGN_OUT, end_cookies: sessions::end_cookies }),
};

fn routes() -> Api {
    recovery::routes()
        .merge(register::routes())
        .merge(verification::routes())
        .merge(sign_in::routes())
        .merge(step_up::routes())
        .merge(two_factor::routes())
        .merge(sessions::routes())
        .merge(devices::routes())
        .merge(own_account::routes())
        .describe::<wire::ErrorBody>()
        .map_routes(|route| route.fallback(async || error::Refusal::Method))
        // Otherwise it would be the session with the id "token".
        .undocumented("/api/users/me/sessions/token", any(async || error::Refusal::NotHere))
}

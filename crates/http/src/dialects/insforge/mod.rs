//! The dialect `insforge` (docs/contracts/insforge.md): an app's SDK: sign-up, verification and reset by
//! code or by link, sessions, profiles.

mod bodies;
mod config;
mod error;
mod hold;
mod mails;
mod profile;
mod profiles;
mod recovery;
mod refusals;
mod sessions;
mod sign_in;
mod sign_up;
mod targets;
mod verification;
mod verification_page;
mod wire;

use super::Registration;
use crate::error_response::fault_response;
use crate::guard::Guard;
use crate::openapi::{Api, ApiExt};

pub(super) const DIALECT: Registration = Registration {
    code: "insforge",
    about: "An app's SDK: reset by code or by link, and sessions.",
    channels: &[profile::CHANNEL, profile::SIGN_UP],
    routes,
};

fn routes(guard: &Guard) -> Api {
    let routes = recovery::routes()
        .merge(sign_up::routes())
        .merge(verification::routes())
        .merge(sign_in::routes())
        .merge(sessions::routes())
        .merge(profiles::routes())
        .merge(config::routes());
    routes.describe::<wire::FailureBody>().map_routes(|routes| {
        guard.around_dialect(
            routes.method_not_allowed_fallback(async || error::Refusal::Method),
            fault_response::<error::Refusal>,
        )
    })
}

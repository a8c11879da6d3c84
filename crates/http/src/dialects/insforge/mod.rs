//! The dialect `insforge` (contracts/insforge.md): an app's SDK, reset by code or by link.

mod bodies;
mod config;
mod error;
mod fields;
mod hold;
mod mails;
mod recovery;
mod refusals;
mod sessions;
mod sign_in;
mod wire;

use crate::guard::Guard;
use crate::openapi::{Api, ApiExt};

/// The dialect's routes.
pub(crate) fn routes(guard: &Guard) -> Api {
    let routes = recovery::routes().merge(sign_in::routes()).merge(sessions::routes()).merge(config::routes());
    routes.describe::<wire::FailureBody>().map_routes(|routes| {
        guard.around(routes.method_not_allowed_fallback(async || error::Refusal::Method), error::fault_response)
    })
}

//! The dialect `insforge` (contracts/insforge.md): an app's SDK, reset by code or by link.

mod config;
mod error;
mod fields;
mod hold;
mod mails;
mod recovery;
mod sessions;
mod sign_in;
mod wire;

use axum::Router;

use crate::app::SharedApp;
use crate::guard::Guard;

/// The dialect's routes.
pub(crate) fn routes(guard: &Guard) -> Router<SharedApp> {
    let routes = Router::new()
        .merge(recovery::routes())
        .merge(sign_in::routes())
        .merge(sessions::routes())
        .merge(config::routes())
        .method_not_allowed_fallback(async || error::Refusal::Method);
    guard.around(routes, error::fault_response)
}

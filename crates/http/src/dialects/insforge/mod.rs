//! The dialect `insforge` (contracts/insforge.md): an app's SDK, reset by code or by link.

mod error;
mod recovery;
mod wire;

use axum::Router;

use crate::app::SharedApp;
use crate::guard::Guard;

/// The dialect's routes.
pub(crate) fn routes(guard: &Guard) -> Router<SharedApp> {
    let routes = Router::new().merge(recovery::routes()).method_not_allowed_fallback(async || error::Refusal::Method);
    guard.around(routes, error::fault_response)
}

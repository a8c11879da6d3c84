//! The dialect `nexudus` (contracts/nexudus.md): a member portal's forgot password, reset, exchange and sign-in.

mod error;
mod oauth;
mod routes;
mod wire;

use axum::Router;

use crate::app::SharedApp;
use crate::guard::Guard;

/// The dialect's routes. `/api/token` answers failures as OAuth does, the others in the envelope.
pub(crate) fn routes(guard: &Guard) -> Router<SharedApp> {
    guard.around(routes::routes(), error::fault_response).merge(guard.around(oauth::routes(), oauth::fault_response))
}

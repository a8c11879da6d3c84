//! The dialect `nexudus` (contracts/nexudus.md): a member portal's forgot password, reset, exchange and sign-in.

mod error;
mod oauth;
mod refusals;
mod routes;
mod wire;

use crate::failure::fault_response;
use crate::guard::Guard;
use crate::openapi::{Api, ApiExt};

/// The dialect's routes. `/api/token` answers failures as OAuth does, the others in the envelope.
pub(crate) fn routes(guard: &Guard) -> Api {
    let portal = routes::routes().map_routes(|routes| guard.around_dialect(routes, fault_response::<error::Refusal>));
    let token =
        oauth::routes().map_routes(|routes| guard.around_dialect(routes, fault_response::<oauth::OAuthRefusal>));
    portal.merge(token)
}

//! `/v1`: the API of the product's own backend, which keeps its accounts in step. Callers
//! authenticate with the setting `admin.token`; failures are problem+json (RFC 9457).

mod accounts;
mod actions;
mod assertions;
mod edits;
mod error;
mod gate;
mod id;
mod mails;
mod refusals;
mod repeat;
mod wire;

use axum::routing::any;

use crate::error_response::fault_response;
use crate::guard::Guard;
use crate::openapi::{Api, Part};

pub(crate) use gate::{Admin, AdminRefusal, AdminRefused, operator};

/// What documents call it.
pub(crate) const PART: Part = Part {
    name: "v1",
    about: "For your own backend: accounts and their emails, with the token of the setting `admin.token`.",
    tells_limits: false,
    walk: None,
};

/// The routes, behind the guard. Whatever else begins with `/v1` is refused in the same shape.
pub(crate) fn routes(guard: &Guard) -> Api {
    accounts::routes()
        .merge(actions::routes())
        .merge(assertions::routes())
        .merge(mails::routes())
        .describe::<wire::Problem>()
        .map_routes(|route| route.fallback(async || error::Refusal::Method))
        .undocumented("/v1/{*rest}", any(async || error::Refusal::NoRoute))
        .map_routes(|route| guard.around_route(route, fault_response::<error::Refusal>))
}

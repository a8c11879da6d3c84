//! `/v1`: the API of the product's own backend, which keeps its accounts in step. Whoever knows the setting
//! `admin.token` may use it; failures are problem+json (RFC 9457).

mod accounts;
mod actions;
mod edits;
mod error;
mod gate;
mod id;
mod refusals;
mod repeat;
mod wire;

use axum::Router;
use axum::routing::any;

use crate::app::SharedApp;
use crate::error_response::fault_response;
use crate::guard::Guard;
use crate::openapi::{Api, ApiExt, Part};

pub(crate) use gate::{Admin, AdminRefusal};

/// What documents call it.
pub(crate) const PART: Part = Part {
    name: "v1",
    about: "The product's own backend: accounts, with the token of the setting `admin.token`.",
    tells_limits: false,
};

/// The routes, behind the guard. Whatever else begins with `/v1` is refused in the same shape.
pub(crate) fn routes(guard: &Guard) -> Api {
    let api = accounts::routes().merge(actions::routes()).describe::<wire::Problem>();
    let elsewhere = Router::<SharedApp>::new().route("/v1/{*rest}", any(async || error::Refusal::NoRoute));
    api.map_routes(|routes| {
        let routes = routes.method_not_allowed_fallback(async || error::Refusal::Method).merge(elsewhere);
        guard.around(routes, fault_response::<error::Refusal>)
    })
}

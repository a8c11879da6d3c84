//! The dialect `singularity` (docs/contracts/singularity.md): a reset that knows languages, shows its cooldown and says
//! what became of the mail; and sign-in by password and second factor.

mod envelope;
mod error;
mod profile;
mod refusals;
mod routes;
mod wire;

use axum::middleware::from_fn;

use super::Registration;
use crate::error_response::fault_response;
use crate::guard::Guard;
use crate::openapi::{Api, ApiExt};

pub(super) const DIALECT: Registration = Registration {
    code: "singularity",
    about: "A reset that knows languages, shows its cooldown and says what became of the mail.",
    channels: &[profile::CHANNEL],
    routes,
};

/// Refusals of the guard get their envelope as those of the routes do.
fn routes(guard: &Guard) -> Api {
    routes::routes()
        .map_routes(|routes| guard.around_dialect(routes, fault_response::<error::Refusal>))
        .layer(from_fn(envelope::fill_in))
}

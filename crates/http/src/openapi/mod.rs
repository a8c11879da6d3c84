//! What the server says of its APIs, in OpenAPI 3.1.
//!
//! A route and its documentation are one registration: routers are [`Api`]s, handlers carry `#[utoipa::path]`, and
//! `routes!` takes both, so that neither can go without the other. Handlers document their success; what they refuse
//! comes from the dialect's own table of failures ([`Refused`]), rendered by the code that answers with it.

mod api;
mod document;
mod failure;
mod serve;
mod viewer;

pub(crate) use api::{Api, Routes};
pub(crate) use document::{Documents, Part};
pub(crate) use failure::{Refusals, Refused, RefusedOnPage, broken, json_body, mailing, malformed, metered, refusals};

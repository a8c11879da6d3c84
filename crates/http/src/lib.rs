//! Rekey's HTTP side: the dialects, our own pages, the development inbox, and what they share.

mod admin;
mod app;
mod asker;
mod client_network;
pub mod cookies;
pub mod dialects;
mod failure;
mod faults;
mod guard;
mod headers;
mod health;
mod inbox;
pub mod input;
mod introspection;
mod loopback;
mod openapi;
mod pages;
mod rate_limits;
mod router;
mod told;
mod well_known;

pub use admin::{AdminToken, AdminTokenError, SHORTEST_ADMIN_TOKEN};
pub use app::{App, HttpSettings};
pub use dialects::Dialect;
pub use headers::{AnswerObserver, Uncounted};
pub use introspection::IntrospectionClient;
pub use router::router;

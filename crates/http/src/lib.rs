//! Rekey's HTTP side: the dialects, our own pages, the development inbox, and what they share.

mod admin;
mod admin_token;
mod answers;
mod app;
mod client_network;
pub mod cookies;
mod dialect;
mod dialect_settings;
mod dialects;
mod error_response;
mod faults;
mod guard;
mod headers;
mod health;
mod inbox;
pub mod input;
mod introspection;
mod introspection_client;
mod loopback;
mod mail_events;
mod openapi;
mod pages;
mod rate_limits;
mod requester;
mod response_secret;
mod router;
mod shared_secret;
mod untrusted_proxy;
mod well_known;

pub use admin_token::{AdminToken, AdminTokenError, SHORTEST_ADMIN_TOKEN};
pub use answers::{AnswerObserver, Uncounted};
pub use app::{App, HttpSettings};
pub use dialect::Dialect;
pub use dialect_settings::RefreshTokens;
pub use introspection_client::IntrospectionClient;
pub use router::router;

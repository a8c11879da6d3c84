//! The HTTP client for everything that Rekey calls: webhooks, mail providers, breach lists, collectors of traces (R33).
//!
//! It follows no redirects, speaks `https:` to everyone but this machine, and connects only to addresses it has
//! checked. Every call has a deadline, every body that is read a limit, and every destination a breaker of its own.

mod address;
mod answer;
mod breaker;
mod client;
mod error;
mod resolver;
mod signature;

pub use address::Networks;
pub use answer::Answer;
pub use breaker::MOST_IN_FLIGHT;
pub use client::HttpClient;
pub use error::CallError;
pub use hyper::body::Bytes;
pub use signature::WebhookSecret;

#[cfg(test)]
mod tests;

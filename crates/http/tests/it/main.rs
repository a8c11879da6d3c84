//! The HTTP side over a real engine and a real store, with a clock that is set by hand.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod browser;
mod inbox;
mod openapi;
mod pages;
mod server;

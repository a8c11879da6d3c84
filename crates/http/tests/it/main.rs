//! The HTTP side over a real engine and a real store, with a clock that is set by hand.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't go on fails")]

mod browser;
mod inbox;
mod openapi;
mod pages;
mod server;

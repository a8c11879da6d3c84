//! Mails from the outbox to a server, over the embedded store.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't continue fails")]

mod dkim;
mod faults;
mod lanes;
mod logs;
mod message;
mod senders;
mod smtp;
mod support;
mod transports;
mod worker;

//! What kinds of senders with events share. Each signs and words them in its own way.

mod json;
mod standard;
mod verified;

pub(super) use json::{mail_named, report, text};
pub(super) use standard::StandardEvents;
pub(super) use verified::VerifyingKey;

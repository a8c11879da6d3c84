//! What kinds of senders have in common that tell about mails: each proves and phrases it in its own way.

mod json;
mod standard;
mod verified;

pub(super) use json::{mail_named, report, text};
pub(super) use standard::StandardEvents;
pub(super) use verified::VerifyingKey;

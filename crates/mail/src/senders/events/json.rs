//! Reading reports from JSON.

use rekey_core::EmailAddress;
use rekey_core::outbox::{MailFate, MailName, MailReport};
use serde_json::Value;

/// A text below a pointer.
pub(crate) fn text<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer)?.as_str()
}

/// The email that a value names, if it is a name of ours.
pub(crate) fn mail_named(value: Option<&Value>) -> Option<MailName> {
    match value? {
        Value::String(name) => name.parse().ok(),
        // A tag may have several values.
        Value::Array(names) => names.first()?.as_str()?.parse().ok(),
        _ => None,
    }
}

/// A report, if it names an email and an address.
pub(crate) fn report(
    mail: Option<MailName>,
    recipient: Option<&str>,
    fate: MailFate,
    reason: Option<&str>,
) -> Option<MailReport> {
    let recipient = EmailAddress::parse(bare(recipient?)).ok()?;
    Some(MailReport { mail: mail?, recipient, fate, reason: reason.map(ToOwned::to_owned) })
}

/// An address without a name before it.
fn bare(mailbox: &str) -> &str {
    let address = mailbox.rsplit_once('<').map_or(mailbox, |(_, rest)| rest);
    address.trim().trim_end_matches('>')
}

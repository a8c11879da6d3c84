//! Reports of mail servers on what became of an email (RFC 3464).

use rekey_core::EmailAddress;
use rekey_core::outbox::{Bounce, MailFate};

use super::fields::{address, bare, fields, untyped};

/// How many recipients of a report are read. An email of ours has one.
const MOST_RECIPIENTS: usize = 10;
/// Statuses of mailboxes that take no email (RFC 3463): no such mailbox or domain, moved, switched off.
const NO_MAILBOX: [&str; 6] = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"];

/// What a report says of one recipient.
#[derive(Default)]
pub(super) struct Recipient {
    pub(super) address: Option<EmailAddress>,
    action: String,
    status: String,
    pub(super) diagnostic: Option<String>,
}

impl Recipient {
    pub(super) fn fate(&self) -> Option<MailFate> {
        match self.action.as_str() {
            "delivered" => Some(MailFate::Delivered),
            "failed" if NO_MAILBOX.contains(&self.status.as_str()) => Some(MailFate::Bounced(Bounce::Permanent)),
            "failed" => Some(MailFate::Bounced(Bounce::Transient)),
            _ => None,
        }
    }
}

/// The groups of fields, of which the first is about the whole message (RFC 3464, 2.1).
pub(super) fn recipients(text: &str) -> Vec<Recipient> {
    let text = text.replace("\r\n", "\n");
    let groups = text.split("\n\n").map(group).filter(|recipient| recipient.address.is_some());
    groups.take(MOST_RECIPIENTS).collect()
}

fn group(text: &str) -> Recipient {
    let (mut recipient, mut original) = (Recipient::default(), None);
    for (name, value) in fields(text) {
        match name.as_str() {
            "final-recipient" => recipient.address = address(untyped(bare(&value))),
            "original-recipient" => original = address(untyped(bare(&value))),
            "action" => recipient.action = bare(&value).to_ascii_lowercase(),
            "status" => bare(&value).clone_into(&mut recipient.status),
            "diagnostic-code" => recipient.diagnostic = Some(untyped(&value).to_owned()),
            _ => {}
        }
    }
    // The last server may know the recipient by another address than the one that the email was sent to.
    recipient.address = original.or(recipient.address);
    recipient
}

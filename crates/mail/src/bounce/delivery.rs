//! Reports of mail servers on what became of an email (RFC 3464).

use rekey_core::EmailAddress;
use rekey_core::outbox::{Bounce, MailFate, MailName};

use super::fields::{address, bare, fields, untyped};

/// How many recipients of a report are read. An email of ours has one.
const MOST_RECIPIENTS: usize = 10;
/// The status of servers that keep theirs general, such as Exim: the words of the last server then have the real one.
const GENERAL_STATUS: &str = "5.0.0";
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
            "failed" if NO_MAILBOX.contains(&self.status()) => Some(MailFate::Bounced(Bounce::Permanent)),
            "failed" => Some(MailFate::Bounced(Bounce::Transient)),
            _ => None,
        }
    }

    fn status(&self) -> &str {
        let quoted = self.diagnostic.as_deref().filter(|_| self.status == GENERAL_STATUS).and_then(enhanced_status);
        quoted.unwrap_or(&self.status)
    }
}

/// The enhanced status code behind the code of an answer: `550 5.1.1 no such user`, `550-5.1.1 no such user`.
fn enhanced_status(words: &str) -> Option<&str> {
    let (code, rest) = words.split_at_checked(3)?;
    let status = rest.strip_prefix([' ', '-'])?.trim_start_matches('#').split_ascii_whitespace().next()?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (is_number(code) && status.split('.').count() == 3 && status.split('.').all(is_number)).then_some(status)
}

/// The groups of fields, of which the first is about the whole message (RFC 3464, 2.1).
pub(super) fn recipients(text: &str) -> Vec<Recipient> {
    let text = text.replace("\r\n", "\n");
    let groups = text.split("\n\n").map(group).filter(|recipient| recipient.address.is_some());
    groups.take(MOST_RECIPIENTS).collect()
}

/// The email that a report names in its fields about the whole message, as Google's do.
pub(super) fn original_message(text: &str) -> Option<MailName> {
    let (_, id) = fields(text).find(|(name, _)| name == "x-original-message-id")?;
    MailName::of_message_id(&id)
}

fn group(text: &str) -> Recipient {
    let (mut recipient, mut original) = (Recipient::default(), None);
    for (name, value) in fields(text) {
        match name.as_str() {
            "final-recipient" => recipient.address = address(untyped(bare(&value))),
            "original-recipient" => original = address(untyped(bare(&value))),
            "action" => recipient.action = bare(&value).to_ascii_lowercase(),
            // Some servers explain it without the brackets of a comment.
            "status" => bare(&value).split(' ').next().unwrap_or_default().clone_into(&mut recipient.status),
            "diagnostic-code" => recipient.diagnostic = Some(untyped(&value).to_owned()),
            _ => {}
        }
    }
    // The last server may know the recipient by another address than the one that the email was sent to.
    recipient.address = original.or(recipient.address);
    recipient
}

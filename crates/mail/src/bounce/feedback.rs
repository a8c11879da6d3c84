//! Complaints that a mailbox provider passes on (RFC 5965).

use rekey_core::EmailAddress;

use super::fields::{address, fields};

/// What a provider says that a person did with a mail.
pub(super) struct Feedback {
    kind: String,
    /// Some providers leave it out, because the returned mail has it.
    pub(super) recipient: Option<EmailAddress>,
}

impl Feedback {
    pub(super) fn parse(text: &str) -> Self {
        let (mut kind, mut recipient) = (String::new(), None);
        for (name, value) in fields(text) {
            match name.as_str() {
                "feedback-type" => kind = value.to_ascii_lowercase(),
                "original-rcpt-to" => recipient = recipient.or_else(|| address(&value)),
                _ => {}
            }
        }
        Self { kind, recipient }
    }

    pub(super) fn is_complaint(&self) -> bool {
        !self.kind.is_empty() && is_complaint(&self.kind)
    }
}

/// Whether somebody complained. Other types of feedback correct an earlier complaint, or are about our signatures
/// (RFC 5965, 7.3; RFC 6591).
pub(crate) fn is_complaint(feedback_type: &str) -> bool {
    !matches!(feedback_type, "not-spam" | "auth-failure")
}

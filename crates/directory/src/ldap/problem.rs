//! Why a call came to nothing.

use ldap3::{LdapError, LdapResult};

/// Why a call came to nothing, for the operator. It names no person.
#[derive(Debug)]
pub(super) struct Problem {
    reason: String,
    was_sent: bool,
    is_unanswered: bool,
}

impl Problem {
    /// Nothing was sent that changes anything.
    pub(super) fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), was_sent: false, is_unanswered: false }
    }

    /// No server answered, or not in time.
    pub(super) fn unanswered(reason: impl Into<String>) -> Self {
        Self { is_unanswered: true, ..Self::new(reason) }
    }

    /// What an operation failed with. Only one that the connection never took was certainly not sent.
    pub(super) fn of_operation(error: &LdapError) -> Self {
        Self { reason: error.to_string(), was_sent: !matches!(error, LdapError::OpSend { .. }), is_unanswered: false }
    }

    /// Why no server answered, if none did.
    pub(super) fn silence(&self) -> Option<&str> {
        self.is_unanswered.then_some(self.reason.as_str())
    }

    pub(super) fn reason(self) -> String {
        self.reason
    }

    /// Whether the server may have got it.
    pub(super) fn was_sent(&self) -> bool {
        self.was_sent
    }
}

/// What a result code means, without the text, which may name a person.
pub(super) fn describe(result: &LdapResult) -> String {
    let bare =
        LdapResult { matched: String::new(), text: String::new(), refs: vec![], ctrls: vec![], ..result.clone() };
    let text = bare.to_string();
    format!("it answered {}", text.split(", dn:").next().unwrap_or_default())
}

//! Contexts of "this wasn't me" (R9).

use serde::Serialize;

use crate::context::PageContext;
use crate::context::values::{FormKeys, sample};

/// The page that a "this wasn't me" link opens: its button, not the link, shuts the account (R2). Posts nothing but
/// the hidden fields to `/not-me`.
#[derive(Debug, Clone, Serialize)]
pub struct ConfirmNotMe {
    /// The hidden fields.
    pub form: FormKeys,
    /// The account's address. None if the address was changed: the previous holder does not learn the new one.
    pub email: Option<String>,
    /// Whether it signs out every device.
    pub ends_sessions: bool,
}

/// Says that the account is shut until its password is reset, with a link to `/forgot`; or until support unlocks it,
/// with a link to support.
#[derive(Debug, Clone, Serialize)]
pub struct NotMeDone {
    /// Whether it is locked, and no reset opens it.
    pub locked: bool,
    /// Whether it has a second factor, which a reset leaves unchanged (R8).
    pub second_factor: bool,
    /// Whether every device was signed out. Always, where it is locked.
    pub ends_sessions: bool,
}

impl PageContext for ConfirmNotMe {
    const TEMPLATE: &'static str = "pages/not_me.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let state = |email, ends_sessions| Self { form: sample::form(), email, ends_sessions };
        let email = Some(sample::EMAIL.to_owned());
        vec![
            ("change", state(email.clone(), true)),
            ("address", state(None, true)),
            ("sessions-stay", state(email, false)),
        ]
    }
}

impl PageContext for NotMeDone {
    const TEMPLATE: &'static str = "pages/not_me_done.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let shut = Self { locked: false, second_factor: false, ends_sessions: true };
        let second_factor = Self { second_factor: true, ..shut.clone() };
        let locked = Self { locked: true, ..shut.clone() };
        let stay = Self { ends_sessions: false, ..shut.clone() };
        vec![("shut", shut), ("second-factor", second_factor), ("locked", locked), ("sessions-stay", stay)]
    }
}

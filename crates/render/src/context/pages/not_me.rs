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
    /// The account's address.
    pub email: String,
}

/// Says that the account is shut until its password is reset, and leads to `/forgot`.
#[derive(Debug, Clone, Serialize)]
pub struct NotMeDone {}

impl PageContext for ConfirmNotMe {
    const TEMPLATE: &'static str = "pages/not_me.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![("only", Self { form: sample::form(), email: sample::EMAIL.to_owned() })]
    }
}

impl PageContext for NotMeDone {
    const TEMPLATE: &'static str = "pages/not_me_done.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![("only", Self {})]
    }
}

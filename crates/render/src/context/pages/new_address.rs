//! Context of the page by which an account gets a new address.

use serde::Serialize;

use crate::context::PageContext;
use crate::context::values::{FormKeys, sample};

/// The page that the link of a changed address opens: its button, not the link, changes the account (R2). Posts nothing but
/// the hidden fields to `/new-address`.
#[derive(Debug, Clone, Serialize)]
pub struct ConfirmNewAddress {
    /// The hidden fields.
    pub form: FormKeys,
    /// The new address.
    pub email: String,
}

impl PageContext for ConfirmNewAddress {
    const TEMPLATE: &'static str = "pages/new_address.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![("only", Self { form: sample::form(), email: sample::EMAIL.to_owned() })]
    }
}

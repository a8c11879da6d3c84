//! Contexts of the pages by which an address is verified.

use serde::Serialize;
use url::Url;

use crate::context::PageContext;
use crate::context::values::{FormKeys, sample};

/// The page that a verification email's link opens: its button, not the link, verifies (R2). Posts `token` to
/// `/api/auth/email/verify-link`. Not `Debug`: the token is a secret (R17).
#[derive(Clone, Serialize)]
pub struct VerifyEmailPage {
    /// The link's token.
    pub token: String,
    /// The address to be verified.
    pub email: String,
}

/// The same page where the channel that mailed the link has none of its own. Posts nothing but the hidden fields to
/// `/verify-email`.
#[derive(Debug, Clone, Serialize)]
pub struct ConfirmAddress {
    /// The hidden fields.
    pub form: FormKeys,
    /// The address to be verified.
    pub email: String,
}

/// Says that the address is verified, if no app waits for the result.
#[derive(Debug, Clone, Serialize)]
pub struct VerifyEmailDone {
    /// Where the person came from.
    pub continue_url: Option<Url>,
}

impl PageContext for VerifyEmailPage {
    const TEMPLATE: &'static str = "pages/verify_email.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![("only", Self { token: "0".repeat(64), email: sample::EMAIL.to_owned() })]
    }
}

impl PageContext for ConfirmAddress {
    const TEMPLATE: &'static str = "pages/confirm_address.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![("only", Self { form: sample::form(), email: sample::EMAIL.to_owned() })]
    }
}

impl PageContext for VerifyEmailDone {
    const TEMPLATE: &'static str = "pages/verify_email_done.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![("with-home", Self { continue_url: Some(sample::home()) }), ("without-home", Self { continue_url: None })]
    }
}

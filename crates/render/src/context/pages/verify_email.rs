//! Contexts of the pages by which an address is verified.

use serde::Serialize;
use url::Url;

use crate::context::PageContext;
use crate::context::values::sample;

/// The page that a verification email's link opens: its button, not the link, verifies (R2). Posts `token` to
/// `/api/auth/email/verify-link`. Not `Debug`: the token is a secret (R17).
#[derive(Clone, Serialize)]
pub struct VerifyEmailPage {
    /// The link's token.
    pub token: String,
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

impl PageContext for VerifyEmailDone {
    const TEMPLATE: &'static str = "pages/verify_email_done.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![("with-home", Self { continue_url: Some(sample::home()) }), ("without-home", Self { continue_url: None })]
    }
}

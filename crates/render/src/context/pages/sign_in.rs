//! Contexts of signing in and out.

use serde::Serialize;
use url::Url;

use super::{CodeProblem, EmailProblem, ErrorKind, Mailbox, Setback};
use crate::context::PageContext;
use crate::context::values::{FormKeys, Span, sample};

/// Asks for address and password. Posts `email` and `password` to `/signin`, or `email` to `/signin/code-request`.
#[derive(Debug, Clone, Serialize)]
pub struct SignIn {
    /// The hidden fields.
    pub form: FormKeys,
    /// What was typed before, or nothing.
    pub email: String,
    /// What was wrong with it.
    pub email_problem: Option<EmailProblem>,
    /// Why the sign-in was refused.
    pub problem: Option<SignInProblem>,
    /// What brings the person here.
    pub notice: Option<SignInNotice>,
    /// Why the form was not looked at.
    pub setback: Option<Setback>,
}

/// Why a sign-in was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum SignInProblem {
    /// The password is missing.
    #[serde(rename = "sign-in-problem-no-password")]
    NoPassword,
    /// Unknown address, wrong password, or an account that may not sign in: one sentence for all (R1).
    #[serde(rename = "sign-in-problem-wrong")]
    Wrong,
    /// The password was right, but must be reset first.
    #[serde(rename = "sign-in-problem-must-reset")]
    MustReset,
    /// The password was right, but the address must be verified first.
    #[serde(rename = "sign-in-problem-not-verified")]
    NotVerified,
}

/// What brings a person to the sign-in page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum SignInNotice {
    /// The session ended.
    #[serde(rename = "sign-in-notice-session-ended")]
    SessionEnded,
    /// The password was just changed.
    #[serde(rename = "sign-in-notice-password-changed")]
    PasswordChanged,
}

/// Says that a sign-in email is on its way, if there is an account, and asks for its code. Posts `email` and `code`
/// to `/signin/code`, or `email` to `/signin/code-request` for another email.
#[derive(Debug, Clone, Serialize)]
pub struct SignInCode {
    /// The hidden fields.
    pub form: FormKeys,
    /// The address that was typed.
    pub email: String,
    /// Where its emails are read.
    pub provider: Option<Mailbox>,
    /// What was wrong with the code.
    pub code_problem: Option<CodeProblem>,
    /// Why the form was not looked at.
    pub setback: Option<Setback>,
    /// Whether another email was accepted now; if not, the page leads to those before. The same for every address (R1).
    pub is_accepted: bool,
    /// How long until the next request for an email; zero: now.
    pub resend_after: Span,
    /// Whether the email lands in the development inbox, to which the page then links.
    pub development: bool,
}

/// The page that a sign-in link opens: its button, not the link, signs in (R2). Posts nothing but the hidden
/// fields to `/signin/link`.
#[derive(Debug, Clone, Serialize)]
pub struct ConfirmSignIn {
    /// The hidden fields.
    pub form: FormKeys,
    /// The account's address.
    pub email: String,
}

/// Says who is signed in. Posts nothing but the hidden fields to `/signout`.
#[derive(Debug, Clone, Serialize)]
pub struct SignedIn {
    /// The hidden fields.
    pub form: FormKeys,
    /// The account's address.
    pub email: String,
    /// What to call the person.
    pub name: Option<String>,
    /// Where the person came from.
    pub continue_url: Option<Url>,
}

/// Says that the session has ended.
#[derive(Debug, Clone, Serialize)]
pub struct SignedOut {}

impl PageContext for SignIn {
    const TEMPLATE: &'static str = "pages/sign_in.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let empty = Self {
            form: sample::form(),
            email: String::new(),
            email_problem: None,
            problem: None,
            notice: None,
            setback: None,
        };
        let typed = Self { email: sample::EMAIL.to_owned(), ..empty.clone() };
        let refused = |problem| Self { problem: Some(problem), ..typed.clone() };
        let limited = Setback { kind: ErrorKind::WrongPasswords, retry_after: Some(sample::minutes(14)) };
        let told = |notice| Self { notice: Some(notice), ..typed.clone() };
        vec![
            ("empty", empty.clone()),
            ("missing", Self { email_problem: Some(EmailProblem::Missing), ..empty }),
            ("no-password", refused(SignInProblem::NoPassword)),
            ("wrong", refused(SignInProblem::Wrong)),
            ("limited", Self { setback: Some(limited), ..typed.clone() }),
            ("must-reset", refused(SignInProblem::MustReset)),
            ("not-verified", refused(SignInProblem::NotVerified)),
            ("session-ended", told(SignInNotice::SessionEnded)),
            ("password-changed", told(SignInNotice::PasswordChanged)),
        ]
    }
}

impl PageContext for SignInCode {
    const TEMPLATE: &'static str = "pages/sign_in_code.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let fresh = Self {
            form: sample::form(),
            email: sample::EMAIL.to_owned(),
            provider: None,
            code_problem: None,
            setback: None,
            is_accepted: true,
            resend_after: sample::seconds(48),
            development: true,
        };
        let resend = Self { resend_after: sample::seconds(0), development: false, ..fresh.clone() };
        vec![
            ("fresh", fresh),
            ("malformed", Self { code_problem: Some(CodeProblem::Malformed), ..resend.clone() }),
            ("wrong", Self { code_problem: Some(CodeProblem::Wrong), ..resend.clone() }),
            ("sent-before", Self { is_accepted: false, resend_after: sample::seconds(252), ..resend }),
        ]
    }
}

impl PageContext for ConfirmSignIn {
    const TEMPLATE: &'static str = "pages/sign_in_link.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![("only", Self { form: sample::form(), email: sample::EMAIL.to_owned() })]
    }
}

impl PageContext for SignedIn {
    const TEMPLATE: &'static str = "pages/signed_in.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let named = Self {
            form: sample::form(),
            email: sample::EMAIL.to_owned(),
            name: Some(sample::NAME.to_owned()),
            continue_url: Some(sample::home()),
        };
        vec![("named", named.clone()), ("nameless", Self { name: None, continue_url: None, ..named })]
    }
}

impl PageContext for SignedOut {
    const TEMPLATE: &'static str = "pages/signed_out.html";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![("only", Self {})]
    }
}

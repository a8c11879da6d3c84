//! Contexts of pages that say what went wrong and what to do.

use serde::Serialize;
use url::Url;

use crate::context::PageContext;
use crate::context::values::{FormKeys, Span, sample};

/// Says that a link can't be used, and why. A reset or sign-in link whose mailbox is known is sent again at the press
/// of a button; else the page posts `email` to `/forgot` or `/signin/code-request` to have a new email sent. For a
/// "this wasn't me" link it leads to `/forgot`. Of a link that verifies or changes an address it says where to get
/// another.
#[derive(Debug, Clone, Serialize)]
pub struct LinkProblem {
    /// The hidden fields.
    pub form: FormKeys,
    pub trouble: LinkTrouble,
    /// What the link was for.
    pub purpose: LinkPurpose,
    /// How long links of the location can be used.
    pub link_valid_for: Span,
    /// How to get another.
    pub way_on: WayOn,
    /// Whether a new password signs out every device.
    pub ends_sessions: bool,
}

/// How to get another link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "email")]
pub enum WayOn {
    /// For an address that the person types.
    Ask,
    /// For the mailbox that the link was sent to, which the page does not name.
    Again,
    /// For the address that was typed a moment ago.
    Address(String),
}

/// Why a link can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum LinkTrouble {
    /// It expired.
    #[serde(rename = "link-expired")]
    Expired,
    /// It was used.
    #[serde(rename = "link-used")]
    Used,
    /// The account has changed since: another password, another address, a lock.
    #[serde(rename = "link-void")]
    Void,
    /// It is not one of our links, perhaps cut off by a mail program; or it was opened in another browser.
    #[serde(rename = "link-unknown")]
    Unknown,
    /// Its form was open longer than the browser keeps the link.
    #[serde(rename = "link-left-open")]
    LeftOpen,
    /// The browser sent none of our cookies, so that it may keep none.
    #[serde(rename = "link-no-cookies")]
    NoCookies,
    /// A code was right, and the account has moved on since it was sent: most often by the link beside it.
    #[serde(rename = "code-void")]
    CodeVoid,
}

/// What a link was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkPurpose {
    /// A new password.
    Reset,
    /// A sign-in.
    SignIn,
    /// "This wasn't me".
    NotMe,
    /// Verification of an address. The app that asked for it can request another.
    VerifyEmail,
    /// A new address. The person changes it again in the app.
    NewAddress,
}

/// Says that a request failed, and what to do.
#[derive(Debug, Clone, Serialize)]
pub struct ErrorPage {
    /// The HTTP status.
    pub status: u16,
    /// What went wrong.
    pub kind: ErrorKind,
    /// When to try again, for [`ErrorKind::TooMany`] and [`ErrorKind::Overloaded`].
    pub retry_after: Option<Span>,
    /// The request's id, for people to quote when they ask for help.
    pub request_id: String,
    /// Where to go instead, for [`ErrorKind::WrongHost`].
    pub instead: Option<Url>,
}

/// A limit, or a full server, kept a form from being looked at: its page is shown again with what was typed.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Setback {
    /// [`ErrorKind::TooMany`], [`ErrorKind::WrongPasswords`] or [`ErrorKind::Overloaded`].
    pub kind: ErrorKind,
    /// When to try again.
    pub retry_after: Option<Span>,
}

impl Setback {
    pub(super) fn sample() -> Self {
        Self { kind: ErrorKind::TooMany, retry_after: Some(sample::minutes(4)) }
    }
}

/// What went wrong with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum ErrorKind {
    /// The page does not exist.
    #[serde(rename = "error-not-found")]
    NotFound,
    /// The request was malformed, too large, or used an unsupported method.
    #[serde(rename = "error-bad-request")]
    BadRequest,
    /// The form came from elsewhere, or its flow has ended.
    #[serde(rename = "error-form-expired")]
    FormExpired,
    /// The form came without any of our cookies.
    #[serde(rename = "error-no-cookies")]
    NoCookies,
    /// The page was opened by another name of this host than the one that we know.
    #[serde(rename = "error-wrong-host")]
    WrongHost,
    /// Too many wrong passwords for an address, from one network.
    #[serde(rename = "error-wrong-passwords")]
    WrongPasswords,
    /// Too many requests from one network.
    #[serde(rename = "error-too-many")]
    TooMany,
    /// More work than the machine can do.
    #[serde(rename = "error-overloaded")]
    Overloaded,
    /// Email is switched off.
    #[serde(rename = "error-mail-off")]
    MailOff,
    /// Something of ours failed.
    #[serde(rename = "error-internal")]
    Internal,
}

impl PageContext for LinkProblem {
    const TEMPLATE: &'static str = "pages/link_problem.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let state = |purpose, trouble| Self {
            form: sample::form(),
            trouble,
            purpose,
            link_valid_for: sample::minutes(60),
            way_on: WayOn::Ask,
            ends_sessions: true,
        };
        let again = |purpose, trouble| Self { way_on: WayOn::Again, ..state(purpose, trouble) };
        let address = WayOn::Address(sample::EMAIL.to_owned());
        vec![
            ("reset-expired", again(LinkPurpose::Reset, LinkTrouble::Expired)),
            ("reset-used", again(LinkPurpose::Reset, LinkTrouble::Used)),
            ("reset-void", state(LinkPurpose::Reset, LinkTrouble::Void)),
            ("reset-unknown", state(LinkPurpose::Reset, LinkTrouble::Unknown)),
            ("reset-left-open", state(LinkPurpose::Reset, LinkTrouble::LeftOpen)),
            ("reset-no-cookies", state(LinkPurpose::Reset, LinkTrouble::NoCookies)),
            ("code-void", Self { way_on: address, ..state(LinkPurpose::Reset, LinkTrouble::CodeVoid) }),
            ("sign-in-expired", again(LinkPurpose::SignIn, LinkTrouble::Expired)),
            ("not-me-used", state(LinkPurpose::NotMe, LinkTrouble::Used)),
            ("sessions-stay", Self { ends_sessions: false, ..state(LinkPurpose::NotMe, LinkTrouble::Used) }),
            ("verify-email-expired", state(LinkPurpose::VerifyEmail, LinkTrouble::Expired)),
            ("new-address-expired", state(LinkPurpose::NewAddress, LinkTrouble::Expired)),
        ]
    }
}

impl PageContext for ErrorPage {
    const TEMPLATE: &'static str = "pages/error.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let state = |status, kind, retry_after| Self {
            status,
            kind,
            retry_after,
            request_id: "01a2f3c4-7d5e-7b60-9c1d-2e3f4a5b6c7d".to_owned(),
            instead: None,
        };
        let elsewhere = Self { instead: Some(sample::home()), ..state(403, ErrorKind::WrongHost, None) };
        vec![
            ("not-found", state(404, ErrorKind::NotFound, None)),
            ("bad-request", state(400, ErrorKind::BadRequest, None)),
            ("form-expired", state(403, ErrorKind::FormExpired, None)),
            ("no-cookies", state(403, ErrorKind::NoCookies, None)),
            ("wrong-host", elsewhere),
            ("wrong-passwords", state(429, ErrorKind::WrongPasswords, Some(sample::minutes(14)))),
            ("too-many", state(429, ErrorKind::TooMany, Some(sample::minutes(4)))),
            ("overloaded", state(503, ErrorKind::Overloaded, Some(sample::seconds(1)))),
            ("mail-off", state(503, ErrorKind::MailOff, None)),
            ("internal", state(500, ErrorKind::Internal, None)),
        ]
    }
}

//! The values of each template: a type per template, with samples for tests and galleries.
//!
//! Contexts hold what is printed and nothing else. A problem or a choice is an enum that serialises as the key of its
//! sentence in `locales/`, so that templates print it with `t(…)` and none can be forgotten.

mod mails;
mod pages;
mod values;

use serde::Serialize;

pub use mails::{
    AccountChange, AccountChanged, AddressTaken, ChoiceLink, Device, Disowned, MailedCode, NewAddress, NoAccount,
    Origin, OtherProvider, PasswordChanged, Place, ResetChoice, ResetCode, ResetLink, SignInMail, VerifyEmail,
};
pub use pages::{
    CheckMail, CodePage, CodeProblem, ConfirmAddress, ConfirmNewAddress, ConfirmNotMe, ConfirmSignIn, DemoAccount,
    EmailProblem, ErrorKind, ErrorPage, Forgot, Inbox, InboxQuery, InboxScheme, InboxView, LinkProblem, LinkPurpose,
    LinkSentAgain, LinkTrouble, Mailbox, NewPassword, NotMeDone, ResetDone, SecondFactorPage, SecondFactorProblem,
    Setback, SignIn, SignInCode, SignInNotice, SignInProblem, SignedIn, SignedOut, VerifyEmailDone, VerifyEmailPage,
    WayOn, Welcome,
};
pub use values::{FormKeys, Instant, Span};

/// The values of a page's template.
pub trait PageContext: Serialize + Sized {
    /// The template's name, such as `pages/forgot.html`.
    const TEMPLATE: &'static str;

    /// A context for every state that the page can show, each with a short name.
    fn samples() -> Vec<(&'static str, Self)>;
}

/// The values of an email's templates, HTML and plain text. None has `Debug`, because links and codes are secrets
/// (R17).
pub trait MailContext: Serialize + Sized {
    /// The templates' name without extension, such as `mails/reset_link`.
    const TEMPLATE: &'static str;

    /// A context for every state that the email can show, each with a short name.
    fn samples() -> Vec<(&'static str, Self)>;
}

//! Contexts of pages. Each says which form fields its page posts, and where.

mod inbox;
mod mailbox;
mod new_address;
mod not_me;
mod recovery;
mod second_factor;
mod sign_in;
mod trouble;
mod verify_email;
mod welcome;

use serde::Serialize;

pub use inbox::{Inbox, InboxQuery, InboxScheme, InboxView};
pub use mailbox::Mailbox;
pub use new_address::ConfirmNewAddress;
pub use not_me::{ConfirmNotMe, NotMeDone};
pub use recovery::{CheckMail, CodePage, Forgot, LinkSentAgain, NewPassword, ResetDone};
pub use second_factor::{SecondFactorPage, SecondFactorProblem};
pub use sign_in::{ConfirmSignIn, SignIn, SignInCode, SignInNotice, SignInProblem, SignedIn, SignedOut};
pub use trouble::{ErrorKind, ErrorPage, LinkProblem, LinkPurpose, LinkTrouble, Setback, WayOn};
pub use verify_email::{ConfirmAddress, VerifyEmailDone, VerifyEmailPage};
pub use welcome::{DemoAccount, Welcome};

/// What is wrong with an address that was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum EmailProblem {
    /// Nothing was typed.
    #[serde(rename = "email-problem-missing")]
    Missing,
    /// It is not an email address.
    #[serde(rename = "email-problem-invalid")]
    Invalid,
}

/// What is wrong with a code that was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum CodeProblem {
    /// It is not six digits.
    #[serde(rename = "code-problem-malformed")]
    Malformed,
    /// It is not the newest code of this address, it has expired, or wrong attempts ended it: one sentence for all.
    #[serde(rename = "code-problem-wrong")]
    Wrong,
}

//! What a recovery request is for.

use crate::time::Duration;
use crate::token::TokenPurpose;

/// The longest wait for a reset, whatever strangers asked for the address before (R24).
pub const LONGEST_WAIT_FOR_RESET: Duration = Duration::from_mins(15);

/// What a recovery request is for. Cooldowns and caps are counted per address and purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// A new password.
    ResetPassword,
    /// A sign-in without a password.
    SignIn,
    /// Proof that an address is the account's.
    VerifyEmail,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 3] = [Self::ResetPassword, Self::SignIn, Self::VerifyEmail];

    /// The stable name, used in storage and audit records.
    pub fn code(self) -> &'static str {
        match self {
            Self::ResetPassword => "reset_password",
            Self::SignIn => "sign_in",
            Self::VerifyEmail => "verify_email",
        }
    }

    /// The purpose with this [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.code() == code)
    }

    /// Which of an address's budgets its emails are paid from.
    pub fn mail_budget(self) -> MailBudget {
        match self {
            Self::ResetPassword => MailBudget::Resets,
            Self::SignIn | Self::VerifyEmail => MailBudget::Others,
        }
    }

    /// What the link of such a request's mail is good for.
    pub fn link(self) -> TokenPurpose {
        match self {
            Self::ResetPassword => TokenPurpose::Reset,
            Self::SignIn => TokenPurpose::SignIn,
            Self::VerifyEmail => TokenPurpose::VerifyEmail,
        }
    }
}

/// A budget of emails to one address. Resets have their own, so that no other purpose can keep a person out (R24).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MailBudget {
    /// Resets, whether strangers, the person or the backend asked.
    Resets,
    /// All other purposes together.
    Others,
}

impl MailBudget {
    /// The cooldown after a request, where the location sets this one.
    pub fn cooldown(self, set: Duration) -> Duration {
        self.longest_wait().map_or(set, |longest| set.min(longest))
    }

    /// The longest that any limit of an address makes a request wait; none: as long as the limits say.
    pub fn longest_wait(self) -> Option<Duration> {
        match self {
            Self::Resets => Some(LONGEST_WAIT_FOR_RESET),
            Self::Others => None,
        }
    }
}

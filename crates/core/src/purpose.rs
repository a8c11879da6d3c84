//! What a recovery request is for.

use crate::token::TokenPurpose;

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

    /// What the link of such a request's mail is good for.
    pub fn link(self) -> TokenPurpose {
        match self {
            Self::ResetPassword => TokenPurpose::Reset,
            Self::SignIn => TokenPurpose::SignIn,
            Self::VerifyEmail => TokenPurpose::VerifyEmail,
        }
    }
}

//! What the configuration says about single dialects.

/// What becomes of a refresh token of `insforge` that is presented.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RefreshTokens {
    /// It stays valid until its session ends, as that API's clients expect.
    #[default]
    Reusable,
    /// It is used up, and one that comes back later ends its session.
    Strict,
}

impl RefreshTokens {
    /// The setting with this name.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "reusable" => Some(Self::Reusable),
            "strict" => Some(Self::Strict),
            _ => None,
        }
    }
}

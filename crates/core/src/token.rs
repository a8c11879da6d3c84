//! Tokens: the secrets in links, and their digests, which are all that is stored (R4, R17).

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use url::Url;
use zeroize::Zeroizing;

use crate::digest::AddressKey;
use crate::email_address::EmailAddress;
use crate::ids::{AccountId, LocationId, SessionId};
use crate::rng::Rng;
use crate::time::{Duration, Timestamp};

/// How many hexadecimal digits a token has: 256 bits (R4).
pub const TOKEN_CHARACTERS: usize = 64;

/// A secret of 256 bits from the operating system's generator, written as 64 hexadecimal digits.
///
/// `Debug` shows nothing, and there is no `Display`: code that writes one out must call [`Token::expose`].
#[derive(Clone)]
pub struct Token(SecretString);

impl Token {
    /// A new token.
    pub fn generate(rng: &dyn Rng) -> Self {
        let mut bytes = Zeroizing::new([0; TOKEN_CHARACTERS / 2]);
        rng.fill(&mut *bytes);
        Self(hex::encode(*bytes).into())
    }

    /// A token that a client sent; `None` if it can't be one of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == TOKEN_CHARACTERS && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        fits.then(|| Self(text.into()))
    }

    /// The token's text, for a link, a cookie or an answer.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// What the store keeps instead of the token. A plain SHA-256 is enough: 256 random bits can't be guessed.
    pub fn digest(&self) -> TokenDigest {
        TokenDigest(Sha256::digest(self.expose()).into())
    }
}

/// Equal by digest, so that the time shows nothing of the text.
impl PartialEq for Token {
    fn eq(&self, other: &Self) -> bool {
        self.digest() == other.digest()
    }
}

impl Eq for Token {}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// SHA-256 of a token.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenDigest([u8; 32]);

impl TokenDigest {
    /// The digest's bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for TokenDigest {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for TokenDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenDigest(…)")
    }
}

/// What a token is good for. A token of one purpose is refused everywhere else (R14).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenPurpose {
    /// The link of a reset mail.
    Reset,
    /// What a reset code was exchanged for.
    ExchangedReset,
    /// The link of a sign-in mail.
    SignIn,
    /// The link of an email that verifies an address.
    VerifyEmail,
    /// The link of an email that confirms the new address of an account.
    NewAddress,
    /// The "this wasn't me" link of a notice.
    NotMe,
    /// The same link in the notice to the previous address, whose reader no longer reads the account's emails.
    NotMyAddress,
    /// The way in after a completed reset: the `jti` of a one-time JWT.
    OneTimeSignIn,
    /// The second step of a sign-in: shown with the second factor after the first was right (R8).
    SecondFactor,
    /// A signed-in redirect: passes a session on to another front end.
    SignedInRedirect,
    /// What the hosted pages hand to an app at the end of a reset: the `jti` of an assertion.
    Assertion,
}

impl TokenPurpose {
    /// Every purpose.
    pub const ALL: [Self; 11] = [
        Self::Reset,
        Self::ExchangedReset,
        Self::SignIn,
        Self::VerifyEmail,
        Self::NewAddress,
        Self::NotMe,
        Self::NotMyAddress,
        Self::OneTimeSignIn,
        Self::SecondFactor,
        Self::SignedInRedirect,
        Self::Assertion,
    ];

    /// The purposes of "this wasn't me" links.
    pub const NOT_ME: [Self; 2] = [Self::NotMe, Self::NotMyAddress];

    /// The stable name, used in storage and audit records.
    pub fn code(self) -> &'static str {
        match self {
            Self::Reset => "reset",
            Self::ExchangedReset => "exchanged_reset",
            Self::SignIn => "sign_in",
            Self::VerifyEmail => "verify_email",
            Self::NewAddress => "new_address",
            Self::NotMe => "not_me",
            Self::NotMyAddress => "not_my_address",
            Self::OneTimeSignIn => "one_time_sign_in",
            Self::SecondFactor => "second_factor",
            Self::SignedInRedirect => "signed_in_redirect",
            Self::Assertion => "assertion",
        }
    }

    /// The purpose with this [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.code() == code)
    }
}

/// What the store writes for a newly minted token. Account, location and epoch come from the step that mints.
#[derive(Debug, Clone, Copy)]
pub struct NewToken {
    /// Its digest.
    pub digest: TokenDigest,
    /// What it is good for.
    pub purpose: TokenPurpose,
    /// How long, from the step's own instant.
    pub lifetime: Duration,
}

/// What the store knows of a token.
#[derive(Debug, Clone)]
pub struct TokenRecord {
    /// What it is good for.
    pub purpose: TokenPurpose,
    /// Whose it is; none for a decoy, which is never good.
    pub account: Option<AccountId>,
    /// The location whose email carried it.
    pub location: LocationId,
    /// The session that it passes on, and until when ([`TokenPurpose::SignedInRedirect`] alone).
    pub session: Option<PassedOn>,
    /// The final target that the request named.
    pub redirect_to: Option<Url>,
    /// The address that it was mailed to. None if it was not mailed, or by a version that did not record it.
    pub mailed_to: Option<AddressKey>,
    /// The address that its account gets by it ([`TokenPurpose::NewAddress`] alone).
    pub moves_to: Option<EmailAddress>,
    /// Whether it can be used.
    pub state: TokenState,
    /// When it expires.
    pub expires_at: Timestamp,
}

/// A session that a token passes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassedOn {
    /// The session.
    pub session: SessionId,
    /// When the bearer token that asked for it expires: nothing derived from the token lives longer (R29).
    pub until: Timestamp,
}

/// Whether a token can be used, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenState {
    /// It can.
    Good,
    /// It was used.
    Used,
    /// It expired.
    Expired,
    /// The account has another epoch, is locked or gone, or the token is a decoy (R6). A "this wasn't me" link
    /// only ends with a reset that was mailed to its own address (R30).
    Void,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::SeededRng;

    #[test]
    fn a_token_survives_the_trip_through_a_link() {
        let token = Token::generate(&SeededRng::new(1));
        let back = Token::parse(token.expose()).unwrap();
        assert_eq!(back.digest(), token.digest());
        assert_eq!(token.expose().len(), TOKEN_CHARACTERS);
    }

    #[test]
    fn what_is_no_token_is_refused() {
        let long = "a".repeat(65);
        let upper = "A".repeat(64);
        let other = "é".repeat(32);
        for text in ["", "abc", &long, &upper, &other] {
            assert!(Token::parse(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let token = Token::generate(&SeededRng::new(1));
        assert!(!format!("{token:?} {:?}", token.digest()).contains(&token.expose()[..4]));
    }

    #[test]
    fn purposes_have_a_code_each() {
        for purpose in TokenPurpose::ALL {
            assert_eq!(TokenPurpose::from_code(purpose.code()), Some(purpose));
        }
    }
}

//! Sessions: a refresh-token family each; bearer tokens belong to one.

use crate::account::Epoch;
use crate::ids::{AccountId, SessionId};
use crate::time::{Duration, Timestamp};
use crate::token::TokenDigest;

/// For how long after a rotation the old refresh token is answered with a plain refusal: a client that retries
/// after a lost answer is no thief. Later it is, and the session ends (contracts/nexudus.md).
pub const ROTATION_GRACE: Duration = Duration::from_secs(10);

/// A session as the store knows it.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its name for life, in every bearer token that belongs to it.
    pub id: SessionId,
    /// Whose it is.
    pub account: AccountId,
    /// The account's epoch when it began; once the account has moved on, the session is dead (R6).
    pub epoch: Epoch,
    /// The client that it was issued to.
    pub client: ClientId,
    /// When it began.
    pub created_at: Timestamp,
    /// Until when its newest refresh token can be used.
    pub expires_at: Timestamp,
}

/// Which of a person's programs a session belongs to: what `/api/token` calls `client_id`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClientId(String);

impl ClientId {
    /// A client id of 1 to 255 characters without control characters; `None` for anything else.
    pub fn new(text: &str) -> Option<Self> {
        let fits = !text.is_empty() && text.len() <= 255 && !text.chars().any(char::is_control);
        fits.then(|| Self(text.to_owned()))
    }

    /// The id's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A session to be opened.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Its id.
    pub id: SessionId,
    /// The client; none: the account's canonical address stands in (contracts/nexudus.md).
    pub client: Option<ClientId>,
    /// The digest of its first refresh token.
    pub refresh: TokenDigest,
    /// How long a refresh token can be used.
    pub lifetime: Duration,
}

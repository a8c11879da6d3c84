//! The rows of sessions and refresh tokens.

use rekey_core::account::Account;
use rekey_core::session::{KnownPlace, Session};
use rekey_core::time::Timestamp;
use rekey_core::{AccountId, SessionId, TokenDigest};

use super::UnitOfWork;

/// A refresh token.
#[derive(Debug)]
pub(crate) struct RefreshTokenRow {
    pub(crate) session: SessionId,
    pub(crate) expires_at: Timestamp,
    /// When it was used up for the next one.
    pub(crate) rotated_at: Option<Timestamp>,
}

/// Operations on sessions.
pub(crate) trait SessionRows: UnitOfWork {
    async fn insert_session(&self, session: &Session) -> Result<(), Self::Error>;

    /// A session that was not ended, with its account, both held, the account first. The step decides whether it is
    /// still valid.
    async fn hold_session(&self, id: SessionId) -> Result<Option<(Session, Account)>, Self::Error>;

    /// Sets a session's epoch, expiry and whereabouts, and when it was refreshed.
    async fn renew_session(&self, session: &Session) -> Result<(), Self::Error>;

    /// Where the account was signed in to, a hundred places at most. The account is held.
    async fn known_places(&self, account: AccountId) -> Result<Vec<KnownPlace>, Self::Error>;

    /// Remembers a place until then, from now on or for longer.
    async fn keep_place(&self, account: AccountId, mark: &str, until: Timestamp) -> Result<(), Self::Error>;

    /// Forgets where the account was signed in to.
    async fn forget_places(&self, account: AccountId) -> Result<(), Self::Error>;

    async fn end_session(&self, id: SessionId) -> Result<(), Self::Error>;

    /// Has the newest refresh tokens of the account's other sessions of this one's client expire now. The sessions stay
    /// alive.
    async fn supersede_other_refresh_tokens(&self, session: &Session) -> Result<(), Self::Error>;

    async fn insert_refresh_token(
        &self,
        digest: TokenDigest,
        session: SessionId,
        expires_at: Timestamp,
    ) -> Result<(), Self::Error>;

    /// A refresh token, rotated or not. It does not change while its session is held.
    async fn refresh_token(&self, digest: TokenDigest) -> Result<Option<RefreshTokenRow>, Self::Error>;

    /// Sets a refresh token's expiry.
    async fn extend_refresh_token(&self, digest: TokenDigest, expires_at: Timestamp) -> Result<(), Self::Error>;

    /// Marks a refresh token as rotated: of many at once, one gets `true`.
    async fn rotate_refresh_token(&self, digest: TokenDigest) -> Result<bool, Self::Error>;
}

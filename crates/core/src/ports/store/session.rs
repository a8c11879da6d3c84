//! Sign-in and sessions.

use async_trait::async_trait;

use super::StoreError;
use crate::account::Account;
use crate::code::CodeTry;
use crate::ids::{AccountId, SessionId};
use crate::network::ClientNetwork;
use crate::session::{KnownPlace, Opening, Renewal, Session};
use crate::time::Duration;
use crate::token::{NewToken, TokenDigest, TokenPurpose};

/// How many sessions of an account are listed.
pub const MOST_SESSIONS: usize = 100;

/// The steps of sign-in and sessions.
#[async_trait]
pub trait SessionStore: Send + Sync {
    /// Opens a session for an account whose password was just verified, if its status, epoch and password are
    /// still what they were. The client, where the session names none, is the canonical address.
    async fn open_session(&self, account: &Account, opening: Opening) -> Result<SignInOutcome, StoreError>;

    /// Uses up a token of one of these purposes and opens a session for its account. A token that passes on a session
    /// opens none, and is refused here: [`share_session`](Self::share_session). The address counts as verified
    /// after [`TokenPurpose::SignIn`] and [`TokenPurpose::VerifyEmail`]; what a proof takes over of a sign-up,
    /// [`crate::sign_up`] says.
    async fn redeem_token(
        &self,
        token: TokenDigest,
        purposes: &'static [TokenPurpose],
        opening: Opening,
    ) -> Result<SignInOutcome, StoreError>;

    /// Tries a code, of a sign-in email or one that has an address verified, as
    /// [`RecoveryStore::exchange_code`](super::RecoveryStore::exchange_code) does, and opens a session if it was right.
    async fn redeem_code(&self, attempt: CodeTry, opening: Opening) -> Result<SignInOutcome, StoreError>;

    /// Mints a token that passes a living session on, asked for by a bearer token that still lives for `bearer_left`.
    /// `false` if the session is over.
    async fn mint_for_session(
        &self,
        session: SessionId,
        token: NewToken,
        bearer_left: Duration,
    ) -> Result<bool, StoreError>;

    /// Uses up a token that passes a session on, if that session is alive. What it gives is that very session: it opens
    /// none, so that it ends with it, and nothing refreshes it (R29).
    async fn share_session(
        &self,
        token: TokenDigest,
        network: ClientNetwork,
    ) -> Result<Option<SharedSession>, StoreError>;

    /// Refreshes the session of a refresh token. Where there is a next token, the presented one is used up for it,
    /// and one that was used up and is played again after [`ROTATION_GRACE`](crate::session::ROTATION_GRACE) ends its
    /// session. Otherwise the presented one stays valid, and a use from far away puts a notice into the outbox (R30).
    async fn refresh(&self, renewal: Renewal) -> Result<RefreshOutcome, StoreError>;

    /// A living session with its account, looked up at each use of a bearer: not ended, not superseded, of the
    /// account's epoch, the account active. (A session outlives its bearer tokens only until its refresh token
    /// expires.)
    async fn living_session(&self, session: SessionId) -> Result<Option<(Session, Account)>, StoreError>;

    /// The living sessions of an account, as [`living_session`](Self::living_session) understands that, the newest
    /// first: [`MOST_SESSIONS`] at most.
    async fn sessions_of(&self, account: AccountId) -> Result<Vec<Session>, StoreError>;

    /// Where the account was signed in to, as far as that is remembered.
    async fn places_of(&self, account: AccountId) -> Result<Vec<KnownPlace>, StoreError>;

    /// Ends a session. `false` if it was over already.
    async fn end_session(&self, session: SessionId, network: ClientNetwork) -> Result<bool, StoreError>;

    /// Ends the session that a refresh token belongs to, even if the token was rotated. `false` if the session was
    /// already over, or nobody has this token.
    async fn end_session_of(&self, token: TokenDigest, network: ClientNetwork) -> Result<bool, StoreError>;
}

/// A session that was passed on.
#[derive(Debug, Clone)]
pub struct SharedSession {
    /// The session.
    pub session: Session,
    /// Whose it is.
    pub account: Account,
    /// How long the bearer token still lives that asked for it to be passed on.
    pub bearer_left: Duration,
}

/// What became of a sign-in.
#[derive(Debug, Clone)]
pub enum SignInOutcome {
    /// The session is open.
    Open(Box<(Session, Account)>),
    /// The first factor was right, but the account has a second one, which was missing or wrong. The
    /// [challenge](crate::second_factor::Asking::challenge) is minted, if there is one.
    SecondFactor {
        /// How long codes of the app are refused, after too many wrong ones.
        blocked_for: Option<Duration>,
    },
    /// The address is proven, and the person has to choose a password before they sign in: the proof confirmed no
    /// sign-up's offer ([`crate::sign_up`]).
    MustReset,
    /// The password, token or code wasn't valid, or the account may not sign in.
    Refused,
}

/// A refreshed session.
#[derive(Debug, Clone)]
pub struct Renewed {
    /// The session.
    pub session: Session,
    /// Whose it is.
    pub account: Account,
    /// Whether a notice to the owner is in the outbox.
    pub told: bool,
}

/// What became of a refresh.
#[derive(Debug, Clone)]
pub enum RefreshOutcome {
    /// The session was refreshed.
    Renewed(Box<Renewed>),
    /// Unknown, expired, superseded, of another client, used up just now, or its session is over.
    Refused,
    /// It was used up longer ago, so somebody has a copy: the session is ended now.
    Stolen,
}

//! Sessions as the store knows them: a refresh-token family each; bearer tokens belong to one.

mod claimed_device;
mod places;
mod whereabouts;

pub use claimed_device::ClaimedDevice;
pub use places::{KnownPlace, MOST_PLACES, PLACES_KEPT_FOR, Seen, seen};
pub use whereabouts::Whereabouts;

use crate::account::{Account, Epoch};
use crate::ids::{AccountId, EntryId, SessionId};
use crate::origin::Origin;
use crate::second_factor::Asking;
use crate::time::{Duration, Timestamp, after};
use crate::token::TokenDigest;

/// For how long after a rotation the old refresh token is merely refused, because a client that retries after a lost
/// answer is not a thief. Later, reuse means theft, and the session ends.
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
    /// The client that it was issued to; none: the account's canonical address, which is not stored twice (R17).
    pub client: Option<ClientId>,
    /// When it began.
    pub created_at: Timestamp,
    /// Until when its newest refresh token can be used.
    pub expires_at: Timestamp,
    /// When it was opened or last refreshed.
    pub refreshed_at: Timestamp,
    /// What it was opened or last refreshed by, as its client said or the request showed.
    pub device: ClaimedDevice,
    /// Where it was used from.
    pub whereabouts: Whereabouts,
}

impl Session {
    /// What the client is called: its id, or the canonical address of the session's account.
    pub fn client_name<'a>(&'a self, account: &'a Account) -> &'a str {
        self.client.as_ref().map_or(account.email.canonical(), ClientId::as_str)
    }
}

/// Which of a person's programs a session belongs to.
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

    /// A client as sessions of this account keep it: none if it goes by the account's canonical address.
    pub fn kept(client: Option<&Self>, account: &Account) -> Option<Self> {
        client.filter(|client| client.as_str() != account.email.canonical()).cloned()
    }
}

/// What a refresh does to the refresh tokens of the account's other sessions of the same client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherSessions {
    /// They are superseded: a client has one at a time. The sessions, and their bearer tokens, live on.
    Superseded,
    /// They stay valid: each is a device of its own.
    Kept,
}

/// What becomes of a refresh token that is presented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presented {
    /// It is used up. One that is presented again has been copied, and its session ends ([`ROTATION_GRACE`]).
    Replaced,
    /// It stays valid until its session ends, for clients that present one token from several places at once.
    Kept,
}

/// How the refresh tokens of a client live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefreshLife {
    /// What becomes of one that is presented.
    pub presented: Presented,
    /// For how long one can be used; none: as long as the settings say.
    pub lifetime: Option<Duration>,
    /// The longest life of a session, however often it is refreshed; none: unlimited.
    pub longest_session: Option<Duration>,
}

impl RefreshLife {
    /// Each token is used once, and a session lives as long as it is refreshed.
    pub const ROTATING: Self = Self { presented: Presented::Replaced, lifetime: None, longest_session: None };
}

impl Default for RefreshLife {
    fn default() -> Self {
        Self::ROTATING
    }
}

/// A session to be opened.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Its id.
    pub id: SessionId,
    /// The client; none: the account's canonical address.
    pub client: Option<ClientId>,
    /// The digest of its first refresh token.
    pub refresh: TokenDigest,
    /// How long a refresh token can be used.
    pub lifetime: Duration,
    /// What its client says that it is.
    pub device: ClaimedDevice,
    /// Id for the notice, if the sign-in gets one.
    pub notice: EntryId,
}

/// A session to be opened once its account's second factor was shown, if it has one.
#[derive(Debug, Clone)]
pub struct Opening {
    /// The session.
    pub session: NewSession,
    /// How to ask for the second factor.
    pub asking: Asking,
    /// Where the sign-in comes from, for the audit trail (R21) and notices.
    pub origin: Origin,
}

/// A refresh token that was presented, and what follows.
#[derive(Debug, Clone)]
pub struct Renewal {
    /// The digest of the presented one.
    pub presented: TokenDigest,
    /// The digest of the next one, for which the presented one is used up; none: the presented one stays valid, for
    /// another while.
    pub next: Option<TokenDigest>,
    /// The client that presents it, which must be the session's; none means the canonical address, as in
    /// [`NewSession::client`].
    pub client: Option<ClientId>,
    /// What becomes of the account's other sessions of the same client.
    pub others: OtherSessions,
    /// For how long a refresh token can be used from now on.
    pub lifetime: Duration,
    /// How long the session lives at most; none: without end.
    pub longest_session: Option<Duration>,
    /// Where the client is, for the audit trail (R21).
    pub origin: Origin,
    /// What the client is, as it says; nothing: as before.
    pub device: ClaimedDevice,
    /// The notice that tells the owner where the presented token stays valid and is used from far away (R30).
    pub notice: EntryId,
}

impl Renewal {
    /// Until when a session that began then can be used, once it is refreshed now.
    pub fn session_end(&self, began: Timestamp, now: Timestamp) -> Timestamp {
        let end = after(now, self.lifetime);
        self.longest_session.map_or(end, |longest| end.min(after(began, longest)))
    }
}

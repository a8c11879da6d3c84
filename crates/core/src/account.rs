//! Accounts: the people who can sign in.

use std::fmt;
use std::str::FromStr;

use secrecy::{ExposeSecret, SecretString};

use crate::email_address::EmailAddress;
use crate::ids::{AccountId, LocationId};
use crate::locale::Locale;
use crate::profile::Profile;
use crate::time::Timestamp;

/// A person who can sign in.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its name for life.
    pub id: AccountId,
    /// Where its mails go.
    pub email: EmailAddress,
    /// Whether somebody proved to read that address.
    pub email_verified: bool,
    /// What mails and pages call the person.
    pub name: Option<String>,
    /// None for an account that has no password (yet).
    pub password: Option<PasswordHash>,
    /// Where the account belongs; the first is its own, and there is always one.
    pub locations: Vec<LocationId>,
    /// What an app keeps about the person, the name apart.
    pub profile: Profile,
    /// The language of its mails, where the request names none.
    pub locale: Option<Locale>,
    /// Whether it may sign in.
    pub status: AccountStatus,
    /// Whether the next sign-in is refused until the password was reset.
    pub must_reset: bool,
    /// Raised by every event that ends all tokens and sessions (R6).
    pub epoch: Epoch,
    /// When the epoch was last raised.
    pub epoch_at: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
    /// When anything about it last changed.
    pub updated_at: Timestamp,
}

impl Account {
    /// The location that speaks for the account to someone who came by `asked`: that one if the account belongs
    /// there, else the account's own first (contracts/nexudus.md, `startPasswordReset`).
    pub fn location_for(&self, asked: LocationId) -> LocationId {
        if self.locations.contains(&asked) {
            asked
        } else {
            self.locations.first().copied().unwrap_or(LocationId::FIRST)
        }
    }
}

/// A count that an account carries; a token, session or request of an older one is dead (R6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Epoch(pub i64);

/// Whether an account may sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountStatus {
    /// It may.
    Active,
    /// An operator locked it; nothing but an unlock helps.
    Locked,
    /// Its owner said "this wasn't me"; a fresh reset opens it again (R9).
    Disowned,
    /// A sign-up made it, and nobody has proved to read its address: nobody gets in before that.
    Unconfirmed,
}

impl AccountStatus {
    /// The stable name, used in storage and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Locked => "locked",
            Self::Disowned => "disowned",
            Self::Unconfirmed => "unconfirmed",
        }
    }

    /// The status with this [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Active, Self::Locked, Self::Disowned, Self::Unconfirmed].into_iter().find(|status| status.code() == code)
    }
}

/// A password's hash as a PHC string, such as `$argon2id$v=19$m=19456,t=2,p=1$…`. `Debug` shows nothing.
#[derive(Clone)]
pub struct PasswordHash(SecretString);

/// The text is no PHC string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a PHC string such as $argon2id$v=19$m=19456,t=2,p=1$SALT$HASH")]
pub struct PasswordHashError;

impl PasswordHash {
    /// The PHC string.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl FromStr for PasswordHash {
    type Err = PasswordHashError;

    /// Checks the outer shape alone; whether the algorithm is one that we verify is the hasher's to say.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = text.len() <= 512
            && text.starts_with('$')
            && text.split('$').count() >= 4
            && text.bytes().all(|b| b.is_ascii_graphic());
        if fits { Ok(Self(text.into())) } else { Err(PasswordHashError) }
    }
}

impl PartialEq for PasswordHash {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for PasswordHash {}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Its id.
    pub id: AccountId,
    /// Its address.
    pub email: EmailAddress,
    /// Whether the address counts as proven.
    pub email_verified: bool,
    /// What to call the person.
    pub name: Option<String>,
    /// Its password, if it has one.
    pub password: Option<PasswordHash>,
    /// Where it belongs; at least one, the first being its own.
    pub locations: Vec<LocationId>,
    /// The language of its mails.
    pub locale: Option<Locale>,
}

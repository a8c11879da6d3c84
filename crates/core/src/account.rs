//! Accounts: the people who can sign in.

mod edit;
mod external_id;
mod import;

pub use edit::{AccountEdit, Edited};
pub use external_id::{ExternalId, LONGEST_EXTERNAL_ID, NotAnExternalId};
pub use import::{HashMark, ImportMark, ImportedAccount, Updated};

use crate::digest::{AddressKey, DigestKey};
use crate::directory::{DirectoryEntry, DirectoryName, Shadow, Standing};
use crate::email_address::EmailAddress;
use crate::ids::{AccountId, LocationId};
use crate::locale::Locale;
use crate::password_hash::PasswordHash;
use crate::profile::Profile;
use crate::time::Timestamp;

/// A person who can sign in.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its name for life.
    pub id: AccountId,
    /// Where its emails go.
    pub email: EmailAddress,
    /// Whether somebody proved that they read mail at that address.
    pub email_verified: bool,
    /// What emails and pages call the person.
    pub name: Option<String>,
    /// None for an account that has no password (yet).
    pub password: Option<PasswordHash>,
    /// Where the account belongs; the first is its own, and there is always one.
    pub locations: Vec<LocationId>,
    /// What an app keeps about the person, except the name.
    pub profile: Profile,
    /// The language of its emails, where the request names none.
    pub locale: Option<Locale>,
    /// What the person signs in with instead of a password, by the name that they know: `Google`.
    pub provider: Option<String>,
    /// Another system's id of the account.
    pub external_id: Option<ExternalId>,
    /// Whether it may sign in.
    pub status: AccountStatus,
    /// Whether the next sign-in is refused until the password is reset.
    pub must_reset: bool,
    /// Whether it asks for a second factor at every way in (R8).
    pub second_factor: bool,
    /// Raised by every event that ends all tokens and sessions (R6).
    pub epoch: Epoch,
    /// When the epoch was last raised.
    pub epoch_at: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
    /// When anything about it last changed.
    pub updated_at: Timestamp,
    /// Where it lives, if in a directory.
    pub shadow: Option<Shadow>,
}

impl Account {
    /// What the person signs in with, where there is no password to reset.
    pub fn signs_in_with(&self) -> Option<&str> {
        self.provider.as_deref().filter(|_| self.password.is_none())
    }

    /// The location to use for the account in a request that named `asked`: that one if the account belongs there, else
    /// the account's first.
    pub fn location_for(&self, asked: LocationId) -> LocationId {
        if self.locations.contains(&asked) { asked } else { self.own_location() }
    }

    /// The location that the account belongs to first.
    pub fn own_location(&self) -> LocationId {
        self.locations.first().copied().unwrap_or(LocationId::FIRST)
    }
}

impl Account {
    /// The account with what its directory says of it.
    #[must_use]
    pub fn described_by(self, entry: &DirectoryEntry, location: LocationId) -> Self {
        let is_open = entry.standing == Standing::Open;
        Self {
            email: entry.email.clone(),
            email_verified: true,
            name: entry.name.clone(),
            locale: entry.locale.clone(),
            locations: vec![location],
            status: if is_open { self.status } else { AccountStatus::Locked },
            ..self
        }
    }

    /// The directory that it lives in; `None`: it is our own.
    pub fn home(&self) -> Option<&DirectoryName> {
        self.shadow.as_ref().map(|shadow| &shadow.directory)
    }

    /// The digest of its address.
    pub fn address_key(&self, key: &DigestKey) -> AddressKey {
        self.shadow.as_ref().map_or_else(|| AddressKey::of(&self.email, key), |shadow| shadow.address)
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
    /// An operator locked it. Only an unlock opens it.
    Locked,
    /// Its owner said "this wasn't me"; a fresh reset opens it again (R9).
    Disowned,
    /// Created by a sign-up. Nobody can sign in until somebody proves that they read its address.
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
    /// The language of its emails.
    pub locale: Option<Locale>,
    /// What the person signs in with instead of a password.
    pub provider: Option<String>,
    /// What an app keeps about the person, except the name.
    pub profile: Profile,
    /// Another system's id of the account.
    pub external_id: Option<ExternalId>,
    /// Whether it may sign in.
    pub status: AccountStatus,
    /// What an import leaves behind.
    pub mark: ImportMark,
}

impl NewAccount {
    /// An account of which nothing else is known, and that may sign in.
    pub fn new(id: AccountId, email: EmailAddress, location: LocationId) -> Self {
        Self {
            id,
            email,
            email_verified: false,
            name: None,
            password: None,
            locations: vec![location],
            locale: None,
            provider: None,
            profile: Profile::default(),
            external_id: None,
            status: AccountStatus::Active,
            mark: ImportMark::default(),
        }
    }
}

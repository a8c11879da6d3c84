//! Directories: systems that keep the accounts of a location, such as an app's own user table. Rekey looks accounts up
//! there and has the directory set their passwords. It keeps only a [`Shadow`] of each (R32).

use std::fmt;
use std::str::FromStr;

use secrecy::{ExposeSecret, SecretString};

use crate::digest::{AddressKey, DigestKey};
use crate::email_address::EmailAddress;
use crate::ids::{AccountId, LocationId};
use crate::locale::Locale;
use crate::shown_name::is_own_name;
use crate::time::{Duration, Timestamp};
use crate::token::TokenDigest;

/// How long only its writer may settle a password that is being written. After that, the directory is asked what became
/// of it.
pub const WRITE_LEASE: Duration = Duration::from_secs(30);
/// How long a directory has to set a password. It must refuse to begin later, so that nothing changes after it was
/// asked what became of the write.
pub const WRITE_TIME: Duration = Duration::from_secs(20);
/// The longest key of an account, in bytes.
const LONGEST_KEY: usize = 255;
/// The most accounts of a directory that may share an address.
pub const MOST_ACCOUNTS: usize = 10;
/// The longest name of a directory, in bytes.
const LONGEST_NAME: usize = 32;

/// What the settings call a directory.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DirectoryName(String);

impl FromStr for DirectoryName {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = (1..=LONGEST_NAME).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_');
        if fits { Ok(Self(text.to_owned())) } else { Err("expected 1 to 32 of the characters a-z, 0-9, - and _") }
    }
}

impl fmt::Display for DirectoryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A directory's id of an account, for as long as the account exists: a primary key, never an address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DirectoryKey(String);

impl DirectoryKey {
    /// A key; none if it is empty or too long.
    pub fn new(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        ((1..=LONGEST_KEY).contains(&text.len()) && !text.chars().any(char::is_control)).then_some(Self(text))
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A directory's version of a password: any text that changes whenever the password does. It may be the hash itself, so
/// `Debug` shows nothing, and only a digest of it is ever stored.
#[derive(Clone)]
pub struct Version(SecretString);

impl Version {
    /// What the directory said.
    pub fn new(text: impl Into<SecretString>) -> Self {
        Self(text.into())
    }

    /// What the directory said.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Version(…)")
    }
}

/// The keyed digest of a [`Version`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VersionDigest([u8; 32]);

impl VersionDigest {
    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for VersionDigest {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

/// Whether an account of a directory may be recovered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It may.
    Open,
    /// The directory has shut it, or it administers the directory and is left out (R32).
    Shut,
}

/// An account as its directory describes it.
#[derive(Debug, Clone)]
pub struct DirectoryEntry {
    /// The directory's id of it.
    pub key: DirectoryKey,
    /// Where its emails go.
    pub email: EmailAddress,
    /// What to call the person.
    pub name: Option<String>,
    /// What the person signs in with there. It distinguishes the accounts of one address.
    pub username: Option<String>,
    /// The language of its emails.
    pub locale: Option<Locale>,
    /// The state of its password.
    pub version: Version,
    /// Whether it may be recovered.
    pub standing: Standing,
}

impl DirectoryEntry {
    /// What a row of ours may hold of its version.
    pub fn version_digest(&self, key: &DigestKey) -> VersionDigest {
        let parts = [self.key.as_str().as_bytes(), self.version.expose().as_bytes()];
        VersionDigest(key.digest("directory version", &parts))
    }

    /// What an email calls the account if others share its address: its user name, or else its key. People choose user
    /// names, so one that a mail program would turn into a link is not shown (R11).
    pub fn label(&self) -> String {
        let username = self.username.as_deref().filter(|name| is_own_name(name));
        username.unwrap_or(self.key.as_str()).to_owned()
    }

    /// What a row of ours may hold of it.
    pub fn found(self, new: AccountId, location: LocationId, link: TokenDigest, key: &DigestKey) -> FoundAccount {
        let (address, version) = (AddressKey::of(&self.email, key), self.version_digest(key));
        FoundAccount { new, location, address, version, link, entry: self }
    }
}

/// An account that a worker found in a directory, on its way to its [`Shadow`].
#[derive(Debug, Clone)]
pub struct FoundAccount {
    /// The id of the shadow, if this makes it.
    pub new: AccountId,
    /// The location that asked.
    pub location: LocationId,
    /// The digest of its address.
    pub address: AddressKey,
    /// The digest of its version.
    pub version: VersionDigest,
    /// The token of its link, if the email has a link for each of several accounts.
    pub link: TokenDigest,
    /// What the directory says.
    pub entry: DirectoryEntry,
}

/// Where the account of a request lives.
#[derive(Debug, Clone)]
pub enum Home {
    /// Among our own.
    Here,
    /// In a directory, which was asked: the accounts that it has under the address, sorted by key.
    Directory(DirectoryName, Vec<FoundAccount>),
}

/// What we keep of an account that lives in a directory. The account's own row has neither address, name nor password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shadow {
    /// Where it lives.
    pub directory: DirectoryName,
    /// What it is known by there.
    pub key: DirectoryKey,
    /// The digest of the address that it was last seen with.
    pub address: AddressKey,
    /// The digest of the version that it was last seen with; none: we have changed the password since.
    pub version: Option<VersionDigest>,
}

/// A password on its way into a directory: a hash in the directory's own format, or the password itself where the
/// directory hashes. `Debug` shows nothing.
#[derive(Clone)]
pub struct SealedPassword(SecretString);

impl SealedPassword {
    /// What the directory is to get.
    pub fn new(text: impl Into<SecretString>) -> Self {
        Self(text.into())
    }

    /// What the directory is to get.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for SealedPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealedPassword(…)")
    }
}

/// A password to be set by a directory.
#[derive(Debug, Clone)]
pub struct PasswordWrite {
    /// The name of this write: the same one twice is one change.
    pub id: uuid::Uuid,
    /// Whose.
    pub key: DirectoryKey,
    /// The state of the password that it replaces. Any other is left alone.
    pub replaces: Version,
    /// The password.
    pub password: SealedPassword,
    /// The directory must not begin the write after this: [`WRITE_TIME`] after the write was marked, however late the
    /// call is sent.
    pub expires_at: Timestamp,
}

/// What an operator should know about a directory. The text names no person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// Something works.
    Fine(String),
    /// Something that needs no change, but that the operator may want to use.
    Note(String),
    /// Something keeps resets from working.
    Problem(String),
}

/// Why a directory was of no help. The text names no person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DirectoryError {
    /// No directory of that name is set.
    #[error("no directory `{0}` is set; a location names it")]
    Unknown(DirectoryName),
    /// It can't be reached, or answers with a failure. It may be back later.
    #[error("directory `{directory}`: {reason}")]
    Unavailable {
        /// Which.
        directory: DirectoryName,
        /// What went wrong, for the operator.
        reason: String,
    },
    /// A password is being written, or it is not known yet whether it was.
    #[error("a password is being written to directory `{directory}`: {reason}")]
    BeingWritten {
        /// Which.
        directory: DirectoryName,
        /// Why it is not settled yet, for the operator.
        reason: String,
        /// When to try again.
        retry_after: Duration,
    },
}

impl DirectoryError {
    /// When to try again.
    pub fn retry_after(&self) -> Duration {
        match self {
            Self::BeingWritten { retry_after, .. } => *retry_after,
            Self::Unknown(_) | Self::Unavailable { .. } => Duration::from_secs(5),
        }
    }
}

//! Password hashes, as written by the system that made them.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// The longest text of a hash, in bytes: twice what any known system writes.
pub const LONGEST_HASH: usize = 512;

/// A password's hash, such as `$argon2id$v=19$m=19456,t=2,p=1$…` or `pbkdf2_sha256$600000$…`, which a
/// [`Hasher`](crate::ports::Hasher) made or read. `Debug` shows nothing.
#[derive(Clone)]
pub struct PasswordHash {
    text: SecretString,
    recipe: HashRecipe,
}

/// The recipe of a hash: algorithm and work factors, without salt or secret. Its text is up to the hasher.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HashRecipe(pub String);

/// Why a text is unusable as a hash. It never shows the text, which is a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnusableHash {
    /// It is longer than [`LONGEST_HASH`], or contains spaces, control or non-ASCII characters.
    #[error("a password hash has at most {LONGEST_HASH} ASCII characters and no spaces")]
    Text,
    /// No known system writes hashes like this.
    #[error(
        "the password hash is of no kind that can be verified; accepted are Argon2, bcrypt, scrypt, PBKDF2, Firebase \
         scrypt, phpass, crypt(3) $1$, $5$ and $6$, {{SSHA}}, {{SSHA256}} and {{SSHA512}}, as docs/passwords.md shows them"
    )]
    UnknownKind,
    /// It begins like a hash of this kind, and is malformed.
    #[error("the password hash begins like {0}, but is not whole; docs/passwords.md shows one")]
    Malformed(&'static str),
    /// Verifying it would take too long, or too much memory.
    #[error("verifying the password hash would cost too much: {0}")]
    TooCostly(&'static str),
}

impl PasswordHash {
    /// A hash by its text and recipe.
    pub fn new(text: &str, recipe: HashRecipe) -> Result<Self, UnusableHash> {
        let fits = (1..=LONGEST_HASH).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        if fits { Ok(Self { text: text.into(), recipe }) } else { Err(UnusableHash::Text) }
    }

    /// Its text.
    pub fn expose(&self) -> &str {
        self.text.expose_secret()
    }

    /// Its recipe.
    pub fn recipe(&self) -> &HashRecipe {
        &self.recipe
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

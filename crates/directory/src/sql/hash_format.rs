//! Formats of password hashes, as systems write and read them.

use async_trait::async_trait;
use rekey_core::ports::HashError;
use rekey_core::{Password, Work};

/// A format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HashFormat {
    /// A PHC string of Argon2id.
    Argon2id,
    /// The same as Django writes it.
    DjangoArgon2,
    /// Django's PBKDF2 with SHA-256.
    DjangoPbkdf2,
    /// bcrypt, `$2a$`.
    Bcrypt2a,
    /// bcrypt, `$2b$`.
    Bcrypt2b,
    /// bcrypt, `$2y$`.
    Bcrypt2y,
    /// Better Auth's scrypt.
    BetterAuth,
    /// WordPress 6.8 and later: `$wp$2y$`.
    WordPress,
    /// phpass' portable hashes, which WordPress wrote before: `$P$`.
    Phpass,
}

impl HashFormat {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Argon2id,
        Self::DjangoArgon2,
        Self::DjangoPbkdf2,
        Self::Bcrypt2a,
        Self::Bcrypt2b,
        Self::Bcrypt2y,
        Self::BetterAuth,
        Self::WordPress,
        Self::Phpass,
    ];

    /// What the settings call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Argon2id => "argon2id",
            Self::DjangoArgon2 => "django-argon2",
            Self::DjangoPbkdf2 => "django-pbkdf2",
            Self::Bcrypt2a => "bcrypt-2a",
            Self::Bcrypt2b => "bcrypt-2b",
            Self::Bcrypt2y => "bcrypt-2y",
            Self::BetterAuth => "better-auth",
            Self::WordPress => "wordpress",
            Self::Phpass => "phpass",
        }
    }

    /// The longest password that it takes whole, in bytes. bcrypt would cut longer ones, and counts the NUL at the end.
    pub fn longest(self) -> Option<usize> {
        matches!(self, Self::Bcrypt2a | Self::Bcrypt2b | Self::Bcrypt2y).then_some(71)
    }
}

/// Hashes passwords for other systems.
#[async_trait]
pub trait ForeignHasher: Send + Sync {
    /// The password's hash in a format, with a fresh salt.
    async fn hash_for(&self, work: &Work, password: &Password, format: HashFormat) -> Result<String, HashError>;
}

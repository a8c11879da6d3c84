//! Stored hashes: how each system writes them down, and how a password is checked against them. docs/passwords.md
//! shows one of each.

mod argon2;
mod bcrypt;
mod encoding;
mod firebase;
mod md5_crypt;
mod pbkdf2;
mod phpass;
mod salted;
mod scrypt;
mod sha_crypt;
pub(super) mod wordpress;

use ::argon2::Block;
use rekey_core::password_hash::UnusableHash;
use rekey_core::ports::HashError;

pub(super) use self::argon2::Argon2Hash;
use self::bcrypt::BcryptHash;
use self::firebase::FirebaseHash;
use self::md5_crypt::Md5CryptHash;
pub(super) use self::pbkdf2::Pbkdf2Hash;
pub(super) use self::phpass::PhpassHash;
use self::salted::SaltedHash;
pub(super) use self::scrypt::ScryptHash;
use self::sha_crypt::ShaCryptHash;
use super::recipe::Recipe;

/// A hash that was read.
pub(super) enum StoredHash {
    Argon2(Argon2Hash),
    Bcrypt(BcryptHash),
    Scrypt(ScryptHash),
    Pbkdf2(Pbkdf2Hash),
    Firebase(FirebaseHash),
    ShaCrypt(ShaCryptHash),
    Salted(SaltedHash),
    Phpass(PhpassHash),
    Md5Crypt(Md5CryptHash),
}

/// What some systems write before a hash that speaks for itself, and how that hash begins: Django names the algorithm
/// once more, Dovecot and LDAP servers name the scheme in braces.
const PREFIXES: [(&str, &str); 9] = [
    ("argon2", "$argon2"),
    ("bcrypt$", "$2"),
    ("{ARGON2I}", "$argon2i$"),
    ("{ARGON2ID}", "$argon2id$"),
    ("{BLF-CRYPT}", "$2"),
    ("{CRYPT}", "$"),
    ("{MD5-CRYPT}", "$1$"),
    ("{SHA256-CRYPT}", "$5$"),
    ("{SHA512-CRYPT}", "$6$"),
];

impl StoredHash {
    /// Reads a hash of any supported system.
    pub(super) fn read(text: &str) -> Result<Self, UnusableHash> {
        let hash = Self::recognise(bare(text))?;
        match hash.recipe().excess() {
            None => Ok(hash),
            Some(limit) => Err(UnusableHash::TooCostly(limit)),
        }
    }

    fn recognise(text: &str) -> Result<Self, UnusableHash> {
        let (kind, hash) = match text.get(..3).unwrap_or_default() {
            "$ar" => ("Argon2", Argon2Hash::read(text).map(Self::Argon2)),
            "$2a" | "$2b" | "$2y" | "bcr" | "$wp" => ("bcrypt", BcryptHash::read(text).map(Self::Bcrypt)),
            "$sc" | "scr" => ("scrypt", ScryptHash::read(text).map(Self::Scrypt)),
            "$pb" | "pbk" => ("PBKDF2", Pbkdf2Hash::read(text).map(Self::Pbkdf2)),
            "$fb" => ("Firebase scrypt", FirebaseHash::read(text).map(Self::Firebase)),
            "$5$" | "$6$" => ("SHA-crypt", ShaCryptHash::read(text).map(Self::ShaCrypt)),
            "{SS" => ("salted SHA", SaltedHash::read(text).map(Self::Salted)),
            "AQA" => ("ASP.NET Identity v3", Pbkdf2Hash::read_aspnet(text).map(Self::Pbkdf2)),
            "$P$" | "$H$" | "$S$" | "U$S" => ("phpass", PhpassHash::read(text).map(Self::Phpass)),
            "$1$" | "$ap" => ("MD5-crypt", Md5CryptHash::read(text).map(Self::Md5Crypt)),
            _ if is_better_auth(text) => ("Better Auth", ScryptHash::read_better_auth(text).map(Self::Scrypt)),
            _ => return Pbkdf2Hash::read_aspnet_v2(text).map(Self::Pbkdf2).ok_or(UnusableHash::UnknownKind),
        };
        hash.ok_or(UnusableHash::Malformed(kind))
    }

    pub(super) fn recipe(&self) -> Recipe {
        match self {
            Self::Argon2(hash) => hash.recipe(),
            Self::Bcrypt(hash) => hash.recipe(),
            Self::Scrypt(hash) => hash.recipe(),
            Self::Pbkdf2(hash) => hash.recipe(),
            Self::Firebase(hash) => hash.recipe(),
            Self::ShaCrypt(hash) => hash.recipe(),
            Self::Salted(hash) => hash.recipe(),
            Self::Phpass(hash) => hash.recipe(),
            Self::Md5Crypt(_) => Md5CryptHash::recipe(),
        }
    }

    /// Whether it is the password's. What is secret is compared in constant time.
    pub(super) fn matches(&self, password: &[u8], memory: &mut Vec<Block>) -> Result<bool, HashError> {
        match self {
            Self::Argon2(hash) => hash.matches(password, memory),
            Self::Bcrypt(hash) => hash.matches(password),
            Self::Scrypt(hash) => hash.matches(password),
            Self::Pbkdf2(hash) => Ok(hash.matches(password)),
            Self::Firebase(hash) => hash.matches(password),
            Self::ShaCrypt(hash) => hash.matches(password),
            Self::Salted(hash) => Ok(hash.matches(password)),
            Self::Phpass(hash) => Ok(hash.matches(password)),
            Self::Md5Crypt(hash) => Ok(hash.matches(password)),
        }
    }
}

/// Whether a text begins like Better Auth's: 32 hexadecimal digits and a colon.
fn is_better_auth(text: &str) -> bool {
    text.split_once(':').is_some_and(|(salt, _)| salt.len() == 32 && salt.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// The hash without a prefix that another system put before it.
fn bare(text: &str) -> &str {
    let stripped = |(prefix, next): &(&str, &str)| text.strip_prefix(prefix).filter(|rest| rest.starts_with(next));
    PREFIXES.iter().find_map(stripped).unwrap_or(text)
}

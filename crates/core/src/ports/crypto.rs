//! Time, hashing and signing.

use async_trait::async_trait;

use crate::digest::AddressKey;
use crate::ids::AccountId;
use crate::jwt::Jwt;
use crate::password_hash::{HashRecipe, PasswordHash, UnusableHash};
use crate::policy::Password;
use crate::time::Timestamp;
use crate::token::Token;
use crate::work::Work;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// The work that saying "wrong" takes in addition to the stored hash, if there is one (R1).
#[derive(Debug, Clone, Copy)]
pub struct Decoy<'a> {
    /// By what recipes hashes are stored.
    pub recipes: &'a [HashRecipe],
    /// The salt. How long Argon2 takes depends a little on which memory it reads, and that depends on the salt. So each
    /// address has its own, which stays the same, like the salts of real hashes.
    pub salt: [u8; 16],
}

impl<'a> Decoy<'a> {
    /// For somebody with this address, if it is one.
    pub fn new(recipes: &'a [HashRecipe], address: Option<AddressKey>) -> Self {
        let mut salt = [0; 16];
        if let Some(address) = address {
            salt.copy_from_slice(&address.as_bytes()[..16]);
        }
        Self { recipes, salt }
    }

    /// For somebody whose account is known to them anyway.
    pub fn none() -> Self {
        Self::new(&[], None)
    }
}

/// Hashes passwords, a bounded number at a time (R22); networks take turns (R27).
#[async_trait]
pub trait Hasher: Send + Sync {
    /// The password's hash, with a fresh salt.
    async fn hash(&self, work: &Work, password: &Password) -> Result<PasswordHash, HashError>;

    /// Whether the password has this hash; without a hash, it is wrong. Saying "wrong" takes the work of all the
    /// decoy's recipes, whatever made the hash, so the time reveals neither whether there is a hash nor which system it
    /// comes from (R1).
    async fn verify(
        &self,
        work: &Work,
        password: &Password,
        hash: Option<&PasswordHash>,
        decoy: Decoy<'_>,
    ) -> Result<bool, HashError>;

    /// Reads a hash that this or another system made.
    fn read(&self, text: &str) -> Result<PasswordHash, UnusableHash>;

    /// Whether the hash is as strong as those that [`hash`](Self::hash) makes, and made the same way.
    fn is_current(&self, hash: &PasswordHash) -> bool;
}

/// Why a password was not hashed.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// Too many are waiting already.
    #[error("too many passwords are waiting to be hashed")]
    Overloaded,
    /// The algorithm failed.
    #[error("hashing failed")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Signs and verifies JWTs.
pub trait Signer: Send + Sync {
    /// The claims as a JWT.
    fn sign(&self, claims: &Claims) -> Result<Jwt, SignError>;

    /// The claims of a JWT of ours that has not expired at `now`; `None` for anything else.
    fn verify(&self, jwt: &str, now: Timestamp) -> Option<Claims>;

    /// The keys that others verify with: `/.well-known/jwks.json`.
    fn public_keys(&self) -> Vec<PublicKey>;
}

/// A JWT could not be signed.
#[derive(Debug, thiserror::Error)]
#[error("signing failed")]
pub struct SignError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// What a JWT of ours says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// What it is good for.
    pub kind: ClaimsKind,
    /// Whose it is: `sub`.
    pub account: AccountId,
    /// The person's address, in bearer tokens: `email`. Services that only verify read it.
    pub email: Option<String>,
    /// When it was made: `iat`, in whole seconds.
    pub issued_at: Timestamp,
    /// When it expires: `exp`, in whole seconds.
    pub expires_at: Timestamp,
}

/// What a JWT is good for, and the id that the store knows it by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimsKind {
    /// A bearer token of a session: `sid`.
    Bearer(crate::SessionId),
    /// A one-time JWT: `jti`.
    OneTime(Token),
}

/// An RSA public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// Its name in JWT headers: `kid`.
    pub id: String,
    /// The modulus, big-endian.
    pub modulus: Vec<u8>,
    /// The exponent, big-endian.
    pub exponent: Vec<u8>,
}

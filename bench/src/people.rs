//! Accounts and strangers, with their passwords and tokens. Each is a function of a number, so that the database and
//! the load agree without communicating.

use anyhow::{Result, anyhow};
use argon2::password_hash::PasswordHasher;
use argon2::{Algorithm, Argon2, Params, Version};
use sha2::{Digest, Sha256};

/// Every account's password.
pub(crate) const PASSWORD: &str = "Quartz-lamp-violet-41";

/// The address of account `number`.
pub(crate) fn account_address(number: u64) -> String {
    format!("person-{number:010}@bench.example")
}

/// The account that has this address.
pub(crate) fn number_of(address: &str) -> Option<u64> {
    address.strip_prefix("person-")?.strip_suffix("@bench.example")?.parse().ok()
}

/// An address that has no account.
pub(crate) fn stranger_address(number: u64) -> String {
    format!("nobody-{number:010}@bench.example")
}

/// The token that was mailed to account `number`.
pub(crate) fn token(number: u64) -> String {
    hex::encode(Sha256::digest(format!("token {number}")))
}

/// What the store keeps of a token.
pub(crate) fn token_digest(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}

/// A password that no account has had before.
pub(crate) fn new_password(number: u64) -> String {
    format!("Copper-{number:08}-heron")
}

/// An account's id: a version 7 UUID, rising with the number as real ones do with time.
pub(crate) fn account_id(number: u64) -> [u8; 16] {
    /// A moment in 2025, in milliseconds.
    const BEGIN: u64 = 1_750_000_000_000;
    let random = Sha256::digest(format!("account {number}"));
    let mut id = [0; 16];
    id[..6].copy_from_slice(&(BEGIN + number).to_be_bytes()[2..]);
    id[6..].copy_from_slice(&random[..10]);
    id[6] = id[6] & 0x0f | 0x70;
    id[8] = id[8] & 0x3f | 0x80;
    id
}

/// One of `accounts`, so that requests reach all parts of a table.
pub(crate) fn scattered(number: u64, accounts: u64) -> u64 {
    // Fibonacci hashing.
    (number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 16) % accounts.max(1)
}

/// What Argon2id costs, on one lane.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HashCost {
    memory_kib: u32,
    passes: u32,
}

impl HashCost {
    /// Rekey's default.
    pub(crate) const USUAL: Self = Self { memory_kib: 19 * 1024, passes: 2 };
    /// The minimum of its settings.
    pub(crate) const LEAST: Self = Self { memory_kib: 7 * 1024, passes: 1 };

    /// The settings of a server that hashes at [`Self::LEAST`].
    pub(crate) const LEAST_SETTINGS: [(&'static str, &'static str); 2] =
        [("REKEY_PASSWORDS__HASH_MEMORY_KIB", "7168"), ("REKEY_PASSWORDS__HASH_PASSES", "1")];

    /// Argon2id at this cost.
    pub(crate) fn argon2(self) -> Result<Argon2<'static>> {
        let params = Params::new(self.memory_kib, self.passes, 1, Some(Params::DEFAULT_OUTPUT_LEN));
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params.map_err(|error| anyhow!("{error}"))?))
    }

    /// What the store keeps beside a hash of this cost.
    pub(crate) fn recipe(self) -> String {
        format!("argon2id {} {} 1", self.memory_kib, self.passes)
    }
}

/// How many salts the hashes of accounts have. No stride of a timing panel divides it.
const SALTS: u64 = 251;

/// Hashes of [`PASSWORD`] that the accounts share in turn. Each has its own salt, because the memory that Argon2 reads,
/// and so its time, depends on it a little.
pub(crate) fn password_hashes(cost: HashCost) -> Result<Vec<String>> {
    (0..SALTS).map(|number| password_hash(cost, number)).collect()
}

/// A hash of [`PASSWORD`], with the salt of this number.
pub(crate) fn password_hash(cost: HashCost, number: u64) -> Result<String> {
    let hash = cost
        .argon2()?
        .hash_password_with_salt(PASSWORD.as_bytes(), format!("salt {number:011}").as_bytes())
        .map_err(|error| anyhow!("{error}"))?;
    Ok(hash.to_string())
}

//! `[passwords]`: what passwords must be like, where breached ones are asked for, and what hashing them costs.

use std::num::NonZero;
use std::str::FromStr;

use rekey_core::policy::{LONGEST_PASSWORD, PasswordPolicy, SHORTEST_PASSWORD};
use rekey_core::time::Duration;
use serde::{Deserialize, Deserializer};
use url::Url;

use super::read::AddressFault;
use super::{Complaint, read};
use crate::adapters::HashCost;

/// `[passwords]`. Locations may set the rules for themselves, but not the cost.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a rule of its own, as in core's policy")]
pub struct PasswordsConfig {
    /// See [`PasswordPolicy::min_length`].
    #[serde(deserialize_with = "min_length")]
    pub min_length: u32,
    /// See [`PasswordPolicy::needs_upper`].
    pub needs_upper: bool,
    /// See [`PasswordPolicy::needs_lower`].
    pub needs_lower: bool,
    /// See [`PasswordPolicy::needs_digit`].
    pub needs_digit: bool,
    /// See [`PasswordPolicy::needs_special`].
    pub needs_special: bool,
    /// See [`PasswordPolicy::refuses_reuse`].
    pub refuses_reuse: bool,
    /// Where ranges of breached passwords are asked for; none: nowhere.
    #[serde(deserialize_with = "read::text")]
    pub breach_check: BreachCheck,
    /// How long an answer is waited for.
    #[serde(deserialize_with = "breach_check_timeout")]
    pub breach_check_timeout: Duration,
    /// See [`HashCost::memory_kib`].
    #[serde(deserialize_with = "hash_memory_kib")]
    pub hash_memory_kib: u32,
    /// See [`HashCost::passes`].
    #[serde(deserialize_with = "hash_passes")]
    pub hash_passes: u32,
    /// See [`HashCost::lanes`].
    #[serde(deserialize_with = "hash_lanes")]
    pub hash_lanes: u32,
    /// See [`HashCost::threads`]; none: one for each core.
    #[serde(deserialize_with = "hash_threads")]
    pub hash_threads: Option<u32>,
    /// See [`HashCost::queue`]; none: [`HashCost::WAITING_PER_THREAD`] for each thread.
    #[serde(deserialize_with = "hash_queue")]
    pub hash_queue: Option<u32>,
}

impl Default for PasswordsConfig {
    fn default() -> Self {
        let PasswordPolicy { min_length, needs_upper, needs_lower, needs_digit, needs_special, refuses_reuse, .. } =
            PasswordPolicy::default();
        let HashCost { memory_kib, passes, lanes, .. } = HashCost::recommended(1);
        Self {
            min_length,
            needs_upper,
            needs_lower,
            needs_digit,
            needs_special,
            refuses_reuse,
            breach_check: BreachCheck(None),
            breach_check_timeout: Duration::from_secs(1),
            hash_memory_kib: memory_kib,
            hash_passes: passes,
            hash_lanes: lanes,
            hash_threads: None,
            hash_queue: None,
        }
    }
}

/// Where ranges of breached passwords are asked for: an address that the first digits of a digest are put behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreachCheck(pub Option<Url>);

impl FromStr for BreachCheck {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == read::OFF {
            return Ok(Self(None));
        }
        let url = read::safe_address(text).map_err(|fault| match fault {
            AddressFault::NoHttps | AddressFault::NotBare => format!(
                "expected an https: address without user or query, such as \"https://api.pwnedpasswords.com/range/\", \
                 or \"{}\"",
                read::OFF
            ),
            AddressFault::InTheOpen => format!(
                "http: is taken for loopback hosts only: what is asked for tells about passwords; use https:, or \"{}\"",
                read::OFF
            ),
        })?;
        if url.path().ends_with('/') {
            return Ok(Self(Some(url)));
        }
        Err(format!("expected a slash at the end: the first digits of a digest are put behind it, as in \"{url}/\""))
    }
}

/// Long enough for a service far away, short enough for a person who waits.
fn breach_check_timeout<'de, D: Deserializer<'de>>(input: D) -> Result<Duration, D::Error> {
    read::span_within(input, Duration::from_millis(100), Duration::from_secs(10))
}

/// The shortest password that a setting may ask for (R16).
pub fn min_length<'de, D: Deserializer<'de>>(input: D) -> Result<u32, D::Error> {
    read::number_within(input, SHORTEST_PASSWORD, LONGEST_PASSWORD)
}

/// At least the least that OWASP names for Argon2id.
fn hash_memory_kib<'de, D: Deserializer<'de>>(input: D) -> Result<u32, D::Error> {
    read::number_within(input, 7 * 1024, 256 * 1024)
}

fn hash_passes<'de, D: Deserializer<'de>>(input: D) -> Result<u32, D::Error> {
    read::number_within(input, 1, 16)
}

fn hash_lanes<'de, D: Deserializer<'de>>(input: D) -> Result<u32, D::Error> {
    read::number_within(input, 1, 16)
}

fn hash_threads<'de, D: Deserializer<'de>>(input: D) -> Result<Option<u32>, D::Error> {
    read::number_within(input, 1, 256).map(Some)
}

fn hash_queue<'de, D: Deserializer<'de>>(input: D) -> Result<Option<u32>, D::Error> {
    read::number_within(input, 1, 100_000).map(Some)
}

impl PasswordsConfig {
    /// Looks at the parts of the cost together.
    pub(super) fn check(&self) -> Option<Complaint> {
        self.cost().check().err().map(|error| Complaint::about("passwords.hash_memory_kib", error.to_string()))
    }

    /// The rules that locations start from.
    pub fn policy(&self) -> PasswordPolicy {
        PasswordPolicy {
            min_length: self.min_length,
            needs_upper: self.needs_upper,
            needs_lower: self.needs_lower,
            needs_digit: self.needs_digit,
            needs_special: self.needs_special,
            special_characters: None,
            refuses_reuse: self.refuses_reuse,
        }
    }

    /// What a hash costs.
    pub fn cost(&self) -> HashCost {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        let threads = self.hash_threads.map_or(cores, |threads| threads as usize);
        let queue = self.hash_queue.map_or(threads * HashCost::WAITING_PER_THREAD, |queue| queue as usize);
        let Self { hash_memory_kib: memory_kib, hash_passes: passes, hash_lanes: lanes, .. } = *self;
        HashCost { memory_kib, passes, lanes, threads, queue }
    }
}

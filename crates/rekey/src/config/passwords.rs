//! `[passwords]`: rules for passwords, the check for breached ones, and the cost of hashing.

use std::num::NonZero;
use std::str::FromStr;

use rekey_core::policy::{LONGEST_PASSWORD, PasswordPolicy, PasswordPolicySettings, SHORTEST_PASSWORD};
use rekey_core::time::Duration;
use url::Url;

use super::error::SettingError;
use super::parse::{self, UrlFault};
use super::reader::Reader;
use crate::adapters::HashCost;

/// Locations may override the rules, but not the cost.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a rule of its own, as in core's policy")]
pub struct PasswordsConfig {
    /// See [`PasswordPolicy::min_length`].
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
    pub breach_check: BreachCheck,
    pub breach_check_timeout: Duration,
    /// See [`HashCost::memory_kib`].
    pub hash_memory_kib: u32,
    /// See [`HashCost::passes`].
    pub hash_passes: u32,
    /// See [`HashCost::lanes`].
    pub hash_lanes: u32,
    /// See [`HashCost::threads`]; none: one for each core.
    pub hash_threads: Option<u32>,
    /// See [`HashCost::queue`]; none: [`HashCost::WAITING_PER_THREAD`] for each thread.
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

/// A service of breached passwords: a URL to which the first digits of a digest are appended. None: `off`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreachCheck(pub Option<Url>);

impl FromStr for BreachCheck {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if parse::is_off(text) {
            return Ok(Self(None));
        }
        let url = parse::safe_url(text).map_err(|fault| match fault {
            UrlFault::NotWeb | UrlFault::NotBare => format!(
                "expected an https: address without user or query, such as \"https://api.pwnedpasswords.com/range/\", \
                 or \"{}\"",
                parse::OFF
            ),
            UrlFault::Unencrypted => format!(
                "http: is accepted for loopback hosts only, because requests reveal something about passwords; use https:, or \"{}\"",
                parse::OFF
            ),
        })?;
        if url.path().ends_with('/') {
            return Ok(Self(Some(url)));
        }
        Err(format!("expected a slash at the end, because digits are appended to it, as in \"{url}/\""))
    }
}

/// The rules that `[passwords]` and a location's `password_policy` have in common (R16).
pub(super) fn policy(reader: &mut Reader<'_>) -> PasswordPolicySettings {
    PasswordPolicySettings {
        min_length: reader.number("min_length", SHORTEST_PASSWORD, LONGEST_PASSWORD),
        needs_upper: reader.switch("needs_upper"),
        needs_lower: reader.switch("needs_lower"),
        needs_digit: reader.switch("needs_digit"),
        needs_special: reader.switch("needs_special"),
        special_characters: None,
        refuses_reuse: reader.switch("refuses_reuse"),
    }
}

impl PasswordsConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let default = Self::default();
        let policy = policy(reader);
        // Long enough for a service far away, short enough for a person who waits.
        let breach_check_timeout =
            reader.span("breach_check_timeout", Duration::from_millis(100), Duration::from_secs(10));
        // At least the smallest memory that OWASP lists for Argon2id.
        let hash_memory_kib = reader.number("hash_memory_kib", 7 * 1024, 256 * 1024);
        Self {
            min_length: policy.min_length.unwrap_or(default.min_length),
            needs_upper: policy.needs_upper.unwrap_or(default.needs_upper),
            needs_lower: policy.needs_lower.unwrap_or(default.needs_lower),
            needs_digit: policy.needs_digit.unwrap_or(default.needs_digit),
            needs_special: policy.needs_special.unwrap_or(default.needs_special),
            refuses_reuse: policy.refuses_reuse.unwrap_or(default.refuses_reuse),
            breach_check: reader.text("breach_check").unwrap_or(default.breach_check),
            breach_check_timeout: breach_check_timeout.unwrap_or(default.breach_check_timeout),
            hash_memory_kib: hash_memory_kib.unwrap_or(default.hash_memory_kib),
            hash_passes: reader.number("hash_passes", 1, 16).unwrap_or(default.hash_passes),
            hash_lanes: reader.number("hash_lanes", 1, 16).unwrap_or(default.hash_lanes),
            hash_threads: reader.number("hash_threads", 1, 256),
            hash_queue: reader.number("hash_queue", 1, 100_000),
        }
    }

    /// Looks at the parts of the cost together.
    pub(super) fn check(&self) -> Option<SettingError> {
        self.cost().check().err().map(|error| SettingError::new("passwords.hash_memory_kib", error.to_string()))
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

    pub fn cost(&self) -> HashCost {
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        let threads = self.hash_threads.map_or(cores, |threads| threads as usize);
        let queue = self.hash_queue.map_or(threads * HashCost::WAITING_PER_THREAD, |queue| queue as usize);
        let Self { hash_memory_kib: memory_kib, hash_passes: passes, hash_lanes: lanes, .. } = *self;
        HashCost { memory_kib, passes, lanes, threads, queue }
    }
}

//! `[limits]`: how often things may happen.

use rekey_core::limits::LimitSettings;
use rekey_core::rate::Rate;
use rekey_core::time::Duration;
use serde::Deserialize;

use super::read;

/// `[limits]`. What is `None`, or a zero cooldown, is `"off"`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(default)]
pub struct LimitsConfig {
    /// Between two mails to an address, per purpose, where the location sets nothing else.
    #[serde(deserialize_with = "read::cooldown")]
    pub cooldown: Duration,
    /// See [`LimitSettings::requests_per_address`].
    #[serde(deserialize_with = "read::rate_or_off")]
    pub requests_per_address: Option<Rate>,
    /// See [`LimitSettings::mails_per_address`].
    #[serde(deserialize_with = "read::rate_or_off")]
    pub mails_per_address: Option<Rate>,
    /// See [`LimitSettings::requests_per_network`].
    #[serde(deserialize_with = "read::rate_or_off")]
    pub requests_per_network: Option<Rate>,
    /// See [`LimitSettings::failures_per_network`].
    #[serde(deserialize_with = "read::rate_or_off")]
    pub failures_per_network: Option<Rate>,
    /// See [`LimitSettings::longest_sign_in_delay`].
    #[serde(deserialize_with = "read::cooldown")]
    pub longest_sign_in_delay: Duration,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        let LimitSettings {
            requests_per_address,
            mails_per_address,
            requests_per_network,
            failures_per_network,
            longest_sign_in_delay,
        } = LimitSettings::default();
        Self {
            cooldown: Duration::from_mins(1),
            requests_per_address,
            mails_per_address,
            requests_per_network,
            failures_per_network,
            longest_sign_in_delay,
        }
    }
}

impl LimitsConfig {
    /// The engine's part of it.
    pub fn settings(&self) -> LimitSettings {
        LimitSettings {
            requests_per_address: self.requests_per_address,
            mails_per_address: self.mails_per_address,
            requests_per_network: self.requests_per_network,
            failures_per_network: self.failures_per_network,
            longest_sign_in_delay: self.longest_sign_in_delay,
        }
    }
}

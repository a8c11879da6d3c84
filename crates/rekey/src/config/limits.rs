//! `[limits]`: rates and waits.

use rekey_core::limits::LimitSettings;
use rekey_core::rate::Rate;
use rekey_core::time::Duration;

use super::reader::Reader;

/// The longest cooldown, and the longest wait after wrong passwords.
pub(super) const LONGEST_COOLDOWN: Duration = Duration::from_hours(24);

/// `None` and zero are `"off"`.
#[derive(Debug, Clone, Copy)]
pub struct LimitsConfig {
    /// Between two emails to an address, per purpose, where the location sets nothing else.
    pub cooldown: Duration,
    /// See [`LimitSettings::requests_per_address`].
    pub requests_per_address: Option<Rate>,
    /// See [`LimitSettings::mails_per_address`].
    pub mails_per_address: Option<Rate>,
    /// See [`LimitSettings::resets_per_address`].
    pub resets_per_address: Option<Rate>,
    /// See [`LimitSettings::requests_per_network`].
    pub requests_per_network: Option<Rate>,
    /// See [`LimitSettings::failures_per_network`].
    pub failures_per_network: Option<Rate>,
    /// See [`LimitSettings::work_per_network`].
    pub work_per_network: Option<Rate>,
    /// See [`LimitSettings::verifications_per_network`].
    pub verifications_per_network: Option<Rate>,
    /// See [`LimitSettings::longest_sign_in_delay`].
    pub longest_sign_in_delay: Duration,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        let LimitSettings {
            requests_per_address,
            mails_per_address,
            resets_per_address,
            requests_per_network,
            failures_per_network,
            work_per_network,
            verifications_per_network,
            longest_sign_in_delay,
        } = LimitSettings::default();
        Self {
            cooldown: Duration::from_mins(1),
            requests_per_address,
            mails_per_address,
            resets_per_address,
            requests_per_network,
            failures_per_network,
            work_per_network,
            verifications_per_network,
            longest_sign_in_delay,
        }
    }
}

impl LimitsConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let default = Self::default();
        Self {
            requests_per_address: reader.rate_or_off("requests_per_address", default.requests_per_address),
            mails_per_address: reader.rate_or_off("mails_per_address", default.mails_per_address),
            resets_per_address: reader.rate_or_off("resets_per_address", default.resets_per_address),
            requests_per_network: reader.rate_or_off("requests_per_network", default.requests_per_network),
            failures_per_network: reader.rate_or_off("failures_per_network", default.failures_per_network),
            work_per_network: reader.rate_or_off("work_per_network", default.work_per_network),
            verifications_per_network: reader
                .rate_or_off("verifications_per_network", default.verifications_per_network),
            cooldown: reader.span_or_off("cooldown", LONGEST_COOLDOWN).unwrap_or(default.cooldown),
            longest_sign_in_delay: reader
                .span_or_off("longest_sign_in_delay", LONGEST_COOLDOWN)
                .unwrap_or(default.longest_sign_in_delay),
        }
    }

    /// The engine's part of it.
    pub fn settings(&self) -> LimitSettings {
        LimitSettings {
            requests_per_address: self.requests_per_address,
            mails_per_address: self.mails_per_address,
            resets_per_address: self.resets_per_address,
            requests_per_network: self.requests_per_network,
            failures_per_network: self.failures_per_network,
            work_per_network: self.work_per_network,
            verifications_per_network: self.verifications_per_network,
            longest_sign_in_delay: self.longest_sign_in_delay,
        }
    }
}

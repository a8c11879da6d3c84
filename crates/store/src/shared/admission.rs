//! Whether an address may be asked for now: cooldown, requests of the purpose, mails of all purposes.

use rekey_core::ports::AddressLimits;
use rekey_core::rate::Bucket;
use rekey_core::time::{Duration, Timestamp, after, until};

/// What the store has counted for an address and purpose. A row that is missing counts as [`FRESH`](Self::FRESH).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Admission {
    /// Until when the cooldown of the last request runs.
    pub(crate) cooldown_until: Timestamp,
    /// The requests of this purpose.
    pub(crate) requests: Bucket,
    /// The mails of all purposes.
    pub(crate) mails: Bucket,
}

impl Admission {
    /// Of an address that was never asked for.
    pub(crate) const FRESH: Self = Self { cooldown_until: Timestamp::MIN, requests: Bucket::FULL, mails: Bucket::FULL };

    /// How long it is until a request is accepted; zero if one is at once. The longest of the three counts.
    pub(crate) fn wait(&self, limits: &AddressLimits, now: Timestamp) -> Duration {
        let requests = limits.requests.map_or(Duration::ZERO, |rate| self.requests.wait(rate, now));
        let mails = limits.mails.map_or(Duration::ZERO, |rate| self.mails.wait(rate, now));
        until(self.cooldown_until, now).max(requests).max(mails)
    }

    /// The counts after a request that was accepted at `now`.
    pub(crate) fn after_request(self, limits: &AddressLimits, now: Timestamp) -> Self {
        Self {
            cooldown_until: self.cooldown_until.max(after(now, limits.cooldown)),
            requests: limits.requests.map_or(self.requests, |rate| self.requests.spend(rate, 1, now)),
            mails: limits.mails.map_or(self.mails, |rate| self.mails.spend(rate, 1, now)),
        }
    }
}

//! Whether a request for an address is accepted now: cooldown, requests of the purpose, emails of the purpose's budget.

use rekey_core::ports::AddressLimits;
use rekey_core::purpose::MailBudget;
use rekey_core::rate::{Bucket, Rate};
use rekey_core::time::{Duration, Timestamp, after, until};

/// The counters of an address that a request with some purpose depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Admission {
    /// The budget of the purpose.
    pub(crate) budget: MailBudget,
    /// Until when the cooldown of the last request runs.
    pub(crate) cooldown_until: Timestamp,
    /// Until when the cooldown of the last sign-up runs, which makes nothing but sign-ups wait.
    pub(crate) sign_up_until: Timestamp,
    /// The requests of this purpose.
    pub(crate) requests: Bucket,
    /// The emails of the budget.
    pub(crate) mails: Bucket,
}

impl Admission {
    /// How long until a request is accepted; zero: now. The longest of the waits.
    pub(crate) fn wait(&self, limits: &AddressLimits, now: Timestamp) -> Duration {
        let requests = limits.requests.map_or(Duration::ZERO, |rate| self.requests.wait(rate, now));
        let mails = limits.mails.map_or(Duration::ZERO, |rate| self.mails.wait(rate, now));
        let cooldown = match (limits.cooldown.is_zero(), limits.sign_up) {
            (true, _) => Duration::ZERO,
            (false, true) => until(self.cooldown_until.max(self.sign_up_until), now),
            (false, false) => until(self.cooldown_until, now),
        };
        cooldown.max(requests).max(mails)
    }

    /// The counts after a request that was accepted at `now`. None of them makes the next one wait longer than the
    /// budget allows, however the limits are set (R24).
    pub(crate) fn after_request(self, limits: &AddressLimits, now: Timestamp) -> Self {
        let longest = self.budget.longest_wait();
        let spend = |bucket: Bucket, rate: Option<Rate>| {
            let Some(rate) = rate else { return bucket };
            let spent = bucket.spend(rate, 1, now);
            longest.map_or(spent, |longest| spent.waiting_at_most(longest, rate, now))
        };
        let cooled = after(now, self.budget.cooldown(limits.cooldown));
        let begins = |until: Timestamp, begins: bool| if begins { until.max(cooled) } else { until };
        Self {
            budget: self.budget,
            cooldown_until: begins(self.cooldown_until, !limits.sign_up),
            sign_up_until: begins(self.sign_up_until, limits.sign_up),
            requests: spend(self.requests, limits.requests),
            mails: spend(self.mails, limits.mails),
        }
    }
}

#[cfg(test)]
mod tests {
    use rekey_core::Purpose;

    use super::*;
    use crate::shared::address_counts::AddressCounts;

    const NOW: Timestamp = Timestamp::constant(1_800_000_000, 0);
    const DAY: Duration = Duration::from_hours(24);

    #[test]
    fn no_setting_of_a_limit_makes_a_reset_wait_longer_than_a_quarter_of_an_hour() {
        let scarce = Some(Rate::new(1, DAY));
        for limits in [
            AddressLimits { cooldown: DAY, requests: None, mails: None, sign_up: false },
            AddressLimits { cooldown: Duration::ZERO, requests: scarce, mails: None, sign_up: false },
            AddressLimits { cooldown: Duration::ZERO, requests: None, mails: scarce, sign_up: false },
        ] {
            let mut now = NOW;
            let mut counts = AddressCounts::NONE;
            for _ in 0..100 {
                counts = counts.after_request(Purpose::ResetPassword, &limits, now);
                assert_eq!(counts.wait(Purpose::ResetPassword, &limits, now), Duration::from_mins(15), "{limits:?}");
                now += Duration::from_mins(15);
                assert_eq!(counts.wait(Purpose::ResetPassword, &limits, now), Duration::ZERO, "{limits:?}");
            }
            let others = AddressCounts::NONE.after_request(Purpose::SignIn, &limits, NOW);
            assert_eq!(others.wait(Purpose::SignIn, &limits, NOW), DAY, "{limits:?}");
        }
    }
}

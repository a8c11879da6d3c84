//! What a group of requests does to the counts of its addresses, decided in order of arrival.

use std::collections::BTreeMap;

use rekey_core::outbox::Request;
use rekey_core::ports::{Acceptance, AddressLimits};
use rekey_core::purpose::MailBudget;
use rekey_core::rate::Bucket;
use rekey_core::time::Timestamp;
use rekey_core::{AddressKey, Purpose};

use crate::shared::admission::Admission;

/// Which row of `address_limits`. Sorted, so that groups lock and write rows in the same order and never deadlock.
pub(super) type Key = (AddressKey, &'static str);

/// The counter of sign-ups with an address.
pub(super) const SIGN_UP: &str = "sign_up";

/// A row of `address_limits`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) cooldown_until: Option<Timestamp>,
    pub(super) full_at: Option<Timestamp>,
}

impl Count {
    const NONE: Self = Self { cooldown_until: None, full_at: None };
}

/// The counts of a group's addresses, before and after.
#[derive(Debug, Clone)]
pub(super) struct Ledger {
    rows: BTreeMap<Key, Entry>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    stored: Option<Count>,
    count: Count,
}

/// A row to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) key: Key,
    pub(super) count: Count,
    /// Whether the row was missing when the rows were read.
    pub(super) is_new: bool,
}

impl Ledger {
    /// The keys that requests look at, each once.
    pub(super) fn of<'a>(requests: impl IntoIterator<Item = (&'a Request, &'a AddressLimits)>) -> Self {
        let keys = requests.into_iter().flat_map(|(request, limits)| {
            let sign_up = limits.sign_up.then_some((request.address_key, SIGN_UP));
            keys(request).into_iter().chain(sign_up)
        });
        Self { rows: keys.map(|key| (key, Entry { stored: None, count: Count::NONE })).collect() }
    }

    /// The keys, in order.
    pub(super) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.rows.keys()
    }

    /// Records an existing row.
    pub(super) fn read(&mut self, address: AddressKey, counter: &str, count: Count) {
        let mut counters =
            Purpose::ALL.map(Purpose::code).into_iter().chain(MailBudget::ALL.map(MailBudget::code)).chain([SIGN_UP]);
        if let Some(counter) = counters.find(|known| *known == counter) {
            self.rows.insert((address, counter), Entry { stored: Some(count), count });
        }
    }

    /// Decides a request, and counts it if it is accepted.
    pub(super) fn decide(&mut self, request: &Request, limits: &AddressLimits, now: Timestamp) -> Acceptance {
        let [of_purpose, of_mails] = keys(request);
        let requests = self.rows.get(&of_purpose).map_or(Count::NONE, |entry| entry.count);
        let mails = self.rows.get(&of_mails).map_or(Count::NONE, |entry| entry.count);
        let of_sign_ups = (request.address_key, SIGN_UP);
        let sign_ups = self.rows.get(&of_sign_ups).map_or(Count::NONE, |entry| entry.count);
        let admission = admission(request.purpose, requests, mails, sign_ups);
        let remaining = admission.wait(limits, now);
        if !remaining.is_zero() {
            return Acceptance::Suppressed { remaining };
        }
        let after = admission.after_request(limits, now);
        if !limits.cooldown.is_zero() || limits.requests.is_some() {
            let cooldown_until = stored(after.cooldown_until);
            self.set(of_purpose, Count { cooldown_until, full_at: stored(after.requests.full_at) });
        }
        if limits.sign_up && !limits.cooldown.is_zero() {
            self.set(of_sign_ups, Count { cooldown_until: stored(after.sign_up_until), full_at: None });
        }
        if limits.mails.is_some() {
            self.set(of_mails, Count { cooldown_until: None, full_at: stored(after.mails.full_at) });
        }
        Acceptance::Accepted
    }

    /// The changed rows, in order.
    pub(super) fn changes(&self) -> impl Iterator<Item = Change> {
        self.rows
            .iter()
            .filter(|(_, entry)| entry.count != entry.stored.unwrap_or(Count::NONE))
            .map(|(key, entry)| Change { key: *key, count: entry.count, is_new: entry.stored.is_none() })
    }

    fn set(&mut self, key: Key, count: Count) {
        if let Some(entry) = self.rows.get_mut(&key) {
            entry.count = count;
        }
    }
}

/// The rows that a request depends on.
pub(super) fn keys(request: &Request) -> [Key; 2] {
    [(request.address_key, request.purpose.code()), (request.address_key, request.purpose.mail_budget().code())]
}

/// The decision from a request's rows, and that of sign-ups with its address.
pub(super) fn admission(purpose: Purpose, requests: Count, mails: Count, sign_ups: Count) -> Admission {
    let bucket = |full_at: Option<Timestamp>| full_at.map_or(Bucket::FULL, |full_at| Bucket { full_at });
    let budget = purpose.mail_budget();
    let fresh = Admission::fresh(budget);
    Admission {
        cooldown_until: requests.cooldown_until.unwrap_or(fresh.cooldown_until),
        sign_up_until: sign_ups.cooldown_until.unwrap_or(fresh.sign_up_until),
        requests: bucket(requests.full_at),
        mails: bucket(mails.full_at),
        ..fresh
    }
}

/// An instant as a row holds it. None for the earliest one, which the database can't represent.
fn stored(instant: Timestamp) -> Option<Timestamp> {
    (instant > Timestamp::MIN).then_some(instant)
}

#[cfg(test)]
mod tests {
    use rekey_core::outbox::Channel;
    use rekey_core::rate::Rate;
    use rekey_core::time::Duration;
    use rekey_core::{ClientNetwork, DigestKey, EmailAddress, LocationId};

    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_800_000_000, 0);
    const FREE: AddressLimits = AddressLimits { cooldown: Duration::ZERO, requests: None, mails: None, sign_up: false };

    fn request(address: &str, purpose: Purpose) -> Request {
        let address = EmailAddress::parse(address).unwrap();
        Request {
            purpose,
            address_key: AddressKey::of(&address, &DigestKey::new([7; 32])),
            address,
            channel: Channel::PAGES,
            location: LocationId::FIRST,
            locale: None,
            browser_locale: None,
            redirect_to: None,
            network: ClientNetwork::LOCAL,
            notice_allowed: true,
            moves: None,
        }
    }

    fn new_ledger(requests: &[Request]) -> Ledger {
        Ledger::of(requests.iter().map(|request| (request, &FREE)))
    }

    fn decide(ledger: &mut Ledger, requests: &[Request], limits: AddressLimits) -> Vec<bool> {
        let decide = |request| ledger.decide(request, &limits, NOW) == Acceptance::Accepted;
        requests.iter().map(decide).collect()
    }

    #[test]
    fn requests_of_one_group_count_against_each_other_in_order() {
        let requests = [
            request("a@example.com", Purpose::ResetPassword),
            request("a@example.com", Purpose::ResetPassword),
            request("a@example.com", Purpose::SignIn),
            request("b@example.com", Purpose::ResetPassword),
            request("a@example.com", Purpose::VerifyEmail),
        ];
        let limits = AddressLimits { requests: Some(Rate::new(1, Duration::from_mins(15))), ..FREE };
        let mut ledger = new_ledger(&requests);
        assert_eq!(decide(&mut ledger, &requests, limits), [true, false, true, true, true]);

        let limits = AddressLimits { mails: Some(Rate::new(2, Duration::from_hours(24))), ..FREE };
        let mut ledger = new_ledger(&requests);
        assert_eq!(decide(&mut ledger, &requests, limits), [true, true, true, true, true]);

        let requests = [
            request("a@example.com", Purpose::SignIn),
            request("a@example.com", Purpose::VerifyEmail),
            request("a@example.com", Purpose::SignIn),
            request("a@example.com", Purpose::ResetPassword),
            request("b@example.com", Purpose::VerifyEmail),
        ];
        let mut ledger = new_ledger(&requests);
        assert_eq!(decide(&mut ledger, &requests, limits), [true, true, false, true, true]);
    }

    #[test]
    fn only_what_is_limited_is_written() {
        let requests = [request("a@example.com", Purpose::ResetPassword)];
        let written = |limits| {
            let mut ledger = new_ledger(&requests);
            decide(&mut ledger, &requests, limits);
            ledger.changes().map(|change| change.key.1).collect::<Vec<_>>()
        };
        let rate = Some(Rate::new(1, Duration::from_mins(15)));
        assert_eq!(written(FREE), [""; 0]);
        assert_eq!(written(AddressLimits { cooldown: Duration::from_secs(1), ..FREE }), ["reset_password"]);
        assert_eq!(written(AddressLimits { mails: rate, ..FREE }), ["reset_mails"]);
        assert_eq!(written(AddressLimits { requests: rate, mails: rate, ..FREE }), ["reset_mails", "reset_password"]);
    }

    #[test]
    fn what_was_read_counts_and_is_updated_in_place() {
        let requests = [request("a@example.com", Purpose::ResetPassword)];
        let key = requests[0].address_key;
        let limits = AddressLimits { cooldown: Duration::from_mins(1), ..FREE };
        let cooling = |until| Count { cooldown_until: Some(until), full_at: None };

        let mut ledger = new_ledger(&requests);
        ledger.read(key, "reset_password", cooling(NOW + Duration::from_secs(1)));
        assert_eq!(decide(&mut ledger, &requests, limits), [false]);
        assert_eq!(ledger.changes().count(), 0);

        let mut ledger = new_ledger(&requests);
        ledger.read(key, "reset_password", cooling(NOW));
        assert_eq!(decide(&mut ledger, &requests, limits), [true]);
        let count = cooling(NOW + Duration::from_mins(1));
        let change = Change { key: (key, "reset_password"), count, is_new: false };
        assert_eq!(ledger.changes().collect::<Vec<_>>(), [change]);
    }
}

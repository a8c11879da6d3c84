//! What a group of requests does to the counts of its addresses, decided in order of arrival.

use std::collections::BTreeMap;

use rekey_core::AddressKey;
use rekey_core::outbox::Request;
use rekey_core::ports::{Acceptance, AddressLimits};
use rekey_core::time::Timestamp;

use crate::shared::address_counts::AddressCounts;

/// The counts of a group's addresses, before and after. Sorted, so that groups lock and write rows in the same order
/// and never deadlock.
#[derive(Debug, Clone)]
pub(super) struct Ledger {
    rows: BTreeMap<AddressKey, Entry>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    stored: Option<AddressCounts>,
    counts: AddressCounts,
}

impl Entry {
    const NEW: Self = Self { stored: None, counts: AddressCounts::NONE };
}

/// A row to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) address: AddressKey,
    pub(super) counts: AddressCounts,
    /// Whether the row was missing when the rows were read.
    pub(super) is_new: bool,
}

impl Ledger {
    /// The addresses whose requests are limited, without a row each.
    pub(super) fn of<'a>(requests: impl IntoIterator<Item = (&'a Request, &'a AddressLimits)>) -> Self {
        let limited = requests.into_iter().filter(|(_, limits)| !limits.are_off());
        Self { rows: limited.map(|(request, _)| (request.address_key, Entry::NEW)).collect() }
    }

    /// The addresses, in order.
    pub(super) fn addresses(&self) -> impl Iterator<Item = &AddressKey> {
        self.rows.keys()
    }

    /// Whether requests for this address are limited.
    pub(super) fn limits(&self, address: &AddressKey) -> bool {
        self.rows.contains_key(address)
    }

    /// Records an existing row.
    pub(super) fn read(&mut self, address: AddressKey, counts: AddressCounts) {
        self.rows.insert(address, Entry { stored: Some(counts), counts });
    }

    /// Decides a request, and counts it if it is accepted.
    pub(super) fn decide(&mut self, request: &Request, limits: &AddressLimits, now: Timestamp) -> Acceptance {
        if limits.are_off() {
            return Acceptance::Accepted;
        }
        let entry = self.rows.entry(request.address_key).or_insert(Entry::NEW);
        let remaining = entry.counts.wait(request.purpose, limits, now);
        if !remaining.is_zero() {
            return Acceptance::Suppressed { remaining };
        }
        entry.counts = entry.counts.after_request(request.purpose, limits, now);
        Acceptance::Accepted
    }

    /// The changed rows, in order.
    pub(super) fn changes(&self) -> impl Iterator<Item = Change> {
        self.rows
            .iter()
            .filter(|(_, entry)| entry.counts != entry.stored.unwrap_or(AddressCounts::NONE))
            .map(|(address, entry)| Change { address: *address, counts: entry.counts, is_new: entry.stored.is_none() })
    }
}

#[cfg(test)]
mod tests {
    use rekey_core::outbox::Channel;
    use rekey_core::rate::Rate;
    use rekey_core::time::Duration;
    use rekey_core::{ClientNetwork, DigestKey, EmailAddress, LocationId, Purpose};

    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_800_000_000, 0);
    const COOLDOWN: AddressLimits = AddressLimits { cooldown: Duration::from_mins(1), ..FREE };
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
            origin: ClientNetwork::LOCAL.into(),
            notice_allowed: true,
            moves: None,
        }
    }

    fn new_ledger(requests: &[Request], limits: AddressLimits) -> Ledger {
        Ledger::of(requests.iter().map(|request| (request, &limits)))
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
        let mut ledger = new_ledger(&requests, limits);
        assert_eq!(decide(&mut ledger, &requests, limits), [true, false, true, true, true]);

        let limits = AddressLimits { mails: Some(Rate::new(2, Duration::from_hours(24))), ..FREE };
        let mut ledger = new_ledger(&requests, limits);
        assert_eq!(decide(&mut ledger, &requests, limits), [true, true, true, true, true]);

        let requests = [
            request("a@example.com", Purpose::SignIn),
            request("a@example.com", Purpose::VerifyEmail),
            request("a@example.com", Purpose::SignIn),
            request("a@example.com", Purpose::ResetPassword),
            request("b@example.com", Purpose::VerifyEmail),
        ];
        let mut ledger = new_ledger(&requests, limits);
        assert_eq!(decide(&mut ledger, &requests, limits), [true, true, false, true, true]);
    }

    #[test]
    fn without_limits_nothing_is_looked_at_or_written() {
        let requests = [request("a@example.com", Purpose::ResetPassword)];
        let mut ledger = new_ledger(&requests, FREE);
        assert_eq!(decide(&mut ledger, &requests, FREE), [true]);
        assert_eq!((ledger.addresses().count(), ledger.changes().count()), (0, 0));
        for limits in [COOLDOWN, AddressLimits { mails: Some(Rate::new(1, Duration::from_mins(15))), ..FREE }] {
            let mut ledger = new_ledger(&requests, limits);
            assert_eq!(decide(&mut ledger, &requests, limits), [true]);
            assert_eq!((ledger.addresses().count(), ledger.changes().count()), (1, 1));
        }
    }

    #[test]
    fn what_was_read_counts_and_is_updated_in_place() {
        let requests = [request("a@example.com", Purpose::ResetPassword)];
        let address = requests[0].address_key;
        let asked = AddressCounts::NONE.after_request(Purpose::ResetPassword, &COOLDOWN, NOW);

        let mut ledger = new_ledger(&requests, COOLDOWN);
        ledger.read(address, asked);
        assert_eq!(decide(&mut ledger, &requests, COOLDOWN), [false]);
        assert_eq!(ledger.changes().count(), 0);

        let mut ledger = new_ledger(&requests, COOLDOWN);
        let before = AddressCounts::NONE.after_request(Purpose::ResetPassword, &COOLDOWN, NOW - COOLDOWN.cooldown);
        ledger.read(address, before);
        assert_eq!(decide(&mut ledger, &requests, COOLDOWN), [true]);
        assert_eq!(ledger.changes().collect::<Vec<_>>(), [Change { address, counts: asked, is_new: false }]);
    }
}

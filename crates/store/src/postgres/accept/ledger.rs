//! What a group of requests does to the counts of its addresses, decided in the order in which they came.

use std::collections::BTreeMap;

use rekey_core::outbox::Request;
use rekey_core::ports::{Acceptance, AddressLimits};
use rekey_core::rate::Bucket;
use rekey_core::time::Timestamp;
use rekey_core::{AddressKey, Purpose};

use crate::shared::admission::Admission;

/// The counter of all mails of an address, whatever their purpose.
pub(super) const MAILS: &str = "mails";

/// Which row of `address_limits`. In order, so that groups lock and write rows in the same order and never each
/// wait for the other.
pub(super) type Key = (AddressKey, &'static str);

/// A row of `address_limits`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) cooldown_until: Option<Timestamp>,
    pub(super) full_at: Option<Timestamp>,
}

impl Count {
    const NONE: Self = Self { cooldown_until: None, full_at: None };
}

/// The counts of a group's addresses: as they were read, and as they are to be.
#[derive(Debug)]
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
    /// Whether there was no such row when the rows were read.
    pub(super) is_new: bool,
}

impl Ledger {
    /// The keys that requests look at, each once.
    pub(super) fn of<'a>(requests: impl IntoIterator<Item = &'a Request>) -> Self {
        let keys = requests.into_iter().flat_map(keys);
        Self { rows: keys.map(|key| (key, Entry { stored: None, count: Count::NONE })).collect() }
    }

    /// The keys, in order.
    pub(super) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.rows.keys()
    }

    /// Takes note of a row that is there.
    pub(super) fn read(&mut self, address: AddressKey, counter: &str, count: Count) {
        let counter = Purpose::from_code(counter).map_or(MAILS, Purpose::code);
        self.rows.insert((address, counter), Entry { stored: Some(count), count });
    }

    /// Decides a request, and counts it if it is accepted.
    pub(super) fn decide(&mut self, request: &Request, limits: &AddressLimits, now: Timestamp) -> Acceptance {
        let [of_purpose, of_mails] = keys(request);
        let requests = self.rows.get(&of_purpose).map_or(Count::NONE, |entry| entry.count);
        let mails = self.rows.get(&of_mails).map_or(Count::NONE, |entry| entry.count);
        let admission = admission(requests, mails);
        let remaining = admission.wait(limits, now);
        if !remaining.is_zero() {
            return Acceptance::Suppressed { remaining };
        }
        let after = admission.after_request(limits, now);
        if !limits.cooldown.is_zero() || limits.requests.is_some() {
            let cooldown_until = stored(after.cooldown_until);
            self.set(of_purpose, Count { cooldown_until, full_at: stored(after.requests.full_at) });
        }
        if limits.mails.is_some() {
            self.set(of_mails, Count { cooldown_until: None, full_at: stored(after.mails.full_at) });
        }
        Acceptance::Accepted
    }

    /// The rows that are not as they were read, in order.
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

/// The rows that a request looks at.
pub(super) fn keys(request: &Request) -> [Key; 2] {
    [(request.address_key, request.purpose.code()), (request.address_key, MAILS)]
}

/// What the two rows of a request say together.
pub(super) fn admission(requests: Count, mails: Count) -> Admission {
    let bucket = |full_at: Option<Timestamp>| full_at.map_or(Bucket::FULL, |full_at| Bucket { full_at });
    Admission {
        cooldown_until: requests.cooldown_until.unwrap_or(Admission::FRESH.cooldown_until),
        requests: bucket(requests.full_at),
        mails: bucket(mails.full_at),
    }
}

/// An instant as a row holds it: none for the one that lies before all others, which the database does not know.
fn stored(instant: Timestamp) -> Option<Timestamp> {
    (instant > Timestamp::MIN).then_some(instant)
}

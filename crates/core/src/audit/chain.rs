//! The chain that makes a removed or changed record show: each record's digest covers the record and the digest before
//! it, under a key that stands in no database (R21).

use super::AuditRecord;
use crate::digest::DigestKey;

/// What a record's digest is for, so that no other keyed digest can pass for one.
const LABEL: &str = "audit";

/// A place in the chain: a record's number and digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainPoint {
    /// The number.
    pub number: i64,
    /// The digest.
    pub digest: [u8; 32],
}

impl ChainPoint {
    /// Before the first record.
    pub const START: Self = Self { number: 0, digest: [0; 32] };
}

/// Between which places the chain is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainEnds {
    /// The last record whose time of keeping is over: what is kept hangs on its digest.
    pub anchor: ChainPoint,
    /// The newest record.
    pub head: ChainPoint,
}

/// What is wrong with a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChainFlaw {
    /// This record is not what it was when it was sealed, or was never sealed by us.
    Changed {
        /// Its number.
        number: i64,
    },
    /// These records are gone.
    Missing {
        /// The first one's number.
        first: i64,
        /// The last one's number.
        last: i64,
    },
}

impl AuditRecord {
    /// The record's place in the chain after `previous`, whose number is the one before.
    pub fn seal(&self, key: &DigestKey, previous: &ChainPoint) -> ChainPoint {
        let parts: [&[u8]; 10] = [
            &previous.digest,
            &self.number.to_be_bytes(),
            &self.at.as_microsecond().to_be_bytes(),
            self.action.code().as_bytes(),
            &self.account.map(|account| account.as_uuid().into_bytes().to_vec()).unwrap_or_default(),
            &self.address.map(|address| address.as_bytes().to_vec()).unwrap_or_default(),
            &self.location.map(|location| location.get().to_be_bytes().to_vec()).unwrap_or_default(),
            &self.network.map(|network| network.to_string().into_bytes()).unwrap_or_default(),
            self.outcome.as_bytes(),
            &self.count.to_be_bytes(),
        ];
        ChainPoint { number: self.number, digest: key.digest(LABEL, &parts) }
    }
}

/// Walks along a chain and tells what is wrong with it.
pub struct ChainCheck<'a> {
    key: &'a DigestKey,
    ends: ChainEnds,
    at: ChainPoint,
    flaws: Vec<ChainFlaw>,
}

impl<'a> ChainCheck<'a> {
    /// A walk from one end to the other.
    pub fn new(key: &'a DigestKey, ends: ChainEnds) -> Self {
        Self { key, ends, at: ends.anchor, flaws: Vec::new() }
    }

    /// The number of the record that was looked at last.
    pub fn at(&self) -> i64 {
        self.at.number
    }

    /// Looks at the next record. After one that is missing nobody knows the digest that the next one should hang on,
    /// so that this one is taken as it is; after one that was changed the walk goes on with the digest that it has.
    pub fn look_at(&mut self, record: &AuditRecord) {
        let follows = self.at.number + 1;
        if record.number > follows {
            self.flaws.push(ChainFlaw::Missing { first: follows, last: record.number - 1 });
        } else if record.seal(self.key, &self.at).digest != record.digest {
            self.flaws.push(ChainFlaw::Changed { number: record.number });
        }
        self.at = ChainPoint { number: record.number, digest: record.digest };
    }

    /// What is wrong, now that the last record was looked at.
    pub fn finish(mut self) -> Vec<ChainFlaw> {
        let head = self.ends.head;
        if self.at.number < head.number {
            self.flaws.push(ChainFlaw::Missing { first: self.at.number + 1, last: head.number });
        } else if self.at.number == head.number && self.at.digest != head.digest {
            self.flaws.push(ChainFlaw::Changed { number: head.number });
        }
        self.flaws.dedup();
        self.flaws
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::Action;
    use crate::time::Timestamp;

    fn key() -> DigestKey {
        DigestKey::new([7; 32])
    }

    fn chain(count: i64) -> (ChainEnds, Vec<AuditRecord>) {
        let mut head = ChainPoint::START;
        let records = (1..=count).map(|number| {
            let mut record = AuditRecord {
                number,
                at: Timestamp::UNIX_EPOCH,
                action: Action::SignedIn,
                account: None,
                address: None,
                location: None,
                network: Some("192.0.2.7".parse().unwrap()),
                outcome: "done".to_owned(),
                count: 1,
                digest: [0; 32],
            };
            head = record.seal(&key(), &head);
            record.digest = head.digest;
            record
        });
        let records = records.collect();
        (ChainEnds { anchor: ChainPoint::START, head }, records)
    }

    fn flaws(key: &DigestKey, ends: ChainEnds, records: &[AuditRecord]) -> Vec<ChainFlaw> {
        let mut check = ChainCheck::new(key, ends);
        for record in records {
            check.look_at(record);
        }
        check.finish()
    }

    #[test]
    fn a_chain_that_nobody_touched_has_no_flaw() {
        let (ends, records) = chain(5);
        assert_eq!(flaws(&key(), ends, &records), []);
        let anchor = ChainPoint { number: 2, digest: records[1].digest };
        assert_eq!(flaws(&key(), ChainEnds { anchor, ..ends }, &records[2..]), []);
        assert_eq!(flaws(&key(), ChainEnds { anchor: ends.head, ..ends }, &[]), []);
    }

    #[test]
    fn every_changed_record_is_named_and_no_other() {
        let (ends, mut records) = chain(5);
        records[1].outcome = "refused".to_owned();
        records[3].network = None;
        records[4].at = Timestamp::from_microsecond(1).unwrap();
        records[2].count = 2;
        let changed = [2, 3, 4, 5].map(|number| ChainFlaw::Changed { number });
        assert_eq!(flaws(&key(), ends, &records), changed);
    }

    #[test]
    fn removed_records_are_named_wherever_they_stood() {
        let (ends, records) = chain(5);
        assert_eq!(flaws(&key(), ends, &records[1..]), [ChainFlaw::Missing { first: 1, last: 1 }]);
        assert_eq!(flaws(&key(), ends, &records[..3]), [ChainFlaw::Missing { first: 4, last: 5 }]);
        let without = [&records[..1], &records[3..]].concat();
        assert_eq!(flaws(&key(), ends, &without), [ChainFlaw::Missing { first: 2, last: 3 }]);
    }

    #[test]
    fn whoever_lacks_the_key_seals_nothing() {
        let (ends, mut records) = chain(2);
        records[1].outcome = "refused".to_owned();
        let previous = ChainPoint { number: 1, digest: records[0].digest };
        let forged = records[1].seal(&DigestKey::new([8; 32]), &previous);
        records[1].digest = forged.digest;
        let found = flaws(&key(), ChainEnds { head: forged, ..ends }, &records);
        assert_eq!(found, [ChainFlaw::Changed { number: 2 }]);
    }
}

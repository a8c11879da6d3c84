//! The chain that reveals removed and changed records: each record's digest covers the record and the previous digest,
//! under a key that no database contains in the clear (R21).

use std::collections::HashSet;

use super::AuditRecord;
use crate::digest::DigestKey;

/// What a record's digest is for, so that no other keyed digest can pass for one.
const LABEL: &str = "audit";
/// The same for a record that came without a mark.
const UNMARKED: &str = "audit-unmarked";
/// The same for marks of records.
const MARK: &str = "audit-mark";
/// The same for marks of the anchor.
const ANCHOR: &str = "audit-anchor";
/// The same for marks of the place up to which an operator accepted what is there.
const ACCEPTED: &str = "audit-accepted";

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

    /// Shows that the chain begins behind this place because a program with the key deleted what was before.
    pub fn mark(&self, key: &DigestKey) -> [u8; 32] {
        key.digest(ANCHOR, &self.parts().each_ref().map(Vec::as_slice))
    }

    fn has_mark(&self, key: &DigestKey, label: &str, mark: &[u8; 32]) -> bool {
        key.verify(label, &self.parts().each_ref().map(Vec::as_slice), mark)
    }

    fn parts(&self) -> [Vec<u8>; 2] {
        [self.number.to_be_bytes().to_vec(), self.digest.to_vec()]
    }
}

/// Where the chain that is kept begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchor {
    /// The last record that was deleted by age: the oldest one that is kept refers to its digest.
    pub point: ChainPoint,
    /// Shows that a program with the key put it there ([`ChainPoint::mark`]).
    pub mark: Option<[u8; 32]>,
}

impl Anchor {
    /// Whether a program with the key put it there, as far as the oldest record after it can show. Programs of 0.1 left
    /// no mark, and sealed differently.
    pub fn is_genuine(&self, key: &DigestKey, first: Option<&AuditRecord>) -> bool {
        if let Some(mark) = &self.mark {
            return self.point.has_mark(key, ANCHOR, mark);
        }
        let seal = first.and_then(|first| first.read_seal(key, &self.point));
        self.point == ChainPoint::START || seal == Some(Seal::Earlier)
    }
}

/// Up to which record an operator took what is there for genuine, marks or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    /// The newest record at that time.
    pub point: ChainPoint,
    /// Shows that a program with the key put it there.
    pub mark: Option<[u8; 32]>,
}

impl Accepted {
    /// Nothing was accepted.
    pub const NOTHING: Self = Self { point: ChainPoint::START, mark: None };

    /// What is there up to this record, from now on.
    pub fn up_to(point: ChainPoint, key: &DigestKey) -> Self {
        let mark = key.digest(ACCEPTED, &point.parts().each_ref().map(Vec::as_slice));
        Self { point, mark: Some(mark) }
    }

    /// The last record that was accepted, or 0, if this is the digest of the record with its number. The digest shows
    /// that it was accepted in this chain, not in one that a backup ended.
    pub fn last(&self, key: &DigestKey, digest: Option<[u8; 32]>) -> i64 {
        let is_here = digest == Some(self.point.digest);
        match &self.mark {
            Some(mark) if is_here && self.point.has_mark(key, ACCEPTED, mark) => self.point.number,
            _ => 0,
        }
    }
}

/// Between which places the chain is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainEnds {
    /// Before the oldest record.
    pub anchor: Anchor,
    /// Up to where records need no marks.
    pub accepted: Accepted,
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
    /// No program with the key wrote this record, or one of 0.1 did.
    Unmarked {
        /// Its number.
        number: i64,
    },
    /// This record repeats an earlier one, mark included.
    Repeated {
        /// Its number.
        number: i64,
    },
    /// What the chain began with was cut off, or a program of 0.1 moved its beginning.
    AnchorMoved,
}

/// How a record is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seal {
    /// With its mark.
    Marked,
    /// As one that came without a mark.
    Unmarked,
    /// By a program of 0.1, which knows no marks.
    Earlier,
}

impl AuditRecord {
    /// The record's place in the chain after `previous`, whose number is the one before.
    pub fn seal(&self, key: &DigestKey, previous: &ChainPoint) -> ChainPoint {
        let seal = if self.has_its_mark(key) { Seal::Marked } else { Seal::Unmarked };
        ChainPoint { number: self.number, digest: self.digest_as(seal, key, previous) }
    }

    /// The keyed digest that a program puts on each record that it writes, before the record has a place in the chain:
    /// nobody else can put records there to be sealed.
    pub fn mark(&self, key: &DigestKey) -> [u8; 32] {
        let actor = self.actor.clone().unwrap_or_default().into_bytes();
        let content = self.content();
        let parts: Vec<&[u8]> = content.iter().chain([&actor]).map(Vec::as_slice).collect();
        key.digest(MARK, &parts)
    }

    fn has_its_mark(&self, key: &DigestKey) -> bool {
        self.mark.is_some_and(|mark| mark == self.mark(key))
    }

    /// What the digest in the record says of its seal; `None`: nothing, so it was changed.
    fn read_seal(&self, key: &DigestKey, previous: &ChainPoint) -> Option<Seal> {
        // A record without a mark that is sealed as one with its mark was sealed by 0.1.
        let seals = [Seal::Earlier, Seal::Marked, Seal::Unmarked];
        seals.into_iter().find(|seal| self.digest_as(*seal, key, previous) == self.digest)
    }

    fn digest_as(&self, seal: Seal, key: &DigestKey, previous: &ChainPoint) -> [u8; 32] {
        let (label, mark) = match seal {
            Seal::Marked => (LABEL, self.mark),
            Seal::Unmarked => (UNMARKED, None),
            Seal::Earlier => (LABEL, None),
        };
        let (number, content) = (self.number.to_be_bytes(), self.content());
        let mut parts: Vec<&[u8]> = vec![&previous.digest, &number];
        parts.extend(content.iter().map(Vec::as_slice));
        parts.extend(mark.iter().map(<[u8; 32]>::as_slice));
        key.digest(label, &parts)
    }

    /// What it says, apart from who did it.
    fn content(&self) -> [Vec<u8>; 8] {
        [
            self.at.as_microsecond().to_be_bytes().to_vec(),
            self.action.code().as_bytes().to_vec(),
            self.account.map(|account| account.as_uuid().into_bytes().to_vec()).unwrap_or_default(),
            self.address.map(|address| address.as_bytes().to_vec()).unwrap_or_default(),
            self.location.map(|location| location.get().to_be_bytes().to_vec()).unwrap_or_default(),
            self.network.map(|network| network.to_string().into_bytes()).unwrap_or_default(),
            self.outcome.as_bytes().to_vec(),
            self.count.to_be_bytes().to_vec(),
        ]
    }
}

/// A walk along a chain, record by record.
pub struct ChainWalk<'a> {
    key: &'a DigestKey,
    at: ChainPoint,
    marks: HashSet<[u8; 32]>,
}

impl<'a> ChainWalk<'a> {
    /// A walk that begins behind this place.
    pub fn from(point: ChainPoint, key: &'a DigestKey) -> Self {
        Self { key, at: point, marks: HashSet::new() }
    }

    /// What is wrong with the next record. If the record before it is missing, the digest that it refers to is unknown,
    /// so it is trusted. After a changed record, the walk continues with the digest stored in it.
    pub fn look_at(&mut self, record: &AuditRecord) -> Option<ChainFlaw> {
        let (follows, number) = (self.at.number + 1, record.number);
        if number < follows {
            return Some(ChainFlaw::Changed { number });
        }
        let flaw = if number > follows {
            Some(ChainFlaw::Missing { first: follows, last: number - 1 })
        } else {
            match record.read_seal(self.key, &self.at) {
                None => Some(ChainFlaw::Changed { number }),
                Some(Seal::Unmarked) => Some(ChainFlaw::Unmarked { number }),
                Some(Seal::Marked | Seal::Earlier) => self.look_at_mark(record),
            }
        };
        self.at = ChainPoint { number, digest: record.digest };
        flaw
    }

    fn look_at_mark(&mut self, record: &AuditRecord) -> Option<ChainFlaw> {
        let (mark, number) = (record.mark?, record.number);
        if !record.has_its_mark(self.key) {
            Some(ChainFlaw::Changed { number })
        } else if !self.marks.insert(mark) {
            Some(ChainFlaw::Repeated { number })
        } else {
            None
        }
    }
}

/// Walks along a chain and tells what is wrong with it.
pub struct ChainCheck<'a> {
    walk: ChainWalk<'a>,
    ends: ChainEnds,
    /// The digest of the record that was accepted last, once it was met.
    accepted: Option<[u8; 32]>,
    is_anchor_genuine: Option<bool>,
    /// The highest number behind the newest record.
    beyond: Option<i64>,
    flaws: Vec<ChainFlaw>,
}

impl<'a> ChainCheck<'a> {
    /// A walk from one end to the other. It must be given every row that has a number, however large the number.
    pub fn new(key: &'a DigestKey, ends: ChainEnds) -> Self {
        let walk = ChainWalk::from(ends.anchor.point, key);
        Self { walk, ends, accepted: None, is_anchor_genuine: None, beyond: None, flaws: Vec::new() }
    }

    /// Looks at the next record.
    pub fn look_at(&mut self, record: &AuditRecord) {
        let ChainEnds { anchor, accepted, head } = self.ends;
        if record.number > head.number {
            self.beyond = Some(record.number);
            return;
        }
        if record.number > anchor.point.number {
            let key = self.walk.key;
            self.is_anchor_genuine.get_or_insert_with(|| anchor.is_genuine(key, Some(record)));
        }
        if record.number == accepted.point.number {
            self.accepted = Some(record.digest);
        }
        self.flaws.extend(self.walk.look_at(record));
    }

    /// What is wrong, after the last record. `now`: the ends after that. Records that a janitor
    /// deleted meanwhile, or a sealer added, don't count as flaws.
    pub fn finish(mut self, now: &ChainEnds) -> Vec<ChainFlaw> {
        let ChainEnds { anchor, accepted, head } = self.ends;
        let ChainWalk { key, at, .. } = self.walk;
        if at.number < head.number {
            self.flaws.push(ChainFlaw::Missing { first: at.number + 1, last: head.number });
        } else if at.number == head.number && at.digest != head.digest {
            self.flaws.push(ChainFlaw::Changed { number: head.number });
        }
        if let Some(number) = self.beyond.filter(|number| *number > now.head.number) {
            self.flaws.push(ChainFlaw::Changed { number });
        }
        self.flaws.dedup();
        let accepted = accepted.last(key, self.accepted);
        self.flaws.retain(|flaw| match flaw {
            ChainFlaw::Unmarked { number } => *number > accepted,
            ChainFlaw::Missing { last, .. } => *last > now.anchor.point.number,
            _ => true,
        });
        if !self.is_anchor_genuine.unwrap_or_else(|| anchor.is_genuine(key, None)) {
            self.flaws.insert(0, ChainFlaw::AnchorMoved);
        }
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

    fn anchor(point: ChainPoint) -> Anchor {
        Anchor { point, mark: Some(point.mark(&key())) }
    }

    fn ends(head: ChainPoint) -> ChainEnds {
        ChainEnds { anchor: anchor(ChainPoint::START), accepted: Accepted::NOTHING, head }
    }

    fn chain(count: i64) -> (ChainEnds, Vec<AuditRecord>) {
        let mut head = ChainPoint::START;
        let records = (1..=count).map(|number| {
            let mut record = AuditRecord {
                number,
                at: Timestamp::from_second(number).unwrap(),
                action: Action::SignedIn,
                account: None,
                address: None,
                location: None,
                network: Some("192.0.2.7".parse().unwrap()),
                outcome: "done".to_owned(),
                count: 1,
                actor: Some("person".to_owned()),
                mark: None,
                digest: [0; 32],
            };
            record.mark = Some(record.mark(&key()));
            head = record.seal(&key(), &head);
            record.digest = head.digest;
            record
        });
        let records = records.collect();
        (ends(head), records)
    }

    fn flaws(key: &DigestKey, ends: ChainEnds, records: &[AuditRecord]) -> Vec<ChainFlaw> {
        let mut check = ChainCheck::new(key, ends);
        for record in records {
            check.look_at(record);
        }
        check.finish(&ends)
    }

    #[test]
    fn a_chain_that_nobody_touched_has_no_flaw() {
        let (ends, records) = chain(5);
        assert_eq!(flaws(&key(), ends, &records), []);
        let two = ChainPoint { number: 2, digest: records[1].digest };
        assert_eq!(flaws(&key(), ChainEnds { anchor: anchor(two), ..ends }, &records[2..]), []);
        assert_eq!(flaws(&key(), ChainEnds { anchor: anchor(ends.head), ..ends }, &[]), []);
        let unmarked = Anchor { point: ChainPoint::START, mark: None };
        assert_eq!(flaws(&key(), ChainEnds { anchor: unmarked, ..ends }, &records), []);
    }

    /// Seals the records again.
    fn sealed_again(records: &mut [AuditRecord]) -> ChainEnds {
        let mut head = ChainPoint::START;
        for record in records {
            head = record.seal(&key(), &head);
            record.digest = head.digest;
        }
        ends(head)
    }

    /// As a program of 0.1 seals.
    fn sealed_by_0_1(records: &mut [AuditRecord]) -> ChainEnds {
        let mut head = ChainPoint::START;
        for record in records {
            head = ChainPoint { number: record.number, digest: record.digest_as(Seal::Earlier, &key(), &head) };
            record.digest = head.digest;
        }
        ChainEnds { anchor: Anchor { point: ChainPoint::START, mark: None }, ..ends(head) }
    }

    #[test]
    fn a_beginning_that_was_cut_off_is_told() {
        let (ends, records) = chain(5);
        let point = ChainPoint { number: 2, digest: records[1].digest };
        let old = ends.anchor.mark;
        for mark in [None, old, Some([7; 32]), Some(point.mark(&DigestKey::new([8; 32])))] {
            let ends = ChainEnds { anchor: Anchor { point, mark }, ..ends };
            assert_eq!(flaws(&key(), ends, &records[2..]), [ChainFlaw::AnchorMoved]);
            let all = ChainEnds { anchor: Anchor { point: ends.head, mark }, ..ends };
            assert_eq!(flaws(&key(), all, &[]), [ChainFlaw::AnchorMoved]);
        }
    }

    #[test]
    fn a_record_that_no_server_wrote_is_told_although_a_server_sealed_it() {
        let (_, mut records) = chain(4);
        records[1].mark = None;
        records[2].mark = Some([7; 32]);
        let ends = sealed_again(&mut records);
        let unmarked = [2, 3].map(|number| ChainFlaw::Unmarked { number });
        assert_eq!(flaws(&key(), ends, &records), unmarked);

        let (_, mut records) = chain(4);
        records[2] = AuditRecord { number: 3, ..records[0].clone() };
        let ends = sealed_again(&mut records);
        assert_eq!(flaws(&key(), ends, &records), [ChainFlaw::Repeated { number: 3 }]);
    }

    #[test]
    fn records_without_marks_are_accepted_up_to_a_place_that_bears_a_mark() {
        let (_, mut records) = chain(5);
        records[0].mark = None;
        records[4].mark = None;
        let ends = sealed_again(&mut records);
        let point = ChainPoint { number: 3, digest: records[2].digest };
        let Accepted { mark, .. } = Accepted::up_to(point, &key());
        let both = [1, 5].map(|number| ChainFlaw::Unmarked { number });
        let forged = [
            Accepted { point, mark: None },
            Accepted { point, mark: Some(point.mark(&key())) },
            Accepted { point: ends.head, mark },
            // Of this number in another chain, as a backup leaves behind.
            Accepted::up_to(ChainPoint { digest: [9; 32], ..point }, &key()),
            Accepted::up_to(ChainPoint { number: 9, ..point }, &key()),
        ];
        for accepted in forged {
            assert_eq!(flaws(&key(), ChainEnds { accepted, ..ends }, &records), both, "{accepted:?}");
        }
        let accepted = Accepted::up_to(point, &key());
        let found = flaws(&key(), ChainEnds { accepted, ..ends }, &records);
        assert_eq!(found, [ChainFlaw::Unmarked { number: 5 }]);
    }

    #[test]
    fn a_beginning_is_not_moved_to_an_unmarked_record_though_that_was_accepted() {
        let (_, mut records) = chain(4);
        records[2].mark = None;
        let ends = sealed_again(&mut records);
        let accepted = Accepted::up_to(ends.head, &key());
        let point = ChainPoint { number: 2, digest: records[1].digest };
        let cut = ChainEnds { anchor: Anchor { point, mark: None }, accepted, ..ends };
        assert_eq!(flaws(&key(), cut, &records[2..]), [ChainFlaw::AnchorMoved]);
    }

    #[test]
    fn records_outside_the_ends_are_told_unless_a_sealer_added_them() {
        let (all, records) = chain(5);
        let changed = |number| vec![ChainFlaw::Changed { number }];
        let point = ChainPoint { number: 2, digest: records[1].digest };
        let late = ChainEnds { anchor: anchor(point), ..all };
        assert_eq!(flaws(&key(), late, &[&records[..1], &records[2..]].concat()), changed(1));
        let head = ChainPoint { number: 4, digest: records[3].digest };
        let (key, early) = (key(), ChainEnds { head, ..all });
        assert_eq!(flaws(&key, early, &records), changed(5));
        let mut check = ChainCheck::new(&key, early);
        for record in &records {
            check.look_at(record);
        }
        assert_eq!(check.finish(&all), []);
    }

    #[test]
    fn records_that_a_janitor_deleted_meanwhile_are_no_flaw() {
        let (key, (ends, records)) = (key(), chain(5));
        let mut check = ChainCheck::new(&key, ends);
        for record in &records[2..] {
            check.look_at(record);
        }
        let point = ChainPoint { number: 2, digest: records[1].digest };
        assert_eq!(check.finish(&ChainEnds { anchor: anchor(point), ..ends }), []);
    }

    #[test]
    fn what_0_1_wrote_and_sealed_is_whole_and_who_acted_can_not_be_changed() {
        let (_, mut records) = chain(4);
        for record in &mut records[..2] {
            (record.actor, record.mark) = (None, None);
        }
        let ends = sealed_by_0_1(&mut records);
        assert_eq!(flaws(&key(), ends, &records), []);
        let point = ChainPoint { number: 1, digest: records[0].digest };
        let moved = ChainEnds { anchor: Anchor { point, mark: None }, ..ends };
        assert_eq!(flaws(&key(), moved, &records[1..]), [], "0.1 marked no anchor");
        records[2].actor = Some("operator:nobody".to_owned());
        assert_eq!(flaws(&key(), ends, &records), [ChainFlaw::Changed { number: 3 }]);

        let (ends, mut records) = chain(4);
        records[1].actor = Some("operator:nobody".to_owned());
        (records[2].actor, records[2].mark) = (Some("operator:nobody".to_owned()), None);
        let changed = [2, 3].map(|number| ChainFlaw::Changed { number });
        assert_eq!(flaws(&key(), ends, &records), changed);
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
    fn nothing_is_sealed_without_the_key() {
        let (ends, mut records) = chain(2);
        records[1].outcome = "refused".to_owned();
        let previous = ChainPoint { number: 1, digest: records[0].digest };
        let forged = records[1].seal(&DigestKey::new([8; 32]), &previous);
        records[1].digest = forged.digest;
        let found = flaws(&key(), ChainEnds { head: forged, ..ends }, &records);
        assert_eq!(found, [ChainFlaw::Changed { number: 2 }]);
    }
}

//! The audit trail: sealing, reading, forgetting.

use rekey_core::DigestKey;
use rekey_core::account::AccountEdit;
use rekey_core::audit::{Action, AuditRecord, BackendToken, ChainCheck, ChainFlaw, ChainPoint, Counted, Fact};
use rekey_core::ports::{Caller, Retention};
use rekey_core::time::Duration;
use tokio::task::JoinSet;

use super::Fixture;
use super::fixture::{MICROSECOND, just_before, network};

async fn add(f: &Fixture, count: usize) {
    for number in 0..count {
        f.add_account(&format!("person{number}@{}.example.com", f.now().as_second())).await;
        f.clock.advance(Duration::from_secs(1));
    }
}

fn numbers(records: &[AuditRecord]) -> Vec<i64> {
    records.iter().map(|record| record.number).collect()
}

async fn flaws(f: &Fixture) -> Vec<ChainFlaw> {
    let ends = f.store.audit_ends().await.unwrap();
    let mut check = ChainCheck::new(&f.key, ends);
    f.store.audit_records(0, 1_000).await.unwrap().iter().for_each(|record| check.look_at(record));
    check.finish(&f.store.audit_ends().await.unwrap())
}

pub(crate) async fn records_are_read_once_they_are_sealed_in_order_and_without_gaps(f: Fixture) {
    add(&f, 3).await;
    assert!(f.store.audit_records(0, 10).await.unwrap().is_empty());
    assert_eq!(f.store.seal_audit(&f.key, 2).await.unwrap(), 2);
    assert_eq!(numbers(&f.store.audit_records(0, 10).await.unwrap()), [1, 2]);
    assert_eq!(f.store.seal_audit(&f.key, 2).await.unwrap(), 1);
    assert_eq!(f.store.seal_audit(&f.key, 2).await.unwrap(), 0);
    assert_eq!(numbers(&f.records(0).await), [1, 2, 3]);
}

pub(crate) async fn records_are_read_on_from_a_number(f: Fixture) {
    add(&f, 5).await;
    f.records(0).await;
    let first = f.store.audit_records(0, 3).await.unwrap();
    let rest = f.store.audit_records(first[2].number, 10).await.unwrap();
    assert_eq!((first.len(), rest.len()), (3, 2));
    let all: Vec<_> = first.iter().chain(&rest).collect();
    assert!(all.windows(2).all(|pair| pair[0].number < pair[1].number && pair[0].at < pair[1].at));
    assert!(all.iter().all(|record| record.outcome == "done" && record.account.is_some()));
}

pub(crate) async fn of_many_sealers_at_once_each_record_is_sealed_by_one(f: Fixture) {
    add(&f, 20).await;
    let mut sealers = JoinSet::new();
    for _ in 0..10 {
        let (store, key) = (f.store.clone(), f.key.clone());
        sealers.spawn(async move { store.seal_audit(&key, 3).await.unwrap() });
    }
    assert_eq!(sealers.join_all().await.into_iter().sum::<usize>(), 20);
    assert_eq!(numbers(&f.records(0).await), (1..=20).collect::<Vec<_>>());
    assert_eq!(flaws(&f).await, []);
}

pub(crate) async fn a_chain_that_nobody_touched_holds(f: Fixture) {
    assert_eq!(flaws(&f).await, []);
    add(&f, 3).await;
    let records = f.records(0).await;
    assert_eq!(flaws(&f).await, []);
    let ends = f.store.audit_ends().await.unwrap();
    assert_eq!(ends.anchor.point, ChainPoint::START);
    assert_eq!(ends.head, ChainPoint { number: 3, digest: records[2].digest });
}

/// A retention that is about the audit trail alone.
fn kept() -> Retention {
    Retention { audit: Duration::from_hours(24), ..Retention::default() }
}

pub(crate) async fn records_go_after_their_retention_and_the_rest_hangs_on_the_last_of_them(f: Fixture) {
    add(&f, 3).await;
    let last = f.records(0).await[2].clone();
    f.clock.advance(just_before(kept().audit.saturating_sub(Duration::from_secs(1))));
    f.store.sweep(kept(), 100).await.unwrap();
    assert_eq!(numbers(&f.records(0).await), [3], "the last one's time is not over");
    f.clock.advance(MICROSECOND);
    assert_eq!(f.store.sweep(kept(), 100).await.unwrap().rows, 1);
    assert!(f.records(0).await.is_empty());
    let ends = f.store.audit_ends().await.unwrap();
    assert_eq!((ends.anchor.point, ends.anchor.point), (ends.head, ChainPoint { number: 3, digest: last.digest }));
    add(&f, 1).await;
    assert_eq!(numbers(&f.records(0).await), [4], "numbers never return");
    assert_eq!(flaws(&f).await, []);
}

pub(crate) async fn a_record_that_is_younger_keeps_those_behind_it(f: Fixture) {
    add(&f, 5).await;
    f.records(0).await;
    f.clock.advance(kept().audit);
    add(&f, 1).await;
    f.records(0).await;
    assert_eq!(f.store.sweep(kept(), 2).await.unwrap().rows, 2);
    assert_eq!(numbers(&f.records(0).await), [3, 4, 5, 6]);
    f.store.sweep(kept(), 100).await.unwrap();
    assert_eq!(numbers(&f.records(0).await), [6]);
    assert_eq!(flaws(&f).await, []);
}

pub(crate) async fn counts_become_records_of_the_chain(f: Fixture) {
    let account = f.add_account("ann@example.com").await;
    let before = f.records(0).await.len();
    let (address, network) = (Some([9; 32].into()), Some("192.0.2.7".parse().unwrap()));
    let known = Fact {
        action: Action::ResetRefused,
        outcome: "used_token",
        account: Some(account.id),
        address,
        network,
        backend: None,
    };
    let nobody = Fact {
        action: Action::SignInRefused,
        outcome: "refused",
        account: None,
        address: None,
        network: None,
        backend: None,
    };
    let counted = [Counted { fact: known, count: 1 }, Counted { fact: nobody, count: u32::MAX }];
    f.store.record_counts(counted.to_vec()).await.unwrap();
    f.store.record_counts(vec![]).await.unwrap();
    let records = f.records(0).await;
    let of = |record: &AuditRecord| {
        let outcome = if record.outcome == known.outcome { known.outcome } else { nobody.outcome };
        let AuditRecord { action, account, address, network, count, .. } = *record;
        Counted { fact: Fact { action, outcome, account, address, network, backend: None }, count }
    };
    assert_eq!(records[before..].iter().map(of).collect::<Vec<_>>(), counted);
    assert_eq!(flaws(&f).await, []);
}

/// Who did what the newest records are about.
async fn actors(f: &Fixture, after: usize) -> Vec<Option<String>> {
    f.records(0).await.split_off(after).into_iter().map(|record| record.actor).collect()
}

pub(crate) async fn records_say_who_acted(f: Fixture) {
    let account = f.add_account("ann@example.com").await;
    assert_eq!(actors(&f, 0).await, [Some("server".to_owned())]);
    let token = BackendToken::with_digest([0xab; 32]);
    let caller = Caller { network: network(), backend: Some(token) };
    let locking = AccountEdit { locked: Some(true), ..AccountEdit::default() };
    f.store.edit_account(account.id, locking, caller, f.entry_id()).await.unwrap();
    f.store.add_accounts_by(vec![f.new_account("bob@example.com")], Some(token)).await.unwrap();
    f.store.delete_account(account.id, network().into()).await.unwrap();
    f.store.act_for("ann");
    f.add_account("cat@example.com").await;
    let told = ["backend:abababab", "backend:abababab", "person", "operator:ann"];
    assert_eq!(actors(&f, 1).await, told.map(|actor| Some(actor.to_owned())));
    assert_eq!(flaws(&f).await, []);
}

pub(crate) async fn what_is_accepted_is_genuine_from_then_on(f: Fixture) {
    // A process that does not know the key yet, as those of 0.1 never do.
    f.store.mark_records(&DigestKey::new([99; 32]));
    add(&f, 2).await;
    f.records(0).await;
    let unmarked = [1, 2].map(|number| ChainFlaw::Unmarked { number });
    assert_eq!(flaws(&f).await, unmarked);
    f.store.mark_records(&f.key);
    f.store.accept_audit(&f.key).await.unwrap();
    assert_eq!(f.records(0).await.last().unwrap().action, Action::AuditAccepted);
    assert_eq!(flaws(&f).await, []);
}

pub(crate) async fn a_process_without_the_right_key_deletes_no_record(f: Fixture) {
    add(&f, 3).await;
    f.records(0).await;
    f.clock.advance(kept().audit);
    f.store.mark_records(&DigestKey::new([99; 32]));
    assert_eq!(f.store.sweep(kept(), 100).await.unwrap().rows, 0);
    f.store.mark_records(&f.key);
    assert_eq!(flaws(&f).await, []);
    assert_eq!(f.store.sweep(kept(), 100).await.unwrap().rows, 3);
    assert_eq!(flaws(&f).await, []);
}

pub(crate) async fn from_an_unmarked_record_on_nothing_is_deleted_until_it_is_accepted(f: Fixture) {
    add(&f, 2).await;
    // A process that does not know the key yet, as those of 0.1 never do.
    f.store.mark_records(&DigestKey::new([99; 32]));
    add(&f, 1).await;
    f.store.mark_records(&f.key);
    add(&f, 2).await;
    f.records(0).await;
    f.clock.advance(kept().audit);
    assert_eq!(f.store.sweep(kept(), 100).await.unwrap().rows, 2);
    assert_eq!(numbers(&f.records(0).await), [3, 4, 5]);
    assert_eq!(flaws(&f).await, [ChainFlaw::Unmarked { number: 3 }]);
    f.store.accept_audit(&f.key).await.unwrap();
    assert_eq!(f.store.sweep(kept(), 100).await.unwrap().rows, 3);
    assert_eq!(numbers(&f.records(0).await), [6]);
    assert_eq!(flaws(&f).await, []);
}

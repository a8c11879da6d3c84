//! Claims, leases, retries, and what operators see.

use std::collections::HashSet;

use rekey_core::Purpose;
use rekey_core::outbox::{EntryState, Settlement, Silence};
use rekey_core::ports::{Completion, EntryChange, EntryFilter, OutboxDepth, WayIn};
use rekey_core::time::{Duration, after};
use tokio::task::JoinSet;

use super::Fixture;
use super::fixture::{ANN, FREE, LEASE, MICROSECOND, just_before};

fn given_up() -> Settlement {
    Settlement::GaveUp { reason: "550 no such user".to_owned() }
}

fn retry(wait: Duration) -> Settlement {
    Settlement::Retry { wait, reason: "451 later".to_owned() }
}

pub(crate) async fn entries_are_claimed_oldest_first_up_to_the_limit(f: Fixture) {
    let mut accepted = Vec::new();
    for _ in 0..5 {
        accepted.push(f.accept(ANN, Purpose::ResetPassword).await);
        f.clock.advance(Duration::from_secs(1));
    }
    let mut claimed = Vec::new();
    for size in [2, 2, 1] {
        let claims = f.store.claim(2, LEASE).await.unwrap();
        assert_eq!(claims.len(), size);
        claimed.extend(claims.into_iter().map(|claim| claim.entry));
    }
    assert_eq!(claimed, accepted);
}

pub(crate) async fn a_claim_tells_how_long_its_entry_has_waited(f: Fixture) {
    let accepted = f.now();
    f.accept(ANN, Purpose::ResetPassword).await;
    f.clock.advance(Duration::from_mins(7));
    let claim = f.claim_one().await;
    assert_eq!((claim.accepted_at, claim.age), (accepted, Duration::from_mins(7)));
}

pub(crate) async fn a_claimed_entry_is_nobody_elses_until_the_lease_is_over(f: Fixture) {
    let id = f.accept(ANN, Purpose::ResetPassword).await;
    let first = f.claim_one().await;
    f.clock.advance(just_before(LEASE));
    assert!(f.store.claim(10, LEASE).await.unwrap().is_empty());
    assert_eq!(f.store.next_due().await.unwrap(), Some(MICROSECOND));
    f.clock.advance(MICROSECOND);
    let second = f.claim_one().await;
    assert_eq!(second.entry, id);
    assert_ne!(second.number, first.number);
}

pub(crate) async fn a_renewed_claim_lasts_from_then_on(f: Fixture) {
    f.accept(ANN, Purpose::ResetPassword).await;
    let claim = f.claim_one().await;
    f.clock.advance(just_before(LEASE));
    assert!(f.store.renew(&claim, LEASE).await.unwrap());
    f.clock.advance(just_before(LEASE));
    assert!(f.store.claim(10, LEASE).await.unwrap().is_empty());
    f.clock.advance(MICROSECOND);
    let other = f.claim_one().await;
    assert!(!f.store.renew(&claim, LEASE).await.unwrap(), "it is lost");
    assert!(f.store.settle(&other, f.sent()).await.unwrap());
    assert!(!f.store.renew(&other, LEASE).await.unwrap(), "it is settled");
}

pub(crate) async fn a_reserved_entry_is_claimed_by_its_id_alone_until_its_time(f: Fixture) {
    let reserved = Duration::from_secs(5);
    let mut ids = Vec::new();
    for _ in 0..2 {
        let (id, request) = (f.entry_id(), f.request(ANN, Purpose::ResetPassword));
        f.store.accept_request(id, request, FREE, reserved).await.unwrap();
        ids.push(id);
    }
    f.clock.advance(just_before(reserved));
    assert!(f.store.claim(10, LEASE).await.unwrap().is_empty());
    let claims = f.store.claim_reserved(vec![ids[0]], LEASE).await.unwrap();
    let [claim] = &claims[..] else { panic!("{claims:?}") };
    assert_eq!((claim.entry, claim.age), (ids[0], just_before(reserved)));
    assert!(f.store.claim_reserved(vec![ids[0]], LEASE).await.unwrap().is_empty(), "it is claimed");
    f.clock.advance(MICROSECOND);
    assert_eq!(f.claim_one().await.entry, ids[1]);
    assert!(f.store.claim_reserved(ids, LEASE).await.unwrap().is_empty(), "both are claimed");
    assert!(f.store.settle(claim, f.sent()).await.unwrap());
}

pub(crate) async fn parallel_claims_share_no_entry(f: Fixture) {
    for _ in 0..100 {
        f.accept(ANN, Purpose::ResetPassword).await;
    }
    let mut tasks = JoinSet::new();
    for _ in 0..40 {
        let store = f.store.clone();
        tasks.spawn(async move { store.claim(5, LEASE).await.unwrap() });
    }
    let claimed: Vec<_> = tasks.join_all().await.into_iter().flatten().map(|claim| claim.entry).collect();
    let distinct: HashSet<_> = claimed.iter().collect();
    assert_eq!(distinct.len(), claimed.len());
    // Backends may give a claimer less than there is while others claim; nothing is lost by that.
    let rest = f.store.claim(100, LEASE).await.unwrap().len();
    assert_eq!(claimed.len() + rest, 100);
}

pub(crate) async fn a_lost_claim_prepares_and_settles_nothing(f: Fixture) {
    f.accept(ANN, Purpose::ResetPassword).await;
    let lost = f.claim_one().await;
    f.clock.advance(LEASE);
    let held = f.claim_one().await;
    assert!(f.prepare(&lost).await.is_none());
    for settlement in [retry(LEASE), given_up(), Settlement::Silent(Silence::Locked)] {
        assert!(!f.store.settle(&lost, settlement).await.unwrap());
    }
    assert!(f.prepare(&held).await.is_some());
    assert!(f.store.settle(&held, f.sent()).await.unwrap());
}

pub(crate) async fn a_mail_that_was_sent_is_sent_no_more_though_its_claim_was_lost(f: Fixture) {
    f.accept(ANN, Purpose::ResetPassword).await;
    let held_up = f.claim_one().await;
    assert!(f.prepare(&held_up).await.is_some());
    f.clock.advance(LEASE);
    let other = f.claim_one().await;
    assert!(f.store.settle(&held_up, f.sent()).await.unwrap());
    assert!(f.prepare(&other).await.is_none());
    for settlement in [retry(LEASE), given_up(), f.sent()] {
        assert!(!f.store.settle(&other, settlement).await.unwrap());
    }
    let listed = &f.store.entries(EntryFilter { state: None, limit: 10 }).await.unwrap()[0];
    assert_eq!((listed.state, listed.failures), (EntryState::Sent, 0));
}

pub(crate) async fn a_lease_that_ran_out_is_no_lost_claim_until_somebody_takes_it(f: Fixture) {
    f.accept(ANN, Purpose::ResetPassword).await;
    let claim = f.claim_one().await;
    f.clock.advance(LEASE * 2);
    assert!(f.store.settle(&claim, f.sent()).await.unwrap());
    assert!(f.store.claim(10, LEASE).await.unwrap().is_empty());
}

pub(crate) async fn a_settled_entry_is_over(f: Fixture) {
    f.accept(ANN, Purpose::ResetPassword).await;
    let claim = f.claim_one().await;
    assert!(f.store.settle(&claim, f.sent()).await.unwrap());
    assert!(!f.store.settle(&claim, f.sent()).await.unwrap());
    assert!(f.prepare(&claim).await.is_none());
    f.clock.advance(LEASE * 2);
    assert!(f.store.claim(10, LEASE).await.unwrap().is_empty());
    assert_eq!(f.store.next_due().await.unwrap(), None);
}

pub(crate) async fn a_retry_is_due_after_its_wait_and_counts_as_a_failure(f: Fixture) {
    f.accept(ANN, Purpose::ResetPassword).await;
    let first = f.claim_one().await;
    let wait = Duration::from_mins(5);
    assert!(f.store.settle(&first, retry(wait)).await.unwrap());
    assert!(!f.store.settle(&first, retry(wait)).await.unwrap());

    let listed = &f.store.entries(EntryFilter { state: None, limit: 10 }).await.unwrap()[0];
    assert_eq!(listed.state, EntryState::Pending);
    assert_eq!((listed.failures, listed.reason.as_deref()), (1, Some("451 later")));
    assert_eq!(listed.due_at, Some(after(f.now(), wait)));

    assert_eq!(f.store.next_due().await.unwrap(), Some(wait));
    f.clock.advance(just_before(wait));
    assert!(f.store.claim(10, LEASE).await.unwrap().is_empty());
    f.clock.advance(MICROSECOND);
    let second = f.claim_one().await;
    assert_eq!((second.entry, second.failures), (first.entry, 1));
}

pub(crate) async fn the_next_due_entry_is_known(f: Fixture) {
    assert_eq!(f.store.next_due().await.unwrap(), None);
    f.accept(ANN, Purpose::ResetPassword).await;
    assert_eq!(f.store.next_due().await.unwrap(), Some(Duration::ZERO));
    f.clock.advance(Duration::from_hours(1));
    assert_eq!(f.store.next_due().await.unwrap(), Some(Duration::ZERO));
    f.claim_one().await;
    assert_eq!(f.store.next_due().await.unwrap(), Some(LEASE));
}

pub(crate) async fn the_depth_tells_what_is_due_what_waits_and_what_was_given_up(f: Fixture) {
    assert_eq!(f.store.outbox_depth().await.unwrap(), OutboxDepth::default());
    for settlement in [f.sent(), Settlement::GaveUp { reason: "550 no".to_owned() }, retry(LEASE)] {
        f.accept(ANN, Purpose::ResetPassword).await;
        let claim = f.claim_one().await;
        assert!(f.store.settle(&claim, settlement).await.unwrap());
    }
    f.clock.advance(Duration::from_secs(3));
    f.accept(ANN, Purpose::SignIn).await;
    let depth = OutboxDepth { due: 1, waiting: 1, gave_up: 1, oldest: Some(Duration::from_secs(3)) };
    assert_eq!(f.store.outbox_depth().await.unwrap(), depth);
    f.clock.advance(LEASE);
    assert_eq!(f.store.outbox_depth().await.unwrap().due, 2, "the retry's wait is over");
}

pub(crate) async fn entries_are_listed_by_state_newest_first(f: Fixture) {
    let settlements = [
        f.sent(),
        Settlement::Silent(Silence::Locked),
        Settlement::GaveUp { reason: "550 no such user".to_owned() },
        f.sent(),
    ];
    let mut ids = Vec::new();
    for settlement in settlements {
        ids.push(f.accept(ANN, Purpose::ResetPassword).await);
        let claim = f.claim_one().await;
        assert!(f.store.settle(&claim, settlement).await.unwrap());
        f.clock.advance(Duration::from_secs(1));
    }
    ids.push(f.accept(ANN, Purpose::SignIn).await);

    let list = async |state, limit| {
        let entries = f.store.entries(EntryFilter { state, limit }).await.unwrap();
        entries.into_iter().map(|entry| (entry.id, entry.subject, entry.reason)).collect::<Vec<_>>()
    };
    let reset = Purpose::ResetPassword.code();
    assert_eq!(list(Some(EntryState::Sent), 10).await, [(ids[3], reset, None), (ids[0], reset, None)]);
    assert_eq!(list(Some(EntryState::Sent), 1).await, [(ids[3], reset, None)]);
    assert_eq!(list(Some(EntryState::Silent), 10).await, [(ids[1], reset, Some("locked".to_owned()))]);
    assert_eq!(list(Some(EntryState::GaveUp), 10).await, [(ids[2], reset, Some("550 no such user".to_owned()))]);
    assert_eq!(list(Some(EntryState::Pending), 10).await, [(ids[4], Purpose::SignIn.code(), None)]);
    let all: Vec<_> = list(None, 10).await.into_iter().map(|(id, ..)| id).collect();
    assert_eq!(all, ids.iter().rev().copied().collect::<Vec<_>>());
}

pub(crate) async fn an_operator_has_a_waiting_entry_tried_at_once(f: Fixture) {
    let id = f.accept(ANN, Purpose::ResetPassword).await;
    let first = f.claim_one().await;
    assert!(f.store.settle(&first, retry(Duration::from_hours(1))).await.unwrap());
    assert_eq!(f.store.retry_entry(id, LEASE).await.unwrap(), EntryChange::Done);
    let second = f.claim_one().await;
    assert_eq!((second.entry, second.failures), (id, 1));
    assert!(!f.store.settle(&first, retry(LEASE)).await.unwrap());
    assert!(f.store.settle(&second, f.sent()).await.unwrap());
    assert_eq!(f.store.retry_entry(id, LEASE).await.unwrap(), EntryChange::Settled(EntryState::Sent));
    assert_eq!(f.store.retry_entry(f.entry_id(), LEASE).await.unwrap(), EntryChange::Unknown);
}

pub(crate) async fn an_entry_that_may_be_under_way_is_left_to_its_worker(f: Fixture) {
    let id = f.accept(ANN, Purpose::ResetPassword).await;
    assert_eq!(f.store.retry_entry(id, LEASE).await.unwrap(), EntryChange::DueSoon);
    let claim = f.claim_one().await;
    assert_eq!(f.store.retry_entry(id, LEASE).await.unwrap(), EntryChange::DueSoon);
    assert!(f.store.claim(10, LEASE).await.unwrap().is_empty());
    assert!(f.store.settle(&claim, f.sent()).await.unwrap());
}

pub(crate) async fn a_notice_that_was_given_up_is_tried_again_and_a_request_is_not(f: Fixture) {
    let request = f.accept(ANN, Purpose::ResetPassword).await;
    let claim = f.claim_one().await;
    assert!(f.store.settle(&claim, given_up()).await.unwrap());
    assert_eq!(f.store.retry_entry(request, LEASE).await.unwrap(), EntryChange::AddressForgotten);
    assert_eq!(f.store.next_due().await.unwrap(), None);

    f.add_account(ANN).await;
    let link = f.deliver(ANN, Purpose::ResetPassword).await.link;
    let completed = f.store.complete_reset(f.reset(link, "second", WayIn::None)).await.unwrap();
    assert!(matches!(completed, Completion::Done { .. }), "{completed:?}");
    let claim = f.claim_one().await;
    assert!(f.store.settle(&claim, given_up()).await.unwrap());
    assert_eq!(f.store.retry_entry(claim.entry, LEASE).await.unwrap(), EntryChange::Done);
    let again = f.claim_one().await;
    assert_eq!(again.entry, claim.entry);
    assert!(f.prepare(&again).await.is_some());
    assert!(f.store.settle(&again, f.sent()).await.unwrap());
}

pub(crate) async fn an_operator_drops_a_pending_entry_for_good(f: Fixture) {
    let id = f.accept(ANN, Purpose::ResetPassword).await;
    let held = f.claim_one().await;
    assert_eq!(f.store.drop_entry(id, "a test email").await.unwrap(), EntryChange::Done);
    assert!(f.prepare(&held).await.is_none());
    assert!(!f.store.settle(&held, f.sent()).await.unwrap());
    let listed = &f.store.entries(EntryFilter { state: None, limit: 10 }).await.unwrap()[0];
    assert_eq!((listed.state, listed.reason.as_deref()), (EntryState::GaveUp, Some("a test email")));
    assert_eq!(f.store.retry_entry(id, LEASE).await.unwrap(), EntryChange::AddressForgotten);
    assert_eq!(f.store.drop_entry(id, "again").await.unwrap(), EntryChange::Settled(EntryState::GaveUp));
    assert_eq!(f.store.drop_entry(f.entry_id(), "").await.unwrap(), EntryChange::Unknown);
}

pub(crate) async fn what_waits_for_a_person_is_listed_and_nothing_of_others(f: Fixture) {
    let ann = f.add_account(ANN).await;
    let waiting = async || -> Vec<_> {
        let entries = f.store.pending_entries(ann.id, f.key_of(ANN)).await.unwrap();
        entries.into_iter().map(|entry| (entry.id, entry.subject, entry.state)).collect()
    };
    f.accept("bob@example.com", Purpose::ResetPassword).await;
    assert!(waiting().await.is_empty());
    f.deliver_due().await;
    let link = f.deliver(ANN, Purpose::ResetPassword).await.link;
    assert!(waiting().await.is_empty(), "what was sent waits no more");
    let completed = f.store.complete_reset(f.reset(link, "second", WayIn::None)).await.unwrap();
    assert!(matches!(completed, Completion::Done { .. }), "{completed:?}");
    f.clock.advance(Duration::from_secs(1));
    let request = f.accept(ANN, Purpose::SignIn).await;
    let listed = waiting().await;
    assert_eq!(listed.len(), 2, "{listed:?}");
    assert_eq!((listed[0].1, listed[0].2), ("password_changed", EntryState::Pending));
    assert_eq!(listed[1], (request, Purpose::SignIn.code(), EntryState::Pending));
}

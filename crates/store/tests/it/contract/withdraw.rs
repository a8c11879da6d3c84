//! Requests whose first attempt failed while somebody waited for it.

use rekey_core::Purpose;
use rekey_core::outbox::{EntryState, Settlement};
use rekey_core::ports::{Acceptance, AddressLimits, EntryFilter};
use rekey_core::rate::Rate;
use rekey_core::time::Duration;

use super::Fixture;
use super::fixture::{ANN, FREE, LEASE};

const MINUTE: Duration = Duration::from_mins(1);
const COOLDOWN: AddressLimits = AddressLimits { cooldown: MINUTE, ..FREE };

fn withdrawn() -> Settlement {
    Settlement::Withdrawn { reason: "AUTH: 535".to_owned(), cooldown: MINUTE }
}

async fn remaining(f: &Fixture, purpose: Purpose) -> Duration {
    f.store.remaining_cooldown(f.key_of(ANN), purpose, COOLDOWN).await.unwrap()
}

pub(crate) async fn a_withdrawn_request_is_given_up_and_gives_its_cooldown_back(f: Fixture) {
    f.ask(ANN, Purpose::SignIn, COOLDOWN).await;
    f.store.claim(10, LEASE).await.unwrap();
    f.ask(ANN, Purpose::ResetPassword, COOLDOWN).await;
    let claim = f.claim_one().await;
    f.clock.advance(Duration::from_secs(2));
    assert!(f.store.settle(&claim, withdrawn()).await.unwrap());
    let given_up = EntryFilter { state: Some(EntryState::GaveUp), limit: 10 };
    let entries = f.store.entries(given_up).await.unwrap();
    assert_eq!((entries.len(), entries[0].id, entries[0].reason.as_deref()), (1, claim.entry, Some("AUTH: 535")));
    assert_eq!(remaining(&f, Purpose::ResetPassword).await, Duration::ZERO);
    assert_eq!(remaining(&f, Purpose::SignIn).await, Duration::from_secs(58), "another purpose's stays");
    assert_eq!(f.ask(ANN, Purpose::ResetPassword, COOLDOWN).await, Acceptance::Accepted);
}

pub(crate) async fn the_longer_counts_of_a_withdrawn_request_stay(f: Fixture) {
    let rate = Some(Rate::new(1, Duration::from_mins(15)));
    for limits in [AddressLimits { requests: rate, ..COOLDOWN }, AddressLimits { mails: rate, ..COOLDOWN }] {
        f.clock.advance(Duration::from_hours(1));
        assert_eq!(f.ask(ANN, Purpose::ResetPassword, limits).await, Acceptance::Accepted);
        assert!(f.store.settle(&f.claim_one().await, withdrawn()).await.unwrap());
        let wait = Acceptance::Suppressed { remaining: Duration::from_mins(15) };
        assert_eq!(f.ask(ANN, Purpose::ResetPassword, limits).await, wait);
    }
}

pub(crate) async fn a_later_requests_cooldown_is_not_given_back(f: Fixture) {
    f.ask(ANN, Purpose::ResetPassword, COOLDOWN).await;
    let first = f.claim_one().await;
    f.clock.advance(MINUTE);
    f.ask(ANN, Purpose::ResetPassword, COOLDOWN).await;
    assert!(f.store.settle(&first, withdrawn()).await.unwrap());
    assert_eq!(remaining(&f, Purpose::ResetPassword).await, MINUTE);
}

pub(crate) async fn a_lost_claim_withdraws_nothing(f: Fixture) {
    f.ask(ANN, Purpose::ResetPassword, COOLDOWN).await;
    let lost = f.claim_one().await;
    f.clock.advance(LEASE);
    let held = f.claim_one().await;
    assert!(!f.store.settle(&lost, withdrawn()).await.unwrap());
    assert_eq!(remaining(&f, Purpose::ResetPassword).await, Duration::from_secs(30));
    assert!(f.store.settle(&held, f.sent()).await.unwrap());
}

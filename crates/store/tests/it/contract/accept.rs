//! Accepting requests: cooldown, caps, and races for them.

use rekey_core::outbox::Subject;
use rekey_core::ports::{Acceptance, AddressLimits};
use rekey_core::rate::Rate;
use rekey_core::testing::REPORTER;
use rekey_core::time::Duration;
use rekey_core::{ClientNetwork, LocationId, Purpose};
use tokio::task::JoinSet;

use super::Fixture;
use super::fixture::{ANN, FREE, LEASE};

const COOLDOWN: AddressLimits = AddressLimits { cooldown: Duration::from_mins(1), ..FREE };
const REQUESTS: AddressLimits = AddressLimits { requests: Some(Rate::new(3, Duration::from_mins(15))), ..FREE };
const MAILS: AddressLimits = AddressLimits { mails: Some(Rate::new(2, Duration::from_hours(1))), ..FREE };

fn suppressed(remaining: Duration) -> Acceptance {
    Acceptance::Suppressed { remaining }
}

pub(crate) async fn a_request_reaches_the_worker_as_it_was_accepted(f: Fixture) {
    let mut request = f.request("Ann@Example.com", Purpose::SignIn);
    request.channel = REPORTER.channel();
    request.location = LocationId::new(7).unwrap();
    request.locale = Some("de-AT".parse().unwrap());
    request.browser_locale = Some("fr".parse().unwrap());
    request.redirect_to = Some("https://portal.example.com/in?a=b".parse().unwrap());
    request.origin.network = "2001:db8:1:2::/64".parse::<ClientNetwork>().unwrap();
    let id = f.entry_id();
    assert_eq!(f.store.accept_request(id, request.clone(), FREE, Duration::ZERO).await.unwrap(), Acceptance::Accepted);

    let claim = f.claim_one().await;
    assert_eq!((claim.entry, claim.accepted_at, claim.failures), (id, f.now(), 0));
    let Subject::Request(claimed) = claim.subject else { panic!("{:?}", claim.subject) };
    assert_eq!(claimed.purpose, request.purpose);
    assert_eq!(claimed.address.as_stored(), "Ann@Example.com");
    assert_eq!(claimed.address_key, request.address_key);
    assert_eq!(claimed.channel, request.channel);
    assert_eq!(claimed.location, request.location);
    assert_eq!(claimed.locale, request.locale);
    assert_eq!(claimed.browser_locale, request.browser_locale);
    assert_eq!(claimed.redirect_to, request.redirect_to);
    assert_eq!(claimed.origin, request.origin);
    assert!(request.origin.device.is_some());
}

pub(crate) async fn the_next_request_of_a_purpose_waits_for_the_cooldown(f: Fixture) {
    assert_eq!(f.ask(ANN, Purpose::ResetPassword, COOLDOWN).await, Acceptance::Accepted);
    f.clock.advance(Duration::from_secs(59));
    assert_eq!(f.ask(ANN, Purpose::ResetPassword, COOLDOWN).await, suppressed(Duration::from_secs(1)));
    assert_eq!(f.ask(ANN, Purpose::SignIn, COOLDOWN).await, Acceptance::Accepted);
    assert_eq!(f.ask("bob@example.com", Purpose::ResetPassword, COOLDOWN).await, Acceptance::Accepted);
    f.clock.advance(Duration::from_secs(1));
    assert_eq!(f.ask(ANN, Purpose::ResetPassword, COOLDOWN).await, Acceptance::Accepted);
}

pub(crate) async fn without_limits_every_request_is_accepted(f: Fixture) {
    for _ in 0..20 {
        assert_eq!(f.ask(ANN, Purpose::ResetPassword, FREE).await, Acceptance::Accepted);
    }
}

pub(crate) async fn requests_are_capped_per_purpose_and_refill(f: Fixture) {
    for _ in 0..3 {
        assert_eq!(f.ask(ANN, Purpose::ResetPassword, REQUESTS).await, Acceptance::Accepted);
    }
    assert_eq!(f.ask(ANN, Purpose::ResetPassword, REQUESTS).await, suppressed(Duration::from_mins(5)));
    assert_eq!(f.ask(ANN, Purpose::SignIn, REQUESTS).await, Acceptance::Accepted);
    f.clock.advance(Duration::from_mins(5));
    assert_eq!(f.ask(ANN, Purpose::ResetPassword, REQUESTS).await, Acceptance::Accepted);
    assert_eq!(f.ask(ANN, Purpose::ResetPassword, REQUESTS).await, suppressed(Duration::from_mins(5)));
}

pub(crate) async fn mails_are_capped_over_all_purposes_but_resets(f: Fixture) {
    assert_eq!(f.ask(ANN, Purpose::VerifyEmail, MAILS).await, Acceptance::Accepted);
    assert_eq!(f.ask(ANN, Purpose::SignIn, MAILS).await, Acceptance::Accepted);
    for purpose in [Purpose::VerifyEmail, Purpose::SignIn] {
        assert_eq!(f.ask(ANN, purpose, MAILS).await, suppressed(Duration::from_mins(30)));
    }
    assert_eq!(f.ask("bob@example.com", Purpose::VerifyEmail, MAILS).await, Acceptance::Accepted);
    for _ in 0..2 {
        assert_eq!(f.ask(ANN, Purpose::ResetPassword, MAILS).await, Acceptance::Accepted);
    }
    assert_eq!(f.ask(ANN, Purpose::ResetPassword, MAILS).await, suppressed(Duration::from_mins(15)));
    f.clock.advance(Duration::from_mins(30));
    assert_eq!(f.ask(ANN, Purpose::SignIn, MAILS).await, Acceptance::Accepted, "resets spend nothing of theirs");
}

pub(crate) async fn whatever_the_limits_a_reset_waits_a_quarter_of_an_hour_at_most(f: Fixture) {
    let (day, quarter) = (Duration::from_hours(24), Duration::from_mins(15));
    let scarce = Some(Rate::new(1, day));
    let each = [
        AddressLimits { cooldown: day, ..FREE },
        AddressLimits { requests: scarce, ..FREE },
        AddressLimits { mails: scarce, ..FREE },
        AddressLimits { cooldown: day, requests: scarce, mails: scarce, ..FREE },
    ];
    for (number, limits) in each.into_iter().enumerate() {
        let email = format!("person{number}@example.com");
        for _ in 0..4 {
            assert_eq!(f.ask(&email, Purpose::ResetPassword, limits).await, Acceptance::Accepted, "{limits:?}");
            assert_eq!(f.ask(&email, Purpose::ResetPassword, limits).await, suppressed(quarter), "{limits:?}");
            let waits = f.store.remaining_cooldown(f.key_of(&email), Purpose::ResetPassword, limits).await.unwrap();
            assert_eq!(waits, quarter, "{limits:?}");
            f.clock.advance(quarter);
        }
        assert_eq!(f.ask(&email, Purpose::SignIn, limits).await, Acceptance::Accepted, "{limits:?}");
        assert_eq!(f.ask(&email, Purpose::SignIn, limits).await, suppressed(day), "{limits:?}");
    }
}

pub(crate) async fn of_several_limits_the_longest_wait_counts(f: Fixture) {
    let limits = AddressLimits { cooldown: COOLDOWN.cooldown, requests: REQUESTS.requests, mails: MAILS.mails, ..FREE };
    assert_eq!(f.ask(ANN, Purpose::SignIn, limits).await, Acceptance::Accepted);
    assert_eq!(f.ask(ANN, Purpose::SignIn, limits).await, suppressed(Duration::from_mins(1)));
    f.clock.advance(Duration::from_mins(1));
    assert_eq!(f.ask(ANN, Purpose::SignIn, limits).await, Acceptance::Accepted);
    assert_eq!(f.ask(ANN, Purpose::SignIn, limits).await, suppressed(Duration::from_mins(29)));
}

pub(crate) async fn a_suppressed_request_leaves_nothing_behind(f: Fixture) {
    let limits = AddressLimits { requests: REQUESTS.requests, ..COOLDOWN };
    assert_eq!(f.ask(ANN, Purpose::ResetPassword, limits).await, Acceptance::Accepted);
    for _ in 0..10 {
        assert_eq!(f.ask(ANN, Purpose::ResetPassword, limits).await, suppressed(Duration::from_mins(1)));
    }
    assert_eq!(f.store.claim(100, LEASE).await.unwrap().len(), 1);
    f.clock.advance(Duration::from_mins(1));
    assert_eq!(f.ask(ANN, Purpose::ResetPassword, limits).await, Acceptance::Accepted);
}

pub(crate) async fn the_remaining_cooldown_is_what_a_request_would_meet(f: Fixture) {
    let remaining = async |purpose| f.store.remaining_cooldown(f.key_of(ANN), purpose, COOLDOWN).await.unwrap();
    assert_eq!(remaining(Purpose::ResetPassword).await, Duration::ZERO);
    f.ask(ANN, Purpose::ResetPassword, COOLDOWN).await;
    f.clock.advance(Duration::from_secs(20));
    for _ in 0..3 {
        assert_eq!(remaining(Purpose::ResetPassword).await, Duration::from_secs(40));
    }
    assert_eq!(remaining(Purpose::SignIn).await, Duration::ZERO);
    f.clock.advance(Duration::from_secs(40));
    assert_eq!(remaining(Purpose::ResetPassword).await, Duration::ZERO);
}

pub(crate) async fn the_mail_of_a_sign_up_can_be_sent_again_at_once(f: Fixture) {
    let (sign_up, again) = (AddressLimits { sign_up: true, ..COOLDOWN }, COOLDOWN);
    let purpose = Purpose::VerifyEmail;
    let waits = async |limits| f.store.remaining_cooldown(f.key_of(ANN), purpose, limits).await.unwrap();
    assert_eq!(f.ask(ANN, purpose, sign_up).await, Acceptance::Accepted);
    assert_eq!(f.ask(ANN, purpose, sign_up).await, suppressed(COOLDOWN.cooldown));
    assert_eq!((waits(sign_up).await, waits(again).await), (COOLDOWN.cooldown, Duration::ZERO));
    f.clock.advance(Duration::from_secs(20));
    assert_eq!(f.ask(ANN, purpose, again).await, Acceptance::Accepted);
    assert_eq!(f.ask(ANN, purpose, again).await, suppressed(COOLDOWN.cooldown));
    f.clock.advance(Duration::from_secs(40));
    assert_eq!(f.ask(ANN, purpose, sign_up).await, suppressed(Duration::from_secs(20)));
    f.clock.advance(Duration::from_secs(20));
    assert_eq!(f.ask(ANN, purpose, sign_up).await, Acceptance::Accepted);

    let limits = AddressLimits { requests: Some(Rate::new(2, Duration::from_mins(15))), ..FREE };
    let (bob, sign_up) = ("bob@example.com", AddressLimits { sign_up: true, ..limits });
    assert_eq!(f.ask(bob, purpose, sign_up).await, Acceptance::Accepted);
    assert_eq!(f.ask(bob, purpose, limits).await, Acceptance::Accepted);
    for limits in [sign_up, limits] {
        assert!(matches!(f.ask(bob, purpose, limits).await, Acceptance::Suppressed { .. }), "both count as requests");
    }
}

pub(crate) async fn of_a_thousand_parallel_requests_for_an_address_one_is_accepted(f: Fixture) {
    let mut tasks = JoinSet::new();
    for _ in 0..1_000 {
        let (store, id, request) = (f.store.clone(), f.entry_id(), f.request(ANN, Purpose::ResetPassword));
        tasks.spawn(async move { store.accept_request(id, request, COOLDOWN, Duration::ZERO).await.unwrap() });
    }
    let outcomes = tasks.join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Acceptance::Accepted).count(), 1);
    assert_eq!(f.store.claim(1_000, LEASE).await.unwrap().len(), 1);
}

pub(crate) async fn parallel_requests_for_many_addresses_are_all_accepted(f: Fixture) {
    let mut tasks = JoinSet::new();
    for number in 0..300 {
        let request = f.request(&format!("person{number}@example.com"), Purpose::ResetPassword);
        let (store, id) = (f.store.clone(), f.entry_id());
        tasks.spawn(async move { store.accept_request(id, request, COOLDOWN, Duration::ZERO).await.unwrap() });
    }
    assert!(tasks.join_all().await.into_iter().all(|outcome| outcome == Acceptance::Accepted));
    assert_eq!(f.store.claim(1_000, LEASE).await.unwrap().len(), 300);
}

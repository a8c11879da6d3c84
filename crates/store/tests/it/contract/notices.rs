//! The budget of no-account notices (R11).

use rekey_core::Purpose;
use rekey_core::outbox::{Channel, Content, Decision, Settlement, Silence};
use rekey_core::testing::REPORTER;
use rekey_core::time::Duration;
use tokio::task::JoinSet;

use super::Fixture;
use super::fixture::{ANN, Delivered, FREE, LEASE, rules};

/// What somebody who asked by this door gets.
async fn ask_by(f: &Fixture, channel: Channel, email: &str) -> Delivered {
    let request = rekey_core::outbox::Request { channel, ..f.request(email, Purpose::ResetPassword) };
    f.store.accept_request(f.entry_id(), request, FREE, Duration::ZERO).await.unwrap();
    f.deliver_due().await
}

fn is_notice(decision: &Decision) -> bool {
    matches!(decision, Decision::Send(plan) if matches!(plan.content, Content::NoAccount))
}

async fn spend_all(f: &Fixture) {
    for number in 0..60 {
        let stranger = format!("stranger{number}@example.com");
        assert!(is_notice(&ask_by(f, REPORTER.channel(), &stranger).await.decision), "{number}");
    }
}

pub(crate) async fn no_account_notices_are_sixty_an_hour_for_a_location(f: Fixture) {
    spend_all(&f).await;
    for channel in [REPORTER.channel(), Channel::PAGES] {
        let refused = ask_by(&f, channel, "late@example.com").await;
        assert!(matches!(refused.decision, Decision::Stay(Silence::NoAccount)));
    }
    f.clock.advance(Duration::from_mins(1));
    assert!(is_notice(&ask_by(&f, Channel::PAGES, "later@example.com").await.decision));
    assert!(!is_notice(&ask_by(&f, Channel::PAGES, "last@example.com").await.decision));
}

pub(crate) async fn known_addresses_spend_no_notice_and_are_told_nothing_when_none_is_left(f: Fixture) {
    f.add_account(ANN).await;
    f.clock.advance(Duration::from_secs(1));
    let reportable = |delivered: &Delivered| match &delivered.decision {
        Decision::Send(plan) => plan.reportable,
        Decision::Rehearse(..) | Decision::Stay(_) => panic!("Ann always gets her mail"),
    };
    for _ in 0..61 {
        assert!(reportable(&ask_by(&f, REPORTER.channel(), ANN).await));
    }
    assert!(!reportable(&ask_by(&f, Channel::PAGES, ANN).await), "pages report nothing");
    spend_all(&f).await;
    assert!(!reportable(&ask_by(&f, REPORTER.channel(), ANN).await));
}

pub(crate) async fn a_notice_that_is_retried_is_paid_for_once(f: Fixture) {
    f.accept("stranger@example.com", Purpose::ResetPassword).await;
    let first = f.claim_one().await;
    assert!(is_notice(&f.prepare(&first).await.unwrap().decision));
    let retry = Settlement::Retry { wait: Duration::from_secs(1), reason: "451 later".to_owned() };
    assert!(f.store.settle(&first, retry).await.unwrap());
    for number in 0..59 {
        assert!(is_notice(&ask_by(&f, Channel::PAGES, &format!("other{number}@example.com")).await.decision));
    }
    f.clock.advance(Duration::from_secs(1));
    assert!(is_notice(&f.deliver_due().await.decision), "it was paid for");
    assert!(!is_notice(&ask_by(&f, Channel::PAGES, "late@example.com").await.decision));
}

pub(crate) async fn parallel_strangers_get_no_more_notices_than_there_are(f: Fixture) {
    for number in 0..80 {
        f.accept(&format!("stranger{number}@example.com"), Purpose::ResetPassword).await;
    }
    let mut tasks = JoinSet::new();
    for claim in f.store.claim(80, LEASE).await.unwrap() {
        let (store, minted) = (f.store.clone(), f.minted());
        tasks.spawn(async move { store.prepare(&claim, &rules(), minted).await.unwrap().unwrap() });
    }
    let decisions = tasks.join_all().await;
    assert_eq!(decisions.iter().filter(|decision| is_notice(decision)).count(), 60);
}

//! No-account notices: whether one may be sent was decided when the request was accepted (R11, R23).

use rekey_core::Purpose;
use rekey_core::outbox::{Channel, Content, Decision, Settlement, Silence};
use rekey_core::testing::REPORTER;
use rekey_core::time::Duration;

use super::Fixture;
use super::fixture::{ANN, Delivered, FREE};

/// What an address gets for a request by this channel, accepted with or without a notice.
async fn ask_by(f: &Fixture, channel: Channel, email: &str, notice_allowed: bool) -> Delivered {
    accept(f, channel, email, notice_allowed).await;
    f.deliver_due().await
}

async fn accept(f: &Fixture, channel: Channel, email: &str, notice_allowed: bool) {
    let request = f.request(email, Purpose::ResetPassword);
    let request = rekey_core::outbox::Request { channel, notice_allowed, ..request };
    f.store.accept_request(f.entry_id(), request, FREE, Duration::ZERO).await.unwrap();
}

fn is_notice(decision: &Decision) -> bool {
    matches!(decision, Decision::Send(plan) if matches!(plan.content, Content::NoAccount))
}

pub(crate) async fn an_address_without_an_account_is_told_if_its_request_was_accepted_with_a_notice(f: Fixture) {
    for channel in [REPORTER.channel(), Channel::PAGES] {
        assert!(is_notice(&ask_by(&f, channel.clone(), "nobody@example.com", true).await.decision));
        let refused = ask_by(&f, channel, "nobody@example.com", false).await;
        assert!(matches!(refused.decision, Decision::Stay(Silence::NoAccount)));
    }
}

pub(crate) async fn a_request_without_a_notice_is_reported_for_nobody(f: Fixture) {
    f.add_account(ANN).await;
    f.clock.advance(Duration::from_secs(1));
    for (channel, allowed, expected) in
        [(REPORTER.channel(), true, true), (REPORTER.channel(), false, false), (Channel::PAGES, true, false)]
    {
        let Decision::Send(plan) = ask_by(&f, channel, ANN, allowed).await.decision else {
            panic!("Ann always gets her mail")
        };
        assert!(matches!(plan.content, Content::Recovery { .. }));
        assert_eq!(plan.reportable, expected);
    }
}

pub(crate) async fn a_retry_decides_as_the_first_attempt_did(f: Fixture) {
    for allowed in [true, false] {
        accept(&f, Channel::PAGES, "nobody@example.com", allowed).await;
        let first = f.claim_one().await;
        assert_eq!(is_notice(&f.prepare(&first).await.unwrap().decision), allowed);
        let retry = Settlement::Retry { wait: Duration::from_secs(1), reason: "451 later".to_owned() };
        assert!(f.store.settle(&first, retry).await.unwrap());
        f.clock.advance(Duration::from_secs(1));
        assert_eq!(is_notice(&f.deliver_due().await.decision), allowed);
    }
}

//! The budget of no-account notices: every accepted request spends it, so it reveals no account (R11, R23).

use rekey_core::location::LocationSettings;
use rekey_core::outbox::{Channel, Content};
use rekey_core::ports::Acceptance;
use rekey_core::recovery::NewRequest;
use rekey_core::testing::{PORTAL, REPORTER};
use rekey_core::time::Duration;
use rekey_core::{Engine, LocationId, Purpose};

use crate::fixture::{ANN, Fixture, address, network};

/// An engine whose addresses and networks may ask as often as they like.
async fn unlimited() -> Fixture {
    let fixture = Fixture::with(|settings| {
        settings.limits.requests_per_network = None;
        settings.limits.requests_per_address = None;
        settings.limits.resets_per_address = None;
        settings.limits.mails_per_address = None;
    })
    .await;
    fixture.set_location(1, LocationSettings { cooldown: Some(Duration::ZERO), ..LocationSettings::default() }).await;
    fixture.set_location(2, LocationSettings { cooldown: Some(Duration::ZERO), ..LocationSettings::default() }).await;
    fixture
}

async fn ask(engine: &Engine, email: &str, channel: Channel, location: i64) -> Acceptance {
    let request = NewRequest {
        purpose: Purpose::ResetPassword,
        address: address(email),
        channel,
        location: Some(location),
        locale: None,
        browser_locale: None,
        redirect_to: None,
        origin: network(1).into(),
    };
    engine.recovery.request(request).await.unwrap().acceptance
}

/// Whether a stranger's own address, which has no account, gets the notice at this location.
async fn probe(fixture: &Fixture, engine: &Engine, location: i64) -> bool {
    fixture.deliver().await;
    ask(engine, "stranger@example.com", Channel::PAGES, location).await;
    let letters = fixture.deliver().await;
    letters.iter().any(|letter| matches!(letter.plan.content, Content::NoAccount))
}

#[tokio::test]
async fn known_and_unknown_addresses_spend_a_locations_notices_alike() {
    for target in [ANN, "nobody@example.com"] {
        for channel in [Channel::PAGES, REPORTER.channel()] {
            let fixture = unlimited().await;
            for _ in 0..59 {
                ask(&fixture.engine, target, channel.clone(), 1).await;
            }
            assert!(probe(&fixture, &fixture.engine, 1).await, "{target}: the sixtieth");
            assert!(!probe(&fixture, &fixture.engine, 1).await, "{target}: the next");
            assert!(probe(&fixture, &fixture.engine, 2).await, "{target}: another location's");
            fixture.clock.advance(Duration::from_mins(1));
            assert!(probe(&fixture, &fixture.engine, 1).await, "{target}: one more a minute");
            assert!(!probe(&fixture, &fixture.engine, 1).await, "{target}: and no two");
        }
    }
}

#[tokio::test]
async fn a_link_is_sent_whether_or_not_a_notice_is_left() {
    let fixture = unlimited().await;
    for _ in 0..70 {
        ask(&fixture.engine, ANN, Channel::PAGES, 1).await;
    }
    let letters = fixture.deliver().await;
    assert_eq!(letters.iter().filter(|letter| letter.link.is_some()).count(), 70);
}

#[tokio::test]
async fn what_is_not_accepted_or_knows_no_notice_spends_none() {
    let fixture = unlimited().await;
    for _ in 0..70 {
        ask(&fixture.engine, ANN, PORTAL.channel(), 1).await;
    }
    let slow = LocationSettings { cooldown: Some(Duration::from_mins(1)), ..LocationSettings::default() };
    fixture.set_location(1, slow).await;
    assert_eq!(ask(&fixture.engine, ANN, Channel::PAGES, 1).await, Acceptance::Accepted);
    for _ in 0..70 {
        assert!(matches!(ask(&fixture.engine, ANN, Channel::PAGES, 1).await, Acceptance::Suppressed { .. }));
    }
    assert!(probe(&fixture, &fixture.engine, 1).await);
}

#[tokio::test]
async fn spent_notices_are_spent_on_a_node_that_starts() {
    let fixture = unlimited().await;
    for _ in 0..60 {
        ask(&fixture.engine, ANN, Channel::PAGES, 1).await;
    }
    fixture.engine.flush_network_counts().await.unwrap();
    let (settings, key) = (fixture.engine.settings().clone(), fixture.engine.digest_key().clone());
    let next = Engine::new(fixture.engine.ports().clone(), settings, key);
    next.load_shared_counts().await.unwrap();
    assert!(!probe(&fixture, &next, 1).await);
    let load = next.limit_load();
    assert_eq!(load.networks, 0, "only a location was counted");
    assert_eq!(load.notices, [(LocationId::new(1).unwrap(), 1.0)].into());
}

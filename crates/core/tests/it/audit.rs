//! Refusals are in the audit trail, too, as counts (R21).

use rekey_core::audit::{Action, AuditRecord, BackendToken};
use rekey_core::outbox::Channel;
use rekey_core::ports::StoreError;
use rekey_core::testing::PORTAL;
use rekey_core::time::Duration;
use rekey_core::{AddressKey, DigestKey, LocationId, Password, Purpose, Token};

use crate::fixture::{ANN, Fixture, NEW_PASSWORD, OLD_PASSWORD, address, network, visitor};

fn key() -> DigestKey {
    DigestKey::new([7; 32])
}

/// The records that counts became, the trail sealed to its end.
async fn recorded(fixture: &Fixture) -> Result<Vec<AuditRecord>, StoreError> {
    while fixture.store.seal_audit(&key(), 100).await? > 0 {}
    let before = fixture.store.audit_ends().await?.head.number;
    fixture.engine.record_counts().await?;
    fixture.store.seal_audit(&key(), 1_000).await?;
    fixture.store.audit_records(before, 1_000).await
}

/// Actions, outcomes and counts, in order of their names.
fn told(records: &[AuditRecord]) -> Vec<(Action, &str, u32)> {
    let mut told: Vec<_> =
        records.iter().map(|record| (record.action, record.outcome.as_str(), record.count)).collect();
    told.sort_by_key(|(action, outcome, _)| (action.code(), *outcome));
    told
}

#[tokio::test]
async fn refused_sign_ins_are_recorded_alike_for_known_and_unknown_addresses() {
    let fixture = Fixture::new().await;
    for email in [ANN, "nobody@example.com"] {
        for _ in 0..3 {
            fixture.sign_in(email, "wrong password").await.unwrap_err();
        }
    }
    let records = recorded(&fixture).await.unwrap();
    assert_eq!(told(&records), [(Action::SignInRefused, "refused", 3); 2]);
    for email in [ANN, "nobody@example.com"] {
        let digest = AddressKey::of(&address(email), &key());
        let record = records.iter().find(|record| record.address == Some(digest)).expect("a record of the address");
        assert_eq!((record.account, record.network), (None, Some(network(1))), "{email}");
    }
    assert!(recorded(&fixture).await.unwrap().is_empty(), "once");
}

#[tokio::test]
async fn every_refusal_of_a_sign_in_has_its_outcome() {
    let fixture = Fixture::with(|settings| settings.limits.failures_per_network = None).await;
    fixture.engine.accounts.demand_reset(&address(ANN)).await.unwrap().unwrap();
    fixture.sign_in(ANN, OLD_PASSWORD).await.unwrap_err();
    for _ in 0..11 {
        fixture.sign_in("nobody@example.com", "wrong password").await.unwrap_err();
    }
    let sign_in = &fixture.engine.sign_in;
    sign_in.with_link(&Token::parse(&"a".repeat(64)).unwrap(), visitor()).await.unwrap_err();
    sign_in.with_one_time_token("no token", visitor()).await.unwrap_err();
    let expected = [("must_reset", 1), ("refused", 10), ("refused", 2), ("too_many_wrong_passwords", 1)];
    let mut found = recorded(&fixture).await.unwrap();
    found.sort_by_key(|record| (record.outcome.clone(), std::cmp::Reverse(record.count)));
    assert!(found.iter().all(|record| record.action == Action::SignInRefused), "{found:?}");
    let found: Vec<_> = found.iter().map(|record| (record.outcome.as_str(), record.count)).collect();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn tokens_that_are_of_no_use_are_recorded_with_whose_they_were() {
    let fixture = Fixture::new().await;
    let token = fixture.reset_token(ANN).await;
    fixture.clock.advance(Duration::from_mins(1));
    let late = fixture.reset_token(ANN).await;
    fixture.clock.advance(Duration::from_hours(1));
    fixture.complete(&late, NEW_PASSWORD).await.unwrap_err();
    fixture.clock.advance(Duration::from_mins(1));
    let good = fixture.reset_token(ANN).await;
    let account = fixture.complete(&good, NEW_PASSWORD).await.unwrap().account.id;
    fixture.complete(&good, NEW_PASSWORD).await.unwrap_err();
    let stranger = Token::parse(&"a".repeat(64)).unwrap();
    fixture.complete(&stranger, NEW_PASSWORD).await.unwrap_err();
    fixture.engine.recovery.disown(&stranger, network(1).into(), Channel::PAGES.into()).await.unwrap_err();
    fixture.engine.sign_ups.verify_link(&token, LocationId::FIRST, network(1)).await.unwrap_err();

    let records = recorded(&fixture).await.unwrap();
    let expected = [
        (Action::DisownRefused, "unknown_token", 1),
        (Action::ResetRefused, "expired_token", 1),
        (Action::ResetRefused, "unknown_token", 1),
        (Action::ResetRefused, "used_token", 1),
        (Action::VerificationRefused, "unknown_token", 1),
    ];
    assert_eq!(told(&records), expected);
    for record in records {
        let owner = ["expired_token", "used_token"].contains(&record.outcome.as_str()).then_some(account);
        assert_eq!(record.account, owner, "{}", record.outcome);
    }
}

#[tokio::test]
async fn rotated_and_refused_refresh_tokens_are_recorded() {
    let fixture = Fixture::new().await;
    let signed_in = fixture.sign_in(ANN, OLD_PASSWORD).await.unwrap();
    let (second, _) = fixture.refresh(&signed_in.tokens.refresh, None).await.unwrap();
    fixture.refresh(&second.refresh, None).await.unwrap();
    fixture.refresh(&signed_in.tokens.refresh, None).await.unwrap_err();
    fixture.clock.advance(Duration::from_mins(1));
    fixture.refresh(&signed_in.tokens.refresh, None).await.unwrap_err();
    let theft = fixture.store.seal_audit(&key(), 100).await.and(fixture.store.audit_records(0, 100).await).unwrap();
    assert!(theft.iter().any(|record| record.action == Action::SessionStolen), "the step itself records a theft");

    let records = recorded(&fixture).await.unwrap();
    assert_eq!(told(&records), [(Action::RefreshRefused, "refused", 1), (Action::SessionRefreshed, "done", 2)]);
    let rotated = records.iter().find(|record| record.outcome == "done").unwrap();
    assert_eq!(rotated.account, Some(signed_in.account.id));
}

#[tokio::test]
async fn a_flood_that_a_limit_stops_is_one_record() {
    let fixture = Fixture::new().await;
    let password = Password::new("wrong password");
    for number in 0..1_000 {
        let email = format!("person{number}@example.com");
        fixture.engine.sign_in.with_password(&email, &password, visitor()).await.unwrap_err();
    }
    let records = recorded(&fixture).await.unwrap();
    let limited: Vec<_> = records.iter().filter(|record| record.action == Action::NetworkLimited).collect();
    let [limited] = limited[..] else { panic!("{limited:?}") };
    assert_eq!((limited.outcome.as_str(), limited.count, limited.network), ("failures", 950, Some(network(1))));
    assert_eq!(records.len(), 51, "and one for each address that was tried");
}

#[tokio::test]
async fn requests_that_have_to_wait_are_recorded_as_counts_for_known_and_unknown_addresses() {
    let fixture = Fixture::new().await;
    for email in [ANN, "nobody@example.com"] {
        for _ in 0..4 {
            fixture.ask(Purpose::ResetPassword, email, PORTAL.channel()).await.unwrap();
        }
    }
    let records = recorded(&fixture).await.unwrap();
    assert_eq!(told(&records), [(Action::RecoveryRequested, "suppressed", 3); 2]);
    for email in [ANN, "nobody@example.com"] {
        let digest = AddressKey::of(&address(email), &key());
        let record = records.iter().find(|record| record.address == Some(digest)).expect("a record of the address");
        assert_eq!((record.account, record.network), (None, Some(network(1))), "{email}");
        assert_eq!(record.actor.as_deref(), Some("person"));
    }
}

#[tokio::test]
async fn a_reset_that_the_backend_starts_is_recorded_with_its_token() {
    let fixture = Fixture::new().await;
    let ann = fixture.engine.accounts.find(&address(ANN)).await.unwrap().unwrap().id;
    let backend = fixture.engine.accounts.for_backend(BackendToken::with_digest([0xab; 32]));
    for _ in 0..2 {
        backend.start_reset(ann, network(1)).await.unwrap();
    }
    let records = recorded(&fixture).await.unwrap();
    assert_eq!(told(&records), [(Action::ResetStarted, "done", 1), (Action::ResetStarted, "suppressed", 1)]);
    for record in records {
        assert_eq!((record.account, record.actor.as_deref()), (Some(ann), Some("backend:abababab")));
    }
}

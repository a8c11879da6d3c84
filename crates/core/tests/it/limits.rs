use std::net::IpAddr;

use rekey_core::ports::Acceptance;
use rekey_core::recovery::RequestError;
use rekey_core::sign_in::{SignInError, Visitor};
use rekey_core::testing::PORTAL;
use rekey_core::time::Duration;
use rekey_core::{Fault, Password, Purpose};

use crate::fixture::{ANN, Fixture, NEW_PASSWORD, OLD_PASSWORD, network, visitor};

#[tokio::test]
async fn accepted_requests_of_one_network_are_bounded_and_others_go_on() {
    let fixture = Fixture::with(|settings| settings.limits.requests_per_network = "2/15m".parse().ok()).await;
    let ask = |number: u32, from| {
        let fixture = &fixture;
        async move {
            let email = format!("person{number}@example.com");
            fixture.ask_from(Purpose::ResetPassword, &email, PORTAL.channel(), network(from)).await
        }
    };
    assert!(ask(1, 1).await.is_ok());
    let suppressed = ask(1, 1).await.unwrap();
    assert!(matches!(suppressed.acceptance, Acceptance::Suppressed { .. }), "and it does not count");
    assert!(ask(2, 1).await.is_ok());
    let third = ask(3, 1).await;
    assert!(matches!(third, Err(RequestError::Fault(Fault::TooManyFromNetwork { .. }))), "{third:?}");
    assert!(ask(3, 2).await.is_ok());
}

#[tokio::test]
async fn failures_of_one_network_are_bounded_and_successes_do_not_count() {
    let fixture = Fixture::with(|settings| settings.limits.failures_per_network = "2/15m".parse().ok()).await;
    for _ in 0..5 {
        assert!(fixture.sign_in(ANN, OLD_PASSWORD).await.is_ok());
    }
    for _ in 0..2 {
        assert!(matches!(fixture.sign_in(ANN, "wrong password").await, Err(SignInError::Refused)));
    }
    let third = fixture.sign_in(ANN, OLD_PASSWORD).await;
    assert!(matches!(third, Err(SignInError::Fault(Fault::TooManyFromNetwork { .. }))), "{third:?}");
}

#[tokio::test]
async fn work_counts_whatever_comes_of_it() {
    let fixture = Fixture::with(|settings| settings.limits.work_per_network = "3/15m".parse().ok()).await;
    let token = fixture.reset_token(ANN).await;
    assert!(fixture.sign_in(ANN, OLD_PASSWORD).await.is_ok());
    assert!(fixture.sign_in(ANN, "wrong password").await.is_err());
    assert!(fixture.complete(&token, NEW_PASSWORD).await.is_ok());
    let hashed = fixture.hasher.count();
    let fourth = fixture.sign_in(ANN, NEW_PASSWORD).await;
    assert!(matches!(fourth, Err(SignInError::Fault(Fault::TooManyFromNetwork { .. }))), "{fourth:?}");
    assert_eq!(fixture.hasher.count(), hashed, "nothing is hashed any more");
    fixture.deliver().await;
    fixture.clock.advance(Duration::from_mins(1));
    let token = fixture.reset_token(ANN).await;
    assert!(fixture.complete(&token, OLD_PASSWORD).await.is_err());
    assert_eq!(fixture.hasher.count(), hashed);

    let elsewhere = Visitor { origin: network(2).into(), ..visitor() };
    assert!(fixture.engine.sign_in.with_password(ANN, &Password::new(NEW_PASSWORD), elsewhere).await.is_ok());
    fixture.clock.advance(Duration::from_mins(5));
    assert!(fixture.complete(&token, OLD_PASSWORD).await.is_ok(), "the token is still good");
}

#[tokio::test]
async fn a_sign_in_that_the_budget_of_work_refuses_counts_as_no_wrong_password() {
    let fixture = Fixture::with(|settings| {
        settings.limits.work_per_network = "1/15m".parse().ok();
        settings.limits.failures_per_network = "2/15m".parse().ok();
    })
    .await;
    assert!(fixture.sign_in(ANN, OLD_PASSWORD).await.is_ok());
    for _ in 0..50 {
        assert!(fixture.sign_in(ANN, "wrong password").await.is_err());
    }
    fixture.clock.advance(Duration::from_mins(15));
    assert!(fixture.sign_in(ANN, OLD_PASSWORD).await.is_ok(), "refused tries make nobody wait");
}

#[tokio::test]
async fn the_networks_of_an_ipv6_56_and_48_share_a_few_times_the_limit_of_one() {
    let fixture = Fixture::with(|settings| settings.limits.requests_per_network = "1/15m".parse().ok()).await;
    let ask = async |number: u16| {
        let network = IpAddr::from([0x2001, 0xdb8, 1, number, 0, 0, 0, 1]).into();
        let email = format!("person{number}@example.com");
        fixture.ask_from(Purpose::ResetPassword, &email, PORTAL.channel(), network).await.is_ok()
    };
    let mut accepted = 0;
    for number in 0..8 {
        accepted += usize::from(ask(number).await);
    }
    assert_eq!(accepted, 4, "of a /56");
    for number in 1..=32 {
        accepted += usize::from(ask(number << 8).await);
    }
    assert_eq!(accepted, 16, "of a /48");
}

#[tokio::test]
async fn verification_mails_of_one_network_are_bounded_and_resets_go_on() {
    let fixture = Fixture::with(|settings| settings.limits.verifications_per_network = "3/1h".parse().ok()).await;
    let ask = async |purpose, number: u32, from| {
        let email = format!("person{number}@example.com");
        fixture.ask_from(purpose, &email, PORTAL.channel(), network(from)).await
    };
    for number in 1..=2 {
        assert!(ask(Purpose::VerifyEmail, number, 1).await.is_ok());
        let suppressed = ask(Purpose::VerifyEmail, number, 1).await.unwrap();
        assert!(matches!(suppressed.acceptance, Acceptance::Suppressed { .. }), "and it does not count");
    }
    assert!(ask(Purpose::VerifyEmail, 3, 1).await.is_ok());
    let fourth = ask(Purpose::VerifyEmail, 4, 1).await;
    assert!(matches!(fourth, Err(RequestError::Fault(Fault::TooManyFromNetwork { .. }))), "{fourth:?}");
    for number in 1..=20 {
        assert!(ask(Purpose::ResetPassword, number, 1).await.is_ok(), "no reset waits for them");
    }
    assert!(ask(Purpose::VerifyEmail, 4, 2).await.is_ok());
    fixture.clock.advance(Duration::from_mins(20));
    assert!(ask(Purpose::VerifyEmail, 5, 1).await.is_ok());
}

#[tokio::test]
async fn network_counts_are_shared_through_the_store_and_survive_a_restart() {
    let fixture = Fixture::with(|settings| settings.limits.failures_per_network = "2/15m".parse().ok()).await;
    for _ in 0..2 {
        assert!(fixture.sign_in(ANN, "wrong password").await.is_err());
    }
    fixture.engine.flush_network_counts().await.unwrap();

    let settings = fixture.engine.settings().clone();
    let key = fixture.engine.digest_key().clone();
    let other_node = rekey_core::Engine::new(fixture.engine.ports().clone(), settings, key);
    other_node.load_shared_counts().await.unwrap();
    let wrong = Password::new("wrong password");
    let first = other_node.sign_in.with_password(ANN, &wrong, visitor()).await;
    assert!(matches!(first, Err(SignInError::Fault(Fault::TooManyFromNetwork { .. }))), "{first:?}");
}

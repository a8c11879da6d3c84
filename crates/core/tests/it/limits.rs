use rekey_core::ports::Acceptance;
use rekey_core::recovery::RequestError;
use rekey_core::sign_in::SignInError;
use rekey_core::testing::PORTAL;
use rekey_core::{Fault, Purpose};

use crate::fixture::{ANN, Fixture, OLD_PASSWORD, network};

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
    let wrong = rekey_core::Password::new("wrong password");
    let first = other_node.sign_in.with_password(ANN, &wrong, crate::fixture::visitor()).await;
    assert!(matches!(first, Err(SignInError::Fault(Fault::TooManyFromNetwork { .. }))), "{first:?}");
}

use rekey_core::Purpose;
use rekey_core::sign_in::SignInError;
use rekey_core::testing::PORTAL;
use rekey_core::time::Duration;

use crate::fixture::{ANN, Fixture, NEW_PASSWORD, OLD_PASSWORD, address, token_in, visitor};

#[tokio::test]
async fn every_refusal_is_the_same_and_costs_one_verification() {
    let fixture = Fixture::new().await;
    fixture.add("nopassword@example.com", None).await;
    fixture.add("locked@example.com", Some(OLD_PASSWORD)).await;
    fixture.engine.accounts.lock(&address("locked@example.com")).await.unwrap().unwrap();
    for (email, password) in [
        (ANN, "wrong password"),
        ("nobody@example.com", OLD_PASSWORD),
        ("no address at all", OLD_PASSWORD),
        ("nopassword@example.com", OLD_PASSWORD),
        ("locked@example.com", OLD_PASSWORD),
    ] {
        let before = fixture.hasher.count();
        let refused = fixture.sign_in(email, password).await;
        assert!(matches!(refused, Err(SignInError::Refused)), "{email}: {refused:?}");
        assert_eq!(fixture.hasher.count(), before + 1, "{email}");
    }
}

#[tokio::test]
async fn a_demanded_reset_is_told_only_after_the_right_password() {
    let fixture = Fixture::new().await;
    fixture.engine.accounts.demand_reset(&address(ANN)).await.unwrap().unwrap();
    assert!(matches!(fixture.sign_in(ANN, "wrong password").await, Err(SignInError::Refused)));
    assert!(matches!(fixture.sign_in(ANN, OLD_PASSWORD).await, Err(SignInError::MustReset)));
    let token = fixture.reset_token(ANN).await;
    fixture.complete(&token, NEW_PASSWORD).await.unwrap();
    assert!(fixture.sign_in(ANN, NEW_PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_mailed_code_signs_in_once() {
    let fixture = Fixture::new().await;
    fixture.ask(Purpose::SignIn, ANN, PORTAL.channel()).await.unwrap();
    let code = fixture.deliver().await[0].code.clone().unwrap();
    let sign_in = &fixture.engine.sign_in;
    assert!(sign_in.with_code(&address("nobody@example.com"), code.clone(), visitor()).await.is_err());
    let signed_in = sign_in.with_code(&address(ANN), code.clone(), visitor()).await.unwrap();
    assert!(fixture.is_signed_in(signed_in.tokens.bearer.expose()).await);
    assert!(sign_in.with_code(&address(ANN), code, visitor()).await.is_err());
}

#[tokio::test]
async fn a_mailed_link_signs_in_once_and_not_after_a_reset() {
    let fixture = Fixture::new().await;
    let sign_in = &fixture.engine.sign_in;
    fixture.ask(Purpose::SignIn, ANN, PORTAL.channel()).await.unwrap();
    let token = token_in(&fixture.deliver().await[0]);
    assert!(fixture.engine.recovery.inspect_sign_in(&token).await.is_ok());
    assert!(sign_in.with_link(&token, visitor()).await.is_ok());
    assert!(sign_in.with_link(&token, visitor()).await.is_err());

    fixture.clock.advance(Duration::from_mins(2));
    fixture.ask(Purpose::SignIn, ANN, PORTAL.channel()).await.unwrap();
    let token = token_in(&fixture.deliver().await[0]);
    let reset = fixture.reset_token(ANN).await;
    fixture.complete(&reset, NEW_PASSWORD).await.unwrap();
    assert!(sign_in.with_link(&token, visitor()).await.is_err());
}

#[tokio::test]
async fn a_sign_in_puts_a_hash_of_ours_in_place_of_another_systems_and_ends_nothing() {
    let fixture = Fixture::new().await;
    fixture.add_hashed("bob@example.com", &format!("old-plain${}", hex::encode(OLD_PASSWORD))).await;
    let hash = async || fixture.store.account_by_email(&address("bob@example.com")).await.unwrap().unwrap().password;
    let old = hash().await;
    assert!(fixture.sign_in("bob@example.com", "wrong password").await.is_err());
    assert_eq!(hash().await, old, "nobody was let in");
    let first = fixture.sign_in("bob@example.com", OLD_PASSWORD).await.unwrap();
    let renewed = hash().await;
    assert!(renewed.as_ref().unwrap().expose().starts_with("$plain$"));
    assert!(fixture.is_signed_in(first.tokens.bearer.expose()).await);
    assert!(fixture.sign_in("bob@example.com", OLD_PASSWORD).await.is_ok());
    assert_eq!(hash().await, renewed);
}

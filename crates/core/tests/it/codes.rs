use rekey_core::outbox::Channel;
use rekey_core::recovery::ExchangeError;
use rekey_core::time::Duration;
use rekey_core::{Code, Purpose};

use crate::fixture::{ANN, Fixture, NEW_PASSWORD, address, network, token_in, visitor};

async fn mailed_code(fixture: &Fixture, purpose: Purpose) -> Code {
    fixture.ask(purpose, ANN, Channel::PAGES).await.unwrap();
    fixture.deliver().await[0].code.clone().expect("a code")
}

fn other_than(code: &Code) -> Code {
    Code::parse(if code.expose() == "000000" { "000001" } else { "000000" }).unwrap()
}

async fn exchange(fixture: &Fixture, code: &Code) -> Result<rekey_core::Token, ExchangeError> {
    let exchanged = fixture.engine.recovery.exchange_code(&address(ANN), code.clone(), None, network(1)).await;
    exchanged.map(|exchanged| exchanged.token)
}

#[tokio::test]
async fn a_code_is_exchanged_once_for_a_token_that_resets() {
    let fixture = Fixture::new().await;
    let code = mailed_code(&fixture, Purpose::ResetPassword).await;
    let token = exchange(&fixture, &code).await.unwrap();
    assert!(exchange(&fixture, &code).await.is_err());
    fixture.complete(&token, NEW_PASSWORD).await.unwrap();
}

#[tokio::test]
async fn the_third_wrong_try_kills_a_code_and_leaves_the_link_alone() {
    let fixture = Fixture::new().await;
    fixture.ask(Purpose::ResetPassword, ANN, Channel::PAGES).await.unwrap();
    let letters = fixture.deliver().await;
    let code = letters[0].code.clone().unwrap();
    for _ in 0..3 {
        assert!(exchange(&fixture, &other_than(&code)).await.is_err());
    }
    assert!(exchange(&fixture, &code).await.is_err());
    fixture.complete(&token_in(&letters[0]), NEW_PASSWORD).await.unwrap();
}

#[tokio::test]
async fn two_wrong_tries_leave_a_code_good() {
    let fixture = Fixture::new().await;
    let code = mailed_code(&fixture, Purpose::ResetPassword).await;
    for _ in 0..2 {
        assert!(exchange(&fixture, &other_than(&code)).await.is_err());
    }
    assert!(exchange(&fixture, &code).await.is_ok());
}

#[tokio::test]
async fn a_code_expires() {
    let fixture = Fixture::new().await;
    let code = mailed_code(&fixture, Purpose::ResetPassword).await;
    fixture.clock.advance(Duration::from_mins(10));
    assert!(exchange(&fixture, &code).await.is_err());
}

#[tokio::test]
async fn the_newest_code_alone_counts() {
    let fixture = Fixture::new().await;
    let first = mailed_code(&fixture, Purpose::ResetPassword).await;
    fixture.clock.advance(Duration::from_mins(1));
    let second = mailed_code(&fixture, Purpose::ResetPassword).await;
    assert!(exchange(&fixture, &first).await.is_err());
    assert!(exchange(&fixture, &second).await.is_ok());
}

#[tokio::test]
async fn a_code_of_another_purpose_is_refused() {
    let fixture = Fixture::new().await;
    let code = mailed_code(&fixture, Purpose::SignIn).await;
    assert!(exchange(&fixture, &code).await.is_err());
    assert!(fixture.engine.sign_in.with_code(&address(ANN), code, visitor()).await.is_ok());
}

#[tokio::test]
async fn after_ten_wrong_tries_mails_carry_the_link_alone() {
    let fixture = Fixture::new().await;
    let wrong = Code::parse("000000").unwrap();
    for number in 0..10 {
        let tried = fixture.engine.recovery.exchange_code(&address(ANN), wrong.clone(), None, network(number)).await;
        assert!(matches!(tried, Err(ExchangeError::Refused)));
    }
    fixture.ask(Purpose::ResetPassword, ANN, Channel::PAGES).await.unwrap();
    let letters = fixture.deliver().await;
    assert!(letters[0].code.is_none());
    fixture.complete(&token_in(&letters[0]), NEW_PASSWORD).await.unwrap();
}

#[tokio::test]
async fn the_exchanged_token_expires_and_dies_with_the_epoch() {
    let fixture = Fixture::new().await;
    let code = mailed_code(&fixture, Purpose::ResetPassword).await;
    let late = exchange(&fixture, &code).await.unwrap();
    fixture.clock.advance(Duration::from_mins(10));
    assert!(fixture.complete(&late, NEW_PASSWORD).await.is_err());

    let code = mailed_code(&fixture, Purpose::ResetPassword).await;
    let exchanged = exchange(&fixture, &code).await.unwrap();
    fixture.clock.advance(Duration::from_mins(2));
    let link = fixture.reset_token(ANN).await;
    fixture.complete(&link, NEW_PASSWORD).await.unwrap();
    assert!(fixture.complete(&exchanged, "a third password").await.is_err());
}

use rekey_core::outbox::{Channel, Content, NoticeKind};
use rekey_core::recovery::{InspectError, TokenProblem};
use rekey_core::time::Duration;
use rekey_core::{AccountStatus, Token};

use crate::fixture::{ANN, Fixture, NEW_PASSWORD, address, network, token_in};

/// A reset that somebody did, and the "this wasn't me" token of its notice.
async fn reset_by_a_thief(fixture: &Fixture) -> Token {
    let token = fixture.reset_token(ANN).await;
    fixture.complete(&token, "the password of a thief").await.unwrap();
    let letters = fixture.deliver().await;
    token_in(&letters[0])
}

#[tokio::test]
async fn this_was_not_me_ends_sessions_and_shuts_the_account_until_a_fresh_reset() {
    let fixture = Fixture::new().await;
    let not_me = reset_by_a_thief(&fixture).await;
    let thief = fixture.sign_in(ANN, "the password of a thief").await.unwrap();
    fixture.engine.recovery.disown(&not_me, network(2).into(), Channel::PAGES.into()).await.unwrap();

    assert!(!fixture.is_signed_in(thief.tokens.bearer.expose()).await);
    assert!(fixture.sign_in(ANN, "the password of a thief").await.is_err());
    let account = fixture.engine.accounts.find(&address(ANN)).await.unwrap().unwrap();
    assert_eq!(account.status, AccountStatus::Disowned);
    let letters = fixture.deliver().await;
    assert!(matches!(letters[0].plan.content, Content::Notice { kind: NoticeKind::Disowned, .. }), "{letters:?}");

    fixture.clock.advance(Duration::from_mins(2));
    let token = fixture.reset_token(ANN).await;
    fixture.complete(&token, NEW_PASSWORD).await.unwrap();
    assert!(fixture.sign_in(ANN, NEW_PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_not_me_link_works_once_and_no_longer_than_until_the_next_reset() {
    let fixture = Fixture::new().await;
    let first = reset_by_a_thief(&fixture).await;
    assert!(fixture.engine.recovery.inspect_not_me(&first).await.is_ok());
    fixture.clock.advance(Duration::from_mins(2));
    let second = reset_by_a_thief(&fixture).await;
    let outdated = fixture.engine.recovery.disown(&first, network(2).into(), Channel::PAGES.into()).await;
    assert!(matches!(outdated, Err(InspectError::Token(TokenProblem::Void))), "{outdated:?}");
    fixture.engine.recovery.disown(&second, network(2).into(), Channel::PAGES.into()).await.unwrap();
    let again = fixture.engine.recovery.disown(&second, network(2).into(), Channel::PAGES.into()).await;
    assert!(matches!(again, Err(InspectError::Token(TokenProblem::Used))), "{again:?}");
}

#[tokio::test]
async fn a_not_me_link_lives_for_seven_days() {
    let fixture = Fixture::new().await;
    let not_me = reset_by_a_thief(&fixture).await;
    fixture.clock.advance(Duration::from_hours(7 * 24));
    let late = fixture.engine.recovery.disown(&not_me, network(2).into(), Channel::PAGES.into()).await;
    assert!(matches!(late, Err(InspectError::Token(TokenProblem::Expired))), "{late:?}");
}

#[tokio::test]
async fn tokens_of_one_purpose_are_refused_for_every_other() {
    let fixture = Fixture::new().await;
    let not_me = reset_by_a_thief(&fixture).await;
    assert!(fixture.complete(&not_me, NEW_PASSWORD).await.is_err());
    assert!(fixture.engine.recovery.inspect_sign_in(&not_me).await.is_err());
    fixture.clock.advance(Duration::from_mins(2));
    let reset = fixture.reset_token(ANN).await;
    assert!(fixture.engine.recovery.disown(&reset, network(2).into(), Channel::PAGES.into()).await.is_err());
    assert!(fixture.engine.sign_in.with_link(&reset, crate::fixture::visitor()).await.is_err());
    assert!(fixture.engine.sign_in.with_one_time_token(reset.expose(), crate::fixture::visitor()).await.is_err());
    assert!(fixture.engine.recovery.inspect(&reset).await.is_ok(), "and still good for its own");
}

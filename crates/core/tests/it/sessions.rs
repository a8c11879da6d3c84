use rekey_core::LocationId;
use rekey_core::session::ClientId;
use rekey_core::time::Duration;

use crate::fixture::{ANN, Fixture, OLD_PASSWORD, address, network, visitor};

#[tokio::test]
async fn a_refresh_token_rotates() {
    let fixture = Fixture::new().await;
    let first = fixture.sign_in(ANN, OLD_PASSWORD).await.unwrap().tokens;
    let (second, account) = fixture.refresh(&first.refresh, None).await.unwrap();
    assert_eq!(account.email, address(ANN));
    assert!(fixture.is_signed_in(second.bearer.expose()).await);
    assert!(fixture.refresh(&second.refresh, None).await.is_ok());
}

#[tokio::test]
async fn a_rotated_token_played_again_at_once_is_refused_and_later_ends_the_session() {
    let fixture = Fixture::new().await;
    let first = fixture.sign_in(ANN, OLD_PASSWORD).await.unwrap().tokens;
    let (second, _) = fixture.refresh(&first.refresh, None).await.unwrap();
    fixture.clock.advance(Duration::from_secs(9));
    assert!(fixture.refresh(&first.refresh, None).await.is_err());
    assert!(fixture.is_signed_in(second.bearer.expose()).await, "a client that retries is not a thief");
    fixture.clock.advance(Duration::from_secs(2));
    assert!(fixture.refresh(&first.refresh, None).await.is_err());
    assert!(!fixture.is_signed_in(second.bearer.expose()).await);
    assert!(fixture.refresh(&second.refresh, None).await.is_err());
}

#[tokio::test]
async fn a_refresh_token_belongs_to_its_client() {
    let fixture = Fixture::new().await;
    let phone = ClientId::new("phone");
    let client = rekey_core::sign_in::Visitor { client: phone.clone(), ..visitor() };
    let password = rekey_core::Password::new(OLD_PASSWORD);
    let tokens = fixture.engine.sign_in.with_password(ANN, &password, client).await.unwrap().tokens;
    assert!(fixture.refresh(&tokens.refresh, ClientId::new("desk")).await.is_err());
    assert!(fixture.refresh(&tokens.refresh, None).await.is_err());
    assert!(fixture.refresh(&tokens.refresh, phone).await.is_ok());
}

#[tokio::test]
async fn without_a_client_the_canonical_address_stands_in() {
    let fixture = Fixture::new().await;
    let tokens = fixture.sign_in(ANN, OLD_PASSWORD).await.unwrap().tokens;
    let own = ClientId::new(ANN);
    assert!(fixture.refresh(&tokens.refresh, own).await.is_ok());
}

#[tokio::test]
async fn a_refresh_supersedes_the_other_sessions_of_account_and_client() {
    let fixture = Fixture::new().await;
    let older = fixture.sign_in(ANN, OLD_PASSWORD).await.unwrap().tokens;
    let newer = fixture.sign_in(ANN, OLD_PASSWORD).await.unwrap().tokens;
    let (rotated, _) = fixture.refresh(&newer.refresh, None).await.unwrap();
    assert!(fixture.refresh(&older.refresh, None).await.is_err());
    fixture.clock.advance(Duration::from_mins(1));
    assert!(fixture.refresh(&older.refresh, None).await.is_err());
    assert!(fixture.is_signed_in(rotated.bearer.expose()).await, "no alarm");
}

#[tokio::test]
async fn refresh_tokens_last_fifteen_days() {
    let fixture = Fixture::new().await;
    let tokens = fixture.sign_in(ANN, OLD_PASSWORD).await.unwrap().tokens;
    fixture.clock.advance(Duration::from_hours(15 * 24));
    assert!(fixture.refresh(&tokens.refresh, None).await.is_err());
}

#[tokio::test]
async fn a_bearer_dies_with_its_time_and_with_its_session() {
    let fixture = Fixture::new().await;
    let tokens = fixture.sign_in(ANN, OLD_PASSWORD).await.unwrap().tokens;
    assert!(fixture.is_signed_in(tokens.bearer.expose()).await);
    fixture.engine.sessions.end(tokens.session, network(1)).await.unwrap();
    assert!(!fixture.is_signed_in(tokens.bearer.expose()).await);
    assert!(fixture.refresh(&tokens.refresh, None).await.is_err());

    let tokens = fixture.sign_in(ANN, OLD_PASSWORD).await.unwrap().tokens;
    fixture.clock.advance(Duration::from_mins(15));
    assert!(!fixture.is_signed_in(tokens.bearer.expose()).await);
}

#[tokio::test]
async fn a_lock_ends_sessions() {
    let fixture = Fixture::new().await;
    let tokens = fixture.sign_in(ANN, OLD_PASSWORD).await.unwrap().tokens;
    fixture.engine.accounts.lock(&address(ANN)).await.unwrap().unwrap();
    assert!(!fixture.is_signed_in(tokens.bearer.expose()).await);
    assert!(fixture.refresh(&tokens.refresh, None).await.is_err());
}

#[tokio::test]
async fn a_session_is_passed_on_once_and_only_while_it_lives() {
    let fixture = Fixture::new().await;
    let engine = &fixture.engine;
    let tokens = fixture.sign_in(ANN, OLD_PASSWORD).await.unwrap().tokens;
    let known = engine.sessions.authenticate(tokens.bearer.expose()).await.unwrap();
    let token = engine.sessions.one_time_token(&known, LocationId::FIRST).await.unwrap();
    let exchanged = engine.sign_in.with_one_time_token(token.expose(), visitor()).await.unwrap();
    assert!(exchanged.refresh.is_none());
    let derived = engine.sessions.authenticate(exchanged.bearer.expose()).await.unwrap();
    assert_eq!((derived.session.id, derived.expires_at), (known.session.id, known.expires_at));
    assert!(engine.sign_in.with_one_time_token(token.expose(), visitor()).await.is_err());

    let token = engine.sessions.one_time_token(&known, LocationId::FIRST).await.unwrap();
    engine.sessions.end(known.session.id, network(1)).await.unwrap();
    assert!(!fixture.is_signed_in(exchanged.bearer.expose()).await);
    assert!(engine.sign_in.with_one_time_token(token.expose(), visitor()).await.is_err());
    assert!(engine.sessions.one_time_token(&known, LocationId::FIRST).await.is_err());
}

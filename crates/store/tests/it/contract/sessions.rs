//! Sessions and the rotation of their refresh tokens (contracts/nexudus.md, `/api/token`).

use rekey_core::TokenDigest;
use rekey_core::account::Account;
use rekey_core::ports::RefreshOutcome;
use rekey_core::session::{ClientId, NewSession, OtherSessions, ROTATION_GRACE, Session};
use rekey_core::time::after;
use tokio::task::JoinSet;

use super::Fixture;
use super::fixture::{ANN, MICROSECOND, REFRESH_LIFETIME, just_before, network};

/// A session of a client, and its refresh token.
async fn sign_in(f: &Fixture, account: &Account, client: &str) -> (Session, TokenDigest) {
    let new = NewSession { client: ClientId::new(client), ..f.new_session() };
    let refresh = new.refresh;
    (f.open(account, new).await.unwrap(), refresh)
}

/// Refreshes for the client that has the canonical address for a name. The next token, if it went well.
async fn refresh(f: &Fixture, presented: TokenDigest) -> (RefreshOutcome, TokenDigest) {
    let next = f.digest();
    (
        f.store.refresh(presented, None, OtherSessions::Superseded, next, REFRESH_LIFETIME, network()).await.unwrap(),
        next,
    )
}

fn rotated(outcome: &RefreshOutcome) -> bool {
    matches!(outcome, RefreshOutcome::Rotated(_))
}

pub(crate) async fn a_refresh_token_is_rotated_and_the_session_lives_on(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (session, first) = f.sign_in(&account).await;
    f.clock.advance(REFRESH_LIFETIME / 2);
    let (outcome, second) = refresh(&f, first).await;
    let RefreshOutcome::Rotated(renewed) = outcome else { panic!("{outcome:?}") };
    assert_eq!((renewed.0.id, renewed.1.id), (session.id, account.id));
    assert_eq!(renewed.0.expires_at, after(f.now(), REFRESH_LIFETIME));
    f.clock.advance(REFRESH_LIFETIME / 2 + MICROSECOND);
    assert!(f.is_alive(&session).await, "beyond the first token's time");
    assert!(rotated(&refresh(&f, second).await.0));
}

pub(crate) async fn a_refresh_token_expires_and_its_session_with_it(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (session, token) = f.sign_in(&account).await;
    f.clock.advance(just_before(REFRESH_LIFETIME));
    assert!(f.is_alive(&session).await);
    f.clock.advance(MICROSECOND);
    assert!(!f.is_alive(&session).await);
    assert!(matches!(refresh(&f, token).await.0, RefreshOutcome::Refused));
}

pub(crate) async fn an_unknown_refresh_token_is_refused(f: Fixture) {
    assert!(matches!(refresh(&f, f.digest()).await.0, RefreshOutcome::Refused));
}

pub(crate) async fn a_replay_within_the_grace_is_refused_without_alarm(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (session, first) = f.sign_in(&account).await;
    let (_, second) = refresh(&f, first).await;
    f.clock.advance(ROTATION_GRACE);
    assert!(matches!(refresh(&f, first).await.0, RefreshOutcome::Refused));
    assert!(f.is_alive(&session).await);
    assert!(rotated(&refresh(&f, second).await.0));
}

pub(crate) async fn a_replay_after_the_grace_ends_the_session(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (session, first) = f.sign_in(&account).await;
    let (_, second) = refresh(&f, first).await;
    f.clock.advance(ROTATION_GRACE + MICROSECOND);
    assert!(matches!(refresh(&f, first).await.0, RefreshOutcome::Stolen));
    assert!(!f.is_alive(&session).await);
    assert!(matches!(refresh(&f, second).await.0, RefreshOutcome::Refused));
    assert!(matches!(refresh(&f, first).await.0, RefreshOutcome::Refused), "the alarm rings once");
    assert_eq!(f.actions().await, ["account_created", "signed_in", "session_stolen"]);
}

pub(crate) async fn of_many_parallel_refreshes_one_rotates(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (session, token) = f.sign_in(&account).await;
    let mut tasks = JoinSet::new();
    for _ in 0..100 {
        let (store, next) = (f.store.clone(), f.digest());
        tasks.spawn(async move {
            store.refresh(token, None, OtherSessions::Superseded, next, REFRESH_LIFETIME, network()).await.unwrap()
        });
    }
    assert_eq!(tasks.join_all().await.iter().filter(|outcome| rotated(outcome)).count(), 1);
    assert!(f.is_alive(&session).await);
}

pub(crate) async fn a_refresh_supersedes_the_other_sessions_of_account_and_client(f: Fixture) {
    let ann = f.add_account(ANN).await;
    let bob = f.add_account("bob@example.com").await;
    let (older, older_token) = sign_in(&f, &ann, "portal").await;
    let (newer, newer_token) = sign_in(&f, &ann, "portal").await;
    let (other_client, _) = sign_in(&f, &ann, "app").await;
    let (other_account, _) = sign_in(&f, &bob, "portal").await;
    assert!(f.is_alive(&older).await, "a sign-in alone supersedes nothing");

    let portal = ClientId::new("portal");
    let portal = portal.as_ref();
    let outcome = f
        .store
        .refresh(newer_token, portal, OtherSessions::Superseded, f.digest(), REFRESH_LIFETIME, network())
        .await
        .unwrap();
    assert!(rotated(&outcome));
    assert!(!f.is_alive(&older).await);
    for session in [&newer, &other_client, &other_account] {
        assert!(f.is_alive(session).await);
    }
    f.clock.advance(ROTATION_GRACE * 2);
    let outcome = f
        .store
        .refresh(older_token, portal, OtherSessions::Superseded, f.digest(), REFRESH_LIFETIME, network())
        .await
        .unwrap();
    assert!(matches!(outcome, RefreshOutcome::Refused), "superseded, which is no alarm");
    assert!(f.is_alive(&newer).await);
}

pub(crate) async fn a_refresh_may_leave_the_other_sessions_alone(f: Fixture) {
    let ann = f.add_account(ANN).await;
    let (phone, phone_token) = sign_in(&f, &ann, "app").await;
    let (desk, desk_token) = sign_in(&f, &ann, "app").await;
    let app = ClientId::new("app");
    for token in [phone_token, desk_token] {
        let refreshed =
            f.store.refresh(token, app.as_ref(), OtherSessions::Kept, f.digest(), REFRESH_LIFETIME, network());
        assert!(rotated(&refreshed.await.unwrap()));
    }
    assert!(f.is_alive(&phone).await && f.is_alive(&desk).await);
}

pub(crate) async fn a_refresh_token_of_another_client_is_refused_and_stays_good(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (_, token) = sign_in(&f, &account, "portal").await;
    for client in [ClientId::new("app"), None] {
        let next = f.digest();
        let outcome = f
            .store
            .refresh(token, client.as_ref(), OtherSessions::Superseded, next, REFRESH_LIFETIME, network())
            .await
            .unwrap();
        assert!(matches!(outcome, RefreshOutcome::Refused), "{client:?}");
    }
    let portal = ClientId::new("portal");
    let outcome = f
        .store
        .refresh(token, portal.as_ref(), OtherSessions::Superseded, f.digest(), REFRESH_LIFETIME, network())
        .await
        .unwrap();
    assert!(rotated(&outcome));
}

pub(crate) async fn a_session_ends_once(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (session, token) = f.sign_in(&account).await;
    let (other, _) = f.sign_in(&account).await;
    assert!(f.store.end_session(session.id, network()).await.unwrap());
    assert!(!f.store.end_session(session.id, network()).await.unwrap());
    assert!(!f.is_alive(&session).await);
    assert!(f.is_alive(&other).await);
    assert!(matches!(refresh(&f, token).await.0, RefreshOutcome::Refused));
    assert_eq!(f.actions().await.last(), Some(&"signed_out"));
    assert!(f.store.living_session(f.new_session().id).await.unwrap().is_none());
}

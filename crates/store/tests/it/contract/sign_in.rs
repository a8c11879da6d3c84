//! Ways into a session: password, token, code.

use rekey_core::account::AccountStatus;
use rekey_core::ports::{AccountChange, SignInOutcome};
use rekey_core::session::{ClientId, NewSession};
use rekey_core::time::{Duration, after};
use rekey_core::token::{NewToken, PassedOn, TokenPurpose, TokenState};
use rekey_core::{LocationId, Purpose, SessionId, TokenDigest};
use tokio::task::JoinSet;

use super::Fixture;
use super::fixture::{ANN, MICROSECOND, REFRESH_LIFETIME, address, hashed_by, just_before, network, password};

const EVERY_PURPOSE: &[TokenPurpose] = &TokenPurpose::ALL;

async fn redeem(f: &Fixture, token: TokenDigest, purposes: &'static [TokenPurpose]) -> SignInOutcome {
    f.store.redeem_token(token, purposes, f.opening(None)).await.unwrap()
}

/// What is left of a bearer token that asks for its session to be passed on.
const BEARER_LEFT: Duration = Duration::from_mins(1);

async fn share(f: &Fixture, token: NewToken) -> Option<(SessionId, Duration)> {
    let shared = f.store.share_session(token.digest, network()).await.unwrap();
    shared.map(|shared| (shared.session.id, shared.bearer_left))
}

fn is_open(outcome: &SignInOutcome) -> bool {
    matches!(outcome, SignInOutcome::Open(_))
}

pub(crate) async fn a_session_opens_for_a_verified_account(f: Fixture) {
    let account = f.add_account("Ann@Example.com").await;
    let (session, _) = f.sign_in(&account).await;
    assert_eq!((&session.client, session.client_name(&account)), (&None, ANN), "the canonical address is the default");
    assert_eq!((session.account, session.epoch), (account.id, account.epoch));
    assert_eq!((session.created_at, session.expires_at), (f.now(), after(f.now(), REFRESH_LIFETIME)));
    let (living, whose) = f.store.living_session(session.id).await.unwrap().unwrap();
    assert_eq!((living.id, living.client, living.expires_at), (session.id, session.client, session.expires_at));
    assert_eq!(whose.id, account.id);
    assert_eq!(f.actions().await, ["account_created", "signed_in"]);

    let client = ClientId::new("portal");
    let named = NewSession { client: client.clone(), ..f.new_session() };
    let session = f.open(&account, named).await.unwrap();
    assert_eq!(session.client, client);
}

pub(crate) async fn no_session_opens_if_the_account_changed_since_it_was_verified(f: Fixture) {
    let verified = f.add_account(ANN).await;
    let open = async || f.open(&verified, f.new_session()).await;

    f.store.change_account(&address(ANN), AccountChange::DemandReset).await.unwrap();
    assert!(open().await.is_none(), "a reset was demanded");
    f.complete(f.reset_link(&verified).await).await;
    assert!(open().await.is_none(), "the password is another");
    let fresh = f.account(ANN).await;
    f.store.change_account(&address(ANN), AccountChange::Status(AccountStatus::Locked)).await.unwrap();
    assert!(f.open(&fresh, f.new_session()).await.is_none(), "it is locked");
    let locked = f.account(ANN).await;
    assert!(f.open(&locked, f.new_session()).await.is_none(), "it was locked");
    f.store.change_account(&address(ANN), AccountChange::Status(AccountStatus::Active)).await.unwrap();
    assert!(f.open(&fresh, f.new_session()).await.is_none(), "the epoch is another");
    f.store.change_account(&address(ANN), AccountChange::Delete).await.unwrap();
    assert!(f.open(&fresh, f.new_session()).await.is_none(), "it is gone");
}

/// Two sign-ins at once: the first one renews the hash that both verified.
pub(crate) async fn a_hash_that_was_renewed_since_it_was_verified_keeps_nobody_out(f: Fixture) {
    let verified = f.add_account(ANN).await;
    let renewed = hashed_by("argon2id 65536 3 1", "renewed");
    assert!(f.store.rehash(verified.id, &password("first"), renewed.clone(), network()).await.unwrap());
    assert_eq!(f.account(ANN).await.password, Some(renewed));
    assert!(f.open(&verified, f.new_session()).await.is_some());
}

pub(crate) async fn a_token_signs_in_once_of_a_hundred_parallel_tries(f: Fixture) {
    f.add_account(ANN).await;
    let mail = f.deliver(ANN, Purpose::SignIn).await;
    let mut tasks = JoinSet::new();
    for _ in 0..100 {
        let (store, opening) = (f.store.clone(), f.opening(None));
        tasks.spawn(async move { store.redeem_token(mail.link, &[TokenPurpose::SignIn], opening).await.unwrap() });
    }
    assert_eq!(tasks.join_all().await.iter().filter(|outcome| is_open(outcome)).count(), 1);
    assert_eq!(f.state(mail.link).await, TokenState::Used);
}

pub(crate) async fn a_sign_in_link_opens_a_session_and_proves_the_address(f: Fixture) {
    let account = f.add_account(ANN).await;
    let mail = f.deliver(ANN, Purpose::SignIn).await;
    let outcome = redeem(&f, mail.link, &[TokenPurpose::SignIn]).await;
    let SignInOutcome::Open(opened) = outcome else { panic!("{outcome:?}") };
    assert_eq!(opened.0.account, account.id);
    assert!(opened.1.email_verified);
    assert!(f.is_alive(&opened.0).await);
    assert!(f.account(ANN).await.email_verified);
}

pub(crate) async fn a_one_time_token_does_not_prove_the_address(f: Fixture) {
    let account = f.add_account(ANN).await;
    let token = f.new_token(TokenPurpose::OneTimeSignIn);
    assert!(f.store.mint_token(account.id, LocationId::FIRST, token).await.unwrap());
    assert!(is_open(&redeem(&f, token.digest, &[TokenPurpose::OneTimeSignIn]).await));
    assert!(!f.account(ANN).await.email_verified);
}

pub(crate) async fn a_token_of_another_purpose_signs_nobody_in(f: Fixture) {
    let account = f.add_account(ANN).await;
    let token = f.new_token(TokenPurpose::OneTimeSignIn);
    assert!(f.store.mint_token(account.id, LocationId::FIRST, token).await.unwrap());
    let refused = redeem(&f, token.digest, &[TokenPurpose::SignIn, TokenPurpose::SignedInRedirect]).await;
    assert!(!is_open(&refused));
    assert_eq!(f.state(token.digest).await, TokenState::Good);
}

pub(crate) async fn tokens_that_are_not_good_sign_nobody_in(f: Fixture) {
    let account = f.add_account(ANN).await;
    assert!(!is_open(&redeem(&f, f.digest(), EVERY_PURPOSE).await), "unknown");
    let decoy = f.deliver("bob@example.com", Purpose::SignIn).await;
    assert!(!is_open(&redeem(&f, decoy.link, EVERY_PURPOSE).await), "a decoy");
    let old = f.deliver(ANN, Purpose::SignIn).await;
    f.clock.advance(Duration::from_hours(1));
    assert!(!is_open(&redeem(&f, old.link, EVERY_PURPOSE).await), "expired");
    let overtaken = f.deliver(ANN, Purpose::SignIn).await;
    f.complete(f.reset_link(&account).await).await;
    assert!(!is_open(&redeem(&f, overtaken.link, EVERY_PURPOSE).await), "of an older epoch");
}

pub(crate) async fn an_account_that_must_reset_is_let_in_by_nothing_else(f: Fixture) {
    f.add_account(ANN).await;
    let mail = f.deliver(ANN, Purpose::SignIn).await;
    f.store.change_account(&address(ANN), AccountChange::DemandReset).await.unwrap();
    assert!(!is_open(&redeem(&f, mail.link, EVERY_PURPOSE).await));
    let attempt = f.attempt(ANN, Purpose::SignIn, &mail.code);
    assert!(!is_open(&f.store.redeem_code(attempt, f.opening(None)).await.unwrap()));
}

pub(crate) async fn a_code_signs_in_once_and_proves_the_address(f: Fixture) {
    let account = f.add_account(ANN).await;
    let mail = f.deliver(ANN, Purpose::SignIn).await;
    let redeem = async || {
        let attempt = f.attempt(ANN, Purpose::SignIn, &mail.code);
        f.store.redeem_code(attempt, f.opening(None)).await.unwrap()
    };
    let outcome = redeem().await;
    let SignInOutcome::Open(opened) = outcome else { panic!("{outcome:?}") };
    assert_eq!((opened.0.account, opened.1.email_verified), (account.id, true));
    assert!(f.is_alive(&opened.0).await);
    assert!(!is_open(&redeem().await));
}

pub(crate) async fn a_session_is_passed_on_while_it_lives(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (session, _) = f.sign_in(&account).await;
    let [first, second] = [(); 2].map(|()| f.new_token(TokenPurpose::SignedInRedirect));
    assert!(f.store.mint_for_session(session.id, first, BEARER_LEFT).await.unwrap());
    assert!(f.store.mint_for_session(session.id, second, BEARER_LEFT).await.unwrap());
    let record = f.store.inspect_token(first.digest).await.unwrap().unwrap();
    let passed_on = PassedOn { session: session.id, until: after(f.now(), BEARER_LEFT) };
    assert_eq!((record.session, record.account), (Some(passed_on), Some(account.id)));

    assert_eq!(share(&f, first).await, Some((session.id, BEARER_LEFT)));
    assert_eq!(share(&f, first).await, None, "once");
    assert!(f.store.end_session(session.id, network()).await.unwrap());
    assert_eq!(share(&f, second).await, None, "it is over");
    let third = f.new_token(TokenPurpose::SignedInRedirect);
    assert!(!f.store.mint_for_session(session.id, third, BEARER_LEFT).await.unwrap());
}

pub(crate) async fn a_session_is_passed_on_for_what_is_left_of_the_bearer_that_asked(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (session, _) = f.sign_in(&account).await;
    let [first, second] = [(); 2].map(|()| f.new_token(TokenPurpose::SignedInRedirect));
    assert!(f.store.mint_for_session(session.id, first, BEARER_LEFT).await.unwrap());
    assert!(f.store.mint_for_session(session.id, second, BEARER_LEFT).await.unwrap());
    f.clock.advance(just_before(BEARER_LEFT));
    assert_eq!(share(&f, first).await, Some((session.id, MICROSECOND)));
    f.clock.advance(MICROSECOND);
    assert_eq!(share(&f, second).await, None, "the bearer token is over");
}

pub(crate) async fn no_step_opens_a_session_by_one_that_is_passed_on(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (session, _) = f.sign_in(&account).await;
    let token = f.new_token(TokenPurpose::SignedInRedirect);
    assert!(f.store.mint_for_session(session.id, token, BEARER_LEFT).await.unwrap());
    assert!(!is_open(&redeem(&f, token.digest, EVERY_PURPOSE).await));
    assert_eq!(share(&f, token).await, Some((session.id, BEARER_LEFT)), "and it is not used up");
}

pub(crate) async fn of_a_hundred_that_present_a_session_passed_on_one_gets_it(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (session, _) = f.sign_in(&account).await;
    let token = f.new_token(TokenPurpose::SignedInRedirect);
    assert!(f.store.mint_for_session(session.id, token, BEARER_LEFT).await.unwrap());
    let mut tasks = JoinSet::new();
    for _ in 0..100 {
        let store = f.store.clone();
        tasks.spawn(async move { store.share_session(token.digest, network()).await.unwrap() });
    }
    assert_eq!(tasks.join_all().await.iter().flatten().count(), 1);
}

pub(crate) async fn only_a_token_that_passes_a_session_on_shares_one(f: Fixture) {
    let account = f.add_account(ANN).await;
    for purpose in TokenPurpose::ALL {
        let token = f.new_token(purpose);
        assert!(f.store.mint_token(account.id, LocationId::FIRST, token).await.unwrap());
        assert_eq!(share(&f, token).await, None, "{purpose:?}");
    }
}

//! Assertions: minted where a reset ends in an app, redeemed once by the app's backend.

use rekey_core::account::{Account, AccountStatus, Epoch};
use rekey_core::assertion::ASSERTION_LIFETIME;
use rekey_core::ports::{AccountChange, AssertionUse, Completion, WayIn};
use rekey_core::token::{NewToken, TokenPurpose, TokenState};
use rekey_core::{LocationId, TokenDigest};
use tokio::task::JoinSet;

use super::Fixture;
use super::fixture::{ANN, MICROSECOND, address, just_before, network};

async fn redeem(f: &Fixture, token: TokenDigest) -> AssertionUse {
    f.store.redeem_assertion(token, network().into()).await.unwrap()
}

fn new_assertion(f: &Fixture) -> NewToken {
    NewToken { lifetime: ASSERTION_LIFETIME, ..f.new_token(TokenPurpose::Assertion) }
}

/// What the reset of an account ended with.
async fn assertion(f: &Fixture, account: &Account) -> TokenDigest {
    let assertion = new_assertion(f);
    let reset = f.reset(f.reset_link(account).await, "second", WayIn::OneTime(assertion));
    assert!(matches!(f.store.complete_reset(reset).await.unwrap(), Completion::Done { .. }));
    assertion.digest
}

pub(crate) async fn an_assertion_is_redeemed_once_of_a_hundred_parallel_tries(f: Fixture) {
    let account = f.add_account(ANN).await;
    let token = assertion(&f, &account).await;
    let mut tasks = JoinSet::new();
    for _ in 0..100 {
        let store = f.store.clone();
        tasks.spawn(async move { store.redeem_assertion(token, network().into()).await.unwrap() });
    }
    let outcomes = tasks.join_all().await;
    let redeemed = outcomes.iter().filter(|outcome| **outcome == AssertionUse::Redeemed).count();
    assert_eq!(redeemed, 1);
    assert_eq!(outcomes.iter().filter(|o| **o == AssertionUse::Refused(TokenState::Used)).count(), 99);
    assert_eq!(f.actions().await.iter().filter(|action| **action == "assertion_redeemed").count(), 1);
}

pub(crate) async fn an_assertion_is_good_for_its_minute(f: Fixture) {
    let account = f.add_account(ANN).await;
    let token = assertion(&f, &account).await;
    f.clock.advance(just_before(ASSERTION_LIFETIME));
    assert_eq!(f.state(token).await, TokenState::Good);
    f.clock.advance(MICROSECOND);
    assert_eq!(redeem(&f, token).await, AssertionUse::Refused(TokenState::Expired));
}

pub(crate) async fn an_assertion_ends_with_its_epoch_a_lock_and_a_demanded_reset(f: Fixture) {
    let account = f.add_account(ANN).await;
    let first = assertion(&f, &account).await;
    let second = assertion(&f, &account).await;
    assert_eq!(redeem(&f, first).await, AssertionUse::Refused(TokenState::Void));
    for change in [AccountChange::DemandReset, AccountChange::Status(AccountStatus::Locked)] {
        f.store.change_account(&address(ANN), change).await.unwrap();
        assert_eq!(redeem(&f, second).await, AssertionUse::Refused(TokenState::Void));
    }
}

pub(crate) async fn a_token_of_another_purpose_is_no_assertion_and_stays_good(f: Fixture) {
    let account = f.add_account(ANN).await;
    for purpose in TokenPurpose::ALL.into_iter().filter(|purpose| *purpose != TokenPurpose::Assertion) {
        let token = f.new_token(purpose);
        assert!(f.store.mint_token(account.id, LocationId::FIRST, token).await.unwrap());
        assert_eq!(redeem(&f, token.digest).await, AssertionUse::Unknown, "{purpose:?}");
        assert_eq!(f.state(token.digest).await, TokenState::Good, "{purpose:?}");
    }
}

pub(crate) async fn an_assertion_is_minted_only_in_the_epoch_that_the_second_factor_was_shown_in(f: Fixture) {
    let account = f.add_account(ANN).await;
    let mint = async |epoch, token| f.store.mint_assertion(account.id, epoch, LocationId::FIRST, token).await.unwrap();
    let token = new_assertion(&f);
    assert!(mint(account.epoch, token).await);
    assert_eq!(redeem(&f, token.digest).await, AssertionUse::Redeemed);
    assert!(!mint(Epoch(account.epoch.0 + 1), new_assertion(&f)).await);
    f.store.change_account(&address(ANN), AccountChange::DemandReset).await.unwrap();
    assert!(!mint(f.account(ANN).await.epoch, new_assertion(&f)).await, "a reset was demanded");
}

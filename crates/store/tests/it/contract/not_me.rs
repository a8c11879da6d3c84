//! "This wasn't me": what ends a link before its time, and how the account is opened again (R9, R30).

use rekey_core::account::{AccountEdit, AccountStatus};
use rekey_core::location::LONGEST_NOT_ME_LIFETIME;
use rekey_core::outbox::Channel;
use rekey_core::ports::{AccountChange, DisownOutcome, Disowned, Retention};
use rekey_core::time::Duration;
use rekey_core::token::TokenState;
use rekey_core::{AccountId, Purpose, TokenDigest};

use super::Fixture;
use super::fixture::{ANN, Delivered, address, network};

const THIEF: &str = "thief@example.com";

async fn edit(f: &Fixture, account: AccountId, edit: AccountEdit) {
    f.store.edit_account(account, edit, network().into(), f.entry_id()).await.unwrap();
}

async fn change(f: &Fixture, email: &str, change: AccountChange) {
    f.store.change_account(&address(email), change).await.unwrap();
}

/// A reset that was mailed to this address; the notice of it.
async fn mailed_reset(f: &Fixture, email: &str) -> Delivered {
    f.clock.advance(Duration::from_secs(1));
    let mail = f.deliver(email, Purpose::ResetPassword).await;
    f.complete(mail.link).await
}

async fn move_to(f: &Fixture, account: AccountId, email: &str) -> Delivered {
    edit(f, account, AccountEdit { email: Some(address(email)), ..AccountEdit::default() }).await;
    f.deliver_due().await
}

async fn disown(f: &Fixture, link: TokenDigest) -> DisownOutcome {
    f.store.disown(link, f.entry_id(), network().into(), Channel::PAGES.into(), f.key.clone(), None).await.unwrap()
}

/// What else may happen to an account.
async fn everything_else(f: &Fixture, account: AccountId, email: &str) {
    edit(f, account, AccountEdit { end_sessions: true, ..AccountEdit::default() }).await;
    change(f, email, AccountChange::Status(AccountStatus::Locked)).await;
    change(f, email, AccountChange::Status(AccountStatus::Active)).await;
    change(f, email, AccountChange::Status(AccountStatus::Disowned)).await;
    f.store.raise_epochs(None, 100).await.unwrap();
    let by_operator = f.reset_link(&f.account(email).await).await;
    f.complete(by_operator).await;
}

pub(crate) async fn an_ordinary_link_outlives_everything_but_a_reset_mailed_to_its_address(f: Fixture) {
    let account = f.add_account(ANN).await;
    let notice = mailed_reset(&f, ANN).await;
    everything_else(&f, account.id, ANN).await;
    assert_eq!(f.state(notice.link).await, TokenState::Good);
    let newer = mailed_reset(&f, ANN).await;
    assert_eq!((f.state(notice.link).await, f.state(newer.link).await), (TokenState::Void, TokenState::Good));
    assert_eq!(disown(&f, newer.link).await, DisownOutcome::Done(Disowned { locked: false, second_factor: false }));
}

pub(crate) async fn the_link_of_the_address_before_outlives_the_resets_of_the_new_one(f: Fixture) {
    let account = f.add_account(ANN).await;
    let notice = move_to(&f, account.id, THIEF).await;
    mailed_reset(&f, THIEF).await;
    everything_else(&f, account.id, THIEF).await;
    move_to(&f, account.id, "thief@example.org").await;
    mailed_reset(&f, "thief@example.org").await;
    assert_eq!(f.state(notice.link).await, TokenState::Good);
    assert_eq!(disown(&f, notice.link).await, DisownOutcome::Done(Disowned { locked: true, second_factor: false }));
    assert_eq!(f.account("thief@example.org").await.status, AccountStatus::Locked);
}

pub(crate) async fn an_older_link_to_the_address_before_locks_as_well(f: Fixture) {
    let account = f.add_account(ANN).await;
    let notice = mailed_reset(&f, ANN).await;
    move_to(&f, account.id, THIEF).await;
    assert_eq!(disown(&f, notice.link).await, DisownOutcome::Done(Disowned { locked: true, second_factor: false }));
    assert_eq!(f.account(THIEF).await.status, AccountStatus::Locked, "a reset would go to the thief");
}

pub(crate) async fn a_lock_is_not_lost_and_is_heard_of(f: Fixture) {
    f.add_account(ANN).await;
    let notice = mailed_reset(&f, ANN).await;
    change(&f, ANN, AccountChange::Status(AccountStatus::Locked)).await;
    assert_eq!(disown(&f, notice.link).await, DisownOutcome::Done(Disowned { locked: true, second_factor: false }));
    let account = f.account(ANN).await;
    assert_eq!((account.status, account.must_reset), (AccountStatus::Locked, true));
}

pub(crate) async fn an_account_that_was_shut_is_opened_with_a_new_password_alone(f: Fixture) {
    let account = f.add_account(ANN).await;
    for moved in [false, true] {
        let notice = if moved { move_to(&f, account.id, THIEF).await } else { mailed_reset(&f, ANN).await };
        let email = if moved { THIEF } else { ANN };
        disown(&f, notice.link).await;
        if moved {
            edit(
                &f,
                account.id,
                AccountEdit { locked: Some(false), must_reset: Some(false), ..AccountEdit::default() },
            )
            .await;
        } else {
            f.deliver_due().await;
            change(&f, email, AccountChange::Status(AccountStatus::Active)).await;
        }
        let opened = f.account(email).await;
        assert_eq!((opened.status, opened.must_reset), (AccountStatus::Active, true));
        assert!(f.open(&opened, f.new_session()).await.is_none(), "the password may be the thief's");
        mailed_reset(&f, email).await;
        assert!(!f.account(email).await.must_reset);
    }
}

pub(crate) async fn what_was_mailed_last_is_forgotten_when_no_link_is_left(f: Fixture) {
    f.add_account(ANN).await;
    mailed_reset(&f, ANN).await;
    f.clock.advance(LONGEST_NOT_ME_LIFETIME);
    let before = f.store.sweep(Retention::default(), 100).await.unwrap().rows;
    assert!(before > 0);
    assert_eq!(f.store.sweep(Retention::default(), 100).await.unwrap().rows, 0);
}

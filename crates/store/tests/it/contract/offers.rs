//! Whose password an account gets when its address is proven (R26), and what strangers see of offers (R23).

use rekey_core::account::AccountStatus;
use rekey_core::offer::OfferMark;
use rekey_core::ports::{
    Acceptance, AccountChange, AccountOffer, AddressLimits, RefusedOffer, Retention, SignInOutcome, Verification, WayIn,
};
use rekey_core::sign_up::OFFER_LIFETIME;
use rekey_core::time::Duration;
use rekey_core::token::{TokenPurpose, TokenState};
use rekey_core::{PasswordHash, Purpose};
use tokio::task::JoinSet;

use super::Fixture;
use super::fixture::{ANN, Delivered, FREE, MICROSECOND, address, just_before, network, password};
use super::sign_up::{offer, offered, press_button, sign_up, verify};

/// Somebody signs up as Ann and has to wait.
async fn refuse(f: &Fixture, repeats: Option<OfferMark>) {
    f.store.refuse_offer(refused(f, repeats)).await.unwrap();
}

fn refused(f: &Fixture, repeats: Option<OfferMark>) -> RefusedOffer {
    let mut account = f.new_account(ANN);
    account.password = None;
    RefusedOffer { account, repeats, network: network() }
}

/// The password that Ann's account has after a mail is confirmed. Without one, she has to choose one.
async fn password_after(f: &Fixture, mail: &Delivered) -> Option<PasswordHash> {
    let account = press_button(f, mail).await;
    assert_eq!((account.status, account.email_verified), (AccountStatus::Active, true));
    assert_eq!(account.must_reset, account.password.is_none());
    account.password
}

async fn delete(f: &Fixture) {
    f.store.change_account(&address(ANN), AccountChange::Delete).await.unwrap();
}

pub(crate) async fn a_sign_up_that_has_to_wait_contests_the_one_before(f: Fixture) {
    let cooldown = Duration::from_mins(1);
    let limits = AddressLimits { cooldown, ..FREE };
    for in_one_step in [true, false] {
        let mail = {
            let first = AccountOffer { limits, ..offer(&f, "strangers", None) };
            assert_eq!(f.store.offer_account(first).await.unwrap(), Acceptance::Accepted);
            f.deliver_due().await
        };
        if in_one_step {
            let own = AccountOffer { limits, ..offer(&f, "own", None) };
            assert_eq!(f.store.offer_account(own).await.unwrap(), Acceptance::Suppressed { remaining: cooldown });
        } else {
            refuse(&f, None).await;
        }
        assert_eq!(password_after(&f, &mail).await, None);
        delete(&f).await;
        f.clock.advance(cooldown);
    }
}

pub(crate) async fn the_same_password_sent_twice_contests_nothing(f: Fixture) {
    let mail = sign_up(&f, "own").await;
    refuse(&f, Some(OfferMark::of(&password("own")))).await;
    assert_eq!(password_after(&f, &mail).await, Some(password("own")));
    delete(&f).await;
    let mail = sign_up(&f, "strangers").await;
    refuse(&f, Some(OfferMark::of(&password("own")))).await;
    assert_eq!(password_after(&f, &mail).await, None, "what is remembered is of another offer");
}

pub(crate) async fn a_sign_up_that_had_to_wait_contests_those_after_it_for_a_day(f: Fixture) {
    for (wait, outcome) in [(just_before(OFFER_LIFETIME), None), (OFFER_LIFETIME, Some(password("strangers")))] {
        refuse(&f, None).await;
        f.clock.advance(wait);
        let mail = sign_up(&f, "strangers").await;
        f.clock.advance(MICROSECOND);
        assert_eq!(password_after(&f, &mail).await, outcome);
        delete(&f).await;
    }
}

pub(crate) async fn a_sign_up_that_had_to_wait_leaves_an_account_that_a_reset_opens(f: Fixture) {
    refuse(&f, None).await;
    let account = f.account(ANN).await;
    assert_eq!((account.status, account.password), (AccountStatus::Unconfirmed, None));
    let reset = f.deliver(ANN, Purpose::ResetPassword).await;
    f.complete(reset.link).await;
    let account = f.account(ANN).await;
    assert_eq!((account.status, account.password), (AccountStatus::Active, Some(password("second"))));
    let retention = Retention { tokens: OFFER_LIFETIME, mails: OFFER_LIFETIME, ..Retention::default() };
    delete(&f).await;
    refuse(&f, None).await;
    f.clock.advance(just_before(OFFER_LIFETIME));
    f.store.sweep(retention, 100).await.unwrap();
    assert!(f.store.account_by_email(&address(ANN)).await.unwrap().is_some());
    f.clock.advance(MICROSECOND);
    f.store.sweep(retention, 100).await.unwrap();
    assert!(f.store.account_by_email(&address(ANN)).await.unwrap().is_none());
}

pub(crate) async fn an_account_stays_while_an_offer_or_a_refused_sign_up_of_it_does(f: Fixture) {
    let retention = Retention { tokens: OFFER_LIFETIME, mails: OFFER_LIFETIME, ..Retention::default() };
    let hour = Duration::from_hours(1);
    for refused_first in [true, false] {
        for refused in [refused_first, !refused_first] {
            if refused {
                refuse(&f, None).await;
            } else {
                sign_up(&f, "offered").await;
            }
            f.clock.advance(hour);
        }
        f.clock.advance(OFFER_LIFETIME.saturating_sub(2 * hour));
        for _ in 0..2 {
            f.store.sweep(retention, 100).await.unwrap();
            assert_eq!(f.account(ANN).await.status, AccountStatus::Unconfirmed);
        }
        f.clock.advance(hour);
        f.store.sweep(retention, 100).await.unwrap();
        assert!(f.store.account_by_email(&address(ANN)).await.unwrap().is_none());
    }
}

pub(crate) async fn a_contested_link_leads_to_a_new_password(f: Fixture) {
    sign_up(&f, "strangers").await;
    let mail = sign_up(&f, "own").await;
    let reset = f.new_token(TokenPurpose::Reset);
    let verified = f.store.verify_email(mail.link, reset, network()).await.unwrap();
    assert!(matches!(verified, Verification::Done(account) if account.must_reset));
    assert_eq!(f.state(reset.digest).await, TokenState::Good);
    f.store.complete_reset(f.reset(reset.digest, "chosen", WayIn::None)).await.unwrap();
    let account = f.account(ANN).await;
    assert_eq!((account.password.as_ref(), account.must_reset), (Some(&password("chosen")), false));
}

pub(crate) async fn an_uncontested_link_leads_to_no_new_password(f: Fixture) {
    let mail = sign_up(&f, "own").await;
    let reset = f.new_token(TokenPurpose::Reset);
    f.store.verify_email(mail.link, reset, network()).await.unwrap();
    assert!(f.store.inspect_token(reset.digest).await.unwrap().is_none());
}

pub(crate) async fn a_contested_code_signs_nobody_in(f: Fixture) {
    sign_up(&f, "strangers").await;
    let mail = sign_up(&f, "own").await;
    let attempt = f.attempt(ANN, Purpose::VerifyEmail, &mail.code);
    let outcome = f.store.redeem_code(attempt, f.opening(None)).await.unwrap();
    assert!(matches!(outcome, SignInOutcome::MustReset), "{outcome:?}");
    let account = f.account(ANN).await;
    assert!(account.email_verified && account.must_reset && account.password.is_none());
}

pub(crate) async fn a_mail_confirms_no_offer_that_was_made_after_it_was_asked_for(f: Fixture) {
    // Asked for by a sign-up that expires before its mail goes out, as one that was retried for a day.
    f.store.offer_account(offer(&f, "own", None)).await.unwrap();
    f.clock.advance(OFFER_LIFETIME);
    let late = f.claim_one().await;
    let before = f.prepare(&late).await.unwrap();
    sign_up(&f, "strangers").await;
    let after = f.prepare(&late).await.unwrap();
    assert!(f.store.settle(&late, f.sent()).await.unwrap());
    assert_eq!(offered(&f).await, Some(password("strangers")), "which took the place of the other");
    for mail in [&before, &after] {
        assert_eq!(f.state(mail.link).await, TokenState::Good);
    }
    assert_eq!(password_after(&f, &after).await, None);
    assert_eq!(f.state(before.link).await, TokenState::Void);
    delete(&f).await;

    f.clock.advance(MICROSECOND);
    f.store.offer_account(offer(&f, "own", None)).await.unwrap();
    let own = f.deliver_due().await;
    f.clock.advance(just_before(OFFER_LIFETIME));
    let resent = f.deliver(ANN, Purpose::VerifyEmail).await;
    f.clock.advance(Duration::from_secs(1));
    sign_up(&f, "strangers").await;
    assert_eq!(f.state(own.link).await, TokenState::Expired);
    assert_eq!(password_after(&f, &resent).await, None, "it was sent for the offer before");
}

pub(crate) async fn a_mail_that_is_sent_again_confirms_the_same_offer(f: Fixture) {
    let first = sign_up(&f, "own").await;
    f.clock.advance(Duration::from_mins(1));
    let again = f.deliver(ANN, Purpose::VerifyEmail).await;
    assert_eq!(password_after(&f, &again).await, Some(password("own")));
    assert_eq!(f.state(first.link).await, TokenState::Void);
    delete(&f).await;
    let first = sign_up(&f, "own").await;
    f.clock.advance(Duration::from_mins(1));
    f.store.offer_account(offer(&f, "anothersalt", Some(OfferMark::of(&password("own"))))).await.unwrap();
    f.deliver_due().await;
    assert_eq!(password_after(&f, &first).await, Some(password("own")), "signing up again voids no mail");
}

pub(crate) async fn a_password_of_an_account_made_at_once_is_contested_by_a_sign_up(f: Fixture) {
    for refused in [true, false] {
        let registered = f.store.register(f.new_account(ANN), f.new_session(), network()).await.unwrap();
        let (session, _) = registered.expect("a new account");
        if refused {
            refuse(&f, None).await;
        } else {
            sign_up(&f, "own").await;
        }
        let mail = f.deliver(ANN, Purpose::VerifyEmail).await;
        assert_eq!(password_after(&f, &mail).await, None);
        assert!(!f.is_alive(&session).await);
        delete(&f).await;
    }
}

pub(crate) async fn what_was_offered_is_known_alike_for_every_state_of_the_address(f: Fixture) {
    for state in 0..6 {
        match state {
            0 => {}
            1 => drop(f.store.register(f.new_account(ANN), f.new_session(), network()).await.unwrap()),
            2 => drop(f.add_account(ANN).await),
            _ => {
                f.add_account(ANN).await;
                let change = match state {
                    3 => AccountChange::Status(AccountStatus::Locked),
                    4 => AccountChange::Status(AccountStatus::Disowned),
                    _ => AccountChange::DemandReset,
                };
                f.store.change_account(&address(ANN), change).await.unwrap();
            }
        }
        sign_up(&f, "strangers").await;
        sign_up(&f, "another").await;
        assert_eq!(offered(&f).await, Some(password("another")), "{state}");
        f.clock.advance(OFFER_LIFETIME);
        assert_eq!(offered(&f).await, None, "{state}");
        sign_up(&f, "later").await;
        assert_eq!(offered(&f).await, Some(password("later")), "{state}");
        delete(&f).await;
    }
}

pub(crate) async fn any_proof_of_the_address_forgets_what_was_offered(f: Fixture) {
    for known in [true, false] {
        if known {
            let mut new = f.new_account(ANN);
            new.email_verified = true;
            f.store.add_accounts(vec![new]).await.unwrap();
        }
        sign_up(&f, "strangers").await;
        let mail = f.deliver(ANN, Purpose::SignIn).await;
        let attempt = f.attempt(ANN, Purpose::SignIn, &mail.code);
        let outcome = f.store.redeem_code(attempt, f.opening(None)).await.unwrap();
        assert!(matches!(outcome, SignInOutcome::Open(_)));
        assert_eq!(offered(&f).await, None);
        delete(&f).await;
    }
}

pub(crate) async fn of_an_offer_that_is_confirmed_and_contested_at_once_one_comes_first(f: Fixture) {
    for _ in 0..20 {
        let mail = sign_up(&f, "strangers").await;
        let mut tasks = JoinSet::new();
        let (store, contest) = (f.store.clone(), refused(&f, None));
        tasks.spawn(async move { store.refuse_offer(contest).await.unwrap() });
        let confirmed = verify(&f, mail.link).await;
        tasks.join_all().await;
        let Verification::Done(account) = confirmed else { panic!("{confirmed:?}") };
        assert_eq!(account.must_reset, account.password.is_none());
        let after = f.account(ANN).await;
        assert_eq!((after.password, after.must_reset), (account.password, account.must_reset));
        delete(&f).await;
    }
}

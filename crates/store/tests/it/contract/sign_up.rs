//! Sign-up, and what of it survives whose proof.

use rekey_core::account::AccountEdit;
use rekey_core::account::{Account, AccountStatus};
use rekey_core::offer::OfferMark;
use rekey_core::outbox::{Content, Decision, Request};
use rekey_core::ports::{
    Acceptance, AccountOffer, AddressLimits, ImportOutcome, PatchOutcome, Retention, SignInOutcome, Verification,
};
use rekey_core::profile::{LONGEST_PROFILE, ProfilePatch};
use rekey_core::sign_up::OFFER_LIFETIME;
use rekey_core::testing::APP_SIGN_UP;
use rekey_core::time::Duration;
use rekey_core::token::{TokenPurpose, TokenState};
use rekey_core::{PasswordHash, Purpose, TokenDigest};
use serde_json::{Map, Value, json};
use tokio::task::JoinSet;

use super::Fixture;
use super::fixture::{ANN, Delivered, FREE, LEASE, address, just_before, network, password};

/// Somebody signs up as Ann; `repeats` is the offered password that theirs equals.
pub(super) fn offer(f: &Fixture, word: &str, repeats: Option<OfferMark>) -> AccountOffer {
    let request = Request { channel: APP_SIGN_UP.channel(), ..f.request(ANN, Purpose::VerifyEmail) };
    let mut account = f.new_account(ANN);
    account.password = Some(password(word));
    account.name = Some("Someone".to_owned());
    AccountOffer { entry: f.entry_id(), request, limits: FREE, account, repeats }
}

/// Somebody signs up as Ann, and the mail goes out.
pub(crate) async fn sign_up(f: &Fixture, word: &str) -> Delivered {
    assert_eq!(f.store.offer_account(offer(f, word, None)).await.unwrap(), Acceptance::Accepted);
    f.deliver_due().await
}

pub(super) async fn offered(f: &Fixture) -> Option<PasswordHash> {
    f.store.offered_password(&address(ANN)).await.unwrap()
}

async fn redeem_code(f: &Fixture, mail: &Delivered, purpose: Purpose) -> Account {
    let attempt = f.attempt(ANN, purpose, &mail.code);
    match f.store.redeem_code(attempt, f.opening(None)).await.unwrap() {
        SignInOutcome::Open(opened) => opened.1,
        refused => panic!("{refused:?}"),
    }
}

async fn redeem_link(f: &Fixture, mail: &Delivered) -> Account {
    let purposes = &[TokenPurpose::VerifyEmail, TokenPurpose::SignIn];
    match f.store.redeem_token(mail.link, purposes, f.opening(None)).await.unwrap() {
        SignInOutcome::Open(opened) => opened.1,
        refused => panic!("{refused:?}"),
    }
}

pub(super) async fn press_button(f: &Fixture, mail: &Delivered) -> Account {
    match verify(f, mail.link).await {
        Verification::Done(account) => *account,
        refused => panic!("{refused:?}"),
    }
}

pub(super) async fn verify(f: &Fixture, link: TokenDigest) -> Verification {
    f.store.verify_email(link, f.new_token(TokenPurpose::Reset), network()).await.unwrap()
}

pub(crate) async fn a_sign_up_makes_an_unconfirmed_account_and_asks_for_a_mail(f: Fixture) {
    assert_eq!(offered(&f).await, None);
    let mail = sign_up(&f, "offered").await;
    let account = f.account(ANN).await;
    assert_eq!((account.status, account.email_verified), (AccountStatus::Unconfirmed, false));
    assert_eq!((account.password, offered(&f).await), (None, Some(password("offered"))));
    let Decision::Send(plan) = mail.decision else { panic!("a mail") };
    assert!(matches!(plan.content, Content::Recovery { purpose: Purpose::VerifyEmail, with_code: true, .. }));
    assert_eq!(plan.name, None, "what a stranger typed is not in the mail");
    assert_eq!(f.actions().await, ["account_created", "recovery_requested"]);
}

pub(crate) async fn every_way_to_confirm_a_sign_up_takes_its_password_over(f: Fixture) {
    for way in 0..3 {
        let mail = sign_up(&f, "offered").await;
        let account = match way {
            0 => redeem_code(&f, &mail, Purpose::VerifyEmail).await,
            1 => redeem_link(&f, &mail).await,
            _ => press_button(&f, &mail).await,
        };
        assert_eq!((account.status, account.email_verified), (AccountStatus::Active, true), "{way}");
        assert_eq!((account.password, account.name.as_deref()), (Some(password("offered")), Some("Someone")));
        assert_eq!(offered(&f).await, None);
        assert!(f.actions().await.contains(&"email_verified"));
        f.store.change_account(&address(ANN), rekey_core::ports::AccountChange::Delete).await.unwrap();
    }
}

pub(crate) async fn two_passwords_that_were_offered_take_each_other_out(f: Fixture) {
    let strangers = sign_up(&f, "strangers").await;
    let own = sign_up(&f, "own").await;
    assert_eq!(offered(&f).await, Some(password("own")), "the last one is kept, for comparing");
    assert_eq!(f.state(strangers.link).await, TokenState::Good);
    let purposes = &[TokenPurpose::VerifyEmail];
    let outcome = f.store.redeem_token(own.link, purposes, f.opening(None)).await.unwrap();
    assert!(matches!(outcome, SignInOutcome::MustReset), "{outcome:?}");
    let account = f.account(ANN).await;
    assert_eq!((account.status, account.email_verified, account.must_reset), (AccountStatus::Active, true, true));
    assert_eq!((account.password, account.name), (None, None));
    assert_eq!(f.state(strangers.link).await, TokenState::Void);
    assert!(!f.actions().await.contains(&"signed_in"));
}

pub(crate) async fn a_second_sign_up_with_the_same_password_contests_nothing(f: Fixture) {
    sign_up(&f, "own").await;
    let again = offer(&f, "anothersalt", Some(OfferMark::of(&password("own"))));
    f.store.offer_account(again).await.unwrap();
    let mail = f.deliver_due().await;
    assert_eq!(press_button(&f, &mail).await.password, Some(password("own")));
}

pub(crate) async fn another_proof_of_the_address_takes_no_password_over(f: Fixture) {
    for by_code in [true, false] {
        let mail = sign_up(&f, "strangers").await;
        let sign_in = f.deliver(ANN, Purpose::SignIn).await;
        let account =
            if by_code { redeem_code(&f, &sign_in, Purpose::SignIn).await } else { redeem_link(&f, &sign_in).await };
        assert_eq!((account.status, account.email_verified), (AccountStatus::Active, true));
        assert_eq!((account.password, offered(&f).await), (None, None));
        assert_eq!(f.state(mail.link).await, TokenState::Void, "nor is it taken over later");
        f.store.change_account(&address(ANN), rekey_core::ports::AccountChange::Delete).await.unwrap();
    }
}

pub(crate) async fn a_reset_forgets_what_was_offered(f: Fixture) {
    let mail = sign_up(&f, "strangers").await;
    let reset = f.deliver(ANN, Purpose::ResetPassword).await;
    f.complete(reset.link).await;
    let account = f.account(ANN).await;
    assert_eq!((account.status, account.email_verified), (AccountStatus::Active, true));
    assert_eq!((account.password, offered(&f).await), (Some(password("second")), None));
    assert_eq!(f.state(mail.link).await, TokenState::Void);
}

pub(crate) async fn a_sign_up_for_a_taken_address_changes_nothing_about_its_account(f: Fixture) {
    for verified in [true, false] {
        let mut new = f.new_account(ANN);
        new.email_verified = verified;
        f.store.add_accounts(vec![new]).await.unwrap();
        let before = f.account(ANN).await;
        let (session, _) = f.sign_in(&before).await;
        f.clock.advance(Duration::from_secs(1));
        let mail = sign_up(&f, "strangers").await;
        let Decision::Send(plan) = mail.decision else { panic!("a notice") };
        assert!(matches!(plan.content, Content::AddressTaken));
        assert_eq!(offered(&f).await, Some(password("strangers")), "a sign-in with it is answered as for a new one");
        let after = f.account(ANN).await;
        assert_eq!(
            (after.password, after.epoch, after.updated_at, after.name, after.status),
            (before.password, before.epoch, before.updated_at, before.name, AccountStatus::Active)
        );
        assert!(f.is_alive(&session).await);
        assert_eq!(f.state(mail.link).await, TokenState::Void);
        let attempt = f.attempt(ANN, Purpose::VerifyEmail, &mail.code);
        let tried = f.store.redeem_code(attempt, f.opening(None)).await.unwrap();
        assert!(matches!(tried, SignInOutcome::Refused));
        if !verified {
            let own = f.deliver(ANN, Purpose::VerifyEmail).await;
            assert_eq!(press_button(&f, &own).await.password, Some(password("first")));
        }
        f.store.change_account(&address(ANN), rekey_core::ports::AccountChange::Delete).await.unwrap();
    }
}

pub(crate) async fn a_sign_up_that_has_to_wait_asks_for_no_mail_and_spends_nothing(f: Fixture) {
    let cooldown = Duration::from_mins(1);
    let limits = AddressLimits { cooldown, ..FREE };
    f.ask(ANN, Purpose::VerifyEmail, limits).await;
    let waiting = AccountOffer { limits, ..offer(&f, "offered", None) };
    let suppressed = f.store.offer_account(waiting.clone()).await.unwrap();
    assert_eq!(suppressed, Acceptance::Suppressed { remaining: cooldown });
    assert_eq!(offered(&f).await, None);
    f.clock.advance(cooldown);
    assert_eq!(f.store.offer_account(waiting).await.unwrap(), Acceptance::Accepted);
    assert_eq!(f.ask(ANN, Purpose::VerifyEmail, limits).await, Acceptance::Suppressed { remaining: cooldown });
}

pub(crate) async fn of_many_parallel_sign_ups_one_makes_the_account(f: Fixture) {
    let mut tasks = JoinSet::new();
    for number in 0..20 {
        let (store, offer) = (f.store.clone(), offer(&f, &format!("word{number}"), None));
        tasks.spawn(async move { store.offer_account(offer).await.unwrap() });
    }
    assert!(tasks.join_all().await.iter().all(|acceptance| *acceptance == Acceptance::Accepted));
    let created = f.actions().await.iter().filter(|action| **action == "account_created").count();
    assert_eq!((created, f.account(ANN).await.status), (1, AccountStatus::Unconfirmed));
    let claim = f.store.claim(1, LEASE).await.unwrap().remove(0);
    let mail = f.prepare(&claim).await.unwrap();
    let account = press_button(&f, &mail).await;
    assert_eq!((account.password, account.must_reset), (None, true), "each contests the others");
}

pub(crate) async fn a_registered_account_is_in_at_once_and_a_taken_address_is_not(f: Fixture) {
    let new = f.new_account(ANN);
    let opened = f.store.register(new.clone(), f.new_session(), network()).await.unwrap();
    let (session, account) = opened.expect("a new account");
    assert!(f.is_alive(&session).await);
    assert_eq!((account.status, account.email_verified), (AccountStatus::Active, false));
    assert_eq!((account.password.as_ref(), offered(&f).await), (new.password.as_ref(), None));
    let again = f.new_account("ANN@example.com");
    assert!(f.store.register(again, f.new_session(), network()).await.unwrap().is_none());
    assert_eq!(f.actions().await, ["account_created", "signed_in"]);
}

pub(crate) async fn a_registered_password_does_not_outlive_a_proof_by_others(f: Fixture) {
    for (purpose, survives) in [(Purpose::VerifyEmail, true), (Purpose::SignIn, false)] {
        let registered = f.store.register(f.new_account(ANN), f.new_session(), network()).await.unwrap();
        let (session, _) = registered.expect("a new account");
        let mail = f.deliver(ANN, purpose).await;
        let account = redeem_link(&f, &mail).await;
        assert!(account.email_verified);
        assert_eq!((account.password.is_some(), f.is_alive(&session).await), (survives, survives));
        f.store.change_account(&address(ANN), rekey_core::ports::AccountChange::Delete).await.unwrap();
    }
}

pub(crate) async fn an_unconfirmed_account_makes_room_for_an_operators(f: Fixture) {
    let mail = sign_up(&f, "strangers").await;
    let added = f.store.add_accounts(vec![f.new_account(ANN)]).await.unwrap();
    assert_eq!(added, [ImportOutcome::Added]);
    let account = f.account(ANN).await;
    assert_eq!((account.status, account.password), (AccountStatus::Active, Some(password("first"))));
    assert_eq!(offered(&f).await, None);
    let gone = f.store.inspect_token(mail.link).await.unwrap();
    assert!(gone.is_none_or(|token| token.state == TokenState::Void));
}

pub(crate) async fn an_unconfirmed_account_makes_room_for_an_edit(f: Fixture) {
    let bob = f.add_account("bob@example.com").await.id;
    sign_up(&f, "strangers").await;
    let edit = AccountEdit { email: Some(address(ANN)), ..AccountEdit::default() };
    f.store.edit_account(bob, edit, network().into(), f.entry_id()).await.unwrap();
    let account = f.account(ANN).await;
    assert_eq!((account.id, account.status), (bob, AccountStatus::Active));
}

pub(crate) async fn an_address_that_an_operator_set_is_not_the_one_that_was_signed_up_with(f: Fixture) {
    sign_up(&f, "strangers").await;
    let (id, bob) = (f.account(ANN).await.id, "bob@example.com");
    let edit = AccountEdit { email: Some(address(bob)), email_verified: Some(true), ..AccountEdit::default() };
    f.store.edit_account(id, edit, network().into(), f.entry_id()).await.unwrap();
    assert_eq!(f.store.offered_password(&address(bob)).await.unwrap(), None);
    f.clock.advance(Duration::from_secs(1));
    let mail = f.deliver(bob, Purpose::SignIn).await;
    let account = redeem_link(&f, &mail).await;
    assert_eq!((account.status, account.email_verified, account.password), (AccountStatus::Active, true, None));
}

pub(crate) async fn what_nobody_confirms_goes_after_a_day(f: Fixture) {
    f.store.add_accounts(vec![f.new_account("bob@example.com")]).await.unwrap();
    sign_up(&f, "offered").await;
    let mut taken = offer(&f, "strangers", None);
    taken.account.email = address("bob@example.com");
    f.store.offer_account(taken).await.unwrap();
    f.store.register(f.new_account("cid@example.com"), f.new_session(), network()).await.unwrap();
    f.clock.advance(just_before(OFFER_LIFETIME));
    let retention = Retention { tokens: OFFER_LIFETIME, mails: OFFER_LIFETIME, ..Retention::default() };
    f.store.sweep(retention, 100).await.unwrap();
    assert!(offered(&f).await.is_some());
    f.clock.advance(Duration::from_secs(1));
    assert_eq!(offered(&f).await, None, "also before anybody sweeps");
    f.store.sweep(retention, 100).await.unwrap();
    assert!(f.store.account_by_email(&address(ANN)).await.unwrap().is_none());
    for kept in ["bob@example.com", "cid@example.com"] {
        assert_eq!(f.account(kept).await.password, Some(password("first")));
    }
}

pub(crate) async fn a_verification_link_works_once_and_opens_no_session(f: Fixture) {
    let mail = sign_up(&f, "offered").await;
    let sign_in = f.deliver(ANN, Purpose::SignIn).await;
    assert!(matches!(verify(&f, sign_in.link).await, Verification::Unknown));
    assert!(matches!(verify(&f, f.digest()).await, Verification::Unknown));
    press_button(&f, &mail).await;
    let again = verify(&f, mail.link).await;
    assert!(matches!(again, Verification::Refused(TokenState::Used)), "{again:?}");
    assert!(!f.actions().await.contains(&"signed_in"));
}

fn object(value: Value) -> Map<String, Value> {
    serde_json::from_value(value).unwrap()
}

pub(crate) async fn a_profile_is_changed_field_by_field(f: Fixture) {
    let account = f.add_account(ANN).await;
    assert!(account.profile.fields().is_empty());
    let patch = async |name, fields| {
        let patch = ProfilePatch { name, fields: object(fields) };
        match f.store.patch_profile(account.id, patch).await.unwrap() {
            PatchOutcome::Done(account) => Ok(*account),
            PatchOutcome::TooLong(too_long) => Err(too_long),
            PatchOutcome::Unknown => panic!("the account is there"),
        }
    };
    f.clock.advance(Duration::from_secs(1));
    let first = patch(Some(Some("Ann".to_owned())), json!({ "city": "Graz", "n": [1, { "b": null }] })).await.unwrap();
    assert_eq!((first.name.as_deref(), first.updated_at), (Some("Ann"), f.now()));
    let second = patch(None, json!({ "city": null, "žluť": "ano" })).await.unwrap();
    assert_eq!(second.profile.fields(), &object(json!({ "n": [1, { "b": null }], "žluť": "ano" })));
    assert_eq!(second.name.as_deref(), Some("Ann"));
    patch(None, json!({ "long": "x".repeat(LONGEST_PROFILE) })).await.unwrap_err();
    let stored = f.account(ANN).await;
    assert_eq!(stored.profile, second.profile);
    assert_eq!(patch(Some(None), json!({})).await.unwrap().name, None);
    let nobody = f.new_account("b@example.com").id;
    let unknown = f.store.patch_profile(nobody, ProfilePatch::default()).await.unwrap();
    assert!(matches!(unknown, PatchOutcome::Unknown));
}

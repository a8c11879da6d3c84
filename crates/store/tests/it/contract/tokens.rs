//! Links: inspecting, completing, disowning, and races for them.

use rekey_core::account::AccountEdit;
use rekey_core::account::AccountStatus;
use rekey_core::outbox::{Channel, Content, Decision, NoticeKind, Silence};
use rekey_core::ports::{AccountChange, Completion, DisownOutcome, Disowned, WayIn};
use rekey_core::time::{Duration, after};
use rekey_core::token::{TokenPurpose, TokenState};
use rekey_core::webhooks::{Subscription, WebhookEvent};
use rekey_core::{AccountId, LocationId, Purpose};
use tokio::task::JoinSet;

use super::Fixture;
use super::fixture::{ANN, FREE, LEASE, MICROSECOND, address, just_before, network, password};

pub(crate) async fn inspecting_a_token_changes_nothing(f: Fixture) {
    let account = f.add_account(ANN).await;
    let token = f.reset_link(&account).await;
    for _ in 0..20 {
        let record = f.store.inspect_token(token).await.unwrap().unwrap();
        assert_eq!((record.account, record.location), (Some(account.id), LocationId::FIRST));
        assert_eq!((record.state, record.expires_at), (TokenState::Good, after(f.now(), Duration::from_mins(10))));
    }
    f.complete(token).await;
}

pub(crate) async fn a_token_knows_where_its_request_wanted_to_go(f: Fixture) {
    f.add_account(ANN).await;
    let target = "https://app.example.com/reset?tab=2";
    for (email, redirect_to) in [(ANN, None), (ANN, Some(target)), ("nobody@example.com", Some(target))] {
        let mut request = f.request(email, Purpose::ResetPassword);
        request.redirect_to = redirect_to.map(|text| text.parse().unwrap());
        f.store.accept_request(f.entry_id(), request, FREE, Duration::ZERO).await.unwrap();
        let claim = f.claim_one().await;
        let mail = f.prepare(&claim).await.unwrap();
        assert!(f.store.settle(&claim, f.sent()).await.unwrap());
        let record = f.store.inspect_token(mail.link).await.unwrap().unwrap();
        assert_eq!(record.redirect_to.as_ref().map(url::Url::as_str), redirect_to, "{email}");
    }
}

pub(crate) async fn an_unknown_token_is_unknown(f: Fixture) {
    assert!(f.store.inspect_token(f.digest()).await.unwrap().is_none());
    let completion = f.store.complete_reset(f.reset(f.digest(), "second", WayIn::None)).await.unwrap();
    assert!(matches!(completion, Completion::Unknown));
    let disowned = f
        .store
        .disown(f.digest(), f.entry_id(), network().into(), Channel::PAGES.into(), f.key.clone(), None)
        .await
        .unwrap();
    assert_eq!(disowned, DisownOutcome::Unknown);
}

pub(crate) async fn a_token_is_good_until_the_microsecond_it_expires(f: Fixture) {
    let account = f.add_account(ANN).await;
    let token = f.reset_link(&account).await;
    f.clock.advance(just_before(Duration::from_mins(10)));
    assert_eq!(f.state(token).await, TokenState::Good);
    f.clock.advance(MICROSECOND);
    assert_eq!(f.state(token).await, TokenState::Expired);
    let completion = f.store.complete_reset(f.reset(token, "second", WayIn::None)).await.unwrap();
    assert!(matches!(completion, Completion::Refused(TokenState::Expired)));
    assert_eq!(f.account(ANN).await.password, Some(password("first")));
}

pub(crate) async fn of_a_thousand_parallel_completions_one_is_done(f: Fixture) {
    let account = f.add_account(ANN).await;
    let token = f.reset_link(&account).await;
    let mut tasks = JoinSet::new();
    for number in 0..1_000 {
        let reset = f.reset(token, &format!("password{number}"), WayIn::None);
        let store = f.store.clone();
        tasks.spawn(async move {
            let hash = reset.password.clone();
            (hash, store.complete_reset(reset).await.unwrap())
        });
    }
    let (won, lost): (Vec<_>, Vec<_>) =
        tasks.join_all().await.into_iter().partition(|(_, completion)| matches!(completion, Completion::Done { .. }));
    assert_eq!(won.len(), 1);
    assert!(lost.iter().all(|(_, completion)| matches!(completion, Completion::Refused(TokenState::Used))));
    let now = f.account(ANN).await;
    assert_eq!(now.password.as_ref(), Some(&won[0].0));
    assert_eq!(now.epoch.0, account.epoch.0 + 1);
    f.deliver_due().await;
}

pub(crate) async fn completing_sets_all_that_a_reset_sets(f: Fixture) {
    let account = f.add_account(ANN).await;
    f.store.change_account(&address(ANN), AccountChange::DemandReset).await.unwrap();
    let token = f.reset_link(&account).await;
    f.clock.advance(Duration::from_secs(1));
    let completion = f.store.complete_reset(f.reset(token, "second", WayIn::None)).await.unwrap();
    let Completion::Done { account: answered, at } = completion else { panic!("{completion:?}") };
    assert_eq!(at, f.now());
    for now in [*answered, f.account(ANN).await] {
        assert_eq!(now.password, Some(password("second")));
        assert_eq!((now.epoch.0, now.epoch_at), (account.epoch.0 + 1, f.now()));
        assert_eq!((now.status, now.must_reset, now.email_verified), (AccountStatus::Active, false, true));
        assert_eq!(now.updated_at, f.now());
    }
    assert_eq!(f.state(token).await, TokenState::Used);
    assert_eq!(f.actions().await.last(), Some(&"password_reset"));
}

pub(crate) async fn completing_ends_every_session_token_and_code(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (session, refresh) = f.sign_in(&account).await;
    let sibling = f.reset_link(&account).await;
    let redirect = f.new_token(TokenPurpose::SignedInRedirect);
    assert!(f.store.mint_for_session(session.id, redirect, Duration::from_mins(1)).await.unwrap());
    let sign_in = f.deliver(ANN, Purpose::SignIn).await;

    f.complete(f.reset_link(&account).await).await;

    assert!(!f.is_alive(&session).await);
    assert!(!f.store.end_session(session.id, network()).await.unwrap(), "it is over already");
    let refreshed = f.store.refresh(f.rotation(refresh)).await.unwrap();
    assert!(matches!(refreshed, rekey_core::ports::RefreshOutcome::Refused));
    for token in [sibling, redirect.digest, sign_in.link] {
        assert_eq!(f.state(token).await, TokenState::Void);
    }
    let attempt = f.attempt(ANN, Purpose::SignIn, &sign_in.code);
    let redeemed = f.store.redeem_code(attempt, f.opening(None)).await.unwrap();
    assert!(matches!(redeemed, rekey_core::ports::SignInOutcome::Refused));
}

pub(crate) async fn the_way_in_belongs_to_the_new_epoch(f: Fixture) {
    let account = f.add_account(ANN).await;
    let one_time = f.new_token(TokenPurpose::OneTimeSignIn);
    let reset = f.reset(f.reset_link(&account).await, "second", WayIn::OneTime(one_time));
    assert!(matches!(f.store.complete_reset(reset).await.unwrap(), Completion::Done { .. }));
    assert_eq!(f.state(one_time.digest).await, TokenState::Good);

    let session = f.new_session();
    let reset = f.reset(f.reset_link(&account).await, "third", WayIn::Session(session.clone()));
    assert!(matches!(f.store.complete_reset(reset).await.unwrap(), Completion::Done { .. }));
    let (living, now) = f.store.living_session(session.id).await.unwrap().unwrap();
    assert_eq!((living.epoch, living.account), (now.epoch, account.id));
    assert_eq!(f.state(one_time.digest).await, TokenState::Void);
}

pub(crate) async fn a_token_of_another_location_is_refused_and_stays_good(f: Fixture) {
    let account = f.add_account(ANN).await;
    let token = f.reset_link(&account).await;
    let mut reset = f.reset(token, "second", WayIn::None);
    reset.location = LocationId::new(2);
    let completion = f.store.complete_reset(reset.clone()).await.unwrap();
    assert!(matches!(completion, Completion::Refused(TokenState::Void)));
    reset.location = Some(LocationId::FIRST);
    assert!(matches!(f.store.complete_reset(reset).await.unwrap(), Completion::Done { .. }));
}

pub(crate) async fn a_token_of_another_purpose_completes_nothing(f: Fixture) {
    let account = f.add_account(ANN).await;
    let allowed = [TokenPurpose::Reset, TokenPurpose::ExchangedReset];
    for purpose in TokenPurpose::ALL.into_iter().filter(|purpose| !allowed.contains(purpose)) {
        let token = f.new_token(purpose);
        assert!(f.store.mint_token(account.id, LocationId::FIRST, token).await.unwrap());
        let completion = f.store.complete_reset(f.reset(token.digest, "second", WayIn::None)).await.unwrap();
        assert!(matches!(completion, Completion::Unknown), "{purpose:?}");
        if !TokenPurpose::NOT_ME.contains(&purpose) {
            let disowned = f
                .store
                .disown(token.digest, f.entry_id(), network().into(), Channel::PAGES.into(), f.key.clone(), None)
                .await
                .unwrap();
            assert_eq!(disowned, DisownOutcome::Unknown, "{purpose:?}");
        }
        assert_eq!(f.state(token.digest).await, TokenState::Good);
    }
    assert_eq!(f.account(ANN).await.password, Some(password("first")));
}

pub(crate) async fn disowning_shuts_the_account_until_a_reset(f: Fixture) {
    let account = f.add_account(ANN).await;
    let notice = f.complete(f.reset_link(&account).await).await;
    let account = f.account(ANN).await;
    let (session, _) = f.sign_in(&account).await;
    let sibling = f.reset_link(&account).await;
    f.clock.advance(Duration::from_secs(1));

    let outcome = f
        .store
        .disown(notice.link, f.entry_id(), network().into(), Channel::PAGES.into(), f.key.clone(), None)
        .await
        .unwrap();
    assert_eq!(outcome, DisownOutcome::Done(Disowned { locked: false, second_factor: false }));
    let shut = f.account(ANN).await;
    assert_eq!(shut.status, AccountStatus::Disowned);
    assert_eq!((shut.epoch.0, shut.epoch_at), (account.epoch.0 + 1, f.now()));
    assert!(!f.is_alive(&session).await);
    assert_eq!(f.state(sibling).await, TokenState::Void);
    assert_eq!(f.state(notice.link).await, TokenState::Used);
    assert!(f.open(&shut, f.new_session()).await.is_none());
    assert_eq!(f.actions().await.last(), Some(&"disowned"));

    let told = f.deliver_due().await;
    assert!(matches!(&told.decision, Decision::Send(plan)
        if matches!(plan.content, Content::Notice { kind: NoticeKind::Disowned, .. })));

    f.complete(f.reset_link(&shut).await).await;
    assert_eq!(f.account(ANN).await.status, AccountStatus::Active);
}

pub(crate) async fn disowning_a_change_of_address_locks_the_account_and_mails_nobody(f: Fixture) {
    const SHOP: &str = "https://shop.example.com/hooks";
    let before = f.add_account(ANN).await;
    let moved = AccountEdit { email: Some(address("thief@example.com")), ..AccountEdit::default() };
    f.store.edit_account(before.id, moved, network().into(), f.entry_id()).await.unwrap();
    let notice = f.deliver_due().await;
    let record = f.store.inspect_token(notice.link).await.unwrap().unwrap();
    assert_eq!((record.purpose, record.state), (TokenPurpose::NotMyAddress, TokenState::Good));
    let account = f.account("thief@example.com").await;
    let (session, _) = f.sign_in(&account).await;
    let sibling = f.reset_link(&account).await;
    let events = vec![WebhookEvent::AccountDisowned, WebhookEvent::AccountLocked];
    f.store.subscribe(vec![Subscription { url: SHOP.to_owned(), events }]).await.unwrap();
    f.accept("thief@example.com", Purpose::ResetPassword).await;
    f.clock.advance(Duration::from_secs(1));

    let outcome = f
        .store
        .disown(notice.link, f.entry_id(), network().into(), Channel::PAGES.into(), f.key.clone(), None)
        .await
        .unwrap();
    assert_eq!(outcome, DisownOutcome::Done(Disowned { locked: true, second_factor: false }));
    let shut = f.account("thief@example.com").await;
    assert_eq!((shut.status, shut.epoch.0), (AccountStatus::Locked, account.epoch.0 + 1));
    assert!(!f.is_alive(&session).await && f.open(&shut, f.new_session()).await.is_none());
    assert_eq!((f.state(sibling).await, f.state(notice.link).await), (TokenState::Void, TokenState::Used));
    assert_eq!(f.actions().await.split_last_chunk().unwrap().1, &["disowned", "account_locked"]);
    let mut told: Vec<_> = f.store.claim_webhooks(SHOP, 10, LEASE).await.unwrap();
    told.sort_by_key(|message| message.event.code());
    let told: Vec<_> = told.iter().map(|message| message.event).collect();
    assert_eq!(told, [WebhookEvent::AccountDisowned, WebhookEvent::AccountLocked]);

    let asked_before = f.deliver_due().await;
    assert!(matches!(asked_before.decision, Decision::Stay(Silence::Locked)), "and nobody gets an email");
    let asked_after = f.deliver("thief@example.com", Purpose::ResetPassword).await;
    assert!(matches!(asked_after.decision, Decision::Stay(Silence::Locked)), "no reset opens it");
    f.store.change_account(&address("thief@example.com"), AccountChange::Status(AccountStatus::Active)).await.unwrap();
    assert!(!f.is_alive(&session).await, "what it ended stays ended");
}

pub(crate) async fn a_disowned_account_opens_to_resets_alone(f: Fixture) {
    let account = f.add_account(ANN).await;
    f.store.change_account(&address(ANN), AccountChange::Status(AccountStatus::Disowned)).await.unwrap();
    for purpose in TokenPurpose::ALL {
        let token = f.new_token(purpose);
        assert!(f.store.mint_token(account.id, LocationId::FIRST, token).await.unwrap());
        // "This wasn't me" opens nothing.
        let opens = matches!(purpose, TokenPurpose::Reset | TokenPurpose::ExchangedReset)
            || TokenPurpose::NOT_ME.contains(&purpose);
        let expected = if opens { TokenState::Good } else { TokenState::Void };
        assert_eq!(f.state(token.digest).await, expected, "{purpose:?}");
    }
}

pub(crate) async fn of_many_parallel_disownings_one_is_done(f: Fixture) {
    let account = f.add_account(ANN).await;
    let notice = f.complete(f.reset_link(&account).await).await;
    let mut tasks = JoinSet::new();
    for _ in 0..100 {
        let (store, id, key) = (f.store.clone(), f.entry_id(), f.key.clone());
        tasks.spawn(async move {
            store.disown(notice.link, id, network().into(), Channel::PAGES.into(), key, None).await.unwrap()
        });
    }
    let outcomes = tasks.join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, DisownOutcome::Done(_))).count(), 1);
    f.deliver_due().await;
}

pub(crate) async fn a_reset_and_a_disowning_at_once_leave_one_of_both(f: Fixture) {
    let account = f.add_account(ANN).await;
    let notice = f.complete(f.reset_link(&account).await).await;
    let mail = f.deliver(ANN, Purpose::ResetPassword).await;
    let reset = f.reset(mail.link, "third", WayIn::None);
    let (completion, disowned) = tokio::join!(
        f.store.complete_reset(reset),
        f.store.disown(notice.link, f.entry_id(), network().into(), Channel::PAGES.into(), f.key.clone(), None)
    );
    let completed = matches!(completion.unwrap(), Completion::Done { .. });
    assert_ne!(completed, matches!(disowned.unwrap(), DisownOutcome::Done(_)), "each voids the other's token");
    let expected = if completed { AccountStatus::Active } else { AccountStatus::Disowned };
    assert_eq!(f.account(ANN).await.status, expected);
}

pub(crate) async fn operators_mint_links_for_accounts_that_are_not_locked(f: Fixture) {
    let account = f.add_account(ANN).await;
    f.complete(f.reset_link(&account).await).await;
    f.store.change_account(&address(ANN), AccountChange::Status(AccountStatus::Locked)).await.unwrap();
    let token = f.new_token(TokenPurpose::Reset);
    assert!(!f.store.mint_token(account.id, LocationId::FIRST, token).await.unwrap());
    let nobody: AccountId = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
    assert!(!f.store.mint_token(nobody, LocationId::FIRST, token).await.unwrap());
    assert!(f.store.inspect_token(token.digest).await.unwrap().is_none());
}

pub(crate) async fn what_a_lock_ended_stays_ended(f: Fixture) {
    let account = f.add_account(ANN).await;
    let token = f.reset_link(&account).await;
    let (session, _) = f.sign_in(&account).await;
    f.store.change_account(&address(ANN), AccountChange::Status(AccountStatus::Locked)).await.unwrap();
    assert_eq!(f.state(token).await, TokenState::Void);
    assert!(!f.is_alive(&session).await);
    f.store.change_account(&address(ANN), AccountChange::Status(AccountStatus::Active)).await.unwrap();
    assert_eq!(f.state(token).await, TokenState::Void);
    assert!(!f.is_alive(&session).await);
}

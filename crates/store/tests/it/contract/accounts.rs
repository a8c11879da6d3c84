//! Keeping accounts.

use rekey_core::account::{AccountStatus, NewAccount};
use rekey_core::ports::{AccountChange, CodeOutcome, ImportOutcome, NearestAccount};
use rekey_core::profile::Profile;
use rekey_core::time::Duration;
use rekey_core::token::{TokenPurpose, TokenState};
use rekey_core::{LocationId, Purpose};

use super::Fixture;
use super::fixture::{ANN, address, network, password};

pub(crate) async fn an_account_comes_back_as_it_was_added(f: Fixture) {
    let new = NewAccount {
        email_verified: true,
        name: Some("Ann Lee".to_owned()),
        locations: [7, 1, 3].map(|number| LocationId::new(number).unwrap()).to_vec(),
        locale: Some("de-AT".parse().unwrap()),
        provider: Some("Google".to_owned()),
        profile: Profile::from_json(r#"{"city":"Graz"}"#).unwrap(),
        external_id: Some("42".parse().unwrap()),
        ..f.new_account("Ann@Bücher.Example")
    };
    f.store.add_accounts(vec![new.clone()]).await.unwrap();
    let by_id = f.store.account_by_id(new.id).await.unwrap().unwrap();
    for account in [by_id, f.account("ann@xn--bcher-kva.example").await] {
        assert_eq!(account.id, new.id);
        assert_eq!(account.email.as_stored(), "Ann@Bücher.Example");
        assert_eq!((account.email_verified, account.must_reset), (true, false));
        assert_eq!((account.name.as_deref(), account.locale.as_ref()), (Some("Ann Lee"), new.locale.as_ref()));
        assert_eq!(account.provider.as_deref(), Some("Google"));
        assert_eq!((&account.profile, &account.external_id), (&new.profile, &new.external_id));
        assert_eq!((&account.password, &account.locations), (&new.password, &new.locations));
        assert_eq!(account.status, AccountStatus::Active);
        assert_eq!((account.created_at, account.updated_at), (f.now(), f.now()));
    }
}

pub(crate) async fn an_account_may_lack_password_name_and_locale(f: Fixture) {
    f.store.add_accounts(vec![NewAccount { password: None, ..f.new_account(ANN) }]).await.unwrap();
    let account = f.account(ANN).await;
    assert!(account.password.is_none() && account.name.is_none() && account.locale.is_none());
    f.complete(f.reset_link(&account).await).await;
    assert_eq!(f.account(ANN).await.password, Some(password("second")));
}

pub(crate) async fn nobody_is_found_where_nobody_is(f: Fixture) {
    let account = f.new_account(ANN);
    assert!(f.store.account_by_id(account.id).await.unwrap().is_none());
    assert!(f.store.account_by_email(&account.email).await.unwrap().is_none());
    assert!(f.store.change_account(&account.email, AccountChange::Delete).await.unwrap().is_none());
}

pub(crate) async fn another_account_is_read_where_nobody_has_the_address(f: Fixture) {
    f.add_account("bob@example.com").await;
    for (email, is_asked_for) in [("ann@example.com", false), ("bob@example.com", true), ("cid@example.com", false)] {
        let nearest = f.store.nearest_account(&address(email)).await.unwrap();
        assert_eq!(nearest.asked_for().is_some(), is_asked_for, "{email}");
        let (NearestAccount::AskedFor(read) | NearestAccount::Another(Some(read))) = nearest else {
            panic!("nobody was read for {email}");
        };
        assert_eq!(read.email.as_stored(), "bob@example.com");
    }
}

pub(crate) async fn an_account_whose_address_is_taken_is_left_out_and_the_others_are_not(f: Fixture) {
    let first = f.add_account(ANN).await;
    let batch = ["bob@example.com", "ANN@example.com", "cid@example.com", "Cid@example.com"];
    let outcomes = f.store.add_accounts(batch.map(|email| f.new_account(email)).to_vec()).await.unwrap();
    assert_eq!(outcomes, [ImportOutcome::Added, ImportOutcome::AddressTaken].repeat(2));
    let now = f.account(ANN).await;
    assert_eq!((now.id, now.email.as_stored()), (first.id, ANN));
}

pub(crate) async fn accounts_are_paged_in_the_order_of_their_addresses(f: Fixture) {
    let emails = ["d@example.com", "B@example.com", "Éa@example.com", "a@example.com", "c-c@example.com"];
    f.store.add_accounts(emails.map(|email| f.new_account(email)).to_vec()).await.unwrap();
    let mut seen = Vec::new();
    let mut after = None;
    for (size, more) in [(2, true), (2, true), (1, false)] {
        let page = f.store.accounts(after.as_deref(), 2).await.unwrap();
        assert_eq!((page.accounts.len(), page.next.is_some()), (size, more));
        seen.extend(page.accounts.into_iter().map(|account| account.email.canonical().to_owned()));
        after = page.next;
    }
    let mut expected: Vec<_> = emails.map(|email| address(email).canonical().to_owned()).to_vec();
    expected.sort();
    assert_eq!(seen, expected);
    assert_eq!(f.store.accounts(None, 5).await.unwrap().next, None, "a full page may be the last");
}

pub(crate) async fn locking_raises_the_epoch_and_unlocking_does_not(f: Fixture) {
    let account = f.add_account(ANN).await;
    f.clock.advance(Duration::from_secs(1));
    let change =
        async |status| f.store.change_account(&address(ANN), AccountChange::Status(status)).await.unwrap().unwrap();
    let locked = change(AccountStatus::Locked).await;
    assert_eq!((locked.status, locked.epoch.0), (AccountStatus::Locked, account.epoch.0 + 1));
    assert_eq!((locked.epoch_at, locked.updated_at), (f.now(), f.now()));
    assert_eq!(change(AccountStatus::Locked).await.epoch, locked.epoch, "it was locked already");
    let unlocked = change(AccountStatus::Active).await;
    assert_eq!((unlocked.status, unlocked.epoch), (AccountStatus::Active, locked.epoch));
    assert_eq!(f.actions().await, ["account_created", "account_locked", "account_unlocked"]);
}

pub(crate) async fn a_demanded_reset_leaves_sessions_alone(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (session, _) = f.sign_in(&account).await;
    let changed = f.store.change_account(&address(ANN), AccountChange::DemandReset).await.unwrap().unwrap();
    assert_eq!((changed.must_reset, changed.epoch), (true, account.epoch));
    assert!(f.is_alive(&session).await);
    assert_eq!(f.actions().await.last(), Some(&"reset_demanded"));
}

pub(crate) async fn the_sessions_links_and_codes_of_everybody_end_batch_by_batch(f: Fixture) {
    let mut people = Vec::new();
    for number in 0..5 {
        let account = f.add_account(&format!("person{number}@example.com")).await;
        people.push((f.sign_in(&account).await.0, f.reset_link(&account).await));
        f.clock.advance(Duration::from_millis(1));
    }
    let (mut last, mut steps) = (f.store.raise_epochs(None, 2).await.unwrap(), 1);
    while last.is_some() {
        last = f.store.raise_epochs(last, 2).await.unwrap();
        steps += 1;
    }
    assert_eq!(steps, 4, "three with accounts, one that finds no more");
    for (session, link) in &people {
        assert!(!f.is_alive(session).await);
        assert_eq!(f.store.inspect_token(*link).await.unwrap().unwrap().state, TokenState::Void);
    }
    assert_eq!(f.actions().await.iter().filter(|action| **action == "sessions_ended").count(), 1);
    let again = f.account("person0@example.com").await;
    assert!(f.is_alive(&f.sign_in(&again).await.0).await, "a new sign-in is good");
}

pub(crate) async fn a_deleted_account_takes_sessions_tokens_and_codes_along(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (session, _) = f.sign_in(&account).await;
    let link = f.reset_link(&account).await;
    let mail = f.deliver(ANN, Purpose::ResetPassword).await;
    let deleted = f.store.change_account(&address(ANN), AccountChange::Delete).await.unwrap().unwrap();
    assert_eq!(deleted.id, account.id);
    assert!(f.store.account_by_id(account.id).await.unwrap().is_none());
    assert!(!f.is_alive(&session).await);
    for token in [link, mail.link] {
        assert!(f.store.inspect_token(token).await.unwrap().is_none());
    }
    f.add_account(ANN).await;
    let attempt = f.attempt(ANN, Purpose::ResetPassword, &mail.code);
    let token = f.new_token(TokenPurpose::ExchangedReset);
    assert_eq!(f.store.exchange_code(attempt, token, network()).await.unwrap(), CodeOutcome::Refused);
}

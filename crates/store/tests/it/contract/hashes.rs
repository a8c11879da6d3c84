//! Hashes of several systems beside each other, and their way to the present one.

use rekey_core::account::NewAccount;
use rekey_core::outbox::{Channel, Content, Decision, NoticeKind};
use rekey_core::password_hash::HashRecipe;
use rekey_core::ports::{AccountChange, ChangePassword, RefreshOutcome};
use rekey_core::session::Session;
use rekey_core::token::TokenState;

use super::Fixture;
use super::fixture::{ANN, address, hashed_by, network, origin, password};

pub(crate) async fn the_recipes_of_stored_hashes_are_told_while_an_account_has_them(f: Fixture) {
    let recipes = async || f.store.hash_recipes().await.unwrap();
    assert_eq!(recipes().await, []);
    let hashes = [("bob", "bcrypt 12"), ("cid", "bcrypt 12"), ("dan", "argon2id 65536 3 4")];
    let accounts = hashes.map(|(name, recipe)| NewAccount {
        password: Some(hashed_by(recipe, "word")),
        ..f.new_account(&format!("{name}@example.com"))
    });
    f.store.add_accounts(accounts.to_vec()).await.unwrap();
    f.store.add_accounts(vec![NewAccount { password: None, ..f.new_account("eve@example.com") }]).await.unwrap();
    let named = |names: &[&str]| names.iter().map(|name| HashRecipe((*name).to_owned())).collect::<Vec<_>>();
    assert_eq!(recipes().await, named(&["argon2id 65536 3 4", "bcrypt 12"]));

    let dan = f.account("dan@example.com").await;
    assert_eq!(dan.password.as_ref().unwrap().recipe().0, "argon2id 65536 3 4");
    f.complete(f.reset_link(&dan).await).await;
    f.store.change_account(&address("bob@example.com"), AccountChange::Delete).await.unwrap();
    assert_eq!(recipes().await, named(&["argon2id 19456 2 1", "bcrypt 12"]));
    f.store.change_account(&address("cid@example.com"), AccountChange::Delete).await.unwrap();
    assert_eq!(recipes().await, named(&["argon2id 19456 2 1"]));
}

pub(crate) async fn a_rehash_replaces_the_hash_that_still_stands_and_nothing_else(f: Fixture) {
    let new = NewAccount { password: Some(hashed_by("bcrypt 12", "first")), ..f.new_account(ANN) };
    f.store.add_accounts(vec![new.clone()]).await.unwrap();
    let (before, old) = (f.account(ANN).await, new.password.unwrap());
    let (session, _) = f.sign_in(&before).await;
    let rehash = async |to| f.store.rehash(before.id, &old, password(to), network()).await.unwrap();
    assert!(rehash("renewed").await);
    let after = f.account(ANN).await;
    assert_eq!((after.password, after.epoch), (Some(password("renewed")), before.epoch));
    assert!(f.is_alive(&session).await);
    assert_eq!(f.actions().await.last(), Some(&"password_rehashed"));

    assert!(!rehash("late").await, "another hash has replaced it");
    assert_eq!(f.account(ANN).await.password, Some(password("renewed")));
    let count = f.actions().await.iter().filter(|action| **action == "password_rehashed").count();
    assert_eq!(count, 1);
}

pub(crate) async fn a_changed_password_ends_everything_but_the_session_that_changed_it(f: Fixture) {
    let before = f.add_account(ANN).await;
    let ((session, refresh), (other, _)) = (f.sign_in(&before).await, f.sign_in(&before).await);
    let link = f.reset_link(&before).await;
    let change = async |session: &Session, old: &str, new: &str| {
        let change = ChangePassword {
            session: session.id,
            old: password(old),
            new: password(new),
            notice: f.entry_id(),
            location: before.own_location(),
            origin: origin(),
            door: Channel::PAGES.into(),
        };
        f.store.change_password(change).await.unwrap()
    };
    assert!(change(&session, "another", "new").await.is_none());
    assert!(f.is_alive(&other).await && f.account(ANN).await.password == before.password, "nothing was changed");

    let changed = change(&session, "first", "new").await.expect("changed");
    assert_eq!((changed.password, changed.email_verified), (Some(password("new")), before.email_verified));
    assert!(f.is_alive(&session).await && !f.is_alive(&other).await);
    assert_eq!(f.state(link).await, TokenState::Void);
    assert!(matches!(f.store.refresh(f.rotation(refresh)).await.unwrap(), RefreshOutcome::Renewed(_)));
    assert!(change(&other, "new", "newer").await.is_none(), "its session is over");
    assert_eq!(f.actions().await.iter().filter(|action| **action == "password_changed").count(), 1);
    let Decision::Send(plan) = f.deliver_due().await.decision else { panic!("no notice") };
    assert!(matches!(plan.content, Content::Notice { kind: NoticeKind::PasswordChanged, .. }), "{plan:?}");
}

//! Hashes of several systems beside each other, and their way to the present one.

use rekey_core::account::NewAccount;
use rekey_core::password_hash::HashRecipe;
use rekey_core::ports::AccountChange;

use super::Fixture;
use super::fixture::{ANN, address, hashed_by, network, password};

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

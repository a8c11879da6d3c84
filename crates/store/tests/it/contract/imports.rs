//! Imports that bring accounts up to date.

use rekey_core::account::{AccountEdit, AccountStatus, HashMark, ImportMark, ImportedAccount, NewAccount};
use rekey_core::outbox::{Channel, Content, Decision, NoticeKind};
use rekey_core::ports::{AccountChange, ChangePassword, ImportOutcome, Verification};
use rekey_core::profile::Profile;
use rekey_core::time::Duration;
use rekey_core::token::TokenState;
use rekey_core::{Account, LocationId};

use super::Fixture;
use super::fixture::{ANN, address, hashed_by, network, origin, password};
use super::own_account::ask_to_move;

const ADDED: ImportOutcome = ImportOutcome::Added;
const CHANGED: ImportOutcome = ImportOutcome::Present { changed: true, password_kept: false, address_kept: false };
const UNCHANGED: ImportOutcome = ImportOutcome::Present { changed: false, password_kept: false, address_kept: false };
const KEPT: ImportOutcome = ImportOutcome::Present { changed: false, password_kept: true, address_kept: false };
const ADDRESS_KEPT: ImportOutcome = ImportOutcome::Present { changed: false, password_kept: false, address_kept: true };

/// Ann, as the other system has her: with this hash and status.
fn ann(f: &Fixture, hash: &str, status: AccountStatus) -> NewAccount {
    let hash = hashed_by("bcrypt 12", hash);
    let hash_mark = Some(HashMark::of(&hash, &f.key));
    let mark = ImportMark { hash: hash_mark, locked: status == AccountStatus::Locked, address: Some(f.key_of(ANN)) };
    NewAccount { password: Some(hash), external_id: Some("42".parse().unwrap()), status, mark, ..f.new_account(ANN) }
}

/// The same account with another address.
fn at(f: &Fixture, email: &str, account: NewAccount) -> NewAccount {
    let mark = ImportMark { address: Some(f.key_of(email)), ..account.mark };
    NewAccount { email: address(email), mark, ..account }
}

/// Gives the account a new address as its owner does.
async fn move_to(f: &Fixture, account: &Account, email: &str) -> Account {
    f.clock.advance(Duration::from_secs(1));
    let token = ask_to_move(f, account, email).await.link;
    let moved = f.store.confirm_new_address(token, origin(), f.entry_id(), f.key.clone()).await.unwrap();
    let Verification::Done(moved) = moved else { panic!("{moved:?}") };
    f.deliver_due().await;
    *moved
}

async fn import(f: &Fixture, account: NewAccount) -> ImportOutcome {
    let imported = ImportedAccount { account, says_locations: false, says_status: true };
    f.store.update_accounts(vec![imported], vec![f.entry_id()]).await.unwrap().remove(0)
}

async fn by_external_id(f: &Fixture, id: &str) -> Option<Account> {
    f.store.account_by_external_id(&id.parse().unwrap()).await.unwrap()
}

pub(crate) async fn an_import_adds_what_is_missing_and_leaves_what_did_not_change(f: Fixture) {
    assert_eq!(import(&f, ann(&f, "old", AccountStatus::Active)).await, ADDED);
    let before = by_external_id(&f, "42").await.unwrap();
    let link = f.reset_link(&before).await;
    assert_eq!(import(&f, ann(&f, "old", AccountStatus::Active)).await, UNCHANGED);
    let after = f.account(ANN).await;
    assert_eq!((after.id, after.epoch, after.updated_at), (before.id, before.epoch, before.updated_at));
    assert!(f.state(link).await == TokenState::Good);
    assert_eq!(f.actions().await, ["account_created", "operator_reset"]);
}

pub(crate) async fn an_import_changes_what_it_says_and_nothing_else(f: Fixture) {
    let before = NewAccount {
        name: Some("Ann".to_owned()),
        email_verified: true,
        profile: Profile::from_json(r#"{"city":"Graz"}"#).unwrap(),
        ..ann(&f, "old", AccountStatus::Active)
    };
    import(&f, before).await;
    let says = NewAccount { locale: Some("de".parse().unwrap()), ..ann(&f, "old", AccountStatus::Active) };
    assert_eq!(import(&f, NewAccount { locations: vec![LocationId::new(7).unwrap()], ..says }).await, CHANGED);
    let after = f.account(ANN).await;
    assert_eq!((after.name.as_deref(), after.email_verified), (Some("Ann"), true));
    assert_eq!(after.locale.map(|locale| locale.to_string()).as_deref(), Some("de"));
    assert_eq!(after.profile.fields()["city"], "Graz");
    assert_eq!(after.locations, [LocationId::FIRST], "nothing was said of locations");
}

pub(crate) async fn an_import_that_says_no_status_opens_nothing_and_one_that_says_locations_sets_them(f: Fixture) {
    import(&f, ann(&f, "old", AccountStatus::Locked)).await;
    let seven = vec![LocationId::new(7).unwrap()];
    let account = NewAccount { locations: seven.clone(), ..ann(&f, "old", AccountStatus::Active) };
    let silent = ImportedAccount { account, says_locations: true, says_status: false };
    assert_eq!(f.store.update_accounts(vec![silent], vec![f.entry_id()]).await.unwrap(), [CHANGED]);
    let after = f.account(ANN).await;
    assert_eq!((after.status, after.locations), (AccountStatus::Locked, seven));
    assert_eq!(import(&f, ann(&f, "old", AccountStatus::Active)).await, CHANGED, "the mark was kept");
    assert_eq!(f.account(ANN).await.status, AccountStatus::Active);
}

pub(crate) async fn a_lock_that_follows_an_operators_unlock_is_not_the_imports(f: Fixture) {
    import(&f, ann(&f, "old", AccountStatus::Active)).await;
    let id = f.account(ANN).await.id;
    let edit = |locked| AccountEdit { locked: Some(locked), ..AccountEdit::default() };
    for by_the_backend in [false, true] {
        import(&f, ann(&f, "old", AccountStatus::Locked)).await;
        for status in [AccountStatus::Active, AccountStatus::Locked] {
            if by_the_backend {
                let edit = edit(status == AccountStatus::Locked);
                f.store.edit_account(id, edit, network().into(), f.entry_id()).await.unwrap();
            } else {
                f.store.change_account(&address(ANN), AccountChange::Status(status)).await.unwrap();
            }
        }
        import(&f, ann(&f, "old", AccountStatus::Active)).await;
        assert_eq!(f.account(ANN).await.status, AccountStatus::Locked, "by the backend: {by_the_backend}");
        f.store.change_account(&address(ANN), AccountChange::Status(AccountStatus::Active)).await.unwrap();
    }
}

pub(crate) async fn a_newer_hash_is_taken_and_voids_what_was_begun(f: Fixture) {
    import(&f, ann(&f, "old", AccountStatus::Active)).await;
    let before = f.account(ANN).await;
    let link = f.reset_link(&before).await;
    f.sign_in(&before).await;
    assert_eq!(import(&f, ann(&f, "newer", AccountStatus::Active)).await, CHANGED);
    let after = f.account(ANN).await;
    assert_eq!(after.password, Some(hashed_by("bcrypt 12", "newer")));
    assert!(after.epoch > before.epoch && f.state(link).await != TokenState::Good);
    assert_eq!(f.actions().await.last(), Some(&"password_imported"));
}

pub(crate) async fn a_hash_that_a_sign_in_replaced_is_not_brought_back(f: Fixture) {
    import(&f, ann(&f, "old", AccountStatus::Active)).await;
    let before = f.account(ANN).await;
    let rehashed = f.store.rehash(before.id, before.password.as_ref().unwrap(), password("ours"), network());
    assert!(rehashed.await.unwrap());
    assert_eq!(import(&f, ann(&f, "old", AccountStatus::Active)).await, UNCHANGED);
    assert_eq!(f.account(ANN).await.password, Some(password("ours")));
    assert_eq!(import(&f, ann(&f, "newer", AccountStatus::Active)).await, CHANGED, "it changed there");
    assert_eq!(f.account(ANN).await.password, Some(hashed_by("bcrypt 12", "newer")));
}

pub(crate) async fn a_password_that_a_reset_set_is_kept_whatever_the_other_system_has(f: Fixture) {
    import(&f, ann(&f, "old", AccountStatus::Active)).await;
    let link = f.reset_link(&f.account(ANN).await).await;
    f.complete(link).await;
    for hash in ["old", "newer"] {
        assert_eq!(import(&f, ann(&f, hash, AccountStatus::Active)).await, KEPT, "{hash}");
        assert_eq!(f.account(ANN).await.password, Some(password("second")), "{hash}");
    }
}

pub(crate) async fn a_password_that_its_owner_changed_is_kept_too(f: Fixture) {
    import(&f, ann(&f, "old", AccountStatus::Active)).await;
    let account = f.account(ANN).await;
    let (session, _) = f.sign_in(&account).await;
    let change = ChangePassword {
        session: session.id,
        old: account.password.clone().unwrap(),
        new: password("own"),
        notice: f.entry_id(),
        location: account.own_location(),
        origin: network().into(),
        language: Channel::PAGES.into(),
    };
    f.store.change_password(change).await.unwrap().expect("changed");
    assert_eq!(import(&f, ann(&f, "newer", AccountStatus::Active)).await, KEPT);
    assert_eq!(f.account(ANN).await.password, Some(password("own")));
}

pub(crate) async fn an_account_without_a_password_gets_the_imported_one(f: Fixture) {
    f.store.add_accounts(vec![NewAccount { password: None, ..f.new_account(ANN) }]).await.unwrap();
    assert_eq!(import(&f, ann(&f, "old", AccountStatus::Active)).await, CHANGED);
    let account = by_external_id(&f, "42").await.unwrap();
    assert_eq!(account.password, Some(hashed_by("bcrypt 12", "old")));
    f.store.add_accounts(vec![f.new_account("bob@example.com")]).await.unwrap();
    let bob = NewAccount { external_id: None, ..at(&f, "bob@example.com", ann(&f, "x", AccountStatus::Active)) };
    assert_eq!(import(&f, bob).await, KEPT, "nobody knows where his password came from");
}

pub(crate) async fn an_import_locks_and_opens_what_an_import_locked_alone(f: Fixture) {
    let status = async || f.account(ANN).await.status;
    import(&f, ann(&f, "old", AccountStatus::Active)).await;
    let link = f.reset_link(&f.account(ANN).await).await;
    assert_eq!(import(&f, ann(&f, "old", AccountStatus::Locked)).await, CHANGED);
    assert_eq!(status().await, AccountStatus::Locked);
    assert!(f.state(link).await != TokenState::Good);
    assert_eq!(import(&f, ann(&f, "old", AccountStatus::Locked)).await, UNCHANGED);
    assert_eq!(import(&f, ann(&f, "old", AccountStatus::Active)).await, CHANGED);
    assert_eq!(status().await, AccountStatus::Active);
    let lock = AccountChange::Status(AccountStatus::Locked);
    f.store.change_account(&address(ANN), lock).await.unwrap();
    for status_there in [AccountStatus::Active, AccountStatus::Locked, AccountStatus::Active] {
        assert_eq!(import(&f, ann(&f, "old", status_there)).await, UNCHANGED);
        assert_eq!(status().await, AccountStatus::Locked, "an operator locked it");
    }
    f.store.change_account(&address(ANN), AccountChange::Status(AccountStatus::Active)).await.unwrap();
    f.store.change_account(&address(ANN), AccountChange::Status(AccountStatus::Disowned)).await.unwrap();
    import(&f, ann(&f, "old", AccountStatus::Active)).await;
    assert_eq!(status().await, AccountStatus::Disowned, "only a reset opens it");
    import(&f, ann(&f, "old", AccountStatus::Locked)).await;
    import(&f, ann(&f, "old", AccountStatus::Active)).await;
    let account = f.account(ANN).await;
    assert_eq!((account.status, account.must_reset), (AccountStatus::Active, true));
}

pub(crate) async fn an_address_follows_the_external_id(f: Fixture) {
    import(&f, ann(&f, "old", AccountStatus::Active)).await;
    let before = f.account(ANN).await;
    let link = f.reset_link(&before).await;
    let moved = at(&f, "ann@example.org", ann(&f, "old", AccountStatus::Active));
    assert_eq!(import(&f, moved).await, CHANGED);
    let after = f.account("ann@example.org").await;
    assert_eq!((after.id, after.email_verified), (before.id, false));
    assert!(after.epoch > before.epoch && f.state(link).await != TokenState::Good);
    let Decision::Send(plan) = f.deliver_due().await.decision else { panic!("no notice") };
    let told = matches!(plan.content, Content::Notice { kind: NoticeKind::AddressChanged, .. });
    assert!(told && plan.to == address(ANN), "{plan:?}");
}

pub(crate) async fn rows_that_would_mix_two_people_up_are_refused(f: Fixture) {
    import(&f, ann(&f, "old", AccountStatus::Active)).await;
    f.add_account("bob@example.com").await;
    let bobs = at(&f, "bob@example.com", ann(&f, "old", AccountStatus::Active));
    assert_eq!(import(&f, bobs.clone()).await, ImportOutcome::AddressTaken);
    let other = NewAccount { external_id: Some("43".parse().unwrap()), ..ann(&f, "x", AccountStatus::Active) };
    assert_eq!(import(&f, other).await, ImportOutcome::OtherExternalId);
    let cid = at(&f, "cid@example.com", bobs);
    assert_eq!(f.store.add_accounts(vec![cid]).await.unwrap(), [ImportOutcome::ExternalIdTaken]);
    let by_id = by_external_id(&f, "42").await.unwrap();
    assert_eq!(by_id.email, address(ANN));
    assert!(by_external_id(&f, "43").await.is_none());
}

pub(crate) async fn an_address_that_its_owner_changed_is_kept_until_the_other_systems_changes(f: Fixture) {
    let theirs = || NewAccount { email_verified: true, ..ann(&f, "old", AccountStatus::Active) };
    import(&f, theirs()).await;
    let mine = move_to(&f, &f.account(ANN).await, "mine@example.com").await;
    let (session, _) = f.sign_in(&mine).await;
    f.add_account(ANN).await;
    for _ in 0..2 {
        assert_eq!(import(&f, theirs()).await, ADDRESS_KEPT, "also if another account has the address before");
    }
    let after = by_external_id(&f, "42").await.unwrap();
    assert_eq!((after.email.as_stored(), after.epoch), ("mine@example.com", mine.epoch));
    assert!(f.is_alive(&session).await);
    let renamed = NewAccount { name: Some("Ann".to_owned()), ..theirs() };
    let outcome = import(&f, renamed).await;
    assert_eq!(outcome, ImportOutcome::Present { changed: true, password_kept: false, address_kept: true });

    assert_eq!(import(&f, at(&f, "work@example.com", theirs())).await, CHANGED, "it changed there");
    let after = by_external_id(&f, "42").await.unwrap();
    assert_eq!((after.email.as_stored(), after.email_verified), ("work@example.com", true));
    f.deliver_due().await;
    let back = move_to(&f, &after, "mine@example.com").await;
    assert_eq!(import(&f, at(&f, "mine@example.com", theirs())).await, UNCHANGED, "the other system follows");
    move_to(&f, &back, "newest@example.com").await;
    assert_eq!(import(&f, at(&f, "mine@example.com", theirs())).await, ADDRESS_KEPT);
}

pub(crate) async fn what_is_verified_elsewhere_is_not_the_address_that_was_changed_here(f: Fixture) {
    let theirs = || NewAccount { email_verified: true, ..ann(&f, "old", AccountStatus::Active) };
    import(&f, theirs()).await;
    let edit = AccountEdit { email: Some(address("mine@example.com")), ..AccountEdit::default() };
    let id = f.account(ANN).await.id;
    f.store.edit_account(id, edit, network().into(), f.entry_id()).await.unwrap();
    assert_eq!(import(&f, theirs()).await, ADDRESS_KEPT, "changed by the backend");
    assert!(!f.account("mine@example.com").await.email_verified);
}

pub(crate) async fn an_address_that_changed_before_the_first_import_is_kept_too(f: Fixture) {
    f.add_account(ANN).await;
    let linked = AccountEdit { external_id: Some(Some("42".parse().unwrap())), ..AccountEdit::default() };
    let id = f.account(ANN).await.id;
    f.store.edit_account(id, linked, network().into(), f.entry_id()).await.unwrap();
    move_to(&f, &f.account(ANN).await, "mine@example.com").await;
    let theirs = NewAccount { password: None, ..ann(&f, "old", AccountStatus::Active) };
    assert_eq!(import(&f, theirs).await, ADDRESS_KEPT);
    assert_eq!(by_external_id(&f, "42").await.unwrap().email.as_stored(), "mine@example.com");
}

pub(crate) async fn an_account_without_an_external_id_is_found_by_the_address_it_came_with(f: Fixture) {
    let theirs = |id: Option<&str>| {
        let external_id = id.map(|id| id.parse().unwrap());
        NewAccount { external_id, ..ann(&f, "old", AccountStatus::Active) }
    };
    import(&f, theirs(None)).await;
    let moved = move_to(&f, &f.account(ANN).await, "mine@example.com").await;
    assert_eq!(import(&f, theirs(None)).await, ADDRESS_KEPT);
    let both = vec![at(&f, "bob@example.com", theirs(None)), theirs(None)];
    let outcomes = f.store.import_accounts(both).await.unwrap();
    assert_eq!(outcomes, [ADDED, ImportOutcome::AddressTaken], "and none without updates either");
    assert!(f.store.account_by_email(&address(ANN)).await.unwrap().is_none(), "no second account");
    let another = f.add_account(ANN).await;
    assert_eq!(import(&f, theirs(None)).await, ImportOutcome::TwoAccounts);
    f.store.delete_account(another.id, network().into()).await.unwrap();
    let outcome = import(&f, theirs(Some("42"))).await;
    assert_eq!(outcome, ImportOutcome::Present { changed: true, password_kept: false, address_kept: true });
    assert_eq!(by_external_id(&f, "42").await.unwrap().id, moved.id);
    assert_eq!(import(&f, theirs(Some("43"))).await, ADDED, "the address is somebody else's there by now");
    assert_eq!(import(&f, theirs(Some("43"))).await, UNCHANGED);
    assert_eq!(import(&f, theirs(None)).await, UNCHANGED, "it came with this address and still has it");
}

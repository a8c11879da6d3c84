//! Accounts that live in directories: shadows, and resets whose password another system keeps.

use rekey_core::account::{AccountEdit, AccountStatus};
use rekey_core::directory::{DirectoryEntry, DirectoryKey, DirectoryName, FoundAccount, Home, Standing, Version};
use rekey_core::location::LONGEST_LIFETIME;
use rekey_core::outbox::{Channel, Content, Decision, NoticeKind, Subject};
use rekey_core::ports::{EditOutcome, FinishWrite, NewWrite, PatchOutcome, WayIn, WriteBegun};
use rekey_core::profile::{Profile, ProfilePatch};
use rekey_core::time::Duration;
use rekey_core::token::{TokenDigest, TokenPurpose, TokenState};
use rekey_core::{AccountId, LocationId, Purpose};

use super::Fixture;
use super::fixture::{ANN, Delivered, LEASE, address, network, origin};

fn name() -> DirectoryName {
    "app".parse().unwrap()
}

fn found(f: &Fixture, key: &str, email: &str, version: &str) -> FoundAccount {
    let entry = DirectoryEntry {
        key: DirectoryKey::new(key).unwrap(),
        email: address(email),
        name: Some("Ann".to_owned()),
        username: Some(format!("user{key}")),
        locale: None,
        version: Version::new(version),
        standing: Standing::Open,
    };
    entry.found(AccountId::new(f.now(), f.rng()), LocationId::FIRST, f.digest(), &f.key)
}

/// Has a mail sent for what the directory says now.
async fn deliver(f: &Fixture, found: impl IntoIterator<Item = FoundAccount>) -> Delivered {
    f.accept(ANN, Purpose::ResetPassword).await;
    let claim = f.claim_one().await;
    let delivered = f.prepare_in(&claim, Home::Directory(name(), found.into_iter().collect())).await.unwrap();
    assert!(f.store.settle(&claim, f.sent()).await.unwrap());
    delivered
}

/// A link for an account that the directory knows as 7, with the password `first`.
async fn link(f: &Fixture) -> TokenDigest {
    deliver(f, Some(found(f, "7", ANN, "first"))).await.link
}

fn write(f: &Fixture, token: TokenDigest, version: &str) -> NewWrite {
    let found = found(f, "7", ANN, version);
    NewWrite {
        id: f.entry_id(),
        token,
        location: None,
        address: found.address,
        version: found.version,
        lease: LEASE,
        origin: origin(),
        language: Channel::PAGES.into(),
    }
}

async fn begin(f: &Fixture, token: TokenDigest) -> NewWrite {
    let write = write(f, token, "first");
    assert_eq!(f.store.begin_write(write.clone()).await.unwrap(), WriteBegun::Begun);
    write
}

fn finish(write: &NewWrite) -> FinishWrite {
    FinishWrite { id: write.id, email: address(ANN), way_in: WayIn::None }
}

pub(crate) async fn a_directorys_account_gets_a_link_and_leaves_no_address_or_name(f: Fixture) {
    let delivered = deliver(&f, Some(found(&f, "7", "Ann@Example.com", "first"))).await;
    let Decision::Send(plan) = &delivered.decision else { panic!("{:?}", delivered.decision) };
    assert_eq!((plan.to.as_stored(), plan.name.as_deref()), ("Ann@Example.com", Some("Ann")));
    let token = f.store.inspect_token(delivered.link).await.unwrap().unwrap();
    assert_eq!((token.purpose, token.state), (TokenPurpose::Reset, TokenState::Good));
    let shadow = f.store.account_by_id(token.account.unwrap()).await.unwrap().unwrap();
    assert_eq!((shadow.name, shadow.password), (None, None));
    assert!(shadow.email.as_stored().ends_with("@directory.invalid"), "{}", shadow.email.as_stored());
    // It is nobody's among our own accounts.
    assert!(f.store.account_by_email(&shadow.email).await.unwrap().is_none());
    assert!(f.store.account_by_email(&address(ANN)).await.unwrap().is_none());
    assert!(f.store.accounts(None, 10).await.unwrap().accounts.is_empty());
}

pub(crate) async fn an_address_that_a_directory_does_not_know_gets_decoys(f: Fixture) {
    // An account of our own under the address is another's.
    f.add_account(ANN).await;
    let delivered = deliver(&f, None).await;
    assert!(matches!(&delivered.decision, Decision::Send(plan) if matches!(plan.content, Content::NoAccount)));
    assert_eq!(f.state(delivered.link).await, TokenState::Void);
}

pub(crate) async fn a_directorys_account_that_is_shut_gets_decoys(f: Fixture) {
    let mut shut = found(&f, "7", ANN, "first");
    shut.entry.standing = Standing::Shut;
    let delivered = deliver(&f, Some(shut)).await;
    assert!(delivered.decision.silence().is_some());
    assert_eq!(f.state(delivered.link).await, TokenState::Void);
}

pub(crate) async fn a_second_mail_finds_the_same_shadow_and_kills_no_link(f: Fixture) {
    let (first, second) = (link(&f).await, link(&f).await);
    let owner = async |token| f.store.inspect_token(token).await.unwrap().unwrap().account;
    assert_eq!(owner(first).await, owner(second).await);
    assert_eq!((f.state(first).await, f.state(second).await), (TokenState::Good, TokenState::Good));
}

pub(crate) async fn a_password_or_address_changed_elsewhere_voids_links_and_the_next_mail_works(f: Fixture) {
    let first = link(&f).await;
    let second = deliver(&f, Some(found(&f, "7", ANN, "changed"))).await.link;
    assert_eq!((f.state(first).await, f.state(second).await), (TokenState::Void, TokenState::Good));
    let third = deliver(&f, Some(found(&f, "7", "ann@example.net", "changed"))).await.link;
    assert_eq!((f.state(second).await, f.state(third).await), (TokenState::Void, TokenState::Good));
}

pub(crate) async fn a_write_begins_only_while_address_and_version_stand(f: Fixture) {
    for (version, email) in [("changed", ANN), ("first", "ann@example.net")] {
        let token = link(&f).await;
        let now = found(&f, "7", email, version);
        let write = NewWrite { address: now.address, version: now.version, ..write(&f, token, version) };
        assert_eq!(
            f.store.begin_write(write).await.unwrap(),
            WriteBegun::Refused(TokenState::Void),
            "{version} {email}"
        );
        assert_eq!(f.state(token).await, TokenState::Void);
    }
}

pub(crate) async fn a_write_that_was_released_leaves_the_link_as_it_was(f: Fixture) {
    let token = link(&f).await;
    let write = begin(&f, token).await;
    assert_eq!(f.state(token).await, TokenState::Good);
    assert!(f.store.release_write(write.id).await.unwrap());
    assert!(!f.store.release_write(write.id).await.unwrap());
    assert!(f.store.finish_write(finish(&write)).await.unwrap().is_none(), "it is over");
    assert_eq!(f.state(token).await, TokenState::Good);
    begin(&f, token).await;
}

pub(crate) async fn a_write_that_was_finished_ends_as_every_reset_does(f: Fixture) {
    let (token, sibling) = (link(&f).await, link(&f).await);
    let write = begin(&f, token).await;
    f.clock.advance(Duration::from_secs(1));
    let account = f.store.finish_write(finish(&write)).await.unwrap().unwrap();
    assert!(f.store.finish_write(finish(&write)).await.unwrap().is_none(), "once");
    assert_eq!((f.state(token).await, f.state(sibling).await), (TokenState::Used, TokenState::Void));
    assert!(f.actions().await.contains(&"password_reset"));
    let claim = f.claim_one().await;
    let Subject::Notice(notice) = &claim.subject else { panic!("{claim:?}") };
    assert_eq!((notice.kind, notice.account, claim.entry), (NoticeKind::PasswordChanged, account.id, write.id));
    let told = f.prepare(&claim).await.unwrap();
    let Decision::Send(plan) = &told.decision else { panic!("{:?}", told.decision) };
    assert_eq!(plan.to.as_stored(), ANN);
    assert_eq!(f.state(told.link).await, TokenState::Good, "the \"this wasn't me\" link");
    f.store.settle(&claim, f.sent()).await.unwrap();
    // The next version is our own, and voids nothing.
    let next = deliver(&f, Some(found(&f, "7", ANN, "second"))).await.link;
    assert_eq!(f.state(next).await, TokenState::Good);
}

pub(crate) async fn a_write_is_finished_though_its_token_died_meanwhile(f: Fixture) {
    let token = link(&f).await;
    let write = begin(&f, token).await;
    f.clock.advance(LONGEST_LIFETIME);
    assert_eq!(f.state(token).await, TokenState::Expired);
    let account = f.store.finish_write(finish(&write)).await.unwrap().unwrap();
    assert_eq!(account.status, AccountStatus::Active);
    assert_eq!(f.claim_one().await.entry, write.id, "the person gets a notice");
}

pub(crate) async fn one_password_of_an_account_is_written_at_a_time(f: Fixture) {
    let (token, sibling) = (link(&f).await, link(&f).await);
    let first = begin(&f, token).await;
    for token in [token, sibling] {
        let again = f.store.begin_write(write(&f, token, "first")).await.unwrap();
        assert_eq!(again, WriteBegun::Pending { remaining: LEASE });
    }
    // When the lease is over it is still nobody's but the settler's.
    f.clock.advance(LEASE);
    let late = f.store.begin_write(write(&f, sibling, "first")).await.unwrap();
    assert_eq!(late, WriteBegun::Pending { remaining: Duration::ZERO });
    f.store.release_write(first.id).await.unwrap();
    begin(&f, sibling).await;
}

pub(crate) async fn a_write_whose_writer_died_is_settled_when_its_lease_is_over(f: Fixture) {
    let write = begin(&f, link(&f).await).await;
    assert!(f.store.claim_writes(10, LEASE).await.unwrap().is_empty());
    f.clock.advance(LEASE);
    let claimed = f.store.claim_writes(10, LEASE).await.unwrap();
    assert_eq!(claimed.len(), 1);
    let pending = &claimed[0];
    assert_eq!((pending.id, pending.version), (write.id, write.version));
    assert_eq!((&pending.shadow.directory, pending.shadow.key.as_str()), (&name(), "7"));
    assert!(f.store.claim_writes(10, LEASE).await.unwrap().is_empty(), "somebody settles it");
    assert_eq!(f.store.pending_writes(10).await.unwrap().len(), 1);
    f.clock.advance(LEASE);
    assert_eq!(f.store.claim_writes(10, LEASE).await.unwrap().len(), 1, "that one died, too");
}

pub(crate) async fn of_many_that_begin_a_write_at_once_one_may(f: Fixture) {
    let token = link(&f).await;
    let writes: Vec<_> = (0..50).map(|_| write(&f, token, "first")).collect();
    let begun = futures_util::future::join_all(writes.into_iter().map(|write| f.store.begin_write(write))).await;
    let begun: Vec<_> = begun.into_iter().map(Result::unwrap).collect();
    assert_eq!(begun.iter().filter(|begun| **begun == WriteBegun::Begun).count(), 1, "{begun:?}");
    assert!(begun.iter().all(|begun| matches!(begun, WriteBegun::Begun | WriteBegun::Pending { .. })), "{begun:?}");
}

pub(crate) async fn of_many_parallel_mails_to_an_account_all_find_one_shadow(f: Fixture) {
    for _ in 0..20 {
        f.accept(ANN, Purpose::ResetPassword).await;
    }
    let claims = f.store.claim(20, LEASE).await.unwrap();
    let prepare = |claim| f.prepare_in(claim, Home::Directory(name(), vec![found(&f, "7", ANN, "first")]));
    let mails = futures_util::future::join_all(claims.iter().map(prepare)).await;
    for mail in mails {
        assert_eq!(f.state(mail.unwrap().link).await, TokenState::Good);
    }
}

pub(crate) async fn a_shadow_that_was_disowned_is_told_at_the_address_that_its_directory_gave(f: Fixture) {
    let write = begin(&f, link(&f).await).await;
    f.store.finish_write(finish(&write)).await.unwrap().unwrap();
    let claim = f.claim_one().await;
    let notice = f.prepare(&claim).await.unwrap();
    f.store.settle(&claim, f.sent()).await.unwrap();
    let email = Some(address(ANN));
    f.store
        .disown(notice.link, f.entry_id(), network().into(), Channel::PAGES.into(), f.key.clone(), email)
        .await
        .unwrap();
    let claim = f.claim_one().await;
    let Decision::Send(plan) = f.prepare(&claim).await.unwrap().decision else { panic!("a notice") };
    assert_eq!(plan.to.as_stored(), ANN);
    f.store.settle(&claim, f.sent()).await.unwrap();
    let owner = f.store.inspect_token(notice.link).await.unwrap().unwrap().account.unwrap();
    let shut = async || f.store.account_by_id(owner).await.unwrap().unwrap().status;
    assert_eq!(shut().await, AccountStatus::Disowned);
    // A fresh reset opens it again.
    f.clock.advance(Duration::from_secs(1));
    let token = deliver(&f, Some(found(&f, "7", ANN, "second"))).await.link;
    let write = write_of(&f, token, "second").await;
    f.store.finish_write(finish(&write)).await.unwrap().unwrap();
    assert_eq!(shut().await, AccountStatus::Active);
}

async fn write_of(f: &Fixture, token: TokenDigest, version: &str) -> NewWrite {
    let write = write(f, token, version);
    assert_eq!(f.store.begin_write(write.clone()).await.unwrap(), WriteBegun::Begun);
    write
}

pub(crate) async fn a_shadow_takes_nothing_about_its_person_and_no_password(f: Fixture) {
    let link = link(&f).await;
    let shadow = f.store.inspect_token(link).await.unwrap().unwrap().account.unwrap();
    let before = f.store.account_by_id(shadow).await.unwrap().unwrap();
    let told: serde_json::Map<_, _> = [("birthday".to_owned(), "2001-02-03".into())].into_iter().collect();
    let profile = Profile::default().patched_by(&told).unwrap();
    let about_the_person = [
        AccountEdit { email: Some(address(ANN)), ..AccountEdit::default() },
        AccountEdit { email_verified: Some(false), ..AccountEdit::default() },
        AccountEdit { name: Some(Some("Ann".to_owned())), ..AccountEdit::default() },
        AccountEdit { locale: Some("ar".parse().ok()), ..AccountEdit::default() },
        AccountEdit { provider: Some(Some("Google".to_owned())), ..AccountEdit::default() },
        AccountEdit { profile: Some(profile), ..AccountEdit::default() },
        AccountEdit { name: Some(None), locked: Some(true), ..AccountEdit::default() },
    ];
    for edit in about_the_person {
        let outcome = f.store.edit_account(shadow, edit.clone(), network().into(), f.entry_id()).await.unwrap();
        assert!(matches!(outcome, EditOutcome::InDirectory), "{edit:?}: {outcome:?}");
    }
    let patch = ProfilePatch { name: Some(Some("Ann".to_owned())), fields: told };
    assert!(matches!(f.store.patch_profile(shadow, patch).await.unwrap(), PatchOutcome::Unknown));
    f.store.complete_reset(f.reset(link, "second", WayIn::None)).await.unwrap_err();
    let after = f.store.account_by_id(shadow).await.unwrap().unwrap();
    assert_eq!(format!("{after:?}"), format!("{before:?}"));
    assert_eq!(f.state(link).await, TokenState::Good);

    let lock = AccountEdit { locked: Some(true), ..AccountEdit::default() };
    let outcome = f.store.edit_account(shadow, lock, network().into(), f.entry_id()).await.unwrap();
    assert!(matches!(outcome, EditOutcome::Done(account) if account.status == AccountStatus::Locked));
    assert_ne!(f.state(link).await, TokenState::Good);
}

pub(crate) async fn of_several_accounts_with_one_address_each_gets_a_link_of_its_own(f: Fixture) {
    let both = [found(&f, "7", ANN, "first"), found(&f, "8", ANN, "other")];
    let links = both.each_ref().map(|found| found.link);
    let mail = deliver(&f, both).await;
    let Decision::Send(plan) = &mail.decision else { panic!("{:?}", mail.decision) };
    let Content::Choice { accounts, .. } = &plan.content else { panic!("{plan:?}") };
    assert_eq!(accounts, &[("user7".to_owned(), links[0]), ("user8".to_owned(), links[1])]);
    assert_eq!(f.state(links[0]).await, TokenState::Good);
    let decoy = f.store.inspect_token(mail.link).await.unwrap();
    assert!(decoy.as_ref().is_none_or(|record| record.state != TokenState::Good), "{decoy:?}");
    // A reset of one leaves the other alone.
    let write = begin(&f, links[0]).await;
    f.store.finish_write(finish(&write)).await.unwrap().unwrap();
    assert_eq!(f.state(links[0]).await, TokenState::Used);
    assert_eq!(f.state(links[1]).await, TokenState::Good);
    let recorded = f.actions().await.iter().filter(|action| **action == "recovery_requested").count();
    assert_eq!(recorded, 2, "one for each");
}

pub(crate) async fn of_several_accounts_those_that_are_locked_get_no_link(f: Fixture) {
    let both = [found(&f, "7", ANN, "first"), found(&f, "8", ANN, "other")];
    deliver(&f, both).await;
    let locked = f.records(0).await.iter().find_map(|record| record.account).expect("the first shadow");
    let lock = AccountEdit { locked: Some(true), ..AccountEdit::default() };
    f.store.edit_account(locked, lock, network().into(), f.entry_id()).await.unwrap();
    f.clock.advance(Duration::from_secs(1));
    let mail = deliver(&f, [found(&f, "7", ANN, "first"), found(&f, "8", ANN, "other")]).await;
    let Decision::Send(plan) = &mail.decision else { panic!("{:?}", mail.decision) };
    assert!(matches!(plan.content, Content::Recovery { .. }), "{plan:?}");
    assert_eq!(f.state(mail.link).await, TokenState::Good);
}

pub(crate) async fn a_shadow_that_nothing_speaks_of_goes_when_its_records_do(f: Fixture) {
    let (year, day) = (Duration::from_hours(365 * 24), Duration::from_hours(24));
    let retention = rekey_core::ports::Retention::default();
    let sweep = async || f.store.sweep(retention, 100).await.unwrap();
    let old = f.store.inspect_token(link(&f).await).await.unwrap().unwrap().account.expect("whose it is");
    deliver(&f, [found(&f, "8", "bob@example.com", "x")]).await;
    let locked = f.records(0).await.iter().rev().find_map(|record| record.account).expect("the second shadow");
    let lock = AccountEdit { locked: Some(true), ..AccountEdit::default() };
    f.store.edit_account(locked, lock, network().into(), f.entry_id()).await.unwrap();
    f.clock.advance(Duration::from_hours(364 * 24));
    sweep().await;
    assert!(f.store.account_by_id(old).await.unwrap().is_some(), "its audit records are kept for a year");
    // A mail to it starts the year again.
    let mail = deliver(&f, [found(&f, "7", ANN, "second")]).await;
    f.clock.advance(day + day);
    sweep().await;
    assert_eq!(f.state(mail.link).await, TokenState::Expired);
    assert!(f.store.account_by_id(old).await.unwrap().is_some(), "a token is its own");
    f.clock.advance(year);
    sweep().await;
    sweep().await;
    assert!(f.store.account_by_id(old).await.unwrap().is_none());
    assert!(f.store.account_by_id(locked).await.unwrap().is_some(), "only its row says that it is locked");
}

//! The product's own backend: accounts by id, and requests that may come twice.

use rekey_core::account::AccountEdit;
use rekey_core::outbox::{Content, Decision, NoticeKind, Settlement};
use rekey_core::ports::{EditOutcome, EntryChange, KeptAnswer, RepeatableRequest, Repetition};
use rekey_core::time::Duration;
use rekey_core::{Account, AccountId, AccountStatus, LocationId, Purpose, TokenDigest};
use tokio::task::JoinSet;

use super::Fixture;
use super::fixture::{ANN, address, network};

async fn edit(f: &Fixture, id: AccountId, edit: AccountEdit) -> EditOutcome {
    f.store.edit_account(id, edit, network().into(), f.entry_id()).await.unwrap()
}

async fn edited(f: &Fixture, id: AccountId, changes: AccountEdit) -> Account {
    match edit(f, id, changes).await {
        EditOutcome::Done(account) => *account,
        other => panic!("{other:?}"),
    }
}

async fn is_good(f: &Fixture, token: TokenDigest) -> bool {
    let record = f.store.inspect_token(token).await.unwrap().unwrap();
    record.state == rekey_core::token::TokenState::Good
}

pub(crate) async fn an_edit_changes_what_it_names_and_is_recorded(f: Fixture) {
    let before = f.add_account(ANN).await;
    f.clock.advance(Duration::from_secs(1));
    let changes = AccountEdit {
        name: Some(Some("Ann".to_owned())),
        locale: Some(Some("de-AT".parse().unwrap())),
        provider: Some(Some("Google".to_owned())),
        locations: Some(vec![LocationId::new(7).unwrap(), LocationId::FIRST]),
        email_verified: Some(true),
        must_reset: Some(true),
        ..AccountEdit::default()
    };
    let account = edited(&f, before.id, changes.clone()).await;
    assert_eq!(f.account(ANN).await.name.as_deref(), Some("Ann"));
    let stored = f.account(ANN).await;
    assert_eq!(stored.locale.unwrap().to_string(), "de-AT");
    assert_eq!(stored.provider.as_deref(), Some("Google"));
    assert_eq!(stored.locations, [LocationId::new(7).unwrap(), LocationId::FIRST]);
    assert!(stored.email_verified && stored.must_reset);
    assert_eq!((stored.epoch, stored.updated_at), (before.epoch, f.now()));
    assert_eq!(account.updated_at, stored.updated_at);
    f.clock.advance(Duration::from_secs(1));
    assert_eq!(edited(&f, before.id, changes).await.updated_at, stored.updated_at, "nothing was changed");
    let none = AccountEdit { name: Some(None), locale: Some(None), provider: Some(None), ..AccountEdit::default() };
    let account = edited(&f, before.id, none).await;
    assert_eq!((account.name, account.locale, account.provider), (None, None, None));
    assert_eq!(f.actions().await, ["account_created", "reset_demanded", "account_changed"]);
}

pub(crate) async fn another_address_ends_what_was_begun_under_the_old_one(f: Fixture) {
    let before = f.add_account(ANN).await;
    let (session, _) = f.sign_in(&before).await;
    let link = f.deliver(ANN, Purpose::ResetPassword).await.link;
    let spelling = AccountEdit { email: Some(address("ANN@example.com")), ..AccountEdit::default() };
    assert_eq!(edited(&f, before.id, spelling).await.epoch, before.epoch, "another spelling is no other address");
    let moved = AccountEdit { email: Some(address("ann@example.org")), ..AccountEdit::default() };
    let account = edited(&f, before.id, moved).await;
    assert_eq!((account.email.as_stored(), account.email_verified), ("ann@example.org", false));
    assert!(!f.is_alive(&session).await && !is_good(&f, link).await);
    assert!(f.store.account_by_email(&address(ANN)).await.unwrap().is_none());
    assert_eq!(f.account("ann@example.org").await.id, before.id);
}

pub(crate) async fn an_address_that_is_taken_changes_nothing(f: Fixture) {
    let ann = f.add_account(ANN).await;
    f.add_account("bob@example.com").await;
    let taken = AccountEdit {
        email: Some(address("Bob@example.com")),
        name: Some(Some("Bob".to_owned())),
        ..AccountEdit::default()
    };
    assert!(matches!(edit(&f, ann.id, taken).await, EditOutcome::AddressTaken));
    assert_eq!(f.account(ANN).await.name, None);
    let nobody = AccountId::from(f.entry_id().as_uuid());
    assert!(matches!(edit(&f, nobody, AccountEdit::default()).await, EditOutcome::Unknown));
}

pub(crate) async fn the_address_before_is_told_that_there_is_another(f: Fixture) {
    let before = f.add_account(ANN).await;
    let to = |email: &str| AccountEdit { email: Some(address(email)), ..AccountEdit::default() };
    edited(&f, before.id, to("ANN@example.com")).await;
    assert!(f.store.claim(10, LEASE).await.unwrap().is_empty(), "another spelling is no other address");
    edited(&f, before.id, to("new@example.com")).await;
    let claim = f.claim_one().await;
    let Decision::Send(plan) = f.prepare(&claim).await.unwrap().decision else { panic!("a mail") };
    let Content::Notice { kind, origin, .. } = &plan.content else { panic!("{plan:?}") };
    assert_eq!((*kind, origin.network.coarse()), (NoticeKind::AddressChanged, None));
    assert_eq!(plan.to.as_stored(), "ANN@example.com");
    let given_up = Settlement::GaveUp { reason: "550 no".to_owned() };
    assert!(f.store.settle(&claim, given_up).await.unwrap());
    let retried = f.store.retry_entry(claim.entry, LEASE).await.unwrap();
    assert_eq!(retried, EntryChange::AddressForgotten, "the new address gets no notice instead");
}

pub(crate) async fn of_two_accounts_that_want_an_address_at_once_one_gets_it(f: Fixture) {
    let ids = [f.add_account(ANN).await.id, f.add_account("bob@example.com").await.id];
    let mut tasks = JoinSet::new();
    for id in ids {
        let (store, email, notice) = (f.store.clone(), Some(address("new@example.com")), f.entry_id());
        let changes = AccountEdit { email, ..AccountEdit::default() };
        tasks.spawn(async move { store.edit_account(id, changes, network().into(), notice).await.unwrap() });
    }
    let outcomes = tasks.join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, EditOutcome::Done(_))).count(), 1);
    assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, EditOutcome::AddressTaken)).count(), 1);
}

pub(crate) async fn one_edit_ends_every_session_and_locks_hold(f: Fixture) {
    let before = f.add_account(ANN).await;
    let (first, _) = f.sign_in(&before).await;
    let (second, _) = f.sign_in(&before).await;
    let end = AccountEdit { end_sessions: true, ..AccountEdit::default() };
    edited(&f, before.id, end).await;
    assert!(!f.is_alive(&first).await && !f.is_alive(&second).await);
    let (third, _) = f.sign_in(&f.account(ANN).await).await;
    let lock = |locked| AccountEdit { locked: Some(locked), ..AccountEdit::default() };
    assert_eq!(edited(&f, before.id, lock(true)).await.status, AccountStatus::Locked);
    assert_eq!(edited(&f, before.id, lock(false)).await.status, AccountStatus::Active);
    assert!(!f.is_alive(&third).await, "what a lock ended stays ended");
    let actions = f.actions().await;
    for action in ["sessions_ended", "account_locked", "account_unlocked"] {
        assert!(actions.contains(&action), "{action}: {actions:?}");
    }
}

pub(crate) async fn an_account_is_deleted_by_its_id_once(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (session, _) = f.sign_in(&account).await;
    assert!(f.store.delete_account(account.id, network().into()).await.unwrap());
    assert!(!f.store.delete_account(account.id, network().into()).await.unwrap());
    assert!(!f.is_alive(&session).await);
    assert_eq!(f.actions().await.iter().filter(|action| **action == "account_deleted").count(), 1);
}

const LEASE: Duration = Duration::from_mins(1);
const DAY: Duration = Duration::from_hours(24);
const REQUEST: RepeatableRequest = RepeatableRequest { key: [1; 32], content: [2; 32] };

fn answer() -> KeptAnswer {
    KeptAnswer { status: 201, body: "{}".to_owned() }
}

pub(crate) async fn a_request_that_comes_twice_gets_the_first_answer_for_a_day(f: Fixture) {
    let begin = async || f.store.begin_request(REQUEST, LEASE).await.unwrap();
    assert_eq!(begin().await, Repetition::First);
    assert_eq!(begin().await, Repetition::UnderWay);
    f.store.keep_answer(REQUEST, Some(answer()), DAY).await.unwrap();
    assert_eq!(begin().await, Repetition::Answered(answer()));
    let other = RepeatableRequest { content: [3; 32], ..REQUEST };
    assert_eq!(f.store.begin_request(other, LEASE).await.unwrap(), Repetition::Different);
    f.clock.advance(DAY);
    assert_eq!(begin().await, Repetition::First);
}

pub(crate) async fn a_request_without_an_answer_may_come_again(f: Fixture) {
    let begin = async || f.store.begin_request(REQUEST, LEASE).await.unwrap();
    assert_eq!(begin().await, Repetition::First);
    f.store.keep_answer(REQUEST, None, DAY).await.unwrap();
    assert_eq!(begin().await, Repetition::First, "it failed");
    f.clock.advance(LEASE);
    assert_eq!(begin().await, Repetition::First, "nobody answered");
}

pub(crate) async fn of_many_requests_of_one_name_at_once_one_is_the_first(f: Fixture) {
    let mut tasks = JoinSet::new();
    for _ in 0..20 {
        let store = f.store.clone();
        tasks.spawn(async move { store.begin_request(REQUEST, LEASE).await.unwrap() });
    }
    let found = tasks.join_all().await;
    assert_eq!(found.iter().filter(|found| **found == Repetition::First).count(), 1);
}

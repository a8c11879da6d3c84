//! The classic anomalies (lost update, write skew, read skew), tried on steps that read before they write.
//!
//! A case stops one step in its midst, by a lock on a table that it writes late, starts another one on another node, and
//! looks into `pg_locks` for when both are where the case wants them. So each order is met, and no time passes.

use std::sync::Arc;

use rekey_core::account::{Account, AccountEdit, AccountStatus};
use rekey_core::audit::ChainCheck;
use rekey_core::location::LocationSettings;
use rekey_core::outbox::Claim;
use rekey_core::ports::{
    AccountChange, CodeOutcome, Completion, EditOutcome, RefreshOutcome, RefusedOffer, Retention, SecondFactorChange,
    SecondFactorOutcome, SignInOutcome, Store, Vault, Verification, WayIn,
};
use rekey_core::profile::ProfilePatch;
use rekey_core::second_factor::{MAX_WRONG_TRIES, Proof, TotpCode, TotpSecret};
use rekey_core::testing::{ManualClock, PlainVault};
use rekey_core::time::Duration;
use rekey_core::token::{TokenPurpose, TokenState};
use rekey_core::{Code, LocationId, Purpose};
use rekey_store::SqlStore;
use rekey_store::postgres::{PostgresSettings, StepClock};

use super::cluster::Cluster;
use super::database::Database;
use crate::contract::Fixture;
use crate::contract::fixture::{ANN, FREE, LEASE, address, another_code, hashed_by, network, password};

/// Two nodes over one database.
struct Nodes {
    f: Fixture,
    other: Arc<dyn Store>,
    database: Arc<Database>,
}

type Node = Arc<dyn Store>;

impl Nodes {
    async fn start() -> Self {
        let database = Arc::new(Database::create(Cluster::shared()).await);
        let clock = Arc::new(ManualClock::default());
        let node = async || {
            let settings = PostgresSettings::new(database.url());
            let node = SqlStore::connect_postgres(&settings, StepClock::Injected(clock.clone()), None).await.unwrap();
            Arc::new(node) as Node
        };
        let (store, other) = (node().await, node().await);
        let f = Fixture::new(store, clock.clone(), database.clone());
        other.mark_records(&f.key);
        Self { f, other, database }
    }

    /// Runs the first step up to where it writes this table, has the second one run into it or into what the first one
    /// holds, and lets both continue.
    async fn interleave<One, Other>(
        &self,
        table: &str,
        first: impl AsyncFnOnce(Node) -> One,
        second: impl AsyncFnOnce(Node) -> Other,
    ) -> (One, Other) {
        let held = self.database.hold(&format!("LOCK TABLE {table} IN SHARE MODE")).await;
        let second = async {
            self.waiting(1).await;
            let release = async {
                self.waiting(2).await;
                drop(held);
            };
            tokio::join!(second(self.other.clone()), release).0
        };
        tokio::join!(first(self.f.store.clone()), second)
    }

    /// Waits until so many steps wait for locks.
    async fn waiting(&self, steps: usize) {
        let sql = format!(
            "SELECT count(DISTINCT pid) = {steps} FROM pg_locks WHERE NOT granted
             AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())"
        );
        self.database.wait_for(&sql).await;
    }

    async fn add_ann(&self) -> Account {
        let account = self.f.add_account(ANN).await;
        // A request in the instant of a change counts as older than it.
        self.f.clock.advance(Duration::from_secs(1));
        account
    }

    async fn number(&self, sql: &str) -> i64 {
        self.database.text(sql).await.unwrap().parse().unwrap()
    }
}

async fn lock(node: Node) {
    node.change_account(&address(ANN), AccountChange::Status(AccountStatus::Locked)).await.unwrap().unwrap();
}

/// An app's code that is none of those around now.
fn wrong_code(secret: &TotpSecret, f: &Fixture) -> Proof {
    let good = |code: &TotpCode| secret.step_of(code, f.now()).is_some();
    Proof::Totp((0..1_000_000).filter_map(TotpCode::from_number).find(|code| !good(code)).unwrap())
}

// Lost updates.

#[tokio::test]
async fn two_edits_of_an_account_at_once_both_count() {
    let nodes = Nodes::start().await;
    let id = nodes.add_ann().await.id;
    let edit = |edit: AccountEdit| {
        let notice = nodes.f.entry_id();
        async move |node: Node| node.edit_account(id, edit, network().into(), notice).await.unwrap()
    };
    let name = AccountEdit { name: Some(Some("Ann".to_owned())), ..AccountEdit::default() };
    let locale = AccountEdit { locale: Some("ar".parse().ok()), ..AccountEdit::default() };
    nodes.interleave("audit", edit(name), edit(locale)).await;
    let account = nodes.f.account(ANN).await;
    assert_eq!((account.name.as_deref(), account.locale), (Some("Ann"), "ar".parse().ok()));
}

#[tokio::test]
async fn two_changes_of_a_profile_at_once_both_count() {
    let nodes = Nodes::start().await;
    let id = nodes.add_ann().await.id;
    let patch = |field: &str| {
        let fields = [(field.to_owned(), true.into())].into_iter().collect();
        async move |node: Node| node.patch_profile(id, ProfilePatch { name: None, fields }).await.unwrap()
    };
    nodes.interleave("accounts", patch("one"), patch("other")).await;
    let account = nodes.f.account(ANN).await;
    assert_eq!(account.profile.fields().keys().collect::<Vec<_>>(), ["one", "other"]);
}

#[tokio::test]
async fn two_changes_of_a_location_at_once_both_count() {
    let nodes = Nodes::start().await;
    let apply = |settings: LocationSettings| {
        async move |node: Node| node.apply_locations(vec![(LocationId::FIRST, settings)]).await.unwrap()
    };
    apply(LocationSettings::default())(nodes.other.clone()).await;
    let name = LocationSettings { name: Some("Haus".to_owned()), ..LocationSettings::default() };
    let cooldown = LocationSettings { cooldown: Some(Duration::from_secs(7)), ..LocationSettings::default() };
    nodes.interleave("audit", apply(name), apply(cooldown)).await;
    let (_, settings) = nodes.f.store.locations().await.unwrap().remove(0);
    assert_eq!((settings.name.as_deref(), settings.cooldown), (Some("Haus"), Some(Duration::from_secs(7))));
}

#[tokio::test]
async fn wrong_codes_tried_at_once_are_counted_one_by_one() {
    let nodes = Nodes::start().await;
    nodes.add_ann().await;
    let code = nodes.f.deliver(ANN, Purpose::ResetPassword).await.code;
    let attempt = |code: &Code| {
        let attempt = nodes.f.attempt(ANN, Purpose::ResetPassword, code);
        let token = nodes.f.new_token(TokenPurpose::ExchangedReset);
        async move |node: Node| node.exchange_code(attempt, token, network()).await.unwrap()
    };
    let wrong = another_code(&code);
    nodes.interleave("audit", attempt(&wrong), attempt(&wrong)).await;
    assert_eq!(nodes.number("SELECT tries FROM codes").await, 2);
    attempt(&wrong)(nodes.other.clone()).await;
    let right = attempt(&code)(nodes.other.clone()).await;
    assert!(matches!(right, CodeOutcome::Refused), "the third wrong try killed it");
}

#[tokio::test]
async fn a_code_tried_twice_at_once_is_right_once() {
    let nodes = Nodes::start().await;
    nodes.add_ann().await;
    let code = nodes.f.deliver(ANN, Purpose::ResetPassword).await.code;
    let attempt = || {
        let attempt = nodes.f.attempt(ANN, Purpose::ResetPassword, &code);
        let token = nodes.f.new_token(TokenPurpose::ExchangedReset);
        async move |node: Node| node.exchange_code(attempt, token, network()).await.unwrap()
    };
    let (one, other) = nodes.interleave("audit", attempt(), attempt()).await;
    assert!(matches!((&one, &other), (CodeOutcome::Right { .. }, CodeOutcome::Refused)), "{one:?} {other:?}");
}

/// Ann's app.
async fn enrolled(nodes: &Nodes) -> (Account, TotpSecret) {
    let account = nodes.add_ann().await;
    let secret = TotpSecret::generate(nodes.f.rng());
    let sealed = PlainVault.seal(account.id.as_uuid().as_bytes(), secret.expose()).unwrap();
    let import = SecondFactorChange::Import { sealed, recovery_codes: Vec::new() };
    let outcome = nodes.f.store.change_second_factor(account.id, import, None, nodes.f.entry_id()).await.unwrap();
    assert_eq!(outcome, SecondFactorOutcome::Done);
    nodes.f.clock.advance(Duration::from_secs(1));
    (nodes.f.account(ANN).await, secret)
}

#[tokio::test]
async fn wrong_codes_of_an_app_tried_at_once_are_counted_one_by_one() {
    let nodes = Nodes::start().await;
    let (account, secret) = enrolled(&nodes).await;
    let open = |proof| {
        let (account, opening) = (account.clone(), nodes.f.opening(Some(proof)));
        async move |node: Node| node.open_session(&account, opening).await.unwrap()
    };
    for _ in 2..MAX_WRONG_TRIES {
        open(wrong_code(&secret, &nodes.f))(nodes.other.clone()).await;
    }
    let wrong = || open(wrong_code(&secret, &nodes.f));
    nodes.interleave("audit", wrong(), wrong()).await;
    let right = open(Proof::Totp(secret.code_at(nodes.f.now())))(nodes.other.clone()).await;
    assert!(matches!(right, SignInOutcome::SecondFactor { blocked_for: Some(_) }), "{right:?}");
}

#[tokio::test]
async fn a_code_of_an_app_shown_twice_at_once_opens_one_session() {
    let nodes = Nodes::start().await;
    let (account, secret) = enrolled(&nodes).await;
    let open = || {
        let opening = nodes.f.opening(Some(Proof::Totp(secret.code_at(nodes.f.now()))));
        let account = account.clone();
        async move |node: Node| node.open_session(&account, opening).await.unwrap()
    };
    let (one, other) = nodes.interleave("audit", open(), open()).await;
    assert!(matches!(one, SignInOutcome::Open(_)), "{one:?}");
    assert!(matches!(other, SignInOutcome::SecondFactor { .. }), "{other:?}");
}

#[tokio::test]
async fn a_link_used_twice_at_once_sets_one_password() {
    let nodes = Nodes::start().await;
    let account = nodes.add_ann().await;
    let link = nodes.f.reset_link(&account).await;
    let complete = |word: &str| {
        let reset = nodes.f.reset(link, word, WayIn::None);
        async move |node: Node| node.complete_reset(reset).await.unwrap()
    };
    let (one, other) = nodes.interleave("audit", complete("one"), complete("other")).await;
    assert!(matches!(one, Completion::Done { .. }), "{one:?}");
    assert!(matches!(other, Completion::Refused(TokenState::Used)), "{other:?}");
    assert_eq!(nodes.f.account(ANN).await.password, Some(password("one")));
}

#[tokio::test]
async fn a_rehash_of_the_old_password_does_not_undo_a_reset() {
    let nodes = Nodes::start().await;
    let account = nodes.add_ann().await;
    let link = nodes.f.reset_link(&account).await;
    let reset = nodes.f.reset(link, "second", WayIn::None);
    let (old, new) = (account.password.clone().unwrap(), hashed_by("better", "first"));
    let (_, rehashed) = nodes
        .interleave(
            "audit",
            async |node: Node| node.complete_reset(reset).await.unwrap(),
            async |node: Node| node.rehash(account.id, &old, new, network()).await.unwrap(),
        )
        .await;
    assert!(!rehashed);
    assert_eq!(nodes.f.account(ANN).await.password, Some(password("second")));
}

#[tokio::test]
async fn a_refresh_token_that_comes_twice_at_once_is_replaced_once() {
    let nodes = Nodes::start().await;
    let account = nodes.add_ann().await;
    let (_, token) = nodes.f.sign_in(&account).await;
    let refresh = || {
        let rotation = nodes.f.rotation(token);
        async move |node: Node| node.refresh(rotation).await.unwrap()
    };
    let (one, other) = nodes.interleave("refresh_tokens", refresh(), refresh()).await;
    assert!(matches!(one, RefreshOutcome::Renewed(_)), "{one:?}");
    assert!(matches!(other, RefreshOutcome::Refused), "{other:?}");
}

#[tokio::test]
async fn tries_of_passwords_at_once_are_counted_one_by_one() {
    let nodes = Nodes::start().await;
    let begin = || {
        let key = nodes.f.key_of(ANN);
        async move |node: Node| node.begin_trial(key, network(), Duration::from_mins(15)).await.unwrap()
    };
    for _ in 1..rekey_core::trial::FREE_TRIES {
        assert_eq!(begin()(nodes.other.clone()).await, None);
    }
    let waits = nodes.interleave("sign_in_trials", begin(), begin()).await;
    assert_eq!(waits, (None, Some(Duration::from_secs(1))));
}

#[tokio::test]
async fn two_janitors_at_once_leave_a_whole_trail() {
    let nodes = Nodes::start().await;
    for number in 0..6 {
        nodes.f.add_account(&format!("person{number}@example.com")).await;
    }
    nodes.f.records(0).await;
    let retention = Retention { audit: Duration::from_hours(1), ..Retention::default() };
    nodes.f.clock.advance(retention.audit);
    nodes.add_ann().await;
    nodes.f.records(0).await;
    let sweep = || async |node: Node| node.sweep(retention, 4).await.unwrap().rows;
    assert_eq!(nodes.interleave("audit", sweep(), sweep()).await, (4, 2));
    let mut check = ChainCheck::new(&nodes.f.key, nodes.f.store.audit_ends().await.unwrap());
    nodes.f.store.audit_records(i64::MIN, 100).await.unwrap().iter().for_each(|record| check.look_at(record));
    assert_eq!(check.finish(&nodes.f.store.audit_ends().await.unwrap()), []);
}

// Write skew.

#[tokio::test]
async fn of_two_accounts_that_take_an_address_at_once_the_second_is_refused() {
    let nodes = Nodes::start().await;
    let ids = [nodes.add_ann().await.id, nodes.f.add_account("bob@example.com").await.id];
    let take = |id| {
        let edit = AccountEdit { email: Some(address("new@example.com")), ..AccountEdit::default() };
        let notice = nodes.f.entry_id();
        async move |node: Node| node.edit_account(id, edit, network().into(), notice).await.unwrap()
    };
    let (one, other) = nodes.interleave("audit", take(ids[0]), take(ids[1])).await;
    assert!(matches!(one, EditOutcome::Done(_)), "{one:?}");
    assert!(matches!(other, EditOutcome::AddressTaken), "{other:?}");
}

#[tokio::test]
async fn codes_minted_at_once_for_two_purposes_share_what_is_left() {
    let nodes = Nodes::start().await;
    nodes.add_ann().await;
    let guess = async || {
        let attempt = nodes.f.attempt(ANN, Purpose::SignIn, &Code::parse("000000").unwrap());
        nodes.f.store.exchange_code(attempt, nodes.f.new_token(TokenPurpose::ExchangedReset), network()).await.unwrap()
    };
    for _ in 0..6 {
        guess().await;
    }
    for purpose in [Purpose::ResetPassword, Purpose::SignIn] {
        nodes.f.ask(ANN, purpose, FREE).await;
    }
    let claims: Vec<Claim> = nodes.f.store.claim(2, LEASE).await.unwrap();
    let [one, other] = &claims[..] else { panic!("{claims:?}") };
    let on_other = Fixture::new(nodes.other.clone(), nodes.f.clock.clone(), ());
    nodes
        .interleave(
            "audit",
            async |_| nodes.f.prepare(one).await.unwrap(),
            async |_| on_other.prepare(other).await.unwrap(),
        )
        .await;
    assert_eq!(nodes.number("SELECT sum(max_tries - tries) FROM codes").await, 4, "ten less six, three and one");
}

#[tokio::test]
async fn of_an_offer_that_is_confirmed_and_contested_at_once_the_first_one_counts() {
    for confirmed_first in [true, false] {
        let nodes = Nodes::start().await;
        let f = &nodes.f;
        let mail = crate::contract::sign_up::sign_up(f, "strangers").await;
        let refused = RefusedOffer {
            account: rekey_core::account::NewAccount { password: None, ..f.new_account(ANN) },
            repeats: None,
            network: network(),
        };
        let reset = f.new_token(TokenPurpose::Reset);
        let confirm = async |node: Node| node.verify_email(mail.link, reset, network()).await.unwrap();
        let contest = async |node: Node| node.refuse_offer(refused).await.unwrap();
        let confirmed = if confirmed_first {
            nodes.interleave("audit", confirm, contest).await.0
        } else {
            nodes.interleave("refused_offers", contest, confirm).await.1
        };
        let Verification::Done(account) = confirmed else { panic!("{confirmed:?}") };
        assert_eq!(account.password, confirmed_first.then(|| password("strangers")));
        let after = f.account(ANN).await;
        assert_eq!((after.password, after.must_reset), (account.password, account.must_reset));
    }
}

// Read skew.

#[tokio::test]
async fn a_session_opened_while_its_account_is_locked_is_dead() {
    for locked_first in [true, false] {
        let nodes = Nodes::start().await;
        let account = nodes.add_ann().await;
        let opening = nodes.f.opening(None);
        let id = opening.session.id;
        let open = async |node: Node| node.open_session(&account, opening).await.unwrap();
        let opened = if locked_first {
            nodes.interleave("audit", lock, open).await.1
        } else {
            nodes.interleave("audit", open, lock).await.0
        };
        assert_eq!(matches!(opened, SignInOutcome::Open(_)), !locked_first, "{opened:?}");
        assert!(nodes.f.store.living_session(id).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_link_minted_while_its_account_is_locked_is_dead() {
    for locked_first in [true, false] {
        let nodes = Nodes::start().await;
        nodes.add_ann().await;
        nodes.f.accept(ANN, Purpose::ResetPassword).await;
        let claim = nodes.f.claim_one().await;
        let prepare = async |_: Node| nodes.f.prepare(&claim).await.unwrap();
        let delivered = if locked_first {
            nodes.interleave("audit", lock, prepare).await.1
        } else {
            nodes.interleave("audit", prepare, lock).await.0
        };
        assert_eq!(nodes.f.state(delivered.link).await, TokenState::Void);
    }
}

#[tokio::test]
async fn a_code_exchanged_while_its_account_is_locked_gives_nothing_good() {
    for locked_first in [true, false] {
        let nodes = Nodes::start().await;
        nodes.add_ann().await;
        let code = nodes.f.deliver(ANN, Purpose::ResetPassword).await.code;
        let attempt = nodes.f.attempt(ANN, Purpose::ResetPassword, &code);
        let token = nodes.f.new_token(TokenPurpose::ExchangedReset);
        let exchange = async |node: Node| node.exchange_code(attempt, token, network()).await.unwrap();
        if locked_first {
            nodes.interleave("audit", lock, exchange).await;
        } else {
            nodes.interleave("audit", exchange, lock).await;
        }
        let minted = nodes.f.store.inspect_token(token.digest).await.unwrap();
        assert!(minted.is_none_or(|token| token.state == TokenState::Void));
        let reset = nodes.f.reset(token.digest, "second", WayIn::None);
        assert!(!matches!(nodes.f.store.complete_reset(reset).await.unwrap(), Completion::Done { .. }));
    }
}

#[tokio::test]
async fn a_reset_and_a_lock_at_once_leave_the_account_locked() {
    for locked_first in [true, false] {
        let nodes = Nodes::start().await;
        let account = nodes.add_ann().await;
        let link = nodes.f.reset_link(&account).await;
        let reset = nodes.f.reset(link, "second", WayIn::None);
        let complete = async |node: Node| node.complete_reset(reset).await.unwrap();
        let completion = if locked_first {
            nodes.interleave("audit", lock, complete).await.1
        } else {
            nodes.interleave("audit", complete, lock).await.0
        };
        assert_eq!(matches!(completion, Completion::Done { .. }), !locked_first, "{completion:?}");
        assert_eq!(nodes.f.account(ANN).await.status, AccountStatus::Locked);
    }
}

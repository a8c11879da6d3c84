//! Second factors: turned on and off, and asked for by every way into a session (R8).

use rekey_core::account::{Account, AccountEdit, NewAccount};
use rekey_core::outbox::{Content, Decision, NoticeKind};
use rekey_core::ports::{
    AccountChange, Completion, ImportOutcome, SecondFactorChange, SecondFactorOutcome, SignInOutcome, Vault, WayIn,
};
use rekey_core::second_factor::{Asking, FIRST_PAUSE, MAX_WRONG_TRIES, Proof, RecoveryCode, TotpCode, TotpSecret};
use rekey_core::session::Opening;
use rekey_core::testing::PlainVault;
use rekey_core::time::Duration;
use rekey_core::token::{TokenPurpose, TokenState};
use rekey_core::{Purpose, TokenDigest};
use tokio::task::JoinSet;

use super::Fixture;
use super::fixture::{ANN, LEASE, network, origin};

const STEP: Duration = Duration::from_secs(30);

/// Ann, her app and her recovery codes.
struct Owner {
    account: Account,
    secret: TotpSecret,
    recovery: Vec<RecoveryCode>,
}

impl Owner {
    /// Ann with a second factor; its notice is sent.
    async fn enrolled(f: &Fixture) -> Self {
        let account = f.add_account(ANN).await;
        let (secret, recovery) = (TotpSecret::generate(f.rng()), RecoveryCode::generate_set(f.rng()));
        let sealed = PlainVault.seal(account.id.as_uuid().as_bytes(), secret.expose()).unwrap();
        let recovery_codes = recovery.iter().map(|code| code.digest(&f.key, account.id)).collect();
        let import = SecondFactorChange::Import { sealed, recovery_codes };
        assert_eq!(change(f, &account, import).await, SecondFactorOutcome::Done);
        f.deliver_due().await;
        // A request in the instant of a change counts as older than it.
        f.clock.advance(Duration::from_secs(1));
        Self { account: f.account(ANN).await, secret, recovery }
    }

    fn right(&self, f: &Fixture) -> Proof {
        Proof::Totp(self.secret.code_at(f.now()))
    }

    /// A code of the app that is none of those around now.
    fn wrong(&self, f: &Fixture) -> Proof {
        let good = |code: &TotpCode| self.secret.step_of(code, f.now()).is_some();
        let code = (0..1_000_000).filter_map(TotpCode::from_number).find(|code| !good(code)).unwrap();
        Proof::Totp(code)
    }

    async fn open(&self, f: &Fixture, proof: Option<Proof>) -> SignInOutcome {
        f.store.open_session(&self.account, f.opening(proof)).await.unwrap()
    }
}

async fn change(f: &Fixture, account: &Account, change: SecondFactorChange) -> SecondFactorOutcome {
    f.store.change_second_factor(account.id, change, Some(origin()), f.entry_id()).await.unwrap()
}

async fn redeem(f: &Fixture, token: TokenDigest, opening: Opening) -> SignInOutcome {
    f.store.redeem_token(token, &TokenPurpose::ALL, opening).await.unwrap()
}

fn is_open(outcome: &SignInOutcome) -> bool {
    matches!(outcome, SignInOutcome::Open(_))
}

fn is_asked(outcome: &SignInOutcome) -> bool {
    matches!(outcome, SignInOutcome::SecondFactor { .. })
}

/// An opening that shows nothing and mints a challenge, and that challenge.
fn later(f: &Fixture) -> (Opening, TokenDigest) {
    let challenge = f.new_token(TokenPurpose::SecondFactor);
    let asking = Asking { challenge: Some(challenge), ..f.asking(None) };
    (Opening { asking, ..f.opening(None) }, challenge.digest)
}

pub(crate) async fn a_code_of_the_app_turns_it_on_and_ends_every_session(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (session, _) = f.sign_in(&account).await;
    let secret = TotpSecret::generate(f.rng());
    let sealed = PlainVault.seal(account.id.as_uuid().as_bytes(), secret.expose()).unwrap();
    let confirm = |code: TotpCode| SecondFactorChange::Confirm {
        attempt: f.second_factor_try(Some(Proof::Totp(code))),
        recovery_codes: vec![RecoveryCode::generate(f.rng()).digest(&f.key, account.id)],
    };
    let code = secret.code_at(f.now());
    assert_eq!(change(&f, &account, confirm(code.clone())).await, SecondFactorOutcome::None, "not begun");
    assert_eq!(change(&f, &account, SecondFactorChange::Enrol { sealed }).await, SecondFactorOutcome::Done);
    assert!(f.is_alive(&session).await && f.open(&account, f.new_session()).await.is_some(), "not on yet");
    let other = TotpSecret::generate(f.rng()).code_at(f.now());
    assert_eq!(change(&f, &account, confirm(other)).await, SecondFactorOutcome::Wrong);
    assert!(!f.account(ANN).await.second_factor);

    assert_eq!(change(&f, &account, confirm(code.clone())).await, SecondFactorOutcome::Done);
    let owner = Owner { account: f.account(ANN).await, secret, recovery: vec![] };
    assert!(owner.account.second_factor && !f.is_alive(&session).await);
    let state = f.store.second_factor(account.id).await.unwrap().unwrap();
    assert_eq!((state.confirmed_at, state.recovery_codes, state.blocked_until), (Some(f.now()), 1, None));
    assert!(is_asked(&owner.open(&f, Some(Proof::Totp(code.clone()))).await), "the code that confirmed is used up");
    assert_eq!(change(&f, &account, confirm(code)).await, SecondFactorOutcome::AlreadyOn);
}

pub(crate) async fn a_set_up_is_complete_or_leaves_nothing_and_says_from_where(f: Fixture) {
    let new = NewAccount { email_verified: true, ..f.new_account(ANN) };
    assert_eq!(f.store.add_accounts(vec![new]).await.unwrap(), [ImportOutcome::Added]);
    let account = f.account(ANN).await;
    let secret = TotpSecret::generate(f.rng());
    let set_up = |code: TotpCode| SecondFactorChange::SetUp {
        sealed: PlainVault.seal(account.id.as_uuid().as_bytes(), secret.expose()).unwrap(),
        attempt: f.second_factor_try(Some(Proof::Totp(code))),
        recovery_codes: vec![RecoveryCode::generate(f.rng()).digest(&f.key, account.id)],
    };
    let wrong = TotpSecret::generate(f.rng()).code_at(f.now());
    assert_eq!(change(&f, &account, set_up(wrong)).await, SecondFactorOutcome::Wrong);
    assert_eq!(f.store.second_factor(account.id).await.unwrap(), None);

    assert_eq!(change(&f, &account, set_up(secret.code_at(f.now()))).await, SecondFactorOutcome::Done);
    let state = f.store.second_factor(account.id).await.unwrap().unwrap();
    assert_eq!((state.confirmed_at, state.recovery_codes), (Some(f.now()), 1));
    assert_eq!(change(&f, &account, set_up(secret.code_at(f.now()))).await, SecondFactorOutcome::AlreadyOn);
    let records = f.records(0).await;
    let added = records.iter().find(|record| record.action.code() == "second_factor_added").unwrap();
    assert_eq!(added.network, Some(network()));
    let Decision::Send(plan) = f.deliver_due().await.decision else { panic!("no notice") };
    let Content::Notice { kind: NoticeKind::SecondFactorAdded, origin: from, .. } = plan.content else {
        panic!("{plan:?}")
    };
    assert_eq!(from, origin());
}

/// The maker of an account at somebody else's address can't turn one on; and if one is on, a proof of the address drops it.
pub(crate) async fn a_second_factor_from_before_the_proof_of_the_address_falls_with_it(f: Fixture) {
    for purpose in [Purpose::ResetPassword, Purpose::SignIn, Purpose::VerifyEmail] {
        let new = NewAccount { email_verified: false, ..f.new_account(ANN) };
        let (_, account) = f.store.register(new, f.new_session(), network()).await.unwrap().expect("a new account");
        let secret = TotpSecret::generate(f.rng());
        let set_up = || SecondFactorChange::SetUp {
            sealed: PlainVault.seal(account.id.as_uuid().as_bytes(), secret.expose()).unwrap(),
            attempt: f.second_factor_try(Some(Proof::Totp(secret.code_at(f.now())))),
            recovery_codes: vec![RecoveryCode::generate(f.rng()).digest(&f.key, account.id)],
        };
        let verified = async |email_verified| {
            let edit = AccountEdit { email_verified: Some(email_verified), ..AccountEdit::default() };
            f.store.edit_account(account.id, edit, network().into(), f.entry_id()).await.unwrap();
        };
        assert_eq!(change(&f, &account, set_up()).await, SecondFactorOutcome::Unverified);
        assert_eq!(f.store.second_factor(account.id).await.unwrap(), None);
        verified(true).await;
        assert_eq!(change(&f, &account, set_up()).await, SecondFactorOutcome::Done);
        verified(false).await;
        f.deliver_due().await;
        f.clock.advance(Duration::from_secs(1));

        let mail = f.deliver(ANN, purpose).await;
        if purpose == Purpose::ResetPassword {
            f.complete(mail.link).await;
        } else {
            assert!(is_open(&redeem(&f, mail.link, f.opening(None)).await), "{purpose:?}");
        }
        let proven = f.account(ANN).await;
        assert!(proven.email_verified && !proven.second_factor, "{purpose:?}");
        assert_eq!(f.store.second_factor(account.id).await.unwrap(), None);
        assert!(f.actions().await.contains(&"second_factor_removed"));
        f.store.change_account(&proven.email, AccountChange::Delete).await.unwrap();
        f.clock.advance(Duration::from_hours(1));
    }
}

pub(crate) async fn an_account_with_a_second_factor_opens_by_it_alone(f: Fixture) {
    let owner = Owner::enrolled(&f).await;
    assert!(is_asked(&owner.open(&f, None).await));
    assert!(is_asked(&owner.open(&f, Some(owner.wrong(&f))).await));
    assert!(is_open(&owner.open(&f, Some(owner.right(&f))).await));
    assert!(is_asked(&owner.open(&f, Some(owner.right(&f))).await), "a code works once");
    f.clock.advance(STEP);
    assert!(is_open(&owner.open(&f, Some(owner.right(&f))).await));
    let code = || Some(Proof::RecoveryCode(owner.recovery[0].clone()));
    assert!(is_open(&owner.open(&f, code()).await));
    assert!(is_asked(&owner.open(&f, code()).await), "a recovery code works once");
    assert_eq!(f.store.second_factor(owner.account.id).await.unwrap().unwrap().recovery_codes, 9);
}

async fn race(f: &Fixture, owner: &Owner, tries: usize, proof: Proof) -> usize {
    let mut tasks = JoinSet::new();
    for _ in 0..tries {
        let (store, account) = (f.store.clone(), owner.account.clone());
        let opening = f.opening(Some(proof.clone()));
        tasks.spawn(async move { store.open_session(&account, opening).await.unwrap() });
    }
    tasks.join_all().await.iter().filter(|outcome| is_open(outcome)).count()
}

pub(crate) async fn of_a_thousand_parallel_uses_of_one_code_one_opens_a_session(f: Fixture) {
    let owner = Owner::enrolled(&f).await;
    assert_eq!(race(&f, &owner, 1_000, owner.right(&f)).await, 1);
}

pub(crate) async fn of_many_parallel_uses_of_a_recovery_code_one_opens_a_session(f: Fixture) {
    let owner = Owner::enrolled(&f).await;
    assert_eq!(race(&f, &owner, 100, Proof::RecoveryCode(owner.recovery[3].clone())).await, 1);
}

/// How long codes of the app have to wait after a refusal.
fn blocked_for(outcome: SignInOutcome) -> Option<Duration> {
    match outcome {
        SignInOutcome::SecondFactor { blocked_for } => blocked_for,
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn pauses_grow_whatever_was_right_in_between_and_the_owner_is_told_once(f: Fixture) {
    let owner = Owner::enrolled(&f).await;
    for _ in 1..MAX_WRONG_TRIES {
        assert_eq!(blocked_for(owner.open(&f, Some(owner.wrong(&f))).await), None);
    }
    assert!(f.store.claim(10, LEASE).await.unwrap().is_empty(), "a few wrong codes are nothing to tell");
    assert_eq!(blocked_for(owner.open(&f, Some(owner.wrong(&f))).await), Some(FIRST_PAUSE));
    let told = f.deliver_due().await;
    assert!(
        matches!(&told.decision, Decision::Send(plan)
            if matches!(plan.content, Content::Notice { kind: NoticeKind::SecondFactorGuessed, origin: from, .. } if from == origin())),
        "{:?}",
        told.decision
    );
    let mut pause = FIRST_PAUSE;
    for _ in 0..4 {
        f.clock.advance(pause);
        assert!(is_open(&owner.open(&f, Some(owner.right(&f))).await), "once the pause is over");
        pause *= 2;
        assert_eq!(blocked_for(owner.open(&f, Some(owner.wrong(&f))).await), Some(pause));
    }
    assert!(f.store.claim(10, LEASE).await.unwrap().is_empty(), "told once");
}

pub(crate) async fn after_five_wrong_codes_the_right_one_waits_and_a_recovery_code_does_not(f: Fixture) {
    let owner = Owner::enrolled(&f).await;
    for tries in 1..=MAX_WRONG_TRIES {
        let expected = (tries == MAX_WRONG_TRIES).then_some(FIRST_PAUSE);
        assert_eq!(blocked_for(owner.open(&f, Some(owner.wrong(&f))).await), expected, "{tries}");
    }
    f.clock.advance(Duration::from_mins(5));
    let left = Some(Duration::from_mins(10));
    assert_eq!(blocked_for(owner.open(&f, Some(owner.right(&f))).await), left);
    assert_eq!(blocked_for(owner.open(&f, None).await), left);
    let state = f.store.second_factor(owner.account.id).await.unwrap().unwrap();
    assert!(state.blocked_until.is_some());
    assert!(is_open(&owner.open(&f, Some(Proof::RecoveryCode(owner.recovery[0].clone()))).await));
    f.clock.advance(FIRST_PAUSE);
    assert!(is_open(&owner.open(&f, Some(owner.right(&f))).await));
}

pub(crate) async fn parallel_wrong_codes_are_counted_one_by_one(f: Fixture) {
    let owner = Owner::enrolled(&f).await;
    assert_eq!(race(&f, &owner, 20, owner.wrong(&f)).await, 0);
    assert!(f.store.second_factor(owner.account.id).await.unwrap().unwrap().blocked_until.is_some());
    assert!(is_asked(&owner.open(&f, Some(owner.right(&f))).await));
}

pub(crate) async fn a_link_or_code_without_the_second_factor_stays_good(f: Fixture) {
    let owner = Owner::enrolled(&f).await;
    for purpose in [Purpose::VerifyEmail, Purpose::SignIn] {
        let mail = f.deliver(ANN, purpose).await;
        let by_code = async |proof| {
            let attempt = f.attempt(ANN, purpose, &mail.code);
            f.store.redeem_code(attempt, f.opening(proof)).await.unwrap()
        };
        for proof in [None, Some(owner.wrong(&f))] {
            assert!(is_asked(&redeem(&f, mail.link, f.opening(proof.clone())).await), "{purpose:?}");
            assert!(is_asked(&by_code(proof).await), "{purpose:?}");
        }
        assert_eq!(f.state(mail.link).await, TokenState::Good);
        assert!(is_open(&by_code(Some(owner.right(&f))).await), "{purpose:?}");
        f.clock.advance(STEP);
        assert!(!is_open(&by_code(Some(owner.right(&f))).await), "the code is used up");
        f.clock.advance(STEP);
    }
    let mail = f.deliver(ANN, Purpose::SignIn).await;
    assert!(is_open(&redeem(&f, mail.link, f.opening(Some(owner.right(&f)))).await));
}

pub(crate) async fn a_challenge_takes_the_place_of_the_first_factor_and_works_once(f: Fixture) {
    let owner = Owner::enrolled(&f).await;
    let mail = f.deliver(ANN, Purpose::SignIn).await;
    let (opening, challenge) = later(&f);
    assert!(is_asked(&redeem(&f, mail.link, opening).await));
    assert_eq!(f.state(mail.link).await, TokenState::Used);
    assert!(is_open(&redeem(&f, challenge, f.opening(Some(owner.right(&f)))).await));
    f.clock.advance(STEP);
    assert!(!is_open(&redeem(&f, challenge, f.opening(Some(owner.right(&f)))).await));
}

pub(crate) async fn a_challenge_survives_a_wrong_code(f: Fixture) {
    let owner = Owner::enrolled(&f).await;
    let (opening, challenge) = later(&f);
    let outcome = f.store.open_session(&owner.account, opening).await.unwrap();
    assert!(is_asked(&outcome));
    assert!(is_asked(&redeem(&f, challenge, f.opening(Some(owner.wrong(&f)))).await));
    assert!(is_open(&redeem(&f, challenge, f.opening(Some(owner.right(&f)))).await));
}

pub(crate) async fn a_reset_neither_passes_by_nor_removes_it(f: Fixture) {
    let owner = Owner::enrolled(&f).await;
    let session = f.new_session();
    let id = session.id;
    let way_in = WayIn::Session(session);
    let challenge = f.new_token(TokenPurpose::SecondFactor);
    let mut reset = f.reset(f.reset_link(&owner.account).await, "second", way_in);
    reset.challenge = Some(challenge);
    let done = f.store.complete_reset(reset).await.unwrap();
    assert!(matches!(&done, Completion::Done { .. }), "{done:?}");
    assert!(f.store.living_session(id).await.unwrap().is_none(), "the reset opened a session");

    let one_time = f.new_token(TokenPurpose::OneTimeSignIn);
    let account = f.account(ANN).await;
    assert!(account.second_factor && f.store.second_factor(account.id).await.unwrap().is_some());
    let reset = f.reset(f.reset_link(&account).await, "third", WayIn::OneTime(one_time));
    f.store.complete_reset(reset).await.unwrap();
    assert!(!is_open(&redeem(&f, one_time.digest, f.opening(None)).await));
    assert!(!is_open(&redeem(&f, challenge.digest, f.opening(Some(owner.right(&f)))).await), "of an older epoch");
    let owner = Owner { account: f.account(ANN).await, ..owner };
    assert!(is_asked(&owner.open(&f, None).await));
    assert!(is_open(&owner.open(&f, Some(owner.right(&f))).await));
}

pub(crate) async fn turned_off_it_is_asked_for_no_more(f: Fixture) {
    let owner = Owner::enrolled(&f).await;
    assert_eq!(change(&f, &owner.account, SecondFactorChange::Remove).await, SecondFactorOutcome::Done);
    let account = f.account(ANN).await;
    assert!(!account.second_factor && account.epoch > owner.account.epoch);
    assert!(f.open(&account, f.new_session()).await.is_some());
    assert_eq!(change(&f, &account, SecondFactorChange::Remove).await, SecondFactorOutcome::None);
    assert_eq!(f.store.second_factor(account.id).await.unwrap(), None);
}

pub(crate) async fn a_session_that_is_passed_on_is_not_asked_again(f: Fixture) {
    let owner = Owner::enrolled(&f).await;
    let outcome = owner.open(&f, Some(owner.right(&f))).await;
    let SignInOutcome::Open(opened) = outcome else { panic!("{outcome:?}") };
    let token = f.new_token(TokenPurpose::SignedInRedirect);
    assert!(f.store.mint_for_session(opened.0.id, token, Duration::from_mins(1)).await.unwrap());
    let shared = f.store.share_session(token.digest, network()).await.unwrap().expect("the session");
    assert_eq!(shared.session.id, opened.0.id);
}

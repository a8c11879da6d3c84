//! Accounts that live in a directory: asked for by the mail worker alone, reset exactly once or visibly not (R32).

use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use rekey_core::directory::{
    DirectoryEntry, DirectoryError, DirectoryKey, PasswordWrite, SealedPassword, Standing, Version, WRITE_LEASE,
};
use rekey_core::location::LocationSettings;
use rekey_core::policy::BrokenRule;
use rekey_core::ports::{Directory, HashError, WriteError};
use rekey_core::recovery::{CompleteError, Settled, TokenProblem};
use rekey_core::testing::PORTAL;
use rekey_core::time::Duration;
use rekey_core::{Directories, EmailAddress, Fault, Password, Purpose, Token, Work};

use crate::fixture::{ANN, Fixture, NEW_PASSWORD, address, network, token_in};

/// What the directory does with the next write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Sets,
    Refuses,
    /// Sets it, and the answer gets lost.
    SetsSilently,
    /// Is never reached, and nobody can tell.
    Loses,
    /// Is not reached, and that is known.
    IsDown,
    /// Finds another password than the one to be replaced.
    FindsAnother,
}

struct App {
    state: Mutex<State>,
}

struct State {
    email: &'static str,
    password: String,
    standing: Standing,
    is_down: bool,
    ends_sessions: bool,
    next: Next,
    calls: Vec<&'static str>,
}

impl App {
    fn new() -> Arc<Self> {
        let (password, calls) = ("old".to_owned(), Vec::new());
        let (standing, next) = (Standing::Open, Next::Sets);
        let state = State { email: ANN, password, standing, is_down: false, ends_sessions: true, next, calls };
        Arc::new(Self { state: Mutex::new(state) })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn called(&self, name: &'static str) -> Result<MutexGuard<'_, State>, DirectoryError> {
        let mut state = self.state();
        state.calls.push(name);
        if state.is_down { Err(unavailable()) } else { Ok(state) }
    }
}

fn unavailable() -> DirectoryError {
    DirectoryError::Unavailable { directory: "app".parse().unwrap(), reason: "down".to_owned() }
}

impl State {
    fn entry(&self) -> DirectoryEntry {
        DirectoryEntry {
            key: DirectoryKey::new("7").unwrap(),
            email: address(self.email),
            name: None,
            username: None,
            locale: None,
            version: Version::new(self.password.clone()),
            standing: self.standing,
        }
    }
}

#[async_trait]
impl Directory for App {
    async fn find(&self, address: &EmailAddress) -> Result<Vec<DirectoryEntry>, DirectoryError> {
        let entry = self.called("find")?.entry();
        Ok(Some(entry).filter(|entry| entry.email.canonical() == address.canonical()).into_iter().collect())
    }

    async fn get(&self, key: &DirectoryKey) -> Result<Option<DirectoryEntry>, DirectoryError> {
        let entry = self.called("get")?.entry();
        Ok(Some(entry).filter(|entry| entry.key == *key))
    }

    async fn seal(&self, _: &Work, password: &Password) -> Result<SealedPassword, HashError> {
        Ok(SealedPassword::new(password.expose()))
    }

    async fn set_password(&self, write: &PasswordWrite) -> Result<(), WriteError> {
        let mut state = self.called("set_password").map_err(WriteError::NotDone)?;
        assert_eq!(write.replaces.expose(), state.password, "what it replaces was just read");
        if matches!(state.next, Next::Sets | Next::SetsSilently) {
            write.password.expose().clone_into(&mut state.password);
        }
        match state.next {
            Next::Sets => Ok(()),
            Next::Refuses => Err(WriteError::Refused(vec![BrokenRule::UsedBefore])),
            Next::SetsSilently | Next::Loses => Err(WriteError::Unclear(unavailable())),
            Next::IsDown => Err(WriteError::NotDone(unavailable())),
            Next::FindsAnother => {
                "changed in the app".clone_into(&mut state.password);
                Err(WriteError::Changed)
            }
        }
    }

    async fn shut(&self, _: &DirectoryKey) -> Result<(), DirectoryError> {
        self.called("shut")?.standing = Standing::Shut;
        Ok(())
    }

    fn ends_sessions(&self) -> bool {
        self.state().ends_sessions
    }
}

/// An engine whose first location's accounts live in the app, beside our own Ann, whom nothing here concerns.
async fn fixture() -> (Fixture, Arc<App>) {
    let app = App::new();
    let name: rekey_core::directory::DirectoryName = "app".parse().unwrap();
    let directories: Directories = [(name.clone(), app.clone() as Arc<dyn Directory>)].into_iter().collect();
    let fixture = Fixture::over(directories, |_| {}).await;
    fixture.set_location(1, LocationSettings { directory: Some(name), ..LocationSettings::default() }).await;
    (fixture, app)
}

/// Has the writes settled whose leases are over.
async fn settle(fixture: &Fixture) {
    fixture.clock.advance(WRITE_LEASE);
    assert_eq!(fixture.engine.recovery.settle_writes(10).await.unwrap(), 1);
    assert_eq!(fixture.engine.recovery.settle_writes(10).await.unwrap(), 0);
}

/// How many notices go to Ann.
async fn notices(fixture: &Fixture) -> usize {
    let letters = fixture.deliver().await;
    assert!(letters.iter().all(|letter| letter.plan.to.as_stored() == ANN));
    letters.len()
}

async fn reset(fixture: &Fixture, token: &Token) -> Result<(), CompleteError> {
    fixture.complete(token, NEW_PASSWORD).await.map(drop)
}

#[tokio::test]
async fn a_reset_is_done_in_the_directory_and_told() {
    let (fixture, app) = fixture().await;
    let token = fixture.reset_token(ANN).await;
    assert_eq!(fixture.engine.recovery.inspect(&token).await.unwrap().account.email.as_stored(), ANN);
    reset(&fixture, &token).await.unwrap();
    assert_eq!(app.state().password, NEW_PASSWORD);
    assert_eq!(notices(&fixture).await, 1);
    assert!(matches!(reset(&fixture, &token).await, Err(CompleteError::Token(TokenProblem::Used))));
    let ours = fixture.store.account_by_email(&address(ANN)).await.unwrap().unwrap();
    assert_eq!(ours.epoch.0, 0, "an account of our own with the same address is another's");
}

#[tokio::test]
async fn a_notice_says_that_sessions_ended_only_if_the_directory_ends_them() {
    for ends_sessions in [true, false] {
        let (fixture, app) = fixture().await;
        app.state().ends_sessions = ends_sessions;
        let token = fixture.reset_token(ANN).await;
        reset(&fixture, &token).await.unwrap();
        let letters = fixture.deliver().await;
        let said: Vec<bool> = letters.iter().map(|letter| letter.ends_sessions).collect();
        assert_eq!(said, [ends_sessions]);
    }
}

#[tokio::test]
async fn only_the_mail_worker_and_a_good_token_reach_a_directory() {
    let (fixture, app) = fixture().await;
    for email in [ANN, "nobody@example.com"] {
        fixture.ask(Purpose::ResetPassword, email, PORTAL.channel()).await.unwrap();
    }
    let stranger = Token::parse(&"0".repeat(64)).unwrap();
    assert!(reset(&fixture, &stranger).await.is_err());
    assert!(
        fixture
            .engine
            .recovery
            .disown(&stranger, network(1).into(), rekey_core::outbox::Channel::PAGES.into())
            .await
            .is_err()
    );
    assert!(app.state().calls.is_empty(), "{:?}", app.state().calls);
    fixture.deliver().await;
    assert_eq!(app.state().calls, ["find", "find"], "the same call for either");
}

#[tokio::test]
async fn mails_wait_for_a_directory_that_is_down() {
    let (fixture, app) = fixture().await;
    app.state().is_down = true;
    fixture.ask(Purpose::ResetPassword, ANN, PORTAL.channel()).await.expect("accepted as ever");
    let claims = fixture.engine.delivery.claim(10, Duration::from_secs(30)).await.unwrap();
    let prepared = fixture.engine.delivery.prepare(&claims[0], None).await.unwrap();
    assert!(matches!(prepared, rekey_core::delivery::Prepared::Later(_)), "{prepared:?}");
    app.state().is_down = false;
    fixture.clock.advance(Duration::from_secs(30));
    reset(&fixture, &token_in(&fixture.deliver().await[0])).await.unwrap();
}

#[tokio::test]
async fn a_link_outlives_a_directory_that_is_down() {
    let (fixture, app) = fixture().await;
    let token = fixture.reset_token(ANN).await;
    app.state().is_down = true;
    assert!(matches!(reset(&fixture, &token).await, Err(CompleteError::Fault(Fault::Directory(_)))));
    app.state().is_down = false;
    app.state().next = Next::IsDown;
    assert!(matches!(reset(&fixture, &token).await, Err(CompleteError::Fault(Fault::Directory(_)))));
    app.state().next = Next::Sets;
    reset(&fixture, &token).await.unwrap();
}

#[tokio::test]
async fn a_password_that_the_directory_refuses_leaves_the_link() {
    let (fixture, app) = fixture().await;
    let token = fixture.reset_token(ANN).await;
    app.state().next = Next::Refuses;
    let refused = reset(&fixture, &token).await;
    assert!(
        matches!(&refused, Err(CompleteError::Password(rules)) if *rules == [BrokenRule::UsedBefore]),
        "{refused:?}"
    );
    app.state().next = Next::Sets;
    reset(&fixture, &token).await.unwrap();
}

#[tokio::test]
async fn a_write_whose_answer_was_lost_is_finished_when_its_lease_is_over() {
    let (fixture, app) = fixture().await;
    let token = fixture.reset_token(ANN).await;
    app.state().next = Next::SetsSilently;
    for _ in 0..2 {
        assert!(matches!(
            reset(&fixture, &token).await,
            Err(CompleteError::Fault(Fault::Directory(_)) | CompleteError::Token(TokenProblem::Void))
        ));
    }
    assert_eq!(notices(&fixture).await, 0);
    settle(&fixture).await;
    assert_eq!(notices(&fixture).await, 1);
    assert!(matches!(reset(&fixture, &token).await, Err(CompleteError::Token(TokenProblem::Used))));
}

#[tokio::test]
async fn a_write_that_never_arrived_is_released_when_its_lease_is_over() {
    let (fixture, app) = fixture().await;
    let token = fixture.reset_token(ANN).await;
    app.state().next = Next::Loses;
    assert!(matches!(reset(&fixture, &token).await, Err(CompleteError::Fault(Fault::Directory(_)))));
    app.state().next = Next::Sets;
    let early = reset(&fixture, &token).await;
    assert!(
        matches!(early, Err(CompleteError::Fault(Fault::Directory(DirectoryError::BeingWritten { .. })))),
        "{early:?}"
    );
    settle(&fixture).await;
    assert_eq!((notices(&fixture).await, app.state().password.as_str()), (0, "old"));
    reset(&fixture, &token).await.unwrap();
    assert_eq!(app.state().password, NEW_PASSWORD);
}

#[tokio::test]
async fn a_write_waits_for_a_directory_that_is_down_when_it_is_to_be_settled() {
    let (fixture, app) = fixture().await;
    let token = fixture.reset_token(ANN).await;
    app.state().next = Next::SetsSilently;
    assert!(reset(&fixture, &token).await.is_err());
    app.state().is_down = true;
    settle(&fixture).await;
    assert_eq!(notices(&fixture).await, 0);
    app.state().is_down = false;
    settle(&fixture).await;
    assert_eq!(notices(&fixture).await, 1);
}

#[tokio::test]
async fn an_operator_ends_a_write_whose_outcome_they_know() {
    for done in [true, false] {
        let (fixture, app) = fixture().await;
        let token = fixture.reset_token(ANN).await;
        app.state().next = if done { Next::SetsSilently } else { Next::Loses };
        assert!(reset(&fixture, &token).await.is_err());
        let recovery = &fixture.engine.recovery;
        let write = fixture.engine.ports().store.pending_writes(10).await.unwrap().remove(0);
        let settled = recovery.force_write(&write, done).await.unwrap();
        assert_eq!(settled, if done { Settled::Finished } else { Settled::Released });
        assert_eq!(recovery.force_write(&write, done).await.unwrap(), Settled::Lost, "once");
        assert_eq!(notices(&fixture).await, usize::from(done));
        app.state().next = Next::Sets;
        assert_eq!(reset(&fixture, &token).await.is_ok(), !done, "whether the link works");
    }
}

#[tokio::test]
async fn a_password_that_was_changed_elsewhere_voids_the_link() {
    let (fixture, app) = fixture().await;
    let token = fixture.reset_token(ANN).await;
    "changed in the app".clone_into(&mut app.state().password);
    assert!(matches!(reset(&fixture, &token).await, Err(CompleteError::Token(TokenProblem::Void))));
    // In the very moment of the write it might be a late write of ours, so the person gets a notice.
    fixture.clock.advance(Duration::from_mins(1));
    let token = fixture.reset_token(ANN).await;
    app.state().next = Next::FindsAnother;
    assert!(matches!(reset(&fixture, &token).await, Err(CompleteError::Token(TokenProblem::Void))));
    assert_eq!(notices(&fixture).await, 1);
}

#[tokio::test]
async fn an_account_that_is_shut_or_moved_to_another_address_voids_the_link() {
    let (fixture, app) = fixture().await;
    let token = fixture.reset_token(ANN).await;
    app.state().standing = Standing::Shut;
    assert!(matches!(reset(&fixture, &token).await, Err(CompleteError::Token(TokenProblem::Void))));
    app.state().standing = Standing::Open;
    app.state().email = "ann@example.net";
    assert!(matches!(reset(&fixture, &token).await, Err(CompleteError::Token(TokenProblem::Void))));
    assert_eq!(app.state().password, "old");
}

#[tokio::test]
async fn this_was_not_me_shuts_the_account_in_the_directory_first() {
    let (fixture, app) = fixture().await;
    let token = fixture.reset_token(ANN).await;
    reset(&fixture, &token).await.unwrap();
    let not_me = token_in(&fixture.deliver().await[0]);
    let disown = async || {
        fixture
            .engine
            .recovery
            .disown(&not_me, network(1).into(), rekey_core::outbox::Channel::PAGES.into())
            .await
            .map(drop)
    };
    app.state().is_down = true;
    assert!(disown().await.is_err(), "nothing is promised that did not happen");
    app.state().is_down = false;
    disown().await.unwrap();
    assert_eq!(app.state().standing, Standing::Shut);
    assert_eq!(notices(&fixture).await, 1);
}

#[tokio::test]
async fn nobody_is_asked_about_purposes_that_a_directory_does_not_serve() {
    let (fixture, app) = fixture().await;
    for purpose in [Purpose::SignIn, Purpose::VerifyEmail] {
        fixture.ask(purpose, ANN, PORTAL.channel()).await.unwrap();
    }
    assert!(fixture.deliver().await.is_empty());
    assert!(app.state().calls.is_empty());
}

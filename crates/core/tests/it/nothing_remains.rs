//! A stranger who had an account at an address before its owner proved to read it, and everything that a person can do
//! with an account: after the proof, by whatever door, nothing of the stranger's remains (R26).

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rekey_core::account::AccountEdit;
use rekey_core::accounts::AccountDraft;
use rekey_core::delivery::Letter;
use rekey_core::location::{LocationSettings, MailMethod, SignUpSettings};
use rekey_core::outbox::Channel;
use rekey_core::policy::PasswordPolicySettings;
use rekey_core::ports::Clock;
use rekey_core::profile::ProfilePatch;
use rekey_core::recovery::NewRequest;
use rekey_core::sign_in::{PasswordChange, SignInError, SignedIn, Visitor};
use rekey_core::sign_up::{NewPerson, SignedUp};
use rekey_core::testing::{APP, APP_SIGN_UP};
use rekey_core::time::Duration;
use rekey_core::{Account, ClientNetwork, Fault, LocationId, Password, Purpose, Token};
use secrecy::ExposeSecret;
use serde_json::json;

use crate::fixture::{Fixture, NEW_PASSWORD, address, network, token_in, visitor};

const OWNER: &str = "owner@example.com";
const STRANGERS_OWN: &str = "stranger@example.com";
const PASSWORDS: [&str; 2] = ["a stranger's choice", "another stranger's"];
const NAMES: [&str; 2] = ["Prize Draw", "Second Prize"];
/// Far from each other and from the owner's network, which is 1, as in all tests.
const STRANGERS: [u32; 2] = [1_000_000, 2_000_000];

/// What the stranger does.
#[derive(Debug, Clone, Copy)]
enum Act {
    SignUp(usize),
    SignIn(usize),
    Name(usize),
    Profile,
    ChangePassword(usize, usize),
    SetUp,
    /// As long as an operator has the address marked as verified.
    SetUpMeanwhile,
    Ask(Purpose),
    /// Asks for the account to get an address of the stranger's.
    Move,
    Wait(u64),
}

/// How the owner proves to read the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Door {
    ResetLink,
    ResetCode,
    OperatorsLink,
    SignInLink,
    SignInCode,
    VerificationLink,
    VerificationCode,
    Import,
}

const DOORS: [Door; 8] = [
    Door::ResetLink,
    Door::ResetCode,
    Door::OperatorsLink,
    Door::SignInLink,
    Door::SignInCode,
    Door::VerificationLink,
    Door::VerificationCode,
    Door::Import,
];

fn acts() -> impl Strategy<Value = Vec<(Act, usize)>> {
    let purpose = prop::sample::select(&[Purpose::ResetPassword, Purpose::SignIn, Purpose::VerifyEmail][..]);
    let act = prop_oneof![
        2 => (0..2_usize).prop_map(Act::SignUp),
        3 => (0..2_usize).prop_map(Act::SignIn),
        2 => (0..2_usize).prop_map(Act::Name),
        1 => Just(Act::Profile),
        1 => (0..2_usize, 0..2_usize).prop_map(|(old, new)| Act::ChangePassword(old, new)),
        1 => Just(Act::SetUp),
        2 => Just(Act::SetUpMeanwhile),
        1 => purpose.prop_map(Act::Ask),
        1 => Just(Act::Move),
        1 => prop::sample::select(&[1_u64, 60, 900, 3_600][..]).prop_map(Act::Wait),
    ];
    prop::collection::vec((act, 0..2_usize), 0..12)
}

struct World {
    fixture: Fixture,
    /// The stranger's.
    sessions: Vec<SignedIn>,
    /// What was mailed to the stranger, to confirm another address of the account.
    moves: Vec<Token>,
}

impl World {
    /// The stranger has an account, and where addresses must be verified, an unconfirmed one.
    async fn new(verify_email: bool) -> Self {
        let fixture = Fixture::new().await;
        let code = Some(MailMethod::Code);
        let sign_up = SignUpSettings { open: Some(true), verify_email: Some(verify_email), verify_method: code };
        fixture.set_location(1, LocationSettings { sign_up, reset_method: code, ..LocationSettings::default() }).await;
        let mut world = Self { fixture, sessions: Vec::new(), moves: Vec::new() };
        world.act(Act::SignUp(0), 0).await;
        world
    }

    async fn account(&self) -> Account {
        self.fixture.store.account_by_email(&address(OWNER)).await.unwrap().expect("the account")
    }

    /// Whatever comes of it is the stranger's business.
    async fn act(&mut self, act: Act, from: usize) {
        let engine = &self.fixture.engine;
        let by = Visitor { origin: network(STRANGERS[from]).into(), ..visitor() };
        match act {
            Act::SignUp(which) => {
                let person = NewPerson {
                    address: address(OWNER),
                    password: Password::new(PASSWORDS[which]),
                    policy: PasswordPolicySettings::default(),
                    name: Some(NAMES[which].to_owned()),
                    locale: None,
                    channel: APP_SIGN_UP.channel(),
                    redirect_to: None,
                    browser_locale: None,
                    visitor: by,
                };
                if let Ok(SignedUp::In(signed_in)) = engine.sign_ups.sign_up(person).await {
                    self.sessions.push(*signed_in);
                }
            }
            Act::SignIn(which) => {
                let signed_in = engine.sign_in.with_password(OWNER, &Password::new(PASSWORDS[which]), by).await;
                self.sessions.extend(signed_in);
            }
            Act::Name(which) => {
                self.patch(ProfilePatch { name: Some(Some(NAMES[which].to_owned())), fields: serde_json::Map::new() })
                    .await;
            }
            Act::Profile => {
                let fields = json!({ "bio": "I won", "avatar_url": "https://evil.example/a.png" });
                self.patch(ProfilePatch { name: None, fields: fields.as_object().unwrap().clone() }).await;
            }
            Act::ChangePassword(old, new) => {
                for session in &self.sessions {
                    let bearer = session.tokens.bearer.expose();
                    let Ok(known) = engine.sessions.authenticate(bearer).await else { continue };
                    let change = PasswordChange {
                        old: Password::new(PASSWORDS[old]),
                        new: Password::new(PASSWORDS[new]),
                        policy: PasswordPolicySettings::default(),
                        origin: by.origin,
                        language: Channel::PAGES.into(),
                    };
                    drop(engine.sign_in.change_password(&known, change).await);
                }
            }
            Act::SetUp => self.set_up().await,
            Act::SetUpMeanwhile => {
                let was_verified = self.account().await.email_verified;
                self.set_verified(true).await;
                self.set_up().await;
                self.set_verified(was_verified).await;
            }
            Act::Ask(purpose) => {
                drop(self.fixture.ask_from(purpose, OWNER, APP.channel(), network(STRANGERS[from])).await);
            }
            Act::Move if !self.sessions.is_empty() => {
                let request = NewRequest {
                    purpose: Purpose::VerifyEmail,
                    address: address(STRANGERS_OWN),
                    channel: APP.channel(),
                    location: None,
                    locale: None,
                    browser_locale: None,
                    redirect_to: None,
                    origin: by.origin,
                };
                drop(engine.recovery.request_new_address(request, self.account().await.id).await);
                let letters = self.fixture.deliver().await;
                let theirs = letters.iter().filter(|letter| letter.plan.to == address(STRANGERS_OWN));
                self.moves.extend(theirs.map(|letter| token_in(letter)));
            }
            Act::Move => {}
            Act::Wait(seconds) => self.fixture.clock.advance(Duration::from_secs(seconds)),
        }
    }

    /// What a person can do who was signed in once: the sessions of a second factor's set-up end with it.
    async fn patch(&self, patch: ProfilePatch) {
        if !self.sessions.is_empty() {
            drop(self.fixture.engine.sign_ups.patch_profile(self.account().await.id, patch).await);
        }
    }

    async fn set_up(&self) {
        if self.sessions.is_empty() {
            return;
        }
        let (factors, account) = (&self.fixture.engine.second_factors, self.account().await);
        let Ok(begun) = factors.begin_set_up(&account).await else { return };
        let code = begun.secret.code_at(self.fixture.clock.now());
        drop(factors.complete_set_up(&account, begun.token.expose_secret(), code, network(STRANGERS[0]).into()).await);
    }

    async fn set_verified(&self, email_verified: bool) {
        let edit = AccountEdit { email_verified: Some(email_verified), ..AccountEdit::default() };
        self.fixture.engine.accounts.edit(self.account().await.id, edit, ClientNetwork::LOCAL).await.unwrap();
    }

    /// Asks from the owner's network, and takes the mail that comes.
    async fn mail(&self, purpose: Purpose) -> Box<Letter> {
        // What the stranger asked for is over.
        drop(self.fixture.deliver().await);
        self.fixture.clock.advance(Duration::from_hours(1));
        self.fixture.ask(purpose, OWNER, APP.channel()).await.expect("accepted");
        self.fixture.deliver().await.into_iter().find(|letter| letter.link.is_some()).expect("a letter")
    }

    async fn prove(&self, door: Door) {
        let (fixture, engine) = (&self.fixture, &self.fixture.engine);
        match door {
            Door::ResetLink => {
                let token = token_in(&*self.mail(Purpose::ResetPassword).await);
                fixture.complete(&token, NEW_PASSWORD).await.unwrap();
            }
            Door::ResetCode => {
                let code = self.mail(Purpose::ResetPassword).await.code.clone().expect("a code");
                let exchanged = engine.recovery.exchange_code(&address(OWNER), code, None, network(1)).await.unwrap();
                fixture.complete(&exchanged.token, NEW_PASSWORD).await.unwrap();
            }
            Door::OperatorsLink => {
                let link = engine.accounts.reset_link(&address(OWNER)).await.unwrap().expect("a link");
                let (_, token) = link.expose().split_once("token=").unwrap();
                fixture.complete(&Token::parse(token).unwrap(), NEW_PASSWORD).await.unwrap();
            }
            Door::SignInLink => {
                let token = token_in(&*self.mail(Purpose::SignIn).await);
                engine.sign_in.with_link(&token, visitor()).await.unwrap();
            }
            Door::SignInCode => {
                let code = self.mail(Purpose::SignIn).await.code.clone().expect("a code");
                engine.sign_in.with_code(&address(OWNER), code, visitor()).await.unwrap();
            }
            Door::VerificationLink => {
                let token = token_in(&*self.mail(Purpose::VerifyEmail).await);
                engine.sign_ups.verify_link(&token, LocationId::FIRST, network(1)).await.unwrap();
            }
            Door::VerificationCode => {
                let code = self.mail(Purpose::VerifyEmail).await.code.clone().expect("a code");
                match engine.sign_in.with_verification_code(&address(OWNER), code, visitor()).await {
                    Ok(_) | Err(SignInError::MustReset) => {}
                    Err(error) => panic!("{error}"),
                }
            }
            Door::Import => {
                let draft = AccountDraft { email_verified: true, ..AccountDraft::new(address(OWNER)) };
                let imported = engine.accounts.finish_import(draft).await.unwrap();
                engine.accounts.update(vec![imported]).await.unwrap();
            }
        }
        fixture.clock.advance(Duration::from_secs(1));
    }

    async fn check(&self, door: Door) -> Result<(), TestCaseError> {
        let (fixture, account) = (&self.fixture, self.account().await);
        prop_assert!(account.email_verified);
        let factor = fixture.store.second_factor(account.id).await.unwrap();
        prop_assert!(!account.second_factor && factor.is_none(), "the second factor");
        if matches!(door, Door::VerificationLink | Door::VerificationCode) {
            // The mail says that its reader made the account.
            return Ok(());
        }
        prop_assert_eq!(&account.name, &None);
        prop_assert!(account.profile.fields().is_empty(), "the profile");
        for session in &self.sessions {
            let alive = fixture.engine.sessions.is_alive(session.tokens.session).await.unwrap();
            prop_assert!(!alive, "a session");
        }
        for token in &self.moves {
            let moved = fixture.engine.recovery.confirm_new_address(token, network(STRANGERS[0]).into()).await;
            prop_assert!(matches!(moved, Err(_) | Ok(None)), "a change of address");
        }
        for place in fixture.store.places_of(account.id).await.unwrap() {
            prop_assert!(place.first_at >= account.epoch_at, "the place {}", place.mark);
        }
        // A stranger's network has ten tries, a familiar one fifty.
        let by = Visitor { origin: network(STRANGERS[0]).into(), ..visitor() };
        let mut refused = 0;
        for number in 0..11 {
            let password = Password::new(PASSWORDS[number % 2]);
            match fixture.engine.sign_in.with_password(OWNER, &password, by.clone()).await {
                Err(SignInError::Fault(Fault::TooManyWrongPasswords { .. })) => refused += 1,
                Err(SignInError::Refused) => {}
                other => return Err(TestCaseError::fail(format!("the password: {:?}", other.map(drop)))),
            }
        }
        prop_assert!(refused > 0, "a familiar network");
        Ok(())
    }
}

async fn try_all(verify_email: bool, acts: &[(Act, usize)]) -> Result<(), TestCaseError> {
    for door in DOORS {
        let mut world = World::new(verify_email).await;
        for (act, from) in acts {
            world.act(*act, *from).await;
        }
        world.prove(door).await;
        world.check(door).await.map_err(|error| TestCaseError::fail(format!("{door:?}: {error}")))?;
    }
    Ok(())
}

#[test]
fn after_the_owners_proof_nothing_of_a_stranger_remains() {
    let cases = if std::env::var_os("REKEY_TEST_FULL").is_some() { 2_000 } else { 48 };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut runner = TestRunner::new(Config { cases, ..Config::default() });
    let tried = runner.run(&(any::<bool>(), acts()), |(verify, acts)| runtime.block_on(try_all(verify, &acts)));
    tried.unwrap_or_else(|failure| panic!("{failure}"));
}

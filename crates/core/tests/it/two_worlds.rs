//! Worlds that differ in whether and how one address has an account, and strangers who do the same in all of them: nothing
//! that they can observe differs, now or later (R1, R23).

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rekey_core::accounts::AccountDraft;
use rekey_core::delivery::Letter;
use rekey_core::location::{LocationSettings, SignUpSettings};
use rekey_core::outbox::Channel;
use rekey_core::policy::PasswordPolicySettings;
use rekey_core::ports::{AccountChange, Clock};
use rekey_core::second_factor::TotpSecret;
use rekey_core::sign_in::{SignInError, Visitor};
use rekey_core::sign_up::NewPerson;
use rekey_core::testing::{APP, APP_SIGN_UP, PORTAL, REPORTER, SeededRng};
use rekey_core::time::{Duration, after, until};
use rekey_core::{AccountStatus, Code, Password, Purpose};

use crate::fixture::{Fixture, address, draft, network, visitor};

/// Whose account nobody is to learn of.
const TARGET: &str = "target@example.com";
/// Mailboxes that strangers read. The first has an account.
const THEIRS: [&str; 3] = ["member@example.com", "stranger@example.com", "another@example.com"];
/// What strangers type. The target's own password is none of these.
const PASSWORDS: [&str; 2] = ["a stranger's choice", "another stranger's"];
/// How long setting up may take.
const SET_UP: Duration = Duration::from_mins(10);

/// What the target's address has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Nothing,
    Active,
    WithoutPassword,
    Elsewhere,
    Unverified,
    /// Signed up while addresses were not verified.
    SignedUpBefore,
    Locked,
    Disowned,
    MustReset,
    SecondFactor,
}

const STATES: [State; 10] = [
    State::Nothing,
    State::Active,
    State::WithoutPassword,
    State::Elsewhere,
    State::Unverified,
    State::SignedUpBefore,
    State::Locked,
    State::Disowned,
    State::MustReset,
    State::SecondFactor,
];

/// What a stranger does.
#[derive(Debug, Clone, Copy)]
enum Act {
    Ask(Purpose, usize, usize),
    SignUp(usize, usize),
    SignIn(usize, usize),
    Code(Purpose, usize),
    Cooldown(Purpose, usize),
    /// Many ask at once, each for an address and from a network of their own; the one before the last asks for the
    /// target's, and the last learns whether that spent anything.
    Burst(u32),
    /// The mails that are due are sent.
    Deliver,
    Wait(u64),
}

fn acts() -> impl Strategy<Value = Vec<(Act, u32)>> {
    let purpose = prop::sample::select(&[Purpose::ResetPassword, Purpose::SignIn, Purpose::VerifyEmail][..]);
    let who = || prop::sample::select(&[0_usize, 0, 0, 1, 2, 3][..]);
    let act = prop_oneof![
        4 => (purpose.clone(), who(), 0..4_usize).prop_map(|(purpose, who, door)| Act::Ask(purpose, who, door)),
        4 => (who(), 0..2_usize).prop_map(|(who, password)| Act::SignUp(who, password)),
        4 => (who(), 0..2_usize).prop_map(|(who, password)| Act::SignIn(who, password)),
        2 => (purpose.clone(), who()).prop_map(|(purpose, who)| Act::Code(purpose, who)),
        1 => (purpose, who()).prop_map(|(purpose, who)| Act::Cooldown(purpose, who)),
        2 => (59..64_u32).prop_map(Act::Burst),
        2 => Just(Act::Deliver),
        3 => prop::sample::select(&[1_u64, 59, 60, 61, 300, 900, 3_600, 86_400][..]).prop_map(Act::Wait),
    ];
    // Few networks, so that they meet their limits.
    prop::collection::vec((act, 1..4_u32), 1..40)
}

struct World {
    fixture: Fixture,
    bursts: u32,
}

impl World {
    async fn new(state: State) -> Self {
        let fixture = Fixture::new().await;
        let began = fixture.clock.now();
        let verifying = |verify| LocationSettings {
            sign_up: SignUpSettings { open: Some(true), verify_email: Some(verify), ..SignUpSettings::default() },
            ..LocationSettings::default()
        };
        fixture.set_location(1, verifying(false)).await;
        fixture.add(THEIRS[0], None).await;
        let world = Self { fixture, bursts: 0 };
        world.set_up(state).await;
        world.fixture.set_location(1, verifying(true)).await;
        drop(world.fixture.deliver().await);
        let left = until(after(began, SET_UP), world.fixture.clock.now());
        world.fixture.clock.advance(left);
        world
    }

    async fn set_up(&self, state: State) {
        let (fixture, own) = (&self.fixture, "the target's own");
        match state {
            State::Nothing => {}
            State::Active | State::Locked | State::Disowned | State::MustReset | State::SecondFactor => {
                fixture.add(TARGET, Some(own)).await;
            }
            State::WithoutPassword => drop(fixture.add(TARGET, None).await),
            State::Elsewhere => {
                self.create(AccountDraft { provider: Some("Google".to_owned()), ..draft(TARGET) }).await;
            }
            State::Unverified => self.create(AccountDraft { email_verified: false, ..draft(TARGET) }).await,
            State::SignedUpBefore => {
                let person = Self::person(TARGET, own, 9);
                fixture.engine.sign_ups.sign_up(person).await.expect("nobody has the address");
            }
        }
        let target = address(TARGET);
        let change = match state {
            State::Locked => AccountChange::Status(AccountStatus::Locked),
            State::Disowned => AccountChange::Status(AccountStatus::Disowned),
            State::MustReset => AccountChange::DemandReset,
            State::SecondFactor => {
                let secret = TotpSecret::generate(&SeededRng::new(5));
                fixture.engine.second_factors.import(&target, &secret).await.expect("there is an account");
                return;
            }
            _ => return,
        };
        fixture.store.change_account(&target, change).await.unwrap().expect("there is an account");
    }

    async fn create(&self, draft: AccountDraft) {
        self.fixture.engine.accounts.create(draft).await.expect("a new account");
    }

    fn person(email: &str, password: &str, from: u32) -> NewPerson {
        NewPerson {
            address: address(email),
            password: Password::new(password),
            policy: PasswordPolicySettings::default(),
            name: None,
            locale: None,
            channel: APP_SIGN_UP.channel(),
            redirect_to: None,
            browser_locale: None,
            visitor: Visitor { origin: network(from).into(), ..visitor() },
        }
    }

    /// What a stranger observes of an act: the answer, its work, and mails to addresses of theirs.
    async fn observe(&mut self, act: Act, from: u32) -> String {
        let hashed = self.fixture.hasher.count();
        let answer = self.answer(act, from).await;
        let quotas: Vec<_> =
            self.fixture.engine.network_quotas(network(from)).iter().map(|quota| (quota.name, quota.wait)).collect();
        format!("{answer}, {} hashes, {quotas:?}", self.fixture.hasher.count() - hashed)
    }

    async fn answer(&mut self, act: Act, from: u32) -> String {
        let (engine, network) = (&self.fixture.engine, network(from));
        let by = Visitor { origin: network.into(), ..visitor() };
        match act {
            Act::Ask(purpose, who, door) => {
                let channels = [Channel::PAGES, PORTAL.channel(), REPORTER.channel(), APP.channel()];
                format!("{:?}", self.fixture.ask_from(purpose, whose(who), channels[door].clone(), network).await)
            }
            Act::SignUp(who, password) => {
                let person = Self::person(whose(who), PASSWORDS[password], from);
                format!("{:?}", engine.sign_ups.sign_up(person).await)
            }
            Act::SignIn(who, password) => {
                let password = Password::new(PASSWORDS[password]);
                told(engine.sign_in.with_password(whose(who), &password, by).await)
            }
            Act::Code(purpose, who) => {
                let (address, code) = (address(whose(who)), Code::parse("000000").unwrap());
                match purpose {
                    Purpose::ResetPassword => {
                        let exchanged = engine.recovery.exchange_code(&address, code, None, network).await;
                        format!("{:?}", exchanged.map(drop))
                    }
                    Purpose::SignIn => told(engine.sign_in.with_code(&address, code, by).await),
                    Purpose::VerifyEmail => told(engine.sign_in.with_verification_code(&address, code, by).await),
                }
            }
            Act::Cooldown(purpose, who) => {
                format!("{:?}", engine.recovery.remaining_cooldown(&address(whose(who)), purpose).await)
            }
            Act::Burst(count) => {
                self.bursts += 1;
                let mut answers = Vec::new();
                for number in 0..count {
                    let from = 1_000 * self.bursts + number;
                    let probed = number + 2 == count;
                    let own = format!("n{number}.{}@example.org", self.bursts);
                    let email = if probed { TARGET.to_owned() } else { own };
                    let network = crate::fixture::network(from);
                    let asked = self.fixture.ask_from(Purpose::ResetPassword, &email, REPORTER.channel(), network);
                    answers.push(format!("{:?}", asked.await));
                }
                answers.join(" ")
            }
            Act::Deliver => {
                let mut mails: Vec<_> =
                    self.fixture.deliver().await.iter().filter_map(|letter| seen_by_strangers(letter)).collect();
                // Of one instant, the order is random.
                mails.sort();
                mails.join(" ")
            }
            Act::Wait(seconds) => {
                self.fixture.clock.advance(Duration::from_secs(seconds));
                String::new()
            }
        }
    }
}

fn whose(who: usize) -> &'static str {
    who.checked_sub(1).map_or(TARGET, |theirs| THEIRS[theirs])
}

/// Strangers read every mailbox but the target's.
fn seen_by_strangers(letter: &Letter) -> Option<String> {
    let to = letter.plan.to.as_stored();
    (to != TARGET).then(|| format!("{to}: {:?} {}", letter.plan.content, letter.code.is_some()))
}

/// What a sign-in comes to, without tokens, which are random.
fn told<T>(outcome: Result<T, SignInError>) -> String {
    match outcome {
        Ok(_) => "in".to_owned(),
        Err(SignInError::SecondFactor { blocked_for, .. }) => format!("second factor, {blocked_for:?}"),
        Err(error) => format!("{error:?}"),
    }
}

/// The same schedule in a world for each state.
async fn compare(acts: &[(Act, u32)]) -> Result<(), TestCaseError> {
    let mut worlds = Vec::new();
    for state in STATES {
        worlds.push(World::new(state).await);
    }
    for (number, (act, from)) in acts.iter().enumerate() {
        let one = worlds[0].observe(*act, *from).await;
        for (world, state) in worlds[1..].iter_mut().zip(&STATES[1..]) {
            let other = world.observe(*act, *from).await;
            prop_assert_eq!(&one, &other, "act {}: {:?}, {:?} and {:?}", number, act, STATES[0], state);
        }
    }
    Ok(())
}

#[test]
fn strangers_observe_the_same_whatever_account_an_address_has() {
    let cases = if std::env::var_os("REKEY_TEST_FULL").is_some() { 2_000 } else { 32 };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut runner = TestRunner::new(Config { cases, ..Config::default() });
    let tried = runner.run(&acts(), |acts| runtime.block_on(compare(&acts)));
    tried.unwrap_or_else(|failure| panic!("{failure}"));
}

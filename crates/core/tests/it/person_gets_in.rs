//! Over simulated days, whatever strangers do, a person who asks for a reset gets a mail with a link that works within a
//! quarter of an hour (R24).

use rekey_core::delivery::Letter;
use rekey_core::location::{LocationSettings, SignUpSettings};
use rekey_core::outbox::{Channel, Content};
use rekey_core::policy::PasswordPolicySettings;
use rekey_core::ports::Rng;
use rekey_core::sign_up::NewPerson;
use rekey_core::testing::{APP, APP_SIGN_UP, PORTAL, REPORTER, SeededRng};
use rekey_core::time::Duration;
use rekey_core::{AccountId, Code, Password, Purpose, Token};

use crate::fixture::{ANN, Fixture, NEW_PASSWORD, address, network, token_in, visitor};

const MINUTE: Duration = Duration::from_mins(1);
const QUARTER_OF_AN_HOUR: usize = 15;
/// The network that Ann asks from. Strangers come from the others.
const HERS: u32 = 1_000_000;

/// Random numbers that repeat.
struct Dice(SeededRng);

impl Dice {
    fn below(&self, bound: u32) -> u32 {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        u32::from_be_bytes(bytes) % bound
    }

    fn one_of<T: Clone>(&self, options: &[T]) -> T {
        options[self.below(u32::try_from(options.len()).unwrap()) as usize].clone()
    }
}

struct World {
    fixture: Fixture,
    ann: AccountId,
    dice: Dice,
    /// What strangers do in this world. Some of them know one trick and do nothing else.
    tricks: Vec<Trick>,
    /// How many of them each minute.
    a_minute: u32,
}

#[derive(Debug, Clone, Copy)]
enum Trick {
    Ask(Purpose),
    SignUp,
    Backend,
    Code(Purpose),
    Password,
}

const TRICKS: [Trick; 9] = [
    Trick::Ask(Purpose::ResetPassword),
    Trick::Ask(Purpose::SignIn),
    Trick::Ask(Purpose::VerifyEmail),
    Trick::SignUp,
    Trick::Backend,
    Trick::Code(Purpose::ResetPassword),
    Trick::Code(Purpose::SignIn),
    Trick::Code(Purpose::VerifyEmail),
    Trick::Password,
];

impl World {
    async fn new(seed: u64) -> Self {
        let fixture = Fixture::new().await;
        let dice = Dice(SeededRng::new(seed));
        let cooldown = dice.one_of(&[Duration::ZERO, MINUTE, Duration::from_mins(20), Duration::from_hours(24)]);
        let sign_up = SignUpSettings { open: Some(true), verify_email: Some(true), ..SignUpSettings::default() };
        let settings = LocationSettings { cooldown: Some(cooldown), sign_up, ..LocationSettings::default() };
        fixture.set_location(1, settings).await;
        let ann = fixture.store.account_by_email(&address(ANN)).await.unwrap().expect("Ann").id;
        let tricks = TRICKS.into_iter().filter(|_| dice.below(3) > 0).collect();
        let a_minute = dice.below(6);
        Self { fixture, ann, dice, tricks, a_minute }
    }

    async fn strangers_act(&self) {
        if self.tricks.is_empty() {
            return;
        }
        for _ in 0..self.a_minute {
            self.stranger(self.dice.one_of(&self.tricks)).await;
        }
    }

    /// Whatever comes of it is the stranger's business.
    async fn stranger(&self, trick: Trick) {
        let (engine, network) = (&self.fixture.engine, network(self.dice.below(5_000)));
        match trick {
            Trick::Ask(purpose) => {
                let channel = self.dice.one_of(&[Channel::PAGES, PORTAL.channel(), REPORTER.channel(), APP.channel()]);
                drop(self.fixture.ask_from(purpose, ANN, channel, network).await);
            }
            Trick::SignUp => {
                let person = NewPerson {
                    address: address(ANN),
                    password: Password::new(self.dice.one_of(&["a stranger's choice", "another stranger's"])),
                    policy: PasswordPolicySettings::default(),
                    name: None,
                    locale: None,
                    channel: APP_SIGN_UP.channel(),
                    redirect_to: None,
                    browser_locale: None,
                    visitor: rekey_core::sign_in::Visitor { origin: network.into(), ..visitor() },
                };
                drop(engine.sign_ups.sign_up(person).await);
            }
            Trick::Backend => drop(engine.accounts.start_reset(self.ann, network).await),
            Trick::Code(purpose) => {
                let code = Code::parse(&format!("{:06}", self.dice.below(1_000_000))).unwrap();
                match purpose {
                    Purpose::ResetPassword => {
                        drop(engine.recovery.exchange_code(&address(ANN), code, None, network).await);
                    }
                    Purpose::SignIn => drop(engine.sign_in.with_code(&address(ANN), code, visitor()).await),
                    Purpose::VerifyEmail => {
                        drop(engine.sign_in.with_verification_code(&address(ANN), code, visitor()).await);
                    }
                }
            }
            Trick::Password => drop(engine.sign_in.with_password(ANN, &Password::new("wrong"), visitor()).await),
        }
    }

    /// Ann asks each minute until a mail reaches her whose link works. `None`: not in a quarter of an hour.
    async fn ann_asks(&self) -> Option<Token> {
        // What was sent before she asked is not counted in her favour.
        self.fixture.deliver().await;
        for _ in 0..=QUARTER_OF_AN_HOUR {
            let channel = self.dice.one_of(&[Channel::PAGES, PORTAL.channel(), REPORTER.channel(), APP.channel()]);
            drop(self.fixture.ask_from(Purpose::ResetPassword, ANN, channel, network(HERS)).await);
            for letter in self.fixture.deliver().await {
                if let Some(token) = self.way_in(&letter).await {
                    return Some(token);
                }
            }
            self.fixture.clock.advance(MINUTE);
            self.strangers_act().await;
        }
        None
    }

    async fn way_in(&self, letter: &Letter) -> Option<Token> {
        let is_reset = matches!(letter.plan.content, Content::Recovery { purpose: Purpose::ResetPassword, .. });
        if !is_reset || letter.plan.to != address(ANN) {
            return None;
        }
        let token = token_in(letter);
        self.fixture.engine.recovery.inspect(&token).await.is_ok().then_some(token)
    }
}

#[tokio::test]
async fn whatever_strangers_do_for_days_a_person_gets_a_link_that_works_within_a_quarter_of_an_hour() {
    let (worlds, days) = if std::env::var_os("REKEY_TEST_FULL").is_some() { (200, 7) } else { (10, 2) };
    for seed in 0..worlds {
        let world = World::new(seed).await;
        let mut minute = 0;
        while minute < days * 24 * 60 {
            let pause = 1 + world.dice.below(600);
            for _ in 0..pause {
                world.fixture.clock.advance(MINUTE);
                world.strangers_act().await;
            }
            minute += pause;
            let token = world.ann_asks().await;
            let token = token.unwrap_or_else(|| {
                panic!("world {seed}, minute {minute}: no way in; {} a minute of {:?}", world.a_minute, world.tricks)
            });
            if world.dice.below(2) == 0 {
                world.fixture.complete(&token, NEW_PASSWORD).await.unwrap();
            }
        }
    }
}

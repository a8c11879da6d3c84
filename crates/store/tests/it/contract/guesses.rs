//! Guesses: ten wrong codes a day for an address, over all purposes (R25).

use rekey_core::outbox::{Content, Decision};
use rekey_core::ports::{CodeOutcome, Rng};
use rekey_core::time::{Duration, Timestamp};
use rekey_core::token::TokenPurpose;
use rekey_core::{Code, Purpose};
use tokio::task::JoinSet;

use super::Fixture;
use super::fixture::{ANN, Delivered, LEASE, MICROSECOND, another_code, just_before, network};

const DAY: Duration = Duration::from_hours(24);
const CODE_LIFETIME: Duration = Duration::from_mins(10);

fn carries_code(delivered: &Delivered) -> bool {
    matches!(&delivered.decision, Decision::Send(plan)
        if matches!(plan.content, Content::Recovery { with_code: true, .. }))
}

async fn is_right(f: &Fixture, purpose: Purpose, code: &Code) -> bool {
    let token = f.new_token(TokenPurpose::ExchangedReset);
    let outcome = f.store.exchange_code(f.attempt(ANN, purpose, code), token, network()).await.unwrap();
    matches!(outcome, CodeOutcome::Right { .. })
}

async fn guess_wrong(f: &Fixture, times: usize) {
    let wrong = Code::parse("000000").unwrap();
    for _ in 0..times {
        assert!(!is_right(f, Purpose::SignIn, &wrong).await);
    }
}

/// What an address may still be asked, kept by a second count that knows no database.
#[derive(Default)]
struct Model {
    /// When wrong codes were compared.
    compared: Vec<Timestamp>,
    /// When wrong tries were counted: the same, and those that met no code.
    counted: Vec<Timestamp>,
    codes: Vec<ModelCode>,
}

struct ModelCode {
    purpose: Purpose,
    code: Code,
    tries: usize,
    expires_at: Timestamp,
}

impl Model {
    fn living(&mut self, now: Timestamp) -> &mut Vec<ModelCode> {
        self.codes.retain(|code| code.tries > 0 && code.expires_at > now);
        &mut self.codes
    }

    fn left(&mut self, now: Timestamp) -> usize {
        let reserved: usize = self.living(now).iter().map(|code| code.tries).sum();
        10 - self.counted.iter().filter(|at| **at + DAY > now).count() - reserved
    }

    /// How many tries a code gets.
    fn mint(&mut self, purpose: Purpose, code: Code, now: Timestamp) -> usize {
        self.codes.retain(|code| code.purpose != purpose);
        let tries = self.left(now).min(3);
        self.codes.push(ModelCode { purpose, code, tries, expires_at: now + CODE_LIFETIME });
        tries
    }

    /// Whether the try opens anything.
    fn try_code(&mut self, purpose: Purpose, code: &Code, now: Timestamp) -> bool {
        let Some(place) = self.living(now).iter().position(|living| living.purpose == purpose) else {
            if self.left(now) > 0 {
                self.counted.push(now);
            }
            return false;
        };
        if self.codes[place].code.expose() == code.expose() {
            self.codes.remove(place);
            return true;
        }
        self.codes[place].tries -= 1;
        self.compared.push(now);
        self.counted.push(now);
        let in_a_day = self.compared.iter().filter(|at| **at + DAY > now).count();
        assert!(in_a_day <= 10, "{in_a_day} wrong codes compared in a day");
        false
    }
}

pub(crate) async fn over_many_days_no_day_sees_more_than_ten_wrong_codes_and_a_right_one_works_within_its_tries(
    f: Fixture,
) {
    let full = std::env::var_os("REKEY_TEST_FULL").is_some();
    f.add_account(ANN).await;
    let draw = |bound: u32| {
        let mut bytes = [0; 4];
        f.rng().fill(&mut bytes);
        u32::from_be_bytes(bytes) % bound
    };
    let mut model = Model::default();
    for step in 0..if full { 20_000 } else { 1_500 } {
        let purpose = Purpose::ALL[draw(3) as usize];
        match draw(8) {
            0 => {
                let mail = f.deliver(ANN, purpose).await;
                let tries = model.mint(purpose, mail.code.clone(), f.now());
                assert_eq!(carries_code(&mail), tries > 0, "step {step}: {tries} tries");
            }
            1 => {
                let newest = model.codes.iter().find(|code| code.purpose == purpose).map(|code| code.code.clone());
                if let Some(code) = newest {
                    let expected = model.try_code(purpose, &code, f.now());
                    assert_eq!(is_right(&f, purpose, &code).await, expected, "step {step}");
                }
            }
            2 if draw(8) == 0 => f.clock.advance(Duration::from_mins(u64::from(draw(24 * 60)))),
            2 => f.clock.advance(Duration::from_secs(u64::from(draw(600)))),
            _ => {
                let newest = model.codes.iter().find(|code| code.purpose == purpose).map(|code| &code.code);
                let wrong = newest.map_or_else(|| Code::parse("000000").unwrap(), another_code);
                assert!(!model.try_code(purpose, &wrong, f.now()));
                assert!(!is_right(&f, purpose, &wrong).await, "step {step}");
            }
        }
    }
}

pub(crate) async fn a_day_of_requests_and_tries_for_all_purposes_compares_ten_wrong_codes(f: Fixture) {
    f.add_account(ANN).await;
    let mut opportunities = 0;
    for _ in 0..24 * 4 {
        for purpose in Purpose::ALL {
            let mail = f.deliver(ANN, purpose).await;
            // Each try that a code would have survived is one that was compared.
            for _ in 0..3 {
                opportunities += usize::from(carries_code(&mail));
                assert!(!is_right(&f, purpose, &another_code(&mail.code)).await);
            }
        }
        f.clock.advance(Duration::from_mins(15));
    }
    // Three codes with three tries, and one with a single one.
    assert_eq!(opportunities, 4 * 3);
}

pub(crate) async fn codes_minted_at_once_for_several_purposes_share_what_is_left(f: Fixture) {
    f.add_account(ANN).await;
    guess_wrong(&f, 8).await;
    for purpose in Purpose::ALL {
        f.accept(ANN, purpose).await;
    }
    let claims = f.store.claim(10, LEASE).await.unwrap();
    assert_eq!(claims.len(), 3);
    let mails = futures_util::future::join_all(claims.iter().map(|claim| f.prepare(claim))).await;
    let with_code = mails.iter().flatten().filter(|mail| carries_code(mail)).count();
    assert_eq!(with_code, 1, "two tries are left, and the first code takes both");
}

pub(crate) async fn parallel_tries_over_several_purposes_are_counted_one_by_one(f: Fixture) {
    f.add_account(ANN).await;
    for round in 0..2 {
        let mut tasks = JoinSet::new();
        let mut told = Vec::new();
        for purpose in Purpose::ALL {
            let mail = f.deliver(ANN, purpose).await;
            told.push((purpose, mail.code.clone(), carries_code(&mail)));
        }
        assert_eq!(told.iter().map(|(.., told)| *told).collect::<Vec<_>>(), [round == 0; 3]);
        for (purpose, code, _) in &told {
            for _ in 0..30 {
                let (store, token) = (f.store.clone(), f.new_token(TokenPurpose::ExchangedReset));
                let attempt = f.attempt(ANN, *purpose, &another_code(code));
                tasks.spawn(async move { store.exchange_code(attempt, token, network()).await.unwrap() });
            }
        }
        assert!(tasks.join_all().await.iter().all(|outcome| *outcome == CodeOutcome::Refused));
        for (purpose, code, _) in &told {
            assert!(!is_right(&f, *purpose, code).await, "its tries are spent");
        }
    }
    // Nine were compared, and one of the others was counted: all of them leave the window together.
    f.clock.advance(just_before(DAY));
    assert!(!carries_code(&f.deliver(ANN, Purpose::SignIn).await));
    f.clock.advance(MICROSECOND);
    assert!(carries_code(&f.deliver(ANN, Purpose::SignIn).await));
}

pub(crate) async fn a_flood_of_tries_takes_no_try_from_a_living_code(f: Fixture) {
    f.add_account(ANN).await;
    let mail = f.deliver(ANN, Purpose::ResetPassword).await;
    guess_wrong(&f, 50).await;
    for _ in 0..2 {
        assert!(!is_right(&f, Purpose::ResetPassword, &another_code(&mail.code)).await);
    }
    assert!(is_right(&f, Purpose::ResetPassword, &mail.code).await);
}

pub(crate) async fn unknown_addresses_lose_their_codes_alike(f: Fixture) {
    for known in [false, true] {
        if known {
            f.add_account(ANN).await;
            assert!(!carries_code(&f.deliver(ANN, Purpose::ResetPassword).await), "what it lost before counts on");
            f.clock.advance(DAY);
        }
        for _ in 0..4 {
            let mail = f.deliver(ANN, Purpose::ResetPassword).await;
            for _ in 0..3 {
                assert!(!is_right(&f, Purpose::ResetPassword, &another_code(&mail.code)).await);
            }
        }
        if known {
            assert!(!carries_code(&f.deliver(ANN, Purpose::ResetPassword).await));
        }
    }
}

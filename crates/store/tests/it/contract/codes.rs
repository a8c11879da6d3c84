//! Codes: tries are counted before they are compared, however they are spread (R4).

use rekey_core::outbox::Claim;
use rekey_core::ports::CodeOutcome;
use rekey_core::time::{Duration, after};
use rekey_core::token::{TokenPurpose, TokenState};
use rekey_core::{Code, Purpose};
use tokio::task::JoinSet;

use super::Fixture;
use super::fixture::{ANN, LEASE, MICROSECOND, another_code, just_before, network};

async fn exchange(f: &Fixture, code: &Code) -> CodeOutcome {
    let attempt = f.attempt(ANN, Purpose::ResetPassword, code);
    f.store.exchange_code(attempt, f.new_token(TokenPurpose::ExchangedReset), network()).await.unwrap()
}

pub(crate) async fn a_right_code_mints_a_token_that_completes(f: Fixture) {
    let account = f.add_account(ANN).await;
    let mail = f.deliver(ANN, Purpose::ResetPassword).await;
    let attempt = f.attempt(ANN, Purpose::ResetPassword, &mail.code);
    let token = f.new_token(TokenPurpose::ExchangedReset);
    let outcome = f.store.exchange_code(attempt, token, network()).await.unwrap();
    assert_eq!(outcome, CodeOutcome::Right { account: account.id, expires_at: after(f.now(), token.lifetime) });
    assert_eq!(f.state(token.digest).await, TokenState::Good);
    assert_eq!(f.state(mail.link).await, TokenState::Good, "the link is another secret");
    f.complete(token.digest).await;
}

pub(crate) async fn a_code_works_once(f: Fixture) {
    f.add_account(ANN).await;
    let mail = f.deliver(ANN, Purpose::ResetPassword).await;
    assert!(matches!(exchange(&f, &mail.code).await, CodeOutcome::Right { .. }));
    assert_eq!(exchange(&f, &mail.code).await, CodeOutcome::Refused);
}

pub(crate) async fn of_many_parallel_right_tries_one_wins(f: Fixture) {
    f.add_account(ANN).await;
    let mail = f.deliver(ANN, Purpose::ResetPassword).await;
    let outcomes = tries(&f, vec![mail.code.clone(); 200]).await;
    assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, CodeOutcome::Right { .. })).count(), 1);
}

pub(crate) async fn the_third_wrong_try_kills_a_code_and_not_the_second(f: Fixture) {
    f.add_account(ANN).await;
    for (wrong, survives) in [(2, true), (3, false)] {
        let mail = f.deliver(ANN, Purpose::ResetPassword).await;
        for _ in 0..wrong {
            assert_eq!(exchange(&f, &another_code(&mail.code)).await, CodeOutcome::Refused);
        }
        let right = matches!(exchange(&f, &mail.code).await, CodeOutcome::Right { .. });
        assert_eq!(right, survives, "after {wrong} wrong tries");
        assert_eq!(f.state(mail.link).await, TokenState::Good, "wrong codes don't touch the link");
    }
}

pub(crate) async fn parallel_tries_are_compared_three_times_at_most(f: Fixture) {
    f.add_account(ANN).await;
    let mail = f.deliver(ANN, Purpose::ResetPassword).await;
    // Three hundred different codes; the right one is not among them. A try that was compared without having been
    // counted would leave the code alive.
    let right: u32 = mail.code.expose().parse().unwrap();
    let wrong = (1..=300).map(|step| Code::parse(&format!("{:06}", (right + step) % 1_000_000)).unwrap());
    assert!(tries(&f, wrong.collect()).await.iter().all(|outcome| *outcome == CodeOutcome::Refused));
    assert_eq!(exchange(&f, &mail.code).await, CodeOutcome::Refused);
}

async fn tries(f: &Fixture, codes: Vec<Code>) -> Vec<CodeOutcome> {
    let mut tasks = JoinSet::new();
    for code in codes {
        let attempt = f.attempt(ANN, Purpose::ResetPassword, &code);
        let (store, token) = (f.store.clone(), f.new_token(TokenPurpose::ExchangedReset));
        tasks.spawn(async move { store.exchange_code(attempt, token, network()).await.unwrap() });
    }
    tasks.join_all().await
}

pub(crate) async fn a_code_expires(f: Fixture) {
    f.add_account(ANN).await;
    let mail = f.deliver(ANN, Purpose::ResetPassword).await;
    f.clock.advance(just_before(Duration::from_mins(10)));
    assert_eq!(exchange(&f, &another_code(&mail.code)).await, CodeOutcome::Refused);
    f.clock.advance(MICROSECOND);
    assert_eq!(exchange(&f, &mail.code).await, CodeOutcome::Refused);
}

pub(crate) async fn a_code_is_bound_to_address_and_purpose(f: Fixture) {
    f.add_account(ANN).await;
    f.add_account("bob@example.com").await;
    let mail = f.deliver(ANN, Purpose::ResetPassword).await;
    let elsewhere = [("bob@example.com", Purpose::ResetPassword), (ANN, Purpose::SignIn)];
    for (email, purpose) in elsewhere {
        let attempt = f.attempt(email, purpose, &mail.code);
        let token = f.new_token(TokenPurpose::ExchangedReset);
        assert_eq!(f.store.exchange_code(attempt, token, network()).await.unwrap(), CodeOutcome::Refused);
    }
    assert!(matches!(exchange(&f, &mail.code).await, CodeOutcome::Right { .. }));
}

pub(crate) async fn a_code_is_bound_to_the_key_of_the_installation(f: Fixture) {
    f.add_account(ANN).await;
    let mail = f.deliver(ANN, Purpose::ResetPassword).await;
    let key = rekey_core::DigestKey::new([8; 32]);
    let attempt = rekey_core::code::CodeTry::new(f.key_of(ANN), Purpose::ResetPassword, mail.code.clone(), key);
    let token = f.new_token(TokenPurpose::ExchangedReset);
    assert_eq!(f.store.exchange_code(attempt, token, network()).await.unwrap(), CodeOutcome::Refused);
}

pub(crate) async fn every_try_is_recorded(f: Fixture) {
    let account = f.add_account(ANN).await;
    let mail = f.deliver(ANN, Purpose::ResetPassword).await;
    exchange(&f, &another_code(&mail.code)).await;
    exchange(&f, &mail.code).await;
    let records = f.records(2).await;
    let told: Vec<_> =
        records.iter().map(|record| (record.action.code(), record.outcome.as_str(), record.account)).collect();
    assert_eq!(told, [("code_tried", "refused", None), ("code_tried", "done", Some(account.id))]);
    assert!(records.iter().all(|record| record.address == Some(f.key_of(ANN)) && record.network == Some(network())));
}

/// Another claim of the entry, after a try that nobody knows the outcome of.
async fn claim_again(f: &Fixture) -> Claim {
    f.clock.advance(LEASE);
    f.claim_one().await
}

pub(crate) async fn a_code_of_an_earlier_attempt_is_good_until_its_entry_is_settled(f: Fixture) {
    f.add_account(ANN).await;
    for settled in [false, true] {
        f.accept(ANN, Purpose::ResetPassword).await;
        let first = f.prepare(&f.claim_one().await).await.unwrap();
        let claim = claim_again(&f).await;
        f.prepare(&claim).await.unwrap();
        if settled {
            assert!(f.store.settle(&claim, f.sent()).await.unwrap());
        }
        let is_good = matches!(exchange(&f, &first.code).await, CodeOutcome::Right { .. });
        assert_eq!(is_good, !settled);
        f.store.settle(&claim, f.sent()).await.unwrap();
        f.clock.advance(Duration::from_hours(24));
    }
}

pub(crate) async fn the_codes_of_all_attempts_at_a_mail_share_their_tries(f: Fixture) {
    f.add_account(ANN).await;
    f.accept(ANN, Purpose::ResetPassword).await;
    let first = f.prepare(&f.claim_one().await).await.unwrap();
    for _ in 0..2 {
        assert_eq!(exchange(&f, &another_code(&first.code)).await, CodeOutcome::Refused);
    }
    let second = f.prepare(&claim_again(&f).await).await.unwrap();
    assert_eq!(exchange(&f, &another_code(&second.code)).await, CodeOutcome::Refused);
    assert_eq!(exchange(&f, &second.code).await, CodeOutcome::Refused);
    assert_eq!(exchange(&f, &first.code).await, CodeOutcome::Refused);
    assert_eq!(f.state(second.link).await, TokenState::Good, "wrong codes don't touch the link");
}

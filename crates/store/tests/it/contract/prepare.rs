//! What is minted for whom, and what never works.

use rekey_core::Purpose;
use rekey_core::account::{AccountStatus, NewAccount};
use rekey_core::location::Lifetimes;
use rekey_core::outbox::{Channel, Claim, Content, Decision, NoticeKind, NoticeLanguage, Settlement, Silence, Subject};
use rekey_core::ports::{AccountChange, CodeOutcome, CompleteReset, Completion, WayIn};
use rekey_core::testing::REPORTER;
use rekey_core::time::Duration;
use rekey_core::token::{TokenPurpose, TokenState};

use super::Fixture;
use super::fixture::{ANN, Delivered, LEASE, address, another_code, network, origin};

fn silence(delivered: &Delivered) -> Option<Silence> {
    match &delivered.decision {
        Decision::Rehearse(_, silence) | Decision::Stay(silence) => Some(*silence),
        Decision::Send(_) => None,
    }
}

fn carries_code(delivered: &Delivered) -> bool {
    matches!(&delivered.decision, Decision::Send(plan)
        if matches!(plan.content, Content::Recovery { with_code: true, .. }))
}

async fn exchange(f: &Fixture, delivered: &Delivered) -> CodeOutcome {
    let attempt = f.attempt(ANN, Purpose::ResetPassword, &delivered.code);
    f.store.exchange_code(attempt, f.new_token(TokenPurpose::ExchangedReset), network()).await.unwrap()
}

pub(crate) async fn a_known_address_gets_a_link_and_a_code_that_work(f: Fixture) {
    let account = f.add_account("Ann@Example.com").await;
    let delivered = f.deliver("ann@example.COM", Purpose::ResetPassword).await;
    let Decision::Send(plan) = &delivered.decision else { panic!("{:?}", delivered.decision) };
    assert_eq!(plan.to.as_stored(), "Ann@Example.com", "the mail goes to the stored address (R11)");
    assert!(carries_code(&delivered));
    let token = f.store.inspect_token(delivered.link).await.unwrap().unwrap();
    assert_eq!((token.purpose, token.state), (TokenPurpose::Reset, TokenState::Good));
    assert_eq!(token.account, Some(account.id));
    assert!(matches!(exchange(&f, &delivered).await, CodeOutcome::Right { .. }));
}

pub(crate) async fn an_unknown_address_gets_decoys_that_are_never_good(f: Fixture) {
    let delivered = f.deliver(ANN, Purpose::ResetPassword).await;
    assert!(matches!(&delivered.decision, Decision::Send(plan) if matches!(plan.content, Content::NoAccount)));
    let token = f.store.inspect_token(delivered.link).await.unwrap().unwrap();
    assert_eq!((token.account, token.state), (None, TokenState::Void));
    assert_eq!(exchange(&f, &delivered).await, CodeOutcome::Refused);
    let reset = f.reset(delivered.link, "second", WayIn::None);
    assert!(matches!(f.store.complete_reset(reset).await.unwrap(), Completion::Refused(TokenState::Void)));
    // Nor do they become good when the address gets an account.
    f.add_account(ANN).await;
    assert_eq!(f.state(delivered.link).await, TokenState::Void);
}

pub(crate) async fn a_locked_account_gets_decoys_and_silence(f: Fixture) {
    f.add_account(ANN).await;
    f.store.change_account(&address(ANN), AccountChange::Status(AccountStatus::Locked)).await.unwrap();
    let delivered = f.deliver(ANN, Purpose::ResetPassword).await;
    assert_eq!(silence(&delivered), Some(Silence::Locked));
    f.store.change_account(&address(ANN), AccountChange::Status(AccountStatus::Active)).await.unwrap();
    assert_eq!(f.state(delivered.link).await, TokenState::Void);
    assert_eq!(exchange(&f, &delivered).await, CodeOutcome::Refused);
}

pub(crate) async fn a_request_that_a_completion_overtook_mints_nothing_good(f: Fixture) {
    let account = f.add_account(ANN).await;
    f.accept(ANN, Purpose::ResetPassword).await;
    let claim = f.claim_one().await;
    f.clock.advance(Duration::from_secs(1));
    f.complete(f.reset_link(&account).await).await;
    let delivered = f.prepare(&claim).await.unwrap();
    assert_eq!(silence(&delivered), Some(Silence::Superseded));
    assert_eq!(f.state(delivered.link).await, TokenState::Void);
    assert_eq!(exchange(&f, &delivered).await, CodeOutcome::Refused);
}

pub(crate) async fn a_link_minted_before_a_completion_is_dead_after_it(f: Fixture) {
    let account = f.add_account(ANN).await;
    let delivered = f.deliver(ANN, Purpose::ResetPassword).await;
    f.complete(f.reset_link(&account).await).await;
    assert_eq!(f.state(delivered.link).await, TokenState::Void);
    for _ in 0..2 {
        assert_eq!(exchange(&f, &delivered).await, CodeOutcome::Outdated);
    }
    let code = delivered.code.clone();
    let wrong = Delivered { code: another_code(&code), ..delivered };
    assert_eq!(exchange(&f, &wrong).await, CodeOutcome::Refused, "a wrong code tells nothing");
    let right = Delivered { code, ..wrong };
    assert_eq!(exchange(&f, &right).await, CodeOutcome::Refused, "its tries are bounded like those of any code");
}

pub(crate) async fn a_newer_mail_kills_no_older_link(f: Fixture) {
    f.add_account(ANN).await;
    let first = f.deliver(ANN, Purpose::ResetPassword).await;
    let CodeOutcome::Right { .. } = exchange(&f, &first).await else { panic!("the code is right") };
    let second = f.deliver(ANN, Purpose::ResetPassword).await;
    assert_eq!(f.state(first.link).await, TokenState::Good);
    assert_eq!(f.state(second.link).await, TokenState::Good);
}

pub(crate) async fn a_retry_mints_anew_and_the_first_link_stays_good(f: Fixture) {
    f.add_account(ANN).await;
    f.accept(ANN, Purpose::ResetPassword).await;
    let first_claim = f.claim_one().await;
    let first = f.prepare(&first_claim).await.unwrap();
    let retry = Settlement::Retry { wait: Duration::from_secs(1), reason: "timed out".to_owned() };
    assert!(f.store.settle(&first_claim, retry).await.unwrap());
    f.clock.advance(Duration::from_secs(1));
    let second = f.deliver_due().await;
    assert_eq!(first.entry, second.entry);
    assert_eq!(f.state(first.link).await, TokenState::Good);
    assert_eq!(f.state(second.link).await, TokenState::Good);
}

/// A claim of the entry that this was mailed for without an answer, so long after.
async fn claim_again(f: &Fixture, claim: &Claim, wait: Duration) -> Claim {
    let retry = Settlement::Retry { wait, reason: "timed out".to_owned() };
    assert!(f.store.settle(claim, retry).await.unwrap());
    f.clock.advance(wait);
    f.claim_one().await
}

pub(crate) async fn what_was_mailed_is_repeated_while_it_is_good_for_half_of_its_life(f: Fixture) {
    f.add_account(ANN).await;
    f.accept(ANN, Purpose::ResetPassword).await;
    let claim = f.claim_one().await;
    let mailed = f.prepare(&claim).await.unwrap();
    let claim = claim_again(&f, &claim, Lifetimes::default().code / 2).await;
    assert!(f.prepare_again(&claim, &mailed).await.is_none());
    let claim = claim_again(&f, &claim, Duration::from_secs(1)).await;
    let fresh = f.prepare_again(&claim, &mailed).await.expect("the code would end too soon");
    assert_eq!(f.state(fresh.link).await, TokenState::Good);
    assert!(matches!(exchange(&f, &fresh).await, CodeOutcome::Right { .. }));
}

pub(crate) async fn what_was_mailed_is_not_repeated_once_it_was_used(f: Fixture) {
    let account = f.add_account(ANN).await;
    f.accept(ANN, Purpose::ResetPassword).await;
    let claim = f.claim_one().await;
    let mailed = f.prepare(&claim).await.unwrap();
    assert!(matches!(exchange(&f, &mailed).await, CodeOutcome::Right { .. }));
    let claim = claim_again(&f, &claim, Duration::from_secs(1)).await;
    assert!(f.prepare_again(&claim, &mailed).await.is_some());
    f.complete(f.reset_link(&account).await).await;
    let claim = claim_again(&f, &claim, Duration::from_secs(1)).await;
    let delivered = f.prepare_again(&claim, &mailed).await.expect("the account moved on");
    assert_eq!(silence(&delivered), Some(Silence::Superseded));
}

pub(crate) async fn the_newest_code_alone_counts(f: Fixture) {
    f.add_account(ANN).await;
    let first = f.deliver(ANN, Purpose::ResetPassword).await;
    let second = f.deliver(ANN, Purpose::ResetPassword).await;
    assert_eq!(exchange(&f, &first).await, CodeOutcome::Refused);
    assert!(matches!(exchange(&f, &second).await, CodeOutcome::Right { .. }));
}

pub(crate) async fn after_ten_wrong_codes_mails_carry_the_link_alone(f: Fixture) {
    f.add_account(ANN).await;
    let mut wrong = 0;
    while wrong < 10 {
        let delivered = f.deliver(ANN, Purpose::ResetPassword).await;
        assert!(carries_code(&delivered), "after {wrong} wrong tries");
        for _ in 0..2 {
            let attempt = f.attempt(ANN, Purpose::ResetPassword, &another_code(&delivered.code));
            let token = f.new_token(TokenPurpose::ExchangedReset);
            assert_eq!(f.store.exchange_code(attempt, token, network()).await.unwrap(), CodeOutcome::Refused);
            wrong += 1;
        }
    }
    let delivered = f.deliver(ANN, Purpose::ResetPassword).await;
    assert!(!carries_code(&delivered));
    assert_eq!(f.state(delivered.link).await, TokenState::Good);
    assert_eq!(exchange(&f, &delivered).await, CodeOutcome::Refused, "a code that nobody received is nobody's");

    f.clock.advance(Duration::from_hours(24));
    let delivered = f.deliver(ANN, Purpose::ResetPassword).await;
    assert!(carries_code(&delivered));
}

pub(crate) async fn a_flood_of_wrong_codes_takes_the_codes_for_a_day_at_most(f: Fixture) {
    f.add_account(ANN).await;
    let wrong = rekey_core::Code::parse("000000").unwrap();
    for _ in 0..200 {
        let attempt = f.attempt(ANN, Purpose::ResetPassword, &wrong);
        let token = f.new_token(TokenPurpose::ExchangedReset);
        f.store.exchange_code(attempt, token, network()).await.unwrap();
    }
    assert!(!carries_code(&f.deliver(ANN, Purpose::ResetPassword).await));
    f.clock.advance(Duration::from_hours(24));
    assert!(carries_code(&f.deliver(ANN, Purpose::ResetPassword).await));
}

pub(crate) async fn a_notice_carries_a_not_me_link_of_the_epoch_that_it_tells_of(f: Fixture) {
    let account = f.add_account(ANN).await;
    let notice = f.complete(f.reset_link(&account).await).await;
    let Decision::Send(plan) = &notice.decision else { panic!("{:?}", notice.decision) };
    let Content::Notice { kind, at, origin: from, .. } = plan.content else { panic!("{:?}", plan.content) };
    assert_eq!((kind, at, from), (NoticeKind::PasswordChanged, f.now(), origin()));
    let token = f.store.inspect_token(notice.link).await.unwrap().unwrap();
    assert_eq!((token.purpose, token.state), (TokenPurpose::NotMe, TokenState::Good));
    let mail = f.deliver(ANN, Purpose::ResetPassword).await;
    f.complete(mail.link).await;
    assert_eq!(f.state(notice.link).await, TokenState::Void, "good until the next reset that is mailed there (R30)");
}

pub(crate) async fn a_notice_speaks_the_language_of_its_door_then_the_accounts_where_that_counts_then_the_browsers(
    f: Fixture,
) {
    let speaks_german = NewAccount { locale: Some("de-AT".parse().unwrap()), ..f.new_account(ANN) };
    f.store.add_accounts(vec![speaks_german]).await.unwrap();
    let account = f.account(ANN).await;
    for (channel, named, browser, expected) in [
        (Channel::PAGES, Some("fr"), Some("ja"), "fr de-AT ja"),
        (Channel::PAGES, None, Some("ja"), "de-AT ja"),
        (Channel::PAGES, None, None, "de-AT"),
        (REPORTER.channel(), Some("fr"), None, "fr"),
        (REPORTER.channel(), None, None, ""),
    ] {
        let [locale, browser_locale] = [named, browser].map(|tag| tag.map(|tag| tag.parse().unwrap()));
        let language = NoticeLanguage { channel: channel.clone(), locale, browser_locale };
        let reset = CompleteReset { language, ..f.reset(f.reset_link(&account).await, "second", WayIn::None) };
        f.store.complete_reset(reset).await.unwrap();
        let Decision::Send(plan) = f.deliver_due().await.decision else { panic!("a notice") };
        let locales: Vec<String> = plan.locales.iter().map(ToString::to_string).collect();
        assert_eq!(locales.join(" "), expected, "{channel:?}, {named:?}, {browser:?}");
    }
}

pub(crate) async fn a_notice_for_a_deleted_account_stays_silent(f: Fixture) {
    let account = f.add_account(ANN).await;
    f.store.complete_reset(f.reset(f.reset_link(&account).await, "second", WayIn::None)).await.unwrap();
    f.store.change_account(&address(ANN), AccountChange::Delete).await.unwrap();
    let claim = f.claim_one().await;
    assert!(matches!(claim.subject, Subject::Notice(_)));
    assert_eq!(silence(&f.prepare(&claim).await.unwrap()), Some(Silence::NoAccount));
}

pub(crate) async fn known_and_unknown_leave_the_same_rows(f: Fixture) {
    f.add_account(ANN).await;
    f.deliver(ANN, Purpose::ResetPassword).await;
    f.deliver("bob@example.com", Purpose::ResetPassword).await;
    let records = f.records(1).await;
    assert_eq!(records.len(), 2);
    for (record, email) in records.iter().zip([ANN, "bob@example.com"]) {
        assert_eq!((record.action.code(), record.outcome.as_str()), ("recovery_requested", "done"));
        assert_eq!(record.address, Some(f.key_of(email)));
        assert_eq!(record.network, Some(network()));
        assert_eq!(record.account.is_some(), email == ANN);
    }
    assert!(f.store.claim(10, LEASE).await.unwrap().is_empty());
}

pub(crate) async fn a_request_is_recorded_once_however_often_its_delivery_is_tried(f: Fixture) {
    f.add_account(ANN).await;
    for (number, email) in [ANN, "bob@example.com"].into_iter().enumerate() {
        f.accept(email, Purpose::ResetPassword).await;
        for _ in 0..3 {
            let claim = f.claim_one().await;
            f.prepare(&claim).await.expect("it is held");
            let retry = Settlement::Retry { wait: Duration::from_secs(5), reason: "451 later".to_owned() };
            assert!(f.store.settle(&claim, retry).await.unwrap());
            f.clock.advance(Duration::from_secs(5));
        }
        f.deliver_due().await;
        assert_eq!(f.records(1).await.len(), number + 1, "{email}");
    }
}

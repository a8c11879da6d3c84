//! What the janitor deletes, and what it must not.

use rekey_core::Purpose;
use rekey_core::outbox::Request;
use rekey_core::ports::{Acceptance, AccountOffer, AddressLimits, EntryFilter, NetworkSpend, Retention};
use rekey_core::rate::Rate;
use rekey_core::sign_up::OFFER_LIFETIME;
use rekey_core::testing::APP_SIGN_UP;
use rekey_core::time::Duration;
use rekey_core::token::{TokenPurpose, TokenState};

use super::Fixture;
use super::fixture::{ANN, FREE, MICROSECOND, REFRESH_LIFETIME, address, just_before, network};

pub(super) const KEPT: Retention = Retention {
    tokens: Duration::from_hours(7 * 24),
    mails: Duration::from_hours(7 * 24),
    entries: Duration::from_hours(7 * 24),
    audit: Duration::from_hours(365 * 24),
};

async fn sweep(f: &Fixture) -> u64 {
    f.store.sweep(KEPT, 100).await.unwrap().rows
}

pub(crate) async fn nothing_that_matters_is_swept(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (session, _) = f.sign_in(&account).await;
    let link = f.reset_link(&account).await;
    let mail = f.deliver(ANN, Purpose::SignIn).await;
    f.accept(ANN, Purpose::ResetPassword).await;
    assert_eq!(sweep(&f).await, 0);
    f.clock.advance(Duration::from_mins(1));
    assert_eq!(sweep(&f).await, 0);
    assert!(f.is_alive(&session).await);
    assert_eq!(f.state(link).await, TokenState::Good);
    let attempt = f.attempt(ANN, Purpose::SignIn, &mail.code);
    let redeemed = f.store.redeem_code(attempt, f.opening(None)).await.unwrap();
    assert!(matches!(redeemed, rekey_core::ports::SignInOutcome::Open(_)));
}

pub(crate) async fn a_token_is_told_as_expired_until_its_retention_is_over(f: Fixture) {
    let account = f.add_account(ANN).await;
    let link = f.reset_link(&account).await;
    f.clock.advance(just_before(Duration::from_mins(10) + KEPT.tokens));
    assert_eq!(sweep(&f).await, 0);
    assert_eq!(f.state(link).await, TokenState::Expired);
    f.clock.advance(MICROSECOND);
    assert_eq!(sweep(&f).await, 1);
    assert!(f.store.inspect_token(link).await.unwrap().is_none());
}

pub(crate) async fn settled_entries_go_after_their_retention_and_pending_ones_never(f: Fixture) {
    let pending = f.accept(ANN, Purpose::SignIn).await;
    let claim = f.claim_one().await;
    f.accept(ANN, Purpose::ResetPassword).await;
    f.deliver_due().await;
    let retry = rekey_core::outbox::Settlement::Retry { wait: Duration::ZERO, reason: String::new() };
    assert!(f.store.settle(&claim, retry).await.unwrap());

    f.clock.advance(just_before(KEPT.entries));
    sweep(&f).await;
    assert_eq!(f.store.entries(EntryFilter { state: None, limit: 10 }).await.unwrap().len(), 2);
    f.clock.advance(MICROSECOND);
    sweep(&f).await;
    let left = f.store.entries(EntryFilter { state: None, limit: 10 }).await.unwrap();
    assert_eq!(left.iter().map(|entry| entry.id).collect::<Vec<_>>(), [pending]);
}

pub(crate) async fn every_account_that_nobody_confirmed_goes_however_many_there_are(f: Fixture) {
    f.add_account("carl@example.com").await;
    for email in [ANN, "bob@example.com", "carl@example.com", "dora@example.com"] {
        let offer = AccountOffer {
            entry: f.entry_id(),
            request: Request { channel: APP_SIGN_UP.channel(), ..f.request(email, Purpose::VerifyEmail) },
            limits: FREE,
            account: f.new_account(email),
            repeats: None,
        };
        assert_eq!(f.store.offer_account(offer).await.unwrap(), Acceptance::Accepted);
    }
    f.clock.advance(OFFER_LIFETIME);
    while f.store.sweep(KEPT, 1).await.unwrap().rows > 0 {}
    let left = f.store.accounts(None, 10).await.unwrap().accounts;
    assert_eq!(left.iter().map(|account| account.email.canonical()).collect::<Vec<_>>(), ["carl@example.com"]);
    assert_eq!(f.store.offered_password(&address("carl@example.com")).await.unwrap(), None);
}

pub(crate) async fn limits_go_once_they_limit_nothing(f: Fixture) {
    let limits = AddressLimits {
        cooldown: Duration::from_mins(1),
        requests: Some(Rate::new(3, Duration::from_mins(15))),
        mails: Some(Rate::new(1, Duration::from_hours(1))),
        ..FREE
    };
    f.ask(ANN, Purpose::SignIn, limits).await;
    for (span, left) in [(3_540, 60), (59, 1)] {
        f.clock.advance(Duration::from_secs(span));
        sweep(&f).await;
        let remaining = f.store.remaining_cooldown(f.key_of(ANN), Purpose::SignIn, limits).await.unwrap();
        assert_eq!(remaining, Duration::from_secs(left));
    }
    f.clock.advance(Duration::from_secs(1));
    assert!(sweep(&f).await >= 1);
    assert_eq!(sweep(&f).await, 0);
}

pub(crate) async fn counts_of_networks_and_wrong_codes_go_once_they_limit_nothing(f: Fixture) {
    let rate = Rate::new(30, Duration::from_mins(15));
    let spend = NetworkSpend { payer: network().into(), counter: "requests", count: 1, rate };
    f.store.merge_network_counts(vec![spend]).await.unwrap();
    let attempt = f.attempt("bob@example.com", Purpose::SignIn, &rekey_core::Code::parse("000000").unwrap());
    f.store.exchange_code(attempt, f.new_token(TokenPurpose::ExchangedReset), network()).await.unwrap();
    // The network's bucket refills in 30 s, and a wrong code counts for a day.
    let mut swept = Vec::new();
    for span in [29, 1, 86_369, 1] {
        f.clock.advance(Duration::from_secs(span));
        swept.push(sweep(&f).await);
    }
    assert_eq!(swept, [0, 1, 0, 1]);
}

pub(crate) async fn sessions_and_refresh_tokens_go_when_their_time_is_over(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (session, first) = f.sign_in(&account).await;
    f.clock.advance(REFRESH_LIFETIME / 2);
    f.store.refresh(f.rotation(first)).await.unwrap();
    f.clock.advance(REFRESH_LIFETIME / 2);
    assert_eq!(sweep(&f).await, 1, "the rotated token");
    assert!(f.is_alive(&session).await);
    f.clock.advance(REFRESH_LIFETIME / 2);
    assert!(sweep(&f).await >= 1, "the session");
    assert_eq!(sweep(&f).await, 0);
}

pub(crate) async fn codes_go_when_they_expire(f: Fixture) {
    f.deliver(ANN, Purpose::SignIn).await;
    f.clock.advance(just_before(Duration::from_mins(10)));
    assert_eq!(sweep(&f).await, 0);
    f.clock.advance(MICROSECOND);
    assert_eq!(sweep(&f).await, 1);
}

pub(crate) async fn a_sweep_is_bounded(f: Fixture) {
    let account = f.add_account(ANN).await;
    for _ in 0..5 {
        f.reset_link(&account).await;
    }
    f.clock.advance(Duration::from_mins(10) + KEPT.tokens);
    let mut swept = Vec::new();
    for _ in 0..4 {
        swept.push(f.store.sweep(KEPT, 2).await.unwrap().rows);
    }
    assert_eq!(swept, [2, 2, 1, 0]);
}

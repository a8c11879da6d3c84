//! What operators can count.

use rekey_core::limits::LimitSettings;
use rekey_core::outbox::{Channel, Settlement};
use rekey_core::ports::Event;
use rekey_core::rate::Rate;
use rekey_core::time::Duration;
use rekey_core::{Code, Purpose, Token};

use crate::fixture::{ANN, Fixture, NEW_PASSWORD, OLD_PASSWORD, address, network, visitor};

const REFUSED: &str = "refused";

#[tokio::test]
async fn every_step_is_counted_with_what_it_came_to() {
    let fixture = Fixture::new().await;
    let recovery = &fixture.engine.recovery;
    let purpose = Purpose::ResetPassword;
    fixture.events.take();

    fixture.ask(purpose, ANN, Channel::PAGES).await.unwrap();
    fixture.ask(purpose, ANN, Channel::PAGES).await.unwrap();
    assert_eq!(
        fixture.events.take(),
        [
            Event::Requested { purpose, outcome: "accepted" },
            Event::Limited { limit: "address" },
            Event::Requested { purpose, outcome: "suppressed" }
        ]
    );

    let code = fixture.deliver().await[0].code.clone().unwrap();
    assert_eq!(fixture.events.take(), [Event::Attempted { outcome: "sent" }]);

    let wrong = Code::parse(if code.expose() == "000000" { "000001" } else { "000000" }).unwrap();
    recovery.exchange_code(&address(ANN), wrong, None, network(1)).await.unwrap_err();
    let token = recovery.exchange_code(&address(ANN), code, None, network(1)).await.unwrap().token;
    assert_eq!(
        fixture.events.take(),
        [Event::CodeExchanged { outcome: REFUSED }, Event::CodeExchanged { outcome: "done" }]
    );

    for (password, outcome) in [("short", "password_refused"), (NEW_PASSWORD, "done"), (NEW_PASSWORD, "used_token")] {
        assert_eq!(fixture.complete(&token, password).await.is_ok(), outcome == "done");
        assert_eq!(fixture.events.take(), [Event::ResetCompleted { outcome }]);
    }

    fixture.sign_in(ANN, OLD_PASSWORD).await.unwrap_err();
    let tokens = fixture.sign_in(ANN, NEW_PASSWORD).await.unwrap().tokens;
    fixture.engine.sign_in.with_one_time_token("nonsense", visitor()).await.unwrap_err();
    fixture.refresh(&tokens.refresh, None).await.unwrap();
    recovery
        .disown(&Token::parse(&"0".repeat(64)).unwrap(), network(1).into(), Channel::PAGES.into())
        .await
        .unwrap_err();
    assert_eq!(
        fixture.events.take(),
        [
            Event::SignedIn { way: "password", outcome: REFUSED },
            Event::SignedIn { way: "password", outcome: "done" },
            Event::SignedIn { way: "one_time_token", outcome: REFUSED },
            Event::Refreshed { outcome: "done" },
            Event::Disowned { outcome: "unknown_token" },
        ]
    );
}

#[tokio::test]
async fn a_limit_that_stops_somebody_is_counted_by_its_name() {
    let failures_per_network = Some(Rate::new(1, Duration::from_hours(1)));
    let limits = LimitSettings { failures_per_network, ..LimitSettings::default() };
    let fixture = Fixture::with(|settings| settings.limits = limits).await;
    for _ in 0..2 {
        fixture.sign_in(ANN, "wrong password").await.unwrap_err();
    }
    assert_eq!(
        fixture.events.take(),
        [
            Event::SignedIn { way: "password", outcome: REFUSED },
            Event::Limited { limit: "failures" },
            Event::SignedIn { way: "password", outcome: "too_many_from_network" },
        ]
    );
    let load = fixture.engine.limit_load();
    assert_eq!(load.networks, 2, "its failures, and its work");
    let used_up: Vec<_> = load.budgets.iter().map(|budget| (budget.name, budget.used_up)).collect();
    let expected = [("requests", 0), ("failures", 1), ("work", 0), ("verifications", 0), ("notices", 0)];
    assert_eq!(used_up, expected);
    let of = |name| load.budgets.iter().find(|budget| budget.name == name).map(|budget| budget.most_used);
    assert_eq!((of("failures"), of("requests")), (Some(1.0), Some(0.0)));
    assert!(of("work").is_some_and(|used| used > 0.0 && used < 0.1), "{load:?}");
}

#[tokio::test]
async fn what_a_lost_claim_settles_is_not_counted() {
    let fixture = Fixture::new().await;
    fixture.ask(Purpose::ResetPassword, ANN, Channel::PAGES).await.unwrap();
    let delivery = &fixture.engine.delivery;
    let lease = Duration::from_secs(30);
    let lost = delivery.claim(1, lease).await.unwrap().remove(0);
    fixture.clock.advance(lease);
    let held = delivery.claim(1, lease).await.unwrap().remove(0);
    fixture.events.take();
    let later = Settlement::Retry { wait: lease, reason: "451 later".to_owned() };
    assert!(!delivery.settle(&lost, later).await.unwrap());
    let gave_up = Settlement::GaveUp { reason: "550 no".to_owned() };
    assert!(delivery.settle(&held, gave_up).await.unwrap());
    assert_eq!(fixture.events.take(), [Event::Attempted { outcome: "gave_up" }]);
}

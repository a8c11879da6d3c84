//! A code can't be guessed, by however many at once (R4).

use std::sync::Arc;

use futures_util::stream::{self, StreamExt};
use serde_json::json;

use super::{from, many};
use crate::insforge::{EXCHANGE, NEW_PASSWORD, RESET, SEND, SEND_OTP, SEND_VERIFICATION, SESSIONS, VERIFY};
use crate::support::{ANN, TestServer, token_in};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_dies_under_parallel_guesses_from_many_networks_and_its_link_does_not() {
    let server = Arc::new(TestServer::start().await);
    assert_eq!(server.post_json(SEND, json!({ "email": ANN })).await.status, 202);
    let mail = server.deliver().await.remove(0);
    let code = mail.code.clone().expect("a code");

    let guesses = (0..many(10_000, 1_500)).map(|number| format!("{number:06}")).filter(|guess| *guess != code);
    let refused = stream::iter(guesses.enumerate())
        .map(|(number, guess)| {
            let server = server.clone();
            async move { from(&server, number % 500, EXCHANGE, &json!({ "email": ANN, "code": guess })).await.status }
        })
        .buffer_unordered(100)
        .filter(|status| std::future::ready(*status == 401))
        .count()
        .await;
    assert!(refused >= 500, "each network is heard: {refused}");

    let right = from(&server, 600, EXCHANGE, &json!({ "email": ANN, "code": code })).await;
    assert_eq!(right.status, 401, "the code is dead");

    // After ten wrong tries there is nothing left to guess at.
    server.advance(60);
    assert_eq!(server.post_json(SEND, json!({ "email": ANN })).await.status, 202);
    assert_eq!(server.deliver().await[0].code, None);

    let reset = json!({ "otp": token_in(&mail), "newPassword": NEW_PASSWORD });
    assert_eq!(from(&server, 601, RESET, &reset).await.status, 200, "the first mail's link is not touched");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_all_who_try_at_once_three_are_heard() {
    // All of them try the right code but the first ones: whatever the order, no more than three tries are compared,
    // and the right one can succeed once.
    let server = Arc::new(TestServer::start().await);
    assert_eq!(server.post_json(SEND, json!({ "email": ANN })).await.status, 202);
    let code = server.deliver().await[0].code.clone().expect("a code");
    let successes = stream::iter(0..200)
        .map(|number| {
            let (server, code) = (server.clone(), code.clone());
            async move { from(&server, number, EXCHANGE, &json!({ "email": ANN, "code": code })).await.status }
        })
        .buffer_unordered(50)
        .filter(|status| std::future::ready(*status == 200))
        .count()
        .await;
    assert_eq!(successes, 1);
}

/// Strangers from ever new networks ask for codes of every purpose all day and guess three times at each. Ten guesses a
/// day is all they get (R25).
#[tokio::test]
async fn a_day_of_requests_for_every_purpose_leaves_ten_guesses() {
    let server = TestServer::start().await;
    let doors = [
        (SEND, EXCHANGE, json!({ "email": ANN, "code": "000000" }), 401),
        (SEND_OTP, SESSIONS, json!({ "email": ANN, "method": "otp", "otp": "000000" }), 400),
        (SEND_VERIFICATION, VERIFY, json!({ "email": ANN, "otp": "000000" }), 401),
    ];
    let (mut network, mut codes) = (0, 0);
    for _ in 0..24 * 4 {
        for (ask, guess, wrong, status) in &doors {
            network += 1;
            let asked = from(&server, network, ask, &json!({ "email": ANN })).await;
            assert!([202, 429].contains(&asked.status.as_u16()), "{}", asked.body);
            codes += server.deliver().await.iter().filter(|mail| mail.code.is_some()).count();
            for _ in 0..3 {
                network += 1;
                let refused = from(&server, network, guess, wrong).await;
                assert_eq!(refused.status, *status, "{guess}: {}", refused.body);
            }
        }
        server.advance(900);
    }
    // Three tries at a reset, a sign-in, and a verification that Ann does not need and that is not mailed; then one.
    assert_eq!(codes, 3);
}

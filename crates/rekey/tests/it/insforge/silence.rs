//! No answer tells who has an account (R1).

use reqwest::Method;
use serde_json::json;

use super::{EXCHANGE, PAGE, SEND, SEND_OTP, links_to, sign_in};
use crate::support::{ANN, Answer, PASSWORD, TestServer};

/// An account of every kind, and none.
async fn everybody(server: &TestServer) -> [&'static str; 5] {
    let everybody =
        [ANN, "locked@example.com", "nopassword@example.com", "mustreset@example.com", "nobody@example.com"];
    server.add(everybody[1], Some(PASSWORD)).await;
    server.lock(everybody[1]).await;
    server.add(everybody[2], None).await;
    server.add(everybody[3], Some(PASSWORD)).await;
    server.engine.accounts.demand_reset(&everybody[3].parse().unwrap()).await.unwrap();
    server.advance(1);
    everybody
}

#[track_caller]
fn assert_alike(answers: &[Answer], status: u16) {
    for answer in answers {
        assert_eq!(answer.status, status, "{}", answer.body);
        assert_eq!(answer.fingerprint(), answers[0].fingerprint());
    }
}

#[tokio::test]
async fn known_unknown_locked_and_password_less_accounts_are_answered_byte_for_byte_alike() {
    for by_link in [false, true] {
        let server = TestServer::start().await;
        if by_link {
            server.set_location(1, links_to(&["https://app.example.com/reset"])).await;
        }
        let everybody = everybody(&server).await;
        let (mut first, mut again, mut refused, mut tried) = (vec![], vec![], vec![], vec![]);
        let (mut otps, mut failed) = (vec![], vec![]);
        for email in everybody {
            let elsewhere = json!({ "email": email, "redirectTo": "nowhere" });
            refused.push(server.post_json(SEND, elsewhere).await);
            first.push(server.post_json(SEND, json!({ "email": email, "redirectTo": PAGE })).await);
            otps.push(server.post_json(SEND_OTP, json!({ "email": email })).await);
            failed.push(sign_in(&server, email, "wrong password").await);
            again.push(server.post_json(SEND, json!({ "email": email, "redirectTo": PAGE })).await);
        }
        server.deliver().await;
        for email in everybody {
            tried.push(server.post_json(EXCHANGE, json!({ "email": email, "code": "000000" })).await);
        }
        assert_alike(&refused, 400);
        assert_alike(&first, 202);
        assert_alike(&again, 429);
        assert_alike(&tried, 401);
        assert_alike(&otps, 202);
        assert_alike(&failed, 401);
    }
}

#[tokio::test]
async fn an_anon_key_on_public_calls_is_ignored() {
    let server = TestServer::start().await;
    let plain = server.post_json(SEND, json!({ "email": "a@example.com" })).await;
    let request =
        server.request(Method::POST, SEND).bearer_auth("the anon key").json(&json!({ "email": "b@example.com" }));
    assert_eq!(Answer::of(request).await.fingerprint(), plain.fingerprint());
}

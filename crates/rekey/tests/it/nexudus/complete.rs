use rekey_core::location::LocationSettings;
use rekey_core::policy::PasswordPolicySettings;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::{COMPLETE, NEW_PASSWORD, START, assert_refused, complete, sign_in, success};
use crate::support::{ANN, Answer, PASSWORD, TestServer, token_in};

#[tokio::test]
async fn a_reset_sets_the_password_and_hands_out_a_one_time_jwt() {
    let server = TestServer::start().await;
    let token = server.reset_token(ANN).await;
    let answer = complete(&server, &token, NEW_PASSWORD).await;
    let jwt = answer.json()["Value"].clone();
    assert_eq!(jwt.as_str().unwrap().split('.').count(), 3);
    assert_eq!(answer.json(), success(&jwt));
    assert_eq!(sign_in(&server, ANN, NEW_PASSWORD).await.status, 200);
    assert_eq!(sign_in(&server, ANN, PASSWORD).await.status, 400);
}

#[tokio::test]
async fn field_names_are_matched_without_regard_to_case() {
    let server = TestServer::start().await;
    let token = server.reset_token(ANN).await;
    let body = json!({ "token": token, "PASSWORD": NEW_PASSWORD, "businessid": 1 });
    assert_eq!(server.post_json(COMPLETE, body).await.status, 200);
}

#[tokio::test]
async fn bad_used_expired_and_foreign_tokens_read_the_same() {
    let server = TestServer::start().await;
    server.set_location(2, LocationSettings::default()).await;
    let used = server.reset_token(ANN).await;
    assert_eq!(complete(&server, &used, NEW_PASSWORD).await.status, 200);
    let used = complete(&server, &used, NEW_PASSWORD).await;
    assert_refused(&used, 400);

    server.advance(300);
    let token = server.reset_token(ANN).await;
    let elsewhere = json!({ "Token": token, "Password": NEW_PASSWORD, "BusinessId": 2 });
    let elsewhere = server.post_json(COMPLETE, elsewhere).await;
    let nowhere = json!({ "Token": token, "Password": NEW_PASSWORD, "BusinessId": -1 });
    let nowhere = server.post_json(COMPLETE, nowhere).await;
    let unknown = complete(&server, &"0".repeat(64), NEW_PASSWORD).await;
    let garbled = complete(&server, "not a token", NEW_PASSWORD).await;
    let long = complete(&server, &"a".repeat(5_000), NEW_PASSWORD).await;
    server.advance(3_600);
    let expired = complete(&server, &token, NEW_PASSWORD).await;
    for other in [elsewhere, nowhere, unknown, garbled, long, expired] {
        assert_eq!(other.fingerprint(), used.fingerprint());
    }
}

#[tokio::test]
async fn each_broken_rule_is_listed_and_the_token_stays_usable() {
    let server = TestServer::start().await;
    let password_policy = PasswordPolicySettings {
        min_length: Some(10),
        needs_upper: Some(true),
        needs_lower: Some(true),
        needs_digit: Some(true),
        needs_special: Some(true),
        refuses_reuse: Some(true),
        ..PasswordPolicySettings::default()
    };
    server.set_location(1, LocationSettings { password_policy, ..LocationSettings::default() }).await;
    let present = "Quiet-mornings-4-all";
    let token = server.reset_token(ANN).await;
    assert_eq!(complete(&server, &token, present).await.status, 200);
    server.advance(300);
    let token = server.reset_token(ANN).await;
    let too_long = format!("A-1{}", "b".repeat(256));
    for (password, codes) in [
        ("", None),
        ("Ab-1", Some(vec!["too_short"])),
        (too_long.as_str(), Some(vec!["too_long"])),
        ("quiet-river-7", Some(vec!["needs_upper"])),
        ("QUIET-RIVER-7", Some(vec!["needs_lower"])),
        ("Quiet-river-seven", Some(vec!["needs_digit"])),
        ("QuietRiver7seven", Some(vec!["needs_special"])),
        ("quiet river 7", Some(vec!["needs_upper", "needs_special"])),
        ("qwertyuiop", Some(vec!["needs_upper", "needs_digit", "needs_special", "too_common"])),
        ("Ann@example.com1", Some(vec!["contains_identity"])),
        (present, Some(vec!["reused"])),
    ] {
        let answer = complete(&server, &token, password).await;
        let Some(codes) = codes else {
            assert_refused(&answer, 400);
            continue;
        };
        assert_eq!(answer.status, 400);
        let body = answer.json();
        let listed: Vec<&str> =
            body["Errors"].as_array().unwrap().iter().map(|error| error["Code"].as_str().unwrap()).collect();
        assert_eq!(listed, codes, "{password}");
        let sentence = |error: &Value| error["Message"].as_str().expect("a sentence").to_owned();
        let expected: Vec<Value> = body["Errors"]
            .as_array()
            .unwrap()
            .iter()
            .map(|error| {
                json!({
                    "PropertyName": "Password",
                    "AttemptedValue": null,
                    "Message": sentence(error),
                    "Code": error["Code"],
                })
            })
            .collect();
        let envelope = json!({
            "WasSuccessful": false, "Value": null, "Status": 400,
            "Message": "The password does not meet the requirements.", "Errors": expected,
        });
        assert_eq!(body, envelope);
    }
    assert_eq!(complete(&server, &token, "Loud-evenings-4-none").await.status, 200);
}

#[tokio::test]
async fn malformed_bodies_are_refused() {
    let server = TestServer::start().await;
    let token = server.reset_token(ANN).await;
    for body in [
        json!({ "Password": NEW_PASSWORD, "BusinessId": 1 }),
        json!({ "Token": token, "BusinessId": 1 }),
        json!({ "Token": token, "Password": NEW_PASSWORD }),
        json!({ "Token": null, "Password": NEW_PASSWORD, "BusinessId": 1 }),
        json!({ "Token": "", "Password": NEW_PASSWORD, "BusinessId": 1 }),
        json!({ "Token": [token], "Password": NEW_PASSWORD, "BusinessId": 1 }),
        json!({ "Token": { "$ne": null }, "Password": NEW_PASSWORD, "BusinessId": 1 }),
        json!({ "Token": 1, "Password": NEW_PASSWORD, "BusinessId": 1 }),
        json!({ "Token": token, "Password": [NEW_PASSWORD], "BusinessId": 1 }),
        json!({ "Token": token, "Password": NEW_PASSWORD, "BusinessId": "one" }),
        json!({ "Token": token, "Password": NEW_PASSWORD, "BusinessId": 1.5 }),
        json!({ "Token": token, "Password": NEW_PASSWORD, "BusinessId": null }),
    ] {
        assert_refused(&server.post_json(COMPLETE, body).await, 400);
    }
    assert_refused(&server.get(COMPLETE).await, 405);
    let form = server.request(Method::POST, COMPLETE).form(&[("Token", &token)]);
    assert_refused(&Answer::of(form).await, 415);
    assert_eq!(complete(&server, &token, NEW_PASSWORD).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_thousand_who_submit_one_token_at_once_one_succeeds() {
    // All but one are failures of one network, and every one of them is to reach the store.
    let server = TestServer::start_with(|setup| {
        setup.settings.limits.failures_per_network = None;
        setup.hash_cost.threads = 64;
    })
    .await;
    let token = server.reset_token(ANN).await;
    let mut attempts = JoinSet::new();
    for number in 0..1_000 {
        let body = json!({ "Token": token, "Password": format!("{NEW_PASSWORD} {number}"), "BusinessId": 1 });
        let request = server.request(Method::POST, COMPLETE).json(&body);
        attempts.spawn(async move { (number, Answer::of(request).await) });
    }
    let mut winners = Vec::new();
    for (number, answer) in attempts.join_all().await {
        match answer.status.as_u16() {
            200 => winners.push(number),
            400 => assert_refused(&answer, 400),
            503 => assert!(answer.header("retry-after").is_some()),
            other => panic!("{other}: {}", answer.body),
        }
    }
    assert_eq!(winners.len(), 1);
    let password = format!("{NEW_PASSWORD} {}", winners[0]);
    assert_eq!(sign_in(&server, ANN, &password).await.status, 200);
}

#[tokio::test]
async fn opening_the_link_any_number_of_times_does_not_use_it_up() {
    let server = TestServer::start().await;
    server.post_json(START, json!({ "email": ANN })).await;
    let mails = server.deliver().await;
    let token = token_in(&mails[0]);
    for _ in 0..20 {
        for method in [Method::GET, Method::HEAD] {
            let opened = Answer::of(server.request(method, &format!("/reset?token={token}"))).await;
            assert!(opened.status.is_redirection(), "{opened:?}");
            assert_eq!(opened.header("location"), Some("/reset"));
        }
    }
    assert_eq!(complete(&server, &token, NEW_PASSWORD).await.status, 200);
}

//! `2fa/login`, and that no other way leads past it (R8).

use reqwest::Method;
use serde_json::{Value, json};

use super::{LOGIN, NEW_PASSWORD, SECOND, assert_problem, assert_signed_in, login, reset, server, token};
use crate::support::{ANN, Answer, PASSWORD, TestServer};

const INVALID: &str = "TWO_FACTOR_AUTHENTICATION_TOKEN_INVALID";

/// The two-factor token of a right password.
async fn challenge(server: &TestServer, password: &str) -> String {
    let answer = login(server, ANN, password).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let body = answer.json();
    let challenge = body["twoFactorAuthenticationToken"].as_str().expect("a token").to_owned();
    let expected = json!({
        "user": super::ann(server).await, "accessToken": null, "refreshToken": null, "twoFactorRequired": true,
        "twoFactorMethods": ["totp"], "preferredTwoFactorMethod": "totp",
        "twoFactorAuthenticationToken": challenge, "location": null,
    });
    assert_eq!(body, expected);
    let cookie = answer.header("set-cookie").expect("a cookie");
    assert!(
        cookie.starts_with(&format!("two_factor_authentication_token={challenge}; HttpOnly; SameSite=Lax; Path=/;")),
        "{cookie}"
    );
    challenge
}

fn number(code: &str) -> Value {
    code.parse::<u32>().unwrap().into()
}

async fn show(server: &TestServer, challenge: &str, code: &str) -> Answer {
    let request = server.request(Method::POST, SECOND).bearer_auth(challenge);
    Answer::of(request.json(&json!({ "totp": number(code) }))).await
}

#[tokio::test]
async fn a_right_code_signs_in_by_each_header_and_by_cookie() {
    let server = server().await;
    let app = server.enrol().await;
    for (header, value) in [
        ("cookie", "a=b; two_factor_authentication_token="),
        ("authorization", "Bearer "),
        ("x-two-factor-authentication-token", ""),
        ("x-two-factor-authentication-emailverificationtokencreation", ""),
    ] {
        let challenge = challenge(&server, PASSWORD).await;
        let request = server.request(Method::POST, SECOND).header(header, format!("{value}{challenge}"));
        let answer = Answer::of(request.json(&json!({ "totp": number(&app.code(&server)), "session": null }))).await;
        assert_signed_in(&server, &answer).await;
        server.advance(30);
        let again = show(&server, &challenge, &app.code(&server)).await;
        assert_problem(&server, &again, SECOND, 401, INVALID);
    }
}

#[tokio::test]
async fn an_old_access_token_does_not_hide_the_cookie() {
    let server = server().await;
    let old = login(&server, ANN, PASSWORD).await.json()["accessToken"].as_str().expect("a token").to_owned();
    // This ends the session.
    let app = server.enrol().await;
    let challenge = challenge(&server, PASSWORD).await;
    let request = server.request(Method::POST, SECOND).bearer_auth(old);
    let request = request.header("cookie", format!("two_factor_authentication_token={challenge}"));
    let answer = Answer::of(request.json(&json!({ "totp": number(&app.code(&server)) }))).await;
    assert_signed_in(&server, &answer).await;
}

#[tokio::test]
async fn wrong_used_and_late_codes_read_the_same_and_leave_the_token_good() {
    let server = server().await;
    let app = server.enrol().await;
    let used = app.code(&server);
    assert_eq!(show(&server, &challenge(&server, PASSWORD).await, &used).await.status, 200);
    let challenge = challenge(&server, PASSWORD).await;
    let wrong = show(&server, &challenge, &app.wrong(&server)).await;
    assert_problem(&server, &wrong, SECOND, 401, "WRONG_TWO_FACTOR_CODE");
    assert_eq!(show(&server, &challenge, &used).await.fingerprint(), wrong.fingerprint(), "used");
    let late = app.code(&server);
    server.advance(90);
    let late = show(&server, &challenge, &late).await;
    assert_problem(&server, &late, SECOND, 401, "WRONG_TWO_FACTOR_CODE");
    for token in ["no token", &"A".repeat(43), &"0".repeat(64), &"a".repeat(5_000)] {
        let answer = show(&server, token, &app.code(&server)).await;
        assert_problem(&server, &answer, SECOND, 401, INVALID);
    }
    let missing = server.post_json(SECOND, json!({ "totp": number(&app.code(&server)) })).await;
    assert_problem(&server, &missing, SECOND, 401, "TWO_FACTOR_AUTHENTICATION_TOKEN_MISSING");
    assert_eq!(show(&server, &challenge, &app.code(&server)).await.status, 200);
}

#[tokio::test]
async fn the_token_is_good_for_ten_minutes() {
    let server = server().await;
    let app = server.enrol().await;
    let challenge = challenge(&server, PASSWORD).await;
    server.advance(10 * 60);
    let late = show(&server, &challenge, &app.code(&server)).await;
    assert_problem(&server, &late, SECOND, 401, "TWO_FACTOR_AUTHENTICATION_TOKEN_EXPIRED");
}

#[tokio::test]
async fn after_five_wrong_codes_a_right_one_waits_a_quarter_of_an_hour() {
    let server = server().await;
    let app = server.enrol().await;
    let token = challenge(&server, PASSWORD).await;
    for _ in 0..5 {
        assert_eq!(show(&server, &token, &app.wrong(&server)).await.status, 401);
    }
    let fresh = challenge(&server, PASSWORD).await;
    let refused = show(&server, &fresh, &app.code(&server)).await;
    assert_problem(&server, &refused, SECOND, 401, "WRONG_TWO_FACTOR_CODE");
    server.advance(15 * 60);
    let fresh = challenge(&server, PASSWORD).await;
    assert_eq!(show(&server, &fresh, &app.code(&server)).await.status, 200);
}

#[tokio::test]
async fn a_malformed_second_step_is_refused() {
    let server = server().await;
    server.enrol().await;
    let challenge = challenge(&server, PASSWORD).await;
    for body in [
        json!({ "totp": "twelve" }),
        json!({ "totp": "" }),
        json!({ "totp": -1 }),
        json!({ "totp": 1_000_000 }),
        json!({ "totp": 1.5 }),
        json!({ "totp": [1] }),
        json!({ "totp": 1, "session": 1 }),
    ] {
        let request = server.request(Method::POST, SECOND).bearer_auth(&challenge);
        let answer = Answer::of(request.json(&body)).await;
        assert_problem(&server, &answer, SECOND, 400, "INVALID_REQUEST");
    }
    for body in [json!({}), json!({ "totp": null })] {
        let request = server.request(Method::POST, SECOND).bearer_auth(&challenge);
        let answer = Answer::of(request.json(&body)).await;
        assert_problem(&server, &answer, SECOND, 400, "NO_2FA_CODE_PROVIDED");
    }
}

#[tokio::test]
async fn a_code_may_be_written_as_a_string_or_with_a_fraction_of_zero() {
    let server = server().await;
    let app = server.enrol().await;
    let written: [fn(String) -> Value; 2] = [|code| json!(code), |code| json!(code.parse::<f64>().unwrap())];
    for written in written {
        let challenge = challenge(&server, PASSWORD).await;
        let request = server.request(Method::POST, SECOND).bearer_auth(&challenge);
        let answer = Answer::of(request.json(&json!({ "totp": written(app.code(&server)) }))).await;
        assert_signed_in(&server, &answer).await;
        server.advance(30);
    }
}

#[tokio::test]
async fn a_wrong_password_tells_nothing_and_a_reset_takes_the_second_factor_neither_away_nor_past() {
    let server = server().await;
    let app = server.enrol().await;
    let wrong = login(&server, ANN, "wrong").await;
    assert_problem(&server, &wrong, LOGIN, 401, "INVALID_CREDENTIALS");
    let before = challenge(&server, PASSWORD).await;
    let token = token(&server, ANN).await;
    assert_eq!(reset(&server, &token, NEW_PASSWORD).await.status, 200);
    server.advance(30);
    let ended = show(&server, &before, &app.code(&server)).await;
    assert_problem(&server, &ended, SECOND, 401, INVALID);
    let after = challenge(&server, NEW_PASSWORD).await;
    assert_eq!(show(&server, &after, &app.code(&server)).await.status, 200);
}

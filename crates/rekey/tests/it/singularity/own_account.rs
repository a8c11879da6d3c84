//! What people change about their own accounts. The rows are what the published API's own controller tests say.

use reqwest::Method;
use serde_json::json;

use super::published::{BOB, OWN, asks_for_step_up, row, stepped_up};
use super::{LOGIN, NEW_PASSWORD, assert_problem, login, reset, token};
use crate::support::{ANN, Answer, PASSWORD, TestServer};

pub(crate) const ME: &str = "/api/users/me";
pub(crate) const CHANGE_PASSWORD: &str = "/api/users/me/password";

const PUT: Method = Method::PUT;
const GET: Method = Method::GET;

const CHANGE: &str = r#"{"oldPassword":"a quiet morning","newPassword":"Quiet-evening-7"}"#;

#[tokio::test]
async fn a_name_is_changed_as_the_published_tests_say() {
    let world = stepped_up().await;
    let rename = |what, body| row(what, PUT, ME).cookies("access_token={ann}").body(body);
    world
        .assert(&[
            row("nobody", PUT, ME).body(r#"{"name":"Anna"}"#).refused(401, "AUTHENTICATION_REQUIRED"),
            row("no access token of ours", PUT, ME)
                .cookies("access_token=none")
                .body(r#"{"name":"Anna"}"#)
                .refused(401, "ACCESS_TOKEN_INVALID"),
            row("an expired access token", PUT, ME)
                .cookies("access_token={expired}")
                .body(r#"{"name":"Anna"}"#)
                .refused(401, "ACCESS_TOKEN_EXPIRED"),
            row("no body", PUT, ME).cookies("access_token={ann}").refused(400, "INVALID_REQUEST"),
            rename("a link", r#"{"name":"see https://example.com"}"#).refused(400, "INVALID_REQUEST"),
            rename("no text", r#"{"name":["Anna"]}"#).refused(400, "INVALID_REQUEST"),
        ])
        .await;
    for (body, name) in [(r#"{"name":"Anna"}"#, "Anna"), ("{}", "Anna"), (r#"{"name":null}"#, "Anna")] {
        let user = world.call(&rename("a name", body)).await.json();
        assert_eq!((&user["name"], &user["email"]), (&json!(name), &json!(ANN)), "{body}");
    }
    let user = world.call(&row("read again", GET, ME).cookies("access_token={ann}")).await.json();
    assert_eq!(user["name"], json!("Anna"));
}

#[tokio::test]
async fn a_password_is_changed_as_the_published_tests_say() {
    let mut world = stepped_up().await;
    world.assert(&asks_for_step_up(&PUT, CHANGE_PASSWORD, CHANGE)).await;
    let change = |what, body| row(what, PUT, CHANGE_PASSWORD).cookies(OWN).body(body);
    let weak = |what, body| change(what, body).refused(400, "INVALID_REQUEST");
    world
        .assert(&[
            row("no body", PUT, CHANGE_PASSWORD).cookies(OWN).refused(400, "INVALID_REQUEST"),
            weak("no old password", r#"{"newPassword":"Quiet-evening-7"}"#),
            weak("a short password", r#"{"oldPassword":"a quiet morning","newPassword":"Pas$2"}"#),
            weak("no upper-case letter", r#"{"oldPassword":"a quiet morning","newPassword":"quiet-evening-7"}"#),
            weak("no lower-case letter", r#"{"oldPassword":"a quiet morning","newPassword":"QUIET-EVENING-7"}"#),
            weak("no digit", r#"{"oldPassword":"a quiet morning","newPassword":"Quiet-evening"}"#),
            weak("no special character", r#"{"oldPassword":"a quiet morning","newPassword":"Quietevening7"}"#),
            row("an account without a password", PUT, CHANGE_PASSWORD)
                .cookies("access_token={carol}; step_up_token={carol_step_up}")
                .body(CHANGE)
                .refused(400, "NO_PASSWORD_PROVIDER"),
        ])
        .await;
    let wrong = change("a wrong old password", r#"{"oldPassword":"wrong","newPassword":"Quiet-evening-7"}"#);
    let answer = world.call(&wrong).await;
    assert_eq!((answer.status.as_u16(), &answer.json()["code"]), (401, &json!("INVALID_CREDENTIALS")));
    assert_eq!(answer.json()["error"], json!("WrongPassword"), "as the published API calls it here");
    assert_eq!(login(&world.server, ANN, PASSWORD).await.status, 200, "nothing was changed");

    let user = world.call(&change("a right old password", CHANGE)).await;
    assert_eq!((user.status.as_u16(), &user.json()["email"]), (200, &json!(ANN)), "{}", user.body);
    world.sign_in("bob", "bob_refresh", BOB).await;
    world
        .assert(&[
            row("this session continues", GET, ME).cookies("access_token={ann}"),
            row("stepped up", GET, "/api/auth/2fa/totp/setup").cookies(OWN),
            row("others of the person end", GET, ME)
                .cookies("access_token={other}")
                .refused(401, "ACCESS_TOKEN_INVALID"),
            row("and can't be refreshed", Method::POST, "/api/auth/refresh")
                .cookies("refresh_token={other_refresh}")
                .refused(401, "REFRESH_TOKEN_INVALID"),
            row("other people's don't", GET, ME).cookies("access_token={bob}"),
        ])
        .await;
    assert_eq!(login(&world.server, ANN, NEW_PASSWORD).await.status, 200);
    assert_problem(&world.server, &login(&world.server, ANN, PASSWORD).await, LOGIN, 401, "INVALID_CREDENTIALS");
}

/// Ann's access token, and the token of her step-up.
async fn ann_stepped_up(server: &TestServer) -> (String, String) {
    let access = login(server, ANN, PASSWORD).await.json()["accessToken"].as_str().unwrap().to_owned();
    let request = server.request(Method::POST, "/api/auth/step-up").bearer_auth(&access);
    let answer = Answer::of(request.json(&json!({ "password": PASSWORD }))).await;
    (access, answer.json()["stepUpToken"].as_str().unwrap_or_else(|| panic!("{}", answer.body)).to_owned())
}

async fn change_password(server: &TestServer, (access, step_up): &(String, String), old: &str, query: &str) -> Answer {
    let request = server.request(PUT, &format!("{CHANGE_PASSWORD}{query}")).bearer_auth(access);
    let body = json!({ "oldPassword": old, "newPassword": NEW_PASSWORD });
    Answer::of(request.header("x-step-up-token", step_up).json(&body)).await
}

#[tokio::test]
async fn a_changed_password_is_told_by_mail_recorded_and_voids_what_was_mailed() {
    let server = super::server().await;
    let link = token(&server, ANN).await;
    let ann = ann_stepped_up(&server).await;
    let changed = change_password(&server, &ann, PASSWORD, "?locale=de").await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    server.advance_at_rest(0).await;
    let notice = server.mails()[0].clone();
    assert_eq!(notice.to, ANN);
    assert!(notice.html.contains("lang=\"de\"") && notice.links.iter().any(|link| link.contains("/not-me")));
    assert!(notice.text.contains("127.0.0.x"), "{}", notice.text);
    server.engine.seal_audit(1_000).await.unwrap();
    let audit = server.store.audit_records(0, 1_000).await.unwrap();
    let record = audit.iter().find(|record| record.action.code() == "password_changed").expect("a record");
    assert!(record.network.is_some() && record.account.is_some());
    let late = reset(&server, &link, "Another-evening-8").await;
    assert_problem(&server, &late, super::RESET, 401, "PASSWORD_RESET_TOKEN_INVALID");
}

#[tokio::test]
async fn guesses_at_the_old_password_wait_as_sign_ins_do() {
    let server = super::server().await;
    let ann = ann_stepped_up(&server).await;
    let mut refused = 0;
    let waits = loop {
        let answer = change_password(&server, &ann, "a wrong guess", "").await;
        if answer.status != 401 {
            break answer;
        }
        refused += 1;
        assert!(refused <= 50, "guesses are not limited");
    };
    assert_problem(&server, &waits, CHANGE_PASSWORD, 429, "IP_LOGIN_RATE_LIMIT_EXCEEDED");
    assert_eq!(login(&server, ANN, PASSWORD).await.status, 429, "one count for both");
}

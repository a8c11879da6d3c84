//! What people change about their own accounts. The rows are what the published API's own controller tests say.

use rekey_core::location::LocationSettings;
use reqwest::Method;
use serde_json::{Value, json};

use super::published::{OWN, asks_for_step_up, row, stepped_up};
use super::{BOB, LOGIN, ME, NEW_PASSWORD, PAGE, REFRESH, VERIFY, assert_problem, login, reset, token, verify};
use crate::support::{ANN, Answer, PASSWORD, TestServer, token_in};

pub(crate) const CHANGE_PASSWORD: &str = "/api/users/me/password";
pub(crate) const CHANGE_ADDRESS: &str = "/api/users/me/email";

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
    let weak_first = row("a weak password without credentials", PUT, CHANGE_PASSWORD)
        .body(r#"{"oldPassword":"a quiet morning","newPassword":"Quietevening7"}"#)
        .refused(400, "INVALID_REQUEST");
    world.assert(&[weak_first]).await;
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
            row("and can't be refreshed", Method::POST, REFRESH)
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

/// Has verification links lead to the front end.
async fn set_page(server: &TestServer) {
    let page = LocationSettings { verification_url: Some(PAGE.parse().unwrap()), ..LocationSettings::default() };
    server.set_location(1, page).await;
}

#[tokio::test]
async fn an_address_is_changed_as_the_published_tests_say() {
    const CHANGE: &str = r#"{"newEmail":"new@example.com"}"#;
    let world = stepped_up().await;
    let change = |what, body| row(what, PUT, CHANGE_ADDRESS).cookies(OWN).body(body);
    world.assert(&asks_for_step_up(&PUT, CHANGE_ADDRESS, CHANGE)).await;
    world
        .assert(&[
            row("no body", PUT, CHANGE_ADDRESS).cookies(OWN).refused(400, "INVALID_REQUEST"),
            change("no address", r#"{"newEmail":"new"}"#).refused(400, "INVALID_REQUEST"),
            change("their own", r#"{"newEmail":"ANN@example.com"}"#).refused(409, "EMAIL_TAKEN"),
        ])
        .await;
    let answer = world.call(&change("a new address", CHANGE)).await;
    assert_eq!(answer.json(), json!({ "verificationRequired": true, "cooldown": 60 }), "{}", answer.body);
    let me = row("nothing has changed yet", GET, ME).cookies("access_token={ann}");
    assert_eq!(world.call(&me).await.json()["email"], json!(ANN));
}

async fn change_address(server: &TestServer, (access, step_up): &(String, String), to: &str, query: &str) -> Answer {
    let request = server.request(PUT, &format!("{CHANGE_ADDRESS}{query}")).bearer_auth(access);
    let answer = Answer::of(request.header("x-step-up-token", step_up).json(&json!({ "newEmail": to }))).await;
    server.advance_at_rest(0).await;
    answer
}

#[tokio::test]
async fn a_new_address_counts_once_its_mail_is_confirmed_and_the_one_before_is_told() {
    let server = super::server().await;
    set_page(&server).await;
    let ann = ann_stepped_up(&server).await;
    assert_eq!(change_address(&server, &ann, "new@example.com", "?locale=de").await.status, 200);
    let mail = server.mails()[0].clone();
    assert_eq!(mail.to, "new@example.com");
    assert!(mail.links[0].starts_with(&format!("{PAGE}?token=")), "{:?}", mail.links);
    assert!(mail.html.contains("lang=\"de\""), "{}", mail.html);
    let too_soon = change_address(&server, &ann, "new@example.com", "").await.json();
    assert_eq!(too_soon, json!({ "verificationRequired": true, "cooldown": 60 }));
    assert_eq!(server.mails().len(), 1);

    let token = token_in(&mail);
    let moved = verify(&server, &token).await;
    assert_eq!(moved.status, 200, "{}", moved.body);
    let user = moved.json();
    assert_eq!((&user["email"], &user["emailVerified"]), (&json!("new@example.com"), &json!(true)));
    let again = verify(&server, &token).await;
    assert_eq!((again.status.as_u16(), again.body.as_str()), (304, ""));
    server.advance_at_rest(0).await;
    let told = server.mails()[0].clone();
    assert_eq!(told.to, ANN);
    assert!(told.text.contains("127.0.0.x") && told.links.iter().any(|link| link.contains("/not-me")), "{}", told.text);
    let me = Answer::of(server.request(GET, ME).bearer_auth(&ann.0)).await;
    assert_problem(&server, &me, ME, 401, "ACCESS_TOKEN_INVALID");
    assert_problem(&server, &login(&server, ANN, PASSWORD).await, LOGIN, 401, "INVALID_CREDENTIALS");
    assert_eq!(login(&server, "new@example.com", PASSWORD).await.status, 200);
}

#[tokio::test]
async fn whether_an_address_has_an_account_is_told_to_its_holder_alone() {
    let server = super::server().await;
    set_page(&server).await;
    server.add(BOB, Some(PASSWORD)).await;
    let ann = ann_stepped_up(&server).await;
    let answers: [Value; 2] = [
        change_address(&server, &ann, "nobody@example.com", "").await.json(),
        change_address(&server, &ann, BOB, "").await.json(),
    ];
    assert_eq!(answers[0], answers[1]);
    let mails = server.mails();
    let of = |email: &str| mails.iter().find(|mail| mail.to == email).unwrap_or_else(|| panic!("a mail to {email}"));
    assert!(of("nobody@example.com").links[0].starts_with(PAGE));
    let told = of(BOB);
    assert!(told.subject.contains("already have an account"), "{}", told.subject);
    assert!(told.links.iter().all(|link| !link.contains("token=")), "{:?}", told.links);
}

#[tokio::test]
async fn a_link_that_was_mailed_before_a_reset_changes_no_address() {
    let server = super::server().await;
    set_page(&server).await;
    let ann = ann_stepped_up(&server).await;
    assert_eq!(change_address(&server, &ann, "new@example.com", "").await.status, 200);
    let mailed = token_in(&server.mails()[0]);
    let link = token(&server, ANN).await;
    assert_eq!(reset(&server, &link, NEW_PASSWORD).await.status, 200);
    assert_problem(&server, &verify(&server, &mailed).await, VERIFY, 401, "EMAIL_VERIFICATION_TOKEN_INVALID");
    assert_eq!(login(&server, ANN, NEW_PASSWORD).await.status, 200);
}

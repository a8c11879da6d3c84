//! What becomes of a registration, and of the mails for it.

use rekey_core::location::{LocationSettings, SignUpSettings};
use reqwest::Method;
use serde_json::json;

use super::faults::broken_template;
use super::storage::Broken;
use super::{
    BOB, LOGIN, NEW_PASSWORD, PAGE, REGISTER, SEND_VERIFICATION, SESSIONS, VERIFY, assert_problem, login, verify,
};
use crate::insforge;
use crate::support::{ANN, Act, Answer, PASSWORD, SmtpServer, TestServer, token_in};

async fn server(verify_email: bool) -> TestServer {
    let server = TestServer::start().await;
    server.deliver_always();
    let settings = LocationSettings {
        sign_up: SignUpSettings { open: Some(true), verify_email: Some(verify_email), ..insforge::BY_CODE },
        verification_url: Some(PAGE.parse().unwrap()),
        ..LocationSettings::default()
    };
    server.set_location(1, settings).await;
    server
}

async fn register(server: &TestServer, email: &str, query: &str) -> Answer {
    let body = json!({ "email": email, "password": NEW_PASSWORD, "name": "Bob" });
    let answer = server.post_json(&format!("{REGISTER}{query}"), body).await;
    server.advance_at_rest(0).await;
    answer
}

#[tokio::test]
async fn where_addresses_are_verified_the_mails_link_leads_to_the_front_end_and_lets_in() {
    let server = server(true).await;
    let accepted = register(&server, BOB, "?locale=de").await;
    assert_eq!((accepted.status.as_u16(), accepted.json()), (200, json!({ "success": true })));
    assert_eq!(accepted.header("set-cookie"), None);
    let mail = server.mails()[0].clone();
    assert_eq!((mail.to.as_str(), mail.code.as_deref()), (BOB, None), "no client of this API enters codes");
    assert!(mail.links[0].starts_with(&format!("{PAGE}?token=")), "{:?}", mail.links);
    assert!(mail.html.contains("lang=\"de\""), "{}", mail.html);
    assert_problem(&server, &login(&server, BOB, NEW_PASSWORD).await, LOGIN, 401, "INVALID_CREDENTIALS");

    let token = token_in(&mail);
    let verified = verify(&server, &token).await;
    assert_eq!(verified.status, 200, "{}", verified.body);
    let user = verified.json();
    assert_eq!((&user["email"], &user["name"], &user["emailVerified"]), (&json!(BOB), &json!("Bob"), &json!(true)));
    assert_eq!(login(&server, BOB, NEW_PASSWORD).await.status, 200);
    let again = verify(&server, &token).await;
    assert_eq!((again.status.as_u16(), again.body.as_str()), (304, ""));
}

#[tokio::test]
async fn new_and_taken_addresses_are_answered_alike_and_the_holder_is_told() {
    for verify_email in [true, false] {
        let server = server(verify_email).await;
        let mut rounds = [const { Vec::new() }; 2];
        for email in [BOB, ANN] {
            rounds[0].push(register(&server, email, "").await);
            let mails = server.mails();
            assert_eq!(mails.iter().filter(|mail| mail.to == email).count(), 1, "{email}");
            rounds[1].push(register(&server, email, "").await);
        }
        for answers in &rounds {
            assert_eq!(answers[0].fingerprint(), answers[1].fingerprint());
        }
        let told = server.mails().into_iter().find(|mail| mail.to == ANN).unwrap();
        assert!(told.subject.contains("already have an account"), "{}", told.subject);
        assert_eq!(login(&server, ANN, PASSWORD).await.status, 200);
        assert_eq!(login(&server, ANN, NEW_PASSWORD).await.status, 401);
        if verify_email {
            assert_problem(&server, &rounds[1][0], REGISTER, 429, "EMAIL_COOLDOWN_ACTIVE");
        }
    }
}

#[tokio::test]
async fn where_they_need_not_be_the_person_signs_in_and_has_the_mail_sent_again() {
    let server = server(false).await;
    assert_eq!(register(&server, BOB, "?send-email=false").await.status, 200);
    assert!(server.mails().is_empty());
    let signed_in = login(&server, BOB, NEW_PASSWORD).await;
    assert_eq!(signed_in.json()["user"]["emailVerified"], json!(false));
    let access = signed_in.json()["accessToken"].as_str().unwrap().to_owned();
    let sessions = Answer::of(server.request(Method::GET, SESSIONS).bearer_auth(&access)).await;
    assert_eq!(sessions.json().as_array().unwrap().len(), 1, "registering opened none");

    let ask = |method, path: &str| Answer::of(server.request(method, path).bearer_auth(&access));
    let cooldown = "/api/auth/email/verification/cooldown";
    assert_eq!(ask(Method::GET, cooldown).await.json(), json!({ "remaining": 0 }));
    assert_eq!(ask(Method::POST, SEND_VERIFICATION).await.json(), json!({ "cooldown": 60 }));
    assert_eq!(ask(Method::GET, cooldown).await.json(), json!({ "remaining": 60 }));
    let too_soon = ask(Method::POST, SEND_VERIFICATION).await;
    assert_problem(&server, &too_soon, SEND_VERIFICATION, 429, "EMAIL_COOLDOWN_ACTIVE");
    let token = token_in(&server.mails()[0]);
    server.advance(60 * 60);
    let late = verify(&server, &token).await;
    assert_problem(&server, &late, VERIFY, 401, "EMAIL_VERIFICATION_TOKEN_EXPIRED");
}

#[tokio::test]
async fn a_registration_stands_though_its_mail_has_to_wait() {
    let server = TestServer::start_with(|setup| {
        setup.settings.limits.requests_per_network = "1/15m".parse().ok();
    })
    .await;
    server.deliver_always();
    insforge::open_sign_up(&server, insforge::UNVERIFIED).await;
    let answer = register(&server, BOB, "").await;
    assert_eq!((answer.status.as_u16(), answer.json()), (200, json!({ "success": true })));
    assert!(server.mails().is_empty());
    assert_eq!(login(&server, BOB, NEW_PASSWORD).await.status, 200);
}

#[tokio::test]
async fn registration_is_not_here_while_sign_up_is_closed() {
    let server = TestServer::start().await;
    for email in [BOB, ANN] {
        let answer = register(&server, email, "").await;
        assert_problem(&server, &answer, REGISTER, 404, "NOT_FOUND");
    }
    let unclear = register(&server, BOB, "?send-email=perhaps").await;
    assert_problem(&server, &unclear, REGISTER, 400, "INVALID_REQUEST");
}

/// Somebody registers and signs in, and asks for the mail again. The answer.
async fn send_again(server: &TestServer) -> Answer {
    server.deliver_always();
    let unverified = SignUpSettings { open: Some(true), verify_email: Some(false), ..insforge::BY_CODE };
    server.set_location(1, LocationSettings { sign_up: unverified, ..LocationSettings::default() }).await;
    assert_eq!(register(server, BOB, "?send-email=false").await.status, 200);
    let access = login(server, BOB, NEW_PASSWORD).await.json()["accessToken"].as_str().unwrap().to_owned();
    Answer::of(server.request(Method::POST, SEND_VERIFICATION).bearer_auth(access)).await
}

#[tokio::test]
async fn a_verification_mail_that_can_not_be_sent_is_told_by_its_fault() {
    for (command, says, code) in
        [("AUTH", "535 5.7.8 wrong", "EMAIL_AUTHENTICATION_FAILURE"), ("RCPT", "550 5.7.1 never", "EMAIL_SEND_FAILURE")]
    {
        let transport = SmtpServer::transport(command, Act::Say(says)).await;
        let server = TestServer::start_with(|setup| setup.transport = Some(transport)).await;
        assert_problem(&server, &send_again(&server).await, SEND_VERIFICATION, 500, code);
    }
    let folder = broken_template("verify_email.txt");
    let server = TestServer::start_with(|setup| setup.templates = Some(folder.path().to_owned())).await;
    assert_problem(&server, &send_again(&server).await, SEND_VERIFICATION, 500, "EMAIL_TEMPLATE_FAILURE");
}

#[tokio::test]
async fn a_verification_mail_without_storage_is_told_by_its_fault() {
    let broken = Broken::start().await;
    broken.fill_disk("INSERT ON tokens");
    let refused = send_again(&broken.server).await;
    let code = "EMAIL_VERIFICATION_TOKEN_CREATION_FAILURE";
    assert_problem(&broken.server, &refused, SEND_VERIFICATION, 500, code);

    let transport = SmtpServer::transport("RCPT", Act::Say("550 5.7.1 never")).await;
    let broken = Broken::start_with(|setup| setup.transport = Some(transport)).await;
    broken.fill_disk("UPDATE OF state ON outbox");
    let refused = send_again(&broken.server).await;
    assert_problem(&broken.server, &refused, SEND_VERIFICATION, 500, "DATABASE_FAILURE");
}

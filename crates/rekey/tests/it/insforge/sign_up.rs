use rekey_core::location::SignUpSettings;
use rekey_core::ports::EntryFilter;
use serde_json::{Value, json};

use super::{
    BOB, BOBS_PASSWORD, BY_CODE, BY_LINK, PAGE, Person, SEND, SEND_OTP, SEND_VERIFICATION, SESSIONS, SIGN_UP,
    UNVERIFIED, VERIFY, assert_refused, current, open_sign_up, server_with_sign_up, sign_in, sign_up,
    verification_mail,
};
use crate::support::{ANN, PASSWORD, TestServer};
use crate::{nexudus, singularity};

/// What everybody is answered where addresses must be verified.
fn verifying() -> Value {
    json!({ "accessToken": null, "requireEmailVerification": true })
}

#[tokio::test]
async fn where_addresses_are_verified_a_new_one_gets_a_mail_and_no_session() {
    for (settings, with_code) in [(BY_CODE, true), (BY_LINK, false)] {
        let server = server_with_sign_up(settings).await;
        let answer = sign_up(&server, BOB, BOBS_PASSWORD).await;
        assert_eq!((answer.status.as_u16(), answer.json()), (200, verifying()));
        let mails = server.deliver().await;
        assert_eq!((mails.len(), mails[0].to.as_str(), mails[0].code.is_some()), (1, BOB, with_code));
        assert!(mails[0].links.iter().any(|link| link.contains("/api/auth/email/verify-link?token=")));
    }
}

#[tokio::test]
async fn new_and_taken_addresses_are_answered_alike_byte_for_byte() {
    let server = server_with_sign_up(BY_CODE).await;
    server.add("locked@example.com", Some(PASSWORD)).await;
    server.lock("locked@example.com").await;
    server.add("none@example.com", None).await;
    let everybody = [BOB, ANN, "locked@example.com", "none@example.com"];
    let mut rounds = [const { Vec::new() }; 4];
    for email in everybody {
        rounds[0].push(sign_up(&server, email, "short").await);
        rounds[1].push(sign_up(&server, email, BOBS_PASSWORD).await);
        rounds[2].push(sign_up(&server, email, BOBS_PASSWORD).await);
        // Also for somebody who knows the offered password.
        rounds[3].push(sign_in(&server, email, BOBS_PASSWORD).await);
    }
    for (answers, status) in rounds.iter().zip([400, 200, 429, 403]) {
        for answer in answers {
            assert_eq!(answer.status, status, "{}", answer.body);
            assert_eq!(answer.fingerprint(), answers[0].fingerprint());
        }
    }
    assert_refused(&rounds[3][0], 403, "FORBIDDEN");
    assert!(rounds[2][0].header("retry-after").is_some());
}

#[tokio::test]
async fn the_holder_of_a_taken_address_is_told_and_nothing_else_happens() {
    let server = server_with_sign_up(BY_CODE).await;
    sign_up(&server, ANN, BOBS_PASSWORD).await;
    let mails = server.deliver().await;
    assert_eq!((mails.len(), mails[0].to.as_str(), mails[0].code.as_deref()), (1, ANN, None));
    assert!(mails[0].subject.contains("already have an account"), "{}", mails[0].subject);
    assert!(!mails[0].links.iter().any(|link| link.contains("token=")));
    assert_eq!(sign_in(&server, ANN, PASSWORD).await.status, 200);
}

#[tokio::test]
async fn nobody_gets_in_before_the_address_is_verified_and_only_the_right_password_learns_why() {
    let server = server_with_sign_up(BY_CODE).await;
    let mail = verification_mail(&server).await;
    assert_refused(&sign_in(&server, BOB, "some other words").await, 401, "AUTH_UNAUTHORIZED");
    assert_refused(&sign_in(&server, BOB, BOBS_PASSWORD).await, 403, "FORBIDDEN");
    let code = mail.code.clone().unwrap();
    assert_eq!(server.post_json(VERIFY, json!({ "email": BOB, "otp": code })).await.status, 200);
    assert_eq!(sign_in(&server, BOB, BOBS_PASSWORD).await.status, 200);
}

#[tokio::test]
async fn an_account_whose_address_was_never_verified_waits_as_well_once_the_location_says_so() {
    let server = server_with_sign_up(UNVERIFIED).await;
    assert_eq!(sign_up(&server, BOB, BOBS_PASSWORD).await.status, 200);
    assert_eq!(sign_in(&server, BOB, BOBS_PASSWORD).await.status, 200);
    open_sign_up(&server, SignUpSettings { verify_email: Some(true), ..BY_CODE }).await;
    assert_refused(&sign_in(&server, BOB, BOBS_PASSWORD).await, 403, "FORBIDDEN");
    assert_refused(&sign_in(&server, BOB, "some other words").await, 401, "AUTH_UNAUTHORIZED");
    assert_eq!(sign_in(&server, ANN, PASSWORD).await.status, 200);
    // The other dialects have words of their own for it, or none.
    nexudus::assert_oauth(&nexudus::sign_in(&server, BOB, BOBS_PASSWORD).await, 400, "must_reset_password");
    let refused = singularity::login(&server, BOB, BOBS_PASSWORD).await;
    singularity::assert_problem(&server, &refused, singularity::LOGIN, 401, "INVALID_CREDENTIALS");
}

#[tokio::test]
async fn a_stranger_and_the_holder_who_both_sign_up_leave_no_password() {
    let server = server_with_sign_up(BY_CODE).await;
    sign_up(&server, BOB, "the stranger's own words").await;
    server.deliver().await;
    server.advance(60);
    let mail = verification_mail(&server).await;
    let code = mail.code.clone().unwrap();
    let verified = server.post_json(VERIFY, json!({ "email": BOB, "otp": code })).await;
    assert_refused(&verified, 401, "AUTH_UNAUTHORIZED");
    for password in ["the stranger's own words", BOBS_PASSWORD] {
        assert_refused(&sign_in(&server, BOB, password).await, 401, "AUTH_UNAUTHORIZED");
    }
}

#[tokio::test]
async fn a_strangers_password_does_not_outlive_a_sign_in_code() {
    let server = server_with_sign_up(BY_CODE).await;
    sign_up(&server, BOB, "the stranger's own words").await;
    server.deliver().await;
    assert_eq!(server.post_json(SEND_OTP, json!({ "email": BOB })).await.status, 202);
    let code = server.deliver().await[0].code.clone().unwrap();
    let body = json!({ "method": "otp", "email": BOB, "otp": code });
    assert_eq!(server.post_json(SESSIONS, body).await.status, 200);
    assert_refused(&sign_in(&server, BOB, "the stranger's own words").await, 401, "AUTH_UNAUTHORIZED");
}

#[tokio::test]
async fn a_repeated_sign_up_gets_another_mail_and_keeps_the_password() {
    let server = server_with_sign_up(BY_CODE).await;
    verification_mail(&server).await;
    server.advance(60);
    let code = verification_mail(&server).await.code.clone().unwrap();
    assert_eq!(server.post_json(VERIFY, json!({ "email": BOB, "otp": code })).await.status, 200);
    assert_eq!(sign_in(&server, BOB, BOBS_PASSWORD).await.status, 200);
}

#[tokio::test]
async fn what_a_stranger_typed_is_not_in_the_mail() {
    let server = server_with_sign_up(BY_CODE).await;
    let body = json!({ "email": BOB, "password": BOBS_PASSWORD, "name": "Win a prize today" });
    assert_eq!(server.post_json(SIGN_UP, body).await.status, 200);
    assert!(!server.deliver().await[0].source.contains("prize"));
}

#[tokio::test]
async fn a_name_that_nobody_proved_is_in_no_mail_for_the_address() {
    let server = server_with_sign_up(UNVERIFIED).await;
    let body = json!({ "email": BOB, "password": BOBS_PASSWORD, "name": "Claim your prize today" });
    assert_eq!(server.post_json(SIGN_UP, body).await.status, 200);
    for path in [SEND, SEND_OTP, SEND_VERIFICATION] {
        assert_eq!(server.post_json(path, json!({ "email": BOB, "redirectTo": PAGE })).await.status, 202);
    }
    let mails = server.deliver().await;
    assert_eq!(mails.len(), 3);
    for mail in mails {
        assert!(!mail.source.contains("prize"), "{}", mail.subject);
    }
}

#[tokio::test]
async fn where_nothing_is_verified_a_new_person_is_in_and_a_taken_address_is_told() {
    let server = server_with_sign_up(UNVERIFIED).await;
    let body = json!({ "email": BOB, "password": BOBS_PASSWORD, "name": " Bob " });
    let answer = server.post_json(&format!("{SIGN_UP}?client_type=mobile"), body.clone()).await;
    let said = answer.json();
    let text = |name: &str| said[name].as_str().expect("a token").to_owned();
    let mut user = Person { email: BOB, verified: false }.user(&server, &said["user"]);
    user["profile"] = json!({ "name": "Bob" });
    let expected = json!({
        "user": user, "accessToken": text("accessToken"), "refreshToken": text("refreshToken"),
        "requireEmailVerification": false,
    });
    assert_eq!((answer.status.as_u16(), &said), (200, &expected));
    assert_eq!(current(&server, said["accessToken"].as_str().unwrap()).await.json(), json!({ "user": said["user"] }));
    assert!(server.deliver().await.is_empty());
    assert_refused(&server.post_json(SIGN_UP, body).await, 409, "AUTH_EMAIL_EXISTS");
}

#[tokio::test]
async fn a_browser_that_signs_up_gets_cookie_and_csrf_token() {
    let server = server_with_sign_up(UNVERIFIED).await;
    let answer = server.post_json(SIGN_UP, json!({ "email": BOB, "password": BOBS_PASSWORD })).await;
    assert!(answer.header("set-cookie").unwrap().starts_with("rekey_refresh="));
    let body = answer.json();
    let mut names: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["accessToken", "csrfToken", "requireEmailVerification", "user"]);
}

#[tokio::test]
async fn malformed_sign_ups_are_refused_and_send_nothing() {
    let server = server_with_sign_up(BY_LINK).await;
    let good = json!({ "email": BOB, "password": BOBS_PASSWORD, "redirectTo": PAGE });
    for (field, value) in [
        ("email", json!(null)),
        ("email", json!("bob")),
        ("email", json!([BOB])),
        ("password", json!(null)),
        ("password", json!("")),
        ("password", json!(12_345_678)),
        ("password", json!("password1")),
        ("password", json!(format!("{BOB}1"))),
        ("password", json!("x".repeat(257))),
        ("name", json!(1)),
        ("name", json!("x".repeat(101))),
        ("name", json!("")),
        ("name", json!("  ")),
        ("name", json!("Win at https://evil.example/")),
        ("name", json!("win@evil.example")),
        ("name", json!("A\u{202e}nn")),
        ("name", json!("Ann\u{2028}Win")),
        ("name", json!("a\nb")),
        ("redirectTo", json!(null)),
        ("redirectTo", json!("https://evil.example/")),
        ("redirectTo", json!("https://app.example.com/reset#x")),
    ] {
        let mut body = good.clone();
        body[field] = value;
        assert_refused(&server.post_json(SIGN_UP, body).await, 400, "INVALID_INPUT");
    }
    let query = server.post_json(&format!("{SIGN_UP}?client_type=toaster"), good).await;
    assert_refused(&query, 400, "INVALID_INPUT");
    assert!(server.store.entries(EntryFilter { state: None, limit: 10 }).await.unwrap().is_empty());
}

#[tokio::test]
async fn without_mail_nobody_signs_up_where_addresses_are_verified() {
    let server = TestServer::start_with(|setup| setup.settings.mail_enabled = false).await;
    open_sign_up(&server, BY_CODE).await;
    assert_refused(&sign_up(&server, BOB, BOBS_PASSWORD).await, 503, "EMAIL_DISABLED");
    open_sign_up(&server, UNVERIFIED).await;
    assert_eq!(sign_up(&server, BOB, BOBS_PASSWORD).await.status, 200);
}

#[tokio::test]
async fn sign_ups_count_for_the_network() {
    for settings in [BY_CODE, UNVERIFIED] {
        let server = TestServer::start_with(|setup| {
            setup.settings.limits.requests_per_network = "2/1h".parse().ok();
        })
        .await;
        open_sign_up(&server, settings).await;
        for (number, status) in [(1, 200), (2, 200), (3, 429)] {
            let answer = sign_up(&server, &format!("b{number}@example.com"), BOBS_PASSWORD).await;
            assert_eq!(answer.status, status, "{}", answer.body);
        }
    }
}

#[tokio::test]
async fn a_burst_of_sign_ups_mails_few_strangers_and_resets_go_on() {
    let server = TestServer::start_with(|setup| setup.settings.limits.requests_per_network = None).await;
    open_sign_up(&server, BY_CODE).await;
    let mut accepted = 0;
    for number in 0..100 {
        let answer = sign_up(&server, &format!("stranger{number}@example.com"), BOBS_PASSWORD).await;
        accepted += usize::from(answer.status == 200);
        assert!([200, 429].contains(&answer.status.as_u16()), "{}", answer.body);
    }
    assert_eq!((accepted, server.deliver().await.len()), (20, 20));
    assert!(!server.reset_token(ANN).await.is_empty(), "the same network asks for a reset");
}

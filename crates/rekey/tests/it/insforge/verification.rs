use reqwest::Method;
use serde_json::json;

use super::{
    BOB, BOBS_PASSWORD, BY_CODE, BY_LINK, PAGE, Person, SEND_VERIFICATION, VERIFY, VERIFY_LINK, another,
    assert_mailing, assert_refused, assert_session, links_to, open_sign_up, server_with_sign_up, sign_in, sign_up,
    verification_mail,
};
use crate::support::{ANN, Answer, TestServer, token_in};

/// Opens a verification link as a browser does.
async fn open(server: &TestServer, method: Method, token: &str) -> Answer {
    let path = format!("{VERIFY_LINK}?token={token}");
    Answer::of(server.request(method, &path).header("accept", "text/html")).await
}

async fn press(server: &TestServer, token: &str) -> Answer {
    let request = server.request(Method::POST, VERIFY_LINK).header("accept", "text/html");
    Answer::of(request.form(&[("token", token)])).await
}

async fn is_verified(server: &TestServer) -> bool {
    let account = server.store.account_by_email(&BOB.parse().unwrap()).await.unwrap();
    account.is_some_and(|account| account.email_verified)
}

#[tokio::test]
async fn a_code_verifies_and_signs_in() {
    let server = server_with_sign_up(BY_CODE).await;
    let code = verification_mail(&server).await.code.clone().unwrap();
    let answer = server.post_json(&format!("{VERIFY}?client_type=server"), json!({ "email": BOB, "otp": code })).await;
    assert_session(&server, &answer, &Person { email: BOB, verified: true }).await;
    let again = server.post_json(VERIFY, json!({ "email": BOB, "otp": code })).await;
    assert_refused(&again, 401, "AUTH_INVALID_CREDENTIALS");
}

#[tokio::test]
async fn the_links_token_verifies_as_well_and_a_browser_gets_its_cookie() {
    let server = server_with_sign_up(BY_LINK).await;
    let token = token_in(&*verification_mail(&server).await);
    let answer = server.post_json(VERIFY, json!({ "otp": token })).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(answer.header("set-cookie").unwrap().starts_with("rekey_refresh="));
    assert!(answer.json()["csrfToken"].is_string());
    assert_refused(&server.post_json(VERIFY, json!({ "otp": token })).await, 401, "AUTH_INVALID_CREDENTIALS");
}

#[tokio::test]
async fn a_wrong_code_is_refused_and_the_third_ends_it() {
    let server = server_with_sign_up(BY_CODE).await;
    let code = verification_mail(&server).await.code.clone().unwrap();
    for _ in 0..3 {
        let wrong = server.post_json(VERIFY, json!({ "email": BOB, "otp": another(&code) })).await;
        assert_refused(&wrong, 401, "AUTH_INVALID_CREDENTIALS");
    }
    let right = server.post_json(VERIFY, json!({ "email": BOB, "otp": code })).await;
    assert_refused(&right, 401, "AUTH_INVALID_CREDENTIALS");
    assert!(!is_verified(&server).await);
}

#[tokio::test]
async fn malformed_verifications_are_refused_for_every_caller() {
    let server = TestServer::start().await;
    let token = "0".repeat(64);
    for body in [
        json!({}),
        json!({ "email": BOB }),
        json!({ "otp": "123456" }),
        json!({ "email": BOB, "otp": null }),
        json!({ "email": BOB, "otp": "12345" }),
        json!({ "email": BOB, "otp": 123_456 }),
        json!({ "email": "bob", "otp": "123456" }),
        json!({ "email": "bob", "otp": token }),
        json!({ "email": BOB, "otp": "A".repeat(64) }),
    ] {
        assert_refused(&server.post_json(VERIFY, body).await, 400, "INVALID_INPUT");
    }
    let unknown = server.post_json(VERIFY, json!({ "otp": token })).await;
    assert_refused(&unknown, 401, "AUTH_INVALID_CREDENTIALS");
}

#[tokio::test]
async fn opening_the_link_verifies_nothing_and_its_button_leads_to_the_app() {
    let server = server_with_sign_up(BY_LINK).await;
    let token = token_in(&*verification_mail(&server).await);
    for method in [Method::GET, Method::HEAD, Method::GET] {
        let page = open(&server, method, &token).await;
        assert_eq!(page.status, 200);
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.contains("form-action 'self' https://app.example.com;"), "{policy}");
        assert_eq!(page.header("referrer-policy"), Some("no-referrer"), "the page's URL holds the token");
    }
    let page = open(&server, Method::GET, &token).await;
    assert!(page.body.contains(BOB) && page.body.contains("<button"), "{}", page.body);
    assert!(!is_verified(&server).await);

    let answer = press(&server, &token).await;
    assert_eq!(answer.status, 303);
    assert_eq!(answer.header("location"), Some(&*format!("{PAGE}&insforge_status=success&insforge_type=verify_email")));
    assert!(answer.header("set-cookie").is_none_or(|set| !set.contains("refresh")), "it signs nobody in");
    assert!(is_verified(&server).await);
    assert_eq!(sign_in(&server, BOB, BOBS_PASSWORD).await.status, 200);

    let error = "&insforge_status=error&insforge_type=verify_email&insforge_error=This+link+is+no+longer+valid.\
                 +Ask+for+a+new+one.";
    let again = press(&server, &token).await;
    assert_eq!((again.status.as_u16(), again.header("location")), (303, Some(&*format!("{PAGE}{error}"))));
    let again = open(&server, Method::GET, &token).await;
    assert_eq!((again.status.as_u16(), again.header("location")), (302, Some(&*format!("{PAGE}{error}"))));
}

#[tokio::test]
async fn the_link_beside_a_code_ends_on_a_page_of_ours() {
    let server = server_with_sign_up(BY_CODE).await;
    let token = token_in(&*verification_mail(&server).await);
    let page = open(&server, Method::GET, &token).await;
    assert!(page.header("content-security-policy").unwrap().contains("form-action 'self';"));
    let done = press(&server, &token).await;
    assert_eq!(done.status, 200);
    assert!(done.body.contains("Your address is confirmed"), "{}", done.body);
    assert!(is_verified(&server).await);
    let again = press(&server, &token).await;
    assert_eq!(again.status, 400);
    assert!(again.body.contains("already been used"), "{}", again.body);
}

#[tokio::test]
async fn a_target_that_is_allowed_no_more_gets_nobody() {
    let server = server_with_sign_up(BY_LINK).await;
    let token = token_in(&*verification_mail(&server).await);
    server.set_location(1, links_to(&["https://elsewhere.example.com/"])).await;
    let done = press(&server, &token).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (200, None));
    assert!(is_verified(&server).await);
}

#[tokio::test]
async fn links_that_lead_nowhere_are_refused_in_the_callers_shape() {
    let server = TestServer::start().await;
    for token in ["", "nonsense", &"0".repeat(64)] {
        let path = format!("{VERIFY_LINK}?token={token}");
        assert_refused(&server.get(&path).await, 400, "INVALID_INPUT");
        assert_refused(&server.post_form(VERIFY_LINK, &[("token", token)]).await, 400, "INVALID_INPUT");
        for answer in [open(&server, Method::GET, token).await, press(&server, token).await] {
            assert_eq!(answer.status, 400);
            assert!(answer.header("content-type").unwrap().starts_with("text/html"));
        }
    }
    let twice = format!("{VERIFY_LINK}?token=1&token=2");
    for method in [Method::GET, Method::POST] {
        let by_program = Answer::of(server.request(method.clone(), &twice).form(&[("token", "1")])).await;
        assert_refused(&by_program, 400, "INVALID_INPUT");
        let request = server.request(method, &twice).header("accept", "text/html").form(&[("token", "1")]);
        let by_browser = Answer::of(request).await;
        assert_eq!(by_browser.status, 400);
        assert!(by_browser.header("content-type").unwrap().starts_with("text/html"));
    }
    let json = server.post_json(VERIFY_LINK, json!({ "token": "0".repeat(64) })).await;
    assert_refused(&json, 415, "UNSUPPORTED_MEDIA_TYPE");
}

#[tokio::test]
async fn a_token_of_another_purpose_verifies_nothing() {
    let server = TestServer::start().await;
    let reset = server.reset_token(ANN).await;
    assert_refused(&server.post_json(VERIFY, json!({ "otp": reset })).await, 401, "AUTH_INVALID_CREDENTIALS");
    assert_eq!(open(&server, Method::GET, &reset).await.status, 400);
    assert_eq!(press(&server, &reset).await.status, 400);
}

#[tokio::test]
async fn asking_for_another_mail_is_answered_alike_for_everybody() {
    for settings in [BY_CODE, BY_LINK] {
        let server = server_with_sign_up(settings).await;
        verification_mail(&server).await;
        server.advance(60);
        let (mut first, mut again) = (vec![], vec![]);
        for email in [BOB, ANN, "nobody@example.com"] {
            let body = json!({ "email": email, "redirectTo": PAGE });
            first.push(server.post_json(SEND_VERIFICATION, body.clone()).await);
            again.push(server.post_json(SEND_VERIFICATION, body).await);
        }
        for (answers, status) in [(&first, 202), (&again, 429)] {
            for answer in answers {
                assert_eq!(answer.status, status, "{}", answer.body);
                assert_eq!(answer.fingerprint(), answers[0].fingerprint());
            }
        }
        assert_mailing(&first[0], if settings == BY_CODE { "code" } else { "link" });
        let mails = server.deliver().await;
        assert_eq!(mails.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), [BOB], "Ann's is verified");
    }
}

#[tokio::test]
async fn the_mail_of_a_sign_up_is_sent_again_at_once_for_every_address() {
    let server = server_with_sign_up(BY_CODE).await;
    let mut rounds = [const { Vec::new() }; 3];
    for email in [BOB, ANN] {
        rounds[0].push(sign_up(&server, email, BOBS_PASSWORD).await);
        rounds[1].push(server.post_json(SEND_VERIFICATION, json!({ "email": email })).await);
        rounds[2].push(server.post_json(SEND_VERIFICATION, json!({ "email": email })).await);
    }
    for (answers, status) in rounds.iter().zip([200, 202, 429]) {
        assert_eq!((answers[0].status.as_u16(), answers[0].fingerprint()), (status, answers[1].fingerprint()));
    }
    let mails = server.deliver().await;
    let to_bob: Vec<_> = mails.iter().filter(|mail| mail.to == BOB).collect();
    assert_eq!(to_bob.len(), 2);
    let code = to_bob.last().unwrap().code.clone().unwrap();
    assert_eq!(server.post_json(VERIFY, json!({ "email": BOB, "otp": code })).await.status, 200);
    assert_eq!(sign_in(&server, BOB, BOBS_PASSWORD).await.status, 200, "the second mail confirms the sign-up as well");
}

#[tokio::test]
async fn by_link_a_verification_needs_a_target_that_is_allowed() {
    let server = server_with_sign_up(BY_LINK).await;
    for redirect in [json!(null), json!("https://evil.example/"), json!("javascript:alert(1)"), json!(1)] {
        let answer = server.post_json(SEND_VERIFICATION, json!({ "email": BOB, "redirectTo": redirect })).await;
        assert_refused(&answer, 400, "INVALID_INPUT");
    }
    open_sign_up(&server, BY_CODE).await;
    let answer = server.post_json(SEND_VERIFICATION, json!({ "email": BOB, "redirectTo": "nonsense" })).await;
    assert_refused(&answer, 400, "INVALID_INPUT");
    let ignored = json!({ "email": BOB, "redirectTo": "https://evil.example/" });
    assert_eq!(server.post_json(SEND_VERIFICATION, ignored).await.status, 202);
}

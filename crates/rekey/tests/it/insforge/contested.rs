//! Addresses that more than one person signs up with: whose password counts (R26), and that the holder gets in.

use reqwest::Method;
use serde_json::json;

use super::{
    BOB, BOBS_PASSWORD, BY_CODE, BY_LINK, NEW_PASSWORD, RESET, SEND, SEND_VERIFICATION, VERIFY, VERIFY_LINK,
    assert_refused, server_with_sign_up, sign_in, sign_up, verification_mail,
};
use crate::support::{Answer, TestServer, token_in};

const STRANGERS: &str = "the stranger's own words";

/// The stranger signs up, and the holder has to wait.
async fn refused_sign_up(server: &TestServer) {
    assert_eq!(sign_up(server, BOB, STRANGERS).await.status, 200);
    assert_refused(&sign_up(server, BOB, BOBS_PASSWORD).await, 429, "TOO_MANY_REQUESTS");
}

async fn nobody_gets_in(server: &TestServer) {
    for password in [STRANGERS, BOBS_PASSWORD] {
        assert_ne!(sign_in(server, BOB, password).await.status, 200, "{password}");
    }
}

/// Presses the button of a verification link.
async fn press(server: &TestServer, token: &str) -> Answer {
    let request = server.request(Method::POST, VERIFY_LINK).header("accept", "text/html");
    Answer::of(request.form(&[("token", token)])).await
}

#[tokio::test]
async fn a_sign_up_that_has_to_wait_voids_the_password_of_the_one_before_by_code() {
    let server = server_with_sign_up(BY_CODE).await;
    refused_sign_up(&server).await;
    let code = server.deliver().await[0].code.clone().unwrap();
    let verified = server.post_json(VERIFY, json!({ "email": BOB, "otp": code })).await;
    assert_refused(&verified, 401, "AUTH_UNAUTHORIZED");
    nobody_gets_in(&server).await;
    // What the answer says helps: a reset.
    assert_eq!(server.post_json(SEND, json!({ "email": BOB })).await.status, 202);
    let token = token_in(&server.deliver().await[0]);
    assert_eq!(server.post_json(RESET, json!({ "newPassword": NEW_PASSWORD, "otp": token })).await.status, 200);
    assert_eq!(sign_in(&server, BOB, NEW_PASSWORD).await.status, 200);
}

#[tokio::test]
async fn the_button_of_a_contested_link_leads_to_our_page_for_a_new_password() {
    for settings in [BY_LINK, BY_CODE] {
        let server = server_with_sign_up(settings).await;
        refused_sign_up(&server).await;
        let token = token_in(&server.deliver().await[0]);
        let answer = press(&server, &token).await;
        let page = answer.header("location").expect("a page").to_owned();
        assert_eq!(answer.status, 303);
        assert!(page.starts_with("http://127.0.0.1:") && page.contains("/reset?token="), "{page}");
        nobody_gets_in(&server).await;
        let token = page.split_once("token=").unwrap().1;
        assert_eq!(server.post_json(RESET, json!({ "newPassword": NEW_PASSWORD, "otp": token })).await.status, 200);
        assert_eq!(sign_in(&server, BOB, NEW_PASSWORD).await.status, 200);
    }
}

#[tokio::test]
async fn the_token_of_a_contested_link_signs_nobody_in() {
    let server = server_with_sign_up(BY_LINK).await;
    refused_sign_up(&server).await;
    let token = token_in(&server.deliver().await[0]);
    assert_refused(&server.post_json(VERIFY, json!({ "otp": token })).await, 401, "AUTH_UNAUTHORIZED");
    nobody_gets_in(&server).await;
}

#[tokio::test]
async fn a_form_that_is_sent_twice_contests_nothing() {
    let server = server_with_sign_up(BY_CODE).await;
    let code = verification_mail(&server).await.code.clone().unwrap();
    assert_refused(&sign_up(&server, BOB, BOBS_PASSWORD).await, 429, "TOO_MANY_REQUESTS");
    assert_eq!(server.post_json(VERIFY, json!({ "email": BOB, "otp": code })).await.status, 200);
    assert_eq!(sign_in(&server, BOB, BOBS_PASSWORD).await.status, 200);
}

#[tokio::test]
async fn a_sign_up_that_has_to_wait_contests_the_next_one() {
    let server = server_with_sign_up(BY_CODE).await;
    assert_eq!(server.post_json(SEND_VERIFICATION, json!({ "email": BOB })).await.status, 202);
    server.deliver().await;
    assert_refused(&sign_up(&server, BOB, BOBS_PASSWORD).await, 429, "TOO_MANY_REQUESTS");
    server.advance(60);
    assert_eq!(sign_up(&server, BOB, STRANGERS).await.status, 200);
    let code = server.deliver().await[0].code.clone().unwrap();
    assert_refused(&server.post_json(VERIFY, json!({ "email": BOB, "otp": code })).await, 401, "AUTH_UNAUTHORIZED");
    nobody_gets_in(&server).await;
}

#[tokio::test]
async fn a_stranger_who_asks_whenever_it_is_possible_keeps_no_holder_from_an_account() {
    let server = server_with_sign_up(BY_CODE).await;
    for minute in 0..15 {
        server.post_json(SEND_VERIFICATION, json!({ "email": BOB })).await;
        if minute == 5 {
            assert_refused(&sign_up(&server, BOB, BOBS_PASSWORD).await, 429, "TOO_MANY_REQUESTS");
        }
        server.advance(60);
    }
    server.deliver().await;
    assert_eq!(server.post_json(SEND, json!({ "email": BOB })).await.status, 202);
    let token = token_in(&server.deliver().await[0]);
    assert_eq!(server.post_json(RESET, json!({ "newPassword": NEW_PASSWORD, "otp": token })).await.status, 200);
    assert_eq!(sign_in(&server, BOB, NEW_PASSWORD).await.status, 200);
}

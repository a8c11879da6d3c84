use reqwest::Method;
use serde_json::json;

use super::{LINK, NEW_PASSWORD, PAGE, assert_refused, exchanged, link_token, links_to, reset, server_with_links};
use crate::support::{ANN, Answer, TestServer};

async fn follow(server: &TestServer, token: &str) -> Answer {
    server.get(&format!("{LINK}?token={token}")).await
}

#[tokio::test]
async fn the_link_leads_to_the_apps_page_and_keeps_what_its_query_had() {
    let server = server_with_links().await;
    let token = link_token(&server).await;
    let answer = follow(&server, &token).await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (302, ""));
    let expected = format!("{PAGE}&token={token}&insforge_status=ready&insforge_type=reset_password");
    assert_eq!(answer.header("location"), Some(expected.as_str()));
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
}

#[tokio::test]
async fn opening_the_link_uses_nothing_up() {
    let server = server_with_links().await;
    let token = link_token(&server).await;
    let first = follow(&server, &token).await;
    for _ in 0..5 {
        let head = Answer::of(server.request(Method::HEAD, &format!("{LINK}?token={token}"))).await;
        assert_eq!(head.header("location"), first.header("location"));
        assert_eq!(follow(&server, &token).await.fingerprint(), first.fingerprint());
    }
    assert_eq!(reset(&server, &token, NEW_PASSWORD).await.status, 200);
}

#[tokio::test]
async fn a_link_that_is_no_longer_good_leads_there_with_an_error_and_without_the_token() {
    let used = server_with_links().await;
    let used_token = link_token(&used).await;
    assert_eq!(reset(&used, &used_token, NEW_PASSWORD).await.status, 200);
    let expired = server_with_links().await;
    let expired_token = link_token(&expired).await;
    expired.advance(3_600);
    let locked = server_with_links().await;
    let locked_token = link_token(&locked).await;
    locked.lock(ANN).await;
    for (server, token) in [(used, used_token), (expired, expired_token), (locked, locked_token)] {
        let answer = follow(&server, &token).await;
        assert_eq!(answer.status, 302);
        let expected = format!(
            "{PAGE}&insforge_status=error&insforge_type=reset_password\
             &insforge_error=This+link+is+no+longer+valid.+Ask+for+a+new+one."
        );
        assert_eq!(answer.header("location"), Some(expected.as_str()));
    }
}

#[tokio::test]
async fn a_target_that_left_the_list_is_not_led_to() {
    let server = server_with_links().await;
    let token = link_token(&server).await;
    server.set_location(1, links_to(&["https://other.example.com/reset"])).await;
    assert_refused(&follow(&server, &token).await, 400, "INVALID_INPUT");
}

#[tokio::test]
async fn a_link_without_a_target_is_refused() {
    let server = TestServer::start().await;
    let exchanged = exchanged(&server).await;
    for query in [
        String::new(),
        "?token=".to_owned(),
        "?token=abc".to_owned(),
        format!("?token={}", "0".repeat(64)),
        format!("?token={exchanged}"),
        format!("?token={exchanged}&token={exchanged}"),
        format!("?token={}", "a".repeat(4_000)),
    ] {
        assert_refused(&server.get(&format!("{LINK}{query}")).await, 400, "INVALID_INPUT");
        let request = server.request(Method::GET, &format!("{LINK}{query}")).header("accept", "text/html,*/*;q=0.8");
        let page = Answer::of(request).await;
        assert_eq!((page.status.as_u16(), page.header("content-type")), (400, Some("text/html; charset=utf-8")));
        assert!(!page.body.contains("INVALID_INPUT"), "people see a page: {}", page.body);
    }
    // What a link of the system before looks like: the page says so, and sends another.
    let foreign = format!("{LINK}?token={}", "0".repeat(64));
    let page = Answer::of(server.request(Method::GET, &foreign).header("accept", "text/html")).await;
    assert!(page.body.contains("action=\"/forgot\""), "{}", page.body);
}

#[tokio::test]
async fn the_link_of_another_purpose_leads_nowhere() {
    let server = server_with_links().await;
    let otp = server.get(&format!("/api/sys/users/sendOtp?email={ANN}&businessId=1")).await;
    assert_eq!(otp.status, 200);
    let mails = server.deliver().await;
    assert_refused(&follow(&server, &crate::support::token_in(&mails[0])).await, 400, "INVALID_INPUT");
}

#[tokio::test]
async fn headers_have_no_say_in_where_it_leads() {
    let server = server_with_links().await;
    let token = link_token(&server).await;
    let plain = follow(&server, &token).await;
    let request = server
        .request(Method::GET, &format!("{LINK}?token={token}&redirectTo=https://evil.example"))
        .header("host", "evil.example")
        .header("x-forwarded-host", "evil.example")
        .header("origin", "https://evil.example")
        .json(&json!({ "redirectTo": "https://evil.example" }));
    assert_eq!(Answer::of(request).await.header("location"), plain.header("location"));
}

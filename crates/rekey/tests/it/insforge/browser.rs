//! Browsers: the refresh token in a cookie that no script reads, and the CSRF token to it.

use reqwest::Method;
use serde_json::json;

use super::{LOGOUT, REFRESH, SESSIONS, ann, assert_refused, current};
use crate::support::{ANN, Answer, PASSWORD, TestServer};

const PAIR: [(&str, &str); 2] = [("email", ANN), ("password", PASSWORD)];

/// What a browser keeps.
#[derive(Clone)]
struct Browser {
    cookie: String,
    csrf: String,
    access: String,
}

impl Browser {
    fn of(answer: &Answer) -> Self {
        assert_eq!(answer.status, 200, "{}", answer.body);
        let set = answer.header("set-cookie").expect("a cookie");
        let cookie = set.split(';').next().unwrap().to_owned();
        let text = |name: &str| answer.json()[name].as_str().expect("a token").to_owned();
        Self { cookie, csrf: text("csrfToken"), access: text("accessToken") }
    }

    async fn post(&self, server: &TestServer, path: &str, csrf: Option<&str>) -> Answer {
        let request = server.request(Method::POST, path).header("cookie", &self.cookie);
        Answer::of(csrf.into_iter().fold(request, |request, csrf| request.header("x-csrf-token", csrf))).await
    }
}

async fn sign_in(server: &TestServer, query: &str) -> Answer {
    let pair: std::collections::BTreeMap<_, _> = PAIR.into();
    server.post_json(&format!("{SESSIONS}{query}"), json!(pair)).await
}

#[tokio::test]
async fn a_browser_gets_a_cookie_that_no_script_reads_and_a_csrf_token() {
    let server = TestServer::start().await;
    for query in ["", "?client_type=web"] {
        let answer = sign_in(&server, query).await;
        let body = answer.json();
        let browser = Browser::of(&answer);
        let expected =
            json!({ "user": ann(&server, &body["user"]), "accessToken": browser.access, "csrfToken": browser.csrf });
        assert_eq!(body, expected);
        let set = answer.header("set-cookie").unwrap();
        assert!(set.starts_with("rekey_refresh="), "{set}");
        assert!(set.ends_with("; HttpOnly; SameSite=Lax; Path=/; Max-Age=604800"), "{set}");
        assert!(!answer.body.contains(browser.cookie.split_once('=').unwrap().1), "in the cookie alone");
    }
}

#[tokio::test]
async fn over_https_the_cookie_goes_to_this_host_alone_and_may_come_from_the_apps_own() {
    let server =
        TestServer::start_with(|setup| setup.http.public_url = "https://id.example.com/".parse().unwrap()).await;
    let answer = sign_in(&server, "").await;
    let set = answer.header("set-cookie").unwrap();
    assert!(set.starts_with("__Host-rekey_refresh="), "{set}");
    assert!(set.ends_with("; HttpOnly; SameSite=None; Secure; Path=/; Max-Age=604800"), "{set}");
}

#[tokio::test]
async fn tabs_refresh_with_an_older_cookie_and_the_csrf_token_of_the_session() {
    let server = TestServer::start().await;
    let first = Browser::of(&sign_in(&server, "").await);
    server.advance(60);
    let answer = first.post(&server, REFRESH, Some(&first.csrf)).await;
    let second = Browser::of(&answer);
    let body = answer.json();
    let expected =
        json!({ "user": ann(&server, &body["user"]), "accessToken": second.access, "csrfToken": second.csrf });
    assert_eq!(body, expected);
    assert_ne!(first.cookie, second.cookie);
    assert_eq!(first.csrf, second.csrf);
    assert_eq!(current(&server, &second.access).await.status, 200);
    for tab in [&first, &second, &first] {
        assert_eq!(tab.post(&server, REFRESH, Some(&first.csrf)).await.status, 200);
    }
}

/// What the cookie is set to where it is cleared.
const CLEARED: Option<&str> = Some("rekey_refresh=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0");

#[tokio::test]
async fn where_a_session_can_not_be_refreshed_the_cookie_is_cleared() {
    let server = TestServer::start().await;
    let browser = Browser::of(&sign_in(&server, "").await);
    let foreign = Browser { cookie: "rekey_refresh=eyJhbGciOiJIUzI1NiJ9.e30.eA".to_owned(), ..browser.clone() };
    for csrf in [None, Some(browser.csrf.as_str())] {
        let answer = foreign.post(&server, REFRESH, csrf).await;
        assert_refused(&answer, 401, "AUTH_UNAUTHORIZED");
        assert_eq!(answer.header("set-cookie"), CLEARED);
    }
    let wrong = browser.post(&server, REFRESH, Some("wrong")).await;
    assert_refused(&wrong, 403, "FORBIDDEN");
    assert_eq!(wrong.header("set-cookie"), None, "the session lives");

    assert_eq!(browser.post(&server, LOGOUT, Some(&browser.csrf)).await.status, 200);
    for csrf in [None, Some("wrong"), Some(browser.csrf.as_str())] {
        let answer = browser.post(&server, REFRESH, csrf).await;
        assert_refused(&answer, 401, "AUTH_UNAUTHORIZED");
        assert_eq!(answer.header("set-cookie"), CLEARED);
    }
}

#[tokio::test]
async fn signing_out_with_what_is_over_clears_the_cookie() {
    let server = TestServer::start().await;
    let browser = Browser::of(&sign_in(&server, "").await);
    let foreign = Browser { cookie: "rekey_refresh=eyJhbGciOiJIUzI1NiJ9.e30.eA".to_owned(), ..browser.clone() };
    assert_eq!(browser.post(&server, LOGOUT, Some(&browser.csrf)).await.status, 200);
    for over in [&foreign, &browser] {
        for csrf in [None, Some("wrong"), Some(browser.csrf.as_str())] {
            let answer = over.post(&server, LOGOUT, csrf).await;
            assert_eq!((answer.status.as_u16(), answer.header("set-cookie")), (200, CLEARED), "{}", answer.body);
        }
    }
}

#[tokio::test]
async fn without_the_csrf_token_of_the_very_cookie_nothing_happens() {
    let server = TestServer::start().await;
    let browser = Browser::of(&sign_in(&server, "").await);
    let another = Browser::of(&sign_in(&server, "").await);
    for path in [REFRESH, LOGOUT] {
        for csrf in [None, Some(""), Some("nonsense"), Some(another.csrf.as_str())] {
            assert_refused(&browser.post(&server, path, csrf).await, 403, "FORBIDDEN");
        }
    }
    assert_eq!(current(&server, &browser.access).await.status, 200);
    assert_eq!(browser.post(&server, REFRESH, Some(&browser.csrf)).await.status, 200);
}

#[tokio::test]
async fn without_a_cookie_there_is_nothing_to_refresh() {
    let server = TestServer::start().await;
    let browser = Browser::of(&sign_in(&server, "").await);
    for cookie in ["", "rekey_refresh=", "rekey_refresh=nonsense", "other=1"] {
        let request = server.request(Method::POST, REFRESH).header("cookie", cookie);
        let answer = Answer::of(request.header("x-csrf-token", &browser.csrf)).await;
        assert_refused(&answer, 401, "AUTH_UNAUTHORIZED");
    }
}

#[tokio::test]
async fn signing_out_ends_the_session_and_the_cookie() {
    let server = TestServer::start().await;
    let browser = Browser::of(&sign_in(&server, "").await);
    let answer = browser.post(&server, LOGOUT, Some(&browser.csrf)).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json(), json!({ "success": true, "message": "Signed out." }));
    assert_eq!(answer.header("set-cookie"), CLEARED);
    assert_eq!(current(&server, &browser.access).await.status, 401);
    assert_eq!(browser.post(&server, REFRESH, Some(&browser.csrf)).await.status, 401);
}

/// An office shares an address.
#[tokio::test]
async fn who_signs_out_need_not_wait_for_what_others_of_the_network_did() {
    let server =
        TestServer::start_with(|setup| setup.settings.limits.failures_per_network = "1/15m".parse().ok()).await;
    let browser = Browser::of(&sign_in(&server, "").await);
    let wrong = json!({ "email": "nobody@example.com", "password": PASSWORD });
    assert_refused(&server.post_json(SESSIONS, wrong.clone()).await, 401, "AUTH_UNAUTHORIZED");
    assert_refused(&server.post_json(SESSIONS, wrong).await, 429, "TOO_MANY_REQUESTS");
    assert_eq!(browser.post(&server, LOGOUT, Some(&browser.csrf)).await.status, 200);
    assert_eq!(current(&server, &browser.access).await.status, 401);
}

#[tokio::test]
async fn a_tab_whose_cookie_another_has_refreshed_meanwhile_signs_both_out() {
    let server = TestServer::start().await;
    let first = Browser::of(&sign_in(&server, "").await);
    let second = Browser::of(&first.post(&server, REFRESH, Some(&first.csrf)).await);
    assert_eq!(first.post(&server, LOGOUT, Some(&first.csrf)).await.status, 200);
    assert_eq!(current(&server, &second.access).await.status, 401);
}

#[tokio::test]
async fn a_front_end_on_a_configured_origin_may_call_with_credentials() {
    let server =
        TestServer::start_with(|setup| setup.http.cors_origins = vec!["https://app.example.com".to_owned()]).await;
    let preflight = server
        .request(Method::OPTIONS, REFRESH)
        .header("origin", "https://app.example.com")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type,x-csrf-token");
    let answer = Answer::of(preflight).await;
    assert_eq!(answer.header("access-control-allow-origin"), Some("https://app.example.com"));
    assert_eq!(answer.header("access-control-allow-credentials"), Some("true"));
    assert!(answer.header("access-control-allow-headers").unwrap().contains("x-csrf-token"));
    let foreign = server.request(Method::POST, REFRESH).header("origin", "https://evil.example");
    assert_eq!(Answer::of(foreign).await.header("access-control-allow-origin"), None);
}

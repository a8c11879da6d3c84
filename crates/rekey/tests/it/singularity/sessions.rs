//! Refreshing a session, signing out, and its status.

use rekey_http::Dialect;
use reqwest::Method;
use serde_json::{Value, json};

use super::{ME, REFRESH, ann, assert_problem, login, server};
use crate::support::{ANN, Answer, PASSWORD, TestServer};

const LOGOUT: &str = "/api/auth/logout";
const STATUS: &str = "/api/auth/status";

/// Ann's access and refresh token.
async fn tokens(server: &TestServer) -> (String, String) {
    tokens_of(&login(server, ANN, PASSWORD).await)
}

fn tokens_of(answer: &Answer) -> (String, String) {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let body = answer.json();
    let text = |name: &str| body[name].as_str().expect("a token").to_owned();
    (text("accessToken"), text("refreshToken"))
}

/// A call with a token, as bearer or in this cookie.
async fn call(server: &TestServer, method: Method, path: &str, token: &str, cookie: Option<&str>) -> Answer {
    let request = server.request(method, path);
    Answer::of(match cookie {
        Some(name) => request.header("cookie", format!("{name}={token}")),
        None => request.bearer_auth(token),
    })
    .await
}

#[tokio::test]
async fn a_refresh_gives_new_tokens_by_bearer_and_by_cookie_and_the_old_one_is_good_once() {
    let server = server().await;
    for cookie in [None, Some("refresh_token")] {
        let (_, old) = tokens(&server).await;
        let answer = call(&server, Method::POST, REFRESH, &old, cookie).await;
        let (access, refresh) = tokens_of(&answer);
        let expected = json!({ "principal": ann(&server).await, "accessToken": access, "refreshToken": refresh });
        assert_eq!(answer.json(), expected);
        let cookies: Vec<_> =
            answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
        assert!(cookies[0].starts_with(&format!("access_token={access};")), "{cookies:?}");
        assert!(cookies[1].starts_with(&format!("refresh_token={refresh};")), "{cookies:?}");
        assert_ne!(old, refresh);
        let again = call(&server, Method::POST, REFRESH, &old, cookie).await;
        assert_problem(&server, &again, REFRESH, 401, "REFRESH_TOKEN_INVALID");
        assert_eq!(call(&server, Method::GET, ME, &access, None).await.status, 200);
    }
}

#[tokio::test]
async fn a_refresh_may_say_what_the_session_runs_on() {
    let server = server().await;
    let (_, refresh) = tokens(&server).await;
    let with = |body: Value| {
        let request = server.request(Method::POST, REFRESH).bearer_auth(&refresh);
        Answer::of(request.json(&body))
    };
    assert_problem(&server, &with(json!({ "browser": 1 })).await, REFRESH, 400, "INVALID_REQUEST");
    assert_eq!(with(json!({ "browser": "Firefox", "os": null })).await.status, 200);
}

#[tokio::test]
async fn a_refresh_without_a_good_token_says_what_is_wrong() {
    let alone = Dialect::from_code("singularity").into_iter().collect();
    let server = TestServer::start_with(|setup| setup.http.dialects = alone).await;
    let missing = Answer::of(server.request(Method::POST, REFRESH)).await;
    assert_problem(&server, &missing, REFRESH, 401, "REFRESH_TOKEN_MISSING");
    let (access, refresh) = tokens(&server).await;
    for token in ["none", &access, &"0".repeat(64)] {
        for cookie in [None, Some("refresh_token")] {
            let answer = call(&server, Method::POST, REFRESH, token, cookie).await;
            assert_problem(&server, &answer, REFRESH, 401, "REFRESH_TOKEN_INVALID");
        }
    }
    assert_eq!(call(&server, Method::POST, LOGOUT, &access, None).await.status, 200);
    let ended = call(&server, Method::POST, REFRESH, &refresh, None).await;
    assert_problem(&server, &ended, REFRESH, 401, "REFRESH_TOKEN_INVALID");
}

#[tokio::test]
async fn a_sign_out_ends_the_session_of_each_token_and_takes_the_cookies_away() {
    let server = server().await;
    for cookie in [None, Some("access_token"), Some("refresh_token")] {
        let (access, refresh) = tokens(&server).await;
        let shown = if cookie == Some("refresh_token") { &refresh } else { &access };
        let answer = call(&server, Method::POST, LOGOUT, shown, cookie).await;
        assert_eq!((answer.status.as_u16(), answer.json()), (200, json!({ "success": true })));
        let gone: Vec<_> = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
        for name in ["access_token", "refresh_token", "two_factor_authentication_token"] {
            let taken_away = format!("{name}=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0");
            assert!(gone.contains(&taken_away.as_str()), "{gone:?}");
        }
        let after = call(&server, Method::GET, ME, &access, None).await;
        assert_problem(&server, &after, ME, 401, "ACCESS_TOKEN_INVALID");
        assert_eq!(call(&server, Method::POST, REFRESH, &refresh, None).await.status, 401);
    }
}

#[tokio::test]
async fn a_sign_out_needs_no_session() {
    let server = server().await;
    // Where several dialects are spoken, something has to say whose call it is.
    for token in ["none", &"0".repeat(64)] {
        let answer = call(&server, Method::POST, LOGOUT, token, Some("access_token")).await;
        assert_eq!((answer.status.as_u16(), answer.json()), (200, json!({ "success": true })));
    }
}

#[tokio::test]
async fn the_status_tells_who_is_signed_in_and_what_is_still_to_be_shown() {
    let server = server().await;
    let nobody = json!({
        "authenticated": false, "stepUp": false, "emailVerified": null, "twoFactorRequired": false,
        "preferredTwoFactorMethod": null, "twoFactorMethods": null, "sessionId": null,
    });
    assert_eq!(server.get(STATUS).await.json(), nobody);

    let (access, _) = tokens(&server).await;
    let session = server.engine.sessions.authenticate(&access).await.unwrap().session.id.to_string();
    for cookie in [None, Some("access_token")] {
        let mut expected = nobody.clone();
        expected["authenticated"] = json!(true);
        expected["emailVerified"] = json!(true);
        expected["sessionId"] = json!(session);
        assert_eq!(call(&server, Method::GET, STATUS, &access, cookie).await.json(), expected);
    }

    server.enrol().await;
    let body = login(&server, ANN, PASSWORD).await.json();
    let challenge = body["twoFactorAuthenticationToken"].as_str().unwrap();
    let waiting = call(&server, Method::GET, STATUS, challenge, Some("two_factor_authentication_token")).await;
    let mut expected = nobody.clone();
    expected["emailVerified"] = json!(true);
    expected["twoFactorRequired"] = json!(true);
    expected["preferredTwoFactorMethod"] = json!("totp");
    expected["twoFactorMethods"] = json!(["totp"]);
    assert_eq!(waiting.json(), expected);
}

#[tokio::test]
async fn an_access_token_that_is_no_good_is_told_apart_only_where_its_time_is_over() {
    let server = server().await;
    let (access, _) = tokens(&server).await;
    let missing = server.get(ME).await;
    assert_problem(&server, &missing, ME, 401, "AUTHENTICATION_REQUIRED");
    for path in [ME, STATUS] {
        let answer = call(&server, Method::GET, path, "none", None).await;
        assert_problem(&server, &answer, path, 401, "ACCESS_TOKEN_INVALID");
    }
    assert_eq!(call(&server, Method::GET, ME, &access, None).await.json(), ann(&server).await);
    server.advance(15 * 60);
    for path in [ME, STATUS] {
        let answer = call(&server, Method::GET, path, &access, None).await;
        assert_problem(&server, &answer, path, 401, "ACCESS_TOKEN_EXPIRED");
    }
}

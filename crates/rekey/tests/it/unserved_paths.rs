//! Calls that no route takes: paths in another spelling, and what published servers have and this one does not. The
//! dialect that owns the path answers in its own shape, and browsers of other origins can read that.

use rekey_http::Dialect;
use reqwest::Method;
use serde_json::{Value, json};

use crate::insforge::{self, assert_refused};
use crate::singularity::assert_problem;
use crate::support::{ANN, Answer, PASSWORD, TestServer};

const ORIGIN: &str = "https://app.example.com";

/// A server of these dialects; none: of all.
async fn server(dialects: &[&str]) -> TestServer {
    TestServer::start_with(|setup| {
        setup.http.cors_origins = vec![ORIGIN.to_owned()];
        if !dialects.is_empty() {
            setup.http.dialects = dialects.iter().map(|code| Dialect::from_code(code).unwrap()).collect();
        }
    })
    .await
}

async fn ask(server: &TestServer, method: &Method, path: &str) -> Answer {
    let answer = Answer::of(server.request(method.clone(), path).header("origin", ORIGIN)).await;
    assert_eq!(answer.header("access-control-allow-origin"), Some(ORIGIN), "{method} {path}: {answer:?}");
    assert_eq!(answer.header("access-control-allow-credentials"), Some("true"), "{method} {path}");
    answer
}

/// Whose the 404 of a path is.
#[track_caller]
fn is_of(dialect: &str, server: &TestServer, path: &str, answer: &Answer) {
    match dialect {
        "nexudus" => {
            let body = answer.json();
            assert_eq!((answer.status.as_u16(), &body["Status"]), (404, &json!(404)), "{path}: {body}");
            assert_eq!((&body["WasSuccessful"], &body["Errors"]), (&json!(false), &Value::Null), "{path}");
        }
        "insforge" => assert_refused(answer, 404, "NOT_FOUND"),
        _ => assert_problem(server, answer, path, 404, "NOT_FOUND"),
    }
}

#[tokio::test]
async fn what_published_servers_have_and_this_one_does_not_is_answered_by_the_dialect_that_owns_the_path() {
    let all = server(&[]).await;
    for (dialect, path) in [
        ("insforge", "/api/database/records/posts"),
        ("insforge", "/API/Database/records/posts/"),
        ("insforge", "/api/health"),
        ("insforge", "/api/auth/foo"),
        ("insforge", "/api/auth/oauth"),
        ("insforge", "/api/auth/oauth/google"),
        ("insforge", "/api/auth/oauth/custom/mine"),
        ("insforge", "/api/auth/id-token"),
        ("insforge", "/api/auth/smtp-config"),
        ("insforge", "/api/auth/email-templates/request-otp"),
        ("insforge", "/api/auth/admin/sessions"),
        ("insforge", "/api/auth/sessions/current/more"),
        ("insforge", "/api/metadata/anon-key"),
        ("insforge", "/functions/hello"),
        ("singularity", "/api/groups/a"),
        ("singularity", "/api/auth/2fa/nothing"),
        ("singularity", "/api/users/me/nothing"),
        ("singularity", "/oauth2/authorization/github"),
        ("nexudus", "/api/sys/nothing"),
        ("nexudus", "/api/sys/users/startPasswordReset/now"),
        // Of those that own it, the first one that is spoken.
        ("nexudus", "/api/nothing"),
    ] {
        for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            is_of(dialect, &all, path, &ask(&all, &method, path).await);
        }
        let preflight = all
            .request(Method::OPTIONS, path)
            .header("origin", ORIGIN)
            .header("access-control-request-method", "PATCH")
            .header("access-control-request-headers", "authorization,content-type");
        let preflight = Answer::of(preflight).await;
        assert_eq!((preflight.status.as_u16(), preflight.header("access-control-allow-origin")), (200, Some(ORIGIN)));
        assert!(preflight.header("access-control-allow-methods").unwrap().contains("PATCH"), "{path}");
    }
    for path in ["/apis", "/nothing", "/apilike/x"] {
        let answer = Answer::of(all.request(Method::GET, path).header("origin", ORIGIN)).await;
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), None, "{path}");
    }
}

#[tokio::test]
async fn a_dialect_alone_answers_for_the_whole_api_and_a_shared_path_goes_to_the_first_or_by_credential() {
    for dialect in ["nexudus", "insforge", "singularity"] {
        let alone = server(&[dialect]).await;
        for path in ["/api", "/api/", "/api/nothing", "/api/auth/nothing", "/api/sys/nothing", "/api/users/x"] {
            is_of(dialect, &alone, path, &ask(&alone, &Method::POST, path).await);
        }
    }
    let path = "/api/auth/nothing";
    let both = server(&["singularity", "insforge"]).await;
    is_of("singularity", &both, path, &ask(&both, &Method::GET, path).await);
    let program = both.request(Method::POST, &format!("{path}?client_type=mobile")).header("origin", ORIGIN);
    is_of("insforge", &both, path, &Answer::of(program).await);
}

#[tokio::test]
async fn an_overloaded_or_metered_server_tells_limits_on_such_paths_too() {
    let all = server(&[]).await;
    let answer = ask(&all, &Method::GET, "/api/database/records/posts").await;
    assert!(answer.header("ratelimit-policy").is_some(), "{answer:?}");
}

#[tokio::test]
async fn paths_of_insforge_are_recognised_in_any_case_and_with_a_slash_at_the_end() {
    let all = server(&[]).await;
    let pair = json!({ "email": ANN, "password": PASSWORD });
    let mut held = Value::Null;
    for path in ["/api/auth/sessions/?client_type=mobile", "/API/Auth/Sessions?client_type=mobile"] {
        let request = all.request(Method::POST, path).header("origin", ORIGIN);
        let answer = Answer::of(request.json(&pair)).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("access-control-allow-origin")),
            (200, Some(ORIGIN)),
            "{path}"
        );
        held = answer.json();
        assert!(held["refreshToken"].is_string(), "the query stays: {held}");
    }
    let browser = Answer::of(all.request(Method::POST, "/API/Auth/Sessions").json(&pair)).await;
    assert!(browser.json()["csrfToken"].is_string(), "{}", browser.body);
    let config = ask(&all, &Method::GET, "/api/auth/public-config/").await;
    assert_eq!(config.json(), all.get("/api/auth/public-config").await.json());

    let id = held["user"]["id"].as_str().unwrap();
    let profile = ask(&all, &Method::GET, &format!("/api/Auth/Profiles/{id}/")).await;
    assert_eq!(profile.json(), all.get(&format!("/api/auth/profiles/{id}")).await.json());
    let own =
        all.request(Method::PATCH, "/api/auth/profiles/CURRENT/").bearer_auth(held["accessToken"].as_str().unwrap());
    let own = Answer::of(own.json(&json!({ "profile": { "colour": "green" } }))).await;
    assert_eq!(own.json()["profile"]["colour"], "green", "{}", own.body);
    assert_refused(&ask(&all, &Method::PUT, "/api/auth/sessions/").await, 405, "INVALID_INPUT");

    // What both have goes to its dialect by its credential in this spelling, too.
    let refresh = all.request(Method::POST, "/api/auth/refresh/?client_type=mobile");
    let refresh = Answer::of(refresh.json(&json!({ "refreshToken": held["refreshToken"] }))).await;
    assert_eq!(refresh.status, 200, "{}", refresh.body);
    assert_refused(&ask(&all, &Method::POST, &format!("{}//", insforge::SESSIONS)).await, 404, "NOT_FOUND");
}

#[tokio::test]
async fn a_dialect_whose_server_minds_the_spelling_does_so_here() {
    let alone = server(&["singularity"]).await;
    for path in ["/api/auth/Login", "/api/auth/login/"] {
        is_of("singularity", &alone, path, &ask(&alone, &Method::POST, path).await);
    }
}

//! What is true for every answer (docs/contracts/README.md).

use rekey_http::Dialect;
use reqwest::Method;
use serde_json::json;

use crate::nexudus::START;
use crate::support::{ANN, Answer, TestServer};

/// That every answer keeps itself to itself and has an id, [`Answer::of`] looks at, in every test.
#[tokio::test]
async fn every_answer_has_an_id_of_its_own() {
    let server = TestServer::start().await;
    let mut ids = std::collections::BTreeSet::new();
    for path in ["/healthz", "/.well-known/jwks.json", "/no/such/path", "/forgot", START] {
        let answer = server.get(path).await;
        let id = answer.header("x-request-id").unwrap();
        assert_eq!(id.len(), 16);
        assert!(ids.insert(id.to_owned()), "{id} comes twice");
    }
}

#[tokio::test]
async fn a_sane_request_id_is_echoed_and_another_one_replaced() {
    let server = TestServer::start().await;
    for (sent, echoed) in [("trace-1.2_3", true), ("a b", false), (&"x".repeat(65), false)] {
        let answer = Answer::of(server.request(Method::GET, "/healthz").header("x-request-id", sent)).await;
        assert_eq!(answer.header("x-request-id") == Some(sent), echoed, "{sent}");
    }
}

#[tokio::test]
async fn the_well_known_address_leads_to_the_reset_page() {
    let server = TestServer::start().await;
    let answer = server.get("/.well-known/change-password").await;
    assert!(answer.status.is_redirection());
    assert!(answer.header("location").unwrap().ends_with("/forgot"));
}

#[tokio::test]
async fn health_and_readiness_are_told() {
    let server = TestServer::start().await;
    assert_eq!(server.get("/healthz").await.status, 200);
    assert_eq!(server.get("/readyz").await.status, 200);
}

#[tokio::test]
async fn browsers_may_call_from_the_configured_front_ends_alone() {
    let server =
        TestServer::start_with(|setup| setup.http.cors_origins = vec!["https://portal.example.com".to_owned()]).await;
    let preflight = |origin: &'static str| {
        let request = server.request(Method::OPTIONS, START).header("origin", origin);
        Answer::of(
            request
                .header("access-control-request-method", "POST")
                .header("access-control-request-headers", "content-type"),
        )
    };
    let ours = preflight("https://portal.example.com").await;
    assert_eq!(ours.header("access-control-allow-origin"), Some("https://portal.example.com"));
    assert_eq!(ours.header("access-control-allow-credentials"), Some("true"));
    assert_eq!(ours.header("access-control-allow-methods"), Some("GET,POST,PUT,PATCH,DELETE"));
    let request = server.request(Method::POST, START).header("origin", "https://portal.example.com");
    let answered = Answer::of(request.json(&json!({ "email": ANN }))).await;
    assert_eq!(answered.header("access-control-allow-origin"), Some("https://portal.example.com"));
    let exposed = answered.header("access-control-expose-headers").unwrap();
    assert_eq!(exposed, "retry-after,ratelimit,ratelimit-policy,x-request-id");
    let strange = preflight("https://evil.example").await;
    assert_eq!(strange.header("access-control-allow-origin"), None);
}

/// The portal's client sends its time zone with every call.
#[tokio::test]
async fn browsers_may_send_the_headers_of_each_spoken_dialect_and_of_the_setting() {
    let known = [
        ("nexudus", ["client_id", "x-use-timezone"]),
        ("insforge", ["x-csrf-token", "authorization"]),
        ("singularity", ["x-two-factor-authentication-token", "content-type"]),
    ];
    for (dialect, _) in known {
        let server = TestServer::start_with(|setup| {
            setup.http.dialects = Dialect::from_code(dialect).into_iter().collect();
            setup.http.cors_origins = vec!["https://portal.example.com".to_owned()];
            setup.http.cors_headers = vec!["x-trace-id".parse().unwrap()];
        })
        .await;
        let path = if dialect == "nexudus" { START } else { "/api/auth/logout" };
        let preflight = server
            .request(Method::OPTIONS, path)
            .header("origin", "https://portal.example.com")
            .header("access-control-request-method", "POST");
        let answer = Answer::of(preflight).await;
        let allowed: Vec<&str> = answer.header("access-control-allow-headers").unwrap().split(',').collect();
        for (other, headers) in known {
            for header in headers.iter().filter(|header| !["authorization", "content-type"].contains(header)) {
                assert_eq!(allowed.contains(header), other == dialect, "{header} by {dialect}");
            }
        }
        for header in ["authorization", "content-type", "x-request-id", "x-trace-id"] {
            assert!(allowed.contains(&header), "{header} by {dialect}");
        }
    }
}

#[tokio::test]
async fn the_limits_of_networks_are_told_and_what_is_left_only_once_nothing_is() {
    let server = TestServer::start_with(|setup| {
        setup.settings.limits.requests_per_network = "2/15m".parse().ok();
        setup.settings.limits.failures_per_network = "5/10m".parse().ok();
    })
    .await;
    let policy = "\"requests\";q=2;w=900, \"failures\";q=5;w=600, \"work\";q=300;w=900, \
                  \"verifications\";q=20;w=3600";
    let ask = async |email: &str| {
        let body = serde_json::json!({ "email": email });
        server.post_json("/api/sys/users/startPasswordReset", body).await
    };
    for email in [ANN, "nobody@example.com"] {
        let answer = ask(email).await;
        assert_eq!(answer.status, 200);
        assert_eq!((answer.header("ratelimit-policy"), answer.header("ratelimit")), (Some(policy), None));
    }
    let refused = ask("bob@example.com").await;
    assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (429, Some("450")));
    assert_eq!(refused.header("ratelimit"), Some("\"requests\";r=0;t=450"));
    assert_eq!(refused.header("ratelimit-policy"), Some(policy));
}

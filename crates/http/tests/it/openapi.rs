//! What the server says of its APIs is what it serves.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use rekey_http::Dialect;
use serde_json::Value;

use crate::server::{Options, Server};

/// What people and browsers open: no API.
const PAGES: [&str; 9] =
    ["/forgot", "/reset", "/code", "/signin", "/signout", "/not-me", "/new-address", "/verify-email", "/assets"];
/// The documents themselves, what renders them, and the development inbox.
const BESIDE: [&str; 3] = ["/openapi", "/docs", "/_dev"];
/// The keys where `insforge` has them, and a path of a published API that would be an id here.
const UNDOCUMENTED: [&str; 2] = ["/api/.well-known/jwks.json", "/api/users/me/sessions/token"];

async fn document(server: &Server, path: &str) -> Value {
    let answer = server.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    serde_json::from_str(&answer.body).unwrap()
}

/// Every operation: its path, method and description.
fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, item)| {
            item.as_object().unwrap().iter().map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
        })
        .collect()
}

#[tokio::test]
async fn every_route_is_documented_and_everything_documented_is_served() {
    let server = Server::new().await;
    let is_api =
        |path: &&String| {
            !PAGES.iter().chain(&BESIDE).chain(&UNDOCUMENTED).any(|other| {
                path.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '.']))
            })
        };
    let routes = server.paths();
    let found: BTreeSet<&str> = routes.iter().filter(is_api).map(String::as_str).collect();
    let document = document(&server, "/openapi.json").await;
    let documented: BTreeSet<&str> = document["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(found, documented);
    assert!(documented.len() > 20, "{documented:?}");
}

#[tokio::test]
async fn every_documented_method_is_served_and_no_other() {
    let server = Server::new().await;
    let document = document(&server, "/openapi.json").await;
    let mut methods: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (path, method, _) in operations(&document) {
        methods.entry(path).or_default().insert(method.to_uppercase());
    }
    for (path, documented) in methods {
        for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            let address = path.replace("{id}", "1");
            let request = Request::builder().method(&method).uri(address).body(Body::empty()).unwrap();
            let status = server.send(request).await.status;
            assert_ne!(status, StatusCode::NOT_FOUND, "{method} {path}");
            let is_taken = status != StatusCode::METHOD_NOT_ALLOWED;
            assert_eq!(is_taken, documented.contains(method.as_str()), "{method} {path}: {status}");
        }
    }
}

#[tokio::test]
async fn each_dialect_has_a_document_and_all_of_them_make_up_the_whole() {
    let server = Server::new().await;
    let whole = document(&server, "/openapi.json").await;
    let ids: BTreeSet<&str> =
        operations(&whole).iter().map(|(.., operation)| operation["operationId"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), operations(&whole).len(), "each operation has an id of its own");
    let mut parts: Vec<String> = Dialect::all().map(|dialect| dialect.code().to_owned()).collect();
    parts.extend(["service".to_owned(), "v1".to_owned()]);
    let schemas = |document: &Value| document["components"]["schemas"].as_object().unwrap().clone();
    for part in parts {
        let own = document(&server, &format!("/openapi/{part}.json")).await;
        for (path, method, operation) in operations(&own) {
            let of_whole = &whole["paths"][path][method];
            // Of those that share a path and a method, the whole has the first one.
            assert!(of_whole == operation || of_whole["tags"][0] != part, "{method} {path}");
            assert_eq!(operation["tags"][0], part);
        }
        for (name, schema) in schemas(&own) {
            assert_eq!(schemas(&whole)[&name], schema, "two parts describe {name}, and not alike");
        }
    }
}

#[tokio::test]
async fn a_dialect_that_is_switched_off_is_in_no_document() {
    let options = Options { dialects: Dialect::from_code("singularity").into_iter().collect(), ..Options::default() };
    let server = Server::with(options).await;
    let whole = document(&server, "/openapi.json").await;
    assert!(operations(&whole).iter().any(|(path, ..)| *path == "/api/auth/login"));
    assert!(!whole.to_string().contains("nexudus") && !whole.to_string().contains("insforge"));
    assert_eq!(server.get("/openapi/nexudus.json").await.status, StatusCode::NOT_FOUND);
    assert!(!server.get("/docs/swagger-initializer.js").await.body.contains("nexudus"));
}

#[tokio::test]
async fn every_failure_of_the_contract_pages_is_in_the_documents() {
    let server = Server::new().await;
    for (dialect, codes) in [
        (
            "insforge",
            "INVALID_INPUT AUTH_INVALID_CREDENTIALS AUTH_UNAUTHORIZED AUTH_INVALID_API_KEY FORBIDDEN \
             AUTH_SIGNUP_DISABLED AUTH_MFA_REQUIRED AUTH_USER_NOT_FOUND AUTH_EMAIL_EXISTS PAYLOAD_TOO_LARGE \
             UNSUPPORTED_MEDIA_TYPE TOO_MANY_REQUESTS INTERNAL_ERROR EMAIL_DISABLED SERVICE_OVERLOADED",
        ),
        (
            "singularity",
            "INVALID_REQUEST PASSWORD_RESET_TOKEN_INVALID PASSWORD_RESET_TOKEN_EXPIRED INVALID_CREDENTIALS \
             ALREADY_AUTHENTICATED AUTHENTICATION_REQUIRED ACCESS_TOKEN_INVALID ACCESS_TOKEN_EXPIRED \
             REFRESH_TOKEN_MISSING REFRESH_TOKEN_INVALID TWO_FACTOR_AUTHENTICATION_TOKEN_MISSING \
             TWO_FACTOR_AUTHENTICATION_TOKEN_INVALID TWO_FACTOR_AUTHENTICATION_TOKEN_EXPIRED \
             WRONG_TWO_FACTOR_CODE NO_2FA_CODE_PROVIDED \
             EMAIL_COOLDOWN_ACTIVE IP_RATE_LIMIT_EXCEEDED IP_LOGIN_RATE_LIMIT_EXCEEDED EMAIL_COOLDOWN_CACHE_FAILURE DATABASE_FAILURE \
             EMAIL_AUTHENTICATION_FAILURE EMAIL_SEND_FAILURE EMAIL_TEMPLATE_FAILURE \
             PASSWORD_RESET_TOKEN_CREATION_FAILURE EMAIL_DISABLED SERVICE_OVERLOADED",
        ),
        (
            "nexudus",
            "unsupported_grant_type invalid_request invalid_grant two_factor_auth_check must_reset_password \
             temporarily_unavailable too_short too_long needs_upper needs_lower needs_digit needs_special too_common \
             breached contains_identity reused",
        ),
    ] {
        let document = document(&server, &format!("/openapi/{dialect}.json")).await.to_string();
        for code in codes.split_whitespace() {
            assert!(document.contains(code), "{dialect}: {code}");
        }
    }
}

/// Schemathesis follows them, from one call to the next.
#[tokio::test]
async fn links_between_operations_lead_to_operations() {
    let server = Server::new().await;
    for path in ["/openapi.json", "/openapi/v1.json"] {
        let document = document(&server, path).await;
        let ids: Vec<_> =
            operations(&document).into_iter().map(|(.., operation)| operation["operationId"].clone()).collect();
        let mut followed = Vec::new();
        for (.., operation) in operations(&document) {
            for response in operation["responses"].as_object().unwrap().values() {
                followed.extend(
                    response["links"].as_object().into_iter().flatten().map(|(_, link)| link["operationId"].clone()),
                );
            }
        }
        assert_eq!(followed.len(), 7, "{followed:?}");
        assert!(followed.iter().all(|id| ids.contains(id)), "{followed:?} {ids:?}");
    }
}

#[tokio::test]
async fn failures_that_pass_say_when_to_try_again() {
    let server = Server::new().await;
    let document = document(&server, "/openapi.json").await;
    for (path, method, operation) in operations(&document) {
        if let Some(too_many) = operation["responses"].get("429") {
            assert!(too_many["headers"]["Retry-After"].is_object(), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn the_limits_of_networks_are_documented_where_they_are_told() {
    let server = Server::new().await;
    let document = document(&server, "/openapi.json").await;
    for (path, method, operation) in operations(&document) {
        let is_dialect = Dialect::all().any(|dialect| operation["tags"][0] == dialect.code());
        for (status, response) in operation["responses"].as_object().unwrap() {
            let has = |name: &str| response["headers"][name].is_object();
            let told = (has("RateLimit-Policy"), has("RateLimit"));
            assert_eq!(told, (is_dialect, is_dialect && status == "429"), "{method} {path} {status}");
        }
    }
    for name in ["RateLimit-Policy", "RateLimit"] {
        assert_eq!(document["components"]["headers"][name]["schema"]["type"], "string");
    }
}

#[tokio::test]
async fn the_viewer_is_served_whole_and_loads_nothing_from_elsewhere() {
    let server = Server::new().await;
    let page = server.get("/docs").await;
    assert_eq!(page.status, StatusCode::OK);
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"), "{policy}");
    let links: Vec<&str> = page.body.split('"').filter(|text| text.starts_with("docs/")).collect();
    assert_eq!(links.len(), 8, "{links:?}");
    assert!(!page.body.contains("//"), "a link to elsewhere: {}", page.body);
    for link in links {
        assert_eq!(server.get(&format!("/{link}")).await.status, StatusCode::OK, "{link}");
    }
    assert_eq!(server.get("/docs/no-such-file.js").await.status, StatusCode::NOT_FOUND);
}

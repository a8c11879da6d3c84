//! Accounts, for the operator's programs.

use rekey_core::location::SignUpSettings;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::{ANN_HERSELF, Person, SIGN_UP, assert_refused, open_sign_up, program, sign_in};
use crate::support::{ANN, Answer, PASSWORD, TestServer};

const ADMIN: &str = "0123456789abcdef0123456789abcdef";
const BOB: Person = Person { email: "bob@example.com", verified: true };
const BOBS_PASSWORD: &str = "a lantern in the fog";

async fn server() -> TestServer {
    TestServer::start_with(|setup| setup.http.admin_token = Some(ADMIN.parse().unwrap())).await
}

fn keyed(server: &TestServer, method: Method, path: &str) -> RequestBuilder {
    server.request(method, path).header("x-api-key", ADMIN)
}

async fn get(server: &TestServer, path: &str) -> Answer {
    Answer::of(keyed(server, Method::GET, path)).await
}

async fn create(server: &TestServer, body: Value) -> Answer {
    Answer::of(keyed(server, Method::POST, SIGN_UP).json(&body)).await
}

#[tokio::test]
async fn an_operator_makes_an_account_where_sign_up_is_closed_and_gets_no_session() {
    let server = server().await;
    let body = json!({ "email": "Bob@Example.com", "password": BOBS_PASSWORD, "name": "Bob", "autoConfirm": true });
    let answer = create(&server, body.clone()).await;
    assert_eq!((answer.status.as_u16(), answer.header("set-cookie")), (200, None), "{}", answer.body);
    let said = answer.json();
    let mut user = BOB.user(&server, &said["user"]);
    user["profile"] = json!({ "name": "Bob" });
    assert_eq!(said, json!({ "user": user, "accessToken": null, "requireEmailVerification": false }));
    assert_eq!(sign_in(&server, BOB.email, BOBS_PASSWORD).await.status, 200);
    assert_refused(&create(&server, body).await, 409, "AUTH_EMAIL_EXISTS");
    assert!(server.deliver().await.is_empty());
}

#[tokio::test]
async fn an_account_that_an_operator_did_not_confirm_has_to_be_verified() {
    let server = server().await;
    open_sign_up(&server, SignUpSettings { verify_email: Some(true), ..SignUpSettings::default() }).await;
    let answer = create(&server, json!({ "email": BOB.email, "password": BOBS_PASSWORD })).await;
    assert_eq!(answer.json()["requireEmailVerification"], true, "{}", answer.body);
    assert_refused(&sign_in(&server, BOB.email, BOBS_PASSWORD).await, 403, "FORBIDDEN");
    for body in [
        json!({ "email": "x@example.com", "password": "short" }),
        json!({ "email": "x@example.com", "password": BOBS_PASSWORD, "name": "" }),
    ] {
        assert_refused(&create(&server, body).await, 400, "INVALID_INPUT");
    }
}

#[tokio::test]
async fn a_wrong_key_makes_no_account_and_a_strangers_autoconfirm_is_ignored() {
    let server = server().await;
    let body = json!({ "email": BOB.email, "password": BOBS_PASSWORD, "autoConfirm": true });
    let wrong = server.request(Method::POST, SIGN_UP).header("x-api-key", "ik_wrong").json(&body);
    assert_refused(&Answer::of(wrong).await, 401, "AUTH_INVALID_API_KEY");
    let wrong_bearer = server.request(Method::POST, SIGN_UP).bearer_auth("ik_wrong").json(&body);
    assert_refused(&Answer::of(wrong_bearer).await, 401, "AUTH_INVALID_API_KEY");
    let anonymous = server.request(Method::POST, SIGN_UP).bearer_auth("anon").json(&body);
    assert_refused(&Answer::of(anonymous).await, 403, "AUTH_SIGNUP_DISABLED");
    assert_refused(&server.post_json(SIGN_UP, body.clone()).await, 403, "AUTH_SIGNUP_DISABLED");
    open_sign_up(&server, SignUpSettings { verify_email: Some(true), ..SignUpSettings::default() }).await;
    assert_eq!(server.post_json(SIGN_UP, body).await.json()["requireEmailVerification"], true);
    assert_refused(&sign_in(&server, BOB.email, BOBS_PASSWORD).await, 403, "FORBIDDEN");
}

#[tokio::test]
async fn accounts_are_listed_by_pages_and_found_by_address_and_name() {
    let server = server().await;
    for number in 0..12 {
        server.add(&format!("person{number:02}@example.net"), None).await;
    }
    let emails = |answer: &Answer| -> Vec<String> {
        let data = answer.json()["data"].clone();
        data.as_array().unwrap().iter().map(|user| user["email"].as_str().unwrap().to_owned()).collect()
    };
    let first = get(&server, SIGN_UP).await;
    assert_eq!(first.json()["pagination"], json!({ "offset": 0, "limit": 10, "total": 13 }));
    assert_eq!((emails(&first)[0].as_str(), emails(&first).len()), (ANN, 10));
    let last = get(&server, &format!("{SIGN_UP}?limit=5&offset=11")).await;
    assert_eq!(last.json()["pagination"], json!({ "offset": 11, "limit": 5, "total": 13 }));
    assert_eq!(emails(&last), ["person10@example.net", "person11@example.net"]);
    let found = get(&server, &format!("{SIGN_UP}?search=ANN@&limit=x")).await;
    assert_eq!((emails(&found), found.json()["pagination"]["total"].as_u64()), (vec![ANN.to_owned()], Some(1)));
    assert_refused(&get(&server, &format!("{SIGN_UP}?limit=1&limit=2")).await, 400, "INVALID_INPUT");
}

#[tokio::test]
async fn an_operator_looks_at_an_account_and_deletes_some() {
    let server = server().await;
    let (access, _) = program(&server).await;
    let id = super::current(&server, &access).await.json()["user"]["id"].as_str().unwrap().to_owned();
    let shown = get(&server, &format!("{SIGN_UP}/{id}")).await.json();
    assert_eq!(shown, ANN_HERSELF.user(&server, &shown));
    let unknown = "0192f0c0-7d3a-7c4e-9a51-0c2d5c1f7b11";
    assert_refused(&get(&server, &format!("{SIGN_UP}/{unknown}")).await, 404, "AUTH_USER_NOT_FOUND");
    assert_refused(&get(&server, &format!("{SIGN_UP}/x")).await, 400, "INVALID_INPUT");

    let delete = async |body: Value| Answer::of(keyed(&server, Method::DELETE, SIGN_UP).json(&body)).await;
    for ids in [json!([]), json!(["x"]), json!("x"), json!([id, "x"])] {
        assert_refused(&delete(json!({ "userIds": ids })).await, 400, "INVALID_INPUT");
    }
    assert_eq!(delete(json!({ "userIds": [id, unknown] })).await.json()["deletedCount"], 1);
    assert_refused(&sign_in(&server, ANN, PASSWORD).await, 401, "AUTH_UNAUTHORIZED");
    assert_eq!(super::current(&server, &access).await.status, 401);
}

#[tokio::test]
async fn accounts_are_the_operators_alone() {
    let server = server().await;
    let (access, _) = program(&server).await;
    let closed = TestServer::start().await;
    let one = format!("{SIGN_UP}/0192f0c0-7d3a-7c4e-9a51-0c2d5c1f7b11");
    for (method, path) in [
        (Method::GET, SIGN_UP),
        (Method::DELETE, SIGN_UP),
        (Method::GET, one.as_str()),
        (Method::POST, "/api/auth/tokens/anon"),
    ] {
        let without = server.request(method.clone(), path).json(&json!({}));
        assert_refused(&Answer::of(without).await, 401, "AUTH_INVALID_CREDENTIALS");
        let person = server.request(method.clone(), path).bearer_auth(&access).json(&json!({}));
        assert_refused(&Answer::of(person).await, 401, "AUTH_INVALID_API_KEY");
        let off = closed.request(method, path).header("x-api-key", ADMIN).json(&json!({}));
        assert_refused(&Answer::of(off).await, 403, "FORBIDDEN");
    }
}

#[tokio::test]
async fn there_is_an_anon_key_and_the_keys_of_tokens() {
    let server = server().await;
    let answer = Answer::of(keyed(&server, Method::POST, "/api/auth/tokens/anon")).await;
    assert!(answer.json()["accessToken"].is_string(), "{}", answer.body);
    let keys = server.get("/api/.well-known/jwks.json").await;
    assert_eq!(keys.json(), server.get("/.well-known/jwks.json").await.json());
    assert_eq!(keys.json()["keys"][0]["alg"], "RS256");
}

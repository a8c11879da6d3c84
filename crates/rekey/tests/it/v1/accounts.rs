//! Making, reading, listing, changing and deleting accounts.

use reqwest::Method;
use serde_json::{Value, json};

use super::{ACCOUNTS, TOKEN, ann, assert_problem, call, create, read, server};
use crate::support::{ANN, Answer, PASSWORD, TestServer};

async fn patch(server: &TestServer, path: &str, body: Value) -> Answer {
    call(server, Method::PATCH, path, Some(body)).await
}

async fn enter(server: &TestServer, email: &str, password: &str) -> Answer {
    let fields = [("grant_type", "password"), ("username", email), ("password", password)];
    server.post_form("/api/token", &fields).await
}

async fn sign_in(server: &TestServer, email: &str, password: &str) -> u16 {
    enter(server, email, password).await.status.as_u16()
}

#[tokio::test]
async fn an_account_comes_back_as_it_was_made() {
    let server = server().await;
    let body = json!({
        "email": "Bob@Example.com", "email_verified": true, "name": " Bob ", "locale": "de-AT", "locations": [1],
        "provider": " Google ", "password": "an even quieter evening",
    });
    let made = create(&server, body).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let account = made.json();
    let now = server.now().to_string();
    assert_eq!(
        account,
        json!({
            "id": account["id"], "email": "Bob@Example.com", "email_verified": true, "name": "Bob", "locale": "de-AT",
            "provider": "Google", "locations": [1], "status": "active", "has_password": true, "must_reset": false,
            "external_id": null, "profile": {},
            "created_at": now, "updated_at": now,
        })
    );
    let path = format!("{ACCOUNTS}/{}", account["id"].as_str().unwrap());
    assert_eq!(read(&server, &path).await.json(), account);
    let found = read(&server, &format!("{ACCOUNTS}?email=bob@example.com")).await.json();
    assert_eq!(found, json!({ "accounts": [account], "next": null }));
    assert_eq!(sign_in(&server, "bob@example.com", "an even quieter evening").await, 200);
}

#[tokio::test]
async fn an_account_is_made_with_its_status_profile_and_external_id_and_found_by_that() {
    let server = server().await;
    let body = json!({
        "email": "bob@example.com", "password": "an even quieter evening", "status": "locked",
        "profile": { "city": "Graz" }, "external_id": "customer/42",
    });
    let account = create(&server, body).await.json();
    assert_eq!((&account["status"], &account["profile"]["city"]), (&json!("locked"), &json!("Graz")));
    assert_eq!(sign_in(&server, "bob@example.com", "an even quieter evening").await, 400);
    let found = read(&server, &format!("{ACCOUNTS}?external_id=customer%2F42")).await.json();
    assert_eq!(found, json!({ "accounts": [account], "next": null }));
    assert_eq!(read(&server, &format!("{ACCOUNTS}?external_id=43")).await.json()["accounts"], json!([]));
    let taken = create(&server, json!({ "email": "eve@example.com", "external_id": "customer/42" })).await;
    assert_problem(&taken, 409, "external_id_taken");
    let eve = create(&server, json!({ "email": "eve@example.com", "external_id": "43" })).await.json();
    let path = format!("{ACCOUNTS}/{}", eve["id"].as_str().unwrap());
    assert_problem(&patch(&server, &path, json!({ "external_id": "customer/42" })).await, 409, "external_id_taken");
    assert_eq!(patch(&server, &path, json!({ "external_id": null })).await.json()["external_id"], json!(null));
    for wrong in [
        json!({ "external_id": "" }),
        json!({ "external_id": 7 }),
        json!({ "status": "disowned" }),
        json!({ "profile": [] }),
    ] {
        let mut body = json!({ "email": "cid@example.com" });
        body.as_object_mut().unwrap().extend(wrong.as_object().unwrap().clone());
        assert_problem(&create(&server, body).await, 400, "invalid_request");
    }
}

#[tokio::test]
async fn an_account_may_be_made_with_a_hash_or_without_a_password() {
    let server = server().await;
    let hash = {
        let account = server.engine.accounts.find(&ANN.parse().unwrap()).await.unwrap().unwrap();
        account.password.unwrap().expose().to_owned()
    };
    let hashed = create(&server, json!({ "email": "bob@example.com", "password_hash": hash })).await;
    assert_eq!((hashed.status.as_u16(), &hashed.json()["has_password"]), (201, &json!(true)));
    assert!(!hashed.body.contains("$argon2"));
    assert_eq!(sign_in(&server, "bob@example.com", PASSWORD).await, 200);
    let bare = create(&server, json!({ "email": "eve@example.com" })).await.json();
    assert_eq!((&bare["has_password"], &bare["email_verified"]), (&json!(false), &json!(false)));
    assert_eq!((&bare["name"], &bare["locale"], &bare["locations"]), (&json!(null), &json!(null), &json!([1])));
}

#[tokio::test]
async fn what_can_not_be_made_is_refused_with_the_reason() {
    let server = server().await;
    let email = "bob@example.com";
    for (body, status, code) in [
        (json!({ "email": "ANN@example.com" }), 409, "address_taken"),
        (json!({ "email": email, "locations": [7] }), 422, "unknown_location"),
        (json!({ "email": email, "password": "short" }), 422, "password_refused"),
        (json!({ "email": email, "password_hash": "$md5$v=1$abc$def" }), 422, "unusable_password_hash"),
        (json!({ "email": email, "password": "a", "password_hash": "b" }), 400, "invalid_request"),
        (json!({}), 400, "invalid_request"),
        (json!({ "email": "bob" }), 400, "invalid_request"),
        (json!({ "email": email, "name": "x".repeat(201) }), 400, "invalid_request"),
        (json!({ "email": email, "locations": [] }), 400, "invalid_request"),
        (json!({ "email": email, "locations": [1, 1] }), 400, "invalid_request"),
        (json!({ "email": email, "locations": ["1"] }), 400, "invalid_request"),
        (json!({ "email": email, "locale": "x".repeat(300) }), 400, "invalid_request"),
        (json!({ "email": email, "email_verified": "yes" }), 400, "invalid_request"),
        (json!({ "email": email, "padding": "x".repeat(16 * 1024) }), 413, "payload_too_large"),
    ] {
        assert_problem(&create(&server, body).await, status, code);
    }
    let unknown = create(&server, json!({ "email": email, "frist_name": "Bob" })).await;
    assert_problem(&unknown, 400, "invalid_request");
    assert!(unknown.body.contains("frist_name") && unknown.body.contains("email_verified"), "{}", unknown.body);
    let form = server.request(Method::POST, ACCOUNTS).bearer_auth(TOKEN).form(&[("email", email)]);
    assert_problem(&Answer::of(form).await, 415, "unsupported_media_type");
    let found = read(&server, &format!("{ACCOUNTS}?email={email}")).await.json();
    assert_eq!(found, json!({ "accounts": [], "next": null }), "nothing was made");
}

#[tokio::test]
async fn accounts_are_listed_page_by_page() {
    let server = server().await;
    for name in ["bob", "eve", "zoe"] {
        server.add(&format!("{name}@example.com"), None).await;
    }
    let mut seen = Vec::new();
    let mut path = format!("{ACCOUNTS}?limit=2");
    loop {
        let page = read(&server, &path).await.json();
        let accounts = page["accounts"].as_array().unwrap();
        seen.extend(accounts.iter().map(|account| account["email"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("{ACCOUNTS}?limit=2&cursor={next}");
    }
    assert_eq!(seen, ["ann@example.com", "bob@example.com", "eve@example.com", "zoe@example.com"]);
    for query in [
        "limit=0",
        "limit=201",
        "limit=x",
        "limit=",
        "cursor=%C3%BC",
        "cursor=AA",
        "cursor=",
        "email=x",
        "email=",
        "page=2",
        "limit=1&limit=2",
    ] {
        assert_problem(&read(&server, &format!("{ACCOUNTS}?{query}")).await, 400, "invalid_request");
    }
}

#[tokio::test]
async fn what_nobody_has_is_not_found() {
    let server = server().await;
    for id in ["0197a8c2-6a52-7e33-9d41-0f6b5a1c2d3e", "ann@example.com", "1", "%FF"] {
        let path = format!("{ACCOUNTS}/{id}");
        assert_problem(&read(&server, &path).await, 404, "account_not_found");
        assert_problem(&patch(&server, &path, json!({ "name": "x" })).await, 404, "account_not_found");
        for (method, rest) in [
            (Method::PUT, "/lock"),
            (Method::DELETE, "/lock"),
            (Method::DELETE, "/sessions"),
            (Method::POST, "/resets"),
        ] {
            let answer = call(&server, method, &format!("{path}{rest}"), None).await;
            assert_problem(&answer, 404, "account_not_found");
        }
        assert_eq!(call(&server, Method::DELETE, &path, None).await.status, 204, "gone is gone");
    }
}

#[tokio::test]
async fn a_change_touches_what_it_names_and_null_takes_away() {
    let server = server().await;
    let path = ann(&server).await;
    let body = json!({ "name": "Ann", "locale": "de", "must_reset": true });
    let changed = patch(&server, &path, body).await.json();
    assert_eq!(
        (&changed["name"], &changed["locale"], &changed["must_reset"]),
        (&json!("Ann"), &json!("de"), &json!(true))
    );
    let changed = patch(&server, &path, json!({ "locale": null, "must_reset": false })).await.json();
    assert_eq!(
        (&changed["name"], &changed["locale"], &changed["must_reset"]),
        (&json!("Ann"), &json!(null), &json!(false))
    );
    assert_eq!(patch(&server, &path, json!({})).await.json(), changed);
    for profile in [json!({ "plan": "gold", "pets": ["cat"] }), json!({ "plan": "tin" }), json!({})] {
        assert_eq!(patch(&server, &path, json!({ "profile": profile })).await.json()["profile"], profile);
    }
    for body in [
        json!({ "password": "an even quieter evening" }),
        json!({ "password_hash": "$argon2id$v=19$m=64,t=1,p=1$a$b" }),
        json!({ "status": "disowned" }),
        json!({ "email": "x" }),
        json!({ "locations": [] }),
        json!({ "id": "x" }),
        json!({ "name": 1 }),
        json!({ "profile": [] }),
        json!({ "profile": { "a": "x".repeat(4096) } }),
    ] {
        assert_problem(&patch(&server, &path, body).await, 400, "invalid_request");
    }
    assert_problem(&patch(&server, &path, json!({ "locations": [9] })).await, 422, "unknown_location");
    assert_eq!(sign_in(&server, ANN, PASSWORD).await, 200, "no password was set");
}

#[tokio::test]
async fn another_address_ends_sessions_and_is_the_one_to_sign_in_with() {
    let server = server().await;
    server.add("bob@example.com", None).await;
    let path = ann(&server).await;
    let token = server.reset_token(ANN).await;
    let session = enter(&server, ANN, PASSWORD).await.json()["access_token"].as_str().unwrap().to_owned();
    assert_problem(&patch(&server, &path, json!({ "email": "bob@example.com" })).await, 409, "address_taken");
    assert!(server.engine.sessions.authenticate(&session).await.is_ok());
    let moved = patch(&server, &path, json!({ "email": "ann@example.org" })).await.json();
    assert_eq!((&moved["email"], &moved["email_verified"]), (&json!("ann@example.org"), &json!(false)));
    assert!(server.engine.sessions.authenticate(&session).await.is_err());
    let reset = json!({ "Token": token, "Password": "an even quieter evening", "BusinessId": 1 });
    assert_eq!(server.post_json("/api/sys/users/completePasswordReset", reset).await.status, 400);
    assert_eq!(sign_in(&server, ANN, PASSWORD).await, 400);
    assert_eq!(sign_in(&server, "ann@example.org", PASSWORD).await, 200);
}

#[tokio::test]
async fn a_deleted_account_is_gone() {
    let server = server().await;
    let path = ann(&server).await;
    for _ in 0..2 {
        assert_eq!(call(&server, Method::DELETE, &path, None).await.status, 204);
    }
    assert_problem(&read(&server, &path).await, 404, "account_not_found");
    assert_eq!(sign_in(&server, ANN, PASSWORD).await, 400);
}

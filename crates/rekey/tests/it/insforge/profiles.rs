use reqwest::Method;
use serde_json::{Value, json};

use super::{BOB, BY_CODE, assert_refused, current, program, server_with_sign_up, verification_mail};
use crate::support::{ANN, Answer, TestServer};

const PROFILES: &str = "/api/auth/profiles";

async fn patch(server: &TestServer, access: &str, body: Value) -> Answer {
    let request = server.request(Method::PATCH, &format!("{PROFILES}/current"));
    Answer::of(request.bearer_auth(access).json(&body)).await
}

#[tokio::test]
async fn a_profile_is_set_field_by_field_and_shown_to_anybody() {
    let server = TestServer::start().await;
    let (access, _) = program(&server).await;
    let id = current(&server, &access).await.json()["user"]["id"].clone();
    let path = format!("{PROFILES}/{}", id.as_str().unwrap());
    assert_eq!(server.get(&path).await.json(), json!({ "id": id, "profile": {} }));

    let first = json!({ "profile": { "name": "Ann", "avatar_url": "https://example.com/a.png", "n": [1, null] } });
    let answer = patch(&server, &access, first.clone()).await;
    assert_eq!((answer.status.as_u16(), answer.json()), (200, json!({ "id": id, "profile": first["profile"] })));
    let answer = patch(&server, &access, json!({ "profile": { "avatar_url": null, "bio": "climbs" } })).await;
    let profile = json!({ "name": "Ann", "n": [1, null], "bio": "climbs" });
    assert_eq!(answer.json(), json!({ "id": id, "profile": profile }));
    assert_eq!(server.get(&path).await.json(), json!({ "id": id, "profile": profile }));
    assert_eq!(current(&server, &access).await.json()["user"]["profile"], profile);

    let answer = patch(&server, &access, json!({ "profile": { "name": null, "n": null, "bio": null } })).await;
    assert_eq!(answer.json(), json!({ "id": id, "profile": {} }));
}

#[tokio::test]
async fn what_is_no_profile_is_refused_and_changes_nothing() {
    let server = TestServer::start().await;
    let (access, _) = program(&server).await;
    for profile in [
        json!(null),
        json!([]),
        json!("x"),
        json!({ "name": "" }),
        json!({ "name": 1 }),
        json!({ "name": "x".repeat(201) }),
        json!({ "avatar_url": "javascript:alert(1)" }),
        json!({ "avatar_url": "/a.png" }),
        json!({ "avatar_url": 1 }),
        json!({ "name": "Ann", "long": "x".repeat(4_096) }),
    ] {
        assert_refused(&patch(&server, &access, json!({ "profile": profile })).await, 400, "INVALID_INPUT");
    }
    assert_refused(&patch(&server, &access, json!({})).await, 400, "INVALID_INPUT");
    assert_eq!(current(&server, &access).await.json()["user"]["profile"], json!({}));
}

#[tokio::test]
async fn only_who_is_signed_in_changes_a_profile() {
    let server = TestServer::start().await;
    let body = json!({ "profile": { "name": "X" } });
    assert_refused(&patch(&server, "the anon key", body.clone()).await, 401, "AUTH_UNAUTHORIZED");
    let without = server.request(Method::PATCH, &format!("{PROFILES}/current")).json(&body);
    assert_refused(&Answer::of(without).await, 401, "AUTH_INVALID_CREDENTIALS");
}

#[tokio::test]
async fn nobody_is_shown_who_is_not_there_or_has_not_confirmed() {
    let server = server_with_sign_up(BY_CODE).await;
    verification_mail(&server).await;
    let bob = server.store.account_by_email(&BOB.parse().unwrap()).await.unwrap().unwrap();
    for id in ["01a204e6-b1f0-772b-ab85-2e0cd1d39a7a", &bob.id.to_string()] {
        assert_refused(&server.get(&format!("{PROFILES}/{id}")).await, 404, "AUTH_USER_NOT_FOUND");
    }
    for id in ["nonsense", "%ff", ANN] {
        assert_refused(&server.get(&format!("{PROFILES}/{id}")).await, 400, "INVALID_INPUT");
    }
}

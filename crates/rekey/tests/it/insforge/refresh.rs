use serde_json::json;

use super::{ANN_HERSELF, REFRESH, assert_refused, assert_session, current, program};
use crate::support::{Answer, TestServer};

async fn refresh(server: &TestServer, token: &str) -> Answer {
    server.post_json(&format!("{REFRESH}?client_type=mobile"), json!({ "refreshToken": token })).await
}

#[tokio::test]
async fn a_refresh_token_is_rotated() {
    let server = TestServer::start().await;
    let (_, first) = program(&server).await;
    server.advance(20 * 60);
    let answer = refresh(&server, &first).await;
    let (access, second) = assert_session(&server, &answer, &ANN_HERSELF).await;
    assert_refused(&refresh(&server, &first).await, 401, "AUTH_UNAUTHORIZED");
    assert_eq!(refresh(&server, &second).await.status, 200);
    server.advance(15 * 60);
    assert_eq!(current(&server, &access).await.status, 401, "its 15 minutes are over");
}

#[tokio::test]
async fn a_rotated_token_that_comes_back_later_ends_the_session() {
    let server = TestServer::start().await;
    let (_, first) = program(&server).await;
    let second = refresh(&server, &first).await.json()["refreshToken"].as_str().unwrap().to_owned();
    server.advance(11);
    assert_eq!(refresh(&server, &first).await.status, 401);
    assert_eq!(refresh(&server, &second).await.status, 401);
}

#[tokio::test]
async fn sessions_of_several_devices_live_beside_each_other() {
    let server = TestServer::start().await;
    let (phone, phone_refresh) = program(&server).await;
    let (desk, desk_refresh) = program(&server).await;
    assert_eq!(refresh(&server, &phone_refresh).await.status, 200);
    assert_eq!(current(&server, &desk).await.status, 200);
    assert_eq!(refresh(&server, &desk_refresh).await.status, 200);
    assert_eq!(current(&server, &phone).await.status, 200);
}

#[tokio::test]
async fn the_name_that_the_sdk_gives_the_field_is_taken_too() {
    let server = TestServer::start().await;
    let (_, token) = program(&server).await;
    let path = format!("{REFRESH}?client_type=mobile");
    assert_eq!(server.post_json(&path, json!({ "refresh_token": token })).await.status, 200);
}

#[tokio::test]
async fn a_refresh_token_of_another_dialect_is_refused() {
    let server = TestServer::start().await;
    let fields =
        [("grant_type", "password"), ("username", crate::support::ANN), ("password", crate::support::PASSWORD)];
    let theirs = server.post_form("/api/token", &fields).await.json()["refresh_token"].as_str().unwrap().to_owned();
    assert_refused(&refresh(&server, &theirs).await, 401, "AUTH_UNAUTHORIZED");
}

#[tokio::test]
async fn what_is_no_refresh_token_is_refused() {
    let server = TestServer::start().await;
    let path = format!("{REFRESH}?client_type=server");
    for body in [
        json!({}),
        json!({ "refreshToken": null }),
        json!({ "refreshToken": "" }),
        json!({ "refreshToken": 1 }),
        json!({ "refreshToken": ["x"] }),
        json!({ "refreshToken": "a".repeat(65) }),
        json!({ "refreshToken": "0".repeat(64), "refresh_token": [] }),
    ] {
        assert_refused(&server.post_json(&path, body).await, 400, "INVALID_INPUT");
    }
    for token in ["x".to_owned(), "0".repeat(64)] {
        assert_refused(&refresh(&server, &token).await, 401, "AUTH_UNAUTHORIZED");
    }
}

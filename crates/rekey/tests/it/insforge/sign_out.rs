use reqwest::Method;
use serde_json::{Value, json};

use super::{LOGOUT, current, program};
use crate::support::{Answer, TestServer};

fn signed_out() -> Value {
    json!({ "success": true, "message": "Signed out." })
}

#[tokio::test]
async fn a_program_signs_out_by_its_access_token() {
    let server = TestServer::start().await;
    let (access, refresh) = program(&server).await;
    let (other, _) = program(&server).await;
    let path = format!("{LOGOUT}?client_type=mobile");
    for _ in 0..2 {
        let answer = Answer::of(server.request(Method::POST, &path).bearer_auth(&access)).await;
        assert_eq!((answer.status.as_u16(), answer.json()), (200, signed_out()));
    }
    assert_eq!(current(&server, &access).await.status, 401);
    let path = format!("{}?client_type=mobile", super::REFRESH);
    assert_eq!(server.post_json(&path, json!({ "refreshToken": refresh })).await.status, 401);
    assert_eq!(current(&server, &other).await.status, 200);
}

#[tokio::test]
async fn who_is_not_signed_in_is_signed_out() {
    let server = TestServer::start().await;
    for path in [LOGOUT.to_owned(), format!("{LOGOUT}?client_type=server")] {
        let answer = Answer::of(server.request(Method::POST, &path).bearer_auth("the anon key")).await;
        assert_eq!((answer.status.as_u16(), answer.json()), (200, signed_out()));
    }
}

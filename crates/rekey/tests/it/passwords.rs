//! Passwords over the socket: hashes of other systems, and the waits after wrong passwords.

use reqwest::Method;
use serde_json::json;

use crate::support::{ANN, Answer, PASSWORD, TestServer};

/// Sign-in in each dialect: the path, and the code of the refusal that asks to wait.
const DOORS: [(&str, &str, &str); 3] = [
    ("/api/token", "error", "temporarily_unavailable"),
    ("/api/auth/login", "code", "IP_LOGIN_RATE_LIMIT_EXCEEDED"),
    ("/api/auth/sessions?client_type=server", "error", "TOO_MANY_REQUESTS"),
];

async fn sign_in(server: &TestServer, path: &str, from: &str, email: &str, password: &str) -> Answer {
    let request = server.request(Method::POST, path).header("x-forwarded-for", from);
    Answer::of(match path {
        "/api/token" => request.form(&[("grant_type", "password"), ("username", email), ("password", password)]),
        _ => request.json(&json!({ "email": email, "password": password })),
    })
    .await
}

#[tokio::test]
async fn a_password_that_another_system_hashed_signs_in_and_is_hashed_anew() {
    let server = TestServer::start().await;
    let hash = "pbkdf2_sha256$1500$sj8qzcpbSiOi6EJIynVSSP$dbHSCd8QuOmSxwdakbwNmQvSrU+kyXR6SiJn6MbVW+8=";
    let email = "imported@example.com";
    server.add_hashed(email, hash).await;
    let stored = async || {
        let account = server.engine.accounts.find(&email.parse().unwrap()).await.unwrap().unwrap();
        account.password.unwrap().expose().to_owned()
    };
    assert_eq!(sign_in(&server, "/api/token", "192.0.2.1", email, "wrong").await.status, 400);
    assert_eq!(stored().await, hash);
    for _ in 0..2 {
        assert_eq!(sign_in(&server, "/api/token", "192.0.2.1", email, "Žluťoučký kůň 7!").await.status, 200);
        assert!(stored().await.starts_with("$argon2id$"), "{}", stored().await);
    }
}

#[tokio::test]
async fn after_wrong_passwords_everybody_waits_alike_in_the_shape_of_each_dialect() {
    for (path, field, code) in DOORS {
        let server = TestServer::start().await;
        let mut answers = Vec::new();
        for (number, email) in server.add_everybody().await.into_iter().enumerate() {
            let network = format!("192.0.2.{number}");
            for _ in 0..10 {
                let answer = sign_in(&server, path, &network, email, "wrong password").await;
                assert!(matches!(answer.status.as_u16(), 400 | 401), "{path}: {}", answer.body);
            }
            answers.push(sign_in(&server, path, &network, email, PASSWORD).await);
        }
        for answer in &answers {
            assert_eq!(answer.status, 429, "{path}: {}", answer.body);
            assert_eq!((&answer.json()[field], answer.header("retry-after")), (&json!(code), Some("1")), "{path}");
            assert_eq!(answer.fingerprint(), answers[0].fingerprint(), "{path}");
        }
        server.advance(1);
        assert_eq!(sign_in(&server, path, "192.0.2.0", ANN, PASSWORD).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn spellings_of_an_address_share_its_wait() {
    let server = TestServer::start().await;
    for email in
        ["ann@example.com", "ANN@example.com", " ann@example.com", "Ann@EXAMPLE.com", "ann@Example.com"].repeat(2)
    {
        assert_eq!(sign_in(&server, "/api/token", "192.0.2.1", email, "wrong password").await.status, 400);
    }
    assert_eq!(sign_in(&server, "/api/token", "192.0.2.1", "aNN@example.com", PASSWORD).await.status, 429);
}

/// A stranger with 40 networks tries all day. Ann gets in from where she was before, from a new place within the
/// longest delay, and by a reset at once.
#[tokio::test]
async fn a_stranger_who_fails_all_day_keeps_nobody_out() {
    let server = TestServer::start_with(|setup| setup.settings.limits.failures_per_network = None).await;
    let (home, away, elsewhere) = ("192.0.2.1", "192.0.2.2", "192.0.2.3");
    assert_eq!(sign_in(&server, "/api/token", home, ANN, PASSWORD).await.status, 200);
    let strangers = async |server: &TestServer| {
        for number in 0..40 {
            sign_in(server, "/api/token", &format!("203.0.113.{number}"), ANN, "wrong password").await;
        }
    };
    for _ in 0..24 {
        strangers(&server).await;
        server.advance(60 * 60);
    }
    strangers(&server).await;
    assert_eq!(sign_in(&server, "/api/token", home, ANN, PASSWORD).await.status, 200, "from a familiar network");

    let waits = sign_in(&server, "/api/token", away, ANN, PASSWORD).await;
    assert_eq!(waits.status, 429);
    let wait: u64 = waits.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=15 * 60).contains(&wait), "{wait}");
    for _ in 0..wait / 60 {
        server.advance(60);
        strangers(&server).await;
    }
    server.advance(wait % 60);
    assert_eq!(sign_in(&server, "/api/token", away, ANN, PASSWORD).await.status, 200, "from a new one, after its wait");

    let token = server.reset_token(ANN).await;
    let body = json!({ "newPassword": "Another-morn1ng" });
    let reset = Answer::of(
        server
            .request(Method::POST, &format!("/api/auth/password/reset?token={token}"))
            .header("x-forwarded-for", elsewhere)
            .json(&body),
    )
    .await;
    assert_eq!(reset.status, 200, "{}", reset.body);
    strangers(&server).await;
    assert_eq!(sign_in(&server, "/api/token", elsewhere, ANN, "Another-morn1ng").await.status, 200, "after a reset");
}

use rekey_core::location::LocationSettings;
use rekey_core::policy::PasswordPolicySettings;
use rekey_core::ports::Retention;
use rekey_core::time::Duration;
use serde_json::json;

use super::{NEW_PASSWORD, RESET, assert_problem, assert_strict, login, reset, server, token};
use crate::support::{ANN, PASSWORD, TestServer};

#[tokio::test]
async fn a_reset_sets_the_password_ends_sessions_and_tells_by_mail() {
    let server = server().await;
    let session = login(&server, ANN, PASSWORD).await.json()["accessToken"].as_str().unwrap().to_owned();
    assert!(server.engine.sessions.authenticate(&session).await.is_ok());
    let token = token(&server, ANN).await;
    let body = json!({ "newPassword": NEW_PASSWORD, "unknown": 1 });
    let answer = server.post_json(&format!("{RESET}?locale=de&token={token}"), body).await;
    assert_eq!((answer.status.as_u16(), answer.json()), (200, json!({ "success": true })));
    assert!(server.engine.sessions.authenticate(&session).await.is_err());
    assert_eq!(login(&server, ANN, PASSWORD).await.status, 401);
    assert_eq!(login(&server, ANN, NEW_PASSWORD).await.status, 200);
    // By whichever worker, the notice is sent or about to be.
    server.deliver().await;
    let noticed = async {
        while server.mails()[0].subject != "Ihr Passwort für Example wurde geändert" {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), noticed).await.expect("a notice");
}

#[tokio::test]
async fn an_account_without_a_password_sets_one() {
    let server = server().await;
    server.add("nopassword@example.com", None).await;
    let token = token(&server, "nopassword@example.com").await;
    assert_eq!(reset(&server, &token, NEW_PASSWORD).await.status, 200);
    assert_eq!(login(&server, "nopassword@example.com", NEW_PASSWORD).await.status, 200);
}

#[tokio::test]
async fn tokens_that_are_no_good_are_told_apart_only_where_their_time_is_over() {
    let server = server().await;
    let used = token(&server, ANN).await;
    assert_eq!(reset(&server, &used, NEW_PASSWORD).await.status, 200);
    server.advance_at_rest(60).await;
    let expired = token(&server, ANN).await;
    server.advance_at_rest(3_600).await;
    server.add("locked@example.com", Some(PASSWORD)).await;
    let void = token(&server, "locked@example.com").await;
    server.lock("locked@example.com").await;
    let (unknown, upper) = ("0".repeat(64), "A".repeat(64));
    for (token, code) in [
        (expired.as_str(), "PASSWORD_RESET_TOKEN_EXPIRED"),
        (&used, "PASSWORD_RESET_TOKEN_INVALID"),
        (&void, "PASSWORD_RESET_TOKEN_INVALID"),
        (&unknown, "PASSWORD_RESET_TOKEN_INVALID"),
        (&upper, "PASSWORD_RESET_TOKEN_INVALID"),
        ("nonsense", "PASSWORD_RESET_TOKEN_INVALID"),
        (&"0".repeat(65), "PASSWORD_RESET_TOKEN_INVALID"),
        // As the published API mails them; such links may still lie in mailboxes.
        (&format!("eyJhbGciOiJIUzI1NiJ9.{}.x", "e".repeat(600)), "PASSWORD_RESET_TOKEN_INVALID"),
    ] {
        assert_problem(&server, &reset(&server, token, NEW_PASSWORD).await, RESET, 401, code);
        let weak = reset(&server, token, "Quietevening7").await;
        assert_problem(&server, &weak, RESET, 400, "INVALID_REQUEST");
        assert!(
            weak.json()["message"].as_str().unwrap().contains("special"),
            "the body is judged first: {}",
            weak.body
        );
    }
    // Its digest is kept for seven days after its time.
    let days = Duration::from_hours(7 * 24).as_secs();
    for (seconds, code) in [(days - 60, "PASSWORD_RESET_TOKEN_EXPIRED"), (120, "PASSWORD_RESET_TOKEN_INVALID")] {
        server.advance_at_rest(seconds).await;
        server.store.sweep(Retention::default(), 1_000).await.unwrap();
        assert_problem(&server, &reset(&server, &expired, NEW_PASSWORD).await, RESET, 401, code);
    }
}

#[tokio::test]
async fn a_malformed_reset_is_refused() {
    let server = server().await;
    let token = token(&server, ANN).await;
    assert_strict(&server, &format!("{RESET}?token={token}"), json!({ "newPassword": NEW_PASSWORD })).await;
    let twice = format!("?token={token}&token={token}");
    for query in ["", "?token=", "?Token=x", &twice] {
        let answer = server.post_json(&format!("{RESET}{query}"), json!({ "newPassword": NEW_PASSWORD })).await;
        assert_problem(&server, &answer, RESET, 400, "INVALID_REQUEST");
    }
    assert_eq!(reset(&server, &token, NEW_PASSWORD).await.status, 200, "the token is still good");
}

#[tokio::test]
async fn a_password_that_breaks_the_dialects_policy_is_refused_and_the_token_stays_usable() {
    let server = server().await;
    let token = token(&server, ANN).await;
    for (password, advice) in [
        ("Qu-et7x", "at least 8"),
        ("quiet-evening-7", "upper-case"),
        ("QUIET-EVENING-7", "lower-case"),
        ("Quiet-evening", "digit"),
        ("Quiet evening 7", "special"),
        ("Quiet~evening`7", "special"),
        ("Quiet€evening 7", "special"),
        (&format!("Q-7{}", "x".repeat(254)), "at most 256"),
    ] {
        let refused = reset(&server, &token, password).await;
        assert_problem(&server, &refused, RESET, 400, "INVALID_REQUEST");
        let message = refused.json()["message"].clone();
        assert!(message.as_str().unwrap().contains(advice), "{password}: {message}");
    }
    assert_eq!(reset(&server, &token, NEW_PASSWORD).await.status, 200);
}

#[tokio::test]
async fn each_of_the_listed_special_characters_will_do() {
    let server = TestServer::start_with(|setup| {
        setup.settings.limits.requests_per_address = None;
        setup.settings.limits.resets_per_address = None;
        setup.settings.limits.requests_per_network = None;
    })
    .await;
    server.deliver_always();
    for special in r#"!@#$%^&*()_+-={}[]\|:;'"<>,.?/"#.chars() {
        let token = token(&server, ANN).await;
        let answer = reset(&server, &token, &format!("Quiet{special}evening7")).await;
        assert_eq!(answer.status, 200, "{special}: {}", answer.body);
        server.advance_at_rest(60).await;
    }
}

#[tokio::test]
async fn what_a_location_sets_goes_before_the_dialects_policy_and_the_file_only_tightens_it() {
    let server = TestServer::start_with(|setup| {
        setup.settings.location_defaults.password_policy.min_length = 12;
    })
    .await;
    server.deliver_always();
    let token = token(&server, ANN).await;
    assert_eq!(reset(&server, &token, "Quiet-7-sea").await.status, 400, "11 characters");
    let password_policy = PasswordPolicySettings {
        min_length: Some(10),
        needs_upper: Some(false),
        needs_special: Some(false),
        ..PasswordPolicySettings::default()
    };
    server.set_location(1, LocationSettings { password_policy, ..LocationSettings::default() }).await;
    assert_eq!(reset(&server, &token, "quiet river").await.status, 400, "no digit");
    assert_eq!(reset(&server, &token, "quiet river 7").await.status, 200);
}

#[tokio::test]
async fn with_mail_switched_off_an_operators_link_still_works() {
    let server = TestServer::start_with(|setup| setup.settings.mail_enabled = false).await;
    let link = server.engine.accounts.reset_link(&ANN.parse().unwrap()).await.unwrap().unwrap();
    let token = link.expose().split_once("token=").unwrap().1.to_owned();
    assert_eq!(reset(&server, &token, NEW_PASSWORD).await.json(), json!({ "success": true }));
}

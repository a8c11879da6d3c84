//! Every route that takes a target holds it against the location's list.

use rekey_core::location::{LocationSettings, MailMethod, SignUpSettings};
use rekey_core::ports::EntryFilter;
use serde_json::json;

use super::targets::{GOOD, HOSTILE, LIST};
use super::{BY_LINK, LINK, SEND, SEND_VERIFICATION, SIGN_UP, assert_refused};
use crate::support::{PASSWORD, TestServer, token_in};

/// What this dialect's redirects add themselves, besides the token.
const RESERVED: [&str; 3] = [
    "https://app.example.com/reset?insforge_status=ready",
    "https://app.example.com/reset?Insforge_x=1",
    "https://app.example.com/reset?redirectTo=https://evil.example",
];

async fn server() -> TestServer {
    let server = TestServer::start_with(|setup| setup.settings.limits.requests_per_network = None).await;
    let settings = LocationSettings {
        reset_method: Some(MailMethod::Link),
        sign_up: SignUpSettings { open: Some(true), ..BY_LINK },
        allowed_redirect_urls: Some(LIST.map(str::to_owned).to_vec()),
        ..LocationSettings::default()
    };
    server.set_location(1, settings).await;
    server
}

#[tokio::test]
async fn hostile_ones_are_refused_and_nothing_is_mailed() {
    let server = server().await;
    let over_long = format!("{}?x={}", GOOD[0], "a".repeat(2_048));
    for path in [SEND, SEND_VERIFICATION, SIGN_UP] {
        for target in HOSTILE.iter().copied().chain(RESERVED).chain([over_long.as_str()]) {
            let body = json!({ "email": "new@example.com", "password": PASSWORD, "redirectTo": target });
            let answer = server.post_json(path, body).await;
            assert_eq!(answer.status, 400, "{path} {target:?}: {}", answer.body);
            assert_refused(&answer, 400, "INVALID_INPUT");
        }
    }
    assert!(server.store.entries(EntryFilter { state: None, limit: 10 }).await.unwrap().is_empty());
}

#[tokio::test]
async fn those_on_the_list_are_taken_and_links_lead_there() {
    let server = server().await;
    for (number, target) in GOOD.iter().enumerate() {
        let email = format!("new{number}@example.com");
        for (path, status) in [(SIGN_UP, 200), (SEND_VERIFICATION, 202), (SEND, 202)] {
            let body = json!({ "email": email, "password": PASSWORD, "redirectTo": target });
            let answer = server.post_json(path, body).await;
            assert_eq!(answer.status, status, "{path} {target}: {}", answer.body);
            let mails = server.deliver().await;
            assert_eq!((mails.len(), &mails[0].to), (1, &email), "{path} {target}");
            if path == SEND {
                let opened = server.get(&format!("{LINK}?token={}", token_in(&mails[0]))).await;
                assert!(opened.header("location").is_some_and(|page| page.starts_with(target)), "{target}: {opened:?}");
            }
            server.advance(60);
        }
    }
}

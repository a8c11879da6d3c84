//! Links are built from the configuration, whatever a request says of itself (R12).

use rekey_core::ports::CapturedMail;
use reqwest::RequestBuilder;
use serde_json::json;

use super::{SignedIn, routes};
use crate::insforge::{self, links_to};
use crate::support::{ANN, Answer, TestServer};

fn lying(request: RequestBuilder) -> RequestBuilder {
    let lies = [
        ("host", "evil.example"),
        ("forwarded", "for=192.0.2.1;host=evil.example;proto=https"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-server", "evil.example"),
        ("x-forwarded-proto", "evil"),
        ("x-forwarded-prefix", "/evil"),
        ("x-original-url", "https://evil.example/"),
        ("x-rewrite-url", "https://evil.example/"),
        ("origin", "https://evil.example"),
        ("referer", "https://evil.example/"),
    ];
    lies.into_iter().fold(request, |request, (name, value)| request.header(name, value))
}

fn assert_ours(mail: &CapturedMail, server: &TestServer, what: &str) {
    let source = mail.source.replace("=\r\n", "").to_lowercase();
    for text in [&source, &mail.text, &mail.html] {
        assert!(!text.contains("evil"), "{what}: {text}");
    }
    assert!(!mail.links.is_empty(), "{what}");
    for link in &mail.links {
        assert!(link.starts_with(&server.url), "{what}: {link}");
    }
}

#[tokio::test]
async fn no_header_of_a_request_has_a_say_in_the_links_of_its_mail() {
    for by_link in [false, true] {
        for route in routes().into_iter().filter(|route| route.mails || route.signs_up()) {
            let server = TestServer::start().await;
            server.deliver_always();
            let how = if by_link { insforge::BY_LINK } else { insforge::BY_CODE };
            insforge::open_sign_up(&server, how).await;
            if by_link {
                server.set_location(1, links_to(&["https://app.example.com/reset"])).await;
            }
            let mut body = route.body.clone();
            if !body.is_null() {
                body["redirectTo"] = insforge::PAGE.into();
            }
            if route.signs_up() || route.path == insforge::SEND_VERIFICATION {
                body["email"] = insforge::BOB.into();
            }
            if route.path == insforge::SEND_VERIFICATION {
                let new = json!({ "email": insforge::BOB, "password": insforge::BOBS_PASSWORD, "redirectTo": insforge::PAGE });
                assert_eq!(server.post_json(insforge::SIGN_UP, new).await.status, 200);
                server.advance_at_rest(60).await;
            }
            let before = server.mails().len();
            let answer = Answer::of(lying(route.request_with(&server, &SignedIn::nobody(), &body))).await;
            assert!(answer.status.is_success(), "{}: {}", route.path, answer.body);
            server.advance_at_rest(0).await;
            let mails = server.mails();
            assert_eq!(mails.len(), before + 1, "{}", route.path);
            assert!([ANN, insforge::BOB].contains(&mails[0].to.as_str()));
            assert_ours(&mails[0], &server, route.path);
        }
    }
}

//! Senders over HTTP and OAuth: what they ask for, what they make of the answers, and which is tried next.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rekey_core::testing::ManualClock;
use rekey_http_client::{HttpClient, Networks, WebhookSecret};
use rekey_mail::senders::{KINDS, NamedSender, Rotation, SenderLimits, Senders, Tools, Values};
use rekey_mail::{OutgoingMail, SendError, SendErrorKind, SmtpSettings, SmtpTls, Transport};
use serde_json::json;

use crate::support::{Act, At, FaultyServer, HTML, Recorder, TEXT, compose, draft, mail_to};

const HOOK_SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn tools() -> Tools {
    let http = HttpClient::new(Networks::default()).unwrap();
    Tools { http, clock: Arc::new(ManualClock::default()), smtp: SmtpSettings::new("localhost", 25, SmtpTls::None) }
}

fn sender(kind: &str, values: &[(&'static str, &str)]) -> Arc<dyn Transport> {
    let kind = KINDS.iter().find(|known| known.name == kind).unwrap();
    let mut all = Values::default();
    for (key, value) in values {
        all.set(key, (*value).to_owned().into());
    }
    (kind.make)(&all, &tools()).unwrap()
}

/// A sender of a kind over this recorder, set up with all that it needs.
fn sender_at(kind: &str, url: &str) -> Arc<dyn Transport> {
    match kind {
        "hook" => sender(kind, &[("url", url), ("secret", HOOK_SECRET)]),
        "ses" => sender(
            kind,
            &[("url", url), ("region", "eu-central-1"), ("access_key_id", "AKIA1"), ("secret_access_key", "secret")],
        ),
        _ => sender(kind, &[("url", url), ("token", "t0ken")]),
    }
}

const OVER_HTTP: [&str; 5] = ["postmark", "sendgrid", "resend", "ses", "hook"];

fn answer(kind: &str) -> (u16, &'static str, &'static str) {
    match kind {
        "postmark" => (200, "", r#"{"ErrorCode":0,"Message":"OK","MessageID":"an-id"}"#),
        "sendgrid" => (202, "x-message-id: an-id\r\n", ""),
        "ses" => (200, "", r#"{"MessageId":"an-id"}"#),
        _ => (200, "", r#"{"id":"an-id"}"#),
    }
}

async fn failure(kind: &str, answer: (u16, &str, &str)) -> SendError {
    let recorder = Recorder::start(&[answer]).await;
    sender_at(kind, &recorder.url()).send(&mail_to("ann@example.com")).await.unwrap_err()
}

#[tokio::test]
async fn each_provider_says_what_it_calls_the_mail() {
    for kind in OVER_HTTP {
        let recorder = Recorder::start(&[answer(kind)]).await;
        let accepted = sender_at(kind, &recorder.url()).send(&mail_to("ann@example.com")).await.unwrap();
        assert_eq!(accepted.id.as_deref(), Some("an-id"), "{kind}");
        let request = recorder.request();
        assert!(request.line.starts_with("POST /"), "{kind}: {}", request.line);
        assert_eq!(request.headers["content-type"], "application/json");
    }
}

#[tokio::test]
async fn an_accepted_mail_is_accepted_however_long_the_answer_is() {
    let long = "x".repeat(70 * 1024);
    for kind in OVER_HTTP {
        let recorder = Recorder::start(&[(200, "", &long)]).await;
        let accepted = sender_at(kind, &recorder.url()).send(&mail_to("ann@example.com")).await.unwrap();
        assert_eq!((accepted.id, recorder.requests().len()), (None, 1), "{kind}");
    }
}

#[tokio::test]
async fn answers_mean_what_those_of_smtp_do() {
    use SendErrorKind::{Authentication, Permanent, Transient, Unreachable};
    for kind in OVER_HTTP {
        for (status, expected) in [
            (400, Permanent),
            (401, Authentication),
            (403, Authentication),
            (404, Unreachable),
            (413, Permanent),
            (422, Permanent),
            (429, Transient),
            (500, Transient),
            (503, Transient),
            (302, Unreachable),
        ] {
            let error = failure(kind, (status, "retry-after: 77\r\n", "{}")).await;
            assert_eq!(error.kind, expected, "{kind} {status}");
            assert_eq!(error.retry_after, Some(Duration::from_secs(77)), "{kind} {status}");
            assert!(!error.may_have_arrived);
        }
    }
}

#[tokio::test]
async fn a_provider_that_names_a_date_is_left_alone_until_then() {
    for (date, wait) in [
        ("Fri, 15 Jan 2027 08:01:17 GMT", Some(77)),
        ("Fri, 15 Jan 2027 07:00:00 GMT", Some(0)),
        ("Sat, 16 Jan 2027 08:00:00 GMT", Some(3600)),
        ("soon", None),
        ("-1", None),
    ] {
        let error = failure("resend", (429, &format!("retry-after: {date}\r\n"), "")).await;
        assert_eq!(error.retry_after, wait.map(Duration::from_secs), "{date}");
    }
}

#[tokio::test]
async fn a_refusal_counts_however_its_body_ends() {
    use SendErrorKind::{Authentication, Permanent, Transient};
    let page = format!("<html>{}</html>", "x".repeat(70 * 1024));
    for kind in OVER_HTTP {
        for (status, expected) in [(400, Permanent), (401, Authentication), (503, Transient)] {
            let error = failure(kind, (status, "retry-after: 7\r\n", &page)).await;
            assert_eq!((error.kind, error.may_have_arrived), (expected, false), "{kind} {status}");
            assert_eq!(error.retry_after, Some(Duration::from_secs(7)), "{kind} {status}");
        }
    }
}

/// A proxy, a login page, or the wrong host.
#[tokio::test]
async fn a_2xx_that_no_provider_would_give_accepts_no_mail() {
    for kind in OVER_HTTP {
        for body in ["<html>Please log in</html>", "", "{}", "[]", r#"{"error":"no"}"#] {
            let recorder = Recorder::start(&[(200, "", body)]).await;
            let sent = sender_at(kind, &recorder.url()).send(&mail_to("ann@example.com")).await;
            if kind == "hook" {
                // Any 2xx is how it accepts.
                assert!(sent.is_ok());
                continue;
            }
            let error = sent.unwrap_err();
            assert_eq!((error.kind, error.may_have_arrived), (SendErrorKind::Unreachable, true), "{kind} {body}");
            assert!(error.reason.starts_with("the API: 200, but "), "{kind}: {}", error.reason);
        }
    }
    let inactive = r#"{"ErrorCode":10,"Message":"no such token"}"#;
    let error = failure("postmark", (200, "", inactive)).await;
    assert_eq!(error.kind, SendErrorKind::Authentication);
}

#[tokio::test]
async fn what_is_about_our_account_there_is_the_operators_to_fix() {
    for (kind, status, body) in [
        ("postmark", 422, r#"{"ErrorCode":400,"Message":"The sender signature was not found"}"#),
        ("postmark", 422, r#"{"ErrorCode":405,"Message":"out of credits"}"#),
        ("ses", 400, r#"{"__type":"MessageRejected","message":"Email address is not verified."}"#),
        ("ses", 400, r#"{"__type":"com.amazonaws#SendingPausedException","message":"paused"}"#),
    ] {
        assert_eq!(failure(kind, (status, "", body)).await.kind, SendErrorKind::Authentication, "{kind} {body}");
    }
    let inactive = r#"{"ErrorCode":406,"Message":"<ann@example.com> is inactive"}"#;
    let error = failure("postmark", (422, "", inactive)).await;
    assert_eq!((error.kind, &*error.reason), (SendErrorKind::Permanent, "the API: 422 406 [address] is inactive"));
    let spent = r#"{"__type":"LimitExceededException","message":"Maximum sending rate"}"#;
    assert_eq!(failure("ses", (400, "", spent)).await.kind, SendErrorKind::Transient);
    let quota = r#"{"statusCode":422,"message":"You have reached your daily limit"}"#;
    assert_eq!(failure("resend", (422, "", quota)).await.kind, SendErrorKind::Transient);
}

#[tokio::test]
async fn postmark_gets_the_mail_without_tracking_and_under_our_message_id() {
    let recorder = Recorder::start(&[answer("postmark")]).await;
    let mail = mail_to("ann@example.com");
    sender_at("postmark", &recorder.url()).send(&mail).await.unwrap();
    let request = recorder.request();
    assert_eq!(request.line, "POST /email HTTP/1.1");
    assert_eq!(request.headers["x-postmark-server-token"], "t0ken");
    let body = request.json();
    assert_eq!(body["From"], "\"Bücher & Söhne\" <no-reply@xn--bcher-kva.example>");
    assert_eq!(
        (&body["To"], &body["TextBody"], &body["HtmlBody"]),
        (&json!("ann@example.com"), &json!(TEXT), &json!(HTML))
    );
    assert_eq!((&body["TrackOpens"], &body["TrackLinks"]), (&json!(false), &json!("None")));
    let headers = body["Headers"].as_array().unwrap();
    let id = json!({ "Name": "Message-ID", "Value": format!("<{}>", mail.message_id()) });
    assert!(
        headers.contains(&id) && headers.contains(&json!({ "Name": "X-PM-KeepID", "Value": "true" })),
        "{headers:?}"
    );
}

#[tokio::test]
async fn sendgrid_and_resend_get_what_they_document() {
    let recorder = Recorder::start(&[answer("sendgrid")]).await;
    sender_at("sendgrid", &recorder.url()).send(&mail_to("ann@example.com")).await.unwrap();
    let request = recorder.request();
    assert_eq!((&*request.line, &*request.headers["authorization"]), ("POST /v3/mail/send HTTP/1.1", "Bearer t0ken"));
    let body = request.json();
    assert_eq!(body["personalizations"], json!([{ "to": [{ "email": "ann@example.com" }] }]));
    assert_eq!(body["content"][0], json!({ "type": "text/plain", "value": TEXT }));
    assert_eq!(body["tracking_settings"]["click_tracking"], json!({ "enable": false, "enable_text": false }));

    let recorder = Recorder::start(&[answer("resend")]).await;
    let mail = mail_to("ann@example.com");
    sender_at("resend", &recorder.url()).send(&mail).await.unwrap();
    let request = recorder.request();
    assert_eq!((&*request.line, &*request.headers["idempotency-key"]), ("POST /emails HTTP/1.1", mail.id()));
    assert_eq!(request.json()["to"], json!(["ann@example.com"]));
}

#[tokio::test]
async fn ses_gets_a_signed_request_with_the_whole_message() {
    let recorder = Recorder::start(&[answer("ses")]).await;
    let mail = mail_to("ann@example.com");
    sender_at("ses", &recorder.url()).send(&mail).await.unwrap();
    let request = recorder.request();
    assert_eq!(request.line, "POST /v2/email/outbound-emails HTTP/1.1");
    let authorization = &request.headers["authorization"];
    assert!(
        authorization.starts_with("AWS4-HMAC-SHA256 Credential=AKIA1/20270115/eu-central-1/ses/aws4_request"),
        "{authorization}"
    );
    let data = request.json()["Content"]["Raw"]["Data"].as_str().unwrap().to_owned();
    assert_eq!(STANDARD.decode(data).unwrap(), mail.source());
}

#[tokio::test]
async fn a_hook_gets_the_rendered_mail_with_a_signature() {
    let recorder = Recorder::start(&[answer("hook")]).await;
    sender_at("hook", &recorder.url()).send(&mail_to("ann@example.com")).await.unwrap();
    let request = recorder.request();
    let secret: WebhookSecret = HOOK_SECRET.parse().unwrap();
    let (id, at) = (&request.headers["webhook-id"], request.headers["webhook-timestamp"].parse().unwrap());
    assert!(secret.verifies(id, at, request.body.as_bytes(), &request.headers["webhook-signature"]));
    let data = &request.json()["data"];
    assert_eq!((&data["to"], &data["text"]), (&json!("ann@example.com"), &json!(TEXT)));
}

#[tokio::test]
async fn graph_gets_the_message_and_a_token_that_is_fetched_once() {
    let recorder =
        Recorder::start(&[(200, "", r#"{"access_token":"abc","expires_in":"3600"}"#), (202, "request-id: r1\r\n", "")])
            .await;
    let (token_url, url) = (format!("{}/token", recorder.url()), recorder.url());
    let graph = sender(
        "graph",
        &[
            ("url", &url),
            ("token_url", &token_url),
            ("user", "no-reply@example.com"),
            ("client_id", "app"),
            ("client_secret", "s&cret"),
        ],
    );
    let mail = mail_to("ann@example.com");
    for _ in 0..2 {
        assert_eq!(graph.send(&mail).await.unwrap().id.as_deref(), Some("r1"));
    }
    let [token, first, second] = &recorder.requests()[..] else { panic!("three requests") };
    let form = "grant_type=client_credentials&client_id=app&client_secret=s%26cret\
                &scope=https%3A%2F%2Fgraph.microsoft.com%2F.default";
    assert_eq!((&*token.line, &*token.body), ("POST /token HTTP/1.1", form));
    for request in [first, second] {
        assert_eq!(request.line, "POST /users/no%2Dreply%40example%2Ecom/sendMail HTTP/1.1");
        assert_eq!(request.headers["authorization"], "Bearer abc");
        assert_eq!(STANDARD.decode(&request.body).unwrap(), mail.source());
    }
}

#[tokio::test]
async fn a_mail_server_takes_an_access_token_for_a_password() {
    let tokens = Recorder::start(&[(200, "", r#"{"access_token":"abc"}"#)]).await;
    let server = FaultyServer::start(At::Auth, Act::Say("235 welcome"), 0).await;
    let (token_url, port) = (tokens.url(), server.settings(SmtpTls::None).port);
    let smtp = sender(
        "smtp-oauth",
        &[
            ("url", &format!("smtp://127.0.0.1:{port}")),
            ("token_url", &token_url),
            ("user", "me@example.com"),
            ("client_id", "app"),
            ("refresh_token", "1//refresh"),
        ],
    );
    smtp.send(&mail_to("ann@example.com")).await.unwrap();
    assert_eq!(tokens.request().body, "grant_type=refresh_token&refresh_token=1%2F%2Frefresh&client_id=app");
    let login = STANDARD.encode("user=me@example.com\x01auth=Bearer abc\x01\x01");
    assert!(server.commands().contains(&format!("AUTH XOAUTH2 {login}")), "{:?}", server.commands());
}

#[tokio::test]
async fn tokens_that_are_refused_are_the_operators_to_fix() {
    let tokens =
        Recorder::start(&[(400, "", r#"{"error":"invalid_grant","error_description":"me@example.com"}"#)]).await;
    let graph =
        sender("graph", &[("token_url", &tokens.url()), ("user", "u"), ("client_id", "app"), ("client_secret", "s")]);
    let error = graph.send(&mail_to("ann@example.com")).await.unwrap_err();
    assert_eq!((error.kind, &*error.reason), (SendErrorKind::Authentication, "the token server: 400 invalid_grant"));
    let page = Recorder::start(&[(200, "", "<html>Please log in</html>")]).await;
    let graph =
        sender("graph", &[("token_url", &page.url()), ("user", "u"), ("client_id", "app"), ("client_secret", "s")]);
    let error = graph.send(&mail_to("ann@example.com")).await.unwrap_err();
    assert_eq!(error.reason, "the token server: 200 without an access token");
}

fn named(name: &str, transport: Arc<dyn Transport>, shared: bool) -> NamedSender {
    NamedSender { name: name.into(), transport, limits: SenderLimits { connections: 2, rate: None }, shared }
}

fn mail_by(senders: &[&str]) -> OutgoingMail {
    let mut draft = draft("ann@example.com", TEXT);
    draft.senders = senders.iter().map(|name| (*name).to_owned()).collect();
    compose(draft, &rekey_mail::DkimKeys::default())
}

#[tokio::test]
async fn the_next_sender_is_tried_where_the_mail_has_certainly_not_arrived() {
    let backup = Recorder::start(&[answer("resend")]).await;
    for (first, goes_on) in
        [((500, "", "{}"), true), ((401, "", "{}"), true), ((429, "", "{}"), true), ((422, "", "{}"), false)]
    {
        let before = backup.requests().len();
        let main = Recorder::start(&[first]).await;
        let senders = Senders::new(vec![
            named("main", sender_at("postmark", &main.url()), true),
            named("backup", sender_at("resend", &backup.url()), true),
        ]);
        let sent = senders.send(&mail_by(&[])).await;
        assert_eq!(backup.requests().len() - before, usize::from(goes_on), "{first:?}");
        match sent {
            Ok(accepted) => assert_eq!(accepted.sender.as_deref(), Some("backup")),
            Err(error) => assert!(error.reason.starts_with("main: the API: 422"), "{error}"),
        }
    }
}

#[tokio::test]
async fn a_location_names_its_senders_and_the_others_share_the_rest() {
    let (main, own) = (Recorder::start(&[answer("resend")]).await, Recorder::start(&[answer("resend")]).await);
    let senders = Senders::new(vec![
        named("own", sender_at("resend", &own.url()), false),
        named("main", sender_at("resend", &main.url()), true),
    ]);
    for (names, expected) in [(&[][..], "main"), (&["own"][..], "own"), (&["main", "own"][..], "main")] {
        let accepted = senders.send(&mail_by(names)).await.unwrap();
        assert_eq!(accepted.sender.as_deref(), Some(expected));
    }
    let error = senders.send(&mail_by(&["gone"])).await.unwrap_err();
    assert_eq!(error.kind, SendErrorKind::Authentication);
    assert!(error.reason.contains("`gone`"), "{error}");
}

#[tokio::test]
async fn a_sender_that_failed_thrice_is_tried_last() {
    let (main, backup) = (Recorder::start(&[(500, "", "{}")]).await, Recorder::start(&[answer("resend")]).await);
    let senders = Senders::new(vec![
        named("main", sender_at("resend", &main.url()), true),
        named("backup", sender_at("resend", &backup.url()), true),
    ]);
    for _ in 0..5 {
        senders.send(&mail_by(&[])).await.unwrap();
    }
    assert_eq!((main.requests().len(), backup.requests().len()), (3, 5));
}

#[tokio::test]
async fn while_a_secret_is_changed_the_one_that_works_is_used_and_remembered() {
    let provider =
        Recorder::start(&[(401, "", "{}"), answer("resend"), answer("resend"), (401, "", "{}"), answer("resend")])
            .await;
    let with = |token| sender("resend", &[("url", &provider.url()), ("token", token)]);
    let rotation = Rotation::new(with("new"), with("old"));
    for _ in 0..3 {
        rotation.send(&mail_to("ann@example.com")).await.unwrap();
    }
    let tried: Vec<_> = provider.requests().iter().map(|request| request.headers["authorization"].clone()).collect();
    assert_eq!(tried, ["Bearer new", "Bearer old", "Bearer old", "Bearer old", "Bearer new"]);
    // Nothing but a refused secret is a reason for a second call.
    for (status, calls) in [(401, 2), (500, 1), (422, 1)] {
        let provider = Recorder::start(&[(status, "", "{}")]).await;
        let with = |token| sender("resend", &[("url", &provider.url()), ("token", token)]);
        assert!(Rotation::new(with("new"), with("old")).send(&mail_to("ann@example.com")).await.is_err());
        assert_eq!(provider.requests().len(), calls, "{status}");
    }
}

#[test]
fn a_value_that_is_wrong_is_named_and_never_shown() {
    for (kind, values, key) in [
        ("postmark", vec![("token", "t"), ("url", "not an address")], "url"),
        ("hook", vec![("url", "https://a.example"), ("secret", "hunter2")], "secret"),
        ("smtp", vec![("url", "smtp://me:hunter2@")], "url"),
        ("ses", vec![("region", "EU (Frankfurt)")], "region"),
        ("graph", vec![("user", "a@example.com"), ("client_id", "app"), ("client_secret", "s")], "token_url"),
    ] {
        let kind = KINDS.iter().find(|known| known.name == kind).unwrap();
        let mut all = Values::default();
        for (key, value) in values {
            all.set(key, value.to_owned().into());
        }
        let Err(error) = (kind.make)(&all, &tools()) else { panic!("{kind:?}") };
        assert_eq!(error.key, key, "{error}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
}

//! What providers tell about mails, over a real socket. `vectors.mjs` made the signatures.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::routing::get;
use rekey_core::delivery::Prepared;
use rekey_core::outbox::{Bounce, MailName, MailRecord, SentMail, Settlement};
use rekey_core::testing::ManualClock;
use rekey_core::time::Duration;
use rekey_core::{AddressKey, EntryId};
use rekey_http_client::{HttpClient, Networks, WebhookSecret};
use rekey_mail::senders::{EventReaders, KINDS, Tools, Values};
use rekey_mail::{SmtpSettings, SmtpTls};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::{ANN, Answer, TestServer};

const MAIL: &str = "00112233445566778899aabbccddeeff";
const SENT_AT: &str = "1800000000";
const POSTMARK_SECRET: &str = "4b1f0c6f8e2a4d7c9b3e5a6f";
const HOOK_SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const TOPIC: &str = "arn:aws:sns:eu-central-1:123456789012:mails";

fn vectors() -> Value {
    serde_json::from_str(include_str!("vectors.json")).unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// A server to which these kinds of senders, with these values, tell about their mails; each is called as its kind.
async fn server_with(senders: &[(&str, Values)]) -> TestServer {
    let http = HttpClient::new(Networks::default()).unwrap();
    let smtp = SmtpSettings::new("localhost", 25, SmtpTls::None);
    let tools = Tools { http, clock: Arc::new(ManualClock::default()), smtp };
    let mut readers = EventReaders::default();
    for (kind, values) in senders {
        let known = KINDS.iter().find(|known| known.name == *kind).unwrap();
        readers.add(kind, known.events.unwrap()(values, &tools).unwrap().unwrap());
    }
    TestServer::start_with(|setup| {
        setup.mail_events = readers;
        setup.http.admin_token = Some(crate::v1::TOKEN.parse().unwrap());
    })
    .await
}

fn values(pairs: &[(&'static str, &str)]) -> Values {
    let mut values = Values::default();
    for (key, value) in pairs {
        values.set(key, (*value).to_owned().into());
    }
    values
}

/// Has a mail to Ann handed over under the name that the vectors have.
async fn send(server: &TestServer) -> EntryId {
    let asked = server.post_json("/api/sys/users/startPasswordReset", json!({ "email": ANN })).await;
    assert_eq!(asked.status, 200);
    let claim = server.store.claim(1, Duration::from_secs(30)).await.unwrap().remove(0);
    server.engine.delivery.prepare(&claim, None).await.unwrap();
    let mailbox = AddressKey::of(&ANN.parse().unwrap(), server.engine.digest_key());
    let mail = SentMail { name: MAIL.parse::<MailName>().unwrap(), mailbox, sender: None, provider_id: None };
    assert!(server.store.settle(&claim, Settlement::Sent(mail)).await.unwrap());
    claim.entry
}

async fn mail(server: &TestServer, entry: EntryId) -> MailRecord {
    server.store.mail(entry).await.unwrap().unwrap()
}

fn post(server: &TestServer, path: &str, body: &str) -> RequestBuilder {
    server.request(Method::POST, &format!("/hooks/mail/{path}")).body(body.to_owned())
}

/// Posts what Standard Webhooks signed.
async fn post_signed(
    server: &TestServer,
    (name, prefix, id): (&str, &str, &str),
    body: &str,
    signature: &str,
) -> Answer {
    let request = post(server, name, body)
        .header(format!("{prefix}-id"), id)
        .header(format!("{prefix}-timestamp"), SENT_AT)
        .header(format!("{prefix}-signature"), signature);
    Answer::of(request).await
}

fn assert_refused(answer: &Answer) {
    assert_eq!((answer.status.as_u16(), answer.json()), (401, json!({ "error": "unauthorized" })));
}

fn assert_received(answer: &Answer, reports: usize) {
    assert_eq!((answer.status.as_u16(), answer.json()), (200, json!({ "reports": reports })), "{answer:?}");
}

fn other(text: &str) -> String {
    let first = if text.starts_with('A') { 'B' } else { 'A' };
    format!("{first}{}", &text[1..])
}

#[tokio::test]
async fn a_program_of_ones_own_is_believed_by_its_signature_alone() {
    let (vectors, id) = (vectors(), ("hook", "webhook", "msg_1"));
    let server = server_with(&[("hook", values(&[("event_secret", text(&vectors["key"]))]))]).await;
    let entry = send(&server).await;
    let (body, signature) = (text(&vectors["hook"]["body"]), text(&vectors["hook"]["sig"]));
    let wrong = format!("v1,{}", other(&signature[3..]));
    assert_refused(&post_signed(&server, id, body, &wrong).await);
    assert_refused(&post_signed(&server, id, &body.replace("550", "551"), signature).await);
    assert_refused(&post_signed(&server, ("hook", "webhook", "msg_2"), body, signature).await);
    assert_refused(&post_signed(&server, ("nobody", "webhook", "msg_1"), body, signature).await);
    assert_refused(&Answer::of(post(&server, "hook", body)).await);
    assert_eq!(mail(&server, entry).await.bounced, None);
    for _ in 0..2 {
        assert_received(&post_signed(&server, id, body, signature).await, 1);
    }
    let mail = mail(&server, entry).await;
    assert_eq!(mail.bounced, Some((server.now(), Bounce::Permanent)));
    assert_eq!(mail.report.as_deref(), Some("550 no such user"));
}

#[tokio::test]
async fn a_message_whose_clock_is_far_off_is_not_believed() {
    let vectors = vectors();
    let old = format!("whsec_{}", "A".repeat(43) + "=");
    let mut two = values(&[("event_secret", &old)]);
    two.set_list("previous_event_secrets", &[text(&vectors["key"]).to_owned()]);
    let server = server_with(&[("hook", two)]).await;
    send(&server).await;
    let (body, signature) = (text(&vectors["hook"]["body"]), text(&vectors["hook"]["sig"]));
    // The secret before is still good, and the time is signed along.
    assert_received(&post_signed(&server, ("hook", "webhook", "msg_1"), body, signature).await, 1);
    let late = post(&server, "hook", body)
        .header("webhook-id", "msg_3")
        .header("webhook-timestamp", "1799999000")
        .header("webhook-signature", text(&vectors["late"]["sig"]));
    assert_refused(&Answer::of(late).await);
}

#[tokio::test]
async fn resend_is_believed_by_its_signature() {
    let vectors = vectors();
    let server = server_with(&[("resend", values(&[("event_secret", text(&vectors["key"]))]))]).await;
    let entry = send(&server).await;
    let (body, signature) = (text(&vectors["resend"]["body"]), text(&vectors["resend"]["sig"]));
    assert_refused(&post_signed(&server, ("resend", "svix", "msg_1"), body, signature).await);
    assert_received(&post_signed(&server, ("resend", "svix", "msg_2"), body, signature).await, 1);
    assert_eq!(mail(&server, entry).await.complained_at, Some(server.now()));
}

#[tokio::test]
async fn sendgrid_is_believed_by_its_signature_and_several_events_may_come_at_once() {
    let vectors = vectors();
    let server = server_with(&[("sendgrid", values(&[("event_key", text(&vectors["event_key"]))]))]).await;
    let entry = send(&server).await;
    let (body, signature) = (text(&vectors["sendgrid"]["body"]), text(&vectors["sendgrid"]["sig"]));
    let signed = |body: &str, sent_at: &str| {
        let request = post(&server, "sendgrid", body)
            .header("X-Twilio-Email-Event-Webhook-Signature", signature)
            .header("X-Twilio-Email-Event-Webhook-Timestamp", sent_at);
        Answer::of(request)
    };
    assert_refused(&signed(body, "1800000001").await);
    assert_refused(&signed(body.trim_end(), SENT_AT).await);
    assert_received(&signed(body, SENT_AT).await, 2);
    let mail = mail(&server, entry).await;
    assert_eq!(mail.bounced.map(|(_, bounce)| bounce), Some(Bounce::Permanent));
    assert_eq!(mail.complained_at, Some(server.now()));
}

#[tokio::test]
async fn postmark_shows_its_secret_in_the_address_or_as_a_password() {
    let mut two = values(&[("event_secret", POSTMARK_SECRET)]);
    two.set_list("previous_event_secrets", &["an-older-one-of-24-letters".to_owned()]);
    let server = server_with(&[("postmark", two)]).await;
    let entry = send(&server).await;
    let event = |kind: &str, more: Value| {
        let mut event = json!({ "RecordType": kind, "MessageID": "x", "Metadata": { "rekey": MAIL } });
        event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        event.to_string()
    };
    let delivery = event("Delivery", json!({ "Recipient": ANN, "Details": "250 ok" }));
    for wrong in ["postmark", "postmark?secret=wrong", "postmark?secret="] {
        assert_refused(&Answer::of(post(&server, wrong, &delivery)).await);
    }
    let wrong = post(&server, "postmark", &delivery).basic_auth("rekey", Some("wrong"));
    assert_refused(&Answer::of(wrong).await);
    let address = format!("postmark?secret={POSTMARK_SECRET}");
    assert_received(&Answer::of(post(&server, &address, &delivery)).await, 1);
    assert!(mail(&server, entry).await.delivered_at.is_some());
    let bounce =
        event("Bounce", json!({ "Type": "HardBounce", "Email": "Ann@example.com", "Details": "no <ann@example.com>" }));
    let shown = post(&server, "postmark", &bounce).basic_auth("rekey", Some("an-older-one-of-24-letters"));
    assert_received(&Answer::of(shown).await, 1);
    let record = mail(&server, entry).await;
    assert_eq!(record.bounced.map(|(_, bounce)| bounce), Some(Bounce::Permanent));
    assert_eq!(record.report.as_deref(), Some("no [address]"));
    // Somebody else's mail, another recipient, and other kinds of events.
    for (body, reports) in [
        (delivery.replace(MAIL, "ffffffffffffffffffffffffffffffff"), 1),
        (event("SpamComplaint", json!({ "Email": "bob@example.com" })), 1),
        (event("Open", json!({ "Recipient": ANN })), 0),
        (delivery.replace(MAIL, "no-name-of-ours"), 0),
    ] {
        assert_received(&Answer::of(post(&server, &address, &body)).await, reports);
    }
    assert_eq!(mail(&server, entry).await.complained_at, None);
    assert_eq!(Answer::of(post(&server, &address, "{").body("{")).await.status, 400);
}

/// A message as a sender of this kind signs it.
fn signed(server: &TestServer, kind: &str, body: Vec<u8>) -> RequestBuilder {
    if kind == "postmark" {
        return server.request(Method::POST, &format!("/hooks/mail/postmark?secret={POSTMARK_SECRET}")).body(body);
    }
    let prefix = if kind == "resend" { "svix" } else { "webhook" };
    let secret: WebhookSecret = HOOK_SECRET.parse().unwrap();
    let sent_at = server.now().as_second();
    let signature = secret.sign("msg_9", sent_at, &body);
    server
        .request(Method::POST, &format!("/hooks/mail/{kind}"))
        .header(format!("{prefix}-id"), "msg_9")
        .header(format!("{prefix}-timestamp"), sent_at)
        .header(format!("{prefix}-signature"), signature)
        .body(body)
}

#[tokio::test]
async fn bodies_that_are_no_events_are_refused_and_change_nothing() {
    let own = || values(&[("event_secret", HOOK_SECRET)]);
    let postmark = values(&[("event_secret", POSTMARK_SECRET)]);
    let server = server_with(&[("hook", own()), ("resend", own()), ("postmark", postmark)]).await;
    let entry = send(&server).await;
    let bounce = json!({
        "type": "mail.bounced", "RecordType": "Bounce", "Type": "HardBounce", "Email": ANN, "Metadata": { "rekey": MAIL },
        "data": { "id": MAIL, "to": ANN, "permanent": true },
    });
    let utf16: Vec<u8> = bounce.to_string().encode_utf16().flat_map(u16::to_le_bytes).collect();
    let latin1 = bounce.to_string().replace("HardBounce", "Hard?").into_bytes();
    let latin1: Vec<u8> = latin1.into_iter().map(|byte| if byte == b'?' { 0xE9 } else { byte }).collect();
    let deep = vec![b'['; 500_000];
    let many = format!("{{{}}}", vec!["\"type\":1"; 60_000].join(","));
    for kind in ["hook", "resend", "postmark"] {
        let short = ["", "null", "{}", "[{}]", "7"].map(|text| text.as_bytes().to_vec());
        let long = [utf16.clone(), latin1.clone(), deep.clone(), many.clone().into_bytes()];
        for body in short.into_iter().chain(long) {
            let answer = Answer::of(signed(&server, kind, body.clone())).await;
            assert_eq!(answer.status, 400, "{kind}: {}", String::from_utf8_lossy(&body[..body.len().min(99)]));
            assert_eq!(answer.json(), json!({ "error": "invalid_message" }));
        }
    }
    assert_eq!((mail(&server, entry).await.bounced, mail(&server, entry).await.complained_at), (None, None));
    // Whatever headers say of the body: it is read as it came.
    let labelled = signed(&server, "hook", bounce.to_string().into_bytes())
        .header("content-type", "text/plain; charset=iso-8859-1")
        .header("content-encoding", "gzip");
    assert_received(&Answer::of(labelled).await, 1);
}

#[tokio::test]
async fn a_header_that_comes_twice_proves_nothing() {
    let vectors = vectors();
    let server = server_with(&[("hook", values(&[("event_secret", text(&vectors["key"]))]))]).await;
    let (body, signature) = (text(&vectors["hook"]["body"]), text(&vectors["hook"]["sig"]));
    let whole = [("webhook-id", "msg_1"), ("webhook-timestamp", SENT_AT), ("webhook-signature", signature)];
    for (name, other) in
        [("webhook-id", "msg_2"), ("webhook-timestamp", "1800000001"), ("webhook-signature", "v1,AAAA")]
    {
        for after in [true, false] {
            let mut headers = whole.to_vec();
            headers.insert(if after { headers.len() } else { 0 }, (name, other));
            let request = headers
                .iter()
                .fold(post(&server, "hook", body), |request, (name, value)| request.header(*name, *value));
            assert_refused(&Answer::of(request).await);
        }
    }
}

#[tokio::test]
async fn a_report_names_mail_and_recipient_of_one_another_and_of_nobody_else() {
    let server = server_with(&[("postmark", values(&[("event_secret", POSTMARK_SECRET)]))]).await;
    let bob = "bob@example.com";
    server.add(bob, Some("a loud evening")).await;
    let entry = send(&server).await;
    for (name, to) in [(MAIL, bob), (MAIL, "nobody@example.com"), ("ffeeddccbbaa99887766554433221100", ANN)] {
        for kind in ["HardBounce", "SpamComplaint"] {
            let event = json!({ "RecordType": "Bounce", "Type": kind, "Email": to, "Metadata": { "rekey": name } });
            assert_received(&Answer::of(signed(&server, "postmark", event.to_string().into_bytes())).await, 1);
        }
    }
    assert_eq!((mail(&server, entry).await.bounced, mail(&server, entry).await.complained_at), (None, None));
    server.advance(3600);
    for email in [ANN, bob] {
        assert_eq!(server.post_json("/api/sys/users/startPasswordReset", json!({ "email": email })).await.status, 200);
    }
    assert_eq!(server.deliver().await.len(), 2, "nobody is stopped");
}

#[tokio::test]
async fn a_report_that_is_quicker_than_the_settlement_counts() {
    let server = server_with(&[("postmark", values(&[("event_secret", POSTMARK_SECRET)]))]).await;
    assert_eq!(server.post_json("/api/sys/users/startPasswordReset", json!({ "email": ANN })).await.status, 200);
    let claim = server.store.claim(1, Duration::from_secs(30)).await.unwrap().remove(0);
    let Prepared::Letter(letter) = server.engine.delivery.prepare(&claim, None).await.unwrap() else { panic!() };
    let name = letter.name();
    let delivery = json!({ "RecordType": "Delivery", "Recipient": ANN, "Metadata": { "rekey": name.to_string() } });
    assert_received(&Answer::of(signed(&server, "postmark", delivery.to_string().into_bytes())).await, 1);
    let mailbox = AddressKey::of(&ANN.parse().unwrap(), server.engine.digest_key());
    let sent = SentMail { name, mailbox, sender: None, provider_id: None };
    assert!(server.store.settle(&claim, Settlement::Sent(sent)).await.unwrap());
    assert_eq!(mail(&server, claim.entry).await.delivered_at, Some(server.now()));
}

/// Where SNS keeps its certificate; and how often somebody fetched it.
async fn certificates() -> (String, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let certificate = get(async move || {
        count.fetch_add(1, Ordering::SeqCst);
        include_str!("certificate.pem")
    });
    let routes = Router::new()
        .route("/SimpleNotificationService-0a1b.pem", certificate)
        .route("/elsewhere.pem", get(async || include_str!("certificate.pem")));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, routes).await });
    (url, asked)
}

#[tokio::test]
async fn ses_is_believed_by_the_certificate_of_its_topics_region() {
    let (vectors, (sns, asked)) = (vectors(), certificates().await);
    let server = server_with(&[("ses", values(&[("topic_arn", TOPIC), ("sns_url", &sns)]))]).await;
    let entry = send(&server).await;
    let signed = |name: &str| {
        let mut message = vectors[name].clone();
        message["SigningCertURL"] = format!("{sns}/SimpleNotificationService-0a1b.pem").into();
        message
    };
    for change in ["Message", "TopicArn", "Signature", "SignatureVersion", "SigningCertURL"] {
        let mut message = signed("sns2");
        message[change] = match change {
            "TopicArn" => TOPIC.replace("mails", "others").into(),
            "Message" => text(&message[change]).replace("Permanent", "Transient").into(),
            "Signature" => other(text(&message[change])).into(),
            "SignatureVersion" => "1".into(),
            _ => format!("{sns}/elsewhere.pem").into(),
        };
        assert_refused(&Answer::of(post(&server, "ses", &message.to_string())).await);
    }
    assert_refused(&Answer::of(post(&server, "ses", &signed("foreign").to_string())).await);
    for foreign in ["https://sns.eu-central-1.amazonaws.com.example.net/SimpleNotificationService-0a1b.pem", "x"] {
        let mut message = signed("sns2");
        message["SigningCertURL"] = foreign.into();
        assert_refused(&Answer::of(post(&server, "ses", &message.to_string())).await);
    }
    assert_eq!(mail(&server, entry).await.bounced, None);
    for version in ["sns1", "sns2"] {
        assert_received(&Answer::of(post(&server, "ses", &signed(version).to_string())).await, 1);
    }
    assert_eq!(mail(&server, entry).await.bounced.map(|(_, bounce)| bounce), Some(Bounce::Permanent));
    assert_eq!(asked.load(Ordering::SeqCst), 1, "the certificate is remembered");
}

#[tokio::test]
async fn a_subscription_is_confirmed_by_the_operator_alone() {
    let (vectors, (sns, _)) = (vectors(), certificates().await);
    let server = server_with(&[("ses", values(&[("topic_arn", TOPIC), ("sns_url", &sns)]))]).await;
    send(&server).await;
    let mut message = vectors["confirm"].clone();
    message["SigningCertURL"] = format!("{sns}/SimpleNotificationService-0a1b.pem").into();
    let mut forged = message.clone();
    forged["SubscribeURL"] = "https://example.net/".into();
    assert_refused(&Answer::of(post(&server, "ses", &forged.to_string())).await);
    assert_eq!(server.store.confirmation("ses").await.unwrap(), None);
    assert_received(&Answer::of(post(&server, "ses", &message.to_string())).await, 0);
    let kept = server.store.confirmation("ses").await.unwrap();
    assert_eq!(kept.as_deref(), message["SubscribeURL"].as_str());
    let mut first = vectors["sns2"].clone();
    first["SigningCertURL"] = message["SigningCertURL"].clone();
    assert_received(&Answer::of(post(&server, "ses", &first.to_string())).await, 1);
    assert_eq!(server.store.confirmation("ses").await.unwrap(), None, "messages come");
}

#[tokio::test]
async fn large_messages_are_read_up_to_a_mebibyte() {
    let server = server_with(&[("postmark", values(&[("event_secret", POSTMARK_SECRET)]))]).await;
    let address = format!("postmark?secret={POSTMARK_SECRET}");
    let padded = |length: usize| format!(r#"{{"RecordType":"Open","Padding":"{}"}}"#, "x".repeat(length));
    assert_received(&Answer::of(post(&server, &address, &padded(1_000_000))).await, 0);
    assert_eq!(Answer::of(post(&server, &address, &padded(1_100_000))).await.status, 413);
}

#[tokio::test]
async fn guessing_secrets_is_limited_and_a_right_one_is_heard_all_the_same() {
    let server = server_with(&[("postmark", values(&[("event_secret", POSTMARK_SECRET)]))]).await;
    let mut statuses = Vec::new();
    for _ in 0..51 {
        statuses.push(Answer::of(post(&server, "postmark?secret=wrong", "{}")).await.status.as_u16());
    }
    assert_eq!((statuses[0], statuses[49], statuses[50]), (401, 401, 429));
    let right = format!("postmark?secret={POSTMARK_SECRET}");
    assert_received(&Answer::of(post(&server, &right, r#"{"RecordType":"Open"}"#)).await, 0);
}

#[tokio::test]
async fn a_stranger_sees_no_difference_between_a_stopped_mailbox_and_others() {
    let server = server_with(&[("postmark", values(&[("event_secret", POSTMARK_SECRET)]))]).await;
    let entry = send(&server).await;
    let bounce = json!({ "RecordType": "Bounce", "Type": "HardBounce", "Email": ANN, "Metadata": { "rekey": MAIL } });
    let address = format!("postmark?secret={POSTMARK_SECRET}");
    assert_received(&Answer::of(post(&server, &address, &bounce.to_string())).await, 1);
    assert!(mail(&server, entry).await.bounced.is_some());
    server.add("bob@example.com", Some("a loud evening")).await;
    server.advance(3600);
    for path in ["/api/sys/users/startPasswordReset", "/api/auth/reset-request", "/api/auth/email/send-reset-password"]
    {
        let mut seen = Vec::new();
        for email in [ANN, "bob@example.com", "nobody@example.com"] {
            seen.push(server.post_json(path, json!({ "email": email })).await);
        }
        let [stopped, known, unknown] = &seen[..] else { panic!() };
        assert_eq!(stopped.fingerprint(), known.fingerprint(), "{path}");
        assert_eq!(stopped.fingerprint(), unknown.fingerprint(), "{path}");
    }
    let mailed: Vec<_> = server.deliver().await.iter().map(|mail| mail.to.clone()).collect();
    assert!(!mailed.contains(&ANN.to_owned()) && mailed.contains(&"bob@example.com".to_owned()), "{mailed:?}");
}

#[tokio::test]
async fn the_products_own_backend_sees_what_became_of_mails_and_lifts_a_stop() {
    let server = server_with(&[("postmark", values(&[("event_secret", POSTMARK_SECRET)]))]).await;
    let entry = send(&server).await;
    let account = server.engine.accounts.find(&ANN.parse().unwrap()).await.unwrap().unwrap().id;
    let bounce = json!({
        "RecordType": "Bounce", "Type": "HardBounce", "Email": ANN, "Metadata": { "rekey": MAIL },
        "Details": "smtp;550 5.1.1 unknown",
    });
    let address = format!("postmark?secret={POSTMARK_SECRET}");
    assert_received(&Answer::of(post(&server, &address, &bounce.to_string())).await, 1);
    let call = async |method: Method, path: String| {
        Answer::of(server.request(method, &path).bearer_auth(crate::v1::TOKEN)).await
    };
    let mails = call(Method::GET, format!("/v1/mails?account={account}")).await.json();
    let told = &mails["mails"][0];
    assert_eq!((told["id"].as_str(), told["state"].as_str()), (Some(&*entry.to_string()), Some("sent")), "{mails}");
    assert_eq!((told["bounce"].as_str(), told["report"].as_str()), (Some("permanent"), Some("smtp;550 5.1.1 unknown")));
    assert!(mails["stopped"]["bounced_until"].is_string() && mails["next"].is_null(), "{mails}");
    for _ in 0..2 {
        let lifted = call(Method::DELETE, format!("/v1/accounts/{account}/mail-stop")).await;
        assert_eq!(lifted.status, 204);
    }
    let mails = call(Method::GET, format!("/v1/mails?account={account}&limit=1")).await.json();
    assert!(mails["stopped"]["bounced_until"].is_null(), "{mails}");
    // Page by page.
    server.advance(3600);
    server.reset_token(ANN).await;
    let first = call(Method::GET, format!("/v1/mails?account={account}&limit=1")).await.json();
    let next = text(&first["next"]);
    let second = call(Method::GET, format!("/v1/mails?account={account}&limit=1&cursor={next}")).await.json();
    assert_eq!(second["mails"][0]["id"], entry.to_string());
    assert!(second["next"].is_null());
    for (path, status) in [
        (format!("/v1/mails?account={account}&limit=0"), 400),
        (format!("/v1/mails?account={account}&cursor=x"), 400),
        ("/v1/mails".to_owned(), 400),
        ("/v1/mails?account=x".to_owned(), 404),
        ("/v1/mails?account=01a204e6-b1f0-772b-ab85-2e0cd1d39a7a".to_owned(), 404),
    ] {
        assert_eq!(call(Method::GET, path.clone()).await.status, status, "{path}");
    }
    assert_eq!(server.get(&format!("/v1/mails?account={account}")).await.status, 401);
}

#[tokio::test]
async fn a_worker_keeps_the_name_that_the_mail_carries() {
    let server = server_with(&[]).await;
    let account = server.engine.accounts.find(&ANN.parse().unwrap()).await.unwrap().unwrap().id;
    assert_eq!(server.post_json("/api/sys/users/startPasswordReset", json!({ "email": ANN })).await.status, 200);
    let mails = server.deliver().await;
    let kept = server.store.mails_of(account, None, 10).await.unwrap().remove(0);
    let name = kept.name.expect("a name").to_string();
    assert!(mails[0].source.contains(&format!("Message-ID: <{name}@example.com>")), "{name}");
}

//! Webhooks over real sockets: signed, retried, and never led astray.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rekey::webhooks::{Endpoint, Sender, TIMEOUT, WebhookSecret, WebhookWorker};
use rekey_core::ports::Unobserved;
use rekey_core::testing::SeededRng;
use rekey_core::webhooks::{WebhookEvent, WebhookState, WebhookSummary};
use rekey_http_client::{HttpClient, Networks};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::support::{ANN, Receiver, TestServer};

const SECRET: [u8; 32] = [7; 32];

/// A server whose store knows the receivers, and the worker that tells them and waits so long for each answer.
async fn patient(urls: &[&str], timeout: Duration) -> (TestServer, Arc<WebhookWorker>) {
    let server = TestServer::start().await;
    let secret = format!("whsec_{}", STANDARD.encode(SECRET));
    let endpoint = |url: &&str| Endpoint {
        url: url.parse().unwrap(),
        secret: secret.parse().unwrap(),
        events: WebhookEvent::ALL.to_vec(),
    };
    let endpoints: Vec<Endpoint> = urls.iter().map(endpoint).collect();
    server.store.subscribe(endpoints.iter().map(Endpoint::subscription).collect()).await.unwrap();
    let worker = WebhookWorker {
        store: server.store.clone(),
        clock: server.clock.clone(),
        rng: Arc::new(SeededRng::new(1)),
        endpoints,
        sender: Sender::new(HttpClient::new(Networks::default()).unwrap(), timeout),
        observer: Arc::new(Unobserved),
    };
    (server, Arc::new(worker))
}

async fn pair(url: &str) -> (TestServer, Arc<WebhookWorker>) {
    patient(&[url], TIMEOUT).await
}

async fn work(worker: &WebhookWorker) -> usize {
    worker.step().await.unwrap()
}

/// The newest message.
async fn newest(server: &TestServer) -> WebhookSummary {
    server.store.webhooks(1).await.unwrap().remove(0)
}

#[tokio::test]
async fn a_message_is_signed_as_standard_webhooks_say() {
    let receiver = Receiver::start().await;
    let (server, worker) = pair(&receiver.url).await;
    server.lock(ANN).await;
    assert_eq!((work(&worker).await, work(&worker).await), (1, 0));
    let got = receiver.got();
    let [message] = &got[..] else { panic!("{got:?}") };
    let account = server.engine.accounts.find(&ANN.parse().unwrap()).await.unwrap().unwrap();
    let told = message.json();
    assert_eq!(told["type"], "account.locked");
    assert_eq!(told["data"], json!({ "account": account.id.to_string(), "location": null }));
    assert_eq!(message.header("content-type"), "application/json");
    assert_eq!(message.header("webhook-timestamp"), server.now().as_second().to_string());
    let signed = format!("{}.{}.{}", message.header("webhook-id"), message.header("webhook-timestamp"), message.body);
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &SECRET);
    let signature = message.header("webhook-signature");
    let tag = STANDARD.decode(signature.strip_prefix("v1,").unwrap()).unwrap();
    aws_lc_rs::hmac::verify(&key, signed.as_bytes(), &tag).expect("our signature");
}

#[tokio::test]
async fn while_a_receiver_changes_its_secret_messages_are_signed_with_both() {
    let receiver = Receiver::start().await;
    let (server, worker) = pair(&receiver.url).await;
    let mut worker = WebhookWorker { ..Arc::into_inner(worker).unwrap() };
    let old: WebhookSecret = format!("whsec_{}", STANDARD.encode(SECRET)).parse().unwrap();
    let new: WebhookSecret = format!("whsec_{}", STANDARD.encode([9; 32])).parse().unwrap();
    worker.endpoints[0].secret = new.and([old]);
    server.lock(ANN).await;
    assert_eq!(work(&worker).await, 1);
    let got = receiver.got();
    let signed = format!("{}.{}.{}", got[0].header("webhook-id"), got[0].header("webhook-timestamp"), got[0].body);
    let signatures = got[0].header("webhook-signature");
    assert_eq!(signatures.split(' ').count(), 2, "{signatures}");
    for key in [[9; 32], SECRET] {
        let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &key);
        let is_one = signatures.split(' ').any(|signature| {
            let tag = STANDARD.decode(signature.strip_prefix("v1,").unwrap()).unwrap();
            aws_lc_rs::hmac::verify(&key, signed.as_bytes(), &tag).is_ok()
        });
        assert!(is_one, "{signatures}");
    }
}

#[tokio::test]
async fn what_is_not_taken_is_tried_again_under_the_same_name() {
    let receiver = Receiver::start().await;
    let (server, worker) = pair(&receiver.url).await;
    server.lock(ANN).await;
    for (status, wait) in [(500, 5), (302, 30), (404, 120), (200, 600)] {
        receiver.answers(status);
        assert_eq!(work(&worker).await, 1, "{status}");
        assert_eq!(work(&worker).await, 0, "{status}: not at once");
        server.advance(wait);
    }
    let got = receiver.got();
    let names: Vec<_> = got.iter().map(|received| received.header("webhook-id")).collect();
    assert_eq!(got.len(), 4, "no redirect was followed");
    assert!(names.iter().all(|name| *name == names[0]));
    assert_eq!(work(&worker).await, 0);
    assert_eq!(newest(&server).await.state, WebhookState::Delivered);
}

#[tokio::test]
async fn a_message_is_given_up_for_all_to_see() {
    let receiver = Receiver::start().await;
    let (server, worker) = pair(&receiver.url).await;
    server.lock(ANN).await;
    receiver.answers(410);
    assert_eq!(work(&worker).await, 1);
    let listed = newest(&server).await;
    assert_eq!(
        (listed.state, listed.reason.as_deref()),
        (WebhookState::GaveUp, Some("the receiver answered 410 Gone"))
    );
    server.advance(1);
    server.engine.accounts.unlock(&ANN.parse().unwrap()).await.unwrap();
    receiver.answers(500);
    for _ in 0..60 {
        work(&worker).await;
        server.advance(60 * 60);
    }
    let listed = newest(&server).await;
    assert_eq!((listed.event, listed.state), (WebhookEvent::AccountUnlocked, WebhookState::GaveUp));
    assert!(listed.failures > 20, "{}", listed.failures);
}

#[tokio::test]
async fn a_receiver_that_is_down_loses_nothing() {
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let (server, worker) = pair(&format!("http://{gone}/")).await;
    server.lock(ANN).await;
    assert_eq!(work(&worker).await, 1);
    let listed = newest(&server).await;
    assert_eq!((listed.state, listed.failures), (WebhookState::Pending, 1));
    assert!(listed.reason.unwrap().contains("refused"));
}

#[tokio::test]
async fn a_receiver_that_hangs_is_tried_again_under_the_same_name() {
    let receiver = Receiver::start().await;
    let (server, worker) = patient(&[&receiver.url], Duration::from_millis(100)).await;
    server.lock(ANN).await;
    receiver.hangs();
    assert_eq!(work(&worker).await, 1);
    let listed = newest(&server).await;
    assert_eq!((listed.state, listed.failures), (WebhookState::Pending, 1));
    assert_eq!(listed.reason.as_deref(), Some("no answer within 100ms"));
    receiver.answers(200);
    server.advance(5);
    assert_eq!(work(&worker).await, 1);
    assert_eq!(newest(&server).await.state, WebhookState::Delivered);
    let got = receiver.got();
    assert_eq!((got.len(), got[0].header("webhook-id")), (2, got[1].header("webhook-id")));
}

#[tokio::test]
async fn a_receiver_that_hangs_keeps_no_other_waiting() {
    const MESSAGES: usize = 30;
    let (hanging, other) = (Receiver::start().await, Receiver::start().await);
    hanging.hangs();
    // Nobody gives up on it while this test runs.
    let (server, worker) = patient(&[&hanging.url, &other.url], Duration::from_hours(1)).await;
    let (_running, stopped) = watch::channel(());
    tokio::spawn(worker.run(stopped));
    let ann = ANN.parse().unwrap();
    for _ in 0..MESSAGES / 2 {
        server.engine.accounts.lock(&ann).await.unwrap();
        server.engine.accounts.unlock(&ann).await.unwrap();
    }
    other.reach(MESSAGES).await;
    assert!(hanging.got().len() < MESSAGES, "as many as a lane takes at once");
}

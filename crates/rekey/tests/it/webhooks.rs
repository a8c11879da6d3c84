//! Webhooks over real sockets: signed, retried, and never led astray.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rekey::webhooks::{Endpoint, Sender, WebhookWorker};
use rekey_core::testing::SeededRng;
use rekey_core::webhooks::{WebhookEvent, WebhookState};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::{ANN, TestServer};

const SECRET: [u8; 32] = [7; 32];

/// A receiver that answers as the test says, and remembers what came.
struct Receiver {
    url: String,
    answer: Arc<Mutex<StatusCode>>,
    got: Arc<Mutex<Vec<(HeaderMap, String)>>>,
}

impl Receiver {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hooks?from=rekey", listener.local_addr().unwrap());
        let (answer, got) = (Arc::new(Mutex::new(StatusCode::NO_CONTENT)), Arc::new(Mutex::new(Vec::new())));
        let (says, keeps) = (answer.clone(), got.clone());
        let hooks = any(async move |headers: HeaderMap, body: Bytes| -> Response {
            keeps.lock().unwrap().push((headers, String::from_utf8(body.to_vec()).unwrap()));
            let status = *says.lock().unwrap();
            if status.is_redirection() {
                (status, [(header::LOCATION, "/elsewhere")]).into_response()
            } else {
                status.into_response()
            }
        });
        let router = Router::new().route("/hooks", hooks.clone()).route("/elsewhere", hooks);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, answer, got }
    }

    fn answers(&self, status: u16) {
        *self.answer.lock().unwrap() = StatusCode::from_u16(status).unwrap();
    }

    fn got(&self) -> Vec<(HeaderMap, String)> {
        self.got.lock().unwrap().clone()
    }
}

/// A server whose store knows the receiver, and the worker that tells it.
async fn pair(url: &str) -> (TestServer, Arc<WebhookWorker>) {
    let server = TestServer::start().await;
    let secret = format!("whsec_{}", STANDARD.encode(SECRET));
    let endpoint =
        Endpoint { url: url.parse().unwrap(), secret: secret.parse().unwrap(), events: WebhookEvent::ALL.to_vec() };
    server.store.subscribe(vec![endpoint.subscription()]).await.unwrap();
    let worker = WebhookWorker {
        store: server.store.clone(),
        clock: server.clock.clone(),
        rng: Arc::new(SeededRng::new(1)),
        endpoints: vec![endpoint],
        sender: Sender::new().unwrap(),
    };
    (server, Arc::new(worker))
}

async fn work(worker: &Arc<WebhookWorker>) -> usize {
    worker.clone().step().await.unwrap()
}

#[tokio::test]
async fn a_message_is_signed_as_standard_webhooks_say() {
    let receiver = Receiver::start().await;
    let (server, worker) = pair(&receiver.url).await;
    server.lock(ANN).await;
    assert_eq!((work(&worker).await, work(&worker).await), (1, 0));
    let got = receiver.got();
    let [(headers, body)] = &got[..] else { panic!("{got:?}") };
    let header = |name: &str| headers.get(name).unwrap().to_str().unwrap().to_owned();
    let account = server.engine.accounts.find(&ANN.parse().unwrap()).await.unwrap().unwrap();
    let message: Value = serde_json::from_str(body).unwrap();
    assert_eq!(message["type"], "account.locked");
    assert_eq!(message["data"], json!({ "account": account.id.to_string(), "location": null }));
    assert_eq!(header("content-type"), "application/json");
    assert_eq!(header("webhook-timestamp"), server.now().as_second().to_string());
    let signed = format!("{}.{}.{body}", header("webhook-id"), header("webhook-timestamp"));
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &SECRET);
    let signature = header("webhook-signature");
    let tag = STANDARD.decode(signature.strip_prefix("v1,").unwrap()).unwrap();
    aws_lc_rs::hmac::verify(&key, signed.as_bytes(), &tag).expect("our signature");
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
    let names: Vec<_> = got.iter().map(|(headers, _)| headers.get("webhook-id").unwrap()).collect();
    assert_eq!(got.len(), 4, "no redirect was followed");
    assert!(names.iter().all(|name| *name == names[0]));
    assert_eq!(work(&worker).await, 0);
    assert_eq!(server.store.webhooks(10).await.unwrap()[0].state, WebhookState::Delivered);
}

#[tokio::test]
async fn a_message_is_given_up_for_all_to_see() {
    let receiver = Receiver::start().await;
    let (server, worker) = pair(&receiver.url).await;
    server.lock(ANN).await;
    receiver.answers(410);
    assert_eq!(work(&worker).await, 1);
    let listed = server.store.webhooks(10).await.unwrap().remove(0);
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
    let listed = server.store.webhooks(10).await.unwrap().remove(0);
    assert_eq!((listed.event, listed.state), (WebhookEvent::AccountUnlocked, WebhookState::GaveUp));
    assert!(listed.failures > 20, "{}", listed.failures);
}

#[tokio::test]
async fn a_receiver_that_is_down_loses_nothing() {
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let (server, worker) = pair(&format!("http://{gone}/")).await;
    server.lock(ANN).await;
    assert_eq!(work(&worker).await, 1);
    let listed = server.store.webhooks(10).await.unwrap().remove(0);
    assert_eq!((listed.state, listed.failures), (WebhookState::Pending, 1));
    assert!(listed.reason.unwrap().contains("refused"));
}

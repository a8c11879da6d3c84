//! A receiver of webhooks that does as the test says, and remembers what came.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Longer than a lease: what a killed worker held is sent again after it.
const PATIENCE: Duration = Duration::from_secs(100);

/// A message that came.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).expect(name).to_str().unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// The receiver. It ends with the test's runtime.
pub(crate) struct Receiver {
    pub(crate) url: String,
    shared: Arc<Shared>,
}

struct Shared {
    /// What is answered; none: nothing ever.
    answer: Mutex<Option<StatusCode>>,
    got: watch::Sender<Vec<Received>>,
}

impl Receiver {
    /// One that takes everything.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hooks?from=rekey", listener.local_addr().unwrap());
        let answer = Mutex::new(Some(StatusCode::NO_CONTENT));
        let shared = Arc::new(Shared { answer, got: watch::Sender::new(Vec::new()) });
        let router = Router::new().fallback(any(take)).with_state(shared.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, shared }
    }

    /// Answers so from now on. A redirect leads to the receiver itself.
    pub(crate) fn answers(&self, status: u16) {
        *self.shared.answer.lock().unwrap() = Some(StatusCode::from_u16(status).unwrap());
    }

    /// Reads messages from now on, and never answers.
    pub(crate) fn hangs(&self) {
        *self.shared.answer.lock().unwrap() = None;
    }

    /// What came, oldest first.
    pub(crate) fn got(&self) -> Vec<Received> {
        self.shared.got.borrow().clone()
    }

    /// Waits until so much came.
    pub(crate) async fn reach(&self, count: usize) {
        let mut got = self.shared.got.subscribe();
        let coming = tokio::time::timeout(PATIENCE, got.wait_for(|got| got.len() >= count)).await;
        coming.unwrap_or_else(|_| panic!("{count} webhooks, not {}", self.got().len())).unwrap();
    }
}

async fn take(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let body = String::from_utf8(body.to_vec()).unwrap();
    shared.got.send_modify(|got| got.push(Received { headers, body }));
    let answer = *shared.answer.lock().unwrap();
    match answer {
        None => std::future::pending().await,
        Some(status) if status.is_redirection() => (status, [(header::LOCATION, "/elsewhere")]).into_response(),
        Some(status) => status.into_response(),
    }
}

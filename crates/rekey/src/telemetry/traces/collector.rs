//! The way to the collector: a POST for each batch, in the runtime of the server, from the exporter's own thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use http::header;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use rekey_core::time::Duration;
use tokio::runtime::Handle;
use url::Url;

/// How long a batch may take.
const TIMEOUT: Duration = Duration::from_secs(10);

#[derive(Clone)]
pub(super) struct Collector {
    url: Url,
    client: rekey_http_client::HttpClient,
    runtime: Handle,
    /// Whether the last batch failed, which is logged once.
    is_failing: Arc<AtomicBool>,
}

impl Collector {
    /// The collector at this URL.
    pub(super) fn new(url: &Url, client: rekey_http_client::HttpClient) -> Self {
        Self { url: url.clone(), client, runtime: Handle::current(), is_failing: Arc::default() }
    }

    async fn send(self, batch: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (head, body) = batch.into_parts();
        let mut request = Request::post(self.url.as_str());
        if let Some(kind) = head.headers.get(header::CONTENT_TYPE) {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        let answer = self.client.send(request.body(body)?, TIMEOUT).await?;
        Ok(Response::builder().status(answer.status()).body(Bytes::new())?)
    }

    fn tell(&self, error: Option<String>) {
        let was_failing = self.is_failing.swap(error.is_some(), Ordering::Relaxed);
        match error {
            Some(error) if !was_failing => tracing::warn!(error, "the collector takes no traces; they are dropped"),
            None if was_failing => tracing::info!("the collector takes traces again"),
            _ => {}
        }
    }
}

#[async_trait]
impl HttpClient for Collector {
    async fn send_bytes(&self, batch: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let sent = self.runtime.spawn(self.clone().send(batch)).await?;
        self.tell(match &sent {
            Ok(answer) if answer.status().is_success() => None,
            Ok(answer) => Some(format!("it answered {}", answer.status())),
            Err(error) => Some(error.to_string()),
        });
        sent
    }
}

impl std::fmt::Debug for Collector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Collector").field("url", &self.url.as_str()).finish_non_exhaustive()
    }
}

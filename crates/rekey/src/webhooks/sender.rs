//! Sending a message: one POST, no redirects, no more of the answer than its status.

use std::time::Duration;

use axum::body::Bytes;
use http::{Request, StatusCode, Uri, header};
use rekey_http_client::{CallError, HttpClient};

use super::Endpoint;
use super::message::Message;

/// For an attempt, from the DNS lookup to the head of the response. Shorter than any lease.
pub const TIMEOUT: Duration = Duration::from_secs(15);

/// Why a message was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The URL can't be called.
    #[error("the url can't be called: {0}")]
    Url(#[from] http::Error),
    /// There was no answer.
    #[error(transparent)]
    Call(#[from] CallError),
    /// It answered, but not with a 2xx. Redirects are not followed.
    #[error("the receiver answered {0}")]
    Refused(StatusCode),
    /// It wants no more of them: no other try.
    #[error("the receiver answered 410 Gone")]
    Gone,
}

#[derive(Clone)]
pub struct Sender {
    client: HttpClient,
    timeout: Duration,
}

impl Sender {
    /// Gives each attempt so long.
    pub fn new(client: HttpClient, timeout: Duration) -> Self {
        Self { client, timeout }
    }

    /// How long to wait before sending to this receiver again, because it failed several times in a row.
    pub fn pause(&self, endpoint: &Endpoint) -> Option<Duration> {
        self.client.pause(&Uri::try_from(endpoint.url.as_str()).ok()?)
    }

    /// Sends a message. The status, if the receiver accepted it.
    pub async fn send(&self, endpoint: &Endpoint, message: &Message) -> Result<u16, SendError> {
        match self.attempt(endpoint, message).await? {
            status if status.is_success() => Ok(status.as_u16()),
            StatusCode::GONE => Err(SendError::Gone),
            status => Err(SendError::Refused(status)),
        }
    }

    async fn attempt(&self, endpoint: &Endpoint, message: &Message) -> Result<StatusCode, SendError> {
        let request = Request::post(endpoint.url.as_str())
            .header(header::CONTENT_TYPE, "application/json")
            .header("webhook-id", &message.id)
            .header("webhook-timestamp", message.sent_at.as_second())
            .header("webhook-signature", message.signature(&endpoint.secret))
            .body(Bytes::from(message.body.clone()))?;
        Ok(self.client.send(request, self.timeout).await?.status())
    }
}

//! Sending a message: one POST, no redirects, no more of the answer than its status.

use std::time::Duration;

use http_body_util::Full;
use hyper::{Method, StatusCode, header};

use super::Endpoint;
use super::message::Message;
use crate::http_client::{HttpClient, Unreachable};

/// How long an attempt may take, from the look-up of the name to the head of the answer. Shorter than any lease.
pub const TIMEOUT: Duration = Duration::from_secs(15);

/// Why a message was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The receiver can't be reached, or the connection broke.
    #[error(transparent)]
    Unreachable(#[from] Unreachable),
    /// It did not answer in time.
    #[error("no answer within {0:?}")]
    Slow(Duration),
    /// It answered, but not with a 2xx. Redirects are not followed.
    #[error("the receiver answered {0}")]
    Refused(StatusCode),
    /// It wants no more of them: no other try.
    #[error("the receiver answered 410 Gone")]
    Gone,
}

/// How messages leave.
#[derive(Clone)]
pub struct Sender {
    client: HttpClient,
    timeout: Duration,
}

impl Sender {
    /// Trusts the system's root certificates, and gives each attempt so long.
    pub fn new(timeout: Duration) -> Result<Self, rustls::Error> {
        Ok(Self { client: HttpClient::new()?, timeout })
    }

    /// Sends a message. The status, if the receiver took it.
    pub async fn send(&self, endpoint: &Endpoint, message: &Message) -> Result<u16, SendError> {
        let status = tokio::time::timeout(self.timeout, self.attempt(endpoint, message)).await;
        match status.map_err(|_| SendError::Slow(self.timeout))?? {
            status if status.is_success() => Ok(status.as_u16()),
            StatusCode::GONE => Err(SendError::Gone),
            status => Err(SendError::Refused(status)),
        }
    }

    async fn attempt(&self, endpoint: &Endpoint, message: &Message) -> Result<StatusCode, Unreachable> {
        let signature = endpoint.secret.sign(message);
        let answer = self.client.send(Method::POST, &endpoint.url, |head| {
            head.header(header::CONTENT_TYPE, "application/json")
                .header("webhook-id", &message.id)
                .header("webhook-timestamp", message.sent_at.as_second())
                .header("webhook-signature", signature)
                .body(Full::from(message.body.clone()))
        });
        Ok(answer.await?.status())
    }
}

//! A call, signed according to Standard Webhooks.

use std::time::Duration;

use axum::body::Bytes;
use http::{Request, StatusCode, header};
use rekey_core::time::Timestamp;
use rekey_http_client::{CallError, HttpClient, WebhookSecret};
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;

use crate::webhooks::Message;

/// The longest answer that is read, in bytes.
const LONGEST_ANSWER: usize = 64 * 1024;

/// What is asked of a directory.
pub(super) struct Call {
    pub(super) id: Uuid,
    pub(super) kind: &'static str,
    pub(super) at: Timestamp,
    pub(super) data: Value,
}

/// Why there is no answer.
pub(super) enum Failure {
    /// Nothing was sent.
    NotSent(String),
    /// Something may have been sent.
    NoAnswer(String),
}

impl Failure {
    pub(super) fn reason(self) -> String {
        match self {
            Self::NotSent(reason) | Self::NoAnswer(reason) => reason,
        }
    }
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        let reason = error.to_string();
        if error.may_have_arrived() { Self::NoAnswer(reason) } else { Self::NotSent(reason) }
    }
}

impl Call {
    /// Sends it. The status and body of the answer; a body that breaks off takes nothing from what the status says.
    pub(super) async fn send(
        self,
        client: &HttpClient,
        url: &Url,
        secret: &WebhookSecret,
        timeout: Duration,
    ) -> Result<(StatusCode, Result<Vec<u8>, Failure>), Failure> {
        let body = json!({ "type": self.kind, "timestamp": self.at.to_string(), "data": self.data }).to_string();
        let message = Message { id: format!("msg_{}", self.id.simple()), sent_at: self.at, body };
        let request = Request::post(url.as_str())
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/json")
            .header("webhook-id", &message.id)
            .header("webhook-timestamp", message.sent_at.as_second())
            .header("webhook-signature", message.signature(secret))
            .body(Bytes::from(message.body))
            .map_err(|error| Failure::NotSent(error.to_string()))?;
        let answer = client.send(request, timeout).await?;
        let status = answer.status();
        let body = answer.body(LONGEST_ANSWER).await;
        Ok((status, body.map(|body| body.to_vec()).map_err(Failure::from)))
    }
}

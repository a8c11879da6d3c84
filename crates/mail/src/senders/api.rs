//! Providers that take an email as a request over HTTP: what they have in common.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use http::{HeaderMap, Request, StatusCode, header};
use jiff::fmt::rfc2822::DateTimeParser;
use rekey_core::ports::Clock;
use rekey_core::time::{Timestamp, until};
use rekey_http_client::{Bytes, CallError, HttpClient};
use serde_json::{Map, Value};
use tokio::time::Instant;

use super::kind::Tools;
use crate::message::OutgoingMail;
use crate::transport::last::LastHandOver;
use crate::transport::{Accepted, SendError, SendErrorKind, Transport, words};

/// How long a call may take, from the look-up of the address to the end of the answer.
const TIMEOUT: Duration = Duration::from_secs(30);
/// The most of an answer that is read, in bytes.
const LONGEST_ANSWER: usize = 64 * 1024;
/// No provider that wants to be left alone is believed for longer.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);

/// The API of a provider.
#[async_trait]
pub(super) trait Api: Send + Sync {
    /// The address that emails are posted to.
    fn url(&self) -> &str;

    /// The request that hands an email over.
    async fn request(&self, mail: &OutgoingMail) -> Result<Request<Bytes>, SendError>;

    /// The provider refused the credentials. A token that was fetched for a while is forgotten.
    async fn credentials_refused(&self) {}

    /// Whether an answer with a 2xx status, read to its end, is the provider's answer to an email that it accepted. A proxy
    /// or a login page may answer 200 too.
    fn is_acceptance(&self, answer: &Answer) -> bool {
        self.id(answer).is_some()
    }

    /// What the provider calls the email that it has just accepted.
    fn id(&self, answer: &Answer) -> Option<String>;

    /// What a rejection means, where its status alone doesn't tell, and the provider's words.
    fn rejection(&self, answer: &Answer) -> Rejection {
        Rejection { kind: None, words: answer.text() }
    }
}

/// Why a provider did not accept a mail.
pub(super) struct Rejection {
    /// None: what the status says.
    pub(super) kind: Option<SendErrorKind>,
    pub(super) words: String,
}

/// A provider's answer.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    /// What came of the body; `None` if it broke off or was too long.
    body: Option<Bytes>,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as JSON; null if it is something else.
    pub(super) fn json(&self) -> Value {
        self.body.as_deref().and_then(|body| serde_json::from_slice(body).ok()).unwrap_or_default()
    }

    /// A text of the JSON.
    pub(super) fn text_at(&self, pointer: &str) -> Option<String> {
        self.json().pointer(pointer)?.as_str().map(ToOwned::to_owned)
    }

    fn text(&self) -> String {
        self.body.as_deref().map(String::from_utf8_lossy).unwrap_or_default().into_owned()
    }

    /// How long the provider wants to be left alone: `Retry-After` in seconds, or as a date (RFC 9110, 10.2.3).
    fn retry_after(&self, now: Timestamp) -> Option<Duration> {
        let text = self.header(header::RETRY_AFTER.as_str())?.trim();
        let wait = match text.parse() {
            Ok(seconds) => Duration::from_secs(seconds),
            Err(_) => until(DateTimeParser::new().relaxed_weekday(true).parse_timestamp(text).ok()?, now),
        };
        Some(wait.min(LONGEST_PAUSE))
    }
}

/// The headers of an email as a JSON object.
pub(super) fn headers(mail: &OutgoingMail) -> Map<String, Value> {
    mail.own_headers().into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect()
}

/// A request with a JSON body.
pub(super) fn json_request(request: http::request::Builder, body: &Value) -> Result<Request<Bytes>, SendError> {
    let request = request.header(header::CONTENT_TYPE, "application/json").header(header::ACCEPT, "application/json");
    request.body(Bytes::from(body.to_string())).map_err(|error| unusable(&error))
}

/// The settings make no request: a token with a line break in it, say.
pub(super) fn unusable(error: &http::Error) -> SendError {
    SendError::new(SendErrorKind::Authentication, format!("the settings make no request: {error}"))
}

/// Sends emails over an API.
pub(super) struct ApiTransport<A> {
    api: A,
    http: HttpClient,
    clock: Arc<dyn Clock>,
    last: LastHandOver,
}

impl<A: Api> ApiTransport<A> {
    pub(super) fn new(api: A, tools: &Tools) -> Self {
        Self { api, http: tools.http.clone(), clock: tools.clock.clone(), last: LastHandOver::default() }
    }

    async fn hand_over(&self, mail: &OutgoingMail) -> Result<Accepted, SendError> {
        let request = self.api.request(mail).await?;
        if mail.is_late() {
            return Err(SendError::new(SendErrorKind::Transient, "too late, this worker was held up"));
        }
        let answer = call(&self.http, request).await.map_err(|error| failure(&error, mail))?;
        let is_success = answer.status.is_success();
        // An email that was accepted must not be sent again because the rest of the answer was too long or broke off.
        if is_success && (answer.body.is_none() || self.api.is_acceptance(&answer)) {
            return Ok(Accepted { sender: None, id: self.api.id(&answer) });
        }
        if answer.status == StatusCode::UNAUTHORIZED {
            self.api.credentials_refused().await;
        }
        let Rejection { kind, words } = self.api.rejection(&answer);
        let status = answer.status.as_u16();
        if is_success {
            let reason = format!(
                "the API: {status}, but not the provider's response to an accepted email: {}",
                mail.redact(&words)
            );
            let kind = kind.unwrap_or(SendErrorKind::Unreachable);
            return Err(SendError::new(kind, reason.trim_end_matches([':', ' '])).uncertain());
        }
        let kind = kind.unwrap_or_else(|| kind_of(answer.status, &words));
        let reason = format!("the API: {status} {}", mail.redact(&words));
        Err(SendError::new(kind, reason.trim_end()).retry_after(answer.retry_after(self.clock.now())))
    }
}

/// Makes a call and reads the answer. The status counts, however the body ends.
async fn call(http: &HttpClient, request: Request<Bytes>) -> Result<Answer, CallError> {
    let answer = http.send(request, TIMEOUT).await?;
    let (status, headers) = (answer.status(), answer.headers().clone());
    let body = answer.body(LONGEST_ANSWER).await.ok();
    Ok(Answer { status, headers, body })
}

#[async_trait]
impl<A: Api> Transport for ApiTransport<A> {
    async fn send(&self, mail: &OutgoingMail) -> Result<Accepted, SendError> {
        let began = Instant::now();
        let outcome = self.hand_over(mail).await;
        self.last.set(began.elapsed(), &outcome);
        outcome
    }

    /// Does what sending does before the call, asks whether the provider is there, and goes by the last email for the
    /// rest.
    async fn rehearse(&self, mail: &OutgoingMail) -> Result<(), SendError> {
        let began = Instant::now();
        self.api.request(mail).await?;
        let request = Request::get(self.api.url()).body(Bytes::new()).map_err(|error| unusable(&error))?;
        call(&self.http, request).await.map_err(|error| failure(&error, mail))?;
        self.last.again(began.elapsed()).await
    }
}

/// There was no answer.
fn failure(error: &CallError, mail: &OutgoingMail) -> SendError {
    let words = mail.redact(&error.to_string());
    match error {
        CallError::Paused(wait) => {
            SendError::new(SendErrorKind::Unreachable, format!("calling the API: {words}")).retry_after(Some(*wait))
        }
        error if error.may_have_arrived() => {
            let reason = format!("calling the API: {words}; the email may have arrived");
            SendError::new(SendErrorKind::Transient, reason).uncertain()
        }
        CallError::Busy => SendError::new(SendErrorKind::Transient, format!("calling the API: {words}")),
        _ => SendError::new(SendErrorKind::Unreachable, format!("calling the API: {words}")),
    }
}

/// What a status means for the email, as SMTP's codes do. A refusal of ours (credentials, address of the API) is the
/// operator's to fix, and the email waits for that.
fn kind_of(status: StatusCode, words: &str) -> SendErrorKind {
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::PAYMENT_REQUIRED => {
            SendErrorKind::Authentication
        }
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED | StatusCode::GONE => SendErrorKind::Unreachable,
        StatusCode::REQUEST_TIMEOUT | StatusCode::CONFLICT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS => {
            SendErrorKind::Transient
        }
        status if status.is_client_error() && !words::speak_of_rate_or_policy(words) => SendErrorKind::Permanent,
        status if status.is_redirection() => SendErrorKind::Unreachable,
        _ => SendErrorKind::Transient,
    }
}

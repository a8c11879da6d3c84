//! Repeatable requests: a client that names its request (`Idempotency-Key`) gets the first answer again, however often
//! it repeats the request within a day. Stored answers are sealed, because they contain addresses (R17).

use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rekey_core::Fault;
use rekey_core::ports::{KeptAnswer, RepeatableRequest, Repetition};
use rekey_core::time::Duration;
use serde::Serialize;

use super::error::{PROBLEM_JSON, Refusal};
use crate::app::SharedApp;
use crate::error_response::ErrorResponse;
use crate::headers::{log_with_request, outlive};
use crate::input::InputError;

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Marks a repeated answer.
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
/// The longest key.
const LONGEST_KEY: usize = 255;
/// How long answers are kept.
const RETENTION: Duration = Duration::from_hours(24);
/// How long a request may run before its key is free again; longer than any request may take.
const LEASE: Duration = Duration::from_mins(1);

/// What a route answers.
pub(super) struct Answer(KeptAnswer);

impl Answer {
    /// A status and a body.
    pub(super) fn new(status: StatusCode, body: &impl Serialize) -> Result<Self, Refusal> {
        let body = serde_json::to_string(body).map_err(internal)?;
        Ok(Self(KeptAnswer { status: status.as_u16(), body }))
    }
}

/// Does the work, unless a request with the same key was already answered. Finishes and stores the answer even if the
/// client hung up: a client that missed the answer will repeat the request.
pub(super) async fn once(
    app: SharedApp,
    parts: &Parts,
    body: &[u8],
    work: impl Future<Output = Result<Answer, Refusal>> + Send + 'static,
) -> Result<Response, Refusal> {
    match name(&app, parts, body)? {
        None => Ok(respond(work.await?.0)),
        Some(request) => outlive(answer(app, request, work)).await.map_err(internal)?,
    }
}

async fn answer(
    app: SharedApp,
    request: RepeatableRequest,
    work: impl Future<Output = Result<Answer, Refusal>>,
) -> Result<Response, Refusal> {
    let store = &app.engine.ports().store;
    match store.begin_request(request, LEASE).await.map_err(Fault::from)? {
        Repetition::First => {}
        Repetition::UnderWay => return Err(Refusal::UnderWay),
        Repetition::Different => return Err(Refusal::KeyReused),
        Repetition::Answered(answer) => {
            let mut response = respond(opened(&app, &request, &answer)?);
            response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
            return Ok(response);
        }
    }
    let done = work.await;
    let kept = match &done {
        Ok(Answer(answer)) => Some(answer.clone()),
        Err(refusal) => lasting(refusal),
    };
    let kept = kept.map(|answer| sealed(&app, &request, &answer)).transpose()?;
    if let Err(error) = store.keep_answer(request, kept, RETENTION).await {
        // The work is done, and the client gets its answer.
        log_with_request(|| tracing::error!(%error, "an answer to a repeatable request was not kept"));
    }
    done.map(|Answer(answer)| respond(answer))
}

/// The request with its client's key.
fn name(app: &SharedApp, parts: &Parts, body: &[u8]) -> Result<Option<RepeatableRequest>, InputError> {
    let Some(key) = parts.headers.get(KEY) else { return Ok(None) };
    let fits = (1..=LONGEST_KEY).contains(&key.len()) && key.as_bytes().iter().all(u8::is_ascii_graphic);
    if !fits || parts.headers.get_all(KEY).iter().count() > 1 {
        return Err(InputError::malformed("Idempotency-Key must be one text of 1 to 255 printable ASCII characters."));
    }
    let digests = app.engine.digest_key();
    let (method, path) = (parts.method.as_str().as_bytes(), parts.uri.path().as_bytes());
    Ok(Some(RepeatableRequest {
        key: digests.digest("idempotency key", &[key.as_bytes()]),
        content: digests.digest("repeatable request", &[method, path, body]),
    }))
}

/// The answer to a permanent refusal. Temporary ones are not stored.
fn lasting(refusal: &Refusal) -> Option<KeptAnswer> {
    if refusal.retry_after().is_some() || refusal.status().is_server_error() {
        return None;
    }
    let body = serde_json::to_string(&refusal.body()).ok()?;
    Some(KeptAnswer { status: refusal.status().as_u16(), body })
}

/// Seals an answer for storage.
fn sealed(app: &SharedApp, request: &RepeatableRequest, answer: &KeptAnswer) -> Result<KeptAnswer, Fault> {
    let body = app.engine.ports().vault.seal(&owner(request), answer.body.as_bytes()).map_err(internal)?;
    Ok(KeptAnswer { status: answer.status, body: STANDARD.encode(body) })
}

/// Restores a stored answer.
fn opened(app: &SharedApp, request: &RepeatableRequest, kept: &KeptAnswer) -> Result<KeptAnswer, Fault> {
    let body = STANDARD.decode(&kept.body).map_err(internal)?;
    let body = app.engine.ports().vault.open(&owner(request), &body).map_err(internal)?;
    Ok(KeptAnswer { status: kept.status, body: String::from_utf8(body.to_vec()).map_err(internal)? })
}

/// Whose a kept answer is: its request's.
fn owner(request: &RepeatableRequest) -> [u8; 16] {
    std::array::from_fn(|place| request.key[place])
}

fn internal(error: impl std::error::Error + Send + Sync + 'static) -> Fault {
    Fault::Internal(Box::new(error))
}

fn respond(KeptAnswer { status, body }: KeptAnswer) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let media_type = if status.is_success() { "application/json" } else { PROBLEM_JSON };
    (status, [(header::CONTENT_TYPE, media_type)], body).into_response()
}

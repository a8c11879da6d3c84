//! `POST /hooks/mail/{sender}`: providers report what became of emails. An authentic message counts only for our own
//! emails, and each event counts once (R34).

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use rekey_core::Fault;
use rekey_core::ports::{EventMessage, EventRejection, Incoming};
use rekey_core::time::Duration;
use secrecy::SecretString;
use serde::Serialize;
use tokio::sync::Semaphore;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::app::SharedApp;
use crate::client_network::Client;
use crate::error_response::{ErrorResponse, fault_response};
use crate::faults;
use crate::guard::Guard;
use crate::input::{BodyError, Fields, InputError, KeyCase, basic, read_large_body};
use crate::openapi::{Api, Refused, metered, refusals};
use crate::shared_secret;

/// The largest message, in bytes: more than providers send at once.
const LARGEST_MESSAGE: usize = 1024 * 1024;
/// For messages that are larger than other requests: so many may be in memory at once.
static LARGE_MESSAGES: Semaphore = Semaphore::const_new(16);
/// When a provider should try again.
const RETRY_AFTER: Duration = Duration::from_secs(30);

/// The route.
pub(crate) fn routes(guard: &Guard) -> Api {
    Api::default()
        .routes(routes!(receive))
        .describe::<FailureBody>()
        .map_routes(|route| guard.around_route(route, fault_response::<EventError>))
}

/// How many reports a message held.
#[derive(Serialize, ToSchema)]
#[schema(as = hooks::Received)]
struct Received {
    /// How many reports on emails there were; other events don't count.
    reports: usize,
}

/// Why a message is refused.
#[derive(Serialize, ToSchema)]
#[schema(as = hooks::Failure)]
pub(crate) struct FailureBody {
    /// `unauthorized`, `invalid_message`, `payload_too_large` or `temporarily_unavailable`.
    error: &'static str,
}

/// Why a message is refused.
pub(crate) enum EventError {
    Unauthenticated,
    Malformed,
    TooLarge,
    Fault(Fault),
}

impl From<Fault> for EventError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<BodyError> for EventError {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::TooLarge => Self::TooLarge,
            BodyError::Broken => Self::Malformed,
        }
    }
}

impl From<InputError> for EventError {
    fn from(_: InputError) -> Self {
        Self::Malformed
    }
}

impl EventError {
    fn later() -> Self {
        Self::Fault(Fault::Overloaded { retry_after: RETRY_AFTER })
    }
}

impl ErrorResponse for EventError {
    type Body = FailureBody;

    fn status(&self) -> StatusCode {
        match self {
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Fault(fault) => faults::status(fault),
        }
    }

    fn body(&self) -> FailureBody {
        let error = match self {
            Self::Unauthenticated => "unauthorized",
            Self::Malformed => "invalid_message",
            Self::TooLarge => "payload_too_large",
            Self::Fault(_) => "temporarily_unavailable",
        };
        FailureBody { error }
    }

    fn summary(&self) -> String {
        match self {
            Self::Unauthenticated => "The message has no valid signature or secret.".to_owned(),
            Self::Malformed => "The body is not an event of this provider.".to_owned(),
            Self::TooLarge => "The message is larger than 1 MiB.".to_owned(),
            Self::Fault(fault) => faults::sentence(fault).to_owned(),
        }
    }

    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            _ => None,
        }
    }

    fn challenge(&self) -> Option<&'static str> {
        matches!(self, Self::Unauthenticated).then_some("Basic realm=\"mail events\"")
    }
}

impl IntoResponse for EventError {
    fn into_response(self) -> Response {
        self.answer()
    }
}

refusals! {
    /// Of the one route.
    OfReceive: EventError = [[EventError::Unauthenticated, EventError::Malformed, EventError::TooLarge], metered()];
}

/// Report what became of emails
///
/// For the provider of a sender in `[[mail.senders]]` whose events are set up. Each event counts once, and only if it
/// names an email of this installation and its recipient; others change nothing.
#[utoipa::path(
    post,
    path = "/hooks/mail/{sender}",
    params(
        ("sender" = String, Path, description = "The name of the sender in the settings.", example = "main"),
        ("secret" = Option<String>, Query, description = "For Postmark: the event secret, unless it is sent as the password of HTTP Basic."),
    ),
    request_body(content = Object, content_type = "application/json", description = "As the provider documents it."),
    responses((status = 200, description = "The events were read.", body = Received), Refused<OfReceive>),
    security(()),
)]
async fn receive(
    State(app): State<SharedApp>,
    Client(network): Client,
    sender: Result<Path<String>, PathRejection>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Json<Received>, EventError> {
    let Ok(Path(sender)) = sender else { return Err(EventError::Unauthenticated) };
    let (parts, body) = request.into_parts();
    let (body, _permit) =
        read_large_body(body, LARGEST_MESSAGE, &LARGE_MESSAGES).await?.ok_or_else(EventError::later)?;
    let message = message(&parts.headers, query.as_deref(), body)?;
    let reports = match app.mail_events.read(&sender, &message).await {
        Ok(EventMessage::Reports(reports)) => reports,
        Ok(EventMessage::Confirmation { url }) => {
            tracing::warn!(
                sender,
                url,
                "Amazon SNS wants to send this sender's events here: open the URL to confirm the subscription"
            );
            app.engine.mails.ask_to_confirm(&sender, &url).await?;
            return Ok(Json(Received { reports: 0 }));
        }
        Err(EventRejection::Unauthenticated) => {
            shared_secret::count(&app, network, false)?;
            return Err(EventError::Unauthenticated);
        }
        Err(EventRejection::Malformed) => return Err(EventError::Malformed),
        Err(EventRejection::Unverifiable) => return Err(EventError::later()),
    };
    app.engine.mails.confirmed(&sender).await?;
    let count = reports.len();
    app.engine.mails.report(reports).await?;
    Ok(Json(Received { reports: count }))
}

fn message(headers: &HeaderMap, query: Option<&str>, body: Vec<u8>) -> Result<Incoming, EventError> {
    let query = Fields::parse(query.unwrap_or_default().as_bytes(), KeyCase::Sensitive)?;
    let only = |name: &HeaderName| {
        let mut values = headers.get_all(name).iter();
        let value = values.next().filter(|_| values.next().is_none())?;
        Some((name.to_string(), value.to_str().ok()?.to_owned()))
    };
    Ok(Incoming {
        headers: headers.keys().filter_map(only).collect(),
        secret: query.get("secret").map(SecretString::from),
        password: basic(headers).map(|credentials| credentials.password),
        body,
    })
}

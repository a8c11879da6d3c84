//! `POST /oauth2/introspect` (RFC 7662): a service that must know at once whether a bearer token is still valid asks
//! here, instead of trusting the signature until `exp`.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use rekey_core::sessions::{Authenticated, SessionError};
use rekey_core::{Fault, is_known_secret};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::app::SharedApp;
use crate::client_network::Client;
use crate::error_response::{ErrorResponse, fault_response};
use crate::faults;
use crate::guard::Guard;
use crate::input::{Credentials, InputError, KeyCase, Text, basic, filled, read_form_as, required};
use crate::introspection_client::IntrospectionClient;
use crate::openapi::{Api, Refused, json_body, metered, refusals};
use crate::shared_secret;

/// The route. Without clients in the settings nobody may ask.
pub(crate) fn routes(guard: &Guard) -> Api {
    Api::default()
        .routes(routes!(introspect))
        .describe::<FailureBody>()
        .map_routes(|route| guard.around_route(route, fault_response::<IntrospectionError>))
}

/// The form.
#[derive(Deserialize, ToSchema)]
#[schema(as = oauth2::Question)]
struct Question {
    /// The bearer token.
    #[serde(default, deserialize_with = "filled")]
    #[schema(value_type = String, required = true, min_length = 1)]
    token: Option<Text>,
    /// The calling service, if it doesn't use HTTP Basic.
    #[serde(default, deserialize_with = "filled")]
    #[schema(value_type = Option<String>)]
    client_id: Option<String>,
    /// The service's secret, together with `client_id`.
    #[serde(default, deserialize_with = "filled")]
    #[schema(value_type = Option<String>)]
    client_secret: Option<Text>,
}

/// What is known of a token (RFC 7662, 2.2). An invalid one is not `active`, and the answer says nothing else.
#[derive(Serialize, ToSchema)]
#[schema(as = oauth2::Answer)]
#[serde(untagged)]
enum Answer {
    Inactive {
        /// False.
        active: bool,
    },
    Active {
        /// True.
        active: bool,
        token_type: &'static str,
        /// The account's id.
        #[schema(format = "uuid")]
        sub: String,
        /// The account's address.
        username: String,
        client_id: String,
        /// When it was issued, in seconds since 1970.
        iat: i64,
        /// When it ends, in seconds since 1970.
        exp: i64,
    },
}

/// Why a question is not answered (RFC 6749, 5.2).
#[derive(Serialize, ToSchema)]
#[schema(as = oauth2::Failure)]
pub(crate) struct FailureBody {
    /// `invalid_client`, `invalid_request` or `temporarily_unavailable`.
    error: &'static str,
    error_description: String,
}

/// Why a question is not answered.
pub(crate) enum IntrospectionError {
    Client,
    Request(InputError),
    Fault(Fault),
}

impl From<InputError> for IntrospectionError {
    fn from(error: InputError) -> Self {
        Self::Request(error)
    }
}

impl From<Fault> for IntrospectionError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl ErrorResponse for IntrospectionError {
    type Body = FailureBody;

    fn status(&self) -> StatusCode {
        match self {
            Self::Client => StatusCode::UNAUTHORIZED,
            Self::Request(error) => error.status(),
            Self::Fault(fault) => faults::status(fault),
        }
    }

    fn body(&self) -> FailureBody {
        let error = match self {
            Self::Client => "invalid_client",
            Self::Request(_) => "invalid_request",
            Self::Fault(_) => "temporarily_unavailable",
        };
        FailureBody { error, error_description: self.summary() }
    }

    fn summary(&self) -> String {
        match self {
            Self::Client => "The client is unknown, or its secret is wrong.".to_owned(),
            Self::Request(error) => error.to_string(),
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
        matches!(self, Self::Client).then_some("Basic realm=\"introspection\"")
    }
}

impl IntoResponse for IntrospectionError {
    fn into_response(self) -> Response {
        self.answer()
    }
}

refusals! {
    /// Of the one route.
    OfIntrospect: IntrospectionError = [json_body("token is required."), [IntrospectionError::Client], metered()];
}

/// Ask whether a bearer token is still valid (RFC 7662)
#[utoipa::path(
    post,
    path = "/oauth2/introspect",
    request_body(content = Question, content_type = "application/x-www-form-urlencoded"),
    security((), ("client" = [])),
    responses((status = 200, description = "What the token is good for, or that it isn't valid.", body = Answer), Refused<OfIntrospect>),
)]
async fn introspect(
    State(app): State<SharedApp>,
    Client(network): Client,
    request: Request,
) -> Result<Json<Answer>, IntrospectionError> {
    let headers = request.headers().clone();
    let form: Question = read_form_as(request, KeyCase::Sensitive).await?;
    let given = presented(&headers, &form).ok_or(IntrospectionError::Client)?;
    if !shared_secret::count(&app, network, is_client(&app.settings.introspection_clients, &given))? {
        return Err(IntrospectionError::Client);
    }
    match app.engine.sessions.authenticate(&required("token", form.token)?).await {
        Ok(known) => Ok(Json(active(&known))),
        Err(SessionError::Refused) => Ok(Json(Answer::Inactive { active: false })),
        Err(SessionError::Fault(fault)) => Err(IntrospectionError::Fault(fault)),
    }
}

fn active(known: &Authenticated) -> Answer {
    Answer::Active {
        active: true,
        token_type: "bearer",
        sub: known.account.id.to_string(),
        username: known.account.email.as_stored().to_owned(),
        client_id: known.session.client_name(&known.account).to_owned(),
        iat: known.issued_at.as_second(),
        exp: known.expires_at.as_second(),
    }
}

/// The client's name and secret, by HTTP Basic or by fields (RFC 6749, 2.3.1).
fn presented(headers: &HeaderMap, form: &Question) -> Option<Credentials> {
    let fields =
        || Some(Credentials { name: form.client_id.clone()?, password: form.client_secret.as_deref()?.into() });
    basic(headers).or_else(fields)
}

/// Whether these are the credentials of a client that may ask. Every client's secret is compared, so that the time
/// reveals no names.
fn is_client(clients: &[IntrospectionClient], given: &Credentials) -> bool {
    let is_given =
        |client: &&IntrospectionClient| is_known_secret([&client.secret], &given.password) && client.id == given.name;
    clients.iter().filter(is_given).count() > 0
}

//! `POST /oauth2/introspect` (RFC 7662): a service that must know at once whether a bearer token is still good asks
//! here, instead of trusting the signature until `exp`.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use rekey_core::Fault;
use rekey_core::session::{Authenticated, SessionError};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use subtle::ConstantTimeEq;

use crate::app::SharedApp;
use crate::bearer::basic;
use crate::faults;
use crate::guard::Guard;
use crate::input::{Fields, InputError, KeyCase, is_media_type, read_body};

/// Who may ask.
#[derive(Debug, Clone)]
pub struct IntrospectionClient {
    /// Its name.
    pub id: String,
    /// Its secret.
    pub secret: SecretString,
}

/// The route. Without clients in the settings nobody may ask.
pub(crate) fn routes(guard: &Guard) -> Router<SharedApp> {
    guard.around(Router::new().route("/oauth2/introspect", post(introspect)), fault_response)
}

/// Why a question is not answered.
enum Refusal {
    Client,
    Request(InputError),
    Fault(Fault),
}

impl From<InputError> for Refusal {
    fn from(error: InputError) -> Self {
        Self::Request(error)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, error, text) = match &self {
            Self::Client => {
                (StatusCode::UNAUTHORIZED, "invalid_client", "The client is not one that may ask.".to_owned())
            }
            Self::Request(error) => (error.status(), "invalid_request", error.to_string()),
            Self::Fault(fault) => {
                faults::log(fault);
                (faults::status(fault), "temporarily_unavailable", faults::sentence(fault).to_owned())
            }
        };
        let mut response = (status, Json(json!({ "error": error, "error_description": text }))).into_response();
        let headers = response.headers_mut();
        match &self {
            Self::Client => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"introspection\""));
            }
            Self::Fault(fault) => {
                if let Some(wait) = faults::retry_after(fault) {
                    faults::ask_to_wait(headers, wait);
                }
            }
            Self::Request(_) => {}
        }
        response
    }
}

fn fault_response(fault: Fault) -> Response {
    Refusal::Fault(fault).into_response()
}

async fn introspect(State(app): State<SharedApp>, request: Request) -> Result<Json<Value>, Refusal> {
    let (parts, body) = request.into_parts();
    let body = read_body(body).await.map_err(InputError::from)?;
    if !is_media_type(&parts.headers, "application/x-www-form-urlencoded") {
        return Err(InputError::UnsupportedMediaType.into());
    }
    let form = Fields::parse(&body, KeyCase::Sensitive)?;
    if !is_client(&app.settings.introspection_clients, &parts.headers, &form) {
        return Err(Refusal::Client);
    }
    match app.engine.sessions.authenticate(form.required("token")?).await {
        Ok(known) => Ok(Json(active(&known))),
        Err(SessionError::Refused) => Ok(Json(json!({ "active": false }))),
        Err(SessionError::Fault(fault)) => Err(Refusal::Fault(fault)),
    }
}

fn active(known: &Authenticated) -> Value {
    json!({
        "active": true,
        "token_type": "bearer",
        "sub": known.account.id.to_string(),
        "username": known.account.email.as_stored(),
        "client_id": known.session.client_name(&known.account),
        "iat": known.issued_at.as_second(),
        "exp": known.expires_at.as_second(),
    })
}

/// Whether the request comes from a client that may ask, by HTTP Basic or by fields (RFC 6749, 2.3.1).
fn is_client(clients: &[IntrospectionClient], headers: &HeaderMap, form: &Fields) -> bool {
    let fields = || Some((form.get("client_id")?.to_owned(), form.get("client_secret")?.to_owned()));
    let Some((id, secret)) = basic(headers).or_else(fields) else { return false };
    clients.iter().any(|client| {
        let right: bool = client.secret.expose_secret().as_bytes().ct_eq(secret.as_bytes()).into();
        client.id == id && right
    })
}

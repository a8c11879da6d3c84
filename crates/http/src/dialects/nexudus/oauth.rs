//! `/api/token`: sign-in and refresh, with failures as OAuth shapes them (RFC 6749, 5.2).

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use rekey_core::network::ClientNetwork;
use rekey_core::session::{ClientId, SessionError};
use rekey_core::sign_in::{SignInError, Visitor};
use rekey_core::{Code, EmailAddress, Fault, Password, Token};
use utoipa_axum::routes;

use super::profile::REFRESH;
use super::refusals::OfToken;
use super::wire::{OAuthFailure, TokenAnswer, TokenRequest};
use crate::app::SharedApp;
use crate::client_network::Client;
use crate::failure::Failure;
use crate::faults;
use crate::input::{Fields, InputError, KeyCase, is_media_type, read_body, second_step};
use crate::openapi::{Api, ApiExt, Refused};

const FORM: &str = "application/x-www-form-urlencoded";

pub(super) fn routes() -> Api {
    Api::default()
        .routes(routes!(token))
        .describe::<OAuthFailure>()
        .map_routes(|routes| routes.method_not_allowed_fallback(async || OAuthRefusal::Method))
}

/// Everything that `/api/token` can refuse.
#[derive(Debug)]
pub(super) enum OAuthRefusal {
    /// No grant type, one that we don't have, or no form at all.
    Grant,
    /// A field is missing or malformed.
    Request(InputError),
    /// Wrong credentials, unknown address, suspended account: one text for all.
    Credentials,
    /// The password was right, but has to be reset first.
    MustReset,
    /// Password or code was right, but the second factor is missing or wrong.
    SecondFactor,
    /// Not by this method.
    Method,
    /// It has nothing to do with what was asked.
    Fault(Fault),
}

impl From<InputError> for OAuthRefusal {
    fn from(error: InputError) -> Self {
        Self::Request(error)
    }
}

impl From<Fault> for OAuthRefusal {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<SignInError> for OAuthRefusal {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Refused => Self::Credentials,
            SignInError::SecondFactor { .. } => Self::SecondFactor,
            // A reset proves the address as well.
            SignInError::MustReset | SignInError::NotVerified => Self::MustReset,
            SignInError::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<SessionError> for OAuthRefusal {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::Refused => Self::Credentials,
            SessionError::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl OAuthRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Grant => "unsupported_grant_type",
            Self::Request(_) | Self::Method => "invalid_request",
            Self::Credentials => "invalid_grant",
            Self::MustReset => "must_reset_password",
            Self::SecondFactor => "two_factor_auth_check",
            Self::Fault(Fault::Internal(_)) => "server_error",
            Self::Fault(_) => "temporarily_unavailable",
        }
    }
}

impl Failure for OAuthRefusal {
    type Body = OAuthFailure;

    fn status(&self) -> StatusCode {
        match self {
            Self::Request(error) => error.status(),
            Self::Grant | Self::Credentials | Self::MustReset | Self::SecondFactor => StatusCode::BAD_REQUEST,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Fault(fault) => faults::status(fault),
        }
    }

    fn body(&self) -> OAuthFailure {
        OAuthFailure { error: self.code(), error_description: self.summary() }
    }

    fn summary(&self) -> String {
        match self {
            Self::Grant => "grant_type must be password, otp or refresh_token, in a form-encoded body.".to_owned(),
            Self::Request(error) => error.to_string(),
            Self::Credentials => "The credentials are not valid.".to_owned(),
            Self::MustReset => "The password must be reset before signing in.".to_owned(),
            Self::SecondFactor => "The second factor is missing or wrong.".to_owned(),
            Self::Method => "Use POST.".to_owned(),
            Self::Fault(fault) => faults::sentence(fault).to_owned(),
        }
    }

    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            _ => None,
        }
    }
}

impl IntoResponse for OAuthRefusal {
    fn into_response(self) -> Response {
        self.answer()
    }
}

/// Sign in, or refresh
///
/// Which fields are needed depends on `grant_type`: `password` and `otp` need `username`, `refresh_token` the
/// `client_id` that it was issued to. A refresh supersedes every other refresh token of the account and client.
#[utoipa::path(
    post,
    path = "/api/token",
    params(("client_id" = Option<String>, Header, description = "As the field of that name, which wins.")),
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "Signed in.", body = TokenAnswer), Refused<OfToken>),
)]
async fn token(
    State(app): State<SharedApp>,
    Client(network): Client,
    request: Request,
) -> Result<Json<TokenAnswer>, OAuthRefusal> {
    let (parts, body) = request.into_parts();
    let body = read_body(body).await.map_err(InputError::from)?;
    if !is_media_type(&parts.headers, FORM) {
        return Err(OAuthRefusal::Grant);
    }
    let form = Fields::parse(&body, KeyCase::Insensitive)?;
    let client = client_id(&form, &parts.headers)?;
    match form.get("grant_type") {
        Some("password") => by_password(&app, &form, client, network).await,
        Some("otp") => by_code(&app, &form, client, network).await,
        Some("refresh_token") => by_refresh_token(&app, &form, client, network).await,
        _ => Err(OAuthRefusal::Grant),
    }
}

async fn by_password(
    app: &SharedApp,
    form: &Fields,
    client: Option<ClientId>,
    network: ClientNetwork,
) -> Result<Json<TokenAnswer>, OAuthRefusal> {
    let username = form.required("username")?;
    let password = Password::new(form.required("password")?);
    let visitor = Visitor { client, bearer_lifetime: None, second_step: second_step(form.get("totp"))?, network };
    let signed_in = app.engine.sign_in.with_password(username, &password, visitor).await?;
    Ok(Json(signed_in.tokens.into()))
}

async fn by_code(
    app: &SharedApp,
    form: &Fields,
    client: Option<ClientId>,
    network: ClientNetwork,
) -> Result<Json<TokenAnswer>, OAuthRefusal> {
    let username = form.required("username")?;
    let code = Code::parse(form.required("otp")?).ok_or_else(|| InputError::malformed("otp must be six digits."))?;
    let address =
        EmailAddress::parse(username).map_err(|_| InputError::malformed("username must be an e-mail address."))?;
    let visitor = Visitor { client, bearer_lifetime: None, second_step: second_step(form.get("totp"))?, network };
    let signed_in = app.engine.sign_in.with_code(&address, code, visitor).await?;
    Ok(Json(signed_in.tokens.into()))
}

async fn by_refresh_token(
    app: &SharedApp,
    form: &Fields,
    client: Option<ClientId>,
    network: ClientNetwork,
) -> Result<Json<TokenAnswer>, OAuthRefusal> {
    let presented = Token::parse(form.required("refresh_token")?).ok_or(OAuthRefusal::Credentials)?;
    let (tokens, _) = app.engine.sessions.refresh(&presented, client.as_ref(), REFRESH, network).await?;
    Ok(Json(tokens.into()))
}

/// The client, from the field or the header of that name; the field wins.
fn client_id(form: &Fields, headers: &HeaderMap) -> Result<Option<ClientId>, InputError> {
    let header = headers.get("client_id").and_then(|value| value.to_str().ok()).filter(|text| !text.is_empty());
    match form.get("client_id").or(header) {
        Some(text) => ClientId::new(text)
            .map(Some)
            .ok_or_else(|| InputError::malformed("client_id must have 1 to 255 characters.")),
        None => Ok(None),
    }
}

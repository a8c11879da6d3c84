//! `/api/token`: sign-in and refresh, with failures as OAuth shapes them (RFC 6749, 5.2).

use axum::Json;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use rekey_core::Origin;
use rekey_core::session::{ClaimedDevice, ClientId, RefreshLife};
use rekey_core::sessions::RefreshRequest;
use rekey_core::sign_in::Visitor;
use rekey_core::{Code, EmailAddress, Token};
use utoipa_axum::routes;

use super::oauth_error::OAuthRefusal;
use super::profile::REFRESH;
use super::refusals::OfToken;
use super::wire::{GrantType, OAuthFailure, TokenAnswer, TokenRequest};
use crate::app::SharedApp;
use crate::client_network::ClientOrigin;
use crate::input::{FORM, Fields, InputError, KeyCase, is_media_type, read_body, required, second_step};
use crate::openapi::{Api, Refused};

/// Where people sign in.
pub(super) const TOKEN: &str = "/api/token";

pub(super) fn routes() -> Api {
    Api::default()
        .routes(routes!(token))
        .describe::<OAuthFailure>()
        .map_routes(|route| route.fallback(async || OAuthRefusal::Method))
}

/// Sign in, or refresh
///
/// The required fields depend on `grant_type`: `password` and `otp` need `username`; `refresh_token` needs the
/// `client_id` that it was issued to. A refresh replaces every other refresh token of the account and client.
#[utoipa::path(
    post,
    path = TOKEN,
    params(("client_id" = Option<String>, Header, description = "Like the field of the same name, which takes precedence.")),
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "Signed in.", body = TokenAnswer), Refused<OfToken>),
)]
async fn token(
    State(app): State<SharedApp>,
    ClientOrigin(origin): ClientOrigin,
    request: Request,
) -> Result<Json<TokenAnswer>, OAuthRefusal> {
    let (parts, body) = request.into_parts();
    let body = read_body(body).await.map_err(InputError::from)?;
    if !is_media_type(&parts.headers, FORM) {
        return Err(OAuthRefusal::Grant);
    }
    let form: TokenRequest = Fields::parse(&body, KeyCase::Insensitive)?.read()?;
    let client = client_id(form.client_id.as_deref(), &parts.headers)?;
    match form.grant_type.as_deref().and_then(GrantType::named) {
        Some(GrantType::Password) => by_password(&app, form, client, origin).await,
        Some(GrantType::Otp) => by_code(&app, form, client, origin).await,
        Some(GrantType::RefreshToken) => by_refresh_token(&app, form, client, origin).await,
        None => Err(OAuthRefusal::Grant),
    }
}

async fn by_password(
    app: &SharedApp,
    form: TokenRequest,
    client: Option<ClientId>,
    origin: Origin,
) -> Result<Json<TokenAnswer>, OAuthRefusal> {
    let username = required("username", form.username)?;
    let password = required("password", form.password)?.password();
    let visitor = visitor(form.totp.as_deref(), client, origin)?;
    let signed_in = app.engine.sign_in.with_password(&username, &password, visitor).await?;
    Ok(Json(signed_in.tokens.into()))
}

fn visitor(totp: Option<&str>, client: Option<ClientId>, origin: Origin) -> Result<Visitor, OAuthRefusal> {
    let second_step = second_step(totp)?;
    let device = ClaimedDevice::default();
    Ok(Visitor { client, bearer_lifetime: None, refresh_life: RefreshLife::ROTATING, second_step, origin, device })
}

async fn by_code(
    app: &SharedApp,
    form: TokenRequest,
    client: Option<ClientId>,
    origin: Origin,
) -> Result<Json<TokenAnswer>, OAuthRefusal> {
    let username = required("username", form.username)?;
    let code = Code::parse(&required("otp", form.otp)?);
    let code = code.ok_or_else(|| InputError::malformed("otp must be six digits."))?;
    let address =
        EmailAddress::parse(&username).map_err(|_| InputError::malformed("username must be an email address."))?;
    let visitor = visitor(form.totp.as_deref(), client, origin)?;
    let signed_in = app.engine.sign_in.with_code(&address, code, visitor).await?;
    Ok(Json(signed_in.tokens.into()))
}

async fn by_refresh_token(
    app: &SharedApp,
    form: TokenRequest,
    client: Option<ClientId>,
    origin: Origin,
) -> Result<Json<TokenAnswer>, OAuthRefusal> {
    let presented = Token::parse(&required("refresh_token", form.refresh_token)?).ok_or(OAuthRefusal::Credentials)?;
    let (tokens, _) = app.engine.sessions.refresh(RefreshRequest::new(&presented, client, origin), REFRESH).await?;
    Ok(Json(tokens.into()))
}

/// The client, from the field or the header of that name; the field wins. An address, which is the default, is compared
/// as one.
fn client_id(field: Option<&str>, headers: &HeaderMap) -> Result<Option<ClientId>, InputError> {
    let header = headers.get("client_id").and_then(|value| value.to_str().ok()).filter(|text| !text.is_empty());
    match field.or(header) {
        Some(text) => ClientId::new(EmailAddress::parse(text).as_ref().map_or(text, EmailAddress::canonical))
            .map(Some)
            .ok_or_else(|| InputError::malformed("client_id must have 1 to 255 characters.")),
        None => Ok(None),
    }
}

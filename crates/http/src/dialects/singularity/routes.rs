//! The routes under `/api/auth`.

use axum::extract::{RawQuery, Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use rekey_core::outbox::Channel;
use rekey_core::policy::PasswordPolicySettings;
use rekey_core::ports::Acceptance;
use rekey_core::recovery::{Afterwards, NewPassword, NewRequest};
use rekey_core::sign_in::Visitor;
use rekey_core::time::{Duration, whole_seconds};
use rekey_core::token::TOKEN_CHARACTERS;
use rekey_core::{EmailAddress, Locale, Password, Purpose, Token};

use super::error::Refusal;
use super::wire::{CooldownAnswer, LoginAnswer, RemainingAnswer, SuccessAnswer};
use crate::app::{App, SharedApp};
use crate::client_network::Client;
use crate::input::{Fields, InputError, KeyCase, read_object};

/// What this dialect asks of passwords, where the location says nothing else (contracts/singularity.md).
const POLICY: PasswordPolicySettings = PasswordPolicySettings {
    min_length: Some(8),
    needs_upper: Some(true),
    needs_lower: Some(true),
    needs_digit: Some(true),
    needs_special: Some(true),
    special_characters: Some(r#"!@#$%^&*()_+-={}[]\|:;'"<>,.?/"#),
    refuses_reuse: None,
};

pub(super) fn routes() -> Router<SharedApp> {
    Router::new()
        .route("/api/auth/password/reset-request", post(request_reset))
        .route("/api/auth/password/reset/cooldown", get(cooldown))
        .route("/api/auth/password/reset", post(reset))
        .route("/api/auth/login", post(login))
        .method_not_allowed_fallback(async || Refusal::Method)
}

async fn request_reset(
    State(app): State<SharedApp>,
    Client(network): Client,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Json<CooldownAnswer>, Refusal> {
    let locale = parse_locale(&parse_query(query)?);
    let body = read_object(request, KeyCase::Sensitive).await?;
    let request = NewRequest {
        purpose: Purpose::ResetPassword,
        address: parse_address(body.required_string("email")?)?,
        channel: Channel::Singularity,
        location: None,
        locale,
        redirect_to: None,
        network,
    };
    let receipt = app.engine.recovery.request_delivered(request).await?;
    match receipt.acceptance {
        Acceptance::Accepted => Ok(Json(CooldownAnswer { cooldown: whole_seconds(receipt.cooldown) })),
        Acceptance::Suppressed { remaining } => Err(Refusal::Cooldown(remaining)),
    }
}

async fn cooldown(State(app): State<SharedApp>, RawQuery(query): RawQuery) -> Result<Json<RemainingAnswer>, Refusal> {
    let query = parse_query(query)?;
    let address = parse_address(query.required("email")?)?;
    let remaining = app.engine.recovery.remaining_cooldown(&address, Purpose::ResetPassword).await;
    Ok(Json(RemainingAnswer { remaining: whole_seconds(remaining.map_err(Refusal::of_cooldown)?) }))
}

async fn reset(
    State(app): State<SharedApp>,
    Client(network): Client,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Json<SuccessAnswer>, Refusal> {
    let query = parse_query(query)?;
    let body = read_object(request, KeyCase::Sensitive).await?;
    let password = Password::new(body.required_string("newPassword")?);
    let token = query.required("token")?;
    if token.len() > TOKEN_CHARACTERS {
        return Err(InputError::malformed("token is too long.").into());
    }
    let new = NewPassword {
        token: Token::parse(token).ok_or(Refusal::Token)?,
        password,
        location: None,
        policy: POLICY,
        then: Afterwards::Nothing,
        network,
    };
    app.engine.recovery.complete(new).await?;
    Ok(Json(SuccessAnswer { success: true }))
}

async fn login(State(app): State<SharedApp>, Client(network): Client, request: Request) -> Result<Response, Refusal> {
    let body = read_object(request, KeyCase::Sensitive).await?;
    let address = parse_address(body.required_string("email")?)?;
    let password = Password::new(body.required_string("password")?);
    if let Some(session) = body.optional_object("session")? {
        session.optional_string("browser")?;
        session.optional_string("os")?;
    }
    let visitor = Visitor { client: None, bearer_lifetime: None, network };
    let signed_in = app.engine.sign_in.with_password(address.as_stored(), &password, visitor).await?;
    let cookies = [
        cookie(&app, "access_token", &signed_in.tokens.bearer, signed_in.tokens.expires_in),
        cookie(&app, "refresh_token", signed_in.tokens.refresh.expose(), app.engine.settings().refresh_lifetime),
    ];
    let cookies = AppendHeaders(cookies.map(|cookie| (header::SET_COOKIE, cookie)));
    Ok((cookies, Json(LoginAnswer::from(signed_in))).into_response())
}

/// A cookie that no script can read and that other sites can't have sent along.
fn cookie(app: &App, name: &str, value: &str, lifetime: Duration) -> HeaderValue {
    let secure = if app.settings.public_url.scheme() == "https" { "; Secure" } else { "" };
    let age = lifetime.as_secs();
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}; Max-Age={age}");
    // JWTs and tokens are made of characters that every header takes.
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""))
}

fn parse_query(query: Option<String>) -> Result<Fields, InputError> {
    Fields::parse(query.unwrap_or_default().as_bytes(), KeyCase::Sensitive)
}

/// The language of the mail. One that we don't know, or that is none, falls back to the location's: nobody should
/// lose a reset over it.
fn parse_locale(query: &Fields) -> Option<Locale> {
    query.get("locale").and_then(|text| text.parse().ok())
}

fn parse_address(text: &str) -> Result<EmailAddress, InputError> {
    EmailAddress::parse(text).map_err(|_| InputError::malformed("email must be an e-mail address."))
}

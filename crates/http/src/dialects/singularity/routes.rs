//! The routes under `/api/auth`.

use axum::Json;
use axum::extract::{RawQuery, Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use rekey_core::outbox::Door;
use rekey_core::policy::PasswordPolicySettings;
use rekey_core::ports::Acceptance;
use rekey_core::recovery::{Afterwards, NewPassword, NewRequest};
use rekey_core::second_factor::Proof;
use rekey_core::second_factors::Challenge;
use rekey_core::sign_in::{SecondStep, SignInError, SignedIn, Visitor};
use rekey_core::time::{Duration, whole_seconds};
use rekey_core::token::TOKEN_CHARACTERS;
use rekey_core::{EmailAddress, Locale, Purpose, Token};
use utoipa_axum::routes;

use super::error::Refusal;
use super::profile::CHANNEL;
use super::refusals::{OfCooldown, OfLogin, OfRequest, OfReset, OfSecondFactor};
use super::wire::{
    CooldownAnswer, ErrorBody, Login, LoginAnswer, RemainingAnswer, Reset, ResetRequest, SecondFactorLogin,
    SuccessAnswer,
};
use crate::app::{App, SharedApp};
use crate::client_network::Client;
use crate::cookies::{self, SetCookie};
use crate::input::{Fields, InputError, KeyCase, bearer, not_too_long, read_body_as};
use crate::openapi::{Api, ApiExt, Refused};

/// The cookie that holds the two-factor token.
const CHALLENGE: &str = "two_factor_token";

/// What this dialect asks of passwords, where the location says nothing else (docs/contracts/singularity.md).
const POLICY: PasswordPolicySettings = PasswordPolicySettings {
    min_length: Some(8),
    needs_upper: Some(true),
    needs_lower: Some(true),
    needs_digit: Some(true),
    needs_special: Some(true),
    special_characters: Some(r#"!@#$%^&*()_+-={}[]\|:;'"<>,.?/"#),
    refuses_reuse: None,
};

pub(super) fn routes() -> Api {
    Api::default()
        .routes(routes!(request_reset))
        .routes(routes!(cooldown))
        .routes(routes!(reset))
        .routes(routes!(login))
        .routes(routes!(login_with_second_factor))
        .describe::<ErrorBody>()
        .map_routes(|routes| routes.method_not_allowed_fallback(async || Refusal::Method))
}

/// Forgot password: mail a link to set a new one
///
/// Waits for the first attempt to send the mail. An address without an account is answered alike, and gets a mail that
/// says so.
#[utoipa::path(
    post,
    path = "/api/auth/password/reset-request",
    params(("locale" = Option<String>, Query, description = "The language of the mail; one that we don't know counts \
            as absent.", example = "de")),
    request_body = ResetRequest,
    responses((status = 200, description = "Accepted.", body = CooldownAnswer), Refused<OfRequest>),
)]
async fn request_reset(
    State(app): State<SharedApp>,
    Client(network): Client,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Json<CooldownAnswer>, Refusal> {
    let locale = parse_locale(&parse_query(query)?);
    let body: ResetRequest = read_body_as(request, KeyCase::Sensitive).await?;
    let request = NewRequest {
        purpose: Purpose::ResetPassword,
        address: body.email.0,
        channel: CHANNEL.channel(),
        location: None,
        locale,
        browser_locale: None,
        redirect_to: None,
        network,
    };
    let receipt = app.engine.recovery.request_delivered(request).await?;
    match receipt.acceptance {
        Acceptance::Accepted => Ok(Json(CooldownAnswer { cooldown: whole_seconds(receipt.cooldown) })),
        Acceptance::Suppressed { remaining } => Err(Refusal::Cooldown(remaining)),
    }
}

/// How long until the next mail can be asked for
#[utoipa::path(
    get,
    path = "/api/auth/password/reset/cooldown",
    params(("email" = String, Query, min_length = 1, example = "ann@example.com")),
    responses((status = 200, description = "Counts for unknown addresses as well.", body = RemainingAnswer),
              Refused<OfCooldown>),
)]
async fn cooldown(State(app): State<SharedApp>, RawQuery(query): RawQuery) -> Result<Json<RemainingAnswer>, Refusal> {
    let query = parse_query(query)?;
    let address = parse_address(query.required("email")?)?;
    let remaining = app.engine.recovery.remaining_cooldown(&address, Purpose::ResetPassword).await;
    Ok(Json(RemainingAnswer { remaining: whole_seconds(remaining.map_err(Refusal::of_cooldown)?) }))
}

/// Set the new password
#[utoipa::path(
    post,
    path = "/api/auth/password/reset",
    params(
        ("token" = String, Query, min_length = 1, max_length = 64, description = "The token of the mail's link."),
        ("locale" = Option<String>, Query, description = "The language of the mail that tells of the change; one that \
            we don't know counts as absent.", example = "de"),
    ),
    request_body = Reset,
    responses((status = 200, description = "The password was changed, and every session is over.",
               body = SuccessAnswer), Refused<OfReset>),
)]
async fn reset(
    State(app): State<SharedApp>,
    Client(network): Client,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Json<SuccessAnswer>, Refusal> {
    let query = parse_query(query)?;
    let body: Reset = read_body_as(request, KeyCase::Sensitive).await?;
    let token = query.required("token")?;
    if token.len() > TOKEN_CHARACTERS {
        return Err(InputError::malformed("token is too long.").into());
    }
    let new = NewPassword {
        token: Token::parse(token).ok_or(Refusal::Token)?,
        password: body.new_password.password(),
        location: None,
        policy: POLICY,
        then: Afterwards::Nothing,
        network,
        door: Door { locale: parse_locale(&query), ..CHANNEL.channel().into() },
    };
    app.engine.recovery.complete(new).await?;
    Ok(Json(SuccessAnswer { success: true }))
}

/// Sign in
///
/// The tokens also come as cookies that no script can read.
#[utoipa::path(
    post,
    path = "/api/auth/login",
    request_body = Login,
    responses((status = 200, description = "Signed in.", body = LoginAnswer,
               headers(("Set-Cookie" = String, description = "`access_token` and `refresh_token`."))),
              Refused<OfLogin>),
)]
async fn login(State(app): State<SharedApp>, Client(network): Client, request: Request) -> Result<Response, Refusal> {
    let body: Login = read_body_as(request, KeyCase::Sensitive).await?;
    let (address, password) = (body.email.0, body.password.password());
    let visitor = Visitor { client: None, bearer_lifetime: None, second_step: SecondStep::Later, network };
    match app.engine.sign_in.with_password(address.as_stored(), &password, visitor).await {
        Ok(signed_in) => Ok(admit(&app, signed_in)),
        Err(SignInError::SecondFactor { challenge: Some(challenge), .. }) => {
            Ok(ask_for_second_factor(&app, &challenge))
        }
        Err(error) => Err(error.into()),
    }
}

/// Sign in with the second factor
///
/// After a right password for an account that has one. The token of that answer comes as bearer or by its cookie.
#[utoipa::path(
    post,
    path = "/api/auth/2fa/login",
    request_body = SecondFactorLogin,
    responses((status = 200, description = "Signed in.", body = LoginAnswer,
               headers(("Set-Cookie" = String, description = "`access_token` and `refresh_token`."))),
              Refused<OfSecondFactor>),
)]
async fn login_with_second_factor(
    State(app): State<SharedApp>,
    Client(network): Client,
    request: Request,
) -> Result<Response, Refusal> {
    let presented = [bearer(request.headers()).map(str::to_owned), cookie_value(request.headers(), CHALLENGE)];
    presented.iter().flatten().try_for_each(|token| not_too_long(token))?;
    // A client may still send an old access token along, which is no token of this kind.
    let token = presented.iter().flatten().find_map(|token| Token::parse(token));
    let body: SecondFactorLogin = read_body_as(request, KeyCase::Sensitive).await?;
    let token = token.ok_or(Refusal::SecondFactor)?;
    let second_step = SecondStep::AtOnce(Some(Proof::Totp(body.totp.0)));
    let visitor = Visitor { client: None, bearer_lifetime: None, second_step, network };
    match app.engine.sign_in.with_challenge(&token, visitor).await {
        Ok(signed_in) => Ok(admit(&app, signed_in)),
        Err(SignInError::Fault(fault)) => Err(fault.into()),
        Err(_) => Err(Refusal::SecondFactor),
    }
}

fn admit(app: &App, signed_in: SignedIn) -> Response {
    let cookies = [
        cookie(app, "access_token", signed_in.tokens.bearer.expose(), signed_in.tokens.expires_in),
        cookie(app, "refresh_token", signed_in.tokens.refresh.expose(), app.engine.settings().refresh_lifetime),
    ];
    let mut response = Json(LoginAnswer::from(signed_in)).into_response();
    for cookie in cookies {
        cookie.append_to(response.headers_mut());
    }
    response
}

fn ask_for_second_factor(app: &App, challenge: &Challenge) -> Response {
    let cookie = cookie(app, CHALLENGE, challenge.token.expose(), challenge.expires_in);
    let mut response = Json(LoginAnswer::second_factor(challenge)).into_response();
    cookie.append_to(response.headers_mut());
    response
}

fn cookie_value(headers: &HeaderMap, name: &str) -> Option<String> {
    cookies::pairs(headers).find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
}

fn cookie(app: &App, name: &str, value: &str, lifetime: Duration) -> SetCookie {
    let secure = app.settings.public_url.scheme() == "https";
    SetCookie::new(name.to_owned(), value, Some(lifetime), secure)
}

fn parse_query(query: Option<String>) -> Result<Fields, InputError> {
    Fields::parse(query.unwrap_or_default().as_bytes(), KeyCase::Sensitive)
}

/// The language of the mails. One that we don't know, or that is none, falls back to the location's: nobody should
/// lose a reset over it.
fn parse_locale(query: &Fields) -> Option<Locale> {
    query.get("locale").and_then(|text| text.parse().ok())
}

fn parse_address(text: &str) -> Result<EmailAddress, InputError> {
    EmailAddress::parse(text).map_err(|_| InputError::malformed("email must be an e-mail address."))
}

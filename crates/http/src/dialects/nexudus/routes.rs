//! The routes under `/api/sys/users`.

use axum::Json;
use axum::extract::{RawQuery, Request, State};
use axum::http::HeaderMap;
use rekey_core::link_jwt::token_of_link;
use rekey_core::policy::PasswordPolicySettings;
use rekey_core::ports::Acceptance;
use rekey_core::recovery::{Admission, Afterwards, NewPassword, NewRequest, RequestError};
use rekey_core::session::{ClaimedDevice, RefreshLife};
use rekey_core::sign_in::{SecondStep, Visitor};
use rekey_core::time::Duration;
use rekey_core::{EmailAddress, LocationId, Purpose};
use utoipa_axum::router::UtoipaMethodRouterExt;
use utoipa_axum::routes;

use super::error::Refusal;
use super::profile::CHANNEL;
use super::refusals::{OfComplete, OfExchange, OfRefresh, OfSendOtp, OfStart};
use super::wire::{
    ActionConfirmation, CompletePasswordReset, ExchangeAnswer, ExchangeQuery, Minutes, SendOtp, StartPasswordReset,
};
use crate::app::SharedApp;
use crate::client_network::ClientOrigin;
use crate::input::{KeyCase, Whole, bearer, not_too_long, read_body_as, read_query};
use crate::openapi::{Api, Refused};
use crate::requester::Requester;
use crate::response_secret::ResponseSecret;

pub(super) fn routes() -> Api {
    Api::default()
        .routes(routes!(start_password_reset))
        .routes(routes!(complete_password_reset))
        // GET acts on these two, by contract; so HEAD, which axum would hand to GET, is refused.
        .routes(routes!(exchange).map(|route| route.head(method_not_allowed)))
        .routes(routes!(send_otp).map(|route| route.head(method_not_allowed)))
        .routes(routes!(refresh_token))
        .map_routes(|route| route.fallback(method_not_allowed))
}

async fn method_not_allowed() -> Refusal {
    Refusal::Method
}

/// Forgot password: mail a link to set a new one
///
/// The answer is the same for every well-formed address (known, unknown, locked, or in a cooldown) and for every
/// `businessId`, existing or not.
#[utoipa::path(
    post,
    path = "/api/sys/users/startPasswordReset",
    request_body = StartPasswordReset,
    responses((status = 200, description = "Accepted.", body = ActionConfirmation,
               example = json!(ActionConfirmation::success(None))), Refused<OfStart>),
)]
async fn start_password_reset(
    State(app): State<SharedApp>,
    requester: Requester,
    request: Request,
) -> Result<ActionConfirmation, Refusal> {
    let body: StartPasswordReset = read_body_as(request, KeyCase::Insensitive).await?;
    ask(&app, Purpose::ResetPassword, body.email.0, body.business_id.map(|Whole(id)| id), requester).await?;
    Ok(ActionConfirmation::success(None))
}

/// Mail a code and a link to sign in
///
/// The code goes to `/api/token` with `grant_type=otp`.
#[utoipa::path(
    get,
    path = "/api/sys/users/sendOtp",
    params(SendOtp),
    responses((status = 200, description = "Accepted, whether or not there is an account.", body = ActionConfirmation,
               example = json!(ActionConfirmation::success(None))), Refused<OfSendOtp>),
)]
async fn send_otp(
    State(app): State<SharedApp>,
    requester: Requester,
    RawQuery(query): RawQuery,
) -> Result<ActionConfirmation, Refusal> {
    let query: SendOtp = read_query(query.as_deref(), KeyCase::Insensitive)?;
    match ask(&app, Purpose::SignIn, query.email.0, Some(query.business_id.0), requester).await? {
        Acceptance::Accepted => Ok(ActionConfirmation::success(None)),
        Acceptance::Suppressed { remaining } => Err(Refusal::TooSoon(remaining)),
    }
}

/// Asks the engine for an email. A location that does not exist gets the answer that an existing one would get now, and
/// nothing changes.
async fn ask(
    app: &SharedApp,
    purpose: Purpose,
    address: EmailAddress,
    business: Option<i64>,
    requester: Requester,
) -> Result<Acceptance, Refusal> {
    let request = NewRequest {
        purpose,
        address: address.clone(),
        channel: CHANNEL.channel(),
        location: business,
        locale: None,
        browser_locale: requester.browser_locale,
        redirect_to: None,
        origin: requester.origin,
    };
    match app.engine.recovery.request(request).await {
        Ok(receipt) => Ok(receipt.acceptance),
        Err(RequestError::UnknownLocation) => {
            let remaining = app.engine.recovery.remaining_cooldown(&address, purpose).await?;
            Ok(if remaining.is_zero() { Acceptance::Accepted } else { Acceptance::Suppressed { remaining } })
        }
        Err(RequestError::Fault(fault)) => Err(fault.into()),
    }
}

/// Set the new password
///
/// `Value` is a one-time JWT for `exchange`, or null with a `Message` if the person has to sign in first. A password
/// that breaks the location's policy leaves the token usable.
#[utoipa::path(
    post,
    path = "/api/sys/users/completePasswordReset",
    request_body = CompletePasswordReset,
    responses((status = 200, description = "The password was changed, and every session is over.",
               body = ActionConfirmation), Refused<OfComplete>),
)]
async fn complete_password_reset(
    State(app): State<SharedApp>,
    ClientOrigin(origin): ClientOrigin,
    request: Request,
) -> Result<ActionConfirmation, Refusal> {
    let body: CompletePasswordReset = read_body_as(request, KeyCase::Insensitive).await?;
    let new = NewPassword {
        token: token_of_link(&body.token).ok_or(Refusal::ResetToken)?,
        password: body.password.password(),
        location: Some(LocationId::new(body.business_id.0).ok_or(Refusal::ResetToken)?),
        policy: PasswordPolicySettings::default(),
        then: Afterwards::OneTimeJwt,
        origin,
        language: CHANNEL.channel().into(),
    };
    let completed = app.engine.recovery.complete(new).await?;
    Ok(match completed.way_in {
        Admission::OneTimeJwt(jwt) => ActionConfirmation::success(Some(jwt.into())),
        Admission::SecondFactor(_) => ActionConfirmation::with_message("The password was changed. Sign in with it."),
        Admission::None | Admission::Session(_) | Admission::App(_) => ActionConfirmation::success(None),
    })
}

/// Turn a one-time token into a session
///
/// Accepts the JWT of `completePasswordReset` and the token of `token/refresh`, once each. For the latter, the new
/// bearer token shares the session of the one that asked: it ends with that session, is valid no longer than that
/// bearer token, and comes without a `refresh_token`.
#[utoipa::path(
    method(post, get),
    path = "/api/sys/users/exchange",
    params(ExchangeQuery),
    responses((status = 200, description = "Signed in.", body = ExchangeAnswer), Refused<OfExchange>),
)]
async fn exchange(
    State(app): State<SharedApp>,
    ClientOrigin(origin): ClientOrigin,
    RawQuery(query): RawQuery,
) -> Result<Json<ExchangeAnswer>, Refusal> {
    let query: ExchangeQuery = read_query(query.as_deref(), KeyCase::Insensitive)?;
    not_too_long(&query.token)?;
    let Minutes(minutes) = query.valid_for_in_minutes.unwrap_or_default();
    let lifetime = Duration::from_secs(u64::from(minutes) * 60);
    let visitor = Visitor {
        client: None,
        bearer_lifetime: Some(lifetime),
        refresh_life: RefreshLife::ROTATING,
        second_step: SecondStep::AtOnce(None),
        origin,
        device: ClaimedDevice::default(),
    };
    Ok(Json(app.engine.sign_in.with_one_time_token(&query.token, visitor).await?.into()))
}

/// Get a one-time token for a signed-in redirect
///
/// `Value` is a short-lived token that `exchange` accepts, for example at another front end.
#[utoipa::path(
    post,
    path = "/api/sys/users/token/refresh",
    security(("bearer" = [])),
    responses((status = 200, description = "`Value` is the token.", body = ActionConfirmation), Refused<OfRefresh>),
)]
async fn refresh_token(State(app): State<SharedApp>, headers: HeaderMap) -> Result<ActionConfirmation, Refusal> {
    let bearer = bearer(&headers).ok_or(Refusal::Unauthorized)?;
    let known = app.engine.sessions.authenticate(bearer).await?;
    let token = app.engine.sessions.one_time_token(&known, known.account.own_location()).await?;
    Ok(ActionConfirmation::success(Some(ResponseSecret::from(&token))))
}

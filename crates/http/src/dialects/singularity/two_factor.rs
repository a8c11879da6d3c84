//! A person's own second factor: an authenticator app and recovery codes.

use axum::Json;
use axum::extract::{RawQuery, Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use rekey_core::Account;
use rekey_core::second_factor::{Proof, RecoveryCode};
use rekey_core::sign_in::{SecondStep, SignInError};
use utoipa_axum::routes;

use super::credentials;
use super::error::Refusal;
use super::queries::SilentQuery;
use super::refusals::{OfBeginSetUp, OfCompleteSetUp, OfDisableTotp, OfPreferredMethod, OfRecover};
use super::sessions::user;
use super::sign_in::{admit_by_recovery, refused_challenge, visitor};
use super::wire::{
    PreferredMethod, RecoverySignIn, RecoverySignInAnswer, SessionNote, TotpSetUp, TotpSetUpAnswer, TwoFactorMethod,
    User,
};
use crate::app::SharedApp;
use crate::client_network::ClientOrigin;
use crate::input::{KeyCase, read_body_as, read_query};
use crate::openapi::{Api, Refused};

pub(super) fn routes() -> Api {
    Api::default()
        .routes(routes!(begin_set_up, complete_set_up))
        .routes(routes!(disable_totp))
        .routes(routes!(recover))
        .routes(routes!(prefer_method))
}

/// Start setting up an authenticator app
///
/// Changes nothing. The token holds the secret and the recovery codes; within 15 minutes, it completes the setup
/// together with a code of the app.
#[utoipa::path(
    get,
    path = "/api/auth/2fa/totp/setup",
    security(("bearer" = [])),
    responses((status = 200, description = "What the app needs, and recovery codes to write down.", body = TotpSetUpAnswer),
              Refused<OfBeginSetUp>),
)]
async fn begin_set_up(State(app): State<SharedApp>, headers: HeaderMap) -> Result<Json<TotpSetUpAnswer>, Refusal> {
    let account = stepped_up_by_password(&app, &headers).await?;
    Ok(Json(TotpSetUpAnswer::new(&app.engine.second_factors.begin_set_up(&account).await?)))
}

/// Turn the second factor on
///
/// Every session ends, and the person gets an email.
#[utoipa::path(
    post,
    path = "/api/auth/2fa/totp/setup",
    params(SilentQuery),
    request_body = TotpSetUp,
    security(("bearer" = [])),
    responses((status = 200, description = "Sign-ins ask for it from now on.", body = User), Refused<OfCompleteSetUp>),
)]
async fn complete_set_up(
    State(app): State<SharedApp>,
    ClientOrigin(origin): ClientOrigin,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Json<User>, Refusal> {
    let _: SilentQuery = read_query(query.as_deref(), KeyCase::Sensitive)?;
    let headers = request.headers().clone();
    let body: TotpSetUp = read_body_as(request, KeyCase::Sensitive).await?;
    let account = stepped_up_by_password(&app, &headers).await?;
    app.engine.second_factors.complete_set_up(&account, &body.token, body.code.0, origin).await?;
    Ok(Json(user(&app, account).await?))
}

/// Turn the authenticator app off
///
/// Refused while it is the only method, as in the published API. Here, it always is.
#[utoipa::path(
    delete,
    path = "/api/auth/2fa/totp",
    security(("bearer" = [])),
    responses(Refused<OfDisableTotp>),
)]
async fn disable_totp(State(app): State<SharedApp>, headers: HeaderMap) -> Result<Json<User>, Refusal> {
    let account = credentials::stepped_up(&app, &headers).await?.account;
    let is_on = app.engine.second_factors.is_on(&account).await?;
    Err(if is_on { Refusal::OnlyMethod } else { Refusal::TotpIsOff })
}

/// Sign in with a recovery code
///
/// In place of a code of the app. The session is stepped up.
#[utoipa::path(
    post,
    path = "/api/auth/2fa/totp/recover",
    request_body = RecoverySignIn,
    responses((status = 200, description = "Signed in; the code is used up.", body = RecoverySignInAnswer,
               headers(("Set-Cookie" = String, description = "`access_token`, `refresh_token` and `step_up_token`."))),
              Refused<OfRecover>),
)]
async fn recover(
    State(app): State<SharedApp>,
    ClientOrigin(origin): ClientOrigin,
    request: Request,
) -> Result<Response, Refusal> {
    let headers = request.headers().clone();
    let body: RecoverySignIn = read_body_as(request, KeyCase::Sensitive).await?;
    let token = credentials::named_two_factor_token(&headers)?;
    let proof = RecoveryCode::parse(&body.code).map(Proof::RecoveryCode);
    match app
        .engine
        .sign_in
        .with_challenge(&token, visitor(SecondStep::AtOnce(proof), origin, SessionNote::device(body.session)))
        .await
    {
        Ok(signed_in) => Ok(admit_by_recovery(&app, signed_in)),
        Err(SignInError::Refused) => Err(refused_challenge(&app, &token).await?),
        Err(SignInError::SecondFactor { .. }) => Err(Refusal::RecoveryCode),
        Err(error) => Err(error.into()),
    }
}

/// Choose the preferred method
///
/// There is only one, the authenticator app.
#[utoipa::path(
    post,
    path = "/api/auth/2fa/preferred-method",
    request_body = PreferredMethod,
    security(("bearer" = [])),
    responses((status = 200, description = "It is the preferred one.", body = User), Refused<OfPreferredMethod>),
)]
async fn prefer_method(State(app): State<SharedApp>, request: Request) -> Result<Json<User>, Refusal> {
    let headers = request.headers().clone();
    let body: PreferredMethod = read_body_as(request, KeyCase::Sensitive).await?;
    let account = stepped_up_by_password(&app, &headers).await?;
    let is_on = app.engine.second_factors.is_on(&account).await?;
    match body.method {
        TwoFactorMethod::Totp if is_on => Ok(Json(user(&app, account).await?)),
        TwoFactorMethod::Totp | TwoFactorMethod::Email => Err(Refusal::MethodIsOff),
    }
}

/// Whose session this is, if it was stepped up and the account has a password.
async fn stepped_up_by_password(app: &SharedApp, headers: &HeaderMap) -> Result<Account, Refusal> {
    let account = credentials::stepped_up(app, headers).await?.account;
    if account.password.is_none() { Err(Refusal::NoPasswordProvider) } else { Ok(account) }
}

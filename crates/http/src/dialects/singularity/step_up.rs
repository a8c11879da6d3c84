//! Step-up: within a session, the person shows again who they are.

use axum::Json;
use axum::extract::{RawQuery, Request, State};
use axum::response::Response;
use rekey_core::second_factor::Proof;
use rekey_core::sign_in::{SecondStep, SignInError, SteppedUp};
use utoipa_axum::routes;

use super::credentials::{self, STEP_UP, TWO_FACTOR};
use super::error::Refusal;
use super::queries::SilentQuery;
use super::refusals::{OfCompleteStepUp, OfStepUp};
use super::sign_in::{refused_challenge, visitor};
use super::wire::{CompleteStepUp, StepUp, StepUpAnswer};
use crate::app::SharedApp;
use crate::client_network::ClientOrigin;
use crate::cookies::with_cookies;
use crate::input::{KeyCase, read_body_as, read_optional_body_as, read_query};
use crate::openapi::{Api, Refused};

pub(super) fn routes() -> Api {
    Api::default().routes(routes!(step_up)).routes(routes!(complete_step_up))
}

/// Step up
///
/// By the password. The token is valid for 15 minutes, together with an access token of the same session.
#[utoipa::path(
    post,
    path = "/api/auth/step-up",
    params(SilentQuery),
    request_body = Option<StepUp>,
    security(("bearer" = [])),
    responses((status = 200, description = "Stepped up, or the second factor is still required.", body = StepUpAnswer,
               headers(("Set-Cookie" = String, description = "`step_up_token`, or `two_factor_authentication_token`."))),
              Refused<OfStepUp>),
)]
async fn step_up(
    State(app): State<SharedApp>,
    ClientOrigin(origin): ClientOrigin,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Response, Refusal> {
    let _: SilentQuery = read_query(query.as_deref(), KeyCase::Sensitive)?;
    let headers = request.headers().clone();
    let body: Option<StepUp> = read_optional_body_as(request, KeyCase::Sensitive).await?;
    let known = credentials::required(&app, &headers).await?;
    if known.account.password.is_none() {
        return Err(Refusal::NoPassword);
    }
    let password = body.ok_or(Refusal::PasswordMissing)?.password.password();
    match app
        .engine
        .sign_in
        .step_up(&known, &password, visitor(SecondStep::Later, origin, known.session.device.clone()))
        .await
    {
        Ok(stepped_up) => Ok(answer(&app, stepped_up)),
        Err(SignInError::SecondFactor { challenge: Some(challenge), .. }) => {
            let cookie = credentials::set(&app, TWO_FACTOR, challenge.token.expose(), challenge.expires_in);
            Ok(with_cookies(Json(StepUpAnswer::second_factor(&challenge)), [cookie]))
        }
        Err(error) => Err(error.into()),
    }
}

/// Step up with the second factor
///
/// After a right password for an account that has one.
#[utoipa::path(
    post,
    path = "/api/auth/2fa/step-up",
    request_body = CompleteStepUp,
    security(("bearer" = [])),
    responses((status = 200, description = "Stepped up.", body = StepUpAnswer,
               headers(("Set-Cookie" = String, description = "`step_up_token`."))),
              Refused<OfCompleteStepUp>),
)]
async fn complete_step_up(
    State(app): State<SharedApp>,
    ClientOrigin(origin): ClientOrigin,
    request: Request,
) -> Result<Response, Refusal> {
    let headers = request.headers().clone();
    let body: CompleteStepUp = read_body_as(request, KeyCase::Sensitive).await?;
    let token = credentials::named_two_factor_token(&headers)?;
    let known = credentials::required(&app, &headers).await?;
    let code = body.totp.ok_or(Refusal::NoTwoFactorCode)?;
    let visitor = visitor(SecondStep::AtOnce(Some(Proof::Totp(code.0))), origin, known.session.device.clone());
    match app.engine.sign_in.step_up_with_challenge(&known, &token, visitor).await {
        Ok(stepped_up) => Ok(with_cookies(answer(&app, stepped_up), [credentials::forget(&app, TWO_FACTOR)])),
        Err(SignInError::Refused) => Err(refused_challenge(&app, &token).await?),
        Err(error) => Err(error.into()),
    }
}

fn answer(app: &SharedApp, stepped_up: SteppedUp) -> Response {
    let cookie = credentials::set(app, STEP_UP, stepped_up.token.expose(), stepped_up.expires_in);
    with_cookies(Json(StepUpAnswer::stepped_up(stepped_up)), [cookie])
}

//! The reset: by a link, with its cooldown and what became of the mail.

use axum::Json;
use axum::extract::{RawQuery, Request, State};
use rekey_core::outbox::NoticeLanguage;
use rekey_core::ports::Acceptance;
use rekey_core::recovery::{Afterwards, NewPassword, NewRequest};
use rekey_core::time::whole_seconds;
use rekey_core::{Purpose, Token};
use utoipa_axum::routes;

use super::error::Refusal;
use super::password_first::password_first;
use super::profile::{CHANNEL, POLICY};
use super::queries::{CooldownQuery, MailQuery, ResetQuery};
use super::refusals::{OfCooldown, OfRequest, OfReset};
use super::wire::{CooldownAnswer, RemainingAnswer, Reset, ResetRequest, SuccessAnswer};
use crate::app::SharedApp;
use crate::client_network::ClientOrigin;
use crate::input::{KeyCase, read_body_as, read_query, required};
use crate::openapi::{Api, Refused};

pub(super) fn routes() -> Api {
    Api::default().routes(routes!(request_reset)).routes(routes!(cooldown)).routes(routes!(reset))
}

/// Forgot password: mail a link to set a new one
///
/// Waits for the first attempt to send the email. An address without an account gets the same answer, and an email that
/// says that it has no account.
#[utoipa::path(
    post,
    path = "/api/auth/password/reset-request",
    params(MailQuery),
    request_body = ResetRequest,
    responses((status = 200, description = "Accepted.", body = CooldownAnswer), Refused<OfRequest>),
)]
async fn request_reset(
    State(app): State<SharedApp>,
    ClientOrigin(origin): ClientOrigin,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Json<CooldownAnswer>, Refusal> {
    let query: MailQuery = read_query(query.as_deref(), KeyCase::Sensitive)?;
    let body: ResetRequest = read_body_as(request, KeyCase::Sensitive).await?;
    let request = NewRequest {
        purpose: Purpose::ResetPassword,
        address: body.email.0,
        channel: CHANNEL.channel(),
        location: None,
        locale: query.locale.0,
        browser_locale: None,
        redirect_to: None,
        origin,
    };
    let receipt = app.engine.recovery.request_delivered(request).await?;
    match receipt.acceptance {
        Acceptance::Accepted => Ok(Json(CooldownAnswer { cooldown: whole_seconds(receipt.cooldown) })),
        Acceptance::Suppressed { remaining } => Err(Refusal::Cooldown(remaining)),
    }
}

/// How long until the next email
#[utoipa::path(
    get,
    path = "/api/auth/password/reset/cooldown",
    params(CooldownQuery),
    responses((status = 200, description = "The cooldown of the address. Unknown addresses have one too.", body = RemainingAnswer),
              Refused<OfCooldown>),
)]
async fn cooldown(State(app): State<SharedApp>, RawQuery(query): RawQuery) -> Result<Json<RemainingAnswer>, Refusal> {
    let query: CooldownQuery = read_query(query.as_deref(), KeyCase::Sensitive)?;
    let remaining = app.engine.recovery.remaining_cooldown(&query.email.0, Purpose::ResetPassword).await;
    Ok(Json(RemainingAnswer { remaining: whole_seconds(remaining.map_err(Refusal::of_cooldown)?) }))
}

/// Set the new password
#[utoipa::path(
    post,
    path = "/api/auth/password/reset",
    params(ResetQuery),
    request_body = Reset,
    responses((status = 200, description = "The password was changed, and every session is over.",
               body = SuccessAnswer), Refused<OfReset>),
)]
async fn reset(
    State(app): State<SharedApp>,
    ClientOrigin(origin): ClientOrigin,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Json<SuccessAnswer>, Refusal> {
    let query: ResetQuery = read_query(query.as_deref(), KeyCase::Sensitive)?;
    let body: Reset = read_body_as(request, KeyCase::Sensitive).await?;
    let token = required("token", query.token)?;
    let password = body.new_password.password();
    let Some(token) = Token::parse(&token) else { return Err(password_first(&app, &password, Refusal::Token).await) };
    let new = NewPassword {
        token,
        password: password.clone(),
        location: None,
        policy: POLICY,
        then: Afterwards::Nothing,
        origin,
        language: NoticeLanguage { locale: query.locale.0, ..CHANNEL.channel().into() },
    };
    match app.engine.recovery.complete(new).await {
        Ok(_) => Ok(Json(SuccessAnswer { success: true })),
        Err(error) => Err(password_first(&app, &password, error.into()).await),
    }
}

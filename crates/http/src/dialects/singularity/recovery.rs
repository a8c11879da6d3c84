//! The reset: by a link, with its cooldown and what became of the mail.

use axum::Json;
use axum::extract::{RawQuery, Request, State};
use rekey_core::outbox::NoticeLanguage;
use rekey_core::ports::Acceptance;
use rekey_core::recovery::{Afterwards, NewPassword, NewRequest};
use rekey_core::time::whole_seconds;
use rekey_core::{EmailAddress, Purpose, Token};
use utoipa_axum::routes;

use super::error::Refusal;
use super::locale::{parse_locale, parse_query};
use super::password_first::password_first;
use super::profile::{CHANNEL, POLICY};
use super::refusals::{OfCooldown, OfRequest, OfReset};
use super::wire::{CooldownAnswer, RemainingAnswer, Reset, ResetRequest, SuccessAnswer};
use crate::app::SharedApp;
use crate::client_network::ClientOrigin;
use crate::input::{InputError, KeyCase, read_body_as};
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
    params(("locale" = Option<String>, Query, description = "The language of the email; an unknown one counts \
            as absent.", example = "de")),
    request_body = ResetRequest,
    responses((status = 200, description = "Accepted.", body = CooldownAnswer), Refused<OfRequest>),
)]
async fn request_reset(
    State(app): State<SharedApp>,
    ClientOrigin(origin): ClientOrigin,
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
    params(("email" = String, Query, min_length = 1, example = "demo@example.com")),
    responses((status = 200, description = "The cooldown of the address. Unknown addresses have one too.", body = RemainingAnswer),
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
        ("token" = String, Query, min_length = 1, description = "The token of the email's link."),
        ("locale" = Option<String>, Query, description = "The language of the notice about the change; one that \
            we don't know counts as absent.", example = "de"),
    ),
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
    let query = parse_query(query)?;
    let body: Reset = read_body_as(request, KeyCase::Sensitive).await?;
    let token = query.required("token")?;
    let password = body.new_password.password();
    let Some(token) = Token::parse(token) else { return Err(password_first(&app, &password, Refusal::Token).await) };
    let new = NewPassword {
        token,
        password: password.clone(),
        location: None,
        policy: POLICY,
        then: Afterwards::Nothing,
        origin,
        language: NoticeLanguage { locale: parse_locale(&query), ..CHANNEL.channel().into() },
    };
    match app.engine.recovery.complete(new).await {
        Ok(_) => Ok(Json(SuccessAnswer { success: true })),
        Err(error) => Err(password_first(&app, &password, error.into()).await),
    }
}

fn parse_address(text: &str) -> Result<EmailAddress, InputError> {
    EmailAddress::parse(text).map_err(|_| InputError::malformed("email must be an email address."))
}

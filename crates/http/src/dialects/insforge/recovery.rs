//! Reset by code, or by a link that leads to the app's own page.

use axum::Json;
use axum::extract::{RawQuery, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use rekey_core::location::MailMethod;
use rekey_core::policy::PasswordPolicySettings;
use rekey_core::recovery::{Afterwards, NewPassword};
use rekey_core::{Password, Purpose, Token};
use utoipa_axum::routes;

use super::bodies::{ExchangeCode, ResetPassword, SendResetPassword};
use super::error::Refusal;
use super::fields::{code, email};
use super::mails;
use super::profile::CHANNEL;
use super::refusals::{OfExchange, OfLink, OfReset, OfSendReset};
use super::targets::{self, LinkStatus, LinkType, lead_on};
use super::wire::{ExchangeAnswer, MailAccepted, Message};
use crate::app::SharedApp;
use crate::asker::Asker;
use crate::client_network::Client;
use crate::input::{Fields, InputError, KeyCase, read_object};
use crate::openapi::{Api, Refused};

pub(super) fn routes() -> Api {
    Api::default()
        .routes(routes!(send_reset_password))
        .routes(routes!(exchange_code))
        .routes(routes!(follow_link))
        .routes(routes!(reset_password))
}

/// Forgot password: mail a code, or a link
///
/// Which of the two is the location's `reset_method`. Answered alike whether or not there is an account.
#[utoipa::path(
    post,
    path = "/api/auth/email/send-reset-password",
    request_body = SendResetPassword,
    responses((status = 202, description = "Accepted.", body = MailAccepted), Refused<OfSendReset>),
)]
async fn send_reset_password(
    State(app): State<SharedApp>,
    asker: Asker,
    request: Request,
) -> Result<MailAccepted, Refusal> {
    let body = read_object(request, KeyCase::Sensitive).await?;
    let address = email(&body)?;
    let redirect_to = body.optional_string("redirectTo")?;
    let locations = app.engine.locations().await?;
    let method = locations.default().reset_method;
    let redirect_to = targets::wanted(&app, method, redirect_to).await?;
    let message = match method {
        MailMethod::Code => "If there is an account with this address, a code to reset its password is on the way.",
        MailMethod::Link => "If there is an account with this address, a link to reset its password is on the way.",
    };
    mails::ask(&app, Purpose::ResetPassword, address, redirect_to, asker).await?;
    Ok(MailAccepted::new(message))
}

/// Turn a mailed code into a reset token
///
/// A code dies at the third wrong try.
#[utoipa::path(
    post,
    path = "/api/auth/email/exchange-reset-password-token",
    request_body = ExchangeCode,
    responses((status = 200, description = "The code is used up.", body = ExchangeAnswer), Refused<OfExchange>),
)]
async fn exchange_code(
    State(app): State<SharedApp>,
    Client(network): Client,
    request: Request,
) -> Result<Json<ExchangeAnswer>, Refusal> {
    let body = read_object(request, KeyCase::Sensitive).await?;
    let address = email(&body)?;
    // The page calls it `code`, the SDK sends it as `otp`.
    body.are_strings(&["code", "otp"])?;
    let field = if body.optional_string("code")?.is_some() { "code" } else { "otp" };
    let code = code(&body, field)?;
    Ok(Json(app.engine.recovery.exchange_code(&address, code, None, network).await?.into()))
}

/// The link in the mail
///
/// Leads to the page that the request named, if that is still allowed. Nothing is used up (R2).
#[utoipa::path(
    get,
    path = "/api/auth/email/reset-password-link",
    params(("token" = String, Query)),
    responses((status = 302, description = "To the app's page, with `insforge_status` and `insforge_type`, and with \
               `token` or `insforge_error`.", headers(("Location" = String))), Refused<OfLink>),
)]
async fn follow_link(State(app): State<SharedApp>, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let query = Fields::parse(query.unwrap_or_default().as_bytes(), KeyCase::Sensitive)?;
    let token = Token::parse(query.required("token")?).ok_or(Refusal::NoTarget)?;
    let found = app.engine.recovery.hand_over(&token, Purpose::ResetPassword).await?.ok_or(Refusal::NoTarget)?;
    let target = targets::still_allowed(&app, &found.redirect_to).await?.ok_or(Refusal::NoTarget)?;
    let status = if found.problem.is_none() { LinkStatus::Ready(&token) } else { LinkStatus::Error };
    Ok(lead_on(StatusCode::FOUND, target, LinkType::ResetPassword, &status))
}

/// Set the new password
#[utoipa::path(
    post,
    path = "/api/auth/email/reset-password",
    request_body = ResetPassword,
    responses((status = 200, description = "The password was changed, and every session is over.", body = Message),
              Refused<OfReset>),
)]
async fn reset_password(
    State(app): State<SharedApp>,
    Client(network): Client,
    request: Request,
) -> Result<Json<Message>, Refusal> {
    let body = read_object(request, KeyCase::Sensitive).await?;
    let password = Password::new(body.required_string("newPassword")?);
    let token = Token::parse(body.required_string("otp")?)
        .ok_or_else(|| InputError::malformed("otp must be the 64 hexadecimal digits of a reset token."))?;
    let new = NewPassword {
        token,
        password,
        location: None,
        policy: PasswordPolicySettings::default(),
        then: Afterwards::Nothing,
        network,
        door: CHANNEL.channel().into(),
    };
    app.engine.recovery.complete(new).await?;
    Ok(Json(Message { message: "The password was changed." }))
}

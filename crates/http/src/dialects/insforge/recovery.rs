//! Reset by code, or by a link that leads to the app's own page.

use axum::Json;
use axum::extract::{RawQuery, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use rekey_core::location::MailMethod;
use rekey_core::policy::PasswordPolicySettings;
use rekey_core::recovery::{Afterwards, NewPassword, TokenProblem};
use rekey_core::{Purpose, Token};
use rekey_render::context::LinkPurpose;
use utoipa_axum::routes;

use super::bodies::{ExchangeCode, LinkQuery, ResetPassword, SendResetPassword};
use super::error::Refusal;
use super::profile::CHANNEL;
use super::refusals::{OfExchange, OfLink, OfReset, OfSendReset};
use super::targets::{self, LinkStatus, LinkType, lead_on};
use super::wire::{ExchangeAnswer, MailAccepted, Message};
use super::{link_page as page, mails};
use crate::app::SharedApp;
use crate::client_network::{Client, ClientOrigin};
use crate::input::{InputError, KeyCase, code, read_body_as, read_query};
use crate::openapi::{Api, Refused, RefusedOnPage};
use crate::pages;
use crate::requester::Requester;

pub(super) fn routes() -> Api {
    Api::default()
        .routes(routes!(send_reset_password))
        .routes(routes!(exchange_code))
        .routes(routes!(follow_link))
        .routes(routes!(reset_password))
}

/// Forgot password: mail a code, or a link
///
/// The location's `reset_method` decides. The answer is the same whether or not there is an account.
#[utoipa::path(
    post,
    path = "/api/auth/email/send-reset-password",
    request_body = SendResetPassword,
    responses((status = 202, description = "Accepted.", body = MailAccepted), Refused<OfSendReset>),
)]
async fn send_reset_password(
    State(app): State<SharedApp>,
    requester: Requester,
    request: Request,
) -> Result<MailAccepted, Refusal> {
    let body: SendResetPassword = read_body_as(request, KeyCase::Sensitive).await?;
    let locations = app.engine.locations().await?;
    let method = locations.default().reset_method;
    let redirect_to = targets::wanted(&app, method, body.redirect_to.as_deref()).await?;
    let message = match method {
        MailMethod::Code => "If there is an account with this address, a code to reset its password is on the way.",
        MailMethod::Link => "If there is an account with this address, a link to reset its password is on the way.",
    };
    mails::ask(&app, Purpose::ResetPassword, body.email.0, redirect_to, requester).await?;
    Ok(MailAccepted::new(message))
}

/// Turn a mailed code into a reset token
///
/// The third wrong try voids a code.
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
    let body: ExchangeCode = read_body_as(request, KeyCase::Sensitive).await?;
    let code = match &body.code {
        Some(text) => code("code", Some(text))?,
        None => code("otp", body.otp.as_deref())?,
    };
    Ok(Json(app.engine.recovery.exchange_code(&body.email.0, code, None, network).await?.into()))
}

/// Open the link of a reset email
///
/// Redirects to the page that the request named, if that is still allowed. Doesn't use the link up (R2). Browsers see
/// refusals as a page.
#[utoipa::path(
    get,
    path = "/api/auth/email/reset-password-link",
    params(LinkQuery),
    responses((status = 302, description = "To the app's page, with `insforge_status` and `insforge_type`, and with \
               `token` or `insforge_error`.", headers(("Location" = String))), RefusedOnPage<OfLink>),
)]
async fn follow_link(
    State(app): State<SharedApp>,
    page::Caller(visit): page::Caller,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    match lead_to_target(&app, query.as_deref()).await {
        Err(Refusal::NoTarget | Refusal::Input(_)) if pages::accepts_html(&headers) => {
            Ok(page::refuse(&visit, &headers, LinkPurpose::Reset, TokenProblem::Unknown))
        }
        answer => answer,
    }
}

async fn lead_to_target(app: &SharedApp, query: Option<&str>) -> Result<Response, Refusal> {
    let query: LinkQuery = read_query(query, KeyCase::Sensitive)?;
    let token = pages::read_token(&query.token).ok_or(Refusal::NoTarget)?;
    let found = app.engine.recovery.hand_over(&token, Purpose::ResetPassword).await?.ok_or(Refusal::NoTarget)?;
    let target = targets::still_allowed(app, &found.redirect_to).await?.ok_or(Refusal::NoTarget)?;
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
    ClientOrigin(origin): ClientOrigin,
    request: Request,
) -> Result<Json<Message>, Refusal> {
    let body: ResetPassword = read_body_as(request, KeyCase::Sensitive).await?;
    let token = Token::parse(&body.otp)
        .ok_or_else(|| InputError::malformed("otp must be the 64 hexadecimal digits of a reset token."))?;
    let new = NewPassword {
        token,
        password: body.new_password.password(),
        location: None,
        policy: PasswordPolicySettings::default(),
        then: Afterwards::Nothing,
        origin,
        language: CHANNEL.channel().into(),
    };
    app.engine.recovery.complete(new).await?;
    Ok(Json(Message { message: "The password was changed." }))
}

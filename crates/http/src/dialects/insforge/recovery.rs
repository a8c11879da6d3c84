//! Reset by code, or by a link that leads to the app's own page.

use axum::Json;
use axum::extract::{RawQuery, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use rekey_core::location::MailMethod;
use rekey_core::policy::PasswordPolicySettings;
use rekey_core::recovery::{Afterwards, NewPassword};
use rekey_core::redirect::{AllowList, LONGEST_TARGET, TargetError};
use rekey_core::{Fault, Password, Purpose, Token};
use url::Url;
use utoipa_axum::routes;

use super::bodies::{ExchangeCode, ResetPassword, SendResetPassword};
use super::error::Refusal;
use super::fields::{code, email};
use super::mails;
use super::refusals::{OfExchange, OfLink, OfReset, OfSendReset};
use super::wire::{ExchangeAnswer, MailAccepted, Message};
use crate::app::SharedApp;
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
    Client(network): Client,
    request: Request,
) -> Result<MailAccepted, Refusal> {
    let body = read_object(request, KeyCase::Sensitive).await?;
    let address = email(&body)?;
    let redirect_to = body.optional_string("redirectTo")?;
    let locations = app.engine.locations().await?;
    let (redirect_to, message) = match locations.default().reset_method {
        MailMethod::Code => {
            redirect_to.map_or(Ok(()), well_formed)?;
            (None, "If there is an account with this address, a code to reset its password is on the way.")
        }
        MailMethod::Link => {
            let text = redirect_to.ok_or_else(|| InputError::malformed("redirectTo is required."))?;
            let target = allow_list(&app).await?.admit(text)?;
            let message = "If there is an account with this address, a link to reset its password is on the way.";
            (Some(target.into_url()), message)
        }
    };
    mails::ask(&app, Purpose::ResetPassword, address, redirect_to, network).await?;
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
    let admitted = allow_list(&app).await?.admit(found.redirect_to.as_str());
    let mut target = admitted.map_err(|_| Refusal::NoTarget)?.into_url();
    let mut fields = target.query_pairs_mut();
    if found.problem.is_none() {
        fields.append_pair("token", token.expose());
        fields.append_pair("insforge_status", "ready").append_pair("insforge_type", "reset_password");
    } else {
        fields.append_pair("insforge_status", "error").append_pair("insforge_type", "reset_password");
        fields.append_pair("insforge_error", "This link is no longer valid. Ask for a new one.");
    }
    drop(fields);
    Ok((StatusCode::FOUND, [(header::LOCATION, String::from(target))]).into_response())
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
    };
    app.engine.recovery.complete(new).await?;
    Ok(Json(Message { message: "The password was changed." }))
}

/// A target that is going to be ignored has to be a URL all the same.
fn well_formed(target: &str) -> Result<(), TargetError> {
    let fits = target.len() <= LONGEST_TARGET && Url::parse(target).is_ok();
    if fits { Ok(()) } else { Err(TargetError::Malformed) }
}

/// Where the default location lets links lead.
async fn allow_list(app: &SharedApp) -> Result<AllowList, Fault> {
    let locations = app.engine.locations().await?;
    Ok(AllowList::new(&locations.default().allowed_redirect_urls, app.is_development()))
}

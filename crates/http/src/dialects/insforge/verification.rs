//! Proof that an address is its account's: by code, or by a link whose page has a button.

use axum::extract::{RawQuery, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use rekey_core::location::MailMethod;
use rekey_core::recovery::{InspectError, TokenProblem};
use rekey_core::sign_in::SecondStep;
use rekey_core::{Code, Fault, Purpose, Token};
use rekey_render::context::LinkPurpose;
use url::Url;
use utoipa_axum::routes;

use super::bodies::{HolderQuery, SendVerification, VerifyEmail, VerifyLink};
use super::error::Refusal;
use super::hold::{Holder, visitor};
use super::refusals::{OfOpenLink, OfPressButton, OfSendVerification, OfVerify};
use super::targets::{self, LinkStatus, LinkType, lead_on};
use super::wire::{MailAccepted, SessionAnswer};
use super::{link_page as page, mails};
use crate::app::SharedApp;
use crate::client_network::{Client, ClientOrigin};
use crate::input::{InputError, KeyCase, Totp, email, read_body_as, read_form_as};
use crate::openapi::{Api, Refused, RefusedOnPage};
use crate::pages;
use crate::requester::Requester;

pub(super) fn routes() -> Api {
    Api::default().routes(routes!(send_verification)).routes(routes!(open_link, press_button)).routes(routes!(verify))
}

/// Mail a code or a link to verify an address
///
/// The location's `sign_up.verify_method` decides. The answer is the same whether or not there is an account to verify.
#[utoipa::path(
    post,
    path = "/api/auth/email/send-verification",
    request_body = SendVerification,
    responses((status = 202, description = "Accepted.", body = MailAccepted), Refused<OfSendVerification>),
)]
async fn send_verification(
    State(app): State<SharedApp>,
    requester: Requester,
    request: Request,
) -> Result<MailAccepted, Refusal> {
    let body: SendVerification = read_body_as(request, KeyCase::Sensitive).await?;
    let method = app.engine.locations().await?.default().sign_up.verify_method;
    let redirect_to = targets::wanted(&app, method, body.redirect_to.as_deref()).await?;
    mails::ask(&app, Purpose::VerifyEmail, body.email.0, redirect_to, requester).await?;
    Ok(MailAccepted::new(match method {
        MailMethod::Code => "If this address waits to be verified, a code is on the way.",
        MailMethod::Link => "If this address waits to be verified, a link is on the way.",
    }))
}

/// Verify an address by the mailed code, or by the token of the link, and sign in
///
/// If the code is right but different passwords were typed for the address, this verifies the address but signs nobody
/// in: 401, and the person has to reset the password.
#[utoipa::path(
    post,
    path = "/api/auth/email/verify",
    params(HolderQuery),
    request_body = VerifyEmail,
    responses((status = 200, description = "Signed in; browsers get a cookie.", body = SessionAnswer),
              Refused<OfVerify>),
)]
async fn verify(
    State(app): State<SharedApp>,
    ClientOrigin(origin): ClientOrigin,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Response, Refusal> {
    let holder = Holder::of(query.as_deref())?;
    let body: VerifyEmail = read_body_as(request, KeyCase::Sensitive).await?;
    let visitor = visitor(&app, SecondStep::AtOnce(body.totp.map(|Totp(proof)| proof)), origin);
    let sign_in = &app.engine.sign_in;
    let signed_in = if let Some(token) = Token::parse(&body.otp) {
        body.email.as_deref().map(email).transpose()?;
        sign_in.with_verification_link(&token, visitor).await
    } else {
        let code = Code::parse(&body.otp)
            .ok_or_else(|| InputError::malformed("otp must be six digits, or the token of a verification link."))?;
        sign_in.with_verification_code(&email(body.email.as_deref().unwrap_or_default())?, code, visitor).await
    };
    let signed_in = signed_in.map_err(|error| Refusal::from(error).of_code())?;
    Ok(holder.give(&app, signed_in.account, signed_in.tokens))
}

/// What a verification link is about.
struct Link {
    /// The app's page, if the request named one and it is still allowed.
    target: Option<Url>,
    /// The address, or what is wrong with the link.
    found: Result<page::Waiting, TokenProblem>,
}

async fn look_up(app: &SharedApp, token: Option<&Token>) -> Result<Link, Fault> {
    let Some(token) = token else { return Ok(Link { target: None, found: Err(TokenProblem::Unknown) }) };
    let recovery = &app.engine.recovery;
    let target = match recovery.hand_over(token, Purpose::VerifyEmail).await? {
        Some(hand_over) => targets::still_allowed(app, &hand_over.redirect_to).await?,
        None => None,
    };
    let found = match recovery.inspect_verification(token).await {
        Ok(inspected) => Ok(page::Waiting {
            token: token.clone(),
            email: inspected.account.email.as_stored().to_owned(),
            location: inspected.location,
        }),
        Err(InspectError::Token(problem)) => Err(problem),
        Err(InspectError::Fault(fault)) => return Err(fault),
    };
    Ok(Link { target, found })
}

/// Open the link of a verification email
///
/// Shows a page with a button, and verifies nothing. A link that is no longer valid leads to the app's page, if the
/// request named one.
#[utoipa::path(
    get,
    path = "/api/auth/email/verify-link",
    params(("token" = String, Query, pattern = "^[0-9a-f]{64}$")),
    responses(
        (status = 200, description = "The page.", content_type = "text/html", body = String),
        (status = 302, description = "To the app's page, with `insforge_status=error`.",
         headers(("Location" = String))),
        RefusedOnPage<OfOpenLink>,
    ),
)]
async fn open_link(
    State(app): State<SharedApp>,
    page::Caller(visit): page::Caller,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let token = visit.query("token").and_then(pages::read_token);
    let link = look_up(&app, token.as_ref()).await?;
    Ok(match (link.found, link.target) {
        (Ok(waiting), target) => page::ask(visit, waiting, target.as_ref()),
        (Err(_), Some(target)) => lead_on(StatusCode::FOUND, target, LinkType::VerifyEmail, &LinkStatus::Error),
        (Err(problem), None) => page::refuse(&visit, &headers, LinkPurpose::VerifyEmail, problem),
    })
}

/// Press the button on the page of a verification link
///
/// Needs no cookie and no CSRF token, because it does nothing but use the form's token, and signs nobody in. If more
/// than one password was offered for the address, it leads to Rekey's page for a new one.
#[utoipa::path(
    post,
    path = "/api/auth/email/verify-link",
    request_body(content = VerifyLink, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "Verified. A page says so if the request named no page of the app.",
         content_type = "text/html", body = String),
        (status = 303, description = "To the app's page, with `insforge_status` and `insforge_type=verify_email`; or to \
                                      our page for a new password.",
         headers(("Location" = String))),
        RefusedOnPage<OfPressButton>,
    ),
)]
async fn press_button(
    State(app): State<SharedApp>,
    Client(network): Client,
    page::Caller(visit): page::Caller,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Refusal> {
    let form: VerifyLink = read_form_as(request, KeyCase::Sensitive).await?;
    let token = form.token.as_deref().and_then(Token::parse);
    let link = look_up(&app, token.as_ref()).await?;
    let problem = match (link.found, token) {
        (Ok(waiting), Some(token)) => match app.engine.sign_ups.verify_link(&token, waiting.location, network).await {
            Ok(verified) => {
                return Ok(match (verified.new_password, link.target) {
                    (Some(page), _) => page::choose_password(&page),
                    (None, Some(target)) => {
                        lead_on(StatusCode::SEE_OTHER, target, LinkType::VerifyEmail, &LinkStatus::Success)
                    }
                    (None, None) => page::done(visit, &verified.account),
                });
            }
            Err(InspectError::Token(problem)) => problem,
            Err(InspectError::Fault(fault)) => return Err(fault.into()),
        },
        (Err(problem), _) => problem,
        (Ok(_), None) => TokenProblem::Unknown,
    };
    Ok(match link.target {
        Some(target) => lead_on(StatusCode::SEE_OTHER, target, LinkType::VerifyEmail, &LinkStatus::Error),
        None => page::refuse(&visit, &headers, LinkPurpose::VerifyEmail, problem),
    })
}

//! Proof that an address is its account's, by the mailed link, which leads to the front end's page.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use rekey_core::outbox::Channel;
use rekey_core::ports::Acceptance;
use rekey_core::recovery::NewRequest;
use rekey_core::time::whole_seconds;
use rekey_core::{EmailAddress, Locale, Origin, Purpose, Token};
use utoipa_axum::routes;

use super::credentials;
use super::error::Refusal;
use super::profile::CHANNEL;
use super::queries::{MailQuery, VerificationQuery};
use super::refusals::{OfSendVerification, OfVerificationCooldown, OfVerify};
use super::sessions::user;
use super::wire::{CooldownAnswer, RemainingAnswer, User};
use crate::app::SharedApp;
use crate::client_network::ClientOrigin;
use crate::input::{KeyCase, read_query};
use crate::openapi::{Api, Refused};

pub(super) fn routes() -> Api {
    Api::default()
        .routes(routes!(verify_address))
        .routes(routes!(send_verification))
        .routes(routes!(verification_cooldown))
}

/// Verify an address
///
/// Signs nobody in. With the token of a link that `PUT /api/users/me/email` mailed, the account gets the new address
/// and its sessions end. If others signed up with the address too, no password is accepted, and the person sets one by
/// a reset.
#[utoipa::path(
    post,
    path = "/api/auth/email/verification",
    params(VerificationQuery),
    security((), ("bearer" = [])),
    responses((status = 200, description = "The address is verified.", body = User), Refused<OfVerify>),
)]
async fn verify_address(
    State(app): State<SharedApp>,
    ClientOrigin(origin): ClientOrigin,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Json<User>, Refusal> {
    let query: VerificationQuery = read_query(query.as_deref(), KeyCase::Sensitive)?;
    credentials::authenticate(&app, &headers).await?;
    let token = Token::parse(&query.token).ok_or(Refusal::VerificationToken)?;
    let moved = app.engine.recovery.confirm_new_address(&token, origin).await.map_err(Refusal::of_verification)?;
    if let Some(account) = moved {
        return Ok(Json(user(&app, account).await?));
    }
    let location = match app.engine.recovery.inspect_verification(&token).await {
        Ok(inspected) if inspected.account.email_verified => return Err(Refusal::AlreadyVerified),
        Ok(inspected) => inspected.location,
        // Refused, and counted, below.
        Err(_) => app.engine.locations().await?.default().id,
    };
    let verified =
        app.engine.sign_ups.verify_link(&token, location, origin.network).await.map_err(Refusal::of_verification)?;
    Ok(Json(user(&app, verified.account).await?))
}

/// Send the verification email again
///
/// Waits for the first attempt to send it.
#[utoipa::path(
    post,
    path = "/api/auth/email/verification/send",
    params(MailQuery),
    security(("bearer" = [])),
    responses((status = 200, description = "Accepted.", body = CooldownAnswer), Refused<OfSendVerification>),
)]
async fn send_verification(
    State(app): State<SharedApp>,
    ClientOrigin(origin): ClientOrigin,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Json<CooldownAnswer>, Refusal> {
    let query: MailQuery = read_query(query.as_deref(), KeyCase::Sensitive)?;
    let known = credentials::required(&app, &headers).await?;
    if known.account.email_verified {
        return Err(Refusal::AlreadyVerified);
    }
    let request = asking(known.account.email, CHANNEL.channel(), query.locale.0, origin);
    let receipt = app.engine.recovery.request_delivered(request).await.map_err(Refusal::of_verification_mail)?;
    match receipt.acceptance {
        Acceptance::Accepted => Ok(Json(CooldownAnswer { cooldown: whole_seconds(receipt.cooldown) })),
        Acceptance::Suppressed { remaining } => Err(Refusal::Cooldown(remaining)),
    }
}

/// How long until the next verification email
#[utoipa::path(
    get,
    path = "/api/auth/email/verification/cooldown",
    security(("bearer" = [])),
    responses((status = 200, description = "The cooldown of the person's own address.", body = RemainingAnswer),
              Refused<OfVerificationCooldown>),
)]
async fn verification_cooldown(
    State(app): State<SharedApp>,
    headers: HeaderMap,
) -> Result<Json<RemainingAnswer>, Refusal> {
    let known = credentials::required(&app, &headers).await?;
    let remaining = app.engine.recovery.remaining_cooldown(&known.account.email, Purpose::VerifyEmail).await;
    Ok(Json(RemainingAnswer { remaining: whole_seconds(remaining.map_err(Refusal::of_cooldown)?) }))
}

/// A request for the email that proves an address.
pub(super) fn asking(address: EmailAddress, channel: Channel, locale: Option<Locale>, origin: Origin) -> NewRequest {
    NewRequest {
        purpose: Purpose::VerifyEmail,
        address,
        channel,
        location: None,
        locale,
        browser_locale: None,
        redirect_to: None,
        origin,
    }
}

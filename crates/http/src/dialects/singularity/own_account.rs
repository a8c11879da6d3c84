//! What people change about their own accounts: name, address and password.

use axum::Json;
use axum::extract::{RawQuery, Request, State};
use rekey_core::outbox::NoticeLanguage;
use rekey_core::ports::Acceptance;
use rekey_core::profile::ProfilePatch;
use rekey_core::sign_in::PasswordChange;
use rekey_core::time::whole_seconds;
use utoipa_axum::routes;

use super::credentials;
use super::error::Refusal;
use super::password_first::password_first;
use super::profile::{CHANNEL, POLICY};
use super::queries::{MailQuery, NoticeQuery};
use super::refusals::{OfChangeAddress, OfChangePassword, OfRename};
use super::sessions::user;
use super::verification::asking;
use super::wire::{ChangeAddress, ChangeAddressAnswer, ChangePassword, Rename, User};
use crate::app::SharedApp;
use crate::client_network::ClientOrigin;
use crate::input::{KeyCase, read_body_as, read_query};
use crate::openapi::{Api, Refused};

pub(super) fn routes() -> Api {
    Api::default().routes(routes!(rename)).routes(routes!(change_address)).routes(routes!(change_password))
}

/// Change your name
///
/// Without a name, nothing changes.
#[utoipa::path(
    put,
    path = "/api/users/me",
    request_body = Rename,
    security(("bearer" = [])),
    responses((status = 200, description = "The person, with the new name.", body = User), Refused<OfRename>),
)]
async fn rename(State(app): State<SharedApp>, request: Request) -> Result<Json<User>, Refusal> {
    let headers = request.headers().clone();
    let body: Rename = read_body_as(request, KeyCase::Sensitive).await?;
    let known = credentials::required(&app, &headers).await?;
    let patch = ProfilePatch { name: body.name.map(|name| Some(name.to_string())), ..ProfilePatch::default() };
    let account = app.engine.sign_ups.patch_profile(known.account.id, patch).await?;
    Ok(Json(user(&app, account).await?))
}

/// Change your address
///
/// Requires a step-up. Emails a link to the new address; the account gets that address when `email/verification` is
/// called with the link's token, or the button of the hosted page is pressed. The answer is the same if another account
/// has the address; its owner gets an email.
#[utoipa::path(
    put,
    path = "/api/users/me/email",
    params(MailQuery),
    request_body = ChangeAddress,
    security(("bearer" = [])),
    responses((status = 200, description = "An email is on its way, unless one went there a moment ago.",
               body = ChangeAddressAnswer), Refused<OfChangeAddress>),
)]
async fn change_address(
    State(app): State<SharedApp>,
    ClientOrigin(origin): ClientOrigin,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Json<ChangeAddressAnswer>, Refusal> {
    let query: MailQuery = read_query(query.as_deref(), KeyCase::Sensitive)?;
    let headers = request.headers().clone();
    let body: ChangeAddress = read_body_as(request, KeyCase::Sensitive).await?;
    let known = credentials::stepped_up(&app, &headers).await?;
    if body.new_email.0 == known.account.email {
        return Err(Refusal::OwnAddress);
    }
    let request = asking(body.new_email.0, CHANNEL.channel(), query.locale.0, origin);
    let receipt = app.engine.recovery.request_new_address(request, known.account.id).await;
    let receipt = receipt.map_err(Refusal::of_request)?;
    let cooldown = match receipt.acceptance {
        Acceptance::Accepted => receipt.cooldown,
        Acceptance::Suppressed { remaining } => remaining,
    };
    Ok(Json(ChangeAddressAnswer { verification_required: true, cooldown: whole_seconds(cooldown) }))
}

/// Change your password
///
/// Requires the old password and a step-up. This session continues; all others end, and every mailed link and code is
/// void. The person gets an email.
#[utoipa::path(
    put,
    path = "/api/users/me/password",
    params(NoticeQuery),
    request_body = ChangePassword,
    security(("bearer" = [])),
    responses((status = 200, description = "The password was changed.", body = User), Refused<OfChangePassword>),
)]
async fn change_password(
    State(app): State<SharedApp>,
    ClientOrigin(origin): ClientOrigin,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Json<User>, Refusal> {
    let query: NoticeQuery = read_query(query.as_deref(), KeyCase::Sensitive)?;
    let headers = request.headers().clone();
    let body: ChangePassword = read_body_as(request, KeyCase::Sensitive).await?;
    let new = body.new_password.password();
    let known = match credentials::stepped_up(&app, &headers).await {
        Ok(known) => known,
        Err(refusal) => return Err(password_first(&app, &new, refusal).await),
    };
    let change = PasswordChange {
        old: body.old_password.password(),
        new,
        policy: POLICY,
        origin,
        language: NoticeLanguage { locale: query.locale.0, ..CHANNEL.channel().into() },
    };
    let account = app.engine.sign_in.change_password(&known, change).await?;
    Ok(Json(user(&app, account).await?))
}

//! What people change about their own accounts: name and password.

use axum::Json;
use axum::extract::{RawQuery, Request, State};
use rekey_core::outbox::Door;
use rekey_core::profile::ProfilePatch;
use rekey_core::sign_in::PasswordChange;
use utoipa_axum::routes;

use super::credentials;
use super::error::Refusal;
use super::locale::{parse_locale, parse_query};
use super::profile::{CHANNEL, POLICY};
use super::refusals::{OfChangePassword, OfRename};
use super::sessions::user;
use super::wire::{ChangePassword, Rename, User};
use crate::app::SharedApp;
use crate::client_network::Client;
use crate::input::{KeyCase, read_body_as};
use crate::openapi::{Api, Refused};

pub(super) fn routes() -> Api {
    Api::default().routes(routes!(rename)).routes(routes!(change_password))
}

/// Change your name
///
/// Without a name, nothing changes.
#[utoipa::path(
    put,
    path = "/api/users/me",
    request_body = Rename,
    security(("bearer" = [])),
    responses((status = 200, description = "The person, by the new name.", body = User), Refused<OfRename>),
)]
async fn rename(State(app): State<SharedApp>, request: Request) -> Result<Json<User>, Refusal> {
    let headers = request.headers().clone();
    let body: Rename = read_body_as(request, KeyCase::Sensitive).await?;
    let known = credentials::required(&app, &headers).await?;
    let patch = ProfilePatch { name: body.name.map(|name| Some(name.to_string())), ..ProfilePatch::default() };
    let account = app.engine.sign_ups.patch_profile(known.account.id, patch).await?;
    Ok(Json(user(&app, account).await?))
}

/// Change your password
///
/// Asks for the old password and a step-up. This session continues; all others end, with every mailed link and code. The
/// person gets an email.
#[utoipa::path(
    put,
    path = "/api/users/me/password",
    params(("locale" = Option<String>, Query, description = "The language of the email about the change; one that we \
            don't know counts as absent.", example = "de")),
    request_body = ChangePassword,
    security(("bearer" = [])),
    responses((status = 200, description = "The password was changed.", body = User), Refused<OfChangePassword>),
)]
async fn change_password(
    State(app): State<SharedApp>,
    Client(network): Client,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Json<User>, Refusal> {
    let query = parse_query(query)?;
    let headers = request.headers().clone();
    let body: ChangePassword = read_body_as(request, KeyCase::Sensitive).await?;
    let known = credentials::stepped_up(&app, &headers).await?;
    let change = PasswordChange {
        old: body.old_password.password(),
        new: body.new_password.password(),
        policy: POLICY,
        network,
        door: Door { locale: parse_locale(&query), ..CHANNEL.channel().into() },
    };
    let account = app.engine.sign_in.change_password(&known, change).await?;
    Ok(Json(user(&app, account).await?))
}

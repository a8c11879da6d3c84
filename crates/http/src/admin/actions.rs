//! What can be done to an account beside changing its fields.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use rekey_core::account::AccountEdit;
use rekey_core::ports::Acceptance;
use utoipa_axum::routes;

use super::Admin;
use super::error::Refusal;
use super::id::Id;
use super::refusals::{OfAccount, OfReset};
use super::repeat::{Answer, once};
use super::wire::{AccountAnswer, ResetAnswer};
use crate::app::SharedApp;
use crate::client_network::Client;
use crate::input::{InputError, read_body};
use crate::openapi::{Api, Refused};

pub(super) fn routes() -> Api {
    Api::default().routes(routes!(lock, unlock)).routes(routes!(end_sessions)).routes(routes!(start_reset))
}

/// Lock an account
///
/// Ends its sessions and voids its links and codes. Nobody gets in until it is unlocked. If the account lives in a
/// directory, this only stops its resets: lock it there, too. Can be repeated safely.
#[utoipa::path(
    put,
    path = "/v1/accounts/{id}/lock",
    params(("id" = String, Path, description = "The account's id.")),
    responses((status = 200, description = "The account, locked.", body = AccountAnswer), Refused<OfAccount>),
    security(("admin" = [])),
)]
async fn lock(
    State(app): State<SharedApp>,
    admin: Admin<Refusal>,
    Id(id): Id,
    Client(network): Client,
) -> Result<Json<AccountAnswer>, Refusal> {
    let edit = AccountEdit { locked: Some(true), ..AccountEdit::default() };
    Ok(Json(AccountAnswer::from(&admin.accounts(&app).edit(id, edit, network).await?)))
}

/// Unlock an account
///
/// Also opens an account whose owner pressed "this wasn't me". Can be repeated safely.
#[utoipa::path(
    delete,
    path = "/v1/accounts/{id}/lock",
    params(("id" = String, Path, description = "The account's id.")),
    responses((status = 200, description = "The account, unlocked.", body = AccountAnswer), Refused<OfAccount>),
    security(("admin" = [])),
)]
async fn unlock(
    State(app): State<SharedApp>,
    admin: Admin<Refusal>,
    Id(id): Id,
    Client(network): Client,
) -> Result<Json<AccountAnswer>, Refusal> {
    let edit = AccountEdit { locked: Some(false), ..AccountEdit::default() };
    Ok(Json(AccountAnswer::from(&admin.accounts(&app).edit(id, edit, network).await?)))
}

/// End every session of an account
///
/// Also voids its unused links and codes. Sessions that an account's directory opened stay open. Can be repeated safely.
#[utoipa::path(
    delete,
    path = "/v1/accounts/{id}/sessions",
    params(("id" = String, Path, description = "The account's id.")),
    responses((status = 204, description = "The account has no session any more."), Refused<OfAccount>),
    security(("admin" = [])),
)]
async fn end_sessions(
    State(app): State<SharedApp>,
    admin: Admin<Refusal>,
    Id(id): Id,
    Client(network): Client,
) -> Result<StatusCode, Refusal> {
    let edit = AccountEdit { end_sessions: true, ..AccountEdit::default() };
    admin.accounts(&app).edit(id, edit, network).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Start a reset
///
/// The person gets an email with a link; nobody else sees the link or the new password. The cooldown and the limits of
/// the address apply. With an `Idempotency-Key`, the request can be repeated safely for a day.
#[utoipa::path(
    post,
    path = "/v1/accounts/{id}/resets",
    params(
        ("id" = String, Path, description = "The account's id."),
        ("Idempotency-Key" = Option<String>, Header, description = "A name for this request; 1 to 255 characters."),
    ),
    responses((status = 202, description = "An email is on its way.", body = ResetAnswer), Refused<OfReset>),
    security(("admin" = [])),
)]
async fn start_reset(
    State(app): State<SharedApp>,
    admin: Admin<Refusal>,
    Id(id): Id,
    Client(network): Client,
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let body = read_body(body).await.map_err(InputError::from)?;
    if !body.is_empty() {
        return Err(InputError::malformed("This route takes no body.").into());
    }
    let accounts = admin.accounts(&app);
    let work = async move {
        match accounts.start_reset(id, network).await? {
            Acceptance::Accepted => Answer::new(StatusCode::ACCEPTED, &ResetAnswer { account: id.to_string() }),
            Acceptance::Suppressed { remaining } => Err(Refusal::TooSoon(remaining)),
        }
    };
    once(app, &parts, &body, work).await
}

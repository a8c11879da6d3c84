//! A person's sessions: the list of them, and the end of one or all.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use rekey_core::account::AccountEdit;
use rekey_core::accounts::EditError;
use rekey_core::{Account, Fault, SessionId};
use utoipa_axum::routes;

use super::credentials;
use super::error::Refusal;
use super::refusals::{OfEndSession, OfUser};
use super::wire::{SessionInfo, SuccessAnswer};
use crate::app::SharedApp;
use crate::client_network::Client;
use crate::cookies::with_cookies;
use crate::input::InputError;
use crate::openapi::{Api, Refused};

pub(super) fn routes() -> Api {
    Api::default().routes(routes!(list_sessions, end_all_sessions)).routes(routes!(end_session))
}

/// List the person's sessions
///
/// Newest first, at most a hundred, whichever dialect opened them.
#[utoipa::path(
    get,
    path = "/api/users/me/sessions",
    security(("bearer" = [])),
    responses((status = 200, description = "The sessions.", body = Vec<SessionInfo>), Refused<OfUser>),
)]
async fn list_sessions(State(app): State<SharedApp>, headers: HeaderMap) -> Result<Json<Vec<SessionInfo>>, Refusal> {
    let known = credentials::required(&app, &headers).await?;
    Ok(Json(sessions(&app, &known.account).await?))
}

/// End one of the person's sessions
///
/// Changes nothing if the person has no session with this id.
#[utoipa::path(
    delete,
    path = "/api/users/me/sessions/{sessionId}",
    params(("sessionId" = String, Path, format = "uuid")),
    security(("bearer" = [])),
    responses((status = 200, description = "The sessions that are left.", body = Vec<SessionInfo>), Refused<OfEndSession>),
)]
async fn end_session(
    State(app): State<SharedApp>,
    Client(network): Client,
    id: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Json<Vec<SessionInfo>>, Refusal> {
    let id = id.ok().and_then(|Path(id)| id.parse::<SessionId>().ok());
    let id = id.ok_or_else(|| InputError::malformed("sessionId must be a UUID."))?;
    let known = credentials::required(&app, &headers).await?;
    app.engine.sessions.end_own(&known.account, id, network).await?;
    Ok(Json(sessions(&app, &known.account).await?))
}

/// End all of the person's sessions
///
/// Also voids links and codes that were mailed before.
#[utoipa::path(
    delete,
    path = "/api/users/me/sessions",
    security(("bearer" = [])),
    responses((status = 200, description = "Signed out everywhere.", body = SuccessAnswer,
               headers(("Set-Cookie" = String, description = "Takes each cookie away."))),
              Refused<OfUser>),
)]
async fn end_all_sessions(
    State(app): State<SharedApp>,
    Client(network): Client,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let known = credentials::required(&app, &headers).await?;
    let edit = AccountEdit { end_sessions: true, ..AccountEdit::default() };
    match app.engine.accounts.edit(known.account.id, edit, network).await {
        // If the account is gone, so are its sessions.
        Ok(_) | Err(EditError::Unknown) => {}
        Err(EditError::Fault(fault)) => return Err(fault.into()),
        Err(other) => return Err(Fault::Internal(Box::new(other)).into()),
    }
    Ok(with_cookies(Json(SuccessAnswer { success: true }), credentials::forget_all(&app)))
}

async fn sessions(app: &SharedApp, account: &Account) -> Result<Vec<SessionInfo>, Fault> {
    Ok(app.engine.sessions.of_account(account).await?.into_iter().map(Into::into).collect())
}

//! Accounts: making, reading, listing, changing and deleting them.

use axum::Json;
use axum::body::Body;
use axum::extract::{RawQuery, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rekey_core::Fault;
use utoipa_axum::routes;

use super::Admin;
use super::edits;
use super::error::Refusal;
use super::id::Id;
use super::refusals::{OfAccount, OfCreate, OfDelete, OfList, OfUpdate};
use super::repeat::{Answer, once};
use super::wire::{AccountAnswer, AccountsAnswer, AccountsQuery, CreateAccount, PageSize, UpdateAccount};
use crate::app::SharedApp;
use crate::client_network::Client;
use crate::input::{Fields, InputError, KeyCase, read_body, read_object};
use crate::openapi::{Api, Refused};

pub(super) fn routes() -> Api {
    Api::default().routes(routes!(list, create)).routes(routes!(read, update, delete))
}

/// List accounts, or find one by its address
///
/// Sorted by address. With `email` or `external_id`, the list has one account or none.
#[utoipa::path(
    get,
    path = "/v1/accounts",
    params(AccountsQuery),
    responses((status = 200, description = "Accounts.", body = AccountsAnswer), Refused<OfList>),
    security(("admin" = [])),
)]
async fn list(
    State(app): State<SharedApp>,
    _: Admin<Refusal>,
    RawQuery(query): RawQuery,
) -> Result<Json<AccountsAnswer>, Refusal> {
    let query = Fields::parse(query.unwrap_or_default().as_bytes(), KeyCase::Sensitive)?;
    query.only(&["email", "external_id", "cursor", "limit"])?;
    query.none_empty()?;
    let AccountsQuery { email, external_id, cursor, limit: PageSize(limit) } = query.read()?;
    let email = email.as_deref().map(edits::address).transpose()?;
    let id = external_id.as_deref().map(edits::external_id).transpose()?;
    if let Some(email) = email {
        let found = app.engine.accounts.find(&email).await?;
        let found = found.filter(|account| id.is_none() || account.external_id == id);
        return Ok(Json(AccountsAnswer { accounts: found.iter().map(AccountAnswer::from).collect(), next: None }));
    }
    if let Some(id) = id {
        let found = app.engine.accounts.find_external(&id).await?;
        return Ok(Json(AccountsAnswer { accounts: found.iter().map(AccountAnswer::from).collect(), next: None }));
    }
    let after = cursor.as_deref().map(read_cursor).transpose()?;
    let page = app.engine.accounts.list(after.as_deref(), limit).await?;
    Ok(Json(AccountsAnswer {
        accounts: page.accounts.iter().map(AccountAnswer::from).collect(),
        next: page.next.map(|next| URL_SAFE_NO_PAD.encode(next)),
    }))
}

fn read_cursor(text: &str) -> Result<String, InputError> {
    let decoded = URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    // No text of PostgreSQL's holds a zero.
    let cursor = decoded.filter(|cursor| !cursor.contains('\0'));
    cursor.ok_or_else(|| InputError::malformed("cursor must be the next of an earlier page."))
}

/// Create an account
///
/// With a password, with a hash from another system, or without a password. With an `Idempotency-Key`, the request can
/// be repeated safely for a day.
#[utoipa::path(
    post,
    path = "/v1/accounts",
    params(("Idempotency-Key" = Option<String>, Header, description = "A name for this request; 1 to 255 characters.")),
    request_body = CreateAccount,
    responses(
        (status = 201, description = "Created.", body = AccountAnswer, links(
            ("read" = (operation_id = "v1_read", parameters(("id" = "$response.body#/id")))),
            ("change" = (operation_id = "v1_update", parameters(("id" = "$response.body#/id")))),
            ("lock" = (operation_id = "v1_lock", parameters(("id" = "$response.body#/id")))),
            ("unlock" = (operation_id = "v1_unlock", parameters(("id" = "$response.body#/id")))),
            ("end every session" = (operation_id = "v1_end_sessions", parameters(("id" = "$response.body#/id")))),
            ("start a reset" = (operation_id = "v1_start_reset", parameters(("id" = "$response.body#/id")))),
            ("delete" = (operation_id = "v1_delete", parameters(("id" = "$response.body#/id")))),
        )),
        Refused<OfCreate>,
    ),
    security(("admin" = [])),
)]
async fn create(State(app): State<SharedApp>, admin: Admin<Refusal>, request: Request) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let body = read_body(body).await.map_err(InputError::from)?;
    let again = Request::from_parts(parts.clone(), Body::from(body.clone()));
    let draft = edits::draft(&read_object(again, KeyCase::Sensitive).await?)?;
    let accounts = admin.accounts(&app);
    let work = async move {
        let id = accounts.create(draft).await?;
        let account = accounts.by_id(id).await?;
        let account = account.ok_or_else(|| Fault::Internal("the account was deleted at once".into()))?;
        Answer::new(StatusCode::CREATED, &AccountAnswer::from(&account))
    };
    once(app, &parts, &body, work).await
}

/// Read an account
#[utoipa::path(
    get,
    path = "/v1/accounts/{id}",
    params(("id" = String, Path, description = "The account's id.")),
    responses((status = 200, description = "The account.", body = AccountAnswer), Refused<OfAccount>),
    security(("admin" = [])),
)]
async fn read(State(app): State<SharedApp>, _: Admin<Refusal>, Id(id): Id) -> Result<Json<AccountAnswer>, Refusal> {
    let account = app.engine.accounts.by_id(id).await?.ok_or(Refusal::NoAccount)?;
    Ok(Json(AccountAnswer::from(&account)))
}

/// Change an account
///
/// Makes the whole change or none of it. Can be repeated safely. A new address, or a lock, ends every session and
/// voids links and codes.
#[utoipa::path(
    patch,
    path = "/v1/accounts/{id}",
    params(("id" = String, Path, description = "The account's id.")),
    request_body = UpdateAccount,
    responses((status = 200, description = "The account after the change.", body = AccountAnswer), Refused<OfUpdate>),
    security(("admin" = [])),
)]
async fn update(
    State(app): State<SharedApp>,
    admin: Admin<Refusal>,
    Id(id): Id,
    Client(network): Client,
    request: Request,
) -> Result<Json<AccountAnswer>, Refusal> {
    let edit = edits::edit(&read_object(request, KeyCase::Sensitive).await?)?;
    let account = admin.accounts(&app).edit(id, edit, network).await?;
    Ok(Json(AccountAnswer::from(&account)))
}

/// Delete an account
///
/// With its sessions, links and codes. Can be repeated safely.
#[utoipa::path(
    delete,
    path = "/v1/accounts/{id}",
    params(("id" = String, Path, description = "The account's id.")),
    responses((status = 204, description = "The account is gone, or was already."), Refused<OfDelete>),
    security(("admin" = [])),
)]
async fn delete(
    State(app): State<SharedApp>,
    admin: Admin<Refusal>,
    id: Result<Id, Refusal>,
    Client(network): Client,
) -> Result<StatusCode, Refusal> {
    if let Ok(Id(id)) = id {
        admin.accounts(&app).remove(id, network).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

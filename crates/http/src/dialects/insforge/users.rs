//! Accounts, for the operator's programs, which show the admin token.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, Request, State};
use axum::routing::get;
use rekey_core::AccountId;
use rekey_core::accounts::{AccountDraft, DraftPassword};
use rekey_core::audit::BackendToken;
use utoipa_axum::routes;

use super::bodies::{DeleteUsers, SignUp, UsersQuery};
use super::error::Refusal;
use super::refusals::{OfAdmin, OfDeleteUsers, OfListUsers, OfUser};
use super::wire::{AnonKey, CreatedUser, DeletedUsers, SignUpAnswer, User, UserList};
use crate::admin::Admin;
use crate::app::SharedApp;
use crate::client_network::Client;
use crate::input::{InputError, KeyCase, read_body_as, read_query};
use crate::openapi::{Api, Refused};
use crate::well_known;

/// How many accounts a list shows, if the query says nothing.
const USUAL_LIMIT: usize = 10;
/// How many it shows at most.
const LONGEST_LIST: usize = 1_000;

pub(super) fn routes() -> Api {
    let api = Api::default().routes(routes!(list, delete)).routes(routes!(show)).routes(routes!(anon_key));
    // The keys where that API has them.
    api.undocumented("/api/.well-known/jwks.json", get(well_known::jwks))
}

/// List accounts
///
/// Sorted by address. Reads every account to count the matches, so don't call it on every page view.
#[utoipa::path(
    get,
    path = "/api/auth/users",
    params(UsersQuery),
    security(("admin" = [])),
    responses((status = 200, description = "The accounts.", body = UserList), Refused<OfListUsers>),
)]
async fn list(
    _: Admin<Refusal>,
    State(app): State<SharedApp>,
    RawQuery(query): RawQuery,
) -> Result<Json<UserList>, Refusal> {
    let UsersQuery { limit, offset, search } = read_query(query.as_deref(), KeyCase::Sensitive)?;
    // The published server ignores other texts than numbers, too.
    let number = |text: Option<String>| text.and_then(|text| text.parse::<usize>().ok());
    let limit = number(limit).unwrap_or(USUAL_LIMIT).clamp(1, LONGEST_LIST);
    let offset = number(offset).unwrap_or_default();
    let found = app.engine.accounts.search(&search.unwrap_or_default(), offset, limit).await?;
    Ok(Json(UserList::new(found, offset, limit)))
}

/// Delete accounts
#[utoipa::path(
    delete,
    path = "/api/auth/users",
    request_body = DeleteUsers,
    security(("admin" = [])),
    responses((status = 200, description = "How many accounts were deleted.", body = DeletedUsers), Refused<OfDeleteUsers>),
)]
async fn delete(
    admin: Admin<Refusal>,
    State(app): State<SharedApp>,
    Client(network): Client,
    request: Request,
) -> Result<Json<DeletedUsers>, Refusal> {
    let body: DeleteUsers = read_body_as(request, KeyCase::Sensitive).await?;
    let (accounts, mut deleted) = (admin.accounts(&app), 0);
    for id in body.user_ids {
        deleted += u32::from(accounts.remove(id, network).await?);
    }
    Ok(Json(DeletedUsers::new(deleted)))
}

/// Show an account
#[utoipa::path(
    get,
    path = "/api/auth/users/{userId}",
    params(("userId" = String, Path, format = "uuid")),
    security(("admin" = [])),
    responses((status = 200, description = "The account.", body = User), Refused<OfUser>),
)]
async fn show(
    _: Admin<Refusal>,
    State(app): State<SharedApp>,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<User>, Refusal> {
    let id = id.ok().and_then(|Path(id)| id.parse::<AccountId>().ok());
    let id = id.ok_or_else(|| InputError::malformed("userId must be a UUID."))?;
    let account = app.engine.accounts.by_id(id).await?.ok_or(Refusal::NoPerson)?;
    Ok(Json(account.into()))
}

/// Get an anon key
///
/// Rekey needs none, so any text works; this one is the same for every app.
#[utoipa::path(
    post,
    path = "/api/auth/tokens/anon",
    security(("admin" = [])),
    responses((status = 200, description = "The key.", body = AnonKey), Refused<OfAdmin>),
)]
async fn anon_key(_: Admin<Refusal>) -> Json<AnonKey> {
    Json(AnonKey::ANY)
}

/// Makes an account for somebody else: whether or not sign-up is open, and without a session for the caller.
pub(super) async fn create(app: &SharedApp, operator: BackendToken, body: SignUp) -> Result<SignUpAnswer, Refusal> {
    let verified = body.auto_confirm.unwrap_or_default();
    let draft = AccountDraft {
        name: body.name,
        password: DraftPassword::Plain(body.password.password()),
        email_verified: verified,
        ..AccountDraft::new(body.email.0)
    };
    let accounts = app.engine.accounts.for_backend(operator);
    let id = accounts.create(draft).await?;
    let account = accounts.by_id(id).await?.ok_or(Refusal::NoPerson)?;
    let must_verify = app.engine.locations().await?.default().sign_up.verify_email && !verified;
    Ok(SignUpAnswer::Created(Box::new(CreatedUser::new(account, must_verify))))
}

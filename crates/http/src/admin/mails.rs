//! What became of an account's emails.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use rekey_core::{AccountId, EntryId};
use utoipa_axum::routes;

use super::Admin;
use super::error::Refusal;
use super::id::Id;
use super::refusals::{OfAccount, OfMails};
use super::wire::{MailAnswer, MailsAnswer, MailsQuery, PageSize, StopAnswer};
use crate::app::SharedApp;
use crate::client_network::Client;
use crate::input::{Fields, InputError, KeyCase};
use crate::openapi::{Api, Refused};

pub(super) fn routes() -> Api {
    Api::default().routes(routes!(list)).routes(routes!(release))
}

/// List the emails of an account
///
/// Newest first, with what became of each: whether it was sent, by which sender, and what was reported since. Emails
/// are kept for as long as the setting `mail.kept_for` says. No addresses, links or codes.
#[utoipa::path(
    get,
    path = "/v1/mails",
    operation_id = "list_mails",
    params(MailsQuery),
    responses((status = 200, description = "Emails.", body = MailsAnswer), Refused<OfMails>),
    security(("admin" = [])),
)]
async fn list(
    State(app): State<SharedApp>,
    _: Admin<Refusal>,
    RawQuery(query): RawQuery,
) -> Result<Json<MailsAnswer>, Refusal> {
    let query = Fields::parse(query.unwrap_or_default().as_bytes(), KeyCase::Sensitive)?;
    query.only(&["account", "cursor", "limit"])?;
    query.none_empty()?;
    let MailsQuery { account, cursor, limit: PageSize(limit) } = query.read()?;
    let id: AccountId = account.parse().map_err(|_| Refusal::NoAccount)?;
    let before = cursor.as_deref().map(str::parse::<EntryId>).transpose();
    let before = before.map_err(|_| InputError::malformed("cursor must be the next of an earlier page."))?;
    let account = app.engine.accounts.by_id(id).await?.ok_or(Refusal::NoAccount)?;
    // One more tells whether there is a next page.
    let mut mails = app.engine.mails.of_account(id, before, limit + 1).await?;
    let more = mails.len() > limit;
    mails.truncate(limit);
    let stopped = app.engine.mails.stopped(&account).await?;
    Ok(Json(MailsAnswer {
        next: mails.last().filter(|_| more).map(|mail| mail.entry.to_string()),
        mails: mails.into_iter().map(MailAnswer::from).collect(),
        stopped: StopAnswer::from(stopped),
    }))
}

/// Let emails to an account through again
///
/// After a hard bounce, a mailbox gets no emails for up to 24 hours; after a complaint, no notices and no sign-in
/// codes. This ends both for the account's address. Can be repeated safely.
#[utoipa::path(
    delete,
    path = "/v1/accounts/{id}/mail-stop",
    params(("id" = String, Path, description = "The account's id.")),
    responses((status = 204, description = "The account's mailbox is not stopped any more."), Refused<OfAccount>),
    security(("admin" = [])),
)]
async fn release(
    State(app): State<SharedApp>,
    admin: Admin<Refusal>,
    Id(id): Id,
    Client(network): Client,
) -> Result<StatusCode, Refusal> {
    let account = app.engine.accounts.by_id(id).await?.ok_or(Refusal::NoAccount)?;
    app.engine.mails.release_of(&account, admin.token, network).await?;
    Ok(StatusCode::NO_CONTENT)
}

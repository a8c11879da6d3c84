//! Accounts, as operators and the product's own backend keep them.

use futures_util::future::try_join_all;
use rekey_core::account::{
    Account, AccountEdit, AccountStatus, Edited, ImportMark, ImportedAccount, NewAccount, Updated,
};
use rekey_core::audit::{Action, BackendToken};
use rekey_core::ports::{AccountChange, Caller, EditOutcome, ImportOutcome};
use rekey_core::token::NewToken;
use rekey_core::{AccountId, ClientNetwork, EmailAddress, EntryId, LocationId, Origin, PasswordHash};

use super::address_proof::{forget_places, made_unproven, prove, shut};
use super::audit::record_created;
use super::held::HeldAccount;
use crate::rows::{AuditEvent, Commit, Outrun, Rows, StepResult, TokenScope};
use crate::shared::notices::of_address_change;
use crate::shared::sign_ups::Proof;

/// Adds an account. `false`: another account has its address or external id.
pub(super) async fn insert<R: Rows>(rows: &R, new: &NewAccount, network: ClientNetwork) -> Result<bool, R::Error> {
    let added = !rows.insert_accounts(std::slice::from_ref(new)).await?.is_empty();
    if added {
        record_created(rows, &[new.id], AuditEvent::done(Action::AccountCreated).from(network)).await?;
    }
    Ok(added)
}

/// [`AccountStore::add_accounts`](rekey_core::ports::AccountStore::add_accounts). Replaces accounts from
/// sign-ups that nobody has confirmed, so that a stranger's sign-up can't reserve an address.
pub(crate) async fn add<R: Rows>(
    rows: &R,
    accounts: &[NewAccount],
    backend: Option<BackendToken>,
) -> StepResult<Vec<ImportOutcome>, R> {
    let emails: Vec<_> = accounts.iter().map(|account| &account.email).collect();
    rows.delete_unconfirmed(&emails, None).await?;
    let added = rows.insert_accounts(accounts).await?;
    let created: Vec<_> = accounts.iter().map(|account| account.id).filter(|id| added.contains(id)).collect();
    record_created(rows, &created, AuditEvent::done(Action::AccountCreated).by(backend)).await?;
    let mut outcomes = Vec::with_capacity(accounts.len());
    for account in accounts {
        let added = added.contains(&account.id);
        outcomes.push(if added { ImportOutcome::Added } else { what_is_taken(rows, account).await? });
    }
    Ok(Commit(outcomes))
}

/// [`AccountStore::import_accounts`](rekey_core::ports::AccountStore::import_accounts).
pub(crate) async fn import<R: Rows>(rows: &R, accounts: &[NewAccount]) -> StepResult<Vec<ImportOutcome>, R> {
    let moved = try_join_all(accounts.iter().map(|account| has_moved(rows, account))).await?;
    let rest: Vec<_> = accounts.iter().zip(&moved).filter(|(_, moved)| !**moved).map(|(new, _)| new.clone()).collect();
    let Commit(added) = add(rows, &rest, None).await?;
    let mut added = added.into_iter();
    let outcome = |moved| if moved { Some(ImportOutcome::AddressTaken) } else { added.next() };
    Ok(Commit(moved.into_iter().filter_map(outcome).collect()))
}

/// Whether the account that came with this address has another one now. External ids tell accounts apart that had the same
/// address one after the other.
async fn has_moved<R: Rows>(rows: &R, new: &NewAccount) -> Result<bool, R::Error> {
    match new.mark.address {
        Some(key) if new.external_id.is_none() => Ok(HeldAccount::moved_from(rows, &new.email, key).await?.is_some()),
        _ => Ok(false),
    }
}

/// Why an account was not added.
async fn what_is_taken<R: Rows>(rows: &R, account: &NewAccount) -> Result<ImportOutcome, R::Error> {
    let by_id = match &account.external_id {
        Some(id) => rows.hold_account_by_external_id(id).await?,
        None => None,
    };
    let has_address = |other: Account| other.email == account.email;
    Ok(if by_id.is_none_or(has_address) { ImportOutcome::AddressTaken } else { ImportOutcome::ExternalIdTaken })
}

/// [`AccountStore::update_accounts`](rekey_core::ports::AccountStore::update_accounts).
pub(crate) async fn update<R: Rows>(
    rows: &R,
    accounts: &[ImportedAccount],
    notices: &[EntryId],
) -> StepResult<Vec<ImportOutcome>, R> {
    let emails: Vec<_> = accounts.iter().map(|imported| &imported.account.email).collect();
    rows.delete_unconfirmed(&emails, None).await?;
    let mut outcomes = Vec::with_capacity(accounts.len());
    for (imported, notice) in accounts.iter().zip(notices) {
        outcomes.push(update_one(rows, imported, *notice).await?);
    }
    Ok(Commit(outcomes))
}

async fn update_one<R: Rows>(rows: &R, imported: &ImportedAccount, notice: EntryId) -> Result<ImportOutcome, R::Error> {
    let before = match find(rows, imported).await? {
        Found::Here(before) => before,
        Found::Refused(refusal) => return Ok(refusal),
        Found::Nowhere => {
            // If another node adds it meanwhile, the step begins again and finds it.
            if !insert(rows, &imported.account, ClientNetwork::LOCAL).await? {
                return Err(Outrun.into());
            }
            return Ok(ImportOutcome::Added);
        }
    };
    let before = if vouches(imported, &before) && made_unproven(rows, before.id).await? {
        prove(rows, before, Proof::IMPORT, ClientNetwork::LOCAL).await?
    } else {
        before
    };
    let mark = rows.import_mark(before.id).await?;
    let Updated { edited, password, mark: next, password_kept, address_kept } =
        imported.update(&before, mark, rows.now());
    let email = &edited.account.email;
    if *email != before.email && rows.account_by_email(email).await?.is_some() {
        return Ok(ImportOutcome::AddressTaken);
    }
    if let Some(password) = &password {
        rows.import_password(before.id, password).await?;
    }
    if next != mark {
        rows.write_import_mark(before.id, &next).await?;
    }
    let changed = !edited.actions.is_empty();
    let network = ClientNetwork::LOCAL;
    write_edited(
        rows,
        &before,
        edited,
        Caller { network, backend: None },
        ChangeNotice { id: notice, origin: network.into() },
    )
    .await?;
    Ok(ImportOutcome::Present { changed, password_kept, address_kept })
}

/// Whether the other system says that an address is verified which nobody has proven here.
fn vouches(imported: &ImportedAccount, here: &Account) -> bool {
    imported.account.email_verified && !here.email_verified && imported.account.email == here.email
}

/// Where the account is that another system describes.
enum Found {
    Here(HeldAccount),
    Nowhere,
    /// It could only be guessed.
    Refused(ImportOutcome),
}

/// Finds it by its external id, else by its address, which may have been changed here.
async fn find<R: Rows>(rows: &R, imported: &ImportedAccount) -> Result<Found, R::Error> {
    let has_id = imported.external_id().is_some();
    if let Some(id) = imported.external_id()
        && let Some(account) = HeldAccount::by_external_id(rows, id).await?
    {
        return Ok(Found::Here(account));
    }
    let email = &imported.account.email;
    let holder = HeldAccount::by_email(rows, email).await?;
    let key = imported.account.mark.address;
    let moved = match key {
        Some(key) => HeldAccount::moved_from(rows, email, key).await?,
        None => None,
    };
    // An account with another id is somebody else's.
    let moved = moved.filter(|account| !has_id || account.external_id.is_none());
    Ok(match (holder, moved) {
        (Some(holder), _) if has_id && holder.external_id.is_some() => Found::Refused(ImportOutcome::OtherExternalId),
        // It came with this address too, and still has it.
        (Some(holder), Some(_)) if rows.import_mark(holder.id).await?.address == key => Found::Here(holder),
        (Some(_), Some(_)) => Found::Refused(ImportOutcome::TwoAccounts),
        (Some(account), None) | (None, Some(account)) => Found::Here(account),
        (None, None) => Found::Nowhere,
    })
}

/// [`AccountStore::rehash`](rekey_core::ports::AccountStore::rehash).
pub(crate) async fn rehash<R: Rows>(
    rows: &R,
    id: AccountId,
    old: &PasswordHash,
    new: &PasswordHash,
    network: ClientNetwork,
) -> StepResult<bool, R> {
    if !rows.replace_hash(id, old, new).await? {
        return Ok(Commit(false));
    }
    // A new hash of the password that the account was made with is that password still.
    rows.replace_offered_hash(id, old, new).await?;
    AuditEvent::done(Action::PasswordRehashed).of(id).from(network).record(rows).await?;
    Ok(Commit(true))
}

/// [`AccountStore::change_account`](rekey_core::ports::AccountStore::change_account).
pub(crate) async fn change<R: Rows>(
    rows: &R,
    email: &EmailAddress,
    change: AccountChange,
) -> StepResult<Option<Account>, R> {
    let Some(account) = HeldAccount::by_email(rows, email).await? else { return Ok(Commit(None)) };
    let (action, account) = match change {
        AccountChange::Status(status) if status == account.status => {
            return Ok(Commit(Some(*account.into_account())));
        }
        AccountChange::Status(AccountStatus::Active) => {
            let disowned = account.status == AccountStatus::Disowned;
            forget_import_lock(rows, account.id).await?;
            let account = account.set_status(rows, AccountStatus::Active).await?;
            (Action::AccountUnlocked, if disowned { account.demand_reset(rows).await? } else { account })
        }
        AccountChange::Status(status) => {
            let action = if status == AccountStatus::Locked { Action::AccountLocked } else { Action::Disowned };
            (action, shut(rows, account, status).await?)
        }
        AccountChange::DemandReset => (Action::ResetDemanded, account.demand_reset(rows).await?),
        AccountChange::Delete => {
            rows.delete_account(account.id).await?;
            (Action::AccountDeleted, account)
        }
    };
    AuditEvent::done(action).of(account.id).record(rows).await?;
    Ok(Commit(Some(*account.into_account())))
}

/// [`AccountStore::raise_epochs`](rekey_core::ports::AccountStore::raise_epochs).
pub(crate) async fn raise_epochs<R: Rows>(
    rows: &R,
    after: Option<AccountId>,
    limit: usize,
) -> StepResult<Option<AccountId>, R> {
    if after.is_none() {
        AuditEvent::done(Action::SessionsEnded).record(rows).await?;
    }
    rows.raise_epochs(after, limit).await.map(Commit)
}

/// [`BackendStore::edit_account`](rekey_core::ports::BackendStore::edit_account).
pub(crate) async fn edit<R: Rows>(
    rows: &R,
    id: AccountId,
    edit: &AccountEdit,
    caller: Caller,
    notice: EntryId,
) -> StepResult<EditOutcome, R> {
    let Some(before) = HeldAccount::by_id(rows, id).await? else { return Ok(Commit(EditOutcome::Unknown)) };
    if before.shadow.is_some() && edit.describes_the_person() {
        return Ok(Commit(EditOutcome::InDirectory));
    }
    let notice = ChangeNotice { id: notice, origin: ClientNetwork::LOCAL.into() };
    write_edit(rows, &before, edit, caller, notice).await.map(Commit)
}

/// The notice to the previous address.
#[derive(Clone, Copy)]
pub(super) struct ChangeNotice {
    /// Its id in the outbox.
    pub(super) id: EntryId,
    /// From where the address was changed.
    pub(super) origin: Origin,
}

/// Writes down what an edit makes of an account.
pub(super) async fn write_edit<R: Rows>(
    rows: &R,
    before: &HeldAccount,
    edit: &AccountEdit,
    caller: Caller,
    notice: ChangeNotice,
) -> Result<EditOutcome, R::Error> {
    let id = before.id;
    if let Some(email) = &edit.email {
        // As in `add`: a stranger's sign-up can't reserve an address.
        rows.delete_unconfirmed(&[email], Some(id)).await?;
        if rows.account_by_email(email).await?.is_some_and(|other| other.id != id) {
            return Ok(EditOutcome::AddressTaken);
        }
    }
    if let Some(Some(external_id)) = &edit.external_id {
        let holder = rows.hold_account_by_external_id(external_id).await?;
        if holder.is_some_and(|other| other.id != id) {
            return Ok(EditOutcome::ExternalIdTaken);
        }
    }
    let edited = edit.apply(before, rows.now());
    Ok(EditOutcome::Done(Box::new(write_edited(rows, before, edited, caller, notice).await?)))
}

/// Writes an account that was changed, with the notice that a changed address causes.
async fn write_edited<R: Rows>(
    rows: &R,
    before: &HeldAccount,
    edited: Edited,
    caller: Caller,
    notice: ChangeNotice,
) -> Result<Account, R::Error> {
    let id = before.id;
    if !edited.actions.is_empty() {
        rows.write_account(&edited.account).await?;
        if edited.account.email != before.email {
            // The offer was made for the address before.
            rows.delete_offers(id).await?;
        }
        if let Some(changed) = of_address_change(before, &edited.account, notice.origin) {
            rows.put_notice(notice.id, &changed).await?;
        }
        if edited.actions.contains(&Action::AccountLocked) {
            forget_places(rows, before).await?;
        }
        if edited.actions.contains(&Action::AccountUnlocked) {
            forget_import_lock(rows, id).await?;
        }
        for action in edited.actions {
            AuditEvent::done(action).of(id).from(caller.network).by(caller.backend).record(rows).await?;
        }
    }
    Ok(edited.account)
}

/// The next lock of an account that was opened is not an import's, so that no import opens it.
async fn forget_import_lock<R: Rows>(rows: &R, id: AccountId) -> Result<(), R::Error> {
    let mark = rows.import_mark(id).await?;
    if mark.locked {
        rows.write_import_mark(id, &ImportMark { locked: false, ..mark }).await?;
    }
    Ok(())
}

/// [`BackendStore::delete_account`](rekey_core::ports::BackendStore::delete_account).
pub(crate) async fn delete<R: Rows>(rows: &R, id: AccountId, caller: Caller) -> StepResult<bool, R> {
    if HeldAccount::by_id(rows, id).await?.is_none() {
        return Ok(Commit(false));
    }
    rows.delete_account(id).await?;
    let Caller { network, backend } = caller;
    AuditEvent::done(Action::AccountDeleted).of(id).from(network).by(backend).record(rows).await?;
    Ok(Commit(true))
}

/// [`RecoveryStore::mint_token`](rekey_core::ports::RecoveryStore::mint_token).
pub(crate) async fn mint_reset_link<R: Rows>(
    rows: &R,
    account: AccountId,
    location: LocationId,
    token: NewToken,
) -> StepResult<bool, R> {
    let held = HeldAccount::by_id(rows, account).await?;
    let Some(account) = held.filter(|account| account.status != AccountStatus::Locked) else {
        return Ok(Commit(false));
    };
    rows.mint_token(&token, &TokenScope::of(account.owner(), location)).await?;
    AuditEvent::done(Action::OperatorReset).of(account.id).at(location).record(rows).await?;
    Ok(Commit(true))
}

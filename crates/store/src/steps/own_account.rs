//! What people change about their own accounts.

use rekey_core::account::{Account, AccountEdit, AccountStatus, ImportMark};
use rekey_core::audit::Action;
use rekey_core::outbox::{Notice, NoticeKind};
use rekey_core::ports::{Caller, ChangePassword, EditOutcome, Verification};
use rekey_core::session::Session;
use rekey_core::token::{TokenDigest, TokenPurpose, TokenState};
use rekey_core::{AddressKey, DigestKey, EntryId, Origin};

use super::accounts::{ChangeNotice, write_edit};
use super::held::{HeldAccount, LivingSession};
use super::tokens::{SpentToken, TokenRefusal};
use crate::rows::{AuditEvent, Commit, Rows, StepResult};
use crate::shared::corrupt::Corrupt;

/// [`AccountStore::change_password`](rekey_core::ports::AccountStore::change_password).
pub(crate) async fn change_password<R: Rows>(rows: &R, change: &ChangePassword) -> StepResult<Option<Account>, R> {
    let Some(living) = LivingSession::hold(rows, change.session).await? else { return Ok(Commit(None)) };
    let (session, account) = living.into_held();
    if !rows.choose_password(account.id, &change.old, &change.new).await? {
        return Ok(Commit(None));
    }
    // An account that was made with this password still has the password that its maker typed.
    rows.replace_offered_hash(account.id, &change.old, &change.new).await?;
    let account = account.begin_epoch(rows, AccountStatus::Active).await?;
    rows.renew_session(&Session { epoch: account.epoch, ..session }).await?;
    let notice = Notice {
        kind: NoticeKind::PasswordChanged,
        account: account.id,
        location: change.location,
        origin: change.origin,
        language: Some(change.language.clone()),
        epoch: account.epoch,
        to: None,
    };
    rows.put_notice(change.notice, &notice).await?;
    let changed = AuditEvent::done(Action::PasswordChanged).of(account.id).at(change.location);
    changed.from(change.origin.network).record(rows).await?;
    Ok(Commit(Some(*account.into_account())))
}

/// [`SignUpStore::confirm_new_address`](rekey_core::ports::SignUpStore::confirm_new_address).
pub(crate) async fn confirm_new_address<R: Rows>(
    rows: &R,
    token: TokenDigest,
    origin: Origin,
    notice: EntryId,
    key: &DigestKey,
) -> StepResult<Verification, R> {
    let token = match SpentToken::spend(rows, token, &[TokenPurpose::NewAddress], None).await? {
        Ok(token) => token,
        Err(TokenRefusal::Unknown) => return Ok(Commit(Verification::Unknown)),
        Err(TokenRefusal::State(state)) => return Ok(Commit(Verification::Refused(state))),
    };
    let email = token.moves_to().ok_or(Corrupt::column("tokens.moves_to"))?.clone();
    let before = HeldAccount::existing(rows, token.account()).await?;
    let mark = rows.import_mark(before.id).await?;
    if before.external_id.is_some() && mark.address.is_none() {
        let address = Some(AddressKey::of(&before.email, key));
        rows.write_import_mark(before.id, &ImportMark { address, ..mark }).await?;
    }
    let edit = AccountEdit { email: Some(email), email_verified: Some(true), ..AccountEdit::default() };
    let caller = Caller { network: origin.network, backend: None };
    Ok(Commit(match write_edit(rows, &before, &edit, caller, ChangeNotice { id: notice, origin }).await? {
        EditOutcome::Done(account) => Verification::Done(account),
        // Somebody else has got the address since.
        EditOutcome::AddressTaken | EditOutcome::ExternalIdTaken | EditOutcome::InDirectory | EditOutcome::Unknown => {
            Verification::Refused(TokenState::Void)
        }
    }))
}

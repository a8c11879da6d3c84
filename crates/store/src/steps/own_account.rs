//! What people change about their own accounts while they are signed in.

use rekey_core::account::{Account, AccountStatus, ImportMark};
use rekey_core::audit::Action;
use rekey_core::outbox::{Notice, NoticeKind};
use rekey_core::ports::ChangePassword;
use rekey_core::session::Session;

use super::held::LivingSession;
use crate::rows::{AuditEvent, Commit, Rows, StepResult};

/// [`AccountStore::change_password`](rekey_core::ports::AccountStore::change_password).
pub(crate) async fn change_password<R: Rows>(rows: &R, change: &ChangePassword) -> StepResult<Option<Account>, R> {
    let Some(living) = LivingSession::hold(rows, change.session).await? else { return Ok(Commit(None)) };
    let (session, account) = living.into_held();
    if !rows.replace_hash(account.id, &change.old, &change.new).await? {
        return Ok(Commit(None));
    }
    // An account that was made with this password still has the password that its maker typed.
    rows.replace_offered_hash(account.id, &change.old, &change.new).await?;
    // No import replaces what its owner chose here.
    let mark = rows.import_mark(account.id).await?;
    rows.write_import_mark(account.id, &ImportMark { hash: None, ..mark }).await?;
    let account = account.begin_epoch(rows, AccountStatus::Active).await?;
    rows.renew_session(&Session { epoch: account.epoch, ..session }).await?;
    let notice = Notice {
        kind: NoticeKind::PasswordChanged,
        account: account.id,
        location: change.location,
        network: change.network,
        door: Some(change.door.clone()),
        epoch: account.epoch,
        to: None,
    };
    rows.put_notice(change.notice, &notice).await?;
    let changed = AuditEvent::done(Action::PasswordChanged).of(account.id).at(change.location);
    changed.from(change.network).record(rows).await?;
    Ok(Commit(Some(*account.into_account())))
}

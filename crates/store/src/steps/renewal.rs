//! The use of a refresh token.

use rekey_core::account::Account;
use rekey_core::audit::Action;
use rekey_core::outbox::{Notice, NoticeKind};
use rekey_core::ports::{RefreshOutcome, Renewed};
use rekey_core::session::{ClaimedDevice, ClientId, OtherSessions, ROTATION_GRACE, Renewal};
use rekey_core::time::{Timestamp, after};

use super::held::LivingSession;
use crate::rows::{AuditEvent, Commit, RefreshTokenRow, Rows, StepResult};

/// [`SessionStore::refresh`](rekey_core::ports::SessionStore::refresh).
pub(crate) async fn renew<R: Rows>(rows: &R, renewal: &Renewal) -> StepResult<RefreshOutcome, R> {
    let Some((living, token)) = hold(rows, renewal).await? else { return Ok(Commit(RefreshOutcome::Refused)) };
    if let Some(rotated_at) = token.rotated_at {
        return Ok(Commit(replayed(rows, renewal, &living, rotated_at).await?));
    }
    let client = ClientId::kept(renewal.client.as_ref(), living.account());
    if token.expires_at <= rows.now() || client != living.session().client {
        return Ok(Commit(RefreshOutcome::Refused));
    }
    let (mut session, account) = living.into_parts();
    session.expires_at = renewal.session_end(session.created_at, rows.now());
    session.refreshed_at = rows.now();
    if renewal.device != ClaimedDevice::default() {
        session.device = renewal.device.clone();
    }
    let mut told = false;
    match renewal.next {
        None => {
            rows.extend_refresh_token(renewal.presented, session.expires_at).await?;
            told = session.whereabouts.note(renewal.origin.network, rows.now());
        }
        Some(next) => {
            if !rows.rotate_refresh_token(renewal.presented).await? {
                return Ok(Commit(RefreshOutcome::Refused));
            }
            rows.insert_refresh_token(next, session.id, session.expires_at).await?;
        }
    }
    rows.renew_session(&session).await?;
    if renewal.others == OtherSessions::Superseded {
        rows.supersede_other_refresh_tokens(&session).await?;
    }
    if told {
        notify(rows, renewal, &account).await?;
    }
    Ok(Commit(RefreshOutcome::Renewed(Box::new(Renewed { session, account, told }))))
}

/// Notifies the owner of a use from far away. Where tokens rotate, a replay reveals the copy, so no notice is needed.
async fn notify<R: Rows>(rows: &R, renewal: &Renewal, account: &Account) -> Result<(), R::Error> {
    let notice = Notice {
        kind: NoticeKind::SessionElsewhere,
        account: account.id,
        location: account.own_location(),
        origin: renewal.origin,
        language: None,
        epoch: account.epoch,
        to: None,
    };
    rows.put_notice(renewal.notice, &notice).await
}

/// The living session of the presented token, held. The token is read once more while it is: of two that present one
/// token for another, the second sees that it was used up.
async fn hold<R: Rows>(rows: &R, renewal: &Renewal) -> Result<Option<(LivingSession, RefreshTokenRow)>, R::Error> {
    let Some(token) = rows.refresh_token(renewal.presented).await? else { return Ok(None) };
    let Some(living) = LivingSession::hold(rows, token.session).await? else { return Ok(None) };
    Ok(rows.refresh_token(renewal.presented).await?.map(|token| (living, token)))
}

/// A token that was used up is presented again. A client that repeats itself after a lost answer does so at once;
/// later, two hold the same token. Where tokens may be presented from several places, that tells nothing.
async fn replayed<R: Rows>(
    rows: &R,
    renewal: &Renewal,
    living: &LivingSession,
    rotated_at: Timestamp,
) -> Result<RefreshOutcome, R::Error> {
    if renewal.next.is_none() || rows.now() <= after(rotated_at, ROTATION_GRACE) {
        return Ok(RefreshOutcome::Refused);
    }
    rows.end_session(living.session().id).await?;
    let stolen = AuditEvent::done(Action::SessionStolen).of(living.account().id).from(renewal.origin.network);
    stolen.record(rows).await?;
    Ok(RefreshOutcome::Stolen)
}

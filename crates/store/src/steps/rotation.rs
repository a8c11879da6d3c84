//! The use of a refresh token.

use rekey_core::audit::Action;
use rekey_core::ports::RefreshOutcome;
use rekey_core::session::{ClientId, OtherSessions, ROTATION_GRACE, Rotation};
use rekey_core::time::after;

use super::held::LivingSession;
use crate::rows::{AuditEvent, Commit, Rows, StepResult};

/// [`SessionStore::refresh`](rekey_core::ports::SessionStore::refresh).
pub(crate) async fn rotate<R: Rows>(rows: &R, rotation: &Rotation) -> StepResult<RefreshOutcome, R> {
    let Some(token) = rows.refresh_token(rotation.presented).await? else {
        return Ok(Commit(RefreshOutcome::Refused));
    };
    let Some(living) = LivingSession::hold(rows, token.session).await? else {
        return Ok(Commit(RefreshOutcome::Refused));
    };
    // Read once more while the session is held: of two that present one token the second sees that it was rotated.
    let Some(token) = rows.refresh_token(rotation.presented).await? else {
        return Ok(Commit(RefreshOutcome::Refused));
    };
    if let Some(rotated_at) = token.rotated_at {
        // A client that repeats itself after a lost answer does so at once; later, two hold the same token.
        if rows.now() <= after(rotated_at, ROTATION_GRACE) {
            return Ok(Commit(RefreshOutcome::Refused));
        }
        rows.end_session(token.session).await?;
        let stolen = AuditEvent::done(Action::SessionStolen).of(living.account().id).from(rotation.network);
        stolen.record(rows).await?;
        return Ok(Commit(RefreshOutcome::Stolen));
    }
    let client = ClientId::kept(rotation.client.as_ref(), living.account());
    let is_good = token.expires_at > rows.now() && client == living.session().client;
    if !is_good || !rows.rotate_refresh_token(rotation.presented).await? {
        return Ok(Commit(RefreshOutcome::Refused));
    }
    let (mut session, account) = living.into_parts();
    session.expires_at = after(rows.now(), rotation.lifetime);
    rows.insert_refresh_token(rotation.next, session.id, session.expires_at).await?;
    rows.extend_session(session.id, session.expires_at).await?;
    if rotation.others == OtherSessions::Superseded {
        rows.supersede_other_refresh_tokens(&session).await?;
    }
    Ok(Commit(RefreshOutcome::Rotated(Box::new((session, account)))))
}

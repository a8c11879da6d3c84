//! The use of a refresh token.

use rekey_core::audit::Action;
use rekey_core::ports::RefreshOutcome;
use rekey_core::session::{ClientId, OtherSessions, ROTATION_GRACE, Rotation, Session};
use rekey_core::time::{Timestamp, after};
use rekey_core::{SessionId, TokenDigest};
use rusqlite::params;

use super::audit::Event;
use super::rows::{id, instant, optional_instant};
use super::sessions::{add_refresh_token, end, living};
use super::step::{Failure, Step};
use crate::shared::session_row::client_column;

/// The row of a refresh token.
struct Presented {
    expires_at: Timestamp,
    rotated_at: Option<Timestamp>,
    session: SessionId,
}

/// Rotates: see [`rekey_core::ports::SessionStore::refresh`].
pub(super) fn rotate(step: &Step<'_>, rotation: &Rotation) -> Result<RefreshOutcome, Failure> {
    let Some(presented) = look_up(step, rotation)? else { return Ok(RefreshOutcome::Refused) };
    let Some((mut session, account)) = living(step, presented.session)? else {
        return Ok(RefreshOutcome::Refused);
    };
    if let Some(rotated_at) = presented.rotated_at {
        // A client that repeats itself after a lost answer does so at once; later, two hold the same token.
        if step.now <= after(rotated_at, ROTATION_GRACE) {
            return Ok(RefreshOutcome::Refused);
        }
        end(step, session.id)?;
        Event::done(Action::SessionStolen, account.id).from(rotation.network).record(step)?;
        return Ok(RefreshOutcome::Stolen);
    }
    let client = ClientId::kept(rotation.client.as_ref(), &account);
    if presented.expires_at <= step.now || client != session.client || !use_up(step, rotation)? {
        return Ok(RefreshOutcome::Refused);
    }
    session.expires_at = after(step.now, rotation.lifetime);
    renew(step, rotation, &session)?;
    Ok(RefreshOutcome::Rotated(Box::new((session, account))))
}

/// The session that a refresh token belongs to, be it rotated already.
pub(super) fn session_of(step: &Step<'_>, presented: TokenDigest) -> Result<Option<SessionId>, Failure> {
    step.one("SELECT session FROM refresh_tokens WHERE digest = ?1", [presented.as_bytes()], |row| id(row, 0))
}

fn look_up(step: &Step<'_>, rotation: &Rotation) -> Result<Option<Presented>, Failure> {
    step.one(
        "SELECT expires_at, rotated_at, session FROM refresh_tokens WHERE digest = ?1",
        [rotation.presented.as_bytes()],
        |row| {
            Ok(Presented { expires_at: instant(row, 0)?, rotated_at: optional_instant(row, 1)?, session: id(row, 2)? })
        },
    )
}

fn use_up(step: &Step<'_>, rotation: &Rotation) -> Result<bool, Failure> {
    let used = step.execute(
        "UPDATE refresh_tokens SET rotated_at = ?1 WHERE digest = ?2 AND rotated_at IS NULL",
        params![step.micros(), rotation.presented.as_bytes()],
    )?;
    Ok(used == 1)
}

/// The next token, a longer life, and perhaps an end to the client's other sessions.
fn renew(step: &Step<'_>, rotation: &Rotation, session: &Session) -> Result<(), Failure> {
    let id = session.id.as_uuid().into_bytes();
    add_refresh_token(step, rotation.next, session.id, session.expires_at)?;
    step.execute(
        "UPDATE sessions SET expires_at = ?1 WHERE id = ?2",
        params![session.expires_at.as_microsecond(), id],
    )?;
    if rotation.others == OtherSessions::Superseded {
        step.execute(
            "UPDATE sessions SET ended_at = ?1
             WHERE account = ?2 AND client = ?3 AND id <> ?4 AND ended_at IS NULL",
            params![step.micros(), session.account.as_uuid().into_bytes(), client_column(session.client.as_ref()), id],
        )?;
    }
    Ok(())
}

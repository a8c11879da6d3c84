//! The use of a refresh token.

use rekey_core::audit::Action;
use rekey_core::ports::RefreshOutcome;
use rekey_core::session::{ClientId, OtherSessions, ROTATION_GRACE, Rotation, Session};
use rekey_core::time::{Timestamp, after};
use rekey_core::{SessionId, TokenDigest};
use uuid::Uuid;

use super::audit::Event;
use super::sessions::{add_refresh_token, end, hold};
use super::step::Tx;
use super::trouble::Trouble;
use super::value::values;
use crate::shared::session_row::client_column;

/// Rotates: see [`rekey_core::ports::SessionStore::refresh`].
pub(super) async fn rotate(tx: &Tx, rotation: &Rotation) -> Result<RefreshOutcome, Trouble> {
    let Some(session) = session_of(tx, rotation.presented).await? else { return Ok(RefreshOutcome::Refused) };
    let Some((mut session, account)) = hold(tx, session).await? else { return Ok(RefreshOutcome::Refused) };
    // Read under the lock: of two that present the same token the second sees that it was rotated.
    let sql = "SELECT expires_at, rotated_at FROM refresh_tokens WHERE digest = $1";
    let Some(row) = tx.query_opt(sql, values![&rotation.presented.as_bytes()[..]]).await? else {
        return Ok(RefreshOutcome::Refused);
    };
    let expires_at: Timestamp = row.try_get(0)?;
    if let Some(rotated_at) = row.try_get::<_, Option<Timestamp>>(1)? {
        // A client that repeats itself after a lost answer does so at once; later, two hold the same token.
        if tx.now() <= after(rotated_at, ROTATION_GRACE) {
            return Ok(RefreshOutcome::Refused);
        }
        end(tx, session.id).await?;
        Event::done(Action::SessionStolen).of(account.id).from(rotation.network).record(tx).await?;
        return Ok(RefreshOutcome::Stolen);
    }
    let client = ClientId::kept(rotation.client.as_ref(), &account);
    if expires_at <= tx.now() || client != session.client || !use_up(tx, rotation.presented).await? {
        return Ok(RefreshOutcome::Refused);
    }
    session.expires_at = after(tx.now(), rotation.lifetime);
    renew(tx, rotation, &session).await?;
    Ok(RefreshOutcome::Rotated(Box::new((session, account))))
}

/// The session that a refresh token belongs to, be it rotated already.
pub(super) async fn session_of(tx: &Tx, presented: TokenDigest) -> Result<Option<SessionId>, Trouble> {
    let sql = "SELECT session FROM refresh_tokens WHERE digest = $1";
    let row = tx.query_opt(sql, values![&presented.as_bytes()[..]]).await?;
    Ok(row.map(|row| row.try_get::<_, Uuid>(0)).transpose()?.map(SessionId::from))
}

async fn use_up(tx: &Tx, presented: TokenDigest) -> Result<bool, Trouble> {
    let sql = "UPDATE refresh_tokens SET rotated_at = $2 WHERE digest = $1 AND rotated_at IS NULL";
    Ok(tx.execute(sql, values![&presented.as_bytes()[..], tx.now()]).await? == 1)
}

/// The next token, a longer life, and perhaps an end to the client's other sessions.
async fn renew(tx: &Tx, rotation: &Rotation, session: &Session) -> Result<(), Trouble> {
    add_refresh_token(tx, rotation.next, session.id, session.expires_at).await?;
    tx.execute("UPDATE sessions SET expires_at = $2 WHERE id = $1", values![session.id.as_uuid(), session.expires_at])
        .await?;
    if rotation.others == OtherSessions::Superseded {
        tx.execute(
            "UPDATE sessions SET ended_at = $4
             WHERE account = $1 AND client = $2 AND id <> $3 AND ended_at IS NULL",
            values![session.account.as_uuid(), client_column(session.client.as_ref()), session.id.as_uuid(), tx.now()],
        )
        .await?;
    }
    Ok(())
}

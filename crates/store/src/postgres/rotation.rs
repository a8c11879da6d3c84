//! The use of a refresh token (contracts/nexudus.md, `/api/token`).

use rekey_core::account::Account;
use rekey_core::audit::Action;
use rekey_core::ports::RefreshOutcome;
use rekey_core::session::{ClientId, OtherSessions, ROTATION_GRACE, Session};
use rekey_core::time::{Duration, Timestamp, after};
use rekey_core::{ClientNetwork, SessionId, TokenDigest};
use uuid::Uuid;

use super::audit::Event;
use super::sessions::{add_refresh_token, end, hold};
use super::step::Tx;
use super::trouble::Trouble;
use super::value::values;
use crate::shared::session_row::client_column;

/// A refresh token that was presented, and what is to take its place.
#[derive(Clone, Copy)]
pub(super) struct Rotation<'a> {
    pub(super) presented: TokenDigest,
    pub(super) client: Option<&'a ClientId>,
    pub(super) others: OtherSessions,
    pub(super) next: TokenDigest,
    pub(super) lifetime: Duration,
    pub(super) network: ClientNetwork,
}

impl Rotation<'_> {
    /// Rotates: see [`rekey_core::ports::SessionStore::refresh`].
    pub(super) async fn run(self, tx: &Tx) -> Result<RefreshOutcome, Trouble> {
        let Some(session) = self.session(tx).await? else { return Ok(RefreshOutcome::Refused) };
        let Some((session, account)) = hold(tx, session).await? else { return Ok(RefreshOutcome::Refused) };
        // Read under the lock: of two that present the same token the second sees that it was rotated.
        let sql = "SELECT expires_at, rotated_at FROM refresh_tokens WHERE digest = $1";
        let Some(row) = tx.query_opt(sql, values![&self.presented.as_bytes()[..]]).await? else {
            return Ok(RefreshOutcome::Refused);
        };
        let expires_at: Timestamp = row.try_get(0)?;
        if let Some(rotated_at) = row.try_get::<_, Option<Timestamp>>(1)? {
            return self.replayed(tx, &session, rotated_at).await;
        }
        if expires_at <= tx.now() || ClientId::kept(self.client, &account) != session.client {
            return Ok(RefreshOutcome::Refused);
        }
        self.rotate(tx, session, account).await
    }

    async fn session(&self, tx: &Tx) -> Result<Option<SessionId>, Trouble> {
        let sql = "SELECT session FROM refresh_tokens WHERE digest = $1";
        let row = tx.query_opt(sql, values![&self.presented.as_bytes()[..]]).await?;
        Ok(row.map(|row| row.try_get::<_, Uuid>(0)).transpose()?.map(SessionId::from))
    }

    /// A client that repeats itself after a lost answer does so at once; later, two hold the same token.
    async fn replayed(&self, tx: &Tx, session: &Session, rotated_at: Timestamp) -> Result<RefreshOutcome, Trouble> {
        if tx.now() <= after(rotated_at, ROTATION_GRACE) {
            return Ok(RefreshOutcome::Refused);
        }
        end(tx, session.id).await?;
        Event::done(Action::SessionStolen).of(session.account).from(self.network).record(tx).await?;
        Ok(RefreshOutcome::Stolen)
    }

    /// The next token, a longer life, and perhaps an end to the client's other sessions.
    async fn rotate(&self, tx: &Tx, mut session: Session, account: Account) -> Result<RefreshOutcome, Trouble> {
        session.expires_at = after(tx.now(), self.lifetime);
        let sql = "UPDATE refresh_tokens SET rotated_at = $2 WHERE digest = $1 AND rotated_at IS NULL";
        if tx.execute(sql, values![&self.presented.as_bytes()[..], tx.now()]).await? == 0 {
            return Ok(RefreshOutcome::Refused);
        }
        add_refresh_token(tx, self.next, session.id, session.expires_at).await?;
        tx.execute(
            "UPDATE sessions SET expires_at = $2 WHERE id = $1",
            values![session.id.as_uuid(), session.expires_at],
        )
        .await?;
        if self.others == OtherSessions::Superseded {
            tx.execute(
                "UPDATE sessions SET ended_at = $4
                 WHERE account = $1 AND client = $2 AND id <> $3 AND ended_at IS NULL",
                values![
                    session.account.as_uuid(),
                    client_column(session.client.as_ref()),
                    session.id.as_uuid(),
                    tx.now()
                ],
            )
            .await?;
        }
        Ok(RefreshOutcome::Rotated(Box::new((session, account))))
    }
}

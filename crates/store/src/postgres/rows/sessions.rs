//! The rows of sessions and refresh tokens.

use rekey_core::account::Account;
use rekey_core::session::{KnownPlace, MOST_PLACES, Session};
use rekey_core::time::Timestamp;
use rekey_core::{AccountId, SessionId, TokenDigest};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::postgres::columns::{ACCOUNT, SESSION, SESSION_COLUMNS, account, count, session};
use crate::postgres::step::Tx;
use crate::postgres::step_error::StepError;
use crate::postgres::value::values;
use crate::rows::{RefreshTokenRow, SessionRows};
use crate::shared::session_row::client_column;

impl SessionRows for Tx {
    async fn insert_session(&self, session: &Session) -> Result<(), StepError> {
        self.execute(
            "INSERT INTO sessions (id, account, epoch, client, created_at, expires_at, areas, refreshed_at, browser, os)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            values![
                session.id.as_uuid(),
                session.account.as_uuid(),
                session.epoch.0,
                client_column(session.client.as_ref()),
                session.created_at,
                session.expires_at,
                session.whereabouts.to_string(),
                session.refreshed_at,
                session.device.browser(),
                session.device.os(),
            ],
        )
        .await?;
        Ok(())
    }

    async fn hold_session(&self, id: SessionId) -> Result<Option<(Session, Account)>, StepError> {
        self.execute(
            "SELECT FROM accounts JOIN sessions ON sessions.account = accounts.id WHERE sessions.id = $1
             FOR NO KEY UPDATE OF accounts",
            values![id.as_uuid()],
        )
        .await?;
        let sql = look_up("FOR NO KEY UPDATE OF sessions");
        let row = self.query_opt(&sql, values![id.as_uuid(), self.now()]).await?;
        row.as_ref().map(with_account).transpose()
    }

    async fn renew_session(&self, session: &Session) -> Result<(), StepError> {
        let (areas, told_at) = (session.whereabouts.to_string(), session.whereabouts.told_at);
        self.execute(
            "UPDATE sessions SET expires_at = $2, areas = $3, told_at = $4, epoch = $5, refreshed_at = $6, browser = $7,
                                 os = $8
             WHERE id = $1",
            values![
                session.id.as_uuid(),
                session.expires_at,
                areas,
                told_at,
                session.epoch.0,
                session.refreshed_at,
                session.device.browser(),
                session.device.os(),
            ],
        )
        .await?;
        Ok(())
    }

    async fn known_places(&self, account: AccountId) -> Result<Vec<KnownPlace>, StepError> {
        self.query(KNOWN_PLACES, values![account.as_uuid(), count(MOST_PLACES)])
            .await?
            .iter()
            .map(known_place)
            .collect()
    }

    async fn keep_place(&self, account: AccountId, mark: &str, until: Timestamp) -> Result<(), StepError> {
        self.execute(
            "INSERT INTO sign_in_places (account, mark, first_at, over_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (account, mark) DO UPDATE SET over_at = excluded.over_at",
            values![account.as_uuid(), mark, self.now(), until],
        )
        .await?;
        Ok(())
    }

    async fn forget_places(&self, account: AccountId) -> Result<(), StepError> {
        self.execute("DELETE FROM sign_in_places WHERE account = $1", values![account.as_uuid()]).await?;
        Ok(())
    }

    async fn end_session(&self, id: SessionId) -> Result<(), StepError> {
        let sql = "UPDATE sessions SET ended_at = $2 WHERE id = $1";
        self.execute(sql, values![id.as_uuid(), self.now()]).await?;
        Ok(())
    }

    async fn supersede_other_refresh_tokens(&self, session: &Session) -> Result<(), StepError> {
        let client = client_column(session.client.as_ref());
        self.execute(
            "UPDATE refresh_tokens SET expires_at = $4
             WHERE expires_at > $4 AND rotated_at IS NULL AND session IN
                 (SELECT id FROM sessions WHERE account = $1 AND client = $2 AND id <> $3 AND ended_at IS NULL)",
            values![session.account.as_uuid(), client, session.id.as_uuid(), self.now()],
        )
        .await?;
        Ok(())
    }

    async fn insert_refresh_token(
        &self,
        digest: TokenDigest,
        session: SessionId,
        expires_at: Timestamp,
    ) -> Result<(), StepError> {
        let sql = "INSERT INTO refresh_tokens (digest, session, expires_at) VALUES ($1, $2, $3)";
        self.execute(sql, values![&digest.as_bytes()[..], session.as_uuid(), expires_at]).await?;
        Ok(())
    }

    async fn refresh_token(&self, digest: TokenDigest) -> Result<Option<RefreshTokenRow>, StepError> {
        let sql = "SELECT session, expires_at, rotated_at FROM refresh_tokens WHERE digest = $1";
        let row = self.query_opt(sql, values![&digest.as_bytes()[..]]).await?;
        let token = |row: Row| {
            let session = SessionId::from(row.try_get::<_, Uuid>(0)?);
            Ok(RefreshTokenRow { session, expires_at: row.try_get(1)?, rotated_at: row.try_get(2)? })
        };
        row.map(token).transpose()
    }

    async fn extend_refresh_token(&self, digest: TokenDigest, expires_at: Timestamp) -> Result<(), StepError> {
        let sql = "UPDATE refresh_tokens SET expires_at = $2 WHERE digest = $1";
        self.execute(sql, values![&digest.as_bytes()[..], expires_at]).await?;
        Ok(())
    }

    async fn rotate_refresh_token(&self, digest: TokenDigest) -> Result<bool, StepError> {
        let sql = "UPDATE refresh_tokens SET rotated_at = $2 WHERE digest = $1 AND rotated_at IS NULL";
        Ok(self.execute(sql, values![&digest.as_bytes()[..], self.now()]).await? == 1)
    }
}

/// The query for a session that was not ended, with its account and the instant.
pub(super) fn look_up(lock: &str) -> String {
    format!(
        "SELECT {SESSION}, {ACCOUNT}, coalesce($2, clock_timestamp()) FROM sessions
         JOIN accounts ON accounts.id = sessions.account WHERE sessions.id = $1 AND sessions.ended_at IS NULL {lock}"
    )
}

/// What [`look_up`] gives, but for the instant.
pub(super) fn with_account(row: &Row) -> Result<(Session, Account), StepError> {
    Ok((session(row, 0)?, account(row, SESSION_COLUMNS)?))
}

/// The query for the places of an account. Without statistics, PostgreSQL would find them by the index of `over_at`, which
/// the sum is not in.
pub(super) const KNOWN_PLACES: &str = "SELECT mark, first_at, over_at FROM sign_in_places WHERE account = $1
    ORDER BY over_at + interval '0 s' DESC LIMIT $2";

/// What [`KNOWN_PLACES`] gives.
pub(super) fn known_place(row: &Row) -> Result<KnownPlace, StepError> {
    Ok(KnownPlace { mark: row.try_get(0)?, first_at: row.try_get(1)?, over_at: row.try_get(2)? })
}

//! The rows of sessions and refresh tokens.

use rekey_core::account::Account;
use rekey_core::session::{KnownPlace, MOST_PLACES, Session};
use rekey_core::time::Timestamp;
use rekey_core::{AccountId, SessionId, TokenDigest};
use rusqlite::{Row, params};

use crate::rows::{RefreshTokenRow, SessionRows};
use crate::shared::session_row::client_column;
use crate::sqlite::columns::{
    SESSION_COLUMNS, account, account_columns, id, instant, optional_instant, row_count, session, session_columns,
};
use crate::sqlite::step::{Step, StepError};

impl SessionRows for Step<'_> {
    async fn insert_session(&self, session: &Session) -> Result<(), StepError> {
        self.execute(
            "INSERT INTO sessions (id, account, epoch, client, created_at, expires_at, areas, refreshed_at, browser, os)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                session.id.as_uuid().into_bytes(),
                session.account.as_uuid().into_bytes(),
                session.epoch.0,
                client_column(session.client.as_ref()),
                session.created_at.as_microsecond(),
                session.expires_at.as_microsecond(),
                session.whereabouts.to_string(),
                session.refreshed_at.as_microsecond(),
                session.device.browser(),
                session.device.os(),
            ],
        )?;
        Ok(())
    }

    async fn hold_session(&self, id: SessionId) -> Result<Option<(Session, Account)>, StepError> {
        look_up(self, id)
    }

    async fn renew_session(&self, session: &Session) -> Result<(), StepError> {
        self.execute(
            "UPDATE sessions SET expires_at = ?1, areas = ?2, told_at = ?3, epoch = ?5, refreshed_at = ?6, browser = ?7,
                                 os = ?8
             WHERE id = ?4",
            params![
                session.expires_at.as_microsecond(),
                session.whereabouts.to_string(),
                session.whereabouts.told_at.map(Timestamp::as_microsecond),
                session.id.as_uuid().into_bytes(),
                session.epoch.0,
                session.refreshed_at.as_microsecond(),
                session.device.browser(),
                session.device.os(),
            ],
        )?;
        Ok(())
    }

    async fn known_places(&self, account: AccountId) -> Result<Vec<KnownPlace>, StepError> {
        let sql = "SELECT mark, first_at, over_at FROM sign_in_places WHERE account = ?1 ORDER BY over_at DESC
                   LIMIT ?2";
        self.all(sql, params![account.as_uuid().into_bytes(), row_count(MOST_PLACES)], |row| {
            Ok(KnownPlace { mark: row.get(0)?, first_at: instant(row, 1)?, over_at: instant(row, 2)? })
        })
    }

    async fn keep_place(&self, account: AccountId, mark: &str, until: Timestamp) -> Result<(), StepError> {
        self.execute(
            "INSERT INTO sign_in_places (account, mark, first_at, over_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (account, mark) DO UPDATE SET over_at = excluded.over_at",
            params![account.as_uuid().into_bytes(), mark, self.micros(), until.as_microsecond()],
        )?;
        Ok(())
    }

    async fn forget_places(&self, account: AccountId) -> Result<(), StepError> {
        self.execute("DELETE FROM sign_in_places WHERE account = ?1", [account.as_uuid().into_bytes()])?;
        Ok(())
    }

    async fn end_session(&self, id: SessionId) -> Result<(), StepError> {
        self.execute(
            "UPDATE sessions SET ended_at = ?1 WHERE id = ?2",
            params![self.micros(), id.as_uuid().into_bytes()],
        )?;
        Ok(())
    }

    async fn supersede_other_refresh_tokens(&self, session: &Session) -> Result<(), StepError> {
        self.execute(
            "UPDATE refresh_tokens SET expires_at = ?1
             WHERE expires_at > ?1 AND rotated_at IS NULL AND session IN
                 (SELECT id FROM sessions WHERE account = ?2 AND client = ?3 AND id <> ?4 AND ended_at IS NULL)",
            params![
                self.micros(),
                session.account.as_uuid().into_bytes(),
                client_column(session.client.as_ref()),
                session.id.as_uuid().into_bytes()
            ],
        )?;
        Ok(())
    }

    async fn insert_refresh_token(
        &self,
        digest: TokenDigest,
        session: SessionId,
        expires_at: Timestamp,
    ) -> Result<(), StepError> {
        self.execute(
            "INSERT INTO refresh_tokens (digest, session, expires_at) VALUES (?1, ?2, ?3)",
            params![digest.as_bytes(), session.as_uuid().into_bytes(), expires_at.as_microsecond()],
        )?;
        Ok(())
    }

    async fn refresh_token(&self, digest: TokenDigest) -> Result<Option<RefreshTokenRow>, StepError> {
        self.one(
            "SELECT session, expires_at, rotated_at FROM refresh_tokens WHERE digest = ?1",
            [digest.as_bytes()],
            |row| {
                Ok(RefreshTokenRow {
                    session: id(row, 0)?,
                    expires_at: instant(row, 1)?,
                    rotated_at: optional_instant(row, 2)?,
                })
            },
        )
    }

    async fn extend_refresh_token(&self, digest: TokenDigest, expires_at: Timestamp) -> Result<(), StepError> {
        self.execute(
            "UPDATE refresh_tokens SET expires_at = ?1 WHERE digest = ?2",
            params![expires_at.as_microsecond(), digest.as_bytes()],
        )?;
        Ok(())
    }

    async fn rotate_refresh_token(&self, digest: TokenDigest) -> Result<bool, StepError> {
        let rotated = self.execute(
            "UPDATE refresh_tokens SET rotated_at = ?1 WHERE digest = ?2 AND rotated_at IS NULL",
            params![self.micros(), digest.as_bytes()],
        )?;
        Ok(rotated == 1)
    }
}

/// A session that was not ended, with its account.
pub(super) fn look_up(step: &Step<'_>, id: SessionId) -> Result<Option<(Session, Account)>, StepError> {
    step.one(
        concat!(
            "SELECT ",
            session_columns!(),
            ", ",
            account_columns!(),
            " FROM sessions s JOIN accounts a ON a.id = s.account WHERE s.id = ?1 AND s.ended_at IS NULL"
        ),
        [id.as_uuid().into_bytes()],
        with_account,
    )
}

/// A session and its account.
pub(super) fn with_account(row: &Row<'_>) -> Result<(Session, Account), StepError> {
    Ok((session(row, 0)?, account(row, SESSION_COLUMNS)?))
}

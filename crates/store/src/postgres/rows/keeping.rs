//! The rows that an installation keeps about itself, and the deletion of what has expired.

use std::collections::BTreeMap;

use rekey_core::LocationId;
use rekey_core::account::AccountStatus;
use rekey_core::location::LocationSettings;
use rekey_core::ports::{DataKeyRow, KeptAnswer, RepeatableRequest, Repetition};
use rekey_core::templates::LocationTemplate;
use rekey_core::time::Timestamp;
use tokio_postgres::Row;

use crate::postgres::columns::{count, location, location_number};
use crate::postgres::step::Tx;
use crate::postgres::step_error::StepError;
use crate::postgres::value::values;
use crate::rows::{Expiring, KeepingRows};
use crate::shared::corrupt::Corrupt;
use crate::shared::location_row::{from_json, to_json};

impl KeepingRows for Tx {
    async fn hold_locations(&self) -> Result<BTreeMap<LocationId, LocationSettings>, StepError> {
        self.execute("LOCK TABLE locations IN SHARE ROW EXCLUSIVE MODE", &[]).await?;
        let rows = self.query("SELECT id, settings::text FROM locations", &[]).await?;
        rows.iter().map(settings).collect()
    }

    async fn write_location(&self, id: LocationId, settings: &LocationSettings) -> Result<(), StepError> {
        self.execute(
            "INSERT INTO locations (id, settings, created_at, updated_at) VALUES ($1, $2::text::jsonb, $3, $3)
             ON CONFLICT (id) DO UPDATE SET settings = excluded.settings, updated_at = excluded.updated_at",
            values![location_number(id), to_json(settings), self.now()],
        )
        .await?;
        Ok(())
    }

    async fn write_template(&self, location: LocationId, template: &LocationTemplate) -> Result<(), StepError> {
        let digest = template.digest();
        self.execute(
            "INSERT INTO location_templates (location, name, digest, changed_at, text)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (location, name)
             DO UPDATE SET digest = excluded.digest, changed_at = excluded.changed_at, text = excluded.text",
            values![
                location_number(location),
                template.name(),
                digest.as_bytes().as_slice(),
                self.now(),
                template.text()
            ],
        )
        .await?;
        Ok(())
    }

    async fn delete_template(&self, location: LocationId, name: &str) -> Result<bool, StepError> {
        let sql = "DELETE FROM location_templates WHERE location = $1 AND name = $2";
        Ok(self.execute(sql, values![location_number(location), name]).await? > 0)
    }

    async fn insert_key(&self, key: &DataKeyRow, only_first: bool) -> Result<bool, StepError> {
        self.execute("LOCK TABLE data_keys IN SHARE ROW EXCLUSIVE MODE", &[]).await?;
        let added = self
            .execute(
                "INSERT INTO data_keys (id, kind, wrapped, created_at, active_at)
                 SELECT $1, $2, $3, $4, $5 WHERE NOT ($6 AND EXISTS (SELECT FROM data_keys WHERE kind = $2))",
                values![
                    key.id.as_str(),
                    key.kind.code(),
                    key.wrapped.as_slice(),
                    key.created_at,
                    key.active_at,
                    only_first
                ],
            )
            .await?;
        Ok(added == 1)
    }

    async fn rewrap_key(&self, id: &str, until_now: &[u8], wrapped: &[u8]) -> Result<bool, StepError> {
        let sql = "UPDATE data_keys SET wrapped = $3 WHERE id = $1 AND wrapped = $2";
        Ok(self.execute(sql, values![id, until_now, wrapped]).await? > 0)
    }

    async fn begin_repeatable(&self, request: &RepeatableRequest, over_at: Timestamp) -> Result<bool, StepError> {
        let begun = self
            .execute(
                "INSERT INTO repeatable_requests AS known (key, content, over_at) VALUES ($1, $2, $3)
                 ON CONFLICT (key) DO UPDATE SET content = $2, status = NULL, answer = NULL, over_at = $3
                 WHERE known.over_at <= $4",
                values![&request.key[..], &request.content[..], over_at, self.now()],
            )
            .await?;
        Ok(begun == 1)
    }

    async fn repeatable(&self, request: &RepeatableRequest) -> Result<Option<Repetition>, StepError> {
        let sql = "SELECT content = $2, status, answer FROM repeatable_requests WHERE key = $1";
        let row = self.query_opt(sql, values![&request.key[..], &request.content[..]]).await?;
        row.as_ref().map(repetition).transpose()
    }

    async fn answer_repeatable(
        &self,
        request: &RepeatableRequest,
        answer: &KeptAnswer,
        over_at: Timestamp,
    ) -> Result<(), StepError> {
        let (key, content) = (&request.key[..], &request.content[..]);
        self.execute(
            "UPDATE repeatable_requests SET status = $3, answer = $4, over_at = $5 WHERE key = $1 AND content = $2",
            values![key, content, i32::from(answer.status), answer.body.as_str(), over_at],
        )
        .await?;
        Ok(())
    }

    async fn forget_repeatable(&self, request: &RepeatableRequest) -> Result<(), StepError> {
        self.execute(
            "DELETE FROM repeatable_requests WHERE key = $1 AND content = $2 AND status IS NULL",
            values![&request.key[..], &request.content[..]],
        )
        .await?;
        Ok(())
    }

    async fn note_once(&self, name: &str, value: &str) -> Result<String, StepError> {
        let sql = "INSERT INTO notes (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        self.execute(sql, values![name, value]).await?;
        let row = self.query_opt("SELECT value FROM notes WHERE name = $1", values![name]).await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?.unwrap_or_else(|| value.to_owned()))
    }

    async fn delete_expired(&self, kind: Expiring, before: Timestamp, limit: usize) -> Result<u64, StepError> {
        let (table, over) = match kind {
            Expiring::UnconfirmedAccounts => return self.delete_offers("accounts", "id", true, before, limit).await,
            Expiring::Offers => return self.delete_offers("sign_ups", "account", false, before, limit).await,
            // They are counted in `address_limits`.
            Expiring::WrongCodes => return Ok(0),
            Expiring::Codes => ("codes", "expires_at"),
            Expiring::Tokens => ("tokens", "expires_at"),
            Expiring::Sessions => ("sessions", "expires_at"),
            Expiring::RefreshTokens => ("refresh_tokens", "expires_at"),
            Expiring::AddressLimits => ("address_limits", "idle_from"),
            Expiring::Trials => ("sign_in_trials", "over_at"),
            Expiring::NetworkLimits => ("network_limits", "full_at"),
            Expiring::RepeatableRequests => ("repeatable_requests", "over_at"),
            Expiring::Webhooks => ("webhooks", "settled_at"),
            Expiring::Outbox => ("outbox", "settled_at"),
        };
        // Rows that a step holds are left for the next time.
        let sql = format!(
            "DELETE FROM {table} WHERE ctid = ANY (ARRAY(
                 SELECT ctid FROM {table} WHERE {over} <= $1 ORDER BY {over} LIMIT $2 FOR UPDATE SKIP LOCKED))"
        );
        self.execute(&sql, values![before, count(limit)]).await
    }
}

impl Tx {
    /// Deletes rows of a table that hang on offers which nobody confirmed, for unconfirmed accounts or for others. Both
    /// rows are locked: the database checks an offer again that is renewed meanwhile, and keeps it.
    async fn delete_offers(
        &self,
        table: &str,
        id: &str,
        unconfirmed: bool,
        before: Timestamp,
        limit: usize,
    ) -> Result<u64, StepError> {
        let sql = format!(
            "DELETE FROM {table} WHERE {id} = ANY (ARRAY(
                 SELECT accounts.id FROM sign_ups JOIN accounts ON accounts.id = sign_ups.account
                 WHERE sign_ups.expires_at <= $1 AND (accounts.status = $2) = $3
                 ORDER BY sign_ups.expires_at LIMIT $4 FOR UPDATE SKIP LOCKED))"
        );
        self.execute(&sql, values![before, AccountStatus::Unconfirmed.code(), unconfirmed, count(limit)]).await
    }
}

fn repetition(row: &Row) -> Result<Repetition, StepError> {
    let (same, status): (bool, Option<i32>) = (row.try_get(0)?, row.try_get(1)?);
    Ok(match status {
        _ if !same => Repetition::Different,
        Some(status) => {
            let status = u16::try_from(status).map_err(|_| Corrupt::column("repeatable_requests.status"))?;
            Repetition::Answered(KeptAnswer { status, body: row.try_get(2)? })
        }
        None => Repetition::UnderWay,
    })
}

/// The location of a row with its settings.
pub(super) fn settings(row: &Row) -> Result<(LocationId, LocationSettings), StepError> {
    Ok((location(row.try_get(0)?, "locations.id")?, from_json(row.try_get(1)?)?))
}

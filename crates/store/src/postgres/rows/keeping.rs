//! The rows that an installation keeps about itself, and the deletion of expired rows.

use std::collections::BTreeMap;

use rekey_core::LocationId;
use rekey_core::account::AccountStatus;
use rekey_core::image::Image;
use rekey_core::location::LocationSettings;
use rekey_core::ports::{DataKeyRow, KeptAnswer, RepeatableRequest, Repetition};
use rekey_core::templates::LocationTemplate;
use rekey_core::time::Timestamp;
use tokio_postgres::Row;
use uuid::Uuid;

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

    async fn write_image(&self, image: &Image) -> Result<(), StepError> {
        let (digest, kind) = (*image.name().digest(), image.name().kind().code());
        let sql = "INSERT INTO images (digest, kind, bytes, added_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
        self.execute(sql, values![digest.as_slice(), kind, &image.bytes()[..], self.now()]).await?;
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

    async fn set_note(&self, name: &str, value: &str) -> Result<(), StepError> {
        let sql = "INSERT INTO notes (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2";
        self.execute(sql, values![name, value]).await?;
        Ok(())
    }

    async fn delete_expired(&self, kind: Expiring, before: Timestamp, limit: usize) -> Result<u64, StepError> {
        let tables: &[(&str, &str)] = match kind {
            Expiring::UnconfirmedAccounts => return self.delete_unconfirmed_accounts(before, limit).await,
            Expiring::Shadows => return self.delete_shadows(before, limit).await,
            Expiring::Offers => return self.delete_offers_of_others("sign_ups", "refused_offers", before, limit).await,
            Expiring::RefusedOffers => {
                return self.delete_offers_of_others("refused_offers", "sign_ups", before, limit).await;
            }
            Expiring::DeclinedOffers => &[("declined_offers", "expires_at")],
            Expiring::MailedResets => &[("mailed_resets", "expires_at")],
            Expiring::SignInPlaces => &[("sign_in_places", "over_at")],
            Expiring::Codes => &[("codes", "expires_at")],
            Expiring::EarlierCodes => &[("earlier_codes", "expires_at")],
            Expiring::Tokens => &[("tokens", "expires_at")],
            Expiring::Sessions => &[("sessions", "expires_at")],
            Expiring::RefreshTokens => &[("refresh_tokens", "expires_at")],
            Expiring::WrongCodes => &[("wrong_codes", "over_at")],
            // The second is the table of 0.1.
            Expiring::AddressLimits => &[("address_budgets", "over_at"), ("address_limits", "idle_from")],
            Expiring::Trials => &[("sign_in_trials", "over_at")],
            Expiring::NetworkLimits => &[("network_limits", "full_at")],
            Expiring::RepeatableRequests => &[("repeatable_requests", "over_at")],
            Expiring::StoppedMailboxes => &[("stopped_mailboxes", "over_at")],
            Expiring::Webhooks => &[("webhooks", "settled_at")],
            Expiring::Outbox => &[("outbox", "settled_at")],
        };
        // Rows that a step holds are left for the next run.
        let mut deleted = 0;
        for (table, over) in tables {
            let sql = format!(
                "DELETE FROM {table} WHERE ctid = ANY (ARRAY(
                     SELECT ctid FROM {table} WHERE {over} <= $1 ORDER BY {over} LIMIT $2 FOR UPDATE SKIP LOCKED))"
            );
            deleted += self.execute(&sql, values![before, count(limit)]).await?;
        }
        Ok(deleted)
    }
}

impl Tx {
    /// Deletes accounts of directories that nothing refers to. Steps hold the account before they write rows that refer
    /// to it, so under its lock no reference can appear.
    async fn delete_shadows(&self, before: Timestamp, limit: usize) -> Result<u64, StepError> {
        const UNUSED: &str = "directory IS NOT NULL AND updated_at <= $1 AND status = $2 AND NOT second_factor
             AND (SELECT true FROM tokens WHERE account = accounts.id LIMIT 1) IS NULL
             AND (SELECT true FROM codes WHERE account = accounts.id LIMIT 1) IS NULL
             AND (SELECT true FROM sessions WHERE account = accounts.id LIMIT 1) IS NULL
             AND (SELECT true FROM mailed_resets WHERE account = accounts.id LIMIT 1) IS NULL
             AND (SELECT true FROM directory_writes WHERE account = accounts.id LIMIT 1) IS NULL
             AND (SELECT true FROM outbox WHERE owner = accounts.id LIMIT 1) IS NULL";
        let active = AccountStatus::Active.code();
        let held = format!(
            "SELECT id FROM accounts WHERE {UNUSED} ORDER BY updated_at LIMIT $3 FOR UPDATE OF accounts SKIP LOCKED"
        );
        let held = ids(&self.query(&held, values![before, active, count(limit)]).await?)?;
        let unused = format!("DELETE FROM accounts WHERE id = ANY ($3) AND {UNUSED}");
        self.execute(&unused, values![before, active, held]).await
    }

    /// Deletes unconfirmed accounts that have neither an offer nor a refused sign-up left. Sign-ups hold the account
    /// first, so nothing can renew it under its lock.
    async fn delete_unconfirmed_accounts(&self, before: Timestamp, limit: usize) -> Result<u64, StepError> {
        let mut deleted = 0;
        for over in ["sign_ups", "refused_offers"] {
            let left = count(limit).saturating_sub_unsigned(deleted);
            let found = format!(
                "SELECT old.account FROM {over} AS old
                 CROSS JOIN LATERAL (SELECT status FROM accounts WHERE id = old.account LIMIT 1) AS owner
                 WHERE old.expires_at <= $1 AND owner.status = $2
                     AND (SELECT true FROM sign_ups WHERE account = old.account AND expires_at > $1) IS NULL
                     AND (SELECT true FROM refused_offers WHERE account = old.account AND expires_at > $1) IS NULL
                 ORDER BY old.expires_at LIMIT $3"
            );
            let unconfirmed = AccountStatus::Unconfirmed.code();
            let found = ids(&self.query(&found, values![before, unconfirmed, left]).await?)?;
            let held = "SELECT id FROM accounts WHERE id = ANY ($1) ORDER BY id FOR UPDATE SKIP LOCKED";
            let held = ids(&self.query(held, values![found]).await?)?;
            deleted += self
                .execute(
                    "DELETE FROM accounts WHERE id = ANY ($1) AND status = $2
                         AND (SELECT true FROM sign_ups WHERE account = id AND expires_at > $3) IS NULL
                         AND (SELECT true FROM refused_offers WHERE account = id AND expires_at > $3) IS NULL",
                    values![held, unconfirmed, before],
                )
                .await?;
        }
        Ok(deleted)
    }

    /// Deletes expired rows in one of the tables for accounts that stay: those that are confirmed, or have an unexpired
    /// row in the other table.
    async fn delete_offers_of_others(
        &self,
        over: &str,
        other: &str,
        before: Timestamp,
        limit: usize,
    ) -> Result<u64, StepError> {
        let sql = format!(
            "DELETE FROM {over} WHERE account = ANY (ARRAY(
                 SELECT old.account FROM {over} AS old
                 CROSS JOIN LATERAL (SELECT status FROM accounts WHERE id = old.account LIMIT 1) AS owner
                 LEFT JOIN LATERAL (
                     SELECT true AS lives FROM {other} WHERE account = old.account AND expires_at > $1 LIMIT 1
                 ) AS kept ON true
                 WHERE old.expires_at <= $1 AND (owner.status <> $2 OR kept.lives)
                 ORDER BY old.expires_at LIMIT $3 FOR UPDATE OF old SKIP LOCKED))"
        );
        self.execute(&sql, values![before, AccountStatus::Unconfirmed.code(), count(limit)]).await
    }
}

fn ids(rows: &[Row]) -> Result<Vec<Uuid>, StepError> {
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
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

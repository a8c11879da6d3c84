//! The rows that an installation keeps about itself, and the deletion of expired rows.

use std::collections::BTreeMap;

use rekey_core::LocationId;
use rekey_core::image::Image;
use rekey_core::location::LocationSettings;
use rekey_core::ports::{DataKeyRow, KeptAnswer, RepeatableRequest, Repetition};
use rekey_core::templates::LocationTemplate;
use rekey_core::time::Timestamp;
use rusqlite::{Row, params};

use crate::rows::{Expiring, KeepingRows};
use crate::shared::corrupt::Corrupt;
use crate::shared::location_row::{from_json, to_json};
use crate::sqlite::columns::{location, row_count};
use crate::sqlite::step::{Step, StepError};

impl KeepingRows for Step<'_> {
    async fn hold_locations(&self) -> Result<BTreeMap<LocationId, LocationSettings>, StepError> {
        Ok(self.all("SELECT id, settings FROM locations ORDER BY id", [], settings)?.into_iter().collect())
    }

    async fn write_location(&self, id: LocationId, settings: &LocationSettings) -> Result<(), StepError> {
        self.execute(
            "INSERT INTO locations (id, settings, created_at, updated_at) VALUES (?1, ?2, ?3, ?3)
             ON CONFLICT DO UPDATE SET settings = ?2, updated_at = ?3",
            params![id.get(), to_json(settings), self.micros()],
        )?;
        Ok(())
    }

    async fn write_image(&self, image: &Image) -> Result<(), StepError> {
        let (digest, kind) = (*image.name().digest(), image.name().kind().code());
        let sql = "INSERT INTO images (digest, kind, bytes, added_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
        self.execute(sql, params![digest, kind, image.bytes(), self.micros()])?;
        Ok(())
    }

    async fn write_template(&self, location: LocationId, template: &LocationTemplate) -> Result<(), StepError> {
        self.execute(
            "INSERT INTO location_templates (location, name, digest, changed_at, text) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET digest = ?3, changed_at = ?4, text = ?5",
            params![location.get(), template.name(), template.digest().as_bytes(), self.micros(), template.text()],
        )?;
        Ok(())
    }

    async fn delete_template(&self, location: LocationId, name: &str) -> Result<bool, StepError> {
        let sql = "DELETE FROM location_templates WHERE location = ?1 AND name = ?2";
        Ok(self.execute(sql, params![location.get(), name])? > 0)
    }

    async fn insert_key(&self, key: &DataKeyRow, only_first: bool) -> Result<bool, StepError> {
        let added = self.execute(
            "INSERT INTO data_keys (id, kind, wrapped, created_at, active_at)
             SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT (?6 AND EXISTS (SELECT 1 FROM data_keys WHERE kind = ?2))",
            params![
                key.id,
                key.kind.code(),
                key.wrapped,
                key.created_at.as_microsecond(),
                key.active_at.as_microsecond(),
                only_first,
            ],
        )?;
        Ok(added == 1)
    }

    async fn rewrap_key(&self, id: &str, until_now: &[u8], wrapped: &[u8]) -> Result<bool, StepError> {
        let sql = "UPDATE data_keys SET wrapped = ?3 WHERE id = ?1 AND wrapped = ?2";
        Ok(self.execute(sql, params![id, until_now, wrapped])? > 0)
    }

    async fn begin_repeatable(&self, request: &RepeatableRequest, over_at: Timestamp) -> Result<bool, StepError> {
        let begun = self.execute(
            "INSERT INTO repeatable_requests (key, content, over_at) VALUES (?1, ?2, ?3)
             ON CONFLICT (key) DO UPDATE SET content = ?2, status = NULL, answer = NULL, over_at = ?3 WHERE over_at <= ?4",
            params![request.key, request.content, over_at.as_microsecond(), self.micros()],
        )?;
        Ok(begun == 1)
    }

    async fn repeatable(&self, request: &RepeatableRequest) -> Result<Option<Repetition>, StepError> {
        self.one(
            "SELECT content = ?2, status, answer FROM repeatable_requests WHERE key = ?1",
            params![request.key, request.content],
            |row| {
                let (same, status): (bool, Option<u16>) = (row.get(0)?, row.get(1)?);
                Ok(match status {
                    _ if !same => Repetition::Different,
                    Some(status) => Repetition::Answered(KeptAnswer { status, body: row.get(2)? }),
                    None => Repetition::UnderWay,
                })
            },
        )
    }

    async fn answer_repeatable(
        &self,
        request: &RepeatableRequest,
        answer: &KeptAnswer,
        over_at: Timestamp,
    ) -> Result<(), StepError> {
        self.execute(
            "UPDATE repeatable_requests SET status = ?3, answer = ?4, over_at = ?5 WHERE key = ?1 AND content = ?2",
            params![request.key, request.content, answer.status, answer.body, over_at.as_microsecond()],
        )?;
        Ok(())
    }

    async fn forget_repeatable(&self, request: &RepeatableRequest) -> Result<(), StepError> {
        self.execute(
            "DELETE FROM repeatable_requests WHERE key = ?1 AND content = ?2 AND status IS NULL",
            params![request.key, request.content],
        )?;
        Ok(())
    }

    async fn note_once(&self, name: &str, value: &str) -> Result<String, StepError> {
        self.execute("INSERT INTO notes (name, value) VALUES (?1, ?2) ON CONFLICT DO NOTHING", [name, value])?;
        Ok(read_note(self, name)?.unwrap_or_else(|| value.to_owned()))
    }

    async fn set_note(&self, name: &str, value: &str) -> Result<(), StepError> {
        let sql = "INSERT INTO notes (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2";
        self.execute(sql, [name, value])?;
        Ok(())
    }

    async fn delete_expired(&self, kind: Expiring, before: Timestamp, limit: usize) -> Result<u64, StepError> {
        let mut deleted = 0;
        for deletion in deletions(kind) {
            deleted += self.execute(deletion, params![before.as_microsecond(), row_count(limit)])?;
        }
        Ok(deleted as u64)
    }
}

pub(super) fn read_note(step: &Step<'_>, name: &str) -> Result<Option<String>, StepError> {
    step.one("SELECT value FROM notes WHERE name = ?1", [name], |row| Ok(row.get(0)?))
}

/// The location of a row with its settings.
pub(super) fn settings(row: &Row<'_>) -> Result<(LocationId, LocationSettings), StepError> {
    let json = row.get_ref(1)?.as_str().map_err(|_| Corrupt::column("locations.settings"))?;
    Ok((location(row, 0)?, from_json(json)?))
}

/// Each deletes at most `?2` rows that had expired at `?1`. Deleting a session deletes its refresh tokens.
fn deletions(kind: Expiring) -> &'static [&'static str] {
    match kind {
        Expiring::Codes => &["DELETE FROM codes WHERE (address_key, purpose) IN
                 (SELECT address_key, purpose FROM codes WHERE expires_at <= ?1 LIMIT ?2)"],
        Expiring::EarlierCodes => &["DELETE FROM earlier_codes WHERE (address_key, purpose, digest) IN
                 (SELECT address_key, purpose, digest FROM earlier_codes WHERE expires_at <= ?1 LIMIT ?2)"],
        Expiring::UnconfirmedAccounts => &["DELETE FROM accounts WHERE id IN (
                 SELECT o.account FROM sign_ups o JOIN accounts a ON a.id = o.account
                 LEFT JOIN refused_offers r ON r.account = o.account AND r.expires_at > ?1
                 WHERE o.expires_at <= ?1 AND a.status = 'unconfirmed' AND r.account IS NULL
                 UNION ALL
                 SELECT r.account FROM refused_offers r JOIN accounts a ON a.id = r.account
                 LEFT JOIN sign_ups o ON o.account = r.account AND o.expires_at > ?1
                 WHERE r.expires_at <= ?1 AND a.status = 'unconfirmed' AND o.account IS NULL
                 LIMIT ?2)"],
        Expiring::Offers => &["DELETE FROM sign_ups WHERE account IN (
                 SELECT o.account FROM sign_ups o JOIN accounts a ON a.id = o.account
                 LEFT JOIN refused_offers r ON r.account = o.account AND r.expires_at > ?1
                 WHERE o.expires_at <= ?1 AND (a.status <> 'unconfirmed' OR r.account IS NOT NULL) LIMIT ?2)"],
        Expiring::RefusedOffers => &["DELETE FROM refused_offers WHERE account IN (
                 SELECT r.account FROM refused_offers r JOIN accounts a ON a.id = r.account
                 LEFT JOIN sign_ups o ON o.account = r.account AND o.expires_at > ?1
                 WHERE r.expires_at <= ?1 AND (a.status <> 'unconfirmed' OR o.account IS NOT NULL) LIMIT ?2)"],
        Expiring::DeclinedOffers => &["DELETE FROM declined_offers WHERE account IN
                 (SELECT account FROM declined_offers WHERE expires_at <= ?1 LIMIT ?2)"],
        Expiring::MailedResets => &["DELETE FROM mailed_resets WHERE (account, address_key) IN
                 (SELECT account, address_key FROM mailed_resets WHERE expires_at <= ?1 LIMIT ?2)"],
        Expiring::SignInPlaces => &["DELETE FROM sign_in_places WHERE (account, mark) IN
                 (SELECT account, mark FROM sign_in_places WHERE over_at <= ?1 LIMIT ?2)"],
        Expiring::Tokens => {
            &["DELETE FROM tokens WHERE digest IN (SELECT digest FROM tokens WHERE expires_at <= ?1 LIMIT ?2)"]
        }
        Expiring::Sessions => {
            &["DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at <= ?1 LIMIT ?2)"]
        }
        Expiring::RefreshTokens => &["DELETE FROM refresh_tokens WHERE digest IN
                 (SELECT digest FROM refresh_tokens WHERE expires_at <= ?1 LIMIT ?2)"],
        Expiring::Shadows => &["DELETE FROM accounts WHERE id IN (
                 SELECT a.id FROM accounts AS a INDEXED BY accounts_shadows
                 WHERE a.directory IS NOT NULL AND a.updated_at <= ?1 AND a.status = 'active' AND a.second_factor = 0
                     AND NOT EXISTS (SELECT 1 FROM tokens WHERE account = a.id)
                     AND NOT EXISTS (SELECT 1 FROM codes WHERE account = a.id)
                     AND NOT EXISTS (SELECT 1 FROM sessions WHERE account = a.id)
                     AND NOT EXISTS (SELECT 1 FROM mailed_resets WHERE account = a.id)
                     AND NOT EXISTS (SELECT 1 FROM directory_writes WHERE account = a.id)
                     AND NOT EXISTS (SELECT 1 FROM outbox WHERE owner = a.id)
                 LIMIT ?2)"],
        // The second of these two kinds is the table of 0.1.
        Expiring::AddressLimits => &[
            "DELETE FROM address_budgets WHERE address_key IN
                 (SELECT address_key FROM address_budgets WHERE over_at <= ?1 LIMIT ?2)",
            "DELETE FROM address_limits WHERE address_key IN
                 (SELECT address_key FROM address_limits WHERE over_at <= ?1 LIMIT ?2)",
        ],
        Expiring::WrongCodes => &[
            "DELETE FROM wrong_codes WHERE address_key IN
                 (SELECT address_key FROM wrong_codes WHERE over_at <= ?1 LIMIT ?2)",
            "DELETE FROM code_failures WHERE address_key IN
                 (SELECT address_key FROM code_failures WHERE full_at <= ?1 LIMIT ?2)",
        ],
        Expiring::Trials => &["DELETE FROM sign_in_trials WHERE (address_key, network) IN
                 (SELECT address_key, network FROM sign_in_trials WHERE over_at <= ?1 LIMIT ?2)"],
        Expiring::NetworkLimits => &["DELETE FROM network_limits WHERE (network, counter) IN
                 (SELECT network, counter FROM network_limits WHERE full_at <= ?1 LIMIT ?2)"],
        Expiring::RepeatableRequests => &["DELETE FROM repeatable_requests WHERE key IN
                 (SELECT key FROM repeatable_requests WHERE over_at <= ?1 LIMIT ?2)"],
        Expiring::StoppedMailboxes => &["DELETE FROM stopped_mailboxes WHERE mailbox IN
                 (SELECT mailbox FROM stopped_mailboxes WHERE over_at <= ?1 LIMIT ?2)"],
        Expiring::Webhooks => &["DELETE FROM webhooks WHERE id IN
                 (SELECT id FROM webhooks WHERE settled_at IS NOT NULL AND settled_at <= ?1 LIMIT ?2)"],
        Expiring::Outbox => &["DELETE FROM outbox WHERE id IN
                 (SELECT id FROM outbox WHERE settled_at IS NOT NULL AND settled_at <= ?1 LIMIT ?2)"],
    }
}

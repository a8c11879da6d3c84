//! Reads outside of steps: single statements without a transaction, which ask for the instant themselves.

use rekey_core::account::{Account, ExternalId};
use rekey_core::audit::{Accepted, AuditRecord, ChainEnds};
use rekey_core::image::{Image, ImageName};
use rekey_core::location::{LocationDates, LocationSettings};
use rekey_core::outbox::{MailFigures, MailRecord, Stopped};
use rekey_core::password_hash::HashRecipe;
use rekey_core::ports::{
    AccountPage, AddressLimits, DataKeyKind, DataKeyRow, EntryFilter, EntrySummary, MOST_SESSIONS, NearestAccount,
    OutboxDepth, PendingWrite, SecondFactorState, SharedCount, StoreError,
};
use rekey_core::session::{KnownPlace, MOST_PLACES, Session};
use rekey_core::templates::{LocationTemplate, TemplateMark};
use rekey_core::time::{Duration, Timestamp, until};
use rekey_core::token::TokenRecord;
use rekey_core::webhooks::{WebhookSummary, WebhooksWaiting};
use rekey_core::{
    AccountId, AddressKey, EmailAddress, EntryId, LocationId, PasswordHash, Purpose, SessionId, TokenDigest,
};
use tokio_postgres::Row;
use uuid::Uuid;

use super::{audit, directory, keeping, mails, outbox, sessions, sign_ups, tokens, webhooks};
use crate::postgres::accept::look_up;
use crate::postgres::columns::{ACCOUNT, ACCOUNT_COLUMNS, SESSION, account, bytes32, count, location, location_number};
use crate::postgres::step::Database;
use crate::postgres::step_error::StepError;
use crate::postgres::value::values;
use crate::rows::Reads;
use crate::shared::corrupt::Corrupt;
use crate::shared::images::kept_image;
use crate::shared::second_factor::state;
use crate::shared::shared_count::shared_count;
use crate::shared::standing::is_alive;

impl Reads for Database {
    type Error = StoreError;

    async fn nearest_account(&self, email: &EmailAddress) -> Result<NearestAccount, StoreError> {
        // If the account does not exist, another one's row is read, so that it takes the same time (R1).
        let select =
            |rows: &str| format!("SELECT {ACCOUNT}, canonical_email = $1 AND directory IS NULL FROM accounts {rows}");
        let next = select("WHERE canonical_email >= $1 ORDER BY canonical_email LIMIT 1");
        let last = select("ORDER BY canonical_email DESC LIMIT 1");
        let mut rows = self.read(&next, values![email.canonical()]).await?;
        if rows.is_empty() {
            rows = self.read(&last, values![email.canonical()]).await?;
        }
        let Some(row) = rows.first() else { return Ok(NearestAccount::Another(None)) };
        let account = account(row, 0).map(Box::new);
        let is_asked_for = row.try_get(ACCOUNT_COLUMNS).map_err(StepError::from)?;
        Ok(if is_asked_for { NearestAccount::AskedFor(account?) } else { NearestAccount::Another(account.ok()) })
    }

    async fn account_by_id(&self, id: AccountId) -> Result<Option<Account>, StoreError> {
        let sql = format!("SELECT {ACCOUNT} FROM accounts WHERE id = $1");
        self.read_first(&sql, values![id.as_uuid()], |row| account(row, 0)).await
    }

    async fn account_by_external_id(&self, id: &ExternalId) -> Result<Option<Account>, StoreError> {
        let sql = format!("SELECT {ACCOUNT} FROM accounts WHERE external_id = $1");
        self.read_first(&sql, values![id.as_str()], |row| account(row, 0)).await
    }

    async fn accounts(&self, after: &str, limit: usize) -> Result<AccountPage, StoreError> {
        let sql =
            format!("SELECT {ACCOUNT} FROM accounts WHERE canonical_email > $1 ORDER BY canonical_email LIMIT $2");
        let one_more = count(limit.saturating_add(1));
        let mut accounts = self.read_all(&sql, values![after, one_more], |row| account(row, 0)).await?;
        let more = accounts.len() > limit;
        accounts.truncate(limit);
        let next = accounts.last().filter(|_| more).map(|last| last.email.canonical().to_owned());
        accounts.retain(|account| account.shadow.is_none());
        Ok(AccountPage { accounts, next })
    }

    async fn hash_recipes(&self) -> Result<Vec<HashRecipe>, StoreError> {
        // Jumps from each recipe to the next one in the index.
        let sql = "WITH RECURSIVE found (recipe) AS (
                       (SELECT hash_recipe FROM accounts WHERE hash_recipe IS NOT NULL ORDER BY hash_recipe LIMIT 1)
                       UNION ALL
                       SELECT (SELECT hash_recipe FROM accounts WHERE hash_recipe > found.recipe
                               ORDER BY hash_recipe LIMIT 1)
                       FROM found WHERE found.recipe IS NOT NULL)
                   SELECT recipe FROM found WHERE recipe IS NOT NULL";
        self.read_all(sql, &[], |row| Ok(HashRecipe(row.try_get(0)?))).await
    }

    async fn token(&self, digest: TokenDigest) -> Result<Option<TokenRecord>, StoreError> {
        let now = self.injected_now();
        let record = |row: &Row| tokens::token(row).map(|token| token.record);
        self.read_first(tokens::LOOK_UP, values![&digest.as_bytes()[..], now], record).await
    }

    async fn remaining_cooldown(
        &self,
        address: AddressKey,
        purpose: Purpose,
        limits: &AddressLimits,
    ) -> Result<Duration, StoreError> {
        let (counts, now) = look_up(self, address).await?;
        Ok(counts.wait(purpose, limits, now))
    }

    async fn living_session(&self, id: SessionId) -> Result<Option<(Session, Account)>, StoreError> {
        let living = |row: &Row| {
            let (session, account) = sessions::with_account(row)?;
            let now = row.try_get(row.len() - 1)?;
            Ok(is_alive(&session, &account, now).then_some((session, account)))
        };
        let look_up = sessions::look_up("");
        Ok(self.read_first(&look_up, values![id.as_uuid(), self.injected_now()], living).await?.flatten())
    }

    async fn sessions_of(&self, account: AccountId) -> Result<Vec<Session>, StoreError> {
        let sql = format!(
            "SELECT {SESSION}, {ACCOUNT}, coalesce($2, clock_timestamp()) FROM sessions
             JOIN accounts ON accounts.id = sessions.account
             WHERE sessions.account = $1 AND sessions.ended_at IS NULL
                 AND sessions.expires_at > coalesce($2, clock_timestamp())
             ORDER BY sessions.created_at DESC LIMIT $3"
        );
        let living = |row: &Row| {
            let (session, account) = sessions::with_account(row)?;
            let now = row.try_get(row.len() - 1)?;
            Ok(is_alive(&session, &account, now).then_some(session))
        };
        let found =
            self.read_all(&sql, values![account.as_uuid(), self.injected_now(), count(MOST_SESSIONS)], living).await?;
        Ok(found.into_iter().flatten().collect())
    }

    async fn places_of(&self, account: AccountId) -> Result<Vec<KnownPlace>, StoreError> {
        self.read_all(sessions::KNOWN_PLACES, values![account.as_uuid(), count(MOST_PLACES)], sessions::known_place)
            .await
    }

    async fn offered_password(&self, email: &EmailAddress) -> Result<Option<PasswordHash>, StoreError> {
        let sql = "SELECT offers.password, offers.hash_recipe FROM accounts JOIN LATERAL (
                       SELECT password, hash_recipe, expires_at FROM sign_ups WHERE account = accounts.id
                       UNION ALL
                       SELECT password, hash_recipe, expires_at FROM declined_offers WHERE account = accounts.id
                   ) AS offers ON offers.expires_at > coalesce($2, clock_timestamp())
                   WHERE accounts.canonical_email = $1";
        self.read_first(sql, values![email.canonical(), self.injected_now()], sign_ups::password).await
    }

    async fn second_factor_state(&self, account: AccountId) -> Result<Option<SecondFactorState>, StoreError> {
        let sql = "SELECT created_at, confirmed_at, wrong_tries, wrong_at,
                       (SELECT count(*) FROM recovery_codes WHERE recovery_codes.account = second_factors.account),
                       coalesce($2, clock_timestamp())
                   FROM second_factors WHERE account = $1";
        self.read_first(sql, values![account.as_uuid(), self.injected_now()], |row| {
            let (wrong, codes): (i32, i64) = (row.try_get(2)?, row.try_get(4)?);
            let wrong = (u32::try_from(wrong).unwrap_or_default(), row.try_get(3)?);
            let codes = u32::try_from(codes).unwrap_or_default();
            Ok(state(row.try_get(0)?, row.try_get(1)?, codes, wrong, row.try_get(5)?))
        })
        .await
    }

    async fn next_due(&self) -> Result<Option<Duration>, StoreError> {
        let sql = "SELECT min(due_at), coalesce($1, clock_timestamp()) FROM outbox WHERE state = 'pending'";
        let due_in = |row: &Row| {
            let (due, now): (Option<Timestamp>, Timestamp) = (row.try_get(0)?, row.try_get(1)?);
            Ok(due.map(|due| until(due, now)))
        };
        Ok(self.read_first(sql, values![self.injected_now()], due_in).await?.flatten())
    }

    async fn outbox_depth(&self) -> Result<OutboxDepth, StoreError> {
        // By the small indexes of pending and given-up entries, never by the whole table.
        let sql = "WITH clock AS (SELECT coalesce($1, clock_timestamp()) AS now)
                   SELECT count(*) FILTER (WHERE due_at <= now), count(*) FILTER (WHERE due_at > now),
                       (SELECT count(*) FROM outbox WHERE state = 'gave_up'), min(accepted_at),
                       max(now)
                   FROM outbox, clock WHERE state = 'pending'";
        Ok(self.read_first(sql, values![self.injected_now()], outbox::depth).await?.unwrap_or_default())
    }

    async fn entries(&self, filter: EntryFilter) -> Result<Vec<EntrySummary>, StoreError> {
        // The state is literal, so that its partial index can be used. Ids are UUIDs of version 7: the newest is the
        // highest.
        let condition = filter.state.map_or_else(String::new, |state| format!("WHERE state = '{}'", state.code()));
        let sql = format!(
            "SELECT id, subject, state, accepted_at, failures, due_at, reason FROM outbox
             {condition} ORDER BY id DESC LIMIT $1"
        );
        self.read_all(&sql, values![count(filter.limit)], outbox::summary).await
    }

    async fn mail(&self, entry: EntryId) -> Result<Option<MailRecord>, StoreError> {
        let sql = format!("SELECT {} FROM outbox WHERE id = $1", mails::MAIL);
        self.read_first(&sql, values![entry.as_uuid()], mails::mail).await
    }

    async fn mails_of(
        &self,
        account: AccountId,
        before: Option<EntryId>,
        limit: usize,
    ) -> Result<Vec<MailRecord>, StoreError> {
        let before = before.map_or(Uuid::max(), |entry| entry.as_uuid());
        let sql = format!(
            "SELECT {} FROM outbox WHERE owner = $1 AND id < $2 ORDER BY owner DESC, id DESC LIMIT $3",
            mails::MAIL
        );
        self.read_all(&sql, values![account.as_uuid(), before, count(limit)], mails::mail).await
    }

    async fn mail_figures(&self, span: Duration) -> Result<MailFigures, StoreError> {
        let seconds = i64::try_from(span.as_secs()).unwrap_or(i64::MAX);
        let sql = "SELECT count(*), count(delivered_at), count(*) FILTER (WHERE bounce = 'permanent'),
                       count(complained_at)
                   FROM outbox
                   WHERE state = 'sent' AND settled_at > coalesce($1, clock_timestamp()) - $2 * interval '1 second'";
        Ok(self.read_first(sql, values![self.injected_now(), seconds], mails::figures).await?.unwrap_or_default())
    }

    async fn stopped(&self, mailbox: AddressKey) -> Result<Stopped, StoreError> {
        let sql = "SELECT bounced_until, complained_until, coalesce($2, clock_timestamp())
                   FROM stopped_mailboxes WHERE mailbox = $1";
        let stopped = |row: &Row| Ok(mails::stopped(row)?.at(row.try_get(2)?));
        let values = (&mailbox.as_bytes()[..], self.injected_now());
        Ok(self.read_first(sql, values![values.0, values.1], stopped).await?.unwrap_or_default())
    }

    async fn pending_entries(&self, account: AccountId, address: AddressKey) -> Result<Vec<EntrySummary>, StoreError> {
        // The bound has the small index of pending entries used.
        let sql = "SELECT id, subject, state, accepted_at, failures, due_at, reason FROM outbox
                   WHERE state = 'pending' AND due_at > '-infinity' AND (account = $1 OR address_key = $2)
                   ORDER BY accepted_at, id";
        self.read_all(sql, values![account.as_uuid(), &address.as_bytes()[..]], outbox::summary).await
    }

    async fn pending_writes(&self, limit: usize) -> Result<Vec<PendingWrite>, StoreError> {
        let sql = format!("{} ORDER BY w.begun_at LIMIT $1", directory::PENDING);
        self.read_all(&sql, values![count(limit)], directory::pending).await
    }

    async fn webhooks_waiting(&self) -> Result<WebhooksWaiting, StoreError> {
        // By the small index of pending messages, never by the whole table.
        let sql = "SELECT count(*), min(happened_at), coalesce($1, clock_timestamp()) FROM webhooks
                   WHERE state = 'pending'";
        let waiting = |row: &Row| {
            let (count, oldest): (i64, Option<Timestamp>) = (row.try_get(0)?, row.try_get(1)?);
            let now = row.try_get(2)?;
            let oldest = oldest.map(|happened| until(now, happened));
            Ok(WebhooksWaiting { count: u64::try_from(count).unwrap_or_default(), oldest })
        };
        Ok(self.read_first(sql, values![self.injected_now()], waiting).await?.unwrap_or_default())
    }

    async fn webhooks(&self, limit: usize) -> Result<Vec<WebhookSummary>, StoreError> {
        let sql = "SELECT id, url, event, state, happened_at, failures, due_at, reason
                   FROM webhooks ORDER BY happened_at DESC, id LIMIT $1";
        self.read_all(sql, values![count(limit)], webhooks::summary).await
    }

    async fn has_unsealed_records(&self) -> Result<bool, StoreError> {
        Ok(!self.read("SELECT FROM audit WHERE number IS NULL LIMIT 1", &[]).await?.is_empty())
    }

    async fn audit_records(&self, after: i64, limit: usize) -> Result<Vec<AuditRecord>, StoreError> {
        let sql = format!("SELECT {} FROM audit WHERE number > $1 ORDER BY number LIMIT $2", audit::RECORD);
        self.read_all(&sql, values![after, count(limit)], |row| audit::record(row, 0)).await
    }

    async fn audit_ends(&self) -> Result<ChainEnds, StoreError> {
        let sql = "SELECT anchor.number, anchor.digest, anchor.mark, head.number, head.digest,
                          accepted.number, accepted.digest, accepted.mark
                   FROM audit_ends AS anchor CROSS JOIN audit_ends AS head
                        LEFT JOIN audit_ends AS accepted ON accepted.name = 'accepted'
                   WHERE anchor.name = 'anchor' AND head.name = 'head'";
        let ends = |row: &Row| {
            let accepted = row.try_get::<_, Option<i64>>(5)?.map(|_| audit::accepted(row, 5)).transpose()?;
            let (anchor, head) = (audit::anchor(row, 0)?, audit::point(row, 3)?);
            Ok(ChainEnds { anchor, accepted: accepted.unwrap_or(Accepted::NOTHING), head })
        };
        let ends = self.read_first(sql, &[], ends).await?;
        Ok(ends.ok_or(StepError::Row(Corrupt::column("audit_ends.name")))?)
    }

    async fn locations(&self) -> Result<Vec<(LocationId, LocationSettings)>, StoreError> {
        self.read_all("SELECT id, settings::text FROM locations ORDER BY id", &[], keeping::settings).await
    }

    async fn location_dates(&self, id: LocationId) -> Result<Option<LocationDates>, StoreError> {
        let sql = "SELECT created_at, updated_at FROM locations WHERE id = $1";
        self.read_first(sql, values![location_number(id)], |row| {
            Ok(LocationDates { created_at: row.try_get(0)?, updated_at: row.try_get(1)? })
        })
        .await
    }

    async fn image(&self, name: ImageName) -> Result<Option<Image>, StoreError> {
        let sql = "SELECT bytes FROM images WHERE digest = $1 AND kind = $2";
        let (digest, kind) = (name.digest().as_slice(), name.kind().code());
        self.read_first(sql, values![digest, kind], |row| Ok(kept_image(name, row.try_get(0)?)?)).await
    }

    async fn template_marks(&self) -> Result<Vec<TemplateMark>, StoreError> {
        let sql = "SELECT location, name, digest, changed_at FROM location_templates ORDER BY location, name";
        self.read_all(sql, &[], |row| {
            Ok(TemplateMark {
                location: location(row.try_get(0)?, "location_templates.location")?,
                name: row.try_get(1)?,
                digest: bytes32(row.try_get(2)?, "location_templates.digest")?.into(),
                changed_at: row.try_get(3)?,
            })
        })
        .await
    }

    async fn templates(&self, location: LocationId) -> Result<Vec<LocationTemplate>, StoreError> {
        let sql = "SELECT name, text FROM location_templates WHERE location = $1 ORDER BY name";
        self.read_all(sql, values![location_number(location)], |row| {
            let (name, text): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            Ok(LocationTemplate::new(name, text).map_err(|_| Corrupt::column("location_templates.text"))?)
        })
        .await
    }

    async fn data_keys(&self) -> Result<Vec<DataKeyRow>, StoreError> {
        let sql = "SELECT id, kind, wrapped, created_at, active_at FROM data_keys ORDER BY created_at, id";
        self.read_all(sql, &[], |row| {
            Ok(DataKeyRow {
                id: row.try_get(0)?,
                kind: DataKeyKind::from_code(row.try_get(1)?).ok_or(Corrupt::column("data_keys.kind"))?,
                wrapped: row.try_get(2)?,
                created_at: row.try_get(3)?,
                active_at: row.try_get(4)?,
            })
        })
        .await
    }

    async fn shared_counts(&self, limit: usize) -> Result<Vec<SharedCount>, StoreError> {
        let sql = "SELECT network, counter, full_at, coalesce($1, clock_timestamp()) FROM network_limits
                   ORDER BY full_at DESC LIMIT $2";
        let rows = self.read(sql, values![self.injected_now(), count(limit)]).await?;
        let read = |row: &Row| {
            let full_in = until(row.try_get(2)?, row.try_get(3)?);
            Ok::<_, tokio_postgres::Error>(shared_count(row.try_get(0)?, row.try_get(1)?, full_in))
        };
        let counts = rows.iter().map(read).collect::<Result<Vec<_>, _>>().map_err(StepError::from)?;
        Ok(counts.into_iter().flatten().collect())
    }

    async fn note(&self, name: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT value FROM notes WHERE name = $1";
        self.read_first(sql, values![name], |row| Ok(row.try_get(0)?)).await
    }
}

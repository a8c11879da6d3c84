//! Reads outside of steps.

use rekey_core::account::{Account, ExternalId};
use rekey_core::audit::{AuditRecord, ChainEnds};
use rekey_core::image::{Image, ImageName};
use rekey_core::location::{LocationDates, LocationSettings};
use rekey_core::outbox::{MailFigures, MailRecord, Stopped};
use rekey_core::password_hash::HashRecipe;
use rekey_core::ports::{
    AccountPage, AddressLimits, DataKeyKind, DataKeyRow, EntryFilter, EntrySummary, MOST_SESSIONS, NearestAccount,
    OutboxDepth, PendingWrite, SecondFactorState, SharedCount,
};
use rekey_core::session::{KnownPlace, Session};
use rekey_core::templates::{LocationTemplate, TemplateMark};
use rekey_core::time::{Duration, until};
use rekey_core::token::TokenRecord;
use rekey_core::webhooks::{WebhookSummary, WebhooksWaiting};
use rekey_core::{
    AccountId, AddressKey, EmailAddress, EntryId, LocationId, PasswordHash, Purpose, SessionId, TokenDigest,
};
use rusqlite::{Row, params};

use super::address_counts;
use super::{audit, directory, keeping, mails, outbox, sessions, sign_ups, tokens, webhooks};
use crate::rows::{AccountRows, Reads, SessionRows};
use crate::shared::corrupt::Corrupt;
use crate::shared::images::kept_image;
use crate::shared::second_factor::state;
use crate::shared::shared_count::shared_count;
use crate::shared::standing::is_alive;
use crate::sqlite::columns::{
    ACCOUNT_COLUMNS, account, account_columns, code, digest, instant, location, optional_instant, row_count,
    session_columns,
};
use crate::sqlite::step::{Step, StepError};

impl Reads for Step<'_> {
    type Error = StepError;

    async fn nearest_account(&self, email: &EmailAddress) -> Result<NearestAccount, StepError> {
        // If the account does not exist, another one's row is read, so that it takes the same time (R1).
        macro_rules! select {
            ($rows:literal) => {
                concat!(
                    "SELECT ",
                    account_columns!(),
                    ", a.canonical_email = ?1 AND a.directory IS NULL FROM accounts a ",
                    $rows
                )
            };
        }
        let next = select!("WHERE a.canonical_email >= ?1 ORDER BY a.canonical_email LIMIT 1");
        let last = select!("ORDER BY a.canonical_email DESC LIMIT 1");
        let read = |row: &Row<'_>| {
            let account = account(row, 0).map(Box::new);
            Ok(if row.get(ACCOUNT_COLUMNS)? {
                NearestAccount::AskedFor(account?)
            } else {
                NearestAccount::Another(account.ok())
            })
        };
        let found = match self.one(next, [email.canonical()], read)? {
            Some(found) => Some(found),
            None => self.one(last, [email.canonical()], read)?,
        };
        Ok(found.unwrap_or(NearestAccount::Another(None)))
    }

    async fn account_by_id(&self, id: AccountId) -> Result<Option<Account>, StepError> {
        self.account(id).await
    }

    async fn account_by_external_id(&self, id: &ExternalId) -> Result<Option<Account>, StepError> {
        self.hold_account_by_external_id(id).await
    }

    async fn accounts(&self, after: &str, limit: usize) -> Result<AccountPage, StepError> {
        let mut accounts = self.all(
            concat!(
                "SELECT ",
                account_columns!(),
                " FROM accounts a WHERE a.canonical_email > ?1 ORDER BY a.canonical_email LIMIT ?2"
            ),
            params![after, row_count(limit).saturating_add(1)],
            |row| account(row, 0),
        )?;
        let more = accounts.len() > limit;
        accounts.truncate(limit);
        let next = accounts.last().filter(|_| more).map(|last| last.email.canonical().to_owned());
        accounts.retain(|account| account.shadow.is_none());
        Ok(AccountPage { accounts, next })
    }

    async fn hash_recipes(&self) -> Result<Vec<HashRecipe>, StepError> {
        // Jumps from each recipe to the next one in the index.
        self.all(
            "WITH RECURSIVE found (recipe) AS (
                 SELECT min(hash_recipe) FROM accounts WHERE hash_recipe IS NOT NULL
                 UNION ALL
                 SELECT (SELECT min(hash_recipe) FROM accounts WHERE hash_recipe > found.recipe)
                 FROM found WHERE found.recipe IS NOT NULL)
             SELECT recipe FROM found WHERE recipe IS NOT NULL",
            [],
            |row| Ok(HashRecipe(row.get(0)?)),
        )
    }

    async fn token(&self, digest: TokenDigest) -> Result<Option<TokenRecord>, StepError> {
        Ok(tokens::look_up(self, digest)?.map(|token| token.record))
    }

    async fn remaining_cooldown(
        &self,
        address: AddressKey,
        purpose: Purpose,
        limits: &AddressLimits,
    ) -> Result<Duration, StepError> {
        Ok(address_counts::read(self, address)?.wait(purpose, limits, self.now))
    }

    async fn living_session(&self, id: SessionId) -> Result<Option<(Session, Account)>, StepError> {
        let found = sessions::look_up(self, id)?;
        Ok(found.filter(|(session, account)| is_alive(session, account, self.now)))
    }

    async fn sessions_of(&self, account: AccountId) -> Result<Vec<Session>, StepError> {
        let found = self.all(
            concat!(
                "SELECT ",
                session_columns!(),
                ", ",
                account_columns!(),
                " FROM sessions s JOIN accounts a ON a.id = s.account
                 WHERE s.account = ?1 AND s.ended_at IS NULL AND s.expires_at > ?2 ORDER BY s.created_at DESC LIMIT ?3"
            ),
            params![account.as_uuid().into_bytes(), self.micros(), row_count(MOST_SESSIONS)],
            sessions::with_account,
        )?;
        let living = |(session, account)| is_alive(&session, &account, self.now).then_some(session);
        Ok(found.into_iter().filter_map(living).collect())
    }

    async fn places_of(&self, account: AccountId) -> Result<Vec<KnownPlace>, StepError> {
        self.known_places(account).await
    }

    async fn offered_password(&self, email: &EmailAddress) -> Result<Option<PasswordHash>, StepError> {
        // The account itself is not read, so that an existing one takes no longer (R1).
        let found = self.one(
            "WITH nearest (id) AS (SELECT id FROM accounts WHERE canonical_email = ?1)
             SELECT password, hash_recipe, contested, expires_at FROM sign_ups
             WHERE account = (SELECT id FROM nearest) AND expires_at > ?2
             UNION ALL
             SELECT password, hash_recipe, contested, expires_at FROM declined_offers
             WHERE account = (SELECT id FROM nearest) AND expires_at > ?2",
            params![email.canonical(), self.micros()],
            sign_ups::offer,
        )?;
        Ok(found.map(|offer| offer.password))
    }

    async fn second_factor_state(&self, account: AccountId) -> Result<Option<SecondFactorState>, StepError> {
        self.one(
            "SELECT created_at, confirmed_at, wrong_tries, wrong_at,
                    (SELECT count(*) FROM recovery_codes c WHERE c.account = f.account)
             FROM second_factors f WHERE account = ?1",
            [account.as_uuid().into_bytes()],
            |row| {
                let (created_at, confirmed_at) = (instant(row, 0)?, optional_instant(row, 1)?);
                Ok(state(created_at, confirmed_at, row.get(4)?, (row.get(2)?, instant(row, 3)?), self.now))
            },
        )
    }

    async fn next_due(&self) -> Result<Option<Duration>, StepError> {
        outbox::next_due(self)
    }

    async fn outbox_depth(&self) -> Result<OutboxDepth, StepError> {
        outbox::depth(self)
    }

    async fn entries(&self, filter: EntryFilter) -> Result<Vec<EntrySummary>, StepError> {
        outbox::list(self, filter)
    }

    async fn mail(&self, entry: EntryId) -> Result<Option<MailRecord>, StepError> {
        mails::by_entry(self, entry)
    }

    async fn mails_of(
        &self,
        account: AccountId,
        before: Option<EntryId>,
        limit: usize,
    ) -> Result<Vec<MailRecord>, StepError> {
        mails::of_account(self, account, before, limit)
    }

    async fn mail_figures(&self, span: Duration) -> Result<MailFigures, StepError> {
        mails::figures(self, span)
    }

    async fn stopped(&self, mailbox: AddressKey) -> Result<Stopped, StepError> {
        Ok(mails::stop_of(self, mailbox)?.at(self.now))
    }

    async fn pending_entries(&self, account: AccountId, address: AddressKey) -> Result<Vec<EntrySummary>, StepError> {
        outbox::pending_for(self, account, address)
    }

    async fn pending_writes(&self, limit: usize) -> Result<Vec<PendingWrite>, StepError> {
        directory::list(self, limit)
    }

    async fn webhooks_waiting(&self) -> Result<WebhooksWaiting, StepError> {
        webhooks::waiting(self)
    }

    async fn webhooks(&self, limit: usize) -> Result<Vec<WebhookSummary>, StepError> {
        webhooks::list(self, limit)
    }

    async fn has_unsealed_records(&self) -> Result<bool, StepError> {
        audit::has_unsealed(self)
    }

    async fn audit_records(&self, after: i64, limit: usize) -> Result<Vec<AuditRecord>, StepError> {
        audit::records(self, after, limit)
    }

    async fn audit_ends(&self) -> Result<ChainEnds, StepError> {
        audit::ends(self)
    }

    async fn locations(&self) -> Result<Vec<(LocationId, LocationSettings)>, StepError> {
        self.all("SELECT id, settings FROM locations ORDER BY id", [], keeping::settings)
    }

    async fn location_dates(&self, id: LocationId) -> Result<Option<LocationDates>, StepError> {
        self.one("SELECT created_at, updated_at FROM locations WHERE id = ?1", [id.get()], |row| {
            Ok(LocationDates { created_at: instant(row, 0)?, updated_at: instant(row, 1)? })
        })
    }

    async fn image(&self, name: ImageName) -> Result<Option<Image>, StepError> {
        let sql = "SELECT bytes FROM images WHERE digest = ?1 AND kind = ?2";
        self.one(sql, params![name.digest(), name.kind().code()], |row| {
            let bytes: Vec<u8> = row.get(0)?;
            Ok(kept_image(name, bytes)?)
        })
    }

    async fn template_marks(&self) -> Result<Vec<TemplateMark>, StepError> {
        let sql = "SELECT location, name, digest, changed_at FROM location_templates ORDER BY location, name";
        self.all(sql, [], |row| {
            let (location, name) = (location(row, 0)?, row.get(1)?);
            Ok(TemplateMark { location, name, digest: digest(row, 2)?, changed_at: instant(row, 3)? })
        })
    }

    async fn templates(&self, location: LocationId) -> Result<Vec<LocationTemplate>, StepError> {
        let sql = "SELECT name, text FROM location_templates WHERE location = ?1 ORDER BY name";
        self.all(sql, [location.get()], |row| {
            let (name, text): (String, String) = (row.get(0)?, row.get(1)?);
            Ok(LocationTemplate::new(name, text).map_err(|_| Corrupt::column("location_templates.text"))?)
        })
    }

    async fn data_keys(&self) -> Result<Vec<DataKeyRow>, StepError> {
        let sql = "SELECT id, kind, wrapped, created_at, active_at FROM data_keys ORDER BY created_at, id";
        self.all(sql, [], |row| {
            Ok(DataKeyRow {
                id: row.get(0)?,
                kind: code(row, 1, "data_keys.kind", DataKeyKind::from_code)?,
                wrapped: row.get(2)?,
                created_at: instant(row, 3)?,
                active_at: instant(row, 4)?,
            })
        })
    }

    async fn shared_counts(&self, limit: usize) -> Result<Vec<SharedCount>, StepError> {
        let sql = "SELECT network, counter, full_at FROM network_limits ORDER BY full_at DESC LIMIT ?1";
        let counts = self.all(sql, [row_count(limit)], |row| {
            let (payer, counter): (String, String) = (row.get(0)?, row.get(1)?);
            Ok(shared_count(&payer, &counter, until(instant(row, 2)?, self.now)))
        })?;
        Ok(counts.into_iter().flatten().collect())
    }

    async fn note(&self, name: &str) -> Result<Option<String>, StepError> {
        keeping::read_note(self, name)
    }
}

//! Reads outside of steps: a single query each.

use rekey_core::account::{Account, ExternalId};
use rekey_core::audit::{AuditRecord, ChainEnds};
use rekey_core::image::{Image, ImageName};
use rekey_core::location::{LocationDates, LocationSettings};
use rekey_core::outbox::{MailFigures, MailRecord, Stopped};
use rekey_core::password_hash::HashRecipe;
use rekey_core::ports::{
    AccountPage, AddressLimits, DataKeyRow, EntryFilter, EntrySummary, NearestAccount, OutboxDepth, PendingWrite,
    SecondFactorState, SharedCount,
};
use rekey_core::session::{KnownPlace, Session};
use rekey_core::templates::{LocationTemplate, TemplateMark};
use rekey_core::time::Duration;
use rekey_core::token::TokenRecord;
use rekey_core::webhooks::{WebhookSummary, WebhooksWaiting};
use rekey_core::{
    AccountId, AddressKey, EmailAddress, EntryId, LocationId, PasswordHash, Purpose, SessionId, TokenDigest,
};

/// What is read outside of steps; the ports say what each means.
pub(crate) trait Reads {
    /// Why nothing was read.
    type Error;

    async fn nearest_account(&self, email: &EmailAddress) -> Result<NearestAccount, Self::Error>;

    async fn account_by_id(&self, id: AccountId) -> Result<Option<Account>, Self::Error>;

    async fn account_by_external_id(&self, id: &ExternalId) -> Result<Option<Account>, Self::Error>;

    async fn accounts(&self, after: &str, limit: usize) -> Result<AccountPage, Self::Error>;

    async fn hash_recipes(&self) -> Result<Vec<HashRecipe>, Self::Error>;

    async fn token(&self, digest: TokenDigest) -> Result<Option<TokenRecord>, Self::Error>;

    async fn remaining_cooldown(
        &self,
        address: AddressKey,
        purpose: Purpose,
        limits: &AddressLimits,
    ) -> Result<Duration, Self::Error>;

    async fn living_session(&self, id: SessionId) -> Result<Option<(Session, Account)>, Self::Error>;

    async fn sessions_of(&self, account: AccountId) -> Result<Vec<Session>, Self::Error>;

    async fn places_of(&self, account: AccountId) -> Result<Vec<KnownPlace>, Self::Error>;

    async fn offered_password(&self, email: &EmailAddress) -> Result<Option<PasswordHash>, Self::Error>;

    async fn second_factor_state(&self, account: AccountId) -> Result<Option<SecondFactorState>, Self::Error>;

    async fn next_due(&self) -> Result<Option<Duration>, Self::Error>;

    async fn outbox_depth(&self) -> Result<OutboxDepth, Self::Error>;

    async fn entries(&self, filter: EntryFilter) -> Result<Vec<EntrySummary>, Self::Error>;

    async fn mail(&self, entry: EntryId) -> Result<Option<MailRecord>, Self::Error>;

    async fn mails_of(
        &self,
        account: AccountId,
        before: Option<EntryId>,
        limit: usize,
    ) -> Result<Vec<MailRecord>, Self::Error>;

    async fn mail_figures(&self, span: Duration) -> Result<MailFigures, Self::Error>;

    /// What a mailbox is kept from just now.
    async fn stopped(&self, mailbox: AddressKey) -> Result<Stopped, Self::Error>;

    async fn pending_entries(&self, account: AccountId, address: AddressKey) -> Result<Vec<EntrySummary>, Self::Error>;

    async fn pending_writes(&self, limit: usize) -> Result<Vec<PendingWrite>, Self::Error>;

    async fn webhooks_waiting(&self) -> Result<WebhooksWaiting, Self::Error>;

    async fn webhooks(&self, limit: usize) -> Result<Vec<WebhookSummary>, Self::Error>;

    /// Whether any audit record waits to be sealed.
    async fn has_unsealed_records(&self) -> Result<bool, Self::Error>;

    async fn audit_records(&self, after: i64, limit: usize) -> Result<Vec<AuditRecord>, Self::Error>;

    async fn audit_ends(&self) -> Result<ChainEnds, Self::Error>;

    async fn locations(&self) -> Result<Vec<(LocationId, LocationSettings)>, Self::Error>;

    async fn location_dates(&self, id: LocationId) -> Result<Option<LocationDates>, Self::Error>;

    async fn image(&self, name: ImageName) -> Result<Option<Image>, Self::Error>;

    async fn template_marks(&self) -> Result<Vec<TemplateMark>, Self::Error>;

    async fn templates(&self, location: LocationId) -> Result<Vec<LocationTemplate>, Self::Error>;

    async fn data_keys(&self) -> Result<Vec<DataKeyRow>, Self::Error>;

    async fn shared_counts(&self, limit: usize) -> Result<Vec<SharedCount>, Self::Error>;

    async fn note(&self, name: &str) -> Result<Option<String>, Self::Error>;
}

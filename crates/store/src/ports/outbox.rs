//! The outbox, for mail workers and for operators.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::FutureExt;
use rekey_core::directory::Home;
use rekey_core::outbox::{Claim, DecisionRules, Mailed, Minted, Preparation, Settlement, Subject};
use rekey_core::ports::{EntryChange, EntryFilter, EntrySummary, OutboxDepth, OutboxStore, StoreError};
use rekey_core::time::Duration;
use rekey_core::{AccountId, AddressKey, EntryId};

use super::{lone, read, step};
use crate::postgres::{Interleaving, Tx};
use crate::rows::{LoneSteps, Reads};
use crate::sqlite::Step;
use crate::steps::outbox;
use crate::store::{Backend, SqlStore};

#[async_trait]
impl OutboxStore for SqlStore {
    async fn claim(&self, limit: usize, lease: Duration) -> Result<Vec<Claim>, StoreError> {
        lone!(self, |rows| rows.claim_due(limit, lease))
    }

    async fn claim_reserved(&self, entries: Vec<EntryId>, lease: Duration) -> Result<Vec<Claim>, StoreError> {
        lone!(self, |rows, entries| rows.claim_reserved(entries, lease))
    }

    async fn renew(&self, claim: &Claim, lease: Duration) -> Result<bool, StoreError> {
        let claim = claim.clone();
        lone!(self, |rows, claim| rows.renew_claim(claim, lease))
    }

    async fn prepare(
        &self,
        claim: &Claim,
        home: Home,
        rules: &DecisionRules,
        minted: Minted,
        earlier: Option<Mailed>,
    ) -> Result<Option<Preparation>, StoreError> {
        // Codes that are minted for one address share what its wrong tries leave.
        let interleaving = match &claim.subject {
            Subject::Request(request) if rules.may_carry_code(request) => Interleaving::OfAddress(request.address_key),
            Subject::Request(_) | Subject::Notice(_) => Interleaving::Concurrent,
        };
        let (claim, rules) = (claim.clone(), rules.clone());
        match &self.backend {
            Backend::Sqlite(sqlite) => {
                sqlite
                    .background(async move |rows: &Step<'_>| {
                        outbox::prepare(rows, &claim, &home, &rules, minted, earlier.as_ref()).await
                    })
                    .await
            }
            Backend::Postgres(postgres) => {
                let known = Arc::new((claim, home, rules, earlier));
                let work = move |tx: Arc<Tx>| {
                    let known = Arc::clone(&known);
                    async move {
                        let (claim, home, rules, earlier) = &*known;
                        Box::pin(outbox::prepare(&*tx, claim, home, rules, minted, earlier.as_ref())).await
                    }
                    .boxed()
                };
                postgres.shared(interleaving, work).await
            }
        }
    }

    async fn settle(&self, claim: &Claim, settlement: Settlement) -> Result<bool, StoreError> {
        let claim = claim.clone();
        match &self.backend {
            Backend::Postgres(postgres) if !matches!(settlement, Settlement::Withdrawn { .. }) => {
                let (claim, settlement) = (Arc::new(claim), Arc::new(settlement));
                let work = move |tx: Arc<Tx>| {
                    let (claim, settlement) = (Arc::clone(&claim), Arc::clone(&settlement));
                    async move { outbox::settle(&*tx, &claim, &settlement).await }.boxed()
                };
                postgres.shared(Interleaving::Concurrent, work).await
            }
            // A person waits for a withdrawal, and it locks the counts of an address, so it gets its own transaction.
            Backend::Sqlite(_) | Backend::Postgres(_) => {
                step!(self, background, |rows, claim, settlement| outbox::settle(rows, claim, settlement))
            }
        }
    }

    async fn next_due(&self) -> Result<Option<Duration>, StoreError> {
        read!(self, |rows| rows.next_due())
    }

    async fn outbox_depth(&self) -> Result<OutboxDepth, StoreError> {
        read!(self, |rows| rows.outbox_depth())
    }

    async fn entries(&self, filter: EntryFilter) -> Result<Vec<EntrySummary>, StoreError> {
        read!(self, |rows| rows.entries(filter))
    }

    async fn pending_entries(&self, account: AccountId, address: AddressKey) -> Result<Vec<EntrySummary>, StoreError> {
        read!(self, |rows| rows.pending_entries(account, address))
    }

    async fn retry_entry(&self, id: EntryId, lease: Duration) -> Result<EntryChange, StoreError> {
        step!(self, answer, |rows| outbox::retry_entry(rows, id, lease))
    }

    async fn drop_entry(&self, id: EntryId, reason: &str) -> Result<EntryChange, StoreError> {
        let reason = reason.to_owned();
        step!(self, answer, |rows, reason| outbox::drop_entry(rows, id, reason))
    }
}

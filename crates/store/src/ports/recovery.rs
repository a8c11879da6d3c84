//! Requests, tokens and codes, and the resets they end in.

use async_trait::async_trait;
use rekey_core::account::Epoch;
use rekey_core::code::CodeTry;
use rekey_core::outbox::{NoticeLanguage, Request};
use rekey_core::ports::{
    Acceptance, AddressLimits, AssertionUse, Caller, CodeOutcome, CompleteReset, Completion, DisownOutcome,
    RecoveryStore, StoreError,
};
use rekey_core::time::Duration;
use rekey_core::token::{NewToken, TokenDigest, TokenRecord};
use rekey_core::{AccountId, AddressKey, ClientNetwork, DigestKey, EmailAddress, EntryId, LocationId, Origin, Purpose};

use super::{read, step};
use crate::rows::{LimitRows, Reads, commit};
use crate::shared::span;
use crate::steps::{accounts, assertions, recovery};
use crate::store::{Backend, SqlStore};

#[async_trait]
impl RecoveryStore for SqlStore {
    async fn accept_request(
        &self,
        id: EntryId,
        request: Request,
        limits: AddressLimits,
        reserved: Duration,
    ) -> Result<Acceptance, StoreError> {
        span::tell_entry(id);
        match &self.backend {
            Backend::Sqlite(sqlite) => {
                let accept = async move |rows: &crate::sqlite::Step<'_>| {
                    commit(rows.accept_request(id, &request, &limits, reserved)).await
                };
                sqlite.answer(accept).await
            }
            Backend::Postgres(postgres) => postgres.accept_request(id, request, limits, reserved).await,
        }
    }

    async fn remaining_cooldown(
        &self,
        address: AddressKey,
        purpose: Purpose,
        limits: AddressLimits,
    ) -> Result<Duration, StoreError> {
        read!(self, |rows, limits| rows.remaining_cooldown(address, purpose, limits))
    }

    async fn inspect_token(&self, digest: TokenDigest) -> Result<Option<TokenRecord>, StoreError> {
        read!(self, |rows| rows.token(digest))
    }

    async fn mint_token(&self, account: AccountId, location: LocationId, token: NewToken) -> Result<bool, StoreError> {
        step!(self, answer, |rows| accounts::mint_reset_link(rows, account, location, token))
    }

    async fn exchange_code(
        &self,
        attempt: CodeTry,
        token: NewToken,
        network: ClientNetwork,
    ) -> Result<CodeOutcome, StoreError> {
        step!(self, answer, |rows, attempt, token| recovery::exchange_code(rows, attempt, token, network))
    }

    async fn complete_reset(&self, reset: CompleteReset) -> Result<Completion, StoreError> {
        step!(self, answer, |rows, reset| recovery::complete(rows, reset))
    }

    async fn mint_assertion(
        &self,
        account: AccountId,
        epoch: Epoch,
        location: LocationId,
        token: NewToken,
    ) -> Result<bool, StoreError> {
        step!(self, answer, |rows, token| assertions::mint(rows, account, epoch, location, token))
    }

    async fn redeem_assertion(&self, token: TokenDigest, caller: Caller) -> Result<AssertionUse, StoreError> {
        step!(self, answer, |rows, caller| assertions::redeem(rows, token, caller))
    }

    async fn disown(
        &self,
        token: TokenDigest,
        notice: EntryId,
        origin: Origin,
        language: NoticeLanguage,
        key: DigestKey,
        email: Option<EmailAddress>,
    ) -> Result<DisownOutcome, StoreError> {
        step!(self, answer, |rows, language, key, email| recovery::disown(
            rows,
            token,
            notice,
            origin,
            language,
            key,
            email.as_ref()
        ))
    }
}

//! Sign-up.

use async_trait::async_trait;
use rekey_core::account::{Account, NewAccount};
use rekey_core::ports::{
    Acceptance, AccountOffer, Newcomer, PatchOutcome, RefusedOffer, SignUpStore, StoreError, Verification,
};
use rekey_core::profile::ProfilePatch;
use rekey_core::session::{NewSession, Session};
use rekey_core::token::{NewToken, TokenDigest};
use rekey_core::{AccountId, ClientNetwork, DigestKey, EmailAddress, EntryId, Origin, PasswordHash};

use super::{read, step};
use crate::rows::Reads;
use crate::steps::{own_account, sign_ups};
use crate::store::SqlStore;

#[async_trait]
impl SignUpStore for SqlStore {
    async fn offered_password(&self, email: &EmailAddress) -> Result<Option<PasswordHash>, StoreError> {
        let email = email.clone();
        read!(self, |rows, email| rows.offered_password(email))
    }

    async fn offer_account(&self, offer: AccountOffer) -> Result<Acceptance, StoreError> {
        step!(self, answer, |rows, offer| sign_ups::offer_account(rows, offer))
    }

    async fn accept_newcomer(&self, newcomer: Newcomer) -> Result<Acceptance, StoreError> {
        step!(self, answer, |rows, newcomer| sign_ups::accept_newcomer(rows, newcomer))
    }

    async fn refuse_offer(&self, refused: RefusedOffer) -> Result<(), StoreError> {
        step!(self, answer, |rows, refused| sign_ups::refuse_offer(rows, refused))
    }

    async fn register(
        &self,
        account: NewAccount,
        session: NewSession,
        network: ClientNetwork,
    ) -> Result<Option<(Session, Account)>, StoreError> {
        step!(self, answer, |rows, account, session| sign_ups::register(rows, account, session, network))
    }

    async fn verify_email(
        &self,
        token: TokenDigest,
        reset: NewToken,
        network: ClientNetwork,
    ) -> Result<Verification, StoreError> {
        step!(self, answer, |rows, reset| sign_ups::verify_email(rows, token, reset, network))
    }

    async fn confirm_new_address(
        &self,
        token: TokenDigest,
        origin: Origin,
        notice: EntryId,
        key: DigestKey,
    ) -> Result<Verification, StoreError> {
        step!(self, answer, |rows, key| own_account::confirm_new_address(rows, token, origin, notice, key))
    }

    async fn patch_profile(&self, id: AccountId, patch: ProfilePatch) -> Result<PatchOutcome, StoreError> {
        step!(self, answer, |rows, patch| sign_ups::patch_profile(rows, id, patch))
    }
}

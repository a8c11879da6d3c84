//! Sign-in and sessions, second factors, and the delays after wrong passwords.

use async_trait::async_trait;
use rekey_core::account::Account;
use rekey_core::code::CodeTry;
use rekey_core::ports::{
    RefreshOutcome, SecondFactorChange, SecondFactorOutcome, SecondFactorState, SecondFactorStore, SessionStore,
    SharedSession, SignInOutcome, StoreError, TrialStore,
};
use rekey_core::session::{KnownPlace, Opening, Renewal, Session};
use rekey_core::time::Duration;
use rekey_core::token::{NewToken, TokenDigest, TokenPurpose};
use rekey_core::{AccountId, AddressKey, ClientNetwork, EntryId, Origin, SessionId};

use super::{read, step};
use crate::rows::Reads;
use crate::steps::{renewal, second_factors, sessions, sign_in, trials};
use crate::store::SqlStore;

#[async_trait]
impl SessionStore for SqlStore {
    async fn open_session(&self, account: &Account, opening: Opening) -> Result<SignInOutcome, StoreError> {
        let account = account.clone();
        step!(self, answer, |rows, account, opening| sign_in::by_password(rows, account, opening))
    }

    async fn redeem_token(
        &self,
        token: TokenDigest,
        purposes: &'static [TokenPurpose],
        opening: Opening,
    ) -> Result<SignInOutcome, StoreError> {
        step!(self, answer, |rows, opening| sign_in::by_token(rows, token, purposes, opening))
    }

    async fn redeem_code(&self, attempt: CodeTry, opening: Opening) -> Result<SignInOutcome, StoreError> {
        step!(self, answer, |rows, attempt, opening| sign_in::by_code(rows, attempt, opening))
    }

    async fn mint_for_session(
        &self,
        session: SessionId,
        token: NewToken,
        bearer_left: Duration,
    ) -> Result<bool, StoreError> {
        step!(self, answer, |rows, token| sessions::mint_for_session(rows, session, token, bearer_left))
    }

    async fn share_session(
        &self,
        token: TokenDigest,
        network: ClientNetwork,
    ) -> Result<Option<SharedSession>, StoreError> {
        step!(self, answer, |rows| sessions::share(rows, token, network))
    }

    async fn refresh(&self, renewal: Renewal) -> Result<RefreshOutcome, StoreError> {
        step!(self, answer, |rows, renewal| renewal::renew(rows, renewal))
    }

    async fn living_session(&self, session: SessionId) -> Result<Option<(Session, Account)>, StoreError> {
        read!(self, |rows| rows.living_session(session))
    }

    async fn sessions_of(&self, account: AccountId) -> Result<Vec<Session>, StoreError> {
        read!(self, |rows| rows.sessions_of(account))
    }

    async fn places_of(&self, account: AccountId) -> Result<Vec<KnownPlace>, StoreError> {
        read!(self, |rows| rows.places_of(account))
    }

    async fn end_session(&self, session: SessionId, network: ClientNetwork) -> Result<bool, StoreError> {
        step!(self, answer, |rows| sessions::sign_out(rows, session, network))
    }

    async fn end_session_of(&self, token: TokenDigest, network: ClientNetwork) -> Result<bool, StoreError> {
        step!(self, answer, |rows| sessions::sign_out_by(rows, token, network))
    }
}

#[async_trait]
impl SecondFactorStore for SqlStore {
    async fn change_second_factor(
        &self,
        account: AccountId,
        change: SecondFactorChange,
        origin: Option<Origin>,
        notice: EntryId,
    ) -> Result<SecondFactorOutcome, StoreError> {
        step!(self, answer, |rows, change| second_factors::change(rows, account, change, origin, notice))
    }

    async fn second_factor(&self, account: AccountId) -> Result<Option<SecondFactorState>, StoreError> {
        read!(self, |rows| rows.second_factor_state(account))
    }
}

#[async_trait]
impl TrialStore for SqlStore {
    async fn begin_trial(
        &self,
        address: AddressKey,
        network: ClientNetwork,
        longest: Duration,
    ) -> Result<Option<Duration>, StoreError> {
        step!(self, answer, |rows| trials::begin(rows, address, network, longest))
    }

    async fn forgive_trial(&self, address: AddressKey, network: ClientNetwork) -> Result<(), StoreError> {
        step!(self, answer, |rows| trials::forgive(rows, address, network))
    }

    async fn welcome(&self, address: AddressKey, network: ClientNetwork, counted: bool) -> Result<(), StoreError> {
        step!(self, answer, |rows| trials::welcome(rows, address, network, counted))
    }
}

//! What a step holds: accounts, and sessions with theirs.

use std::ops::Deref;

use rekey_core::account::{Account, AccountStatus, Epoch, ExternalId};
use rekey_core::session::Session;
use rekey_core::{AccountId, AddressKey, EmailAddress, PasswordHash, SessionId};

use super::tokens::SpentToken;
use crate::rows::{AccountRows, DirectoryRows, SessionRows};
use crate::shared::corrupt::Corrupt;
use crate::shared::standing::is_alive;

/// An account of which nothing changes until the step is over, but by the step itself.
#[derive(Debug)]
pub(crate) struct HeldAccount(Box<Account>);

impl HeldAccount {
    pub(crate) async fn by_id<R: AccountRows>(rows: &R, id: AccountId) -> Result<Option<Self>, R::Error> {
        Ok(rows.hold_account(id).await?.map(Self::of))
    }

    pub(crate) async fn by_email<R: AccountRows>(rows: &R, email: &EmailAddress) -> Result<Option<Self>, R::Error> {
        Ok(rows.hold_account_by_email(email).await?.map(Self::of))
    }

    pub(crate) async fn by_external_id<R: AccountRows>(rows: &R, id: &ExternalId) -> Result<Option<Self>, R::Error> {
        Ok(rows.hold_account_by_external_id(id).await?.map(Self::of))
    }

    pub(crate) async fn moved_from<R: AccountRows>(
        rows: &R,
        email: &EmailAddress,
        key: AddressKey,
    ) -> Result<Option<Self>, R::Error> {
        Ok(rows.hold_account_moved_from(email, key).await?.map(Self::of))
    }

    /// The account of this id, which other rows say is there.
    pub(crate) async fn existing<R: AccountRows>(rows: &R, id: AccountId) -> Result<Self, R::Error> {
        Ok(Self::by_id(rows, id).await?.ok_or(Corrupt::column("a reference to accounts.id"))?)
    }

    /// Resets the password of the account whose token was spent, and opens it: a locked account's tokens are void, so
    /// that no lock is lost. Its sessions and the token's siblings need no write: they are of an older epoch now.
    pub(crate) async fn reset_password<R: AccountRows>(
        rows: &R,
        token: &SpentToken,
        password: &PasswordHash,
    ) -> Result<Self, R::Error> {
        rows.reset_password(token.account(), password).await.map(Self::of)
    }

    pub(crate) async fn begin_epoch<R: AccountRows>(self, rows: &R, status: AccountStatus) -> Result<Self, R::Error> {
        rows.begin_epoch(self.id, status).await.map(Self::of)
    }

    pub(crate) async fn set_status<R: AccountRows>(self, rows: &R, status: AccountStatus) -> Result<Self, R::Error> {
        rows.set_status(self.id, status).await.map(Self::of)
    }

    /// Begins an epoch of an account whose directory has set the password.
    pub(crate) async fn change_shadow<R: DirectoryRows>(
        self,
        rows: &R,
        status: AccountStatus,
    ) -> Result<Self, R::Error> {
        rows.change_shadow(self.id, status).await.map(Self::of)
    }

    pub(crate) async fn demand_reset<R: AccountRows>(self, rows: &R) -> Result<Self, R::Error> {
        rows.demand_reset(self.id).await.map(Self::of)
    }

    pub(crate) async fn set_second_factor<R: AccountRows>(self, rows: &R, on: bool) -> Result<Self, R::Error> {
        rows.set_second_factor(self.id, on).await.map(Self::of)
    }

    /// What tokens minted now belong to.
    pub(crate) fn owner(&self) -> (AccountId, Epoch) {
        (self.0.id, self.0.epoch)
    }

    pub(crate) fn into_account(self) -> Box<Account> {
        self.0
    }

    fn of(account: Account) -> Self {
        Self(Box::new(account))
    }
}

impl Deref for HeldAccount {
    type Target = Account;

    fn deref(&self) -> &Account {
        &self.0
    }
}

/// A session that is alive, held with its account: it was not ended, its newest refresh token can be used, and its
/// account is active and still in the epoch that the session began in (R6, R7).
#[derive(Debug)]
pub(crate) struct LivingSession {
    session: Session,
    account: HeldAccount,
}

impl LivingSession {
    pub(crate) async fn hold<R: SessionRows>(rows: &R, id: SessionId) -> Result<Option<Self>, R::Error> {
        let found = rows.hold_session(id).await?.filter(|(session, account)| is_alive(session, account, rows.now()));
        Ok(found.map(|(session, account)| Self { session, account: HeldAccount::of(account) }))
    }

    pub(crate) fn session(&self) -> &Session {
        &self.session
    }

    pub(crate) fn account(&self) -> &HeldAccount {
        &self.account
    }

    pub(crate) fn into_held(self) -> (Session, HeldAccount) {
        (self.session, self.account)
    }

    pub(crate) fn into_parts(self) -> (Session, Account) {
        (self.session, *self.account.into_account())
    }
}

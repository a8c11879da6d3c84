//! The service that keeps second factors.
//!
//! Enrolling makes a secret; confirming it with a code of the authenticator app turns it on and gives recovery codes.

mod set_up;

use std::sync::Arc;

use secrecy::SecretString;
pub use set_up::{SET_UP_LIFETIME, SetUp, SetUpError};

use crate::account::Account;
use crate::context::Context;
use crate::email_address::EmailAddress;
use crate::error::Fault;
use crate::ids::EntryId;
use crate::origin::Origin;
use crate::ports::{SecondFactorChange, SecondFactorOutcome, SecondFactorState};
use crate::second_factor::{Proof, RecoveryCode, RecoveryDigest, TotpCode, TotpSecret};
use crate::time::Duration;
use crate::token::{NewToken, Token, TokenPurpose};

/// How long a person has to show the second factor after the first.
pub const CHALLENGE_LIFETIME: Duration = Duration::from_mins(10);

/// The service.
#[derive(Clone)]
pub struct SecondFactors(Arc<Context>);

/// A second factor that is not on yet.
#[derive(Debug)]
pub struct Enrolment {
    /// What the authenticator app is to hold.
    pub secret: TotpSecret,
    /// The same as an `otpauth:` URI.
    pub uri: SecretString,
}

/// Why a second factor was not changed.
#[derive(Debug, thiserror::Error)]
pub enum SecondFactorError {
    /// There is no account with this address.
    #[error("unknown account")]
    NoAccount,
    /// It has one already.
    #[error("the account has a second factor already")]
    AlreadyOn,
    /// Nobody has proven its address. Sign-ins would ask its owner, who may be somebody else, for
    /// the second factor.
    #[error("the address of the account is not verified")]
    Unverified,
    /// It has none, or enrolment was not begun.
    #[error("the account has no second factor")]
    None,
    /// The code is not right, was used, or too many were wrong.
    #[error("the code is wrong, has expired, or has already been used")]
    Wrong,
    /// It has nothing to do with the account.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// What opens the way to a sign-in's second step.
#[derive(Debug)]
pub struct Challenge {
    /// Shown with the second factor.
    pub token: Token,
    /// How long it is valid.
    pub expires_in: Duration,
}

impl Challenge {
    /// A challenge, and what the store is to write for it.
    pub(crate) fn mint(shared: &Context) -> (Self, NewToken) {
        let token = Token::generate(shared.rng());
        let digest = token.digest();
        let new = NewToken { digest, purpose: TokenPurpose::SecondFactor, lifetime: CHALLENGE_LIFETIME };
        (Self { token, expires_in: CHALLENGE_LIFETIME }, new)
    }
}

impl SecondFactors {
    pub(crate) fn new(shared: Arc<Context>) -> Self {
        Self(shared)
    }

    /// Begins: makes a secret, which counts once it is [confirmed](Self::confirm). Beginning again makes another.
    pub async fn enrol(&self, email: &EmailAddress) -> Result<Enrolment, SecondFactorError> {
        let account = self.account(email).await?;
        let secret = TotpSecret::generate(self.0.rng());
        let sealed = self.seal(&account, &secret)?;
        self.change(&account, SecondFactorChange::Enrol { sealed }).await?;
        let uri = self.uri(&account, &secret).await?;
        Ok(Enrolment { secret, uri })
    }

    async fn uri(&self, account: &Account, secret: &TotpSecret) -> Result<SecretString, Fault> {
        let locations = self.0.locations().await?;
        let own = account.locations.first().map_or_else(|| locations.default(), |id| locations.get_or_default(*id));
        Ok(secret.expose_uri(&own.name, account.email.as_stored()).into())
    }

    /// Turns the second factor on, now that the app shows the right code. All sessions end (ASVS 7.4.3). Gives the
    /// recovery codes, which nobody can read again.
    pub async fn confirm(&self, email: &EmailAddress, code: TotpCode) -> Result<Vec<RecoveryCode>, SecondFactorError> {
        let account = self.account(email).await?;
        let (codes, recovery_codes) = self.recovery_codes(&account);
        let attempt = self.0.second_factor_try(Some(Proof::Totp(code)));
        self.change(&account, SecondFactorChange::Confirm { attempt, recovery_codes }).await?;
        Ok(codes)
    }

    /// Turns on a second factor that the person has from another system already.
    pub async fn import(
        &self,
        email: &EmailAddress,
        secret: &TotpSecret,
    ) -> Result<Vec<RecoveryCode>, SecondFactorError> {
        let account = self.account(email).await?;
        let sealed = self.seal(&account, secret)?;
        let (codes, recovery_codes) = self.recovery_codes(&account);
        self.change(&account, SecondFactorChange::Import { sealed, recovery_codes }).await?;
        Ok(codes)
    }

    /// Makes new recovery codes in place of those that are left.
    pub async fn replace_recovery_codes(&self, email: &EmailAddress) -> Result<Vec<RecoveryCode>, SecondFactorError> {
        let account = self.account(email).await?;
        let (codes, recovery_codes) = self.recovery_codes(&account);
        self.change(&account, SecondFactorChange::ReplaceRecoveryCodes { recovery_codes }).await?;
        Ok(codes)
    }

    /// Turns the second factor off, or drops an enrolment that was not confirmed. All sessions end.
    pub async fn remove(&self, email: &EmailAddress) -> Result<(), SecondFactorError> {
        let account = self.account(email).await?;
        self.change(&account, SecondFactorChange::Remove).await
    }

    /// The state of an account's second factor; none if it has none.
    pub async fn state(&self, email: &EmailAddress) -> Result<Option<SecondFactorState>, SecondFactorError> {
        let account = self.account(email).await?;
        Ok(self.0.ports.store.second_factor(account.id).await.map_err(Fault::from)?)
    }

    /// Whether sign-ins require the second factor of an account.
    pub async fn is_on(&self, account: &Account) -> Result<bool, Fault> {
        let state = self.0.ports.store.second_factor(account.id).await?;
        Ok(state.is_some_and(|state| state.confirmed_at.is_some()))
    }

    async fn account(&self, email: &EmailAddress) -> Result<Account, SecondFactorError> {
        let found = self.0.ports.store.account_by_email(email).await.map_err(Fault::from)?;
        found.ok_or(SecondFactorError::NoAccount)
    }

    fn seal(&self, account: &Account, secret: &TotpSecret) -> Result<Vec<u8>, Fault> {
        self.0
            .ports
            .vault
            .seal(account.id.as_uuid().as_bytes(), secret.expose())
            .map_err(|error| Fault::Internal(Box::new(error)))
    }

    fn recovery_codes(&self, account: &Account) -> (Vec<RecoveryCode>, Vec<RecoveryDigest>) {
        let codes = RecoveryCode::generate_set(self.0.rng());
        let digests = codes.iter().map(|code| code.digest(&self.0.key, account.id)).collect();
        (codes, digests)
    }

    /// A change that an operator makes.
    async fn change(&self, account: &Account, change: SecondFactorChange) -> Result<(), SecondFactorError> {
        self.change_from(None, account, change).await
    }

    async fn change_from(
        &self,
        origin: Option<Origin>,
        account: &Account,
        change: SecondFactorChange,
    ) -> Result<(), SecondFactorError> {
        let shared = &*self.0;
        let notice = EntryId::new(shared.now(), shared.rng());
        let changed = shared.ports.store.change_second_factor(account.id, change, origin, notice).await;
        match changed.map_err(Fault::from)? {
            SecondFactorOutcome::Done => {
                shared.ports.deliveries.wake();
                Ok(())
            }
            SecondFactorOutcome::AlreadyOn => Err(SecondFactorError::AlreadyOn),
            SecondFactorOutcome::Unverified => Err(SecondFactorError::Unverified),
            SecondFactorOutcome::None => Err(SecondFactorError::None),
            SecondFactorOutcome::Wrong => Err(SecondFactorError::Wrong),
        }
    }
}

//! The rows of second factors.

use rekey_core::AccountId;
use rekey_core::second_factor::{RecoveryDigest, SecondFactor};

use super::UnitOfWork;

/// Operations on second factors. The account is held, so that tries are made one after another.
pub(crate) trait SecondFactorRows: UnitOfWork {
    async fn second_factor(&self, account: AccountId) -> Result<Option<SecondFactor>, Self::Error>;

    /// Writes a secret that is not asked for yet, in place of any other. `own`: the person sets it up, no operator.
    async fn write_second_factor(&self, account: AccountId, sealed: &[u8], own: bool) -> Result<(), Self::Error>;

    /// Whether the account has a second factor that the person set up.
    async fn has_own_second_factor(&self, account: AccountId) -> Result<bool, Self::Error>;

    async fn confirm_second_factor(&self, account: AccountId) -> Result<(), Self::Error>;

    /// Deletes secret and recovery codes. `false`: the account had no second factor.
    async fn delete_second_factor(&self, account: AccountId) -> Result<bool, Self::Error>;

    /// Ends this time-step and all before it. `false`: it was over already.
    async fn use_up_time_step(&self, account: AccountId, step: i64) -> Result<bool, Self::Error>;

    /// Uses a recovery code up. `false`: the account has no such code.
    async fn use_up_recovery_code(&self, account: AccountId, code: RecoveryDigest) -> Result<bool, Self::Error>;

    /// Sets the number of wrong tries, the last of them now.
    async fn set_wrong_tries(&self, account: AccountId, tries: u32) -> Result<(), Self::Error>;

    /// Puts these recovery codes in place of all that are left.
    async fn replace_recovery_codes(&self, account: AccountId, codes: &[RecoveryDigest]) -> Result<(), Self::Error>;
}

//! Second factors.

use async_trait::async_trait;

use super::StoreError;
use crate::ids::{AccountId, EntryId};
use crate::origin::Origin;
use crate::second_factor::{RecoveryDigest, SecondFactorTry};
use crate::time::Timestamp;

/// The steps of keeping second factors. Asking for them is part of the steps that open sessions.
#[async_trait]
pub trait SecondFactorStore: Send + Sync {
    /// Changes an account's second factor. Turning one on or off raises the epoch, which ends every session and
    /// token (R6); that, and new recovery codes, put a notice into the outbox. The origin is where a person does it
    /// from; none: an operator does it.
    async fn change_second_factor(
        &self,
        account: AccountId,
        change: SecondFactorChange,
        origin: Option<Origin>,
        notice: EntryId,
    ) -> Result<SecondFactorOutcome, StoreError>;

    /// The state of an account's second factor, if it has one.
    async fn second_factor(&self, account: AccountId) -> Result<Option<SecondFactorState>, StoreError>;
}

/// A change to an account's second factor.
#[derive(Debug, Clone)]
pub enum SecondFactorChange {
    /// A secret, not required before it is confirmed. Replaces another unconfirmed one.
    Enrol {
        /// The secret, sealed.
        sealed: Vec<u8>,
    },
    /// The secret is in the app: from now on sign-ins require it. The code that proves it is used up.
    Confirm {
        /// A code of the app.
        attempt: SecondFactorTry,
        /// The first recovery codes.
        recovery_codes: Vec<RecoveryDigest>,
    },
    /// A secret and a code of the app that has it: [`Enrol`](Self::Enrol) and [`Confirm`](Self::Confirm) in one. Only
    /// people do this, and only once their address is verified.
    SetUp {
        /// The secret, sealed.
        sealed: Vec<u8>,
        /// A code of the app.
        attempt: SecondFactorTry,
        /// The first recovery codes.
        recovery_codes: Vec<RecoveryDigest>,
    },
    /// A secret that the person already uses.
    Import {
        /// The secret, sealed.
        sealed: Vec<u8>,
        /// The first recovery codes.
        recovery_codes: Vec<RecoveryDigest>,
    },
    /// New recovery codes; the old ones are void.
    ReplaceRecoveryCodes {
        /// The new ones.
        recovery_codes: Vec<RecoveryDigest>,
    },
    /// Deletes it, with its recovery codes.
    Remove,
}

/// The outcome of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondFactorOutcome {
    /// It was made.
    Done,
    /// Nothing was changed: one is on already.
    AlreadyOn,
    /// Nothing was changed: nobody has proven the account's address, so the person may be a stranger.
    Unverified,
    /// Nothing was changed: the account has no second factor, or not in the required state.
    None,
    /// Nothing was changed except a count: the code is wrong or used, or too many were wrong.
    Wrong,
}

/// The state of an account's second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecondFactorState {
    /// When enrolment began.
    pub created_at: Timestamp,
    /// Since when sign-ins require it; none: not confirmed yet.
    pub confirmed_at: Option<Timestamp>,
    /// How many recovery codes are left.
    pub recovery_codes: u32,
    /// Until when codes of the app are refused, after too many wrong ones.
    pub blocked_until: Option<Timestamp>,
}

//! Sign-ins by password, before the password is verified.

use async_trait::async_trait;

use super::StoreError;
use crate::digest::AddressKey;
use crate::network::ClientNetwork;
use crate::time::Duration;

/// The steps around the verification of a password ([`crate::trial`]).
#[async_trait]
pub trait TrialStore: Send + Sync {
    /// Counts an attempt at an address as a wrong one before its password is verified, so that parallel attempts can't
    /// bypass the delays. Returns how long it has to wait if it may not be verified now; then nothing is counted.
    async fn begin_trial(
        &self,
        address: AddressKey,
        network: ClientNetwork,
        longest: Duration,
    ) -> Result<Option<Duration>, StoreError>;

    /// Undoes the count of an attempt whose password was right.
    async fn forgive_trial(&self, address: AddressKey, network: ClientNetwork) -> Result<(), StoreError>;

    /// Makes a network familiar, because somebody signed in from it, and forgets its wrong passwords. Undoes the count
    /// of an attempt that was `counted`.
    async fn welcome(&self, address: AddressKey, network: ClientNetwork, counted: bool) -> Result<(), StoreError>;
}

//! Sign-ins by password, before it is known whether they are right.

use async_trait::async_trait;

use super::StoreError;
use crate::digest::AddressKey;
use crate::network::ClientNetwork;
use crate::time::Duration;

/// The steps around the verification of a password ([`crate::trial`]).
#[async_trait]
pub trait TrialStore: Send + Sync {
    /// Counts a try at an address as a wrong one, before its password is looked at, so that no number of tries at once
    /// passes by the delays. How long it has to wait, if it may not be looked at now; then nothing is counted.
    async fn begin_trial(
        &self,
        address: AddressKey,
        network: ClientNetwork,
        longest: Duration,
    ) -> Result<Option<Duration>, StoreError>;

    /// Takes a try back whose password was right.
    async fn forgive_trial(&self, address: AddressKey, network: ClientNetwork) -> Result<(), StoreError>;

    /// Makes a network familiar, because an account was entered from it, and forgets its wrong passwords. A try that
    /// was `counted` is taken back.
    async fn welcome(&self, address: AddressKey, network: ClientNetwork, counted: bool) -> Result<(), StoreError>;
}

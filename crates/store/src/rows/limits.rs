//! The rows of limits: per address, per address and network, per network.

use rekey_core::outbox::Request;
use rekey_core::ports::{Acceptance, AddressLimits};
use rekey_core::time::{Duration, Timestamp};
use rekey_core::trial::Tries;
use rekey_core::{AddressKey, EntryId, Purpose};

use super::UnitOfWork;

/// Operations on limits.
pub(crate) trait LimitRows: UnitOfWork {
    /// Puts a request into the outbox, due when it was `reserved` for so long, if the limits of its address allow that
    /// ([`Admission`](crate::shared::admission::Admission)). Each database counts in its own way: PostgreSQL does it
    /// for many requests with one statement.
    async fn accept_request(
        &self,
        id: EntryId,
        request: &Request,
        limits: &AddressLimits,
        reserved: Duration,
    ) -> Result<Acceptance, Self::Error>;

    /// Ends a cooldown at `began`, unless it no longer runs until `until`.
    async fn end_cooldown(
        &self,
        address: AddressKey,
        purpose: Purpose,
        until: Timestamp,
        began: Timestamp,
    ) -> Result<(), Self::Error>;

    /// From now on nobody else changes what was tried at this address.
    async fn hold_trials(&self, address: AddressKey) -> Result<(), Self::Error>;

    /// The wrong passwords at this address from a network; `network` is its text, or that of all strange ones together.
    async fn tries(&self, address: AddressKey, network: &str) -> Result<Tries, Self::Error>;

    async fn keep_tries(&self, address: AddressKey, network: &str, tries: Tries) -> Result<(), Self::Error>;

    /// From now on no network is familiar to this address.
    async fn forget_familiar_networks(&self, address: AddressKey) -> Result<(), Self::Error>;
}

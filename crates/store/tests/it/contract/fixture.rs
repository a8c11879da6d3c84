//! An empty store, the hand on its clock, and the steps that many cases begin with.

use std::any::Any;
use std::sync::Arc;

use rekey_core::ports::Store;
use rekey_core::testing::{ManualClock, SeededRng};
use rekey_core::{AddressKey, DigestKey, EmailAddress};

/// A store of a case's own.
pub(crate) struct Fixture {
    /// The store, empty at first.
    pub(crate) store: Arc<dyn Store>,
    /// What the store takes for the time.
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) rng: SeededRng,
    pub(crate) key: DigestKey,
    _guard: Box<dyn Any + Send + Sync>,
}

impl Fixture {
    /// A fixture over an empty store whose every instant comes from `clock`. The guard is dropped after the store:
    /// a folder, or a database to be dropped.
    pub(crate) fn new(store: Arc<dyn Store>, clock: Arc<ManualClock>, guard: impl Any + Send + Sync) -> Self {
        Self { store, clock, rng: SeededRng::new(1), key: DigestKey::new([7; 32]), _guard: Box::new(guard) }
    }

    /// What limits and codes know an address by.
    pub(crate) fn address_key(&self, address: &EmailAddress) -> AddressKey {
        AddressKey::of(address, &self.key)
    }
}

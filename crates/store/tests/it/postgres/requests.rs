//! Requests for numbered addresses, for tests that need many.

use rekey_core::outbox::{Channel, Request};
use rekey_core::ports::{Acceptance, AddressLimits, Clock, RecoveryStore, StoreError};
use rekey_core::testing::{ManualClock, SeededRng};
use rekey_core::time::Duration;
use rekey_core::{AddressKey, ClientNetwork, DigestKey, EmailAddress, EntryId, LocationId, Purpose};
use rekey_store::SqlStore;

/// No limits at all.
pub(crate) const FREE: AddressLimits =
    AddressLimits { cooldown: Duration::ZERO, requests: None, mails: None, sign_up: false };
/// A minute between two requests.
pub(crate) const COOLDOWN: AddressLimits = AddressLimits { cooldown: Duration::from_mins(1), ..FREE };

/// Makes requests.
pub(crate) struct Requests {
    clock: ManualClock,
    rng: SeededRng,
    key: DigestKey,
}

impl Default for Requests {
    fn default() -> Self {
        Self { clock: ManualClock::default(), rng: SeededRng::new(1), key: DigestKey::new([7; 32]) }
    }
}

impl Requests {
    /// Asks for the address with this number.
    pub(crate) async fn ask(
        &self,
        store: &SqlStore,
        number: usize,
        limits: AddressLimits,
    ) -> Result<Acceptance, StoreError> {
        let request = Request {
            purpose: Purpose::ResetPassword,
            address: address(number),
            address_key: self.key(number),
            channel: Channel::PAGES,
            location: LocationId::FIRST,
            locale: None,
            browser_locale: None,
            redirect_to: None,
            origin: ClientNetwork::LOCAL.into(),
            notice_allowed: true,
            moves: None,
        };
        store.accept_request(EntryId::new(self.clock.now(), &self.rng), request, limits, Duration::ZERO).await
    }

    /// What limits know the address with this number by.
    pub(crate) fn key(&self, number: usize) -> AddressKey {
        AddressKey::of(&address(number), &self.key)
    }
}

fn address(number: usize) -> EmailAddress {
    EmailAddress::parse(&format!("person{number}@example.com")).unwrap()
}

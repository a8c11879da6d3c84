//! Accepting requests.

use rekey_core::outbox::{Channel, Request};
use rekey_core::ports::{Acceptance, AddressLimits};
use rekey_core::rate::Rate;
use rekey_core::time::Duration;
use rekey_core::{ClientNetwork, EmailAddress, LocationId, Purpose};

use super::Fixture;

pub(crate) async fn a_request_is_accepted_and_can_be_claimed(f: Fixture) {
    let address = EmailAddress::parse("ann@example.com").unwrap();
    let request = Request {
        purpose: Purpose::ResetPassword,
        address_key: f.address_key(&address),
        address,
        channel: Channel::Pages,
        location: LocationId::FIRST,
        locale: None,
        redirect_to: None,
        network: ClientNetwork::LOCAL,
    };
    let limits = AddressLimits {
        cooldown: Duration::from_mins(1),
        requests: Some(Rate::new(3, Duration::from_mins(15))),
        mails: Some(Rate::new(20, Duration::from_hours(24))),
    };
    let id = rekey_core::EntryId::new(rekey_core::ports::Clock::now(&*f.clock), &f.rng);
    let acceptance = f.store.accept_request(id, request, limits).await.unwrap();
    assert_eq!(acceptance, Acceptance::Accepted);
    let claims = f.store.claim(10, Duration::from_secs(30)).await.unwrap();
    assert_eq!(claims.len(), 1);
    assert_eq!(claims[0].entry, id);
}

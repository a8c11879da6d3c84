//! Which notice a changed address gets.

use rekey_core::account::{Account, AccountStatus};
use rekey_core::outbox::{Notice, NoticeKind};
use rekey_core::{ClientNetwork, LocationId};

/// What the address before is told of an edit that gave the account another one. A sign-up's address is nobody's yet.
pub(crate) fn of_address_change(before: &Account, now: &Account) -> Option<Notice> {
    let is_told = now.email != before.email && before.status != AccountStatus::Unconfirmed;
    is_told.then(|| Notice {
        kind: NoticeKind::AddressChanged,
        account: now.id,
        location: now.locations.first().copied().unwrap_or(LocationId::FIRST),
        network: ClientNetwork::LOCAL,
        door: None,
        epoch: now.epoch,
        to: Some(before.email.clone()),
    })
}

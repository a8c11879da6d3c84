//! Which notice a changed address gets.

use rekey_core::Origin;
use rekey_core::account::{Account, AccountStatus};
use rekey_core::outbox::{Notice, NoticeKind};

/// The notice to the previous address about a changed one. A sign-up's address belongs to nobody yet.
pub(crate) fn of_address_change(before: &Account, now: &Account, origin: Origin) -> Option<Notice> {
    let is_told = now.email != before.email && before.status != AccountStatus::Unconfirmed;
    is_told.then(|| Notice {
        kind: NoticeKind::AddressChanged,
        account: now.id,
        location: now.own_location(),
        origin,
        language: None,
        epoch: now.epoch,
        to: Some(before.email.clone()),
    })
}

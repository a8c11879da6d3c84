//! Whether an operator can have an entry tried again.

use rekey_core::outbox::EntryState;
use rekey_core::ports::EntryChange;
use rekey_core::time::Duration;

/// An entry, as far as that depends on it.
pub(crate) struct Standing {
    pub(crate) state: EntryState,
    /// How long until it is due; a claimed one is due when its lease is over.
    pub(crate) due_in: Duration,
    /// Whether it is known whom it is for: the address of a request, the account of a notice.
    pub(crate) has_recipient: bool,
}

/// What a retry comes to; [`EntryChange::Done`] is still to be written.
pub(crate) fn retry(entry: Option<&Standing>, lease: Duration) -> EntryChange {
    match entry {
        None => EntryChange::Unknown,
        Some(Standing { state: EntryState::Pending, due_in, .. }) if *due_in <= lease => EntryChange::DueSoon,
        Some(Standing { state: EntryState::GaveUp, has_recipient: false, .. }) => EntryChange::AddressForgotten,
        Some(Standing { state: EntryState::Pending | EntryState::GaveUp, .. }) => EntryChange::Done,
        Some(Standing { state: state @ (EntryState::Sent | EntryState::Silent), .. }) => EntryChange::Settled(*state),
    }
}

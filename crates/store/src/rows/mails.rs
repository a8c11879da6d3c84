//! The rows of emails that were handed over, and of mailboxes that emails are kept from.

use rekey_core::outbox::{MailFate, MailName, Stopped};
use rekey_core::time::Timestamp;
use rekey_core::{AccountId, AddressKey, EntryId, LocationId};

use super::UnitOfWork;

/// An email that was handed over.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HandedOver {
    pub(crate) entry: EntryId,
    pub(crate) mailbox: AddressKey,
    /// The account that it is about.
    pub(crate) owner: Option<AccountId>,
    pub(crate) location: LocationId,
}

/// Why a mailbox is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    Bounced,
    Complained,
}

/// A mailbox that was stopped.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StoppedMailbox {
    /// Whose mail stopped it.
    pub(crate) account: Option<AccountId>,
    /// When the stop ends, or ended.
    pub(crate) over_at: Timestamp,
}

/// Operations on emails and mailboxes.
pub(crate) trait MailRows: UnitOfWork {
    /// The email of this name. What a report changes of it is changed by [`mark_mail`](Self::mark_mail), once.
    async fn handed_over(&self, name: MailName) -> Result<Option<HandedOver>, Self::Error>;

    /// Writes down what was reported of a mail. `false`: that is known already.
    async fn mark_mail(&self, entry: EntryId, fate: MailFate, report: Option<&str>) -> Result<bool, Self::Error>;

    /// What a mailbox was kept from last, which may be over.
    async fn stop_of(&self, mailbox: AddressKey) -> Result<Stopped, Self::Error>;

    /// Stops a mailbox until then, for an account's mail or nobody's.
    async fn stop_mailbox(
        &self,
        mailbox: AddressKey,
        account: Option<AccountId>,
        stop: Stop,
        until: Timestamp,
    ) -> Result<(), Self::Error>;

    /// Forgets that a mailbox is stopped, and gives what was known of that.
    async fn release_mailbox(&self, mailbox: AddressKey) -> Result<Option<StoppedMailbox>, Self::Error>;
}

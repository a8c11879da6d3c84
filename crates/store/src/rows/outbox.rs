//! The rows of the outbox.

use rekey_core::outbox::{Claim, EntryState, MailName, Notice, SentMail};
use rekey_core::time::Timestamp;
use rekey_core::{AccountId, AddressKey, EntryId, LocationId};

use super::UnitOfWork;
use crate::shared::retry::Standing;

/// An entry whose claim is held.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HeldClaim {
    /// Whether the audit trail has the request.
    pub(crate) recorded: bool,
}

/// The email that an entry became.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PreparedMail {
    pub(crate) name: MailName,
    pub(crate) mailbox: Option<AddressKey>,
    /// The account that it is about.
    pub(crate) owner: Option<AccountId>,
}

/// An entry that was settled just now.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SettledEntry {
    /// The account that it is about.
    pub(crate) owner: Option<AccountId>,
    pub(crate) location: LocationId,
}

/// Operations on outbox entries.
pub(crate) trait OutboxRows: UnitOfWork {
    /// Puts a notice in, due at once. Notices are neither counted nor stopped by any cap (R9).
    async fn put_notice(&self, id: EntryId, notice: &Notice) -> Result<(), Self::Error>;

    /// The claim's entry, if the claim is its newest and it is not settled. A claim whose lease ran out is lost only to
    /// another claim, so an email that a slow server accepted after all is not sent twice.
    async fn held_claim(&self, claim: &Claim) -> Result<Option<HeldClaim>, Self::Error>;

    /// Records what a claimed entry became, before its email leaves, because a report may arrive before the settlement.
    /// From now on the audit trail has its request.
    async fn mark_prepared(&self, claim: &Claim, mail: &PreparedMail) -> Result<(), Self::Error>;

    /// Makes a claimed entry due again, one failure later. `false`: the claim was lost.
    async fn put_off(&self, claim: &Claim, due_at: Timestamp, reason: &str) -> Result<bool, Self::Error>;

    /// Settles an entry for good and forgets its address, and the email's name too if no email can have left. None: it
    /// is settled already, or the claim was lost, which matters for any state but [`EntryState::Sent`].
    async fn settle_entry(
        &self,
        claim: &Claim,
        state: EntryState,
        reason: Option<&str>,
        sent: Option<&SentMail>,
    ) -> Result<Option<SettledEntry>, Self::Error>;

    /// An entry for an operator's command, held. The time is read under the lock: compared with the step's own instant,
    /// a claim made while the step waited would seem to end later than a lease from now.
    async fn hold_entry(&self, id: EntryId) -> Result<Option<Standing>, Self::Error>;

    /// Makes an entry pending and due now; claims of it are lost.
    async fn make_due(&self, id: EntryId) -> Result<(), Self::Error>;

    /// Gives a pending entry up and forgets its address. `false`: it is settled already.
    async fn give_up(&self, id: EntryId, reason: &str) -> Result<bool, Self::Error>;
}

//! Steps that consist of one operation.

use rekey_core::EntryId;
use rekey_core::outbox::Claim;
use rekey_core::ports::NetworkSpend;
use rekey_core::time::Duration;

/// Steps of one operation each: on PostgreSQL a single statement, which takes one round trip.
pub(crate) trait LoneSteps {
    /// Why nothing was done.
    type Error;

    /// Claims what has been due longest: raises each claim's number and moves `due_at` to the lease's end. If nobody
    /// settles the entry until then, it is due again.
    async fn claim_due(&self, limit: usize, lease: Duration) -> Result<Vec<Claim>, Self::Error>;

    /// The same for those of these entries that nobody has claimed yet, due or not.
    async fn claim_reserved(&self, entries: &[EntryId], lease: Duration) -> Result<Vec<Claim>, Self::Error>;

    /// Moves the end of a claim's lease to so long from now. `false`: the claim was lost, or the entry is settled.
    async fn renew_claim(&self, claim: &Claim, lease: Duration) -> Result<bool, Self::Error>;

    /// Adds to the shared buckets of networks, and says in how long each will be full again, in the order given.
    async fn spend_of_networks(&self, spent: &[NetworkSpend]) -> Result<Vec<Duration>, Self::Error>;
}

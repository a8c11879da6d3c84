//! Waits for a slow server (RFC 5321, 4.5.3.2) without losing the claim or blocking other deliveries.

use rekey_core::outbox::Claim;
use rekey_core::time::Duration;
use tokio::sync::SemaphorePermit;
use tokio::time::{Instant, sleep};

use super::{MARGIN_PART, Worker};
use crate::deadline::Deadline;

/// A lease is renewed when this part of it is left.
const RENEWAL_PART: u32 = 2;
/// Between tries to renew a lease.
const RENEWAL_PAUSE: Duration = Duration::from_secs(1);
/// No send takes longer: with the time-outs of the standard, a server that uses up each of them is left at last.
const LONGEST_SEND: Duration = Duration::from_mins(30);

impl Worker {
    /// Waits for a send, and renews the lease meanwhile if one of the slots for slow sends is free. `None`: the deadline
    /// passed first.
    pub(super) async fn wait_for<T>(
        &self,
        claim: &Claim,
        deadline: &Deadline,
        sending: impl Future<Output = T>,
    ) -> Option<T> {
        tokio::pin!(sending);
        let began = Instant::now();
        let mut slot: Option<SemaphorePermit<'_>> = None;
        let mut pause = self.until_renewal(deadline);
        loop {
            tokio::select! {
                sent = &mut sending => return Some(sent),
                () = sleep(pause) => {}
            }
            if deadline.time_left().is_zero() || began.elapsed() >= LONGEST_SEND {
                return None;
            }
            slot = slot.or_else(|| self.slow.try_acquire().ok());
            let is_renewed = slot.is_some()
                && tokio::select! {
                    sent = &mut sending => return Some(sent),
                    is_renewed = self.renew(claim, deadline) => is_renewed,
                };
            pause = if is_renewed { self.until_renewal(deadline) } else { deadline.time_left().min(RENEWAL_PAUSE) };
        }
    }

    fn until_renewal(&self, deadline: &Deadline) -> Duration {
        deadline.time_left().saturating_sub(self.settings.lease / RENEWAL_PART)
    }

    async fn renew(&self, claim: &Claim, deadline: &Deadline) -> bool {
        let (lease, renewal) = (self.settings.lease, deadline.begin_renewal());
        match self.engine.delivery.renew(claim, lease).await {
            Ok(true) => {
                deadline.put_off(renewal, lease.saturating_sub(lease / MARGIN_PART));
                true
            }
            Ok(false) => false,
            Err(fault) => {
                tracing::warn!(%fault, entry = %claim.entry, "the lease of an email under way is not renewed yet");
                false
            }
        }
    }
}

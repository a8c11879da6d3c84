//! A row of `network_limits`, whose column `network` names a network or a location.

use rekey_core::limits::Counter;
use rekey_core::ports::SharedCount;
use rekey_core::time::Duration;

/// `None`: the bucket is full, or another version counts something there that this one does not know.
pub(crate) fn shared_count(payer: &str, counter: &str, full_in: Duration) -> Option<SharedCount> {
    let (payer, counter) = (payer.parse().ok()?, Counter::from_code(counter)?);
    (!full_in.is_zero()).then_some(SharedCount { payer, counter, full_in })
}

//! Tries at an address, as rows of `sign_in_trials` hold them.

use rekey_core::time::Timestamp;
use rekey_core::trial::Tries;

/// Stands in the column `network` for all strange networks together.
pub(crate) const STRANGE: &str = "strange";

/// The rows after a try was taken back that was counted as wrong and was right.
pub(crate) struct TakenBack {
    /// The network's.
    pub(crate) own: Tries,
    /// The strange networks', where the try counted among them.
    pub(crate) strange: Option<Tries>,
}

/// Takes a try back. A familiar network's did not count among the strange ones.
pub(crate) fn taken_back(own: Tries, strange: Tries, now: Timestamp) -> TakenBack {
    let counted = own.familiar_until <= now && strange.wrong > 0;
    TakenBack { own: own.without_one(), strange: counted.then(|| strange.without_one()) }
}

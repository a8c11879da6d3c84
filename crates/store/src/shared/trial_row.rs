//! Attempts at an address, as rows of `sign_in_trials`.

use rekey_core::time::Timestamp;
use rekey_core::trial::Tries;

/// The value of the column `network` for all strange networks together.
pub(crate) const STRANGE: &str = "strange";

/// The rows after undoing an attempt that was counted as wrong and was right.
pub(crate) struct TakenBack {
    /// The network's.
    pub(crate) own: Tries,
    /// The strange networks', if the attempt counted among them.
    pub(crate) strange: Option<Tries>,
}

/// Undoes an attempt. A familiar network's did not count among the strange ones.
pub(crate) fn taken_back(own: Tries, strange: Tries, now: Timestamp) -> TakenBack {
    let counted = own.familiar_until <= now && strange.wrong > 0;
    TakenBack { own: own.without_one(), strange: counted.then(|| strange.without_one()) }
}

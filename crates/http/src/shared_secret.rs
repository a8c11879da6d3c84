//! Secrets that programs share with us: the admin token, the secrets of introspection clients.

use rekey_core::limits::Counter;
use rekey_core::{ClientNetwork, Fault};

use crate::app::App;

/// Counts a wrong secret as a failure of its network, and never refuses a right one: failures of others on the network,
/// such as a proxy or a backend that relays calls, don't keep a program out. Such secrets are too long to be guessed;
/// the limit keeps the guessing cheap.
pub(crate) fn count(app: &App, network: ClientNetwork, is_right: bool) -> Result<bool, Fault> {
    if !is_right {
        drop(app.engine.attempt(network, Counter::Failures)?);
    }
    Ok(is_right)
}

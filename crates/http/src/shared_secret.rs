//! Secrets that programs share with us: the admin token, the secrets of introspection clients.

use rekey_core::limits::Counter;
use rekey_core::{ClientNetwork, Fault};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::app::App;

/// Whether this is the secret. Takes as long to say no as yes, whatever the lengths.
pub(crate) fn is_secret(secret: &SecretString, presented: &SecretString) -> bool {
    let digest = |text: &SecretString| Sha256::digest(text.expose_secret());
    digest(secret).ct_eq(&digest(presented)).into()
}

/// Counts a wrong secret as a failure of its network, and a right one never: no failures of others on the network, such as
/// a proxy's or a backend's that relays calls, keep a program out. Such secrets are too long to be guessed; the limit
/// keeps the guessing cheap.
pub(crate) fn count(app: &App, network: ClientNetwork, is_right: bool) -> Result<bool, Fault> {
    if !is_right {
        drop(app.engine.attempt(network, Counter::Failures)?);
    }
    Ok(is_right)
}

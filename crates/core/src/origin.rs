//! From where something was done, as its notice tells.

use crate::device::Device;
use crate::network::ClientNetwork;

/// The network that a step came from, and what the person used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The network, which limits count.
    pub network: ClientNetwork,
    /// The device, if it gave itself a name that we know.
    pub device: Option<Device>,
}

impl From<ClientNetwork> for Origin {
    fn from(network: ClientNetwork) -> Self {
        Self { network, device: None }
    }
}

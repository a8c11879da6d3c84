//! Work that is charged to the network that causes it (R27).

use crate::network::ClientNetwork;

/// Allows hashing for one request. Whatever the outcome of the request, its network has paid: see
/// [`Counter::Work`](crate::counter::Counter::Work).
#[derive(Debug)]
pub struct Work {
    network: ClientNetwork,
}

impl Work {
    /// For the command line and the product's own backend, which no budget limits, because they add many people's
    /// accounts.
    pub const fn of_operator() -> Self {
        Self { network: ClientNetwork::LOCAL }
    }

    /// For a network whose budget was charged.
    pub(crate) const fn charged_to(network: ClientNetwork) -> Self {
        Self { network }
    }

    /// The network that waits for it: networks take turns.
    pub fn network(&self) -> ClientNetwork {
        self.network
    }
}

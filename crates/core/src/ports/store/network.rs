//! Counts per client network.

use async_trait::async_trait;

use super::StoreError;
use crate::network::ClientNetwork;
use crate::rate::Rate;
use crate::time::Duration;

/// Counts per client network, shared by all nodes.
#[async_trait]
pub trait NetworkStore: Send + Sync {
    /// Adds what this node counted since its last flush, each network and counter once, and tells how long it takes until
    /// the shared buckets of the same ones are full again: spans, because nodes' clocks differ.
    async fn merge_network_counts(&self, spent: Vec<NetworkSpend>) -> Result<Vec<Duration>, StoreError>;
}

/// What a node counted for a network.
#[derive(Debug, Clone, Copy)]
pub struct NetworkSpend {
    /// Which network.
    pub network: ClientNetwork,
    /// Which counter: a stable name.
    pub counter: &'static str,
    /// How many.
    pub count: u32,
    /// By what rate they refill.
    pub rate: Rate,
}

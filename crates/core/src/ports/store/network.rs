//! Counts per client network and location.

use async_trait::async_trait;

use super::StoreError;
use crate::counter::{Counter, Payer};
use crate::rate::Rate;
use crate::time::Duration;

/// Counts per client network and location, shared by all nodes.
#[async_trait]
pub trait NetworkStore: Send + Sync {
    /// Adds what this node counted since its last flush, each payer and counter once, and tells how long it takes until
    /// the shared buckets of the same ones are full again: spans, because nodes' clocks differ.
    async fn merge_network_counts(&self, spent: Vec<NetworkSpend>) -> Result<Vec<Duration>, StoreError>;

    /// The shared buckets that are not full, the emptiest first, `limit` at most.
    async fn shared_counts(&self, limit: usize) -> Result<Vec<SharedCount>, StoreError>;
}

/// A shared bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SharedCount {
    /// What it belongs to.
    pub payer: Payer,
    /// What it counts.
    pub counter: Counter,
    /// How long it takes until it is full.
    pub full_in: Duration,
}

/// What a node counted.
#[derive(Debug, Clone, Copy)]
pub struct NetworkSpend {
    /// For whom.
    pub payer: Payer,
    /// Which counter: a stable name.
    pub counter: &'static str,
    /// How many.
    pub count: u32,
    /// By what rate they refill.
    pub rate: Rate,
}

//! Counts per client network, shared by all nodes (R13).

use std::collections::HashMap;

use async_trait::async_trait;
use rekey_core::ports::{NetworkSpend, NetworkStore, StoreError};
use rekey_core::rate::Bucket;
use rekey_core::time::{Duration, Timestamp, until};

use super::PostgresStore;
use super::step::Tx;
use super::trouble::Trouble;
use super::value::values;

#[async_trait]
impl NetworkStore for PostgresStore {
    async fn merge_network_counts(&self, spent: Vec<NetworkSpend>) -> Result<Vec<Duration>, StoreError> {
        if spent.is_empty() {
            return Ok(Vec::new());
        }
        let spent = &spent[..];
        self.database.step(|tx| async move { merge(&tx, spent).await }).await
    }
}

/// What is spent of a full bucket fills again at some instant; of a bucket that was not full, later by as much as that
/// was from being full. That is [`Bucket::spend`], without a round trip to read first.
const MERGE: &str = "INSERT INTO network_limits (network, counter, full_at)
     SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[])
     ON CONFLICT (network, counter) DO UPDATE
         SET full_at = excluded.full_at + greatest(network_limits.full_at - $4, interval '0')
     RETURNING network, counter, full_at";

async fn merge(tx: &Tx, spent: &[NetworkSpend]) -> Result<Vec<Duration>, Trouble> {
    let names: Vec<String> = spent.iter().map(|spend| spend.network.to_string()).collect();
    let of_full = |spend: &NetworkSpend| Bucket::FULL.spend(spend.rate, spend.count, tx.now()).full_at;
    let mut wanted: Vec<(&str, &str, Timestamp)> =
        names.iter().zip(spent).map(|(name, spend)| (name.as_str(), spend.counter, of_full(spend))).collect();
    // All nodes lock rows in one order, and never each wait for the other.
    wanted.sort_unstable();
    let networks: Vec<&str> = wanted.iter().map(|(network, ..)| *network).collect();
    let counters: Vec<&str> = wanted.iter().map(|(_, counter, _)| *counter).collect();
    let full_at: Vec<Timestamp> = wanted.iter().map(|(.., full_at)| *full_at).collect();
    let rows = tx.query(MERGE, values![networks, counters, full_at, tx.now()]).await?;
    let mut merged: HashMap<(&str, &str), Duration> = HashMap::with_capacity(rows.len());
    for row in &rows {
        merged.insert((row.try_get(0)?, row.try_get(1)?), until(row.try_get(2)?, tx.now()));
    }
    let full_in = |(name, spend): (&String, &NetworkSpend)| merged.get(&(name.as_str(), spend.counter)).copied();
    Ok(names.iter().zip(spent).map(|both| full_in(both).unwrap_or_default()).collect())
}

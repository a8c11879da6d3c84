//! Counts per client network, shared by all nodes (R13).

use std::collections::BTreeMap;

use async_trait::async_trait;
use rekey_core::ports::{NetworkSpend, NetworkStore, StoreError};
use rekey_core::rate::Bucket;
use rekey_core::time::Timestamp;

use super::PostgresStore;
use super::step::Tx;
use super::trouble::Trouble;
use super::value::values;

#[async_trait]
impl NetworkStore for PostgresStore {
    async fn merge_network_counts(&self, spent: Vec<NetworkSpend>) -> Result<Vec<Bucket>, StoreError> {
        if spent.is_empty() {
            return Ok(Vec::new());
        }
        let spent = &spent[..];
        self.database.step(|tx| async move { merge(&tx, spent).await }).await
    }
}

/// Makes the rows that are missing, locks all in order, and writes them back with what was spent.
async fn merge(tx: &Tx, spent: &[NetworkSpend]) -> Result<Vec<Bucket>, Trouble> {
    let keys: Vec<(String, &str)> = spent.iter().map(|spend| (spend.network.to_string(), spend.counter)).collect();
    let mut buckets: BTreeMap<(&str, &str), Bucket> =
        keys.iter().map(|(network, counter)| ((network.as_str(), *counter), Bucket::FULL)).collect();
    let (networks, counters): (Vec<&str>, Vec<&str>) = buckets.keys().copied().unzip();
    tx.execute(
        "INSERT INTO network_limits (network, counter, full_at)
         SELECT *, $3 FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING",
        values![networks, counters, tx.now()],
    )
    .await?;
    let rows = tx
        .query(
            "SELECT wanted.network, wanted.counter, found.full_at
             FROM unnest($1::text[], $2::text[]) AS wanted (network, counter)
             CROSS JOIN LATERAL (
                 SELECT full_at FROM network_limits
                 WHERE network_limits.network = wanted.network AND network_limits.counter = wanted.counter
                 FOR UPDATE) AS found",
            values![networks, counters],
        )
        .await?;
    for row in &rows {
        buckets.insert((row.try_get(0)?, row.try_get(1)?), Bucket { full_at: row.try_get(2)? });
    }
    let mut after = Vec::with_capacity(spent.len());
    for (spend, (network, counter)) in spent.iter().zip(&keys) {
        let bucket = buckets.entry((network.as_str(), *counter)).or_insert(Bucket::FULL);
        *bucket = bucket.spend(spend.rate, spend.count, tx.now());
        after.push(*bucket);
    }
    let full_at: Vec<Timestamp> = networks
        .iter()
        .zip(&counters)
        .filter_map(|(network, counter)| buckets.get(&(*network, *counter)))
        .map(|bucket| bucket.full_at)
        .collect();
    tx.execute(
        "INSERT INTO network_limits (network, counter, full_at)
         SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[])
         ON CONFLICT (network, counter) DO UPDATE SET full_at = excluded.full_at",
        values![networks, counters, full_at],
    )
    .await?;
    Ok(after)
}

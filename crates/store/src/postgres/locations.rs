//! Locations: a row of JSON for each that an operator set.

use std::collections::BTreeMap;

use async_trait::async_trait;
use rekey_core::LocationId;
use rekey_core::audit::Action;
use rekey_core::location::{LocationDates, LocationSettings};
use rekey_core::ports::{LocationStore, StoreError};
use tokio_postgres::Row;

use super::PostgresStore;
use super::audit::Event;
use super::rows::{location, location_number};
use super::step::Tx;
use super::trouble::Trouble;
use super::value::values;
use crate::shared::location_row::{from_json, to_json};

#[async_trait]
impl LocationStore for PostgresStore {
    async fn locations(&self) -> Result<Vec<(LocationId, LocationSettings)>, StoreError> {
        let rows = self.database.read("SELECT id, settings::text FROM locations ORDER BY id", &[]).await?;
        Ok(rows.iter().map(settings).collect::<Result<_, _>>()?)
    }

    async fn location_dates(&self, id: LocationId) -> Result<Option<LocationDates>, StoreError> {
        let sql = "SELECT created_at, updated_at FROM locations WHERE id = $1";
        let rows = self.database.read(sql, values![location_number(id)]).await?;
        let dates = |row: &Row| Ok(LocationDates { created_at: row.try_get(0)?, updated_at: row.try_get(1)? });
        Ok(rows.first().map(dates).transpose().map_err(|error: tokio_postgres::Error| Trouble::from(error))?)
    }

    async fn apply_locations(&self, patches: Vec<(LocationId, LocationSettings)>) -> Result<(), StoreError> {
        let patches = &patches[..];
        self.database.step(|tx| async move { apply(&tx, patches).await }).await
    }
}

fn settings(row: &Row) -> Result<(LocationId, LocationSettings), Trouble> {
    Ok((location(row.try_get(0)?, "locations.id")?, from_json(row.try_get(1)?)?))
}

/// Patches are read, changed and written back, so that two operators at once have to stand in line; readers don't.
async fn apply(tx: &Tx, patches: &[(LocationId, LocationSettings)]) -> Result<(), Trouble> {
    tx.execute("LOCK TABLE locations IN SHARE ROW EXCLUSIVE MODE", &[]).await?;
    let rows = tx.query("SELECT id, settings::text FROM locations", &[]).await?;
    let mut stored = rows.iter().map(settings).collect::<Result<BTreeMap<_, _>, _>>()?;
    for (id, patch) in patches {
        let changed = stored.remove(id).unwrap_or_default().patched_by(patch.clone());
        tx.execute(
            "INSERT INTO locations (id, settings, created_at, updated_at) VALUES ($1, $2::text::jsonb, $3, $3)
             ON CONFLICT (id) DO UPDATE SET settings = excluded.settings, updated_at = excluded.updated_at",
            values![location_number(*id), to_json(&changed), tx.now()],
        )
        .await?;
        stored.insert(*id, changed);
        Event::done(Action::LocationApplied).at(*id).record(tx).await?;
    }
    Ok(())
}

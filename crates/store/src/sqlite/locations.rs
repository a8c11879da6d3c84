//! Locations: a row of JSON for each that an operator set.

use async_trait::async_trait;
use rekey_core::LocationId;
use rekey_core::audit::Action;
use rekey_core::location::{LocationDates, LocationSettings};
use rekey_core::ports::{LocationStore, StoreError};
use rusqlite::params;

use super::SqliteStore;
use super::audit::{DONE, Event};
use super::rows::{instant, location};
use super::step::{Failure, Step};
use crate::shared::corrupt::Corrupt;
use crate::shared::location_row::{from_json, to_json};

#[async_trait]
impl LocationStore for SqliteStore {
    async fn locations(&self) -> Result<Vec<(LocationId, LocationSettings)>, StoreError> {
        self.read(|step| {
            step.all("SELECT id, settings FROM locations ORDER BY id", [], |row| {
                let json = row.get_ref(1)?.as_str().map_err(|_| Corrupt::column("locations.settings"))?;
                Ok((location(row, 0)?, from_json(json)?))
            })
        })
        .await
    }

    async fn location_dates(&self, id: LocationId) -> Result<Option<LocationDates>, StoreError> {
        self.read(move |step| {
            step.one("SELECT created_at, updated_at FROM locations WHERE id = ?1", [id.get()], |row| {
                Ok(LocationDates { created_at: instant(row, 0)?, updated_at: instant(row, 1)? })
            })
        })
        .await
    }

    async fn apply_locations(&self, patches: Vec<(LocationId, LocationSettings)>) -> Result<(), StoreError> {
        self.write(move |step| patches.iter().try_for_each(|(id, patch)| apply(step, *id, patch.clone()))).await
    }
}

fn apply(step: &Step<'_>, id: LocationId, patch: LocationSettings) -> Result<(), Failure> {
    let present = step.one("SELECT settings FROM locations WHERE id = ?1", [id.get()], |row| {
        Ok(from_json(row.get_ref(0)?.as_str().map_err(|_| Corrupt::column("locations.settings"))?)?)
    })?;
    let settings = present.unwrap_or_default().patched_by(patch);
    step.execute(
        "INSERT INTO locations (id, settings, created_at, updated_at) VALUES (?1, ?2, ?3, ?3)
         ON CONFLICT DO UPDATE SET settings = ?2, updated_at = ?3",
        params![id.get(), to_json(&settings), step.micros()],
    )?;
    let event = Event {
        action: Action::LocationApplied,
        account: None,
        address: None,
        location: Some(id),
        network: None,
        outcome: DONE,
    };
    event.record(step)
}

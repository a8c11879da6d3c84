//! Locations: a row of JSON for each that an operator set.

use async_trait::async_trait;
use rekey_core::LocationId;
use rekey_core::audit::Action;
use rekey_core::location::{LocationDates, LocationSettings};
use rekey_core::ports::{LocationStore, StoreError};
use rekey_core::templates::{LocationTemplate, TemplateMark};
use rusqlite::params;

use super::SqliteStore;
use super::audit::{DONE, Event};
use super::rows::{digest, instant, location};
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

    async fn template_marks(&self) -> Result<Vec<TemplateMark>, StoreError> {
        let sql = "SELECT location, name, digest, changed_at FROM location_templates ORDER BY location, name";
        self.read(move |step| {
            step.all(sql, [], |row| {
                let (location, name) = (location(row, 0)?, row.get(1)?);
                Ok(TemplateMark { location, name, digest: digest(row, 2)?, changed_at: instant(row, 3)? })
            })
        })
        .await
    }

    async fn templates(&self, location: LocationId) -> Result<Vec<LocationTemplate>, StoreError> {
        let sql = "SELECT name, text FROM location_templates WHERE location = ?1 ORDER BY name";
        self.read(move |step| {
            step.all(sql, [location.get()], |row| {
                let (name, text): (String, String) = (row.get(0)?, row.get(1)?);
                Ok(LocationTemplate::new(name, text).map_err(|_| Corrupt::column("location_templates.text"))?)
            })
        })
        .await
    }

    async fn set_template(&self, location: LocationId, template: LocationTemplate) -> Result<(), StoreError> {
        self.write(move |step| {
            step.execute(
                "INSERT INTO location_templates (location, name, digest, changed_at, text) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO UPDATE SET digest = ?3, changed_at = ?4, text = ?5",
                params![location.get(), template.name(), template.digest().as_bytes(), step.micros(), template.text()],
            )?;
            done(Action::TemplateSet, location).record(step)
        })
        .await
    }

    async fn remove_template(&self, location: LocationId, name: &str) -> Result<bool, StoreError> {
        let name = name.to_owned();
        self.write(move |step| {
            let sql = "DELETE FROM location_templates WHERE location = ?1 AND name = ?2";
            let was_there = step.execute(sql, params![location.get(), name])? > 0;
            if was_there {
                done(Action::TemplateRemoved, location).record(step)?;
            }
            Ok(was_there)
        })
        .await
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
    done(Action::LocationApplied, id).record(step)
}

fn done(action: Action, location: LocationId) -> Event<'static> {
    Event { action, account: None, address: None, location: Some(location), network: None, outcome: DONE }
}

//! Locations: a row of JSON for each that an operator set.

use std::collections::BTreeMap;

use async_trait::async_trait;
use rekey_core::LocationId;
use rekey_core::audit::Action;
use rekey_core::location::{LocationDates, LocationSettings};
use rekey_core::ports::{LocationStore, StoreError};
use rekey_core::templates::{LocationTemplate, TemplateMark};
use tokio_postgres::Row;

use super::PostgresStore;
use super::audit::Event;
use super::rows::{bytes32, location, location_number};
use super::step::Tx;
use super::trouble::Trouble;
use super::value::values;
use crate::shared::corrupt::Corrupt;
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

    async fn template_marks(&self) -> Result<Vec<TemplateMark>, StoreError> {
        let sql = "SELECT location, name, digest, changed_at FROM location_templates ORDER BY location, name";
        let rows = self.database.read(sql, &[]).await?;
        Ok(rows.iter().map(mark).collect::<Result<_, _>>()?)
    }

    async fn templates(&self, location: LocationId) -> Result<Vec<LocationTemplate>, StoreError> {
        let sql = "SELECT name, text FROM location_templates WHERE location = $1 ORDER BY name";
        let rows = self.database.read(sql, values![location_number(location)]).await?;
        Ok(rows.iter().map(template).collect::<Result<_, _>>()?)
    }

    async fn set_template(&self, location: LocationId, template: LocationTemplate) -> Result<(), StoreError> {
        let (digest, template) = (template.digest(), &template);
        self.database
            .step(|tx| async move {
                tx.execute(
                    "INSERT INTO location_templates (location, name, digest, changed_at, text)
                     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (location, name)
                     DO UPDATE SET digest = excluded.digest, changed_at = excluded.changed_at, text = excluded.text",
                    values![
                        location_number(location),
                        template.name(),
                        digest.as_bytes().as_slice(),
                        tx.now(),
                        template.text()
                    ],
                )
                .await?;
                Event::done(Action::TemplateSet).at(location).record(&tx).await
            })
            .await
    }

    async fn remove_template(&self, location: LocationId, name: &str) -> Result<bool, StoreError> {
        self.database
            .step(|tx| async move {
                let sql = "DELETE FROM location_templates WHERE location = $1 AND name = $2";
                let was_there = tx.execute(sql, values![location_number(location), name]).await? > 0;
                if was_there {
                    Event::done(Action::TemplateRemoved).at(location).record(&tx).await?;
                }
                Ok(was_there)
            })
            .await
    }
}

fn mark(row: &Row) -> Result<TemplateMark, Trouble> {
    Ok(TemplateMark {
        location: location(row.try_get(0)?, "location_templates.location")?,
        name: row.try_get(1)?,
        digest: bytes32(row.try_get(2)?, "location_templates.digest")?.into(),
        changed_at: row.try_get(3)?,
    })
}

fn template(row: &Row) -> Result<LocationTemplate, Trouble> {
    let (name, text): (String, String) = (row.try_get(0)?, row.try_get(1)?);
    Ok(LocationTemplate::new(name, text).map_err(|_| Corrupt::column("location_templates.text"))?)
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

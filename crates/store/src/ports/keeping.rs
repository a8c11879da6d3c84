//! What an installation keeps about itself: locations, data keys, counts of networks, notes; and its upkeep.

use std::net::IpAddr;

use async_trait::async_trait;
use rekey_core::audit::BackendToken;
use rekey_core::image::{Image, ImageName};
use rekey_core::location::{LocationDates, LocationSettings};
use rekey_core::ports::{
    DataKeyRow, KeyStore, LocationStore, NetworkSpend, NetworkStore, Retention, SharedCount, StoreError, StoreLoad,
    Swept, UntrustedProxy, UpkeepStore,
};
use rekey_core::templates::{LocationTemplate, TemplateMark};
use rekey_core::time::Duration;
use rekey_core::{DigestKey, LocationId};

use super::{lone, read, step};
use crate::rows::{KeepingRows, LoneSteps, Reads, commit};
use crate::steps::keeping;
use crate::store::{Backend, SqlStore};

#[async_trait]
impl LocationStore for SqlStore {
    async fn locations(&self) -> Result<Vec<(LocationId, LocationSettings)>, StoreError> {
        read!(self, |rows| rows.locations())
    }

    async fn location_dates(&self, id: LocationId) -> Result<Option<LocationDates>, StoreError> {
        read!(self, |rows| rows.location_dates(id))
    }

    async fn apply_locations_by(
        &self,
        patches: Vec<(LocationId, LocationSettings)>,
        backend: Option<BackendToken>,
    ) -> Result<(), StoreError> {
        step!(self, answer, |rows, patches| keeping::apply_locations(rows, patches, backend))
    }

    async fn image(&self, name: ImageName) -> Result<Option<Image>, StoreError> {
        read!(self, |rows| rows.image(name))
    }

    async fn template_marks(&self) -> Result<Vec<TemplateMark>, StoreError> {
        read!(self, |rows| rows.template_marks())
    }

    async fn templates(&self, location: LocationId) -> Result<Vec<LocationTemplate>, StoreError> {
        read!(self, |rows| rows.templates(location))
    }

    async fn set_template(&self, location: LocationId, template: LocationTemplate) -> Result<(), StoreError> {
        step!(self, answer, |rows, template| keeping::set_template(rows, location, template))
    }

    async fn remove_template(&self, location: LocationId, name: &str) -> Result<bool, StoreError> {
        let name = name.to_owned();
        step!(self, answer, |rows, name| keeping::remove_template(rows, location, name))
    }
}

#[async_trait]
impl KeyStore for SqlStore {
    async fn data_keys(&self) -> Result<Vec<DataKeyRow>, StoreError> {
        read!(self, |rows| rows.data_keys())
    }

    async fn add_data_key(&self, key: DataKeyRow, only_first: bool) -> Result<bool, StoreError> {
        step!(self, answer, |rows, key| keeping::add_data_key(rows, key, only_first))
    }

    fn mark_records(&self, key: &DigestKey) {
        self.trail.mark_by(key);
    }

    async fn rewrap_data_key(&self, id: &str, until_now: &[u8], wrapped: &[u8]) -> Result<bool, StoreError> {
        let (id, until_now, wrapped) = (id.to_owned(), until_now.to_owned(), wrapped.to_owned());
        step!(self, answer, |rows, id, until_now, wrapped| keeping::rewrap_data_key(rows, id, until_now, wrapped))
    }
}

#[async_trait]
impl NetworkStore for SqlStore {
    async fn merge_network_counts(&self, spent: Vec<NetworkSpend>) -> Result<Vec<Duration>, StoreError> {
        if spent.is_empty() {
            return Ok(Vec::new());
        }
        lone!(self, |rows, spent| rows.spend_of_networks(spent))
    }

    async fn shared_counts(&self, limit: usize) -> Result<Vec<SharedCount>, StoreError> {
        read!(self, |rows| rows.shared_counts(limit))
    }
}

#[async_trait]
impl UpkeepStore for SqlStore {
    async fn sweep(&self, retention: Retention, limit: usize) -> Result<Swept, StoreError> {
        step!(self, background, |rows, retention| keeping::sweep(rows, retention, limit))
    }

    async fn ping(&self) -> Result<(), StoreError> {
        match &self.backend {
            Backend::Sqlite(sqlite) => sqlite.ping().await,
            Backend::Postgres(postgres) => postgres.ping().await,
        }
    }

    fn load(&self) -> StoreLoad {
        match &self.backend {
            Backend::Sqlite(sqlite) => StoreLoad { waiting: sqlite.waiting(), connections: None },
            Backend::Postgres(postgres) => postgres.load(),
        }
    }

    async fn note(&self, name: &str) -> Result<Option<String>, StoreError> {
        let name = name.to_owned();
        read!(self, |rows, name| rows.note(name))
    }

    async fn note_once(&self, name: &str, value: &str) -> Result<String, StoreError> {
        let (name, value) = (name.to_owned(), value.to_owned());
        step!(self, answer, |rows, name, value| commit(rows.note_once(name, value)))
    }

    async fn note_confirmation(&self, sender: &str, url: Option<&str>) -> Result<(), StoreError> {
        let (name, url) = (keeping::confirmation(sender), url.unwrap_or_default().to_owned());
        step!(self, answer, |rows, name, url| commit(rows.set_note(name, url)))
    }

    async fn confirmation(&self, sender: &str) -> Result<Option<String>, StoreError> {
        Ok(self.note(&keeping::confirmation(sender)).await?.filter(|url| !url.is_empty()))
    }

    async fn note_untrusted_proxy(&self, peer: IpAddr) -> Result<(), StoreError> {
        step!(self, background, |rows| keeping::note_untrusted_proxy(rows, peer))
    }

    async fn untrusted_proxy(&self) -> Result<Option<UntrustedProxy>, StoreError> {
        let note = self.note(keeping::UNTRUSTED_PROXY).await?;
        Ok(note.as_deref().and_then(keeping::read_untrusted_proxy))
    }
}

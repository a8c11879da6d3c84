//! Locations.

use async_trait::async_trait;

use super::StoreError;
use crate::ids::LocationId;
use crate::location::{LocationDates, LocationSettings};

/// The steps of location keeping.
#[async_trait]
pub trait LocationStore: Send + Sync {
    /// Every stored location's settings.
    async fn locations(&self) -> Result<Vec<(LocationId, LocationSettings)>, StoreError>;

    /// When a location was set; none: nobody ever did.
    async fn location_dates(&self, id: LocationId) -> Result<Option<LocationDates>, StoreError>;

    /// Patches locations, all or none: what a patch leaves absent keeps its value, a new id makes a new location.
    async fn apply_locations(&self, patches: Vec<(LocationId, LocationSettings)>) -> Result<(), StoreError>;
}

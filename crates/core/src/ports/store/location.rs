//! Locations.

use async_trait::async_trait;

use super::StoreError;
use crate::audit::BackendToken;
use crate::ids::LocationId;
use crate::image::{Image, ImageName};
use crate::location::{LocationDates, LocationSettings};
use crate::templates::{LocationTemplate, TemplateMark};

/// The steps of location keeping.
#[async_trait]
pub trait LocationStore: Send + Sync {
    /// Every stored location's settings.
    async fn locations(&self) -> Result<Vec<(LocationId, LocationSettings)>, StoreError>;

    /// When a location was set; none: nobody ever did.
    async fn location_dates(&self, id: LocationId) -> Result<Option<LocationDates>, StoreError>;

    /// Patches locations, all or none: what a patch leaves absent keeps its value, a new id makes a new location. The
    /// images of a patch are kept.
    async fn apply_locations(&self, patches: Vec<(LocationId, LocationSettings)>) -> Result<(), StoreError> {
        self.apply_locations_by(patches, None).await
    }

    /// The same for the product's own backend, which shows this token.
    async fn apply_locations_by(
        &self,
        patches: Vec<(LocationId, LocationSettings)>,
        backend: Option<BackendToken>,
    ) -> Result<(), StoreError>;

    /// An image that a location was given, also if it has another one now: emails that are on their way, or in
    /// mailboxes, show it.
    async fn image(&self, name: ImageName) -> Result<Option<Image>, StoreError>;

    /// The templates that locations have of their own, by location and name, without their texts.
    async fn template_marks(&self) -> Result<Vec<TemplateMark>, StoreError>;

    /// The templates that a location has of its own, by name.
    async fn templates(&self, location: LocationId) -> Result<Vec<LocationTemplate>, StoreError>;

    /// Gives a location a template of its own, in place of the one that it has by that name.
    async fn set_template(&self, location: LocationId, template: LocationTemplate) -> Result<(), StoreError>;

    /// Takes a location's own template of this name away. `false`: it has none.
    async fn remove_template(&self, location: LocationId, name: &str) -> Result<bool, StoreError>;
}

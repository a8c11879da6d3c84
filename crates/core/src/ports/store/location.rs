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

    /// Patches locations, all or none. Fields that a patch leaves out keep their value; a new id creates a location.
    /// The images of a patch are stored.
    async fn apply_locations(&self, patches: Vec<(LocationId, LocationSettings)>) -> Result<(), StoreError> {
        self.apply_locations_by(patches, None).await
    }

    /// The same for the product's own backend, which shows this token.
    async fn apply_locations_by(
        &self,
        patches: Vec<(LocationId, LocationSettings)>,
        backend: Option<BackendToken>,
    ) -> Result<(), StoreError>;

    /// An image that a location was given, even if it has another one now, because emails in transit or in mailboxes
    /// still show it.
    async fn image(&self, name: ImageName) -> Result<Option<Image>, StoreError>;

    /// The templates that locations have of their own, by location and name, without their texts.
    async fn template_marks(&self) -> Result<Vec<TemplateMark>, StoreError>;

    /// The templates that a location has of its own, by name.
    async fn templates(&self, location: LocationId) -> Result<Vec<LocationTemplate>, StoreError>;

    /// Gives a location a template of its own, in place of the one that it has by that name.
    async fn set_template(&self, location: LocationId, template: LocationTemplate) -> Result<(), StoreError>;

    /// Removes a location's own template of this name. `false`: it has none.
    async fn remove_template(&self, location: LocationId, name: &str) -> Result<bool, StoreError>;
}

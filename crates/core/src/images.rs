//! Images that are kept, for those who show them: pages and emails.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::context::Context;
use crate::error::Fault;
use crate::image::{Image, ImageName};

/// How many images stay in memory: 16 MiB at most.
const REMEMBERED: usize = 64;

/// Finds images and keeps the recent ones in memory, because every email of a location shows its logo.
pub struct Images {
    shared: Arc<Context>,
    remembered: Mutex<HashMap<ImageName, Image>>,
}

impl Images {
    pub(crate) fn new(shared: Arc<Context>) -> Self {
        Self { shared, remembered: Mutex::default() }
    }

    /// The image with this name, if it is kept.
    pub async fn get(&self, name: ImageName) -> Result<Option<Image>, Fault> {
        let remembered = || self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(image) = remembered().get(&name) {
            return Ok(Some(image.clone()));
        }
        let image = self.shared.ports.store.image(name).await?;
        if let Some(image) = &image {
            let mut remembered = remembered();
            if remembered.len() >= REMEMBERED {
                remembered.clear();
            }
            remembered.insert(name, image.clone());
        }
        Ok(image)
    }
}

//! Reloads the templates of locations: an operator's changes reach every node, and an open preview.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rekey_core::LocationId;
use rekey_core::ports::{Event, LocationStore, Observer, Store, StoreError};
use rekey_core::templates::TemplateMark;
use rekey_render::{OwnTemplates, Renderer};

use crate::command_error::with_causes;
use crate::installation::own_templates;

/// Between two checks. With the time that compiling takes, a change is known everywhere within a second.
pub(crate) const ROUND: Duration = Duration::from_millis(750);

pub(crate) struct TemplateKeeper {
    store: Arc<dyn Store>,
    renderer: Arc<Renderer>,
    observer: Arc<dyn Observer>,
    known: Mutex<Marks>,
}

type Marks = BTreeMap<LocationId, Vec<TemplateMark>>;

impl TemplateKeeper {
    /// A keeper that knows none yet.
    pub(crate) fn new(store: Arc<dyn Store>, renderer: Arc<Renderer>, observer: Arc<dyn Observer>) -> Self {
        Self { store, renderer, observer, known: Mutex::default() }
    }

    /// Gives the renderer what changed since the last time.
    pub(crate) async fn look(&self) -> Result<(), StoreError> {
        let there = marks(&*self.store).await?;
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let all: BTreeSet<LocationId> = known.keys().chain(there.keys()).copied().collect();
        for location in all.into_iter().filter(|location| known.get(location) != there.get(location)) {
            let own = if there.contains_key(&location) { self.compile(location).await? } else { None };
            self.renderer.give(location, own);
        }
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = there;
        Ok(())
    }

    /// A location's own templates; none if they are unusable, which is logged.
    async fn compile(&self, location: LocationId) -> Result<Option<OwnTemplates>, StoreError> {
        let (own, renderer) = (own_templates(&*self.store, location).await?, self.renderer.clone());
        let compiled = tokio::task::spawn_blocking(move || renderer.compile(&own)).await;
        let error = match compiled {
            Ok(Ok(compiled)) => return Ok(Some(compiled)),
            Ok(Err(error)) => with_causes(&error),
            Err(error) => error.to_string(),
        };
        tracing::error!(%location, error, "a location's own templates can't be used, the common ones take their place");
        self.observer.happened(Event::TemplateFailed { when: "loaded" });
        Ok(None)
    }
}

async fn marks(store: &dyn LocationStore) -> Result<Marks, StoreError> {
    let mut marks = Marks::new();
    for mark in store.template_marks().await? {
        marks.entry(mark.location).or_default().push(mark);
    }
    Ok(marks)
}

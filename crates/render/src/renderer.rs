//! The renderer of pages and emails.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use rekey_core::ports::{Event, Observer, Unobserved};
use rekey_core::{Locale, LocationId};
use unic_langid::LanguageIdentifier;

use crate::assets::Asset;
use crate::built_in;
use crate::context::{MailContext, PageContext};
use crate::error::{RenderError, UnknownWord};
use crate::look::Look;
use crate::overrides::{self, Overrides};
use crate::rendered::{RenderedMail, RenderedPage};
use crate::set::TemplateSet;
use crate::translations::FILES;

/// Fills the templates of pages and mails: a location's own, or the common ones. Loading checks and compiles
/// everything, so share one.
pub struct Renderer {
    common: Arc<TemplateSet>,
    own: RwLock<BTreeMap<LocationId, Arc<TemplateSet>>>,
    observer: Arc<dyn Observer>,
}

/// A location's own templates, compiled: [`Renderer::give`] puts them to use.
pub struct OwnTemplates(Arc<TemplateSet>);

impl Renderer {
    /// The built-in templates and languages.
    pub fn new() -> Result<Self, RenderError> {
        Self::with(&Overrides::default())
    }

    /// The built-in templates and languages, with those of a folder over them: `mails/`, `pages/` and `assets/` hold
    /// files that replace the built-in ones of the same name, `locales/` holds Fluent files that replace single
    /// messages or add languages. Everything is filled with samples once, to find mistakes now.
    pub fn with_overrides(folder: &Path) -> Result<Self, RenderError> {
        let overrides = Overrides::of_folder(folder)?;
        let renderer = Self::with(&overrides)?;
        renderer.common.check()?;
        match renderer.common.unknown_words(&overrides).into_iter().next() {
            Some(unknown) => Err(RenderError::UnknownWord(unknown)),
            None => Ok(renderer),
        }
    }

    fn with(overrides: &Overrides) -> Result<Self, RenderError> {
        let common = Arc::new(TemplateSet::built_in(overrides)?);
        Ok(Self { common, own: RwLock::default(), observer: Arc::new(Unobserved) })
    }

    /// The same renderer, which reports failing templates to this observer.
    #[must_use]
    pub fn observed(self, observer: Arc<dyn Observer>) -> Self {
        Self { observer, ..self }
    }

    /// The languages that pages and emails come in.
    pub fn languages(&self) -> &[LanguageIdentifier] {
        self.common.translations.languages()
    }

    /// The best language for someone who wants these, best first; English if none fits.
    pub fn negotiate(&self, wanted: &[Locale]) -> LanguageIdentifier {
        self.common.translations.negotiate(wanted)
    }

    /// The files that pages link to, a location's colours ([`Look::css`]) apart.
    pub fn assets(&self) -> &[Asset] {
        &*self.common.assets
    }

    /// A page in the best of the wanted languages.
    pub fn page<C: PageContext>(
        &self,
        context: &C,
        look: &Look,
        wanted: &[Locale],
    ) -> Result<RenderedPage, RenderError> {
        self.fill(look.location, |templates| templates.page(context, look, wanted))
    }

    /// An email in the best of the wanted languages.
    pub fn mail<C: MailContext>(
        &self,
        context: &C,
        look: &Look,
        wanted: &[Locale],
    ) -> Result<RenderedMail, RenderError> {
        self.fill(look.location, |templates| templates.mail(context, look, wanted))
    }

    /// Falls back to the common templates if a location's own fail, so that no email is lost.
    fn fill<T>(
        &self,
        location: LocationId,
        fill: impl Fn(&TemplateSet) -> Result<T, RenderError>,
    ) -> Result<T, RenderError> {
        let Some(own) = self.own(location) else { return fill(&self.common) };
        fill(&own).or_else(|error| {
            tracing::error!(%location, %error, "a location's own template fails, the common one takes its place");
            self.observer.happened(Event::TemplateFailed { when: "filled" });
            fill(&self.common)
        })
    }

    fn own(&self, location: LocationId) -> Option<Arc<TemplateSet>> {
        self.own.read().unwrap_or_else(PoisonError::into_inner).get(&location).cloned()
    }

    /// The templates that are filled for a location.
    pub(crate) fn templates_of(&self, location: LocationId) -> Arc<TemplateSet> {
        self.own(location).unwrap_or_else(|| self.common.clone())
    }

    /// Whether a location may have a template of its own with this name; the error lists those it may have. Words may
    /// be in languages that all locations have.
    pub fn takes(&self, name: &str) -> Result<(), RenderError> {
        let is_known = match overrides::language_of(name) {
            Some(language) => self.languages().contains(&language) && name == overrides::name_of_words(&language),
            None => overrides::is_for_locations(name),
        };
        if is_known { Ok(()) } else { Err(RenderError::NotForLocations { name: name.to_owned() }) }
    }

    /// The names of the templates that a location may have of its own, words included.
    pub fn names_for_locations(&self) -> Vec<String> {
        let templates = built_in::names().filter(|name| overrides::is_for_locations(name));
        templates.chain(self.languages().iter().map(overrides::name_of_words)).collect()
    }

    /// Compiles a location's own templates over the common ones. Nothing is filled yet.
    pub fn compile(&self, overrides: &Overrides) -> Result<OwnTemplates, RenderError> {
        Ok(OwnTemplates(Arc::new(self.common.with(overrides)?)))
    }

    /// From now on this location has these templates of its own, or none.
    pub fn give(&self, location: LocationId, own: Option<OwnTemplates>) {
        let mut all = self.own.write().unwrap_or_else(PoisonError::into_inner);
        match own {
            Some(OwnTemplates(templates)) => all.insert(location, templates),
            None => all.remove(&location),
        };
    }

    /// The source of a common template, for an operator to start from. For words, the built-in ones.
    pub fn source(&self, name: &str) -> Option<&str> {
        let words = || FILES.iter().find(|(file, _)| *file == name).map(|(_, text)| *text);
        self.common.source(name).or_else(words)
    }
}

impl OwnTemplates {
    /// Fills everything with every sample in every language, to find mistakes.
    pub fn check(&self) -> Result<(), RenderError> {
        self.0.check()
    }

    /// Which of its words nothing uses. They do no harm, and a template may be about to use them.
    pub fn unknown_words(&self, own: &Overrides) -> Vec<UnknownWord> {
        self.0.unknown_words(own)
    }
}

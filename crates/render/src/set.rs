//! Templates and words that are filled together: those of all locations, or one location's own over them.

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};
use rekey_core::Locale;
use serde::Serialize;
use unic_langid::LanguageIdentifier;

use crate::assets::Asset;
use crate::context::{MailContext, PageContext};
use crate::error::{RenderError, UnknownWord};
use crate::frame::Frame;
use crate::look::Look;
use crate::overrides::Overrides;
use crate::rendered::{RenderedMail, RenderedPage};
use crate::templates::Sources;
use crate::translations::Translations;
use crate::{escape, mjml, unknown, words};

/// Templates and words, compiled.
pub(crate) struct TemplateSet {
    pub(crate) translations: Arc<Translations>,
    pub(crate) assets: Arc<[Asset; 6]>,
    sources: Sources,
    /// Every template, and no language.
    base: Environment<'static>,
    environments: BTreeMap<LanguageIdentifier, Environment<'static>>,
}

impl TemplateSet {
    /// The built-in templates, overridden by an operator's own.
    pub(crate) fn built_in(overrides: &Overrides) -> Result<Self, RenderError> {
        let sources = Sources::built_in().with(overrides);
        let base = environment()?;
        Self::make(base, sources, None, Translations::built_in().with(overrides)?)
    }

    /// The same, overridden by others. Untouched parts are shared with this one.
    pub(crate) fn with(&self, overrides: &Overrides) -> Result<Self, RenderError> {
        let sources = self.sources.with(overrides);
        let words = self.translations.with(overrides)?;
        Self::make(self.base.clone(), sources, Some(&self.assets), words)
    }

    fn make(
        mut base: Environment<'static>,
        sources: Sources,
        assets: Option<&Arc<[Asset; 6]>>,
        translations: Translations,
    ) -> Result<Self, RenderError> {
        for (name, text) in sources.plain() {
            add(&mut base, name, text)?;
        }
        let mut mails = None;
        for (name, _) in sources.mjml().filter(|(name, _)| !name.starts_with("mails/_")) {
            let mails = match &mut mails {
                Some(mails) => &*mails,
                none => &*none.insert(mjml::sources(&sources).map_err(|error| RenderError::template(name, &error))?),
            };
            add(&mut base, name, &mjml::compile(name, mails, &sources)?)?;
        }
        let translations = Arc::new(translations);
        let environments = translations.languages().iter().map(|language| {
            let mut environment = base.clone();
            words::add_to(&mut environment, &translations, language);
            (language.clone(), environment)
        });
        let environments = environments.collect();
        let assets = assets.map_or_else(|| Arc::new(sources.assets()), Arc::clone);
        Ok(Self { translations, assets, sources, base, environments })
    }

    /// The source of a template or asset.
    pub(crate) fn source(&self, name: &str) -> Option<&str> {
        self.sources.get(name)
    }

    /// Which of the overriding words nothing uses.
    pub(crate) fn unknown_words(&self, own: &Overrides) -> Vec<UnknownWord> {
        unknown::find(own, &self.sources, &self.translations)
    }

    /// A page in the best of the wanted languages.
    pub(crate) fn page<C: PageContext>(
        &self,
        context: &C,
        look: &Look,
        wanted: &[Locale],
    ) -> Result<RenderedPage, RenderError> {
        let language = self.translations.negotiate(wanted);
        let html = self.fill(C::TEMPLATE, &self.values(context, look, &language), &language)?;
        Ok(RenderedPage { html, language })
    }

    /// An email in the best of the wanted languages.
    pub(crate) fn mail<C: MailContext>(
        &self,
        context: &C,
        look: &Look,
        wanted: &[Locale],
    ) -> Result<RenderedMail, RenderError> {
        let language = self.translations.negotiate(wanted);
        let values = self.values(context, look, &language);
        let html = self.fill(&format!("{}.mjml", C::TEMPLATE), &values, &language)?;
        let template = format!("{}.txt", C::TEMPLATE);
        let text = self.fill(&template, &values, &language)?;
        let (subject, text) = text
            .strip_prefix("Subject: ")
            .and_then(|text| text.split_once("\n\n"))
            .filter(|(subject, _)| !subject.contains('\n'))
            .ok_or(RenderError::NoSubject { template })?;
        Ok(RenderedMail { subject: subject.trim().to_owned(), text: format!("{}\n", text.trim()), html, language })
    }

    /// The values of a template.
    fn values<C: Serialize>(&self, context: &C, look: &Look, language: &LanguageIdentifier) -> Value {
        let frame = Frame::new(look, language, &self.assets);
        context! { frame => Serde(frame), ..Serde(context) }
    }

    fn fill(&self, template: &str, values: &Value, language: &LanguageIdentifier) -> Result<String, RenderError> {
        let failed = |error: minijinja::Error| self.failed(template, &error);
        let missing = || RenderError::Template { template: template.to_owned(), reason: format!("not in {language}") };
        let environment = self.environments.get(language).ok_or_else(missing)?;
        environment.get_template(template).map_err(failed)?.render(values).map_err(failed)
    }

    /// The HTML of an email is generated from MJML, so its lines mean nothing to people: locate the mistake in the
    /// source.
    fn failed(&self, template: &str, error: &minijinja::Error) -> RenderError {
        if template.rsplit('.').next() != Some("mjml") {
            return RenderError::template(template, error);
        }
        let compiled = self.base.get_template(template);
        let expression = compiled.as_ref().ok().zip(error.range()).and_then(|(html, range)| html.source().get(range));
        let place = expression.and_then(|expression| self.sources.place_in_mjml(template, expression));
        RenderError::template_at(template, error, place)
    }
}

/// Adds a template, unless it is already present.
fn add(environment: &mut Environment<'static>, name: &str, text: &str) -> Result<(), RenderError> {
    if environment.get_template(name).is_ok_and(|present| present.source() == text) {
        return Ok(());
    }
    let added = environment.add_template_owned(name.to_owned(), text.to_owned());
    added.map_err(|error| RenderError::template(name, &error))
}

/// An environment without templates.
fn environment() -> Result<Environment<'static>, RenderError> {
    let mut environment = Environment::new();
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    environment.set_syntax(syntax.map_err(|error| RenderError::template("syntax", &error))?);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // Values in a backtrace would be secrets in a log (R17).
    environment.set_debug(false);
    environment.set_auto_escape_callback(|name| {
        if name.rsplit('.').next() == Some("txt") { AutoEscape::None } else { AutoEscape::Html }
    });
    environment.set_formatter(escape::write);
    Ok(environment)
}

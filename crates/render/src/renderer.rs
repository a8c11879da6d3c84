//! Fills templates.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};
use rekey_core::Locale;
use serde::Serialize;
use unic_langid::LanguageIdentifier;

use crate::assets::Asset;
use crate::context::{MailContext, PageContext};
use crate::error::RenderError;
use crate::frame::Frame;
use crate::look::Look;
use crate::templates::Sources;
use crate::translations::Translations;
use crate::{escape, mjml, words};

/// A page, ready to be served.
#[derive(Debug, Clone)]
pub struct RenderedPage {
    /// The document.
    pub html: String,
    /// The language that it is in.
    pub language: LanguageIdentifier,
}

/// A mail, ready to be put into MIME. No `Debug`: it holds the link or the code.
#[derive(Clone)]
pub struct RenderedMail {
    /// The subject, one line.
    pub subject: String,
    /// The plain text, which says all that the HTML says.
    pub text: String,
    /// The HTML.
    pub html: String,
    /// The language that it is in.
    pub language: LanguageIdentifier,
}

/// Fills the templates of pages and mails. Loading checks and compiles everything; share one.
pub struct Renderer {
    translations: Arc<Translations>,
    environments: BTreeMap<LanguageIdentifier, Environment<'static>>,
    assets: [Asset; 6],
}

impl Renderer {
    /// The built-in templates and languages.
    pub fn new() -> Result<Self, RenderError> {
        Self::load(&Sources::built_in(), Translations::built_in())
    }

    /// The built-in templates and languages, with those of a folder over them: `mails/`, `pages/` and `assets/`
    /// hold files that replace the built-in ones of the same name, `locales/` holds Fluent files that replace
    /// single messages or add languages. Everything is filled with samples once, so that a mistake is found now.
    pub fn with_overrides(folder: &Path) -> Result<Self, RenderError> {
        let locales = folder.join("locales");
        let translations =
            if locales.is_dir() { Translations::with_overrides(&locales)? } else { Translations::built_in() };
        let renderer = Self::load(&Sources::with_overrides(folder)?, translations)?;
        renderer.check()?;
        Ok(renderer)
    }

    fn load(sources: &Sources, translations: Translations) -> Result<Self, RenderError> {
        let base = environment(sources)?;
        let translations = Arc::new(translations);
        let environments = translations
            .languages()
            .iter()
            .map(|language| {
                let mut environment = base.clone();
                words::add_to(&mut environment, &translations, language);
                (language.clone(), environment)
            })
            .collect();
        Ok(Self { translations, environments, assets: sources.assets() })
    }

    /// The languages that pages and mails come in.
    pub fn languages(&self) -> &[LanguageIdentifier] {
        self.translations.languages()
    }

    /// The best language for someone who wants these, best first; at last English.
    pub fn negotiate(&self, wanted: &[Locale]) -> LanguageIdentifier {
        self.translations.negotiate(wanted)
    }

    /// The files that pages link to, a location's colours ([`Look::css`]) apart.
    pub fn assets(&self) -> &[Asset] {
        &self.assets
    }

    /// A page in the best of the wanted languages.
    pub fn page<C: PageContext>(
        &self,
        context: &C,
        look: &Look,
        wanted: &[Locale],
    ) -> Result<RenderedPage, RenderError> {
        let language = self.negotiate(wanted);
        let html = self.fill(C::TEMPLATE, &self.values(context, look, &language), &language)?;
        Ok(RenderedPage { html, language })
    }

    /// A mail in the best of the wanted languages.
    pub fn mail<C: MailContext>(
        &self,
        context: &C,
        look: &Look,
        wanted: &[Locale],
    ) -> Result<RenderedMail, RenderError> {
        let language = self.negotiate(wanted);
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

    /// What a template is filled with.
    fn values<C: Serialize>(&self, context: &C, look: &Look, language: &LanguageIdentifier) -> Value {
        let frame = Frame::new(look, language, &self.assets);
        context! { frame => Serde(frame), ..Serde(context) }
    }

    fn fill(&self, template: &str, values: &Value, language: &LanguageIdentifier) -> Result<String, RenderError> {
        let failed = |error: minijinja::Error| RenderError::template(template, &error);
        let missing = || RenderError::Template { template: template.to_owned(), reason: format!("not in {language}") };
        let environment = self.environments.get(language).ok_or_else(missing)?;
        environment.get_template(template).map_err(failed)?.render(values).map_err(failed)
    }
}

/// An environment with every template, and no language yet.
fn environment(sources: &Sources) -> Result<Environment<'static>, RenderError> {
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
    let mut add = |name: &str, text: String| {
        environment.add_template_owned(name.to_owned(), text).map_err(|error| RenderError::template(name, &error))
    };
    for (name, text) in sources.plain() {
        add(name, text.to_owned())?;
    }
    for (name, _) in sources.mjml().filter(|(name, _)| !name.starts_with("mails/_")) {
        add(name, mjml::compile(name, sources)?)?;
    }
    Ok(environment)
}

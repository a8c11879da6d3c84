//! MJML sources to HTML templates, once, when they are loaded.
//!
//! An email's source goes through two passes of minijinja that don't see each other. The first knows `[[ … ]]` and
//! `[% … %]` only and assembles the source: layout, blocks, macros. Then `mrml` turns the MJML into HTML and leaves
//! `{{ … }}` and `{% … %}` untouched, in text and in attributes (there with single quotes inside, because MJML's
//! attributes use double quotes). The second pass fills these for each email, escaping for HTML.

use std::borrow::Cow;
use std::collections::HashMap;

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context};
use mrml::prelude::parser::Error as ParseError;
use mrml::prelude::render::RenderOptions;

use crate::error::RenderError;
use crate::templates::Sources;

/// The HTML template for this MJML source, which is among the [`sources`].
pub(crate) fn compile(name: &str, environment: &Environment<'_>, sources: &Sources) -> Result<String, RenderError> {
    let composed = environment.get_template(name).and_then(|template| template.render(context! {}));
    let mjml = composed.map_err(|error| RenderError::template(name, &error))?;
    let invalid = |reason: String, found: Option<&str>| {
        let place = found.and_then(|found| sources.place_in_mjml(name, found.trim()));
        let place = place.map_or_else(String::new, |(name, line)| format!(" ({name}, line {line})"));
        RenderError::Mjml { template: name.to_owned(), reason: format!("{reason}{place}") }
    };
    let parsed = mrml::parse(&mjml).map_err(|error| invalid(said(&error), line_of(&error, &mjml)))?;
    if let Some(warning) = parsed.warnings.first() {
        return Err(invalid(warning.to_string(), None));
    }
    // No web fonts: emails load nothing (for privacy, and because mail programs warn about it).
    let options = RenderOptions { disable_comments: true, social_icon_origin: None, fonts: HashMap::new() };
    let html = parsed.element.render(&options).map_err(|error| invalid(error.to_string(), None))?;
    // mrml passes unknown elements through unchanged, even a mistyped `mj-buton`.
    match html.split_once("<mj-") {
        Some((_, rest)) => {
            let element: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
            Err(invalid(format!("there is no element mj-{element}"), Some(&format!("<mj-{element}"))))
        }
        None => Ok(html),
    }
}

/// A parser's message without its position, which refers to generated text.
fn said(error: &ParseError) -> String {
    let text = match error {
        ParseError::ParserError { source, .. } => source.to_string(),
        other => other.to_string(),
    };
    let end = [" in ", " at "].iter().filter_map(|word| text.find(word)).min();
    end.and_then(|end| text.get(..end)).unwrap_or(&text).to_owned()
}

/// The line at which a parser stopped.
fn line_of<'a>(error: &ParseError, mjml: &'a str) -> Option<&'a str> {
    let start = match error {
        ParseError::UnexpectedElement { position, .. }
        | ParseError::UnexpectedToken { position, .. }
        | ParseError::MissingAttribute { position, .. }
        | ParseError::InvalidAttribute { position, .. }
        | ParseError::InvalidFormat { position, .. } => position.start,
        ParseError::ParserError { source, .. } => {
            return mjml.lines().nth(usize::try_from(source.pos().row).ok()?.checked_sub(1)?);
        }
        _ => return None,
    };
    let before = mjml.get(..start)?;
    mjml.lines().nth(before.matches('\n').count())
}

/// All MJML sources, parsed for the first pass.
pub(crate) fn sources(sources: &Sources) -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_syntax(
        SyntaxConfig::builder()
            .block_delimiters("[%", "%]")
            .variable_delimiters("[[", "]]")
            .comment_delimiters("[#", "#]")
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()?,
    );
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    for (name, source) in sources.mjml() {
        environment.add_template_owned(Cow::Owned(name.to_owned()), source.to_owned())?;
    }
    Ok(environment)
}

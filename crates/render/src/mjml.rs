//! MJML sources to HTML templates, once, when they are loaded.
//!
//! A mail's source goes through two passes of minijinja that don't see each other. The first knows `[[ … ]]` and
//! `[% … %]` alone and puts the source together: layout, blocks, macros. Then `mrml` turns the MJML into HTML, in
//! which `{{ … }}` and `{% … %}` stand untouched, as text or in attributes (there with single quotes inside, since
//! MJML's attributes are written with double ones). The second pass fills these for each mail, escaping for HTML.

use std::borrow::Cow;
use std::collections::HashMap;

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context};
use mrml::prelude::render::RenderOptions;

use crate::error::RenderError;
use crate::templates::Sources;

/// The HTML template that this MJML source stands for.
pub(crate) fn compile(name: &str, sources: &Sources) -> Result<String, RenderError> {
    let mjml = compose(name, sources).map_err(|error| RenderError::template(name, &error))?;
    let invalid = |reason: String| RenderError::Mjml { template: name.to_owned(), reason };
    let parsed = mrml::parse(&mjml).map_err(|error| invalid(error.to_string()))?;
    if let Some(warning) = parsed.warnings.first() {
        return Err(invalid(warning.to_string()));
    }
    // No web fonts: a mail asks nobody for anything (for privacy, and because mail programs warn of it).
    let options = RenderOptions { disable_comments: true, social_icon_origin: None, fonts: HashMap::new() };
    let html = parsed.element.render(&options).map_err(|error| invalid(error.to_string()))?;
    // What mrml does not know goes through as it is, a mistyped `mj-buton` too.
    match html.split_once("<mj-") {
        Some((_, rest)) => {
            let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
            Err(invalid(format!("there is no element mj-{name}")))
        }
        None => Ok(html),
    }
}

fn compose(name: &str, sources: &Sources) -> Result<String, minijinja::Error> {
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
    environment.get_template(name)?.render(context! {})
}

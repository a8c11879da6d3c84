//! What can go wrong when templates are loaded or filled.

use std::fmt;
use std::path::PathBuf;

/// Why a template could not be loaded or filled. No message carries a value that was to be filled in, so these
/// can be logged.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A template is malformed, or names something that its context does not have.
    #[error("template {template}: {reason}")]
    Template {
        template: String,
        /// What is wrong, with the line.
        reason: String,
    },
    /// An email's template is not valid MJML.
    #[error("template {template} is not valid MJML: {reason}")]
    Mjml {
        template: String,
        /// What is wrong.
        reason: String,
    },
    /// An email's text template does not start with its subject.
    #[error("template {template}: the first line must be \"Subject: …\", the second empty")]
    NoSubject { template: String },
    /// A file of translations is malformed.
    #[error("words {name}: {reason}")]
    Translations {
        name: String,
        /// What is wrong, with the line.
        reason: String,
    },
    /// A file of translations has a word that nothing uses.
    #[error("words {0}")]
    UnknownWord(UnknownWord),
    /// A file of overrides could not be read.
    #[error("cannot read {path}")]
    Read {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    /// A file of overrides replaces nothing.
    #[error("{path} overrides no template; there are {known}")]
    UnknownOverride {
        path: PathBuf,
        /// What could be overridden.
        known: String,
    },
    /// The template does not exist, or single locations can't replace it.
    #[error("unknown template `{name}`")]
    NotForLocations { name: String },
}

impl RenderError {
    pub(crate) fn template(template: &str, error: &minijinja::Error) -> Self {
        let place = error.name().zip(error.line());
        Self::template_at(template, error, place)
    }

    /// The same, for a template that is generated from another source, which contains the mistake.
    pub(crate) fn template_at(template: &str, error: &minijinja::Error, place: Option<(&str, usize)>) -> Self {
        let mut reason = match error.detail() {
            Some(detail) => format!("{}: {detail}", error.kind()),
            None => error.kind().to_string(),
        };
        if let Some((name, line)) = place {
            reason = format!("{reason} ({name}, line {line})");
        }
        let mut source = std::error::Error::source(error);
        while let Some(cause) = source {
            reason = format!("{reason}: {cause}");
            source = cause.source();
        }
        Self::Template { template: template.to_owned(), reason }
    }
}

/// A key of an operator's words that replaces none of the built-in ones and that no template uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownWord {
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) word: String,
    pub(crate) near: Option<String>,
}

impl fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}: `{}`: no such word", self.file, self.line, self.word)?;
        match &self.near {
            Some(near) => write!(f, "; did you mean `{near}`?"),
            None => f.write_str(", and no template of your own uses it"),
        }
    }
}

//! Filled templates.

use unic_langid::LanguageIdentifier;

/// A page, ready to be served.
#[derive(Debug, Clone)]
pub struct RenderedPage {
    /// The document.
    pub html: String,
    /// The language that it is in.
    pub language: LanguageIdentifier,
}

/// An email, ready to be put into MIME. No `Debug`: it holds the link or the code.
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

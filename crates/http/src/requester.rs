//! The client that asks for an email.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use rekey_core::{Locale, Origin};

use crate::app::SharedApp;
use crate::client_network::ClientOrigin;
use crate::input::accepted_languages;

/// The client that asks for an email through an API, as an extractor.
#[derive(Debug, Clone)]
pub(crate) struct Requester {
    /// From where.
    pub(crate) origin: Origin,
    /// In which language they would read it, as far as the browser says so.
    pub(crate) browser_locale: Option<Locale>,
}

impl FromRequestParts<SharedApp> for Requester {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &SharedApp) -> Result<Self, Infallible> {
        let Ok(ClientOrigin(origin)) = ClientOrigin::from_request_parts(parts, app).await;
        Ok(Self { origin, browser_locale: browser_locale(app, &accepted_languages(&parts.headers)) })
    }
}

/// The first of a browser's languages that we have words in.
pub(crate) fn browser_locale(app: &SharedApp, accepted: &[Locale]) -> Option<Locale> {
    let has_words =
        |wanted: &&Locale| app.renderer.negotiate(std::slice::from_ref(wanted)).language == wanted.language().language;
    accepted.iter().find(has_words).cloned()
}

//! The key of a development server that others can reach: its printed address carries it, and a cookie keeps it.

use axum::http::request::Parts;
use axum::http::{Method, StatusCode, header};
use axum::response::Response;
use rekey_core::is_known_secret;
use secrecy::SecretString;

use crate::app::App;
use crate::cookies::{Cookies, with_cookies};
use crate::input::{Fields, KeyCase};

/// The field and the cookie.
const NAME: &str = "key";

/// What a request shows.
pub(super) enum Shown {
    /// The key.
    Right,
    /// The key in the address, which goes into a cookie: addresses stay in histories.
    InAddress(Response),
    /// Not the key.
    Nothing,
}

/// Whether a request shows the key.
pub(super) fn shown(app: &App, key: &SecretString, parts: &Parts) -> Shown {
    let is_key = |text: &str| is_known_secret([key], &text.into());
    let cookies = Cookies::read(&parts.headers, app.is_https());
    if cookies.get(NAME).is_some_and(is_key) {
        return Shown::Right;
    }
    let query = Fields::parse(parts.uri.query().unwrap_or_default().as_bytes(), KeyCase::Sensitive);
    let Some(given) = query.ok().and_then(|query| query.get(NAME).filter(|text| is_key(text)).map(str::to_owned))
    else {
        return Shown::Nothing;
    };
    // Test suites ask for the list without a cookie jar.
    if parts.method != Method::GET || parts.uri.path() == "/_dev/inbox.json" {
        return Shown::Right;
    }
    let base = app.settings.public_url.path().trim_end_matches('/');
    let there = (StatusCode::SEE_OTHER, [(header::LOCATION, format!("{base}{}", parts.uri.path()))]);
    Shown::InAddress(with_cookies(there, [cookies.set(NAME, &given, None)]))
}

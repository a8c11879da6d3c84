//! `Accept-Language`, and languages as clients name them.

use axum::http::header::ACCEPT_LANGUAGE;
use rekey_core::Locale;
use rekey_http::input::accepted_languages;

/// A language is read as written, and lists are bounded.
pub(crate) fn holds(data: &[u8]) {
    let languages = accepted_languages(&crate::headers(&ACCEPT_LANGUAGE, data));
    assert!(languages.len() <= 10, "{languages:?}");
    for language in languages.iter().chain(&crate::text(data).and_then(|text| text.parse().ok())) {
        let printed = language.to_string();
        assert_eq!(printed.parse::<Locale>().as_ref(), Ok(language), "{printed:?}");
        let is_tag = printed.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        assert!(is_tag && printed.len() <= 35, "{printed:?} does not fit into a header, attribute or path");
    }
}

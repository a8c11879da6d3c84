//! `Authorization` headers (RFC 6750, RFC 7617).

use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rekey_http::input::{basic, bearer};
use secrecy::ExposeSecret as _;

/// The header is read as written, and a name and password survive the round trip.
pub(crate) fn holds(data: &[u8]) {
    let headers = crate::headers(&AUTHORIZATION, data);
    let first = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if let Some(token) = bearer(&headers) {
        assert!(first.to_ascii_lowercase().starts_with("bearer ") && first.trim_end().ends_with(token));
        assert_eq!(token.trim(), token);
        assert!(basic(&headers).is_none(), "{first:?} is of two schemes");
    }
    let Some((name, password)) = crate::text(data).and_then(|text| text.split_once('\n')) else { return };
    let encoded = STANDARD.encode(format!("{name}:{password}"));
    let value = HeaderValue::from_str(&format!("Basic {encoded}")).expect("base64 fits into a header");
    let read = basic(&HeaderMap::from_iter([(AUTHORIZATION, value)])).expect("credentials");
    // A name ends at the first colon (RFC 7617, 2).
    assert_eq!(format!("{}:{}", read.name, read.password.expose_secret()), format!("{name}:{password}"));
    assert!(!read.name.contains(':'));
}

//! The `Authorization` header.

use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;
use zeroize::Zeroizing;

/// A name and password. `Debug` shows no password.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The name.
    pub name: String,
    /// The password.
    pub password: SecretString,
}

/// The bearer token that the request carries (RFC 6750, 2.1).
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    credentials(headers, "bearer")
}

/// The name and password that the request carries (RFC 7617).
pub fn basic(headers: &HeaderMap) -> Option<Credentials> {
    let decoded = Zeroizing::new(STANDARD.decode(credentials(headers, "basic")?).ok()?);
    let (name, password) = std::str::from_utf8(&decoded).ok()?.split_once(':')?;
    Some(Credentials { name: name.to_owned(), password: password.into() })
}

fn credentials<'a>(headers: &'a HeaderMap, scheme: &str) -> Option<&'a str> {
    let (given, credentials) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    given.eq_ignore_ascii_case(scheme).then(|| credentials.trim())
}

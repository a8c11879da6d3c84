//! JWTs as text, made by a [`Signer`](crate::ports::Signer). They are secrets: their bearer can act with them (R17).

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// A signed JWT: a bearer token, or the way in after a reset.
///
/// `Debug` shows nothing, and there is no `Display`: code that writes one out must call [`Jwt::expose`].
#[derive(Clone)]
pub struct Jwt(SecretString);

impl Jwt {
    /// A JWT by its text.
    pub fn new(text: impl Into<SecretString>) -> Self {
        Self(text.into())
    }

    /// Its text, for an answer or a cookie.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Jwt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Jwt(…)")
    }
}

//! JWTs as text: what a [`Signer`](crate::ports::Signer) makes, and what whoever has one can do something with (R17).

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// A signed JWT: a bearer token, or the way in after a reset.
///
/// `Debug` shows nothing, and there is no `Display`: who writes one out says so with [`Jwt::expose`].
#[derive(Clone)]
pub struct Jwt(SecretString);

impl Jwt {
    /// A JWT by its text.
    pub fn new(text: impl Into<SecretString>) -> Self {
        Self(text.into())
    }

    /// Its text, to be put into an answer or a cookie.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Jwt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Jwt(…)")
    }
}

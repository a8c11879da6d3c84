//! The services that may ask whether a bearer token is valid.

use secrecy::SecretString;

/// A service that may ask.
#[derive(Debug, Clone)]
pub struct IntrospectionClient {
    /// Its name.
    pub id: String,
    /// Its secret.
    pub secret: SecretString,
}

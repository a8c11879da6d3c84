//! Secrets in response bodies (R17): for the caller, and nobody else.

use rekey_core::{Jwt, Token};
use secrecy::{ExposeSecret, SecretString};
use serde::{Serialize, Serializer};

/// A token in the body of an answer. `Debug` shows nothing.
#[derive(Debug, Clone)]
pub(crate) struct ResponseSecret(SecretString);

impl From<Jwt> for ResponseSecret {
    fn from(jwt: Jwt) -> Self {
        Self(jwt.expose().into())
    }
}

impl From<&Token> for ResponseSecret {
    fn from(token: &Token) -> Self {
        Self(token.expose().into())
    }
}

impl From<String> for ResponseSecret {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl Serialize for ResponseSecret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.expose_secret())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_told_in_the_body_and_never_shown() {
        let told = ResponseSecret::from("a secret".to_owned());
        assert_eq!(serde_json::to_string(&told).unwrap(), "\"a secret\"");
        assert!(!format!("{told:?}").contains("a secret"));
    }
}

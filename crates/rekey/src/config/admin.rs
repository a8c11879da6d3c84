//! `[admin]`: who may use the API for the product's own backend.

use rekey_http::AdminToken;
use serde::Deserialize;

use super::read;

/// `[admin]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AdminConfig {
    /// What that backend shows; none: nobody may.
    #[serde(deserialize_with = "read::some_text")]
    pub token: Option<AdminToken>,
}

//! `[admin]`: access for the product's own backend.

use rekey_http::AdminToken;

use super::reader::Reader;

#[derive(Debug, Clone, Default)]
pub struct AdminConfig {
    /// Without a token `/v1` is closed.
    pub token: Option<AdminToken>,
}

impl AdminConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self { token: reader.secret("token") }
    }
}

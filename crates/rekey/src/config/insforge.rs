//! `[insforge]`: what this dialect leaves to operators.

use rekey_http::RefreshTokens;

use super::reader::Reader;

#[derive(Debug, Clone, Copy, Default)]
pub struct InsforgeConfig {
    pub refresh_tokens: RefreshTokens,
}

impl InsforgeConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let parse =
            |text: &str| RefreshTokens::from_code(text).ok_or_else(|| "expected \"reusable\" or \"strict\"".to_owned());
        Self { refresh_tokens: reader.parsed("refresh_tokens", parse).unwrap_or_default() }
    }
}

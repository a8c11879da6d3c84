//! `[admin]`: access for the product's own backend.

use rekey_http::AdminToken;

use super::reader::Reader;

#[derive(Debug, Clone, Default)]
pub struct AdminConfig {
    /// Without a token `/v1` is closed. Those of `previous_tokens` are part of it.
    pub token: Option<AdminToken>,
}

impl AdminConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let (token, previous) =
            (reader.fresh_secret::<AdminToken>("token"), reader.fresh_secret_list("previous_tokens"));
        let previous = previous.unwrap_or_default();
        if !previous.is_empty() && !reader.is_set("token") {
            reader.report("previous_tokens", "needs a current token as well; set admin.token");
        }
        Self { token: token.map(|token| token.or(previous)) }
    }
}

//! What the queries of this API have in common.

use rekey_core::Locale;

use crate::input::{Fields, InputError, KeyCase};

pub(super) fn parse_query(query: Option<String>) -> Result<Fields, InputError> {
    Fields::parse(query.unwrap_or_default().as_bytes(), KeyCase::Sensitive)
}

/// The language of the emails. One that we don't know falls back to the location's: nobody should
/// lose a reset over it.
pub(super) fn parse_locale(query: &Fields) -> Option<Locale> {
    query.get("locale").and_then(|text| text.parse().ok())
}

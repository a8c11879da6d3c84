//! What both databases read of an account in the same way.

use rekey_core::account::ExternalId;

use super::corrupt::Corrupt;

/// The external id, if there is one.
pub(crate) fn external_id(text: Option<&str>) -> Result<Option<ExternalId>, Corrupt> {
    text.map(str::parse).transpose().map_err(|_| Corrupt::column("accounts.external_id"))
}

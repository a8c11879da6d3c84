//! The address that a token gives its account, as its column holds it.

use rekey_core::EmailAddress;

use super::corrupt::Corrupt;

/// The address of the column.
pub(crate) fn moves_to(column: Option<&str>) -> Result<Option<EmailAddress>, Corrupt> {
    column.map(EmailAddress::parse).transpose().map_err(|_| Corrupt::column("tokens.moves_to"))
}

//! Shadows of accounts that live in directories, as their rows hold them.

use rekey_core::directory::{DirectoryKey, Shadow};
use rekey_core::{AccountId, AddressKey};

use super::corrupt::Corrupt;

/// A placeholder for the address, which we do not keep. No email is ever sent there: the top-level domain is reserved
/// (RFC 2606).
pub(crate) fn stand_in(id: AccountId) -> String {
    format!("{}@directory.invalid", id.as_uuid())
}

/// The columns of a shadow.
#[derive(Debug)]
pub(crate) struct ShadowRow {
    pub(crate) directory: Option<String>,
    pub(crate) key: Option<String>,
    pub(crate) address: Option<[u8; 32]>,
    pub(crate) version: Option<[u8; 32]>,
}

impl ShadowRow {
    /// The shadow; none if the account is our own.
    pub(crate) fn into_shadow(self) -> Result<Option<Shadow>, Corrupt> {
        let Some(directory) = self.directory else { return Ok(None) };
        Ok(Some(Shadow {
            directory: directory.parse().map_err(|_| Corrupt::column("accounts.directory"))?,
            key: self.key.and_then(DirectoryKey::new).ok_or(Corrupt::column("accounts.directory_key"))?,
            address: self.address.map(AddressKey::from).ok_or(Corrupt::column("accounts.directory_address"))?,
            version: self.version.map(Into::into),
        }))
    }
}

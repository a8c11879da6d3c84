//! Sealing of stored secrets.

use zeroize::Zeroizing;

/// Seals what is stored and has to be read again: the secrets of second factors, and answers that are kept.
pub trait Vault: Send + Sync {
    /// The secret, sealed for this owner: an account's id, or the name of what else it belongs to.
    fn seal(&self, owner: &[u8; 16], secret: &[u8]) -> Result<Vec<u8>, VaultError>;

    /// What was sealed for this owner.
    fn open(&self, owner: &[u8; 16], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError>;
}

/// A secret can't be sealed or opened: the key is another, or the data was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sealed secret does not open")]
pub struct VaultError;

//! Data keys.

use async_trait::async_trait;

use super::StoreError;
use crate::digest::DigestKey;
use crate::time::Timestamp;

/// The steps of key keeping. Keys are stored wrapped; only their owner can open them.
#[async_trait]
pub trait KeyStore: Send + Sync {
    /// Every key that was not deleted, oldest first.
    async fn data_keys(&self) -> Result<Vec<DataKeyRow>, StoreError>;

    /// Adds a key. With `only_first`, does nothing if there is already one of the kind, so that if many nodes start at
    /// once, one creates it. `true` if it was added.
    async fn add_data_key(&self, key: DataKeyRow, only_first: bool) -> Result<bool, StoreError>;

    /// From now on, the audit records that this process writes are marked with this key.
    fn mark_records(&self, key: &DigestKey);

    /// Puts `wrapped` in place of what the key was wrapped as until now. `false` if that is no longer so: somebody
    /// else did it meanwhile.
    async fn rewrap_data_key(&self, id: &str, until_now: &[u8], wrapped: &[u8]) -> Result<bool, StoreError>;
}

/// What a data key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DataKeyKind {
    /// Signs JWTs.
    Signing,
    /// Makes keyed digests.
    Digest,
    /// Seals the secrets of second factors.
    Totp,
}

impl DataKeyKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Signing, Self::Digest, Self::Totp];

    /// The stable name, used in storage and output.
    pub fn code(self) -> &'static str {
        match self {
            Self::Signing => "signing",
            Self::Digest => "digest",
            Self::Totp => "totp",
        }
    }

    /// The kind with this [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A wrapped key.
#[derive(Debug, Clone)]
pub struct DataKeyRow {
    /// Its name; a signing key's `kid`.
    pub id: String,
    /// What it is for.
    pub kind: DataKeyKind,
    /// The key, sealed under the setting `secret`.
    pub wrapped: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when it is used; a signing key is in JWKS before that.
    pub active_at: Timestamp,
}

//! Systems that keep accounts elsewhere.

use async_trait::async_trait;

use super::HashError;
use crate::directory::{DirectoryEntry, DirectoryError, DirectoryKey, PasswordWrite, Remark, SealedPassword};
use crate::email_address::EmailAddress;
use crate::policy::{BrokenRule, Password};
use crate::work::Work;

/// A directory. Every call has a deadline of its own, well below [`WRITE_TIME`](crate::directory::WRITE_TIME), and may
/// come twice.
#[async_trait]
pub trait Directory: Send + Sync {
    /// The accounts with this canonical address, including shut ones. Anything else that the directory matches is left
    /// out.
    async fn find(&self, address: &EmailAddress) -> Result<Vec<DirectoryEntry>, DirectoryError>;

    /// The account with this key.
    async fn get(&self, key: &DirectoryKey) -> Result<Option<DirectoryEntry>, DirectoryError>;

    /// The password in the directory's format. Done before anything is written, because it may take a while.
    async fn seal(&self, work: &Work, password: &Password) -> Result<SealedPassword, HashError>;

    /// Sets a password if the previous one is unchanged, opens the account, and ends its sessions.
    async fn set_password(&self, write: &PasswordWrite) -> Result<(), WriteError>;

    /// Shuts an account whose owner said "this wasn't me", as far as the directory can: its sessions end, and it stays
    /// shut until its password is set.
    async fn shut(&self, key: &DirectoryKey) -> Result<(), DirectoryError>;

    /// Whether sessions are known to end with [`set_password`](Self::set_password) and [`shut`](Self::shut), so that
    /// pages and emails may say so. Calls nothing.
    fn ends_sessions(&self) -> bool;

    /// What an operator should know besides that it answers: privileges, rules, and a rehearsal of a write to the
    /// account with this address. Changes nothing.
    async fn examine(&self, _address: Option<&EmailAddress>) -> Result<Vec<Remark>, DirectoryError> {
        Ok(Vec::new())
    }
}

/// Why a directory did not set a password.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// It breaks the directory's own rules. Nothing was changed.
    #[error("the directory refused the password by {} rules", .0.len())]
    Refused(Vec<BrokenRule>),
    /// The password is no longer the one that was to be replaced.
    #[error("the password was changed meanwhile")]
    Changed,
    /// The account is gone, or may not be changed. Nothing was changed.
    #[error("the directory has no such account any more")]
    Gone,
    /// Nothing was changed.
    #[error(transparent)]
    NotDone(DirectoryError),
    /// Nobody knows yet.
    #[error("{0}; the password may be set all the same")]
    Unclear(DirectoryError),
}

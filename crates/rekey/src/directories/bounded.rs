//! A directory whose look-ups leave room for people who hold a link.

use async_trait::async_trait;
use rekey_core::directory::{DirectoryEntry, DirectoryError, DirectoryKey, PasswordWrite, Remark, SealedPassword};
use rekey_core::ports::{Directory, HashError, WriteError};
use rekey_core::{EmailAddress, Password, Work};
use tokio::sync::Semaphore;

/// A directory, half of whose calls are for look-ups by address. Strangers cause those, by asking for emails; every other
/// call is made for somebody who holds a link.
pub(super) struct Bounded {
    directory: Box<dyn Directory>,
    look_ups: Semaphore,
}

impl Bounded {
    /// A directory that takes so many calls at once. One that takes a single call can't spare it: people wait for one
    /// look-up at most.
    pub(super) fn new(directory: impl Directory + 'static, calls: usize) -> Self {
        Self { directory: Box::new(directory), look_ups: Semaphore::new((calls / 2).max(1)) }
    }
}

#[async_trait]
impl Directory for Bounded {
    async fn find(&self, address: &EmailAddress) -> Result<Vec<DirectoryEntry>, DirectoryError> {
        // The semaphore is never closed.
        let _turn = self.look_ups.acquire().await;
        self.directory.find(address).await
    }

    async fn get(&self, key: &DirectoryKey) -> Result<Option<DirectoryEntry>, DirectoryError> {
        self.directory.get(key).await
    }

    async fn seal(&self, work: &Work, password: &Password) -> Result<SealedPassword, HashError> {
        self.directory.seal(work, password).await
    }

    async fn set_password(&self, write: &PasswordWrite) -> Result<(), WriteError> {
        self.directory.set_password(write).await
    }

    async fn shut(&self, key: &DirectoryKey) -> Result<(), DirectoryError> {
        self.directory.shut(key).await
    }

    fn ends_sessions(&self) -> bool {
        self.directory.ends_sessions()
    }

    async fn examine(&self, address: Option<&EmailAddress>) -> Result<Vec<Remark>, DirectoryError> {
        self.directory.examine(address).await
    }
}

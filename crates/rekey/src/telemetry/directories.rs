//! A directory whose calls are counted and timed.

use std::sync::Arc;

use async_trait::async_trait;
use rekey_core::directory::{
    DirectoryEntry, DirectoryError, DirectoryKey, DirectoryName, PasswordWrite, Remark, SealedPassword,
};
use rekey_core::ports::{Clock, Directory, HashError, WriteError};
use rekey_core::time::until;
use rekey_core::{EmailAddress, Password, Work};

use super::meter::{DirectoryOutcome, Meter};

/// A directory of the settings, and who counts.
pub(crate) struct Measured {
    directory: Arc<dyn Directory>,
    name: DirectoryName,
    meter: Arc<Meter>,
    clock: Arc<dyn Clock>,
}

impl Measured {
    pub(crate) fn new(
        name: DirectoryName,
        directory: Arc<dyn Directory>,
        meter: Arc<Meter>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { directory, name, meter, clock }
    }

    async fn measure<T, E>(
        &self,
        call: &'static str,
        work: impl Future<Output = Result<T, E>>,
        outcome: impl FnOnce(&E) -> DirectoryOutcome,
    ) -> Result<T, E> {
        let begun = self.clock.now();
        let done = work.await;
        let outcome = done.as_ref().err().map_or(DirectoryOutcome::Done, outcome);
        self.meter.tell_directory(&self.name, call, outcome, until(self.clock.now(), begun));
        done
    }
}

fn unavailable(_: &DirectoryError) -> DirectoryOutcome {
    DirectoryOutcome::Unavailable
}

fn of_write(error: &WriteError) -> DirectoryOutcome {
    match error {
        WriteError::Refused(_) | WriteError::Changed | WriteError::Gone => DirectoryOutcome::Refused,
        WriteError::NotDone(_) => DirectoryOutcome::Unavailable,
        WriteError::Unclear(_) => DirectoryOutcome::Unclear,
    }
}

#[async_trait]
impl Directory for Measured {
    async fn find(&self, address: &EmailAddress) -> Result<Vec<DirectoryEntry>, DirectoryError> {
        self.measure("find", self.directory.find(address), unavailable).await
    }

    async fn get(&self, key: &DirectoryKey) -> Result<Option<DirectoryEntry>, DirectoryError> {
        self.measure("get", self.directory.get(key), unavailable).await
    }

    async fn seal(&self, work: &Work, password: &Password) -> Result<SealedPassword, HashError> {
        self.directory.seal(work, password).await
    }

    async fn set_password(&self, write: &PasswordWrite) -> Result<(), WriteError> {
        self.measure("set_password", self.directory.set_password(write), of_write).await
    }

    async fn shut(&self, key: &DirectoryKey) -> Result<(), DirectoryError> {
        self.measure("shut", self.directory.shut(key), unavailable).await
    }

    fn ends_sessions(&self) -> bool {
        self.directory.ends_sessions()
    }

    async fn examine(&self, address: Option<&EmailAddress>) -> Result<Vec<Remark>, DirectoryError> {
        self.directory.examine(address).await
    }
}

//! Where a server lives: folders of its own, gone when it is.

use std::path::Path;

use anyhow::Result;
use tempfile::{Builder, TempDir};

/// Memory that looks like a folder, where there is such a thing.
const MEMORY: &str = "/dev/shm";

/// What differs from server to server.
pub(crate) struct Site {
    folder: TempDir,
    mails: TempDir,
    /// The setting `database_url`.
    pub(crate) database_url: String,
}

impl Site {
    /// One whose database is elsewhere.
    pub(crate) fn on(database_url: impl Into<String>) -> Result<Self> {
        let mut builder = Builder::new();
        builder.prefix("rekey-bench-");
        let in_memory = Path::new(MEMORY).is_dir();
        // Mails are to cost no more than they must: their disk is not what is measured.
        let mails = if in_memory { builder.tempdir_in(MEMORY)? } else { builder.tempdir()? };
        Ok(Self { folder: builder.tempdir()?, mails, database_url: database_url.into() })
    }

    /// Where the server may write what it likes.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where mails go.
    pub(crate) fn mails(&self) -> &Path {
        self.mails.path()
    }
}

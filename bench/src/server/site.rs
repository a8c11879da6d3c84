//! A server's own folder, removed with it.

use std::path::Path;

use anyhow::Result;
use tempfile::{Builder, TempDir};

/// The settings that differ from server to server.
pub(crate) struct Site {
    folder: TempDir,
    /// The setting `database_url`.
    pub(crate) database_url: String,
}

impl Site {
    /// One whose database is elsewhere.
    pub(crate) fn on(database_url: impl Into<String>) -> Result<Self> {
        let folder = Builder::new().prefix("rekey-bench-").tempdir()?;
        Ok(Self { folder, database_url: database_url.into() })
    }

    /// Where the server may write.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

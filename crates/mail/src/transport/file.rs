//! Writes mails into a folder.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use async_trait::async_trait;

use super::{SendError, SendErrorKind, Transport};
use crate::message::OutgoingMail;

/// Writes each mail into a folder as an `.eml` file of its own, which appears whole or not at all. The files hold
/// links and codes, so only their owner may read them.
#[derive(Debug)]
pub struct FileTransport {
    folder: PathBuf,
}

impl FileTransport {
    /// Writes into this folder, which is made if it is missing.
    pub fn new(folder: impl Into<PathBuf>) -> io::Result<Self> {
        let folder = folder.into();
        fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }
}

#[async_trait]
impl Transport for FileTransport {
    async fn send(&self, mail: &OutgoingMail) -> Result<(), SendError> {
        // Files sort by the time of their mails.
        let name = format!("{}-{}", mail.at().as_millisecond(), mail.id());
        let (folder, source) = (self.folder.clone(), mail.source().to_owned());
        tokio::task::spawn_blocking(move || write(&folder, &name, &source))
            .await
            .map_err(io::Error::other)
            .flatten()
            .map_err(|error| SendError::new(SendErrorKind::Transient, format!("writing the file: {error}")))
    }
}

fn write(folder: &Path, name: &str, source: &[u8]) -> io::Result<()> {
    let unfinished = folder.join(format!(".{name}.part"));
    let written = create(&unfinished).and_then(|mut file| {
        file.write_all(source)?;
        file.sync_all()?;
        fs::rename(&unfinished, folder.join(format!("{name}.eml")))
    });
    if written.is_err() {
        // The folder may be gone or full; that was said already.
        let _ = fs::remove_file(&unfinished);
    }
    written
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

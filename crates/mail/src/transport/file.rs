//! Writes emails into a folder.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use async_trait::async_trait;

use super::{Accepted, SendError, SendErrorKind, Transport};
use crate::message::OutgoingMail;

/// Writes each email into a folder as an `.eml` file of its own, which appears whole or not at all. The files hold
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

    /// Works on the folder and an email's source, off the async threads.
    async fn blocking(
        &self,
        mail: &OutgoingMail,
        work: impl FnOnce(&Path, &[u8]) -> io::Result<()> + Send + 'static,
    ) -> Result<(), SendError> {
        let (folder, source) = (self.folder.clone(), mail.source().to_owned());
        tokio::task::spawn_blocking(move || work(&folder, &source))
            .await
            .map_err(io::Error::other)
            .flatten()
            .map_err(|error| SendError::new(SendErrorKind::Transient, format!("writing the file: {error}")))
    }
}

#[async_trait]
impl Transport for FileTransport {
    async fn send(&self, mail: &OutgoingMail) -> Result<Accepted, SendError> {
        // Files sort by the time of their emails.
        let name = format!("{}-{}", mail.at().as_millisecond(), mail.id());
        self.blocking(mail, move |folder, source| write(folder, &name, source)).await?;
        Ok(Accepted::default())
    }

    /// Writes the email where nobody looks for emails, and removes it again.
    async fn rehearse(&self, mail: &OutgoingMail) -> Result<(), SendError> {
        let unfinished = format!(".{}.part", mail.id());
        self.blocking(mail, move |folder, source| {
            write_unfinished(&folder.join(unfinished), source, |path| fs::remove_file(path))
        })
        .await
    }
}

fn write(folder: &Path, name: &str, source: &[u8]) -> io::Result<()> {
    let finished = folder.join(format!("{name}.eml"));
    write_unfinished(&folder.join(format!(".{name}.part")), source, |unfinished| fs::rename(unfinished, finished))
}

/// Writes a file, has `finish` rename or remove it, and leaves nothing behind if any of that fails.
fn write_unfinished(path: &Path, source: &[u8], finish: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
    let written = create(path).and_then(|mut file| {
        file.write_all(source)?;
        file.sync_all()?;
        finish(path)
    });
    if written.is_err() {
        // The folder may be gone or full, which is reported already.
        let _ = fs::remove_file(path);
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

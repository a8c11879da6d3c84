//! Where logos and icons are found.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rekey_core::image::{Image, MOST_IMAGE_BYTES_READ};

use crate::file_error::reason;

/// Images by the names that settings give their files.
#[derive(Debug, Clone)]
pub enum ImageFiles {
    /// Files, relative to this folder.
    In(PathBuf),
    /// Those that were handed over, and no files of this machine.
    Given(Arc<BTreeMap<String, Image>>),
}

impl Default for ImageFiles {
    fn default() -> Self {
        Self::In(PathBuf::new())
    }
}

impl ImageFiles {
    /// The image of this name, or what is wrong.
    pub(super) fn read(&self, name: &Path) -> Result<Image, String> {
        match self {
            Self::In(folder) => {
                // A file that is too large is not read to its end.
                let mut bytes = Vec::new();
                let most = MOST_IMAGE_BYTES_READ as u64;
                let read = File::open(folder.join(name)).and_then(|file| file.take(most).read_to_end(&mut bytes));
                read.map_err(|error| format!("can't be read: {}", reason(&error)))?;
                Image::new(bytes).map_err(|error| error.to_string())
            }
            Self::Given(images) => {
                let image = name.to_str().and_then(|name| images.get(name)).cloned();
                image.ok_or_else(|| "choose the file again".to_owned())
            }
        }
    }
}

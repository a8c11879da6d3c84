//! The directories that locations name.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::directory::{DirectoryError, DirectoryName};
use crate::error::Fault;
use crate::ports::Directory;

/// The directories, by name.
#[derive(Clone, Default)]
pub struct Directories(Arc<BTreeMap<DirectoryName, Arc<dyn Directory>>>);

impl Directories {
    /// Whether no directory is set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each with its name.
    pub fn iter(&self) -> impl Iterator<Item = (&DirectoryName, &Arc<dyn Directory>)> {
        self.0.iter()
    }

    /// The directory of this name, which a location or a row refers to.
    pub fn get(&self, name: &DirectoryName) -> Result<&Arc<dyn Directory>, Fault> {
        self.0.get(name).ok_or_else(|| Fault::Directory(DirectoryError::Unknown(name.clone())))
    }

    /// Whether a reset ends the sessions of the accounts that live there; `None`: among our own, where it always does.
    pub fn end_sessions(&self, home: Option<&DirectoryName>) -> bool {
        home.is_none_or(|name| self.0.get(name).is_some_and(|directory| directory.ends_sessions()))
    }

    /// Whether a reset ends the sessions of every account.
    pub fn all_end_sessions(&self) -> bool {
        self.0.values().all(|directory| directory.ends_sessions())
    }
}

impl FromIterator<(DirectoryName, Arc<dyn Directory>)> for Directories {
    fn from_iter<I: IntoIterator<Item = (DirectoryName, Arc<dyn Directory>)>>(directories: I) -> Self {
        Self(Arc::new(directories.into_iter().collect()))
    }
}

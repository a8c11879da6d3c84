//! A disk that is easily filled.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// What a disk gives out at once.
const PAGE: usize = 4_096;

/// A disk of some megabytes, in memory.
pub(crate) struct SmallDisk(TempDir);

impl SmallDisk {
    pub(crate) fn mount() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=64m,mode=700", "tmpfs"]).arg(folder.path()).output();
        let mounted = mounted.expect("this test needs the program mount");
        let said = String::from_utf8_lossy(&mounted.stderr);
        assert!(
            mounted.status.success(),
            "this test mounts a small disk of its own, which needs root and, in a container, the right to mount: {said}"
        );
        Self(folder)
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    fn filler(&self) -> PathBuf {
        self.path().join("filler")
    }

    /// Writes until not a byte more fits.
    pub(crate) fn fill(&self) {
        self.fill_but(0);
    }

    /// Writes until so many pages of 4 KiB are left.
    pub(crate) fn fill_but(&self, pages: u64) {
        let mut file = File::create(self.filler()).unwrap();
        let block = [0; PAGE];
        let error = loop {
            if let Err(error) = file.write_all(&block) {
                break error;
            }
        };
        assert_eq!(error.kind(), ErrorKind::StorageFull, "{error}");
        let length = file.metadata().unwrap().len();
        file.set_len(length - pages * PAGE as u64).unwrap();
    }

    pub(crate) fn make_room(&self) {
        std::fs::remove_file(self.filler()).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: the server may hold files open until it is dropped, too.
        drop(Command::new("umount").arg("--lazy").arg(self.path()).status());
    }
}

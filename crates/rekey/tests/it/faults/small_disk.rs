//! A disk that is easily filled.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A disk of some megabytes, in memory.
pub(super) struct SmallDisk(TempDir);

impl SmallDisk {
    pub(super) fn mount() -> Self {
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

    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    fn filler(&self) -> PathBuf {
        self.path().join("filler")
    }

    /// Writes until not a byte more fits.
    pub(super) fn fill(&self) {
        let mut file = File::create(self.filler()).unwrap();
        let block = [0; 4_096];
        let error = loop {
            if let Err(error) = file.write_all(&block) {
                break error;
            }
        };
        assert_eq!(error.kind(), ErrorKind::StorageFull, "{error}");
    }

    pub(super) fn make_room(&self) {
        std::fs::remove_file(self.filler()).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: the server may hold files open until it is dropped, too.
        drop(Command::new("umount").arg("--lazy").arg(self.path()).status());
    }
}

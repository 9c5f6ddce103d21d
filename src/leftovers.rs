//! Tells what a killed run has left behind from what a running one still needs.
//!
//! A run holds a lock on a file for as long as it lives, and the kernel releases the lock however the run ends. So
//! a file without a lock means that the run is over, and that what the file describes is left over. Only files of
//! this user count. A file gets its name only when it is locked already, so it never looks left over too early.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use nix::fcntl::OFlag;
use nix::unistd::geteuid;

use crate::atomic_file;

/// A file that is locked as long as this value lives.
#[derive(Debug)]
pub(crate) struct HeldFile {
    path: PathBuf,
    _file: File,
}

/// Makes the file `path` with this content, and holds a lock on it until the value goes. The file stays.
///
/// # Errors
/// When it can't be written there.
pub(crate) fn hold(path: &Path, content: &[u8]) -> io::Result<HeldFile> {
    let file = atomic_file::beside(path, content)?;
    file.as_file().lock()?;
    let file = file.persist(path).map_err(|error| error.error)?;
    Ok(HeldFile { path: path.to_owned(), _file: file })
}

impl HeldFile {
    /// The file's path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

/// The file `path`, if it is one of this user's whose run is over. This run holds the lock on it until the value
/// goes.
pub(crate) fn abandoned(path: &Path) -> Option<File> {
    let safely = (OFlag::O_NOFOLLOW | OFlag::O_NONBLOCK).bits();
    let file = OpenOptions::new().read(true).write(true).custom_flags(safely).open(path).ok()?;
    let metadata = file.metadata().ok()?;
    let ours = metadata.is_file() && metadata.uid() == geteuid().as_raw();
    (ours && file.try_lock().is_ok()).then_some(file)
}

/// Removes the directories in `parent` whose names begin with `prefix` and in which the file `lock` says
/// that their run is over.
pub(crate) fn remove_directories(parent: &Path, prefix: &str, lock: &str) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let named = entry.file_name().to_str().is_some_and(|name| name.starts_with(prefix));
        let ours =
            entry.metadata().is_ok_and(|metadata| metadata.is_dir() && metadata.uid() == geteuid().as_raw());
        if named && ours && abandoned(&entry.path().join(lock)).is_some() {
            // Another run may be at it too; what is left goes next time.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_is_not_abandoned_and_what_was_let_go_is() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("run");
        let held = hold(&path, b"content").unwrap();
        assert!(abandoned(&path).is_none());
        drop(held);
        assert!(abandoned(&path).is_some());
        assert_eq!(fs::read(&path).unwrap(), b"content");
    }

    #[test]
    fn links_and_other_kinds_are_nobodys_leftovers() {
        let directory = tempfile::tempdir().unwrap();
        let (real, link) = (directory.path().join("real"), directory.path().join("link"));
        drop(hold(&real, b"").unwrap());
        std::os::unix::fs::symlink(&real, &link).unwrap();
        assert!(abandoned(&link).is_none());
        assert!(abandoned(directory.path()).is_none());
        nix::unistd::mkfifo(&directory.path().join("fifo"), nix::sys::stat::Mode::S_IRWXU).unwrap();
        assert!(abandoned(&directory.path().join("fifo")).is_none());
    }

    #[test]
    fn only_directories_of_runs_that_are_over_are_removed() {
        let parent = tempfile::tempdir().unwrap();
        let make = |name: &str| {
            let directory = parent.path().join(name);
            fs::create_dir(&directory).unwrap();
            directory
        };
        let (dead, alive, unlocked, other) =
            (make("run-dead"), make("run-alive"), make("run-unlocked"), make("other"));
        drop(hold(&dead.join("lock"), b"").unwrap());
        drop(hold(&other.join("lock"), b"").unwrap());
        let _held = hold(&alive.join("lock"), b"").unwrap();
        std::os::unix::fs::symlink(&other, parent.path().join("run-link")).unwrap();
        remove_directories(parent.path(), "run-", "lock");
        assert!(!dead.exists());
        assert!(alive.exists() && unlocked.exists() && other.join("lock").exists());
    }
}

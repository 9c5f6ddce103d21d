//! Where the program keeps what it can make again: `$XDG_CACHE_HOME/nix-docker`.
//!
//! Nix evaluates what is in it, apt reads it, and digests of layers are taken from it. So no other user may be
//! able to write there ([`trust`]); a home in which others can, such as another user's under sudo, is not used.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use nix::sys::statvfs::statvfs;
use nix::unistd::geteuid;

use crate::interrupt::Scratch;
use crate::users::Users;
use crate::{report, trust};

/// A file system with fewer free bytes counts as full: the Nix files that are unpacked there need more.
const LEAST: u64 = 4 << 20;

/// The cache directory. If there is no home for it, it is a temporary one that is removed with this value.
#[derive(Debug)]
pub(crate) struct Cache {
    path: PathBuf,
    _scratch: Option<Scratch>,
}

impl Cache {
    /// Finds the directory, and makes it if it is not there.
    ///
    /// It is in `$XDG_CACHE_HOME`, else in `~/.cache` (XDG Base Directory Specification), where the home is
    /// `$HOME`, else what /etc/passwd says; without a home it is a directory for this run alone.
    ///
    /// # Errors
    /// When `XDG_CACHE_HOME` names a place that can't be used, or nothing at all can be written.
    pub(crate) fn open() -> Result<Self> {
        let absolute = |name| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        if let Some(parent) = absolute("XDG_CACHE_HOME") {
            let path = in_home(&parent)
                .context("can't use the cache directory: set XDG_CACHE_HOME to a directory of your own")?;
            return Ok(Self { path, _scratch: None });
        }
        let user = Users::new(Path::new("/")).user(&geteuid().to_string());
        let of_user = user.ok().map(|user| PathBuf::from(user.home)).filter(|home| home.is_absolute());
        let mut homes: Vec<PathBuf> = [absolute("HOME"), of_user].into_iter().flatten().collect();
        homes.dedup();
        // Users without a home have `/` in its place.
        for home in homes.iter().filter(|home| home.parent().is_some() && home.is_dir()) {
            match in_home(&home.join(".cache")) {
                Ok(path) => return Ok(Self { path, _scratch: None }),
                Err(error) => report::note(format_args!("the cache can't be in {}: {error}", home.display())),
            }
        }
        report::note("there is no home to keep anything in between runs; XDG_CACHE_HOME can name a place");
        let scratch = Scratch::new()?;
        Ok(Self { path: scratch.path().to_owned(), _scratch: Some(scratch) })
    }

    /// The directory.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The error of a run; if it came from a full file system, and the cache is on that one, it says what to do.
    pub(crate) fn explain(&self, error: anyhow::Error) -> anyhow::Error {
        let of_system = error.chain().filter_map(|cause| cause.downcast_ref::<std::io::Error>());
        let mut kinds = of_system.map(std::io::Error::kind);
        let is_full = kinds.any(|kind| matches!(kind, ErrorKind::StorageFull | ErrorKind::QuotaExceeded));
        if !is_full || !self.has_no_room() {
            return error;
        }
        anyhow!(
            "there is no room left for the cache in {}: make some, or set XDG_CACHE_HOME to a directory that has",
            self.path.display()
        )
    }

    fn has_no_room(&self) -> bool {
        statvfs(&self.path).is_ok_and(|room| {
            room.blocks_available() * room.fragment_size() < LEAST || room.files_available() == 0
        })
    }
}

/// The cache directory in `parent`, with what is in it.
fn in_home(parent: &Path) -> Result<PathBuf, trust::Error> {
    let path = trust::own_directory(&parent.join("nix-docker"))?;
    // It may have been made when others could write there, by a run with another umask.
    for entry in std::fs::read_dir(&path).into_iter().flatten().flatten() {
        match trust::directory(&entry.path()) {
            // It was another run's, which has ended meanwhile.
            Err(trust::Error::Io { source, .. }) if source.kind() == ErrorKind::NotFound => {}
            checked => drop(checked?),
        }
    }
    Ok(path)
}

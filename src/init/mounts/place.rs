//! Paths in a unit's root: found, and made where something is to be mounted.
//!
//! The directories on the way may belong to the unit's user, who can exchange them meanwhile: what was found is used
//! by its descriptor, and nothing is made through a user's link (see [`crate::safe_path`]).

use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::fcntl::readlink;

use crate::safe_path::{self, Handle};

/// A path, with links followed as far as it exists.
pub(super) struct Place {
    /// The path in the unit's root.
    pub path: PathBuf,
    /// The file at the path, if there is one.
    pub node: Option<Handle>,
}

/// Looks for a path of the unit's root, which is at `base`.
pub(super) fn find(base: &Path, path: &Path) -> Result<Place, Errno> {
    let there = |node: Handle| {
        let found = PathBuf::from(readlink(&node.magic_link())?);
        let inside = found.strip_prefix(base).map_err(|_| Errno::ENOLINK)?;
        Ok(Place { path: Path::new("/").join(inside), node: Some(node) })
    };
    match Handle::readable(base, path) {
        Ok(node) => there(node),
        Err(errno) => match (errno, safe_path::split(path)) {
            (Errno::ENOENT, Ok((above, name))) => {
                Ok(Place { path: find(base, above)?.path.join(name), node: None })
            }
            // Something may be mounted over anybody's file, as long as it is not a link.
            (Errno::ENOLINK, Ok((above, name))) => {
                let entry = Handle::readable(base, above)?.entry(name)?;
                if entry.is_link() { Err(errno) } else { there(entry) }
            }
            _ => Err(errno),
        },
    }
}

/// Makes a directory, or an empty file, to mount something on.
pub(super) fn make(base: &Path, path: &Path, directory: bool) -> Result<Handle, Errno> {
    if directory {
        return Handle::make_directory(base, path, 0o755);
    }
    safe_path::touch(base, path)?;
    Handle::readable(base, path)
}

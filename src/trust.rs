//! Whether files on the disk can be trusted: only this user and root can have written them.
//!
//! A directory's content is decided by its owner, by whoever may write to it, and by whoever may put another
//! directory in its place. So all directories above it count too, once symbolic links are resolved. A sticky bit,
//! as /tmp has, keeps others from replacing what is not theirs. A group with nobody else in it, which many systems
//! give to each user, does no harm.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use nix::unistd::geteuid;

use crate::users::Users;

/// Why something is not to be trusted.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// It belongs to another user.
    #[error("{path} belongs to the user {owner}")]
    Foreign {
        /// The file or directory, or a directory above it.
        path: PathBuf,
        /// Its owner's number.
        owner: u32,
    },
    /// Other users may change it.
    #[error("others can write to {path} (mode {mode:04o})")]
    Writable {
        /// The file or directory, or a directory above it.
        path: PathBuf,
        /// The twelve low bits of its mode.
        mode: u32,
    },
    /// It can't be made or looked at.
    #[error("{path}: {source}")]
    Io {
        /// The file or directory, or a directory above it.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
}

impl Error {
    fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { path: path.to_owned(), source }
    }
}

/// The real path of a directory of this user's own, which is made, with those above it, if it is not there.
///
/// # Errors
/// [`Error`] when others could have put something there. Nothing is made then.
pub(crate) fn own_directory(path: &Path) -> Result<PathBuf, Error> {
    let exists = |path: &&Path| path.symlink_metadata().is_ok();
    let above = path.ancestors().skip(1).find(exists).unwrap_or(Path::new("/"));
    place(above)?;
    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(Error::io(path))?;
    directory(path)
}

/// The real path of a directory that is there, and whose content only this user and root can have written.
///
/// # Errors
/// [`Error`] when others could have put something there.
pub(crate) fn directory(path: &Path) -> Result<PathBuf, Error> {
    let path = place(path)?;
    let metadata = fs::symlink_metadata(&path).map_err(Error::io(&path))?;
    own(&path, &metadata)?;
    Ok(path)
}

/// The real path of a directory in which others can't replace what is this user's.
///
/// # Errors
/// [`Error`] when others could replace them.
pub(crate) fn place(path: &Path) -> Result<PathBuf, Error> {
    let path = fs::canonicalize(path).map_err(Error::io(path))?;
    for part in path.ancestors() {
        let metadata = fs::symlink_metadata(part).map_err(Error::io(part))?;
        let is_sticky = metadata.is_dir() && metadata.mode() & 0o1000 != 0;
        match own(part, &metadata) {
            Err(Error::Writable { .. }) if is_sticky => {}
            checked => checked?,
        }
    }
    Ok(path)
}

/// The content of a file that nobody else can have written; none where there is no such file.
pub(crate) fn read(path: &Path) -> Option<Vec<u8>> {
    let flags = nix::libc::O_NOFOLLOW | nix::libc::O_NONBLOCK;
    let mut file = File::options().read(true).custom_flags(flags).open(path).ok()?;
    let metadata = file.metadata().ok()?;
    if !metadata.is_file() || own(path, &metadata).is_err() {
        return None;
    }
    let mut content = Vec::new();
    file.read_to_end(&mut content).ok()?;
    Some(content)
}

/// Checks that a file is root's or this user's, and that nobody else may write to it.
fn own(path: &Path, metadata: &Metadata) -> Result<(), Error> {
    let owner = metadata.uid();
    if owner != 0 && owner != geteuid().as_raw() {
        return Err(Error::Foreign { path: path.to_owned(), owner });
    }
    let by_group = metadata.mode() & 0o020 != 0 && !is_private(metadata.gid());
    if by_group || metadata.mode() & 0o002 != 0 {
        return Err(Error::Writable { path: path.to_owned(), mode: metadata.mode() & 0o7777 });
    }
    Ok(())
}

/// Whether nobody but root and this user is in a group.
fn is_private(gid: u32) -> bool {
    let users = Users::new(Path::new("/"));
    let alone = || {
        let user = users.user(&geteuid().to_string()).ok()?;
        let group = users.group(&gid.to_string()).ok()?;
        Some(group.name == user.name && group.members.iter().all(|member| *member == user.name))
    };
    gid == 0 || alone().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use nix::unistd::{Uid, chown};

    use super::*;
    use crate::testing::needs;

    fn mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_directory_below_a_sticky_one_is_made_for_its_owner_alone() {
        let directory = tempfile::tempdir().unwrap();
        mode(directory.path(), 0o1777);
        let own = own_directory(&directory.path().join("a/b")).unwrap();
        assert_eq!(fs::metadata(&own).unwrap().mode() & 0o7777, 0o700);
        assert_eq!(own_directory(&own).unwrap(), own);
    }

    #[test]
    fn a_directory_that_others_can_write_to_or_replace_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a");
        fs::create_dir(&path).unwrap();
        mode(&path, 0o1777);
        assert!(matches!(own_directory(&path), Err(Error::Writable { .. })));
        mode(&path, 0o700);
        mode(directory.path(), 0o777);
        assert!(matches!(own_directory(&path), Err(Error::Writable { .. })));
        assert!(matches!(own_directory(&directory.path().join("new")), Err(Error::Writable { .. })));
        assert!(!directory.path().join("new").exists());
    }

    #[test]
    fn a_link_leads_to_what_is_judged() {
        let directory = tempfile::tempdir().unwrap();
        let (real, link) = (directory.path().join("real"), directory.path().join("link"));
        fs::create_dir(&real).unwrap();
        symlink(&real, &link).unwrap();
        assert_eq!(own_directory(&link).unwrap(), fs::canonicalize(&real).unwrap());
        mode(&real, 0o777);
        assert!(own_directory(&link).is_err());
    }

    #[test]
    fn what_belongs_to_another_user_is_not_believed() {
        if !needs::has_root() {
            return;
        }
        let directory = tempfile::tempdir().unwrap();
        let (file, below) = (directory.path().join("file"), directory.path().join("theirs"));
        fs::write(&file, "text").unwrap();
        fs::create_dir(&below).unwrap();
        assert_eq!(read(&file).as_deref(), Some(b"text".as_slice()));
        for path in [&file, &below] {
            chown(path, Some(Uid::from_raw(12345)), None).unwrap();
        }
        assert_eq!(read(&file), None);
        let error = own_directory(&below.join("nix-docker")).unwrap_err().to_string();
        assert_eq!(error, format!("{} belongs to the user 12345", below.display()));
        assert!(!below.join("nix-docker").exists());
    }

    #[test]
    fn links_pipes_and_files_that_others_can_write_are_not_read() {
        let directory = tempfile::tempdir().unwrap();
        let (file, link, pipe) =
            (directory.path().join("file"), directory.path().join("link"), directory.path().join("pipe"));
        fs::write(&file, "text").unwrap();
        symlink(&file, &link).unwrap();
        nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
        assert_eq!((read(&link), read(&pipe)), (None, None));
        mode(&file, 0o666);
        assert_eq!(read(&file), None);
    }
}

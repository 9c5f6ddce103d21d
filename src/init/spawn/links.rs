//! The links and directories that a unit has in place of mounts: [`StandIn`].

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use nix::errno::Errno;
use nix::fcntl::{AtFlags, readlinkat};
use nix::unistd::{Gid, Uid, UnlinkatFlags, fchownat, symlinkat, unlinkat};

use super::SpawnFailure;
use crate::init::identity::Identity;
use crate::init::unit::{Link, StandIn};
use crate::safe_path::{self, Handle, ROOT, explained, failed};

/// systemd's exit status where the file system could not be set up: systemd.exec(5), "Process Exit Codes".
pub(crate) const NAMESPACE: i32 = 226;

/// Makes those that do not exist yet; `tmp` is the unit's directory for /tmp, whose links belong to the unit's user.
pub(crate) fn make(
    stand_in: &StandIn,
    owner: Option<&Identity>,
    tmp: Option<&Path>,
) -> Result<(), SpawnFailure> {
    for path in &stand_in.directories {
        if fs::symlink_metadata(path).is_err() {
            Handle::make_directory(Path::new(ROOT), path, 0o755).map_err(|errno| {
                SpawnFailure::new(NAMESPACE, failed("make the directory", path)(errno).to_string())
            })?;
        }
    }
    for link in &stand_in.links {
        make_one(link)?;
    }
    let (Some(links), Some(tmp)) = (&stand_in.tmp, tmp) else { return Ok(()) };
    let prepared = Handle::resolve(Path::new(ROOT), tmp, false)
        .and_then(|mut directory| {
            let (uid, gid) = (owner.map(|owner| owner.uid), owner.map(|owner| owner.gid));
            directory.chown(uid, gid)?;
            Ok((directory, uid.map(Uid::from_raw), gid.map(Gid::from_raw)))
        })
        .map_err(|errno| SpawnFailure::new(NAMESPACE, failed("prepare", tmp)(errno).to_string()))?;
    let (directory, uid, gid) = prepared;
    for link in links.iter().filter(|link| link.path.components().count() == 1) {
        if !leads_somewhere(link)? {
            continue;
        }
        // An earlier command of the unit has made it.
        match symlinkat(link.target.as_path(), directory.fd(), link.path.as_path()) {
            Err(Errno::EEXIST) => Ok(()),
            // Its user may want to chown what it takes for its own directory.
            made => made.and_then(|()| {
                fchownat(directory.fd(), link.path.as_path(), uid, gid, AtFlags::AT_SYMLINK_NOFOLLOW)
            }),
        }
        .map_err(|errno| {
            SpawnFailure::new(NAMESPACE, failed("make the link", &tmp.join(&link.path))(errno).to_string())
        })?;
    }
    Ok(())
}

/// Whether the link's target exists; an error where it must and does not.
fn leads_somewhere(link: &Link) -> Result<bool, SpawnFailure> {
    match fs::metadata(&link.target) {
        Ok(_) => Ok(true),
        Err(_) if link.optional => Ok(false),
        Err(error) => {
            let why = explained(safe_path::errno_of(&error));
            let message =
                format!("{} is to be shown at {}: {why}", link.target.display(), link.path.display());
            Err(SpawnFailure::new(NAMESPACE, message))
        }
    }
}

fn make_one(link: &Link) -> Result<(), SpawnFailure> {
    if !leads_somewhere(link)? || is_the_same(&link.path, &link.target) {
        return Ok(());
    }
    let made = safe_path::split(&link.path).and_then(|(above, name)| {
        let directory = Handle::make_directory(Path::new(ROOT), above, 0o755)?;
        let make = || symlinkat(link.target.as_path(), directory.fd(), name);
        match make() {
            // Another unit that starts at the same time has just made the same link.
            Err(Errno::EEXIST) if is_the_same(&link.path, &link.target) => Ok(()),
            Err(Errno::EEXIST) => {
                make_room(&directory, name)?;
                make()
            }
            made => made,
        }
    });
    made.map_err(|errno| {
        let (path, target) = (link.path.display(), link.target.display());
        let why = match errno {
            Errno::EEXIST | Errno::ENOTEMPTY | Errno::EBUSY => "something else is there".to_owned(),
            errno => explained(errno),
        };
        // A mount needs a place to mount on, too.
        let remedy =
            if errno == Errno::EROFS { "" } else { "; with --cap-add SYS_ADMIN it could be mounted" };
        SpawnFailure::new(NAMESPACE, format!("can't show {target} at {path}: {why}{remedy}"))
    })
}

fn is_the_same(one: &Path, other: &Path) -> bool {
    let identity = |path| fs::metadata(path).map(|metadata| (metadata.dev(), metadata.ino())).ok();
    identity(one).is_some_and(|found| Some(found) == identity(other))
}

/// Removes what hides nothing: an empty directory, a link that leads nowhere, and a link to the store that an
/// earlier configuration has left.
fn make_room(directory: &Handle, name: &std::ffi::OsStr) -> Result<(), Errno> {
    let entry = directory.entry(name)?;
    if entry.is_directory() {
        return unlinkat(directory.fd(), name, UnlinkatFlags::RemoveDir);
    }
    let leads = |target: &Path| target.starts_with("/nix/store") || fs::symlink_metadata(target).is_err();
    if entry.is_link() && readlinkat(directory.fd(), name).is_ok_and(|target| leads(Path::new(&target))) {
        return unlinkat(directory.fd(), name, UnlinkatFlags::NoRemoveDir);
    }
    Err(Errno::EEXIST)
}

/// Removes a link, if it is still there and leads where it did.
pub(crate) fn remove(link: &Link) -> Result<(), Errno> {
    let (above, name) = safe_path::split(&link.path)?;
    let directory = match Handle::resolve(Path::new(ROOT), above, true) {
        Err(Errno::ENOENT) => return Ok(()),
        found => found?,
    };
    match readlinkat(directory.fd(), name) {
        Ok(target) if Path::new(&target) == link.target => {
            unlinkat(directory.fd(), name, UnlinkatFlags::NoRemoveDir)
        }
        _ => Ok(()),
    }
}

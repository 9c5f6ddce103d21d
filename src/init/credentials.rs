//! `LoadCredential=`, `SetCredential=`, `ImportCredential=`: systemd.exec(5), "Credentials".
//!
//! They are files of mode 0400 that belong to the unit's user, in /run/credentials/UNIT, which is 0500 and
//! is removed when the unit stops. Names without a path are looked for in PID 1's own credentials: its
//! `$CREDENTIALS_DIRECTORY`, then Docker's /run/secrets, then systemd's credstores.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::fcntl::{OFlag, openat};
use nix::sys::stat::{Mode, SFlag, mkdirat};

use super::unit::Credential;
use crate::glob;
use crate::init::identity::Identity;
use crate::safe_path::{self, Handle, PathError, errno_of, failed};

/// The directory of all units' credentials.
const BASE: &str = "/run/credentials";
/// systemd's bound on all credentials of a unit.
const SIZE_MAX: u64 = 1024 * 1024;
/// Where PID 1's own credentials may be besides its own `$CREDENTIALS_DIRECTORY`.
const STORES: [&str; 4] = ["/run/secrets", "/etc/credstore", "/run/credstore", "/usr/lib/credstore"];

/// A credential can't be provided.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CredentialError {
    /// It can't be read.
    #[error("can't load the credential {id} from {path}: {reason}")]
    Load {
        /// The credential's name.
        id: String,
        /// The file or socket that it should come from.
        path: String,
        /// Why it can't be read.
        reason: String,
    },
    /// Its file can't be made.
    #[error(transparent)]
    Store(#[from] PathError),
}

/// The directory of a unit's credentials, its `$CREDENTIALS_DIRECTORY`.
pub(crate) fn directory(unit: &str) -> PathBuf {
    Path::new(BASE).join(unit)
}

/// Puts a unit's credentials into files below `root`; `own` is PID 1's `$CREDENTIALS_DIRECTORY`.
/// Returns the directory, if there are any credentials.
pub(crate) fn prepare(
    root: &Path,
    unit: &str,
    credentials: &[Credential],
    identity: Option<&Identity>,
    own: Option<&Path>,
) -> Result<Option<PathBuf>, CredentialError> {
    if credentials.is_empty() {
        return Ok(None);
    }
    let values = gather(root, credentials, own)?;
    remove(root, unit)?;
    let path = directory(unit);
    store(root, &path, unit, &values, identity)?;
    Ok(Some(path))
}

/// Removes a unit's credentials.
pub(crate) fn remove(root: &Path, unit: &str) -> Result<(), PathError> {
    match Handle::resolve(root, Path::new(BASE), true) {
        Ok(base) => safe_path::remove(&base, unit.as_ref()).map_err(failed("remove", &directory(unit))),
        Err(_) => Ok(()),
    }
}

fn gather(
    root: &Path,
    credentials: &[Credential],
    own: Option<&Path>,
) -> Result<BTreeMap<String, Vec<u8>>, CredentialError> {
    let (mut values, mut left) = (BTreeMap::new(), SIZE_MAX);
    let stores: Vec<&Path> = own.into_iter().chain(STORES.iter().map(Path::new)).collect();
    let set = |id: &str| {
        credentials.iter().any(|one| matches!(one, Credential::Set { id: known, .. } if known == id))
    };
    for credential in credentials {
        match credential {
            Credential::Set { .. } => {}
            Credential::Load { id, source } => {
                let loaded = if source.starts_with('/') {
                    load(root, id, Path::new(source), &mut left)
                } else {
                    let mut found = stores.iter().map(|store| load(root, id, &store.join(source), &mut left));
                    found.find(|loaded| !missing(loaded)).unwrap_or(Err(Errno::ENOENT))
                };
                match loaded {
                    Ok(loaded) => values.extend(loaded),
                    // As for systemd: a missing one is not an error where SetCredential= stands in, or where it has no
                    // path.
                    Err(Errno::ENOENT) if set(id) || !source.starts_with('/') => {}
                    Err(errno) => {
                        let (id, path) = (id.clone(), source.clone());
                        return Err(CredentialError::Load { id, path, reason: safe_path::explained(errno) });
                    }
                }
            }
            Credential::Import { glob } => {
                let found =
                    |store: &&Path| glob::expand_bounded(&below(root, store), glob).unwrap_or_default();
                for path in stores.iter().flat_map(found) {
                    let id = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    let path = Path::new("/").join(path.strip_prefix(root).unwrap_or(&path));
                    if let Ok(data) =
                        safe_path::read(root, &path, left).and_then(|data| spend(&mut left, data))
                    {
                        values.entry(id).or_insert(data);
                    }
                }
            }
        }
    }
    for credential in credentials {
        if let Credential::Set { id, data } = credential {
            values.entry(id.clone()).or_insert_with(|| data.clone());
        }
    }
    Ok(values)
}

fn missing<T>(loaded: &Result<T, Errno>) -> bool {
    matches!(loaded, Err(Errno::ENOENT))
}

fn below(root: &Path, path: &Path) -> PathBuf {
    root.join(path.strip_prefix("/").unwrap_or(path))
}

/// Subtracts what has been read from what may still be read.
fn spend(left: &mut u64, data: Vec<u8>) -> Result<Vec<u8>, Errno> {
    *left = left.checked_sub(data.len() as u64).ok_or(Errno::EFBIG)?;
    Ok(data)
}

/// Loads a path: a file is one credential, a directory has one in each file, named `ID_FILE`; a socket is
/// read to its end.
fn load(root: &Path, id: &str, path: &Path, left: &mut u64) -> Result<Vec<(String, Vec<u8>)>, Errno> {
    let node = Handle::readable(root, path)?;
    if node.kind() == SFlag::S_IFSOCK {
        let mut data = Vec::new();
        let socket = UnixStream::connect(node.magic_link());
        let read = socket.and_then(|socket| socket.take(*left + 1).read_to_end(&mut data));
        read.map_err(|error| errno_of(&error))?;
        return Ok(vec![(id.to_owned(), spend(left, data)?)]);
    }
    if !node.is_directory() {
        return Ok(vec![(id.to_owned(), spend(left, node.content(*left)?)?)]);
    }
    let mut all = Vec::new();
    for name in safe_path::entries(&node)? {
        let file = Handle::readable(root, &path.join(&name))?;
        if file.kind() == SFlag::S_IFREG {
            let data = spend(left, file.content(*left)?)?;
            all.push((format!("{id}_{}", name.to_string_lossy()), data));
        }
    }
    Ok(all)
}

/// Whether a unit's credentials exist as [`prepare`] has made them for `owner`.
pub(crate) fn are_there(root: &Path, unit: &str, owner: Option<&Identity>) -> bool {
    base(root).and_then(|base| base.entry(unit.as_ref())).is_ok_and(|there| {
        let uid = there.stat().st_uid;
        let own = nix::unistd::geteuid().as_raw();
        there.is_directory() && (uid == own || owner.is_some_and(|owner| uid == owner.uid))
    })
}

/// The directory of all units' credentials. It is this process's own, and nobody else can put anything in it.
fn base(root: &Path) -> Result<Handle, Errno> {
    let (above, name) = safe_path::split(Path::new(BASE))?;
    Handle::make_directory(root, above, 0o755)?.own_directory(name)
}

fn store(
    root: &Path,
    path: &Path,
    unit: &str,
    values: &BTreeMap<String, Vec<u8>>,
    identity: Option<&Identity>,
) -> Result<(), PathError> {
    let may_chown = nix::unistd::geteuid().is_root();
    let owner = identity.filter(|_| may_chown).map(|identity| (identity.uid, identity.gid));
    let (uid, gid) = (owner.map(|owner| owner.0), owner.map(|owner| owner.1));
    let base = base(root).map_err(failed("make", Path::new(BASE)))?;
    mkdirat(base.fd(), unit, Mode::S_IRWXU).map_err(failed("make", path))?;
    let mut directory = base.entry(unit.as_ref()).map_err(failed("open", path))?;
    for (id, data) in values {
        let file = path.join(id);
        let flags = OFlag::O_WRONLY | OFlag::O_CREAT | OFlag::O_EXCL | OFlag::O_NOFOLLOW | OFlag::O_CLOEXEC;
        let fd = openat(directory.fd(), id.as_str(), flags, Mode::S_IRUSR).map_err(failed("make", &file))?;
        File::from(fd).write_all(data).map_err(|error| failed("write", &file)(errno_of(&error)))?;
        let mut node = directory.entry(id.as_ref()).map_err(failed("open", &file))?;
        node.chown(uid, gid).map_err(failed("change the owner of", &file))?;
    }
    directory.chown(uid, gid).map_err(failed("change the owner of", path))?;
    directory.chmod(0o500).map_err(failed("change the mode of", path))
}

#[cfg(test)]
mod tests;

//! The only caller of apt: which .deb files a set of packages needs.
//!
//! `apt-get --print-uris install ROOTS` with an empty status file prints a complete closure, with
//! addresses and hashes, downloads nothing and needs no rights. What depends on what inside that
//! closure is read from `apt-cache show`. Both work on a cache directory of their own, so the
//! host's apt is neither changed nor waited for.
//!
//! A [`DebIndex`] is kept for each state of apt (lists, sources, pins, options) and each set of roots, as
//! `$XDG_CACHE_HOME/nix-docker/apt/STATE/ROOTS.json`. Files appear there by renaming, so concurrent and killed
//! runs do no harm.

mod control;
mod demand;
mod error;
mod hint;
mod host;
pub(crate) mod join;
mod state;
#[cfg(test)]
mod tests;
mod uris;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{atomic_file, hex, trust};
use host::Apt;
use state::Config;

pub use demand::Demand;
pub(crate) use error::{Error, UnknownPackage};

/// The version of the index format that this program writes and reads.
const VERSION: u32 = 2;

/// The closure that apt chose for a set of roots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DebIndex {
    /// The format's version.
    pub version: u32,
    /// Debian's name of the architecture.
    pub architecture: String,
    /// Each root as it was asked for (`eza|exa`), and the package that it became.
    pub roots: BTreeMap<String, String>,
    /// A JSON file whose object has every package name that apt knows as a key.
    pub names: PathBuf,
    /// All packages of the closure by name.
    pub packages: BTreeMap<String, Package>,
    /// The release that the packages are from, if it is not the host's.
    pub elsewhere: Option<OtherRelease>,
}

/// A release that has all packages, where the host's does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherRelease {
    /// Its name in apt's sources.
    pub release: String,
    /// The packages that were asked for and that only this release has.
    pub names: Vec<String>,
}

/// A .deb of the closure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
    /// Its whole version, with epoch and revision.
    pub version: String,
    /// Its architecture, or `all`.
    pub architecture: String,
    /// Where Nix can fetch it.
    pub url: String,
    /// Its SHA-256 in hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
    /// The packages of the closure that it depends on.
    pub depends: BTreeSet<String>,
}

/// An index and the file that holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indexed {
    /// The JSON file, as `nix/standalone/packages` takes it.
    pub path: PathBuf,
    /// The file's content.
    pub index: DebIndex,
}

/// Is there an apt on this host?
pub(crate) fn available() -> bool {
    which::which("apt-get").is_ok() && which::which("apt-cache").is_ok()
}

/// The index for `roots`: from the cache in `directory`, or from apt, which takes one or two seconds.
///
/// # Errors
/// [`Error`], each kind with one message for the user.
pub fn index_in(directory: &Path, roots: &BTreeSet<String>) -> Result<Indexed, Error> {
    let config = Config::of_host()?;
    let state = config.hash()?;
    let directory = state_directory(directory, &state);
    let directory =
        trust::own_directory(&directory).map_err(|error| Error::io(&directory)(io::Error::other(error)))?;
    let names = directory.join(NAMES);
    let mut hasher = Sha256::new();
    hasher.update(VERSION.to_string());
    for root in roots {
        hasher.update(format!("\n{root}"));
    }
    let path = directory.join(format!("{}.json", hex::encode(&hasher.finalize()[..16])));
    // A file that can't be read or understood is made again.
    let kept = trust::read(&path).and_then(|text| serde_json::from_slice::<DebIndex>(&text).ok());
    if let Some(index) =
        kept.filter(|index| index.version == VERSION && index.names == names && names.exists())
    {
        return Ok(Indexed { path, index });
    }
    let apt = Apt::new(&directory)?;
    let known = apt.names()?;
    if !names.exists() {
        let object: serde_json::Map<_, _> =
            known.iter().map(|name| (name.clone(), serde_json::Value::Null)).collect();
        write(&names, &serde_json::to_vec(&object).unwrap_or_default())?;
    }
    let index = apt.index(roots, &config.architecture, &known, names)?;
    write(&path, &serde_json::to_vec_pretty(&index).unwrap_or_default())?;
    remove_former(&directory);
    Ok(Indexed { path, index })
}

/// What the user can do about an error of Nix's that comes from using Debian's packages: an
/// attribute that the package set lacks, a .deb that could not be fetched. `None` for other errors.
///
/// `directory` is the cache that [`index_in`] was given.
pub(crate) fn hint(directory: &Path, stderr: &str) -> Option<String> {
    hint::hint(stderr, &known(directory))
}

/// Whether an error of Nix's says that the package set lacks names, and all of these are Debian packages.
///
/// `directory` is the cache that [`index_in`] was given.
pub(crate) fn is_of_debian(directory: &Path, stderr: &str) -> bool {
    hint::is_of_debian(stderr, &known(directory))
}

/// Whether apt knows a package, according to a file that [`index_in`] has made.
pub(crate) fn is_package(index: &Path, name: &str) -> bool {
    let names = |text: Vec<u8>| serde_json::from_slice::<DebIndex>(&text).ok().map(|index| index.names);
    let known = trust::read(index).and_then(names).and_then(|names| trust::read(&names));
    let known = known.and_then(|text| serde_json::from_slice::<serde_json::Map<_, _>>(&text).ok());
    known.is_some_and(|known| known.contains_key(name))
}

/// The names of all packages, from the last index.
fn known(directory: &Path) -> BTreeSet<String> {
    let known = Config::of_host()
        .and_then(|config| config.hash())
        .ok()
        .and_then(|state| trust::read(&state_directory(directory, &state).join(NAMES)))
        .and_then(|text| serde_json::from_slice::<serde_json::Map<_, _>>(&text).ok());
    known.unwrap_or_default().into_iter().map(|(name, _)| name).collect()
}

/// The file with the names of all packages.
const NAMES: &str = "names.json";

/// Where everything about one state of apt is kept.
fn state_directory(directory: &Path, state: &str) -> PathBuf {
    directory.join(&state[..32])
}

/// Removes what was kept for former states of apt.
///
/// A run that began before the lists changed may still read its own files, so they are kept for a day.
fn remove_former(directory: &Path) {
    let day = Duration::from_hours(24);
    for entry in
        directory.parent().and_then(|parent| fs::read_dir(parent).ok()).into_iter().flatten().flatten()
    {
        let modified = entry.metadata().and_then(|metadata| metadata.modified());
        let age = modified.ok().and_then(|time| time.elapsed().ok());
        if entry.path() != directory && age.is_some_and(|age| age > day) {
            // Another run may be removing it too; what is left is removed next time.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn write(path: &Path, content: &[u8]) -> Result<(), Error> {
    atomic_file::write(path, content).map_err(Error::io(path))
}

//! The Nix store: paths, and the closure of a path with each member's size and references.
//!
//! Two calls of `nix-store` give everything. `-qR` lists the closure; `--dump-db PATH…` prints,
//! for each path, its NAR hash, its NAR size and its references, in Nix's own order. The second
//! call's format is the one that `nix-store --load-db` reads ("validity registration"), stable
//! since Nix 1.0. It is asked in portions, so that no closure is too long for a command line.

mod registration;

pub use registration::MalformedRegistration;

use std::collections::{BTreeMap, BTreeSet};

use crate::process::{self, Program};
use crate::store_path::{InvalidStorePath, StorePath};

/// How many paths one call of `nix-store --dump-db` is asked about. A path is at most 255 bytes
/// long here, a command line 2 MiB at least.
const PORTION: usize = 2000;

/// What the store's database says of one path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathInfo {
    /// The store path.
    pub path: StorePath,
    /// SHA-256 of the path's NAR serialization, 64 hexadecimal digits.
    pub nar_hash: String,
    /// Size of the NAR serialization in bytes.
    pub nar_size: u64,
    /// The store paths it refers to; never itself.
    pub references: BTreeSet<StorePath>,
}

/// A set of store paths that holds every path any of them refers to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Closure {
    paths: BTreeMap<StorePath, PathInfo>,
}

impl Closure {
    /// The members, ordered by path.
    pub fn iter(&self) -> impl Iterator<Item = &PathInfo> {
        self.paths.values()
    }

    /// What is known of one member.
    pub fn get(&self, path: &StorePath) -> Option<&PathInfo> {
        self.paths.get(path)
    }

    /// The same set without some of its paths. References to them stay as they are.
    #[must_use]
    pub fn without(&self, left_out: &[&StorePath]) -> Self {
        self.iter().filter(|info| !left_out.contains(&&info.path)).cloned().collect()
    }
}

impl FromIterator<PathInfo> for Closure {
    fn from_iter<I: IntoIterator<Item = PathInfo>>(infos: I) -> Self {
        let paths = infos.into_iter().map(|mut info| {
            info.references.remove(&info.path);
            (info.path.clone(), info)
        });
        Self { paths: paths.collect() }
    }
}

/// Why a closure is not known.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nix refused, or is not there.
    #[error(transparent)]
    Nix(#[from] process::Error),
    /// Nix printed something that is no store path.
    #[error("nix-store -qR printed a line that is no store path: {0}")]
    Path(#[from] InvalidStorePath),
    /// Nix printed a registration in another form.
    #[error("nix-store --dump-db printed what this program can't read: {0}")]
    Registration(#[from] MalformedRegistration),
    /// Nix did not describe one of the paths.
    #[error("nix-store --dump-db says nothing of {0}: was it collected as garbage meanwhile?")]
    Missing(StorePath),
}

/// The closure of `root`: itself and every path it refers to, directly or through others.
///
/// # Errors
/// [`Error`] when Nix is not there, does not know `root`, or answers in another form.
pub fn closure(root: &StorePath) -> Result<Closure, Error> {
    let listed = Program::new("nix-store").args(["-qR", root.as_str()]).text()?;
    let paths = listed.lines().map(str::parse).collect::<Result<Vec<StorePath>, _>>()?;
    Ok(describe(&paths)?.into_iter().collect())
}

/// What the database says of each of these paths.
///
/// # Errors
/// [`Error`] when Nix is not there, does not know one of them, or answers in another form.
pub fn describe(paths: &[StorePath]) -> Result<Vec<PathInfo>, Error> {
    let mut infos = Vec::with_capacity(paths.len());
    for portion in paths.chunks(PORTION) {
        let arguments = portion.iter().map(StorePath::as_str);
        let dump = Program::new("nix-store").arg("--dump-db").args(arguments).text()?;
        infos.extend(registration::parse(&dump)?);
    }
    let described: BTreeSet<&StorePath> = infos.iter().map(|info| &info.path).collect();
    match paths.iter().find(|path| !described.contains(path)) {
        Some(path) => Err(Error::Missing(path.clone())),
        None => Ok(infos),
    }
}

#[cfg(test)]
mod tests;

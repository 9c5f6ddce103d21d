//! Values of a nixpkgs that are kept from one run to the next, in the program's cache: those that depend on the
//! tree and on this program alone, and that take Nix a second or more.
//!
//! A value's file is named after the state of the tree ([`fingerprint`]), so a changed tree has another file. Of
//! each place only the last state is kept; files of former states stay for an hour, as another run may be reading
//! them. Of a tree whose state can't be determined nothing is kept.

mod fingerprint;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::nix::activity::is_waiting;
use crate::nix::arguments::Arguments;
use crate::nix::{Nix, PackageSource};
use crate::{atomic_file, hex, report, trust};

/// How long a file of a former state stays: longer than an evaluation that reads it takes.
const IN_USE: Duration = Duration::from_hours(1);

/// The values of one nixpkgs in its present state.
#[derive(Debug)]
pub(crate) struct NixpkgsCache {
    directory: PathBuf,
    place: String,
    state: String,
}

impl NixpkgsCache {
    /// What is kept of the nixpkgs that modules come from; none where nothing can be.
    pub(crate) fn of(cache: &Path, nix: &Nix, source: &PackageSource) -> Option<Self> {
        let (place, kind) = match source {
            PackageSource::Nixpkgs(place) => (place, "nixpkgs"),
            PackageSource::Hybrid(place) => (place, "hybrid"),
            PackageSource::Debian | PackageSource::Flake => return None,
        };
        let is_url = place.contains("://") || place.starts_with("channel:");
        let path = if is_url { nix.fetched(place).ok()? } else { PathBuf::from(place) };
        let evaluator = nix.evaluator()?;
        let state = fingerprint::of_nixpkgs(&path)?;
        let ours = fingerprint::of_all(nix.tree())?;
        Some(Self {
            directory: cache.join("nixpkgs"),
            place: hash(&[kind, place]),
            state: hash(&[env!("CARGO_PKG_VERSION"), &ours, &evaluator, &state]),
        })
    }

    /// The file of a value, and its content, if it was kept and nobody else can have written it.
    pub(crate) fn read(&self, value: &str) -> Option<(PathBuf, Vec<u8>)> {
        let file = self.file(value);
        let content = trust::read(&file)?;
        Some((file, content))
    }

    /// Keeps a value, and returns its file. Files of former states that are older than [`IN_USE`] are removed.
    ///
    /// # Errors
    /// When it can't be written.
    pub(crate) fn keep(&self, value: &str, content: &[u8]) -> Result<PathBuf> {
        let directory = trust::own_directory(&self.directory)?;
        let former = format!("{value}-{}-", self.place);
        for entry in fs::read_dir(&directory)?.flatten() {
            if entry.file_name().to_string_lossy().starts_with(&former) && !is_recent(&entry) {
                let _ = fs::remove_file(entry.path());
            }
        }
        let file = self.file(value);
        atomic_file::write(&file, content).with_context(|| format!("can't write {}", file.display()))?;
        Ok(file)
    }

    fn file(&self, value: &str) -> PathBuf {
        self.directory.join(format!("{value}-{}-{}.json", self.place, self.state))
    }
}

/// The file of what the modules of a nixpkgs have by themselves, kept or evaluated now. Without it an evaluation
/// finds that out on its way, or says what is wrong with that nixpkgs.
pub(crate) fn known(
    cache: &Path,
    nix: &Nix,
    source: &PackageSource,
    arguments: &Arguments,
) -> Option<PathBuf> {
    let kept = arguments.has_file().then(|| NixpkgsCache::of(cache, nix, source)).flatten()?;
    if let Some((file, _)) = kept.read("known") {
        return Some(file);
    }
    let watch = |line: &str| {
        if is_waiting(line) {
            report::note(format_args!("Nix is {line}"));
        }
    };
    let value = nix.value("known", &arguments.without_configuration(), watch).ok()?;
    serde_json::from_slice::<serde_json::Map<_, _>>(&value).ok()?;
    kept.keep("known", &value).ok()
}

/// Whether another run, with another state of the tree or of this program, may be reading a file. A file whose
/// time is unknown or in the future does not count as recent.
fn is_recent(entry: &fs::DirEntry) -> bool {
    let written = entry.metadata().and_then(|metadata| metadata.modified());
    written.is_ok_and(|written| written.elapsed().is_ok_and(|age| age < IN_USE))
}

fn hash(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hex::encode(&hasher.finalize()[..16])
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    #[test]
    fn only_the_last_state_of_a_place_is_kept() {
        let cache = tempfile::tempdir().unwrap();
        let kept = |place: &str, state: &str| NixpkgsCache {
            directory: cache.path().join("nixpkgs"),
            place: place.to_owned(),
            state: state.to_owned(),
        };
        assert_eq!(kept("a", "1").read("known"), None);
        for (place, state) in [("a", "1"), ("b", "1"), ("a", "2")] {
            kept(place, state).keep("known", state.as_bytes()).unwrap();
            for file in fs::read_dir(cache.path().join("nixpkgs")).unwrap() {
                let file = fs::File::options().write(true).open(file.unwrap().path()).unwrap();
                file.set_modified(SystemTime::now() - IN_USE).unwrap();
            }
        }
        assert_eq!(kept("a", "1").read("known"), None);
        assert_eq!(kept("a", "2").read("options"), None);
        assert_eq!(kept("a", "2").read("known").unwrap().1, b"2");
        assert_eq!(kept("b", "1").read("known").unwrap().1, b"1");
    }

    #[test]
    fn what_another_run_may_be_reading_stays() {
        let cache = tempfile::tempdir().unwrap();
        let kept = |state: &str| NixpkgsCache {
            directory: cache.path().into(),
            place: "a".to_owned(),
            state: state.to_owned(),
        };
        kept("1").keep("known", b"1").unwrap();
        kept("2").keep("known", b"2").unwrap();
        assert_eq!(kept("1").read("known").unwrap().1, b"1");
    }
}

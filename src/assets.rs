//! The Nix tree that the binary carries.
//!
//! It is unpacked to a directory named after its own hash, so that a newer program never changes
//! files under a build that still runs. `NIX_DOCKER_NIX_DIR` names a work tree to use instead.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use include_dir::{Dir, DirEntry, include_dir};
use sha2::{Digest, Sha256};

static TREE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/nix");

/// Variable that names a directory to use instead of the embedded tree.
const OVERRIDE: &str = "NIX_DOCKER_NIX_DIR";

/// The directory of the Nix tree, unpacked below `cache` if it is not there yet.
///
/// # Errors
/// When the directory can't be written, or the override names none.
pub fn nix_directory(cache: &Path) -> Result<PathBuf> {
    if let Some(directory) = std::env::var_os(OVERRIDE) {
        return fs::canonicalize(&directory)
            .with_context(|| format!("{OVERRIDE} names {}", Path::new(&directory).display()));
    }
    let parent = cache.join("nix");
    let target = parent.join(hash(&TREE));
    if !target.is_dir() {
        unpack(&parent, &target)
            .with_context(|| format!("can't unpack the Nix files to {}", target.display()))?;
    }
    Ok(target)
}

/// Unpacks beside `target` and renames, so that `target` is whole or not there.
fn unpack(parent: &Path, target: &Path) -> Result<()> {
    fs::create_dir_all(parent)?;
    let unpacked = tempfile::Builder::new().prefix(".unpacking-").tempdir_in(parent)?;
    TREE.extract(unpacked.path())?;
    match fs::rename(unpacked.path(), target) {
        // Another run was first: its tree has the same hash.
        Err(_) if target.is_dir() => Ok(()),
        renamed => Ok(renamed?),
    }
}

/// A hash over the names and contents of all files, in the tree's own (sorted) order.
fn hash(tree: &Dir<'_>) -> String {
    let mut hasher = Sha256::new();
    add(&mut hasher, tree);
    hasher.finalize().iter().take(16).fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

fn add(hasher: &mut Sha256, directory: &Dir<'_>) {
    for entry in directory.entries() {
        hasher.update(entry.path().as_os_str().as_encoded_bytes());
        match entry {
            DirEntry::Dir(directory) => add(hasher, directory),
            DirEntry::File(file) => {
                hasher.update((file.contents().len() as u64).to_le_bytes());
                hasher.update(file.contents());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_unpacked_whole_and_once() {
        let cache = tempfile::tempdir().unwrap();
        let first = nix_directory(cache.path()).unwrap();
        assert!(first.join("default.nix").is_file());
        assert_eq!(nix_directory(cache.path()).unwrap(), first);
        assert_eq!(fs::read_dir(cache.path().join("nix")).unwrap().count(), 1);
    }
}

//! The Nix tree that the binary carries.
//!
//! It is unpacked to a directory named after its own hash, so that a newer program never changes files under a
//! build that still runs. A directory that is there already is compared with the tree, since Nix evaluates what is
//! in it. `NIX_DOCKER_NIX_DIR` names a work tree to use instead.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use include_dir::{Dir, DirEntry, include_dir};
use sha2::{Digest, Sha256};

use crate::{hex, report, trust};

static TREE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/nix");

/// Variable that names a directory to use instead of the embedded tree.
const OVERRIDE: &str = "NIX_DOCKER_NIX_DIR";

/// The directory of the Nix tree, unpacked below `cache` if it is not there yet.
///
/// # Errors
/// When the directory can't be written, or the override names none.
pub(crate) fn nix_directory(cache: &Path) -> Result<PathBuf> {
    if let Some(directory) = std::env::var_os(OVERRIDE) {
        let directory = fs::canonicalize(&directory)
            .with_context(|| format!("{OVERRIDE} names {}", Path::new(&directory).display()))?;
        report::note(format_args!("the modules in {} are used ({OVERRIDE})", directory.display()));
        return Ok(directory);
    }
    unpacked(cache)
}

/// The directory of the tree that is in the program.
fn unpacked(cache: &Path) -> Result<PathBuf> {
    let parent = cache.join("nix");
    let target = parent.join(hash(&TREE));
    if !is_in(&TREE, &target) {
        unpack(&parent, &target)
            .with_context(|| format!("can't unpack the Nix files to {}", target.display()))?;
    }
    Ok(target)
}

/// Whether `directory`, where `tree` was unpacked, has all of it and nothing else.
fn is_in(tree: &Dir<'_>, directory: &Path) -> bool {
    let place = directory.join(tree.path());
    let count = fs::read_dir(&place).map_or(0, Iterator::count);
    place.symlink_metadata().is_ok_and(|metadata| metadata.is_dir())
        && count == tree.entries().len()
        && tree.entries().iter().all(|entry| match entry {
            DirEntry::Dir(tree) => is_in(tree, directory),
            DirEntry::File(file) => {
                trust::read(&directory.join(file.path())).is_some_and(|content| content == file.contents())
            }
        })
}

/// Unpacks beside `target` and renames, so that `target` is whole or not there.
fn unpack(parent: &Path, target: &Path) -> Result<()> {
    let parent = trust::own_directory(parent)?;
    let beside = || tempfile::Builder::new().prefix(".unpacking-").tempdir_in(&parent);
    let (unpacked, former) = (beside()?, beside()?);
    TREE.extract(unpacked.path())?;
    // If something else is there, it is moved away; usually there is nothing.
    let _ = fs::rename(target, former.path().join("former"));
    match fs::rename(unpacked.path(), target) {
        // Another run was first.
        Err(_) if is_in(&TREE, target) => Ok(()),
        renamed => Ok(renamed?),
    }
}

/// A hash over the names and contents of all files, in the tree's own (sorted) order.
fn hash(tree: &Dir<'_>) -> String {
    let mut hasher = Sha256::new();
    add(&mut hasher, tree);
    hex::encode(&hasher.finalize()[..16])
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
        let first = unpacked(cache.path()).unwrap();
        assert!(first.join("default.nix").is_file());
        assert_eq!(unpacked(cache.path()).unwrap(), first);
        assert_eq!(fs::read_dir(cache.path().join("nix")).unwrap().count(), 1);
    }

    #[test]
    fn a_tree_that_was_changed_is_unpacked_anew() {
        let cache = tempfile::tempdir().unwrap();
        let tree = unpacked(cache.path()).unwrap();
        let entry_point = fs::read(tree.join("default.nix")).unwrap();
        let changes: [&dyn Fn(&Path); 4] = [
            &|tree| fs::write(tree.join("default.nix"), "throw \"planted\"").unwrap(),
            &|tree| fs::remove_file(tree.join("container/image.nix")).unwrap(),
            &|tree| fs::write(tree.join("container/default.nix"), "{ }").unwrap(),
            &|tree| {
                fs::rename(tree.join("container"), cache.path().join("container")).unwrap();
                std::os::unix::fs::symlink(cache.path().join("container"), tree.join("container")).unwrap();
            },
        ];
        for change in changes {
            change(&tree);
            assert!(!is_in(&TREE, &tree));
            assert_eq!(unpacked(cache.path()).unwrap(), tree);
            assert_eq!(fs::read(tree.join("default.nix")).unwrap(), entry_point);
            assert!(is_in(&TREE, &tree));
            assert_eq!(fs::read_dir(cache.path().join("nix")).unwrap().count(), 1);
            let _ = fs::remove_dir_all(cache.path().join("container"));
        }
    }
}

//! The user's own Nix files: the configuration, and what lies beside and below it.

use std::path::{Path, PathBuf};

/// How many files are looked through.
const FILES: usize = 500;

/// The first of the files of which `look` finds something; the configuration before all others.
pub(super) fn first<T>(configuration: &Path, look: impl Fn(&Path) -> Option<T>) -> Option<T> {
    if let Some(found) = look(configuration) {
        return Some(found);
    }
    let mut left = vec![configuration.parent()?.to_owned()];
    let mut seen = 0;
    while let Some(directory) = left.pop() {
        let mut entries: Vec<PathBuf> =
            std::fs::read_dir(directory).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        entries.sort();
        for entry in entries {
            if entry.is_dir() && !entry.is_symlink() {
                left.push(entry);
            } else if entry.extension().is_some_and(|extension| extension == "nix") {
                seen += 1;
                if seen > FILES {
                    return None;
                }
                if let Some(found) = look(&entry) {
                    return Some(found);
                }
            }
        }
    }
    None
}

//! The state of a tree of files, without reading them: sizes, inodes and times of all files that the kept values
//! depend on. Changing a file changes its status change time (ctime), which nobody can set.
//!
//! A store path never changes, so of a tree in the store the path is enough.

use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::hex;
use crate::store_path::STORE_DIR;

/// What NixOS' modules are made of. The last ones change with everything else where git or a release made the tree.
const PARTS: [&str; 11] = [
    "lib",
    "nixos/lib",
    "nixos/modules",
    "modules",
    "pkgs/top-level",
    "pkgs/pkgs-lib",
    "default.nix",
    ".version",
    ".version-suffix",
    ".git-revision",
    ".git",
];

/// Files of a `.git` directory that change with each checkout and commit.
const OF_GIT: [&str; 3] = ["HEAD", "index", "logs/HEAD"];

/// A variable that adds modules to all of NixOS' own.
const FURTHER_MODULES: &str = "NIXOS_EXTRA_MODULE_PATH";

/// The state of a nixpkgs, as far as what its modules say of themselves depends on it; none where it can't be told.
pub(super) fn of_nixpkgs(tree: &Path) -> Option<String> {
    if std::env::var_os(FURTHER_MODULES).is_some() {
        return None;
    }
    let tree = fs::canonicalize(tree).ok()?;
    let mut hasher = Sha256::new();
    hasher.update(tree.as_os_str().as_encoded_bytes());
    if !tree.starts_with(STORE_DIR) {
        for part in PARTS {
            let path = tree.join(part);
            match fs::symlink_metadata(&path) {
                Ok(metadata) if part == ".git" && metadata.is_dir() => {
                    let known = OF_GIT.map(|name| path.join(name));
                    known.iter().filter(|path| path.exists()).try_for_each(|path| add(&mut hasher, path))?;
                }
                Ok(_) => add(&mut hasher, &path)?,
                Err(_) => hasher.update([0]),
            }
        }
    }
    Some(hex::encode(&hasher.finalize()))
}

/// The state of a tree with all that is in it; none where it can't be told.
pub(super) fn of_all(tree: &Path) -> Option<String> {
    let mut hasher = Sha256::new();
    hasher.update(tree.as_os_str().as_encoded_bytes());
    add(&mut hasher, tree)?;
    Some(hex::encode(&hasher.finalize()))
}

/// Adds what is at a path, and all below it. None where there is a link to a directory: what is behind it is not
/// looked at.
fn add(hasher: &mut Sha256, path: &Path) -> Option<()> {
    let metadata = fs::symlink_metadata(path).ok()?;
    note(hasher, path, &metadata);
    if metadata.is_dir() {
        let mut entries: Vec<_> = fs::read_dir(path).ok()?.collect::<Result<_, _>>().ok()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        return entries.iter().try_for_each(|entry| add(hasher, &entry.path()));
    }
    if metadata.is_symlink() {
        let target = fs::metadata(path).ok()?;
        note(hasher, path, &target);
        return (!target.is_dir()).then_some(());
    }
    Some(())
}

fn note(hasher: &mut Sha256, path: &Path, metadata: &Metadata) {
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    hasher.update((name.len() as u64).to_le_bytes());
    hasher.update(name);
    let numbers = [metadata.ino(), metadata.size(), u64::from(metadata.mode())];
    let times = [metadata.mtime(), metadata.mtime_nsec(), metadata.ctime(), metadata.ctime_nsec()];
    for bytes in numbers.map(u64::to_le_bytes).into_iter().chain(times.map(i64::to_le_bytes)) {
        hasher.update(bytes);
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn tree() -> tempfile::TempDir {
        let tree = tempfile::tempdir().unwrap();
        fs::create_dir_all(tree.path().join("nixos/modules/services")).unwrap();
        fs::create_dir_all(tree.path().join("nixos/tests")).unwrap();
        fs::write(tree.path().join("nixos/modules/services/a.nix"), "{ }").unwrap();
        tree
    }

    #[test]
    fn a_tree_in_which_nothing_happens_stays_as_it_is() {
        let tree = tree();
        let before = of_nixpkgs(tree.path()).unwrap();
        assert_eq!(of_nixpkgs(tree.path()).unwrap(), before);
        fs::write(tree.path().join("nixos/tests/a.nix"), "{ }").unwrap();
        assert_eq!(of_nixpkgs(tree.path()).unwrap(), before);
    }

    #[test]
    fn whatever_happens_to_a_module_is_seen() {
        let tree = tree();
        let module = tree.path().join("nixos/modules/services/a.nix");
        let changes: [&dyn Fn(); 6] = [
            // The same length, and the same modification time.
            &|| {
                let modified = fs::metadata(&module).unwrap().modified().unwrap();
                fs::write(&module, "[ ]").unwrap();
                fs::File::options().write(true).open(&module).unwrap().set_modified(modified).unwrap();
            },
            &|| fs::write(tree.path().join("nixos/modules/services/b.nix"), "").unwrap(),
            &|| fs::remove_file(tree.path().join("nixos/modules/services/b.nix")).unwrap(),
            &|| fs::rename(&module, module.with_file_name("c.nix")).unwrap(),
            &|| symlink(module.with_file_name("c.nix"), &module).unwrap(),
            &|| fs::write(tree.path().join(".version"), "26.05").unwrap(),
        ];
        for (number, change) in changes.iter().enumerate() {
            let before = of_nixpkgs(tree.path()).unwrap();
            // A file system's clock advances in steps of some milliseconds.
            std::thread::sleep(std::time::Duration::from_millis(20));
            change();
            assert_ne!(of_nixpkgs(tree.path()).unwrap(), before, "change {number}");
        }
    }

    #[test]
    fn of_a_tree_with_a_link_out_of_it_nothing_can_be_told() {
        let tree = tree();
        symlink("/etc", tree.path().join("nixos/modules/elsewhere")).unwrap();
        assert_eq!(of_nixpkgs(tree.path()), None);
    }
}

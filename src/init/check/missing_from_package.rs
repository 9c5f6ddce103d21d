//! Describes a program that its package in the store does not have: which package that is, and which of its
//! programs may be meant.
//!
//! The package is looked at on the machine that builds the image, because the image has the same store.

use std::path::{Path, PathBuf};

use crate::spelling::distance;
use crate::store_path::StorePath;

/// Where packages have their programs.
const PROGRAMS: &[&str] = &["bin", "sbin"];

/// Says that the package of a path in the store does not have it; nothing if it has, or does not exist itself.
pub(super) fn described(path: &str) -> Option<String> {
    let package = StorePath::containing(path).ok()?;
    let inside = Path::new(path).strip_prefix(&package).ok()?;
    let root = Path::new(package.as_str());
    if !root.exists() || Path::new(path).symlink_metadata().is_ok() {
        return None;
    }
    let directories = inside.parent().into_iter().chain(PROGRAMS.iter().map(Path::new));
    let files = directories.flat_map(|directory| {
        let entries = root.join(directory).read_dir().into_iter().flatten().flatten();
        entries.map(move |entry| directory.join(entry.file_name()))
    });
    let meant = near(inside, files).map(|file| format!(" (did you mean {}?)", file.display()));
    Some(format!("{} has no {}{}", package.name(), inside.display(), meant.unwrap_or_default()))
}

/// The file with the nearest name; of several that are equally near, the first by name.
fn near(wanted: &Path, files: impl Iterator<Item = PathBuf>) -> Option<PathBuf> {
    let name = wanted.file_name()?.to_str()?;
    let near = files.filter_map(|file| Some((distance(name, file.file_name()?.to_str()?)?, file)));
    Some(near.min()?.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_packages_programs_the_near_one_is_told() {
        let meant = |wanted: &str| {
            let files = ["bin/stat", "bin/sleep", "sbin/nginx", "bin/cp"].iter().map(PathBuf::from);
            near(Path::new(wanted), files)
        };
        assert_eq!(meant("bin/slep"), Some("bin/sleep".into()));
        assert_eq!(meant("bin/nginx"), Some("sbin/nginx".into()));
        assert_eq!(meant("bin/ls"), None);
        assert_eq!(described("/opt/slep"), None);
    }
}

//! How the files of a layer look from outside: names, kinds, modes, sizes, times, inodes.
//!
//! A file can't be changed, replaced or brought back without a new status change time (ctime), which nobody can
//! set. So a layer that looks as it did when it was read is what it was, as far as the file system tells the
//! truth; what decays on the disk itself shows when it is read.

use std::fmt;
use std::fs::{self, Metadata};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::super::oci::Digest;
use super::super::plan::{Layer, Member};
use super::super::tar::Error;
use super::{Purpose, damage, inside};

/// What can be seen of a layer's files without opening them, as one digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Appearance(Digest);

impl fmt::Display for Appearance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Appearance {
    /// How `layer` looks now, below the directory `root`. `None` for the image's root, which is read each time.
    ///
    /// # Errors
    /// [`Error`] when one of its store paths is not there, or has a name that the purpose does not admit.
    pub fn of(layer: &Layer, root: &Path, purpose: Purpose) -> Result<Option<Self>, Error> {
        let Layer::Store { paths } = layer else { return Ok(None) };
        let mut hash = Sha256::new();
        let mut look = |member: &Member| {
            let path = root.join(inside(member.path.as_str()));
            let metadata = fs::symlink_metadata(&path).map_err(Error::read(&path))?;
            add(&mut hash, member.path.as_str().as_bytes(), &metadata);
            if metadata.is_dir() { tree(&mut hash, &path, purpose) } else { Ok(()) }
        };
        paths.iter().try_for_each(|member| look(member).map_err(|error| damage(member, error)))?;
        Ok(Some(Self(hash.into())))
    }
}

/// Adds what is in a directory.
fn tree(hash: &mut Sha256, path: &Path, purpose: Purpose) -> Result<(), Error> {
    let entries = fs::read_dir(path).and_then(|entries| {
        entries
            .map(|entry| entry.and_then(|entry| Ok((entry.file_name(), entry.metadata()?))))
            .collect::<Result<Vec<_>, _>>()
    });
    let mut entries = entries.map_err(Error::read(path))?;
    entries.sort_unstable_by(|(a, _), (b, _)| a.as_bytes().cmp(b.as_bytes()));
    for (name, metadata) in entries {
        purpose.admits(name.as_bytes(), &path.join(&name))?;
        add(hash, name.as_bytes(), &metadata);
        if metadata.is_dir() {
            tree(hash, &path.join(&name), purpose)?;
        }
    }
    // Marks the end of the directory: its size says how many blocks it has, not how many names.
    hash.update([0]);
    Ok(())
}

/// Adds a name, which has no zero byte, and what is seen of it.
fn add(hash: &mut Sha256, name: &[u8], metadata: &Metadata) {
    let mut line = Vec::with_capacity(name.len() + 80);
    line.extend_from_slice(name);
    line.push(0);
    for number in [metadata.dev(), metadata.ino(), u64::from(metadata.mode()), metadata.size()] {
        line.extend_from_slice(&number.to_le_bytes());
    }
    for time in [metadata.mtime(), metadata.mtime_nsec(), metadata.ctime(), metadata.ctime_nsec()] {
        line.extend_from_slice(&time.to_le_bytes());
    }
    hash.update(&line);
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::os::unix::fs::FileExt;
    use std::time::{Duration, SystemTime};

    use super::*;

    const PATH: &str = "/nix/store/00000000000000000000000000000001-a";

    /// Whether a store path with one file looks different after `change`, which gets the file's path.
    fn shows(change: impl Fn(&Path)) -> bool {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join(&PATH[1..]).join("bin/tool");
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, "#!").unwrap();
        let member = Member { path: PATH.parse().unwrap(), nar_hash: "0".repeat(64), nar_size: 1 };
        let layer = Layer::Store { paths: vec![member] };
        let look = || Appearance::of(&layer, root.path(), Purpose::Image).unwrap();
        let before = look();
        assert_eq!(look(), before);
        change(&file);
        look() != before
    }

    #[test]
    fn whatever_is_done_to_a_file_shows() {
        assert!(!shows(|_| ()));
        assert!(!shows(|file| drop(fs::read(file).unwrap())));
        let times = |file: &Path| fs::metadata(file).unwrap().modified().unwrap();
        let overwrite = |path: &Path| {
            let before = times(path);
            let file = File::options().write(true).open(path).unwrap();
            file.write_all_at(b"?!", 0).unwrap();
            file.set_modified(before).unwrap();
        };
        // A file system's clock advances in steps of some milliseconds.
        std::thread::sleep(Duration::from_millis(50));
        assert!(shows(|file| {
            std::thread::sleep(Duration::from_millis(50));
            overwrite(file);
        }));
        assert!(shows(|file| fs::rename(file, file.with_file_name("other")).unwrap()));
        assert!(shows(|file| fs::remove_file(file).unwrap()));
        assert!(shows(|file| fs::write(file.with_file_name("more"), "").unwrap()));
        assert!(shows(|file| File::open(file).unwrap().set_modified(SystemTime::UNIX_EPOCH).unwrap()));
        assert!(shows(|file| {
            fs::copy(file, file.with_file_name("copy")).unwrap();
            fs::rename(file.with_file_name("copy"), file).unwrap();
        }));
    }

    #[test]
    fn a_path_that_is_gone_is_damaged() {
        let root = tempfile::tempdir().unwrap();
        let member = Member { path: PATH.parse().unwrap(), nar_hash: "0".repeat(64), nar_size: 1 };
        let layer = Layer::Store { paths: vec![member] };
        let error = Appearance::of(&layer, root.path(), Purpose::Image).unwrap_err();
        assert!(error.to_string().starts_with(&format!("the store path {PATH} is damaged: can't read ")));
    }
}

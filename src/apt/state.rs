//! What apt's answers depend on, as one hash: its package lists, sources, pins and options.
//!
//! A signed repository's lists are fixed by its Release file, so only that is read. Lists without
//! one (`[trusted=yes]` on a flat directory) are hashed whole.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::Error;
use crate::hex;
use crate::process::Program;

/// Where apt keeps what it knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Config {
    /// The architecture that packages are for, in Debian's words (`amd64`).
    pub architecture: String,
    /// The directory of the package lists.
    pub lists: PathBuf,
    /// Files and directories with sources, pins and options.
    pub settings: Vec<PathBuf>,
}

impl Config {
    /// Asks `apt-config`.
    pub(super) fn of_host() -> Result<Self, Error> {
        Self::parse(&Program::new("apt-config").arg("dump").env("LC_ALL", "C").text()?)
    }

    /// Reads the output of `apt-config dump`: lines of the form `Name "value";`.
    fn parse(dump: &str) -> Result<Self, Error> {
        let value = |name: &str| {
            dump.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" \"")?.strip_suffix("\";"))
        };
        let required = |name: &str| {
            value(name).ok_or_else(|| Error::Unexpected { line: format!("apt-config dump without {name}") })
        };
        let root = PathBuf::from("/").join(value("RootDir").unwrap_or_default());
        let dir = root.join(value("Dir").unwrap_or("/").trim_start_matches('/'));
        let state = dir.join(required("Dir::State")?);
        let etc = dir.join(required("Dir::Etc")?);
        let names = ["sourcelist", "sourceparts", "main", "parts", "preferences", "preferencesparts"];
        Ok(Self {
            architecture: required("APT::Architecture")?.to_owned(),
            lists: state.join(required("Dir::State::lists")?),
            settings: names
                .iter()
                .filter_map(|name| value(&format!("Dir::Etc::{name}")))
                .filter(|value| !value.is_empty())
                .map(|value| etc.join(value))
                .collect(),
        })
    }

    /// The hash of apt's whole state.
    ///
    /// # Errors
    /// [`Error::NoLists`] when there is no package list.
    pub(super) fn hash(&self) -> Result<String, Error> {
        let lists = files(&self.lists);
        let is_index = |path: &&PathBuf| file_name(path).contains("_Packages");
        if !lists.iter().any(|path| is_index(&path)) {
            return Err(Error::NoLists { lists: self.lists.clone() });
        }
        let releases: Vec<_> = lists.iter().filter(|path| is_release(path)).collect();
        let signed = |path: &Path| {
            let name = file_name(path);
            releases.iter().any(|release| {
                let release = file_name(release);
                release.rsplit_once('_').is_some_and(|(repository, _)| name.starts_with(repository))
            })
        };
        let unsigned = lists.iter().filter(is_index).filter(|path| !signed(path));
        let mut hasher = Sha256::new();
        hasher.update(&self.architecture);
        for path in releases.iter().copied().chain(unsigned) {
            add(&mut hasher, path)?;
        }
        for setting in &self.settings {
            let inside = files(setting);
            for path in std::iter::once(setting).chain(&inside).filter(|path| path.is_file()) {
                add(&mut hasher, path)?;
            }
        }
        Ok(hex::encode(&hasher.finalize()))
    }
}

/// Adds a file's name and content, each with its length.
fn add(hasher: &mut Sha256, path: &Path) -> Result<(), Error> {
    let content = fs::read(path).map_err(Error::io(path))?;
    for part in [file_name(path).as_bytes(), &content] {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    Ok(())
}

fn is_release(path: &Path) -> bool {
    let name = file_name(path);
    name.ends_with("_InRelease") || name.ends_with("_Release")
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The files in a directory, sorted; none when there is no such directory.
fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let mut files: Vec<_> = entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    const DUMP: &str = "APT::Architecture \"amd64\";\nDir \"/\";\nDir::State \"var/lib/apt\";\n\
        Dir::State::lists \"lists/\";\nDir::Etc \"etc/apt\";\nDir::Etc::sourcelist \"sources.list\";\n\
        Dir::Etc::parts \"\";\nDir::Etc::main \"/other/apt.conf\";\n";

    #[test]
    fn relative_directories_are_below_their_parents() {
        let config = Config::parse(DUMP).unwrap();
        assert_eq!(config.architecture, "amd64");
        assert_eq!(config.lists, Path::new("/var/lib/apt/lists/"));
        let settings = [Path::new("/etc/apt/sources.list"), Path::new("/other/apt.conf")];
        assert_eq!(config.settings, settings);
    }

    fn config(directory: &Path) -> Config {
        let lists = directory.join("lists");
        fs::create_dir_all(&lists).unwrap();
        Config { architecture: "amd64".into(), lists, settings: vec![directory.join("sources.list")] }
    }

    #[test]
    fn no_lists_is_an_error_of_its_own() {
        let directory = tempfile::tempdir().unwrap();
        let error = config(directory.path()).hash().unwrap_err();
        assert!(error.to_string().ends_with("run `apt-get update` first"));
    }

    #[test]
    fn the_hash_follows_releases_and_settings_only() {
        let directory = tempfile::tempdir().unwrap();
        let config = config(directory.path());
        let write = |name: &str, text: &str| fs::write(directory.path().join(name), text).unwrap();
        write("lists/h_dists_a_InRelease", "one");
        write("lists/h_dists_a_main_binary-amd64_Packages.lz4", "x");
        write("sources.list", "deb");
        let hash = config.hash().unwrap();
        write("lists/h_dists_a_main_binary-amd64_Packages.lz4", "fixed by the release");
        assert_eq!(config.hash().unwrap(), hash);
        write("sources.list", "deb2");
        let other = config.hash().unwrap();
        assert_ne!(other, hash);
        write("lists/h_dists_a_InRelease", "two");
        assert_ne!(config.hash().unwrap(), other);
    }

    #[test]
    fn lists_without_a_release_count_themselves() {
        let directory = tempfile::tempdir().unwrap();
        let config = config(directory.path());
        let list = directory.path().join("lists/_srv_debs_Packages");
        fs::write(&list, "one").unwrap();
        let hash = config.hash().unwrap();
        fs::write(&list, "two").unwrap();
        assert_ne!(config.hash().unwrap(), hash);
    }
}

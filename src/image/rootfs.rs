//! `rootfs.json`: what an image's root holds besides the Nix store.
//!
//! The only place where modes and owners are given. Reading it checks each entry, adds the parents that are not
//! listed as directories of root with mode 0755, refuses what contradicts itself, and brings everything into the
//! order in which a tree is walked: a directory, then what is in it, names in byte order. Nothing here looks at
//! the file system.

mod lookup;
pub(crate) mod package_files;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub(crate) use lookup::Found;

/// The version of `rootfs.json` that this program reads.
pub(super) const VERSION: u64 = 1;

/// What the root of an image holds, in order; every entry's parent comes before it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Rootfs {
    entries: Vec<RootEntry>,
}

/// One path of the root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RootEntry {
    /// Absolute, without `.`, `..` or a slash at its end.
    pub path: String,
    /// Whether it is a directory, a file or a link, and with what content.
    #[serde(flatten)]
    pub kind: EntryKind,
    /// The owner's number.
    pub uid: u32,
    /// The group's number.
    pub gid: u32,
}

/// What an [`RootEntry`] is. Modes are the twelve low bits, as `chmod` takes them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum EntryKind {
    /// A directory.
    Dir {
        /// The directory's mode.
        mode: FileMode,
    },
    /// A file with this text.
    File {
        /// The file's mode.
        mode: FileMode,
        /// All of its content.
        text: String,
    },
    /// A copy of what is at another path on the machine that builds the image. A directory is
    /// copied with all that is in it; what is in it belongs to root and keeps its own modes.
    Copy {
        /// The mode of the copied file or directory itself; none is its own.
        #[serde(skip_serializing_if = "Option::is_none")]
        mode: Option<FileMode>,
        /// The path on the machine that builds the image.
        source: PathBuf,
    },
    /// A symbolic link.
    Symlink {
        /// What it points to, which need not be there.
        target: String,
    },
}

/// The twelve low bits of a file's mode, written as octal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FileMode(u32);

impl FileMode {
    /// A directory's mode if none is given.
    pub const DIRECTORY: Self = Self(0o755);
    /// A file's mode if none is given.
    pub const FILE: Self = Self(0o644);

    /// The mode as a number.
    pub fn bits(self) -> u32 {
        self.0
    }
}

impl TryFrom<String> for FileMode {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let octal = (3..=5).contains(&text.len()) && text.bytes().all(|b| matches!(b, b'0'..=b'7'));
        match u32::from_str_radix(&text, 8) {
            Ok(bits) if octal && bits <= 0o7777 => Ok(Self(bits)),
            _ => Err(format!("{text:?} is no mode: write it as octal digits, like \"0644\"")),
        }
    }
}

impl From<FileMode> for String {
    fn from(mode: FileMode) -> Self {
        format!("{:04o}", mode.0)
    }
}

/// Why a list of entries does not make a root.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A path that is relative, or could be written in another way.
    #[error("{0:?} is no path of a root: it must be absolute, without empty parts, `.` and `..`")]
    Path(String),
    /// An entry that lacks what its type needs, or has what it can't have.
    #[error("{path}: {message}")]
    RootEntry {
        /// The entry's path.
        path: String,
        /// What it lacks, or must not have.
        message: &'static str,
    },
    /// Two entries for one path.
    #[error("{0} is given twice, each time as something else")]
    Twice(String),
    /// An entry below something that is no directory.
    #[error("{path} can't be inside {parent}, which is no directory of its own")]
    Inside {
        /// The entry's path.
        path: String,
        /// The path above it that is no directory.
        parent: String,
    },
}

/// `rootfs.json` as it is written.
#[derive(Deserialize)]
pub(super) struct RootfsJson {
    entries: Vec<EntryJson>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryJson {
    path: String,
    r#type: TypeJson,
    #[serde(default)]
    mode: Option<FileMode>,
    #[serde(default)]
    uid: u32,
    #[serde(default)]
    gid: u32,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    source: Option<PathBuf>,
    #[serde(default)]
    target: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum TypeJson {
    File,
    Dir,
    Symlink,
}

impl TryFrom<EntryJson> for RootEntry {
    type Error = Error;

    fn try_from(json: EntryJson) -> Result<Self, Error> {
        let clean = |names: &str| names.split('/').all(|name| !matches!(name, "" | "." | ".."));
        if !json.path.strip_prefix('/').is_some_and(clean) || json.path.contains('\0') {
            return Err(Error::Path(json.path));
        }
        let mode = json.mode;
        let kind = match (json.r#type, json.text, json.source, json.target) {
            (TypeJson::File | TypeJson::Dir, None, Some(source), None) => {
                Ok(EntryKind::Copy { mode, source })
            }
            (TypeJson::File, Some(text), None, None) => {
                Ok(EntryKind::File { mode: mode.unwrap_or(FileMode::FILE), text })
            }
            (TypeJson::Dir, None, None, None) => {
                Ok(EntryKind::Dir { mode: mode.unwrap_or(FileMode::DIRECTORY) })
            }
            (TypeJson::Symlink, None, None, Some(target)) if !target.is_empty() => {
                Ok(EntryKind::Symlink { target })
            }
            (TypeJson::File, ..) => Err("a file needs either text or source"),
            (TypeJson::Dir, ..) => Err("a directory has nothing but a source"),
            (TypeJson::Symlink, ..) => Err("a symbolic link needs a target and nothing else"),
        };
        match kind {
            Ok(kind) => Ok(Self { path: json.path, kind, uid: json.uid, gid: json.gid }),
            Err(message) => Err(Error::RootEntry { path: json.path, message }),
        }
    }
}

impl Rootfs {
    /// The root that `json` describes.
    pub(super) fn new(json: RootfsJson) -> Result<Self, Error> {
        Self::from_entries(json.entries.into_iter().map(RootEntry::try_from).collect::<Result<Vec<_>, _>>()?)
    }

    /// The entries, in order.
    pub fn entries(&self) -> &[RootEntry] {
        &self.entries
    }

    /// What is copied from the machine that builds the image.
    pub fn sources(&self) -> impl Iterator<Item = &Path> {
        self.entries.iter().filter_map(|entry| match &entry.kind {
            EntryKind::Copy { source, .. } => Some(source.as_path()),
            _ => None,
        })
    }

    /// The same root with directories of root, mode 0755, at `paths`, where there is nothing yet.
    ///
    /// # Errors
    /// [`Error::Inside`] when one of them would be inside something that is no directory.
    pub fn with_directories(&self, paths: &[&str]) -> Result<Self, Error> {
        let have = |path: &str| self.entries.iter().any(|entry| entry.path == path);
        let new = paths.iter().filter(|path| !have(path)).map(|path| directory(path));
        Self::from_entries(self.entries.iter().cloned().chain(new).collect())
    }

    fn from_entries(entries: Vec<RootEntry>) -> Result<Self, Error> {
        let mut by_path: BTreeMap<Vec<String>, RootEntry> = BTreeMap::new();
        for entry in entries {
            let known = by_path.entry(parts(&entry.path)).or_insert_with(|| entry.clone());
            if *known != entry {
                return Err(Error::Twice(entry.path));
            }
        }
        let mut parents = BTreeMap::new();
        for (parts, entry) in &by_path {
            for length in 1..parts.len() {
                let parent = &parts[..length];
                match by_path.get(parent).map(|parent| &parent.kind) {
                    Some(EntryKind::Dir { .. }) => (),
                    Some(_) => {
                        let parent = format!("/{}", parent.join("/"));
                        return Err(Error::Inside { path: entry.path.clone(), parent });
                    }
                    None => {
                        parents.insert(parent.to_vec(), directory(&format!("/{}", parent.join("/"))));
                    }
                }
            }
        }
        by_path.extend(parents);
        Ok(Self { entries: by_path.into_values().collect() })
    }
}

/// The names on the way to `path`, which sort as a tree is walked.
fn parts(path: &str) -> Vec<String> {
    path.split('/').skip(1).map(str::to_owned).collect()
}

fn directory(path: &str) -> RootEntry {
    RootEntry { path: path.to_owned(), kind: EntryKind::Dir { mode: FileMode::DIRECTORY }, uid: 0, gid: 0 }
}

#[cfg(test)]
mod tests;

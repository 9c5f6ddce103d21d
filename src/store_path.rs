//! Store paths by name: `/nix/store/HASH-NAME`.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// The one store directory that images use: the programs in them carry it in their text.
pub(crate) const STORE_DIR: &str = "/nix/store";

/// Nix's own alphabet for base 32: digits and letters without e, o, t and u.
const BASE32: &str = "0123456789abcdfghijklmnpqrsvwxyz";

/// How many characters of [`BASE32`] a path's hash part has.
const HASH_LENGTH: usize = 32;

/// The longest name that Nix allows.
const NAME_LENGTH: usize = 211;

/// The path of a store object, `/nix/store/HASH-NAME`; never a path below one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StorePath(String);

/// A text that is no store path, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no store path: {reason}")]
pub struct InvalidStorePath {
    text: String,
    reason: &'static str,
}

impl StorePath {
    /// The whole path, with the store directory.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The 32 characters that make it unique.
    pub fn hash_part(&self) -> &str {
        &self.base_name()[..HASH_LENGTH]
    }

    /// What follows the hash, as `apache-httpd-2.4.65`.
    pub fn name(&self) -> &str {
        &self.base_name()[HASH_LENGTH + 1..]
    }

    /// Hash and name: the path inside the store directory.
    pub fn base_name(&self) -> &str {
        &self.0[STORE_DIR.len() + 1..]
    }

    /// The store path that `path` is or is inside of, by its text alone.
    ///
    /// # Errors
    /// [`InvalidStorePath`] when it is not inside the store directory.
    pub fn containing(path: &str) -> Result<Self, InvalidStorePath> {
        let end = path.match_indices('/').nth(3).map_or(path.len(), |(at, _)| at);
        path[..end].parse()
    }
}

impl FromStr for StorePath {
    type Err = InvalidStorePath;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match fault(text) {
            None => Ok(Self(text.to_owned())),
            Some(reason) => Err(InvalidStorePath { text: text.to_owned(), reason }),
        }
    }
}

/// Why `text` is no store path. Nix's rule: `checkName` in its libstore.
fn fault(text: &str) -> Option<&'static str> {
    let Some(base) = text.strip_prefix(STORE_DIR).and_then(|rest| rest.strip_prefix('/')) else {
        return Some("it is not inside /nix/store");
    };
    let in_name = |c: char| c.is_ascii_alphanumeric() || "+-._?=".contains(c);
    match base.split_at_checked(HASH_LENGTH) {
        Some((hash, _)) if !hash.chars().all(|c| BASE32.contains(c)) => {
            Some("a hash of 32 characters of Nix's base 32 should come first")
        }
        Some((_, rest)) => match rest.strip_prefix('-') {
            None | Some("") => Some("after the hash there should be a dash and a name"),
            Some(name) if name.len() > NAME_LENGTH => Some("its name is longer than 211 characters"),
            Some(name) if !name.chars().all(in_name) => Some("its name has a character that Nix forbids"),
            Some(_) => None,
        },
        None => Some("it is too short"),
    }
}

impl TryFrom<String> for StorePath {
    type Error = InvalidStorePath;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<StorePath> for String {
    fn from(path: StorePath) -> Self {
        path.0
    }
}

impl AsRef<Path> for StorePath {
    fn as_ref(&self) -> &Path {
        Path::new(&self.0)
    }
}

impl fmt::Display for StorePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for StorePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

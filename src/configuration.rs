//! What is built from: a file, or a configuration of a flake.

use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::flake::Reference;

/// What a container is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Configuration {
    /// A file: the absolute path of one that is there.
    File(PathBuf),
    /// A configuration of a flake.
    Flake(Reference),
}

impl Configuration {
    /// What a word of the command line means: a file, a directory with a flake, or a flake's address.
    ///
    /// # Errors
    /// When there is no such thing, with what there is.
    pub fn find(word: &Path) -> Result<Self> {
        if let Some(reference) = Reference::parse(word)? {
            return Ok(Self::Flake(reference));
        }
        let shown = word.display();
        if word.is_dir() {
            let inside = word.join("configuration.nix");
            let remedy = if inside.is_file() {
                format!("name the file in it: {}", inside.display())
            } else {
                "name a configuration file".to_owned()
            };
            bail!("{shown} is a directory: {remedy}");
        }
        match std::fs::metadata(word) {
            Ok(_) => std::path::absolute(word)
                .map(Self::File)
                .with_context(|| format!("can't find the absolute path of {shown}")),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                bail!(
                    "there is no configuration {shown}: write one, or name another (see samples/ for examples)"
                )
            }
            Err(error) => bail!("can't read the configuration {shown}: {error}"),
        }
    }

    /// The path, where it is a file.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Flake(_) => None,
        }
    }

    /// The flake, where it is of one.
    pub fn flake(&self) -> Option<&Reference> {
        match self {
            Self::File(_) => None,
            Self::Flake(reference) => Some(reference),
        }
    }
}

impl fmt::Display for Configuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Flake(reference) => reference.fmt(f),
        }
    }
}

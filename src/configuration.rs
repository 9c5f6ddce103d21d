//! What is built from: a file, a configuration of a flake, or what is on standard input.

use std::fmt;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::flake::Reference;

/// What a container is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Configuration {
    /// A file: the absolute path of one that is there.
    File(PathBuf),
    /// A configuration of a flake.
    Flake(Reference),
    /// The text of one, from standard input; its relative paths are from the current directory.
    Text(String),
}

/// The longest text: Linux limits the length of one argument of a command (`MAX_ARG_STRLEN`).
const LONGEST: usize = 100_000;

impl Configuration {
    /// What a word of the command line means: a file, a directory with a flake or a `configuration.nix`, a flake's
    /// address, `-` for standard input.
    ///
    /// # Errors
    /// When there is no such thing; the message says what there is.
    pub(crate) fn find(word: &Path) -> Result<Self> {
        if word == Path::new("-") {
            return Self::read(std::io::stdin());
        }
        if let Some(reference) = Reference::parse(word)? {
            return Ok(Self::Flake(reference));
        }
        let inside = word.join("configuration.nix");
        if word.is_dir() && !inside.is_file() {
            bail!("{} is a directory without a configuration.nix: name a configuration file", word.display());
        }
        let word = if word.is_dir() { &inside } else { word };
        let shown = word.display();
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

    /// Reads the text to its end, and checks that it can be given to Nix.
    fn read(mut input: impl Read) -> Result<Self> {
        let mut text = String::new();
        input.read_to_string(&mut text).context("can't read the configuration from standard input")?;
        if text.trim().is_empty() {
            bail!("there is no configuration on standard input: it is empty");
        }
        if text.len() > LONGEST {
            bail!("the configuration on standard input is longer than {LONGEST} bytes: put it into a file");
        }
        Ok(Self::Text(text))
    }

    /// The path, where it is a file.
    pub(crate) fn file(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Flake(_) | Self::Text(_) => None,
        }
    }

    /// The text, where it came from standard input.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::File(_) | Self::Flake(_) => None,
        }
    }

    /// The flake, where it is of one.
    pub(crate) fn flake(&self) -> Option<&Reference> {
        match self {
            Self::File(_) | Self::Text(_) => None,
            Self::Flake(reference) => Some(reference),
        }
    }
}

impl fmt::Display for Configuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Flake(reference) => reference.fmt(f),
            Self::Text(_) => f.write_str("standard input"),
        }
    }
}

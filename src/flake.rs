//! Flakes: which one a word of the command line means, and which of its configurations.
//!
//! A word is read as the `nix` command reads it: `PATH`, `PATH#NAME`, or an address such as
//! `git+https://host/repository#NAME`. A path in a git repository is that repository, as git has it, else it is
//! copied as it is. NAME is that of one of the flake's `dockerConfigurations` or `nixosConfigurations`.

mod choice;
mod place;
mod query;

pub(crate) use choice::{Chosen, ConfigurationSet, Names};

use std::fmt;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// A flake, and the name of a configuration in it where one was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference {
    /// As `builtins.getFlake` takes it.
    url: String,
    name: Option<String>,
    /// The git repository on this machine that it is, or is in.
    repository: Option<PathBuf>,
    /// As people write it.
    shown: String,
}

impl Reference {
    /// The flake that a word means; `None` when it means a file.
    ///
    /// # Errors
    /// When there is no flake where it says.
    pub(crate) fn parse(word: &Path) -> Result<Option<Self>> {
        let Some(text) = word.to_str().filter(|_| !word.is_file() || word.ends_with("flake.nix")) else {
            return Ok(None);
        };
        let (place, name) = match text.split_once('#') {
            Some((place, name)) if !word.exists() => (place, Some(name)),
            _ => (text, None),
        };
        let name = name.filter(|name| !name.is_empty()).map(str::to_owned);
        let path = Path::new(if place.is_empty() { "." } else { place });
        if path.ends_with("flake.nix") && path.is_file() {
            // The parent of a mere name is empty.
            let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
            return Self::in_directory(directory.unwrap_or(Path::new(".")), name).map(Some);
        }
        if path.is_dir() {
            // A path without `#NAME` could also mean the directory of a configuration.
            let is_flake = name.is_some() || path.join("flake.nix").is_file();
            return is_flake.then(|| Self::in_directory(path, name)).transpose();
        }
        if let Some(place) = place.strip_prefix("path:") {
            return Ok(Some(Self::copied(&place::directory(place)?, name)));
        }
        if let Some((before, _)) = place.split_once('?')
            && (before.is_empty() || Path::new(before).is_dir())
        {
            return Self::in_directory(&place::directory(place)?, name).map(Some);
        }
        let repository = place.strip_prefix("git+file:").map(place::repository).transpose()?;
        if !text.contains('#') && !is_address(place) {
            return Ok(None);
        }
        if path.is_file() {
            bail!(
                "{place} is a file and no flake: leave out what begins with #, or name a directory with a flake.nix"
            );
        }
        if place.starts_with(['.', '/']) || path.extension().is_some_and(|extension| extension == "nix") {
            bail!("there is no directory {place}, so no flake in it");
        }
        Ok(Some(Self { url: place.to_owned(), name, repository, shown: place.to_owned() }))
    }

    /// Whether it is in a directory of this machine.
    fn is_here(&self) -> bool {
        self.url.starts_with("path:") || self.url.starts_with("git+file:")
    }

    /// As it is for `builtins.getFlake`.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// What to say if the error is that a file is missing which exists but is not in git.
    pub(crate) fn untracked(&self, error: &str) -> Option<String> {
        let repository = self.repository.as_deref()?;
        let missing = ["No such file or directory", "does not exist", "is not tracked by Git"];
        if !missing.iter().any(|words| error.contains(words)) {
            return None;
        }
        let named =
            error.split("-source/").skip(1).filter_map(|rest| rest.split(['\'', '"', ' ', '\n']).next());
        let file = named.map(Path::new).find(|file| {
            let inside = file.components().all(|part| matches!(part, std::path::Component::Normal(_)));
            inside && repository.join(file).exists()
        })?;
        Some(format!(
            "the flake {} has no {file}: it is there, but not in git, and a flake has only what is: `git -C {} add {file}`",
            self.shown,
            repository.display(),
            file = file.display()
        ))
    }

    /// The flake that a directory is, or is in.
    fn in_directory(directory: &Path, name: Option<String>) -> Result<Self> {
        let canonical = std::fs::canonicalize(directory).with_context(|| directory.display().to_string())?;
        let ends = |place: &&Path| ["flake.nix", ".git"].iter().any(|name| place.join(name).exists());
        let found = canonical.ancestors().find(ends);
        let Some(place) = found.filter(|place| place.join("flake.nix").is_file()) else {
            let name = name.map_or_else(String::new, |name| {
                format!(
                    ", and #{name} is a configuration of one: write a flake.nix that has nixosConfigurations.{name} or \
                     dockerConfigurations.{name}, or name a file without #"
                )
            });
            bail!("{} is no flake: there is no flake.nix in it, or above it{name}", directory.display());
        };
        let Some(repository) = place.ancestors().find(|place| place.join(".git").exists()) else {
            return Ok(Self::copied(place, name));
        };
        let mut url = format!("git+file://{}", encoded(repository));
        if let Ok(inside) = place.strip_prefix(repository)
            && !inside.as_os_str().is_empty()
        {
            let _ = write!(url, "?dir={}", encoded(inside));
        }
        let shown = place.display().to_string();
        Ok(Self { url, name, repository: Some(repository.to_owned()), shown })
    }

    fn copied(place: &Path, name: Option<String>) -> Self {
        let (url, shown) = (format!("path:{}", encoded(place)), place.display().to_string());
        Self { url, name, repository: None, shown }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)?;
        self.name.iter().try_for_each(|name| write!(f, "#{name}"))
    }
}

/// Whether it begins as an address does: `github:`, `git+https:`.
fn is_address(text: &str) -> bool {
    let scheme = |scheme: &str| {
        scheme.starts_with(|c: char| c.is_ascii_lowercase())
            && scheme.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "+-.".contains(c))
    };
    text.split_once(':').is_some_and(|(before, _)| scheme(before))
}

/// A path as a part of an address.
fn encoded(path: &Path) -> String {
    path.as_os_str().as_encoded_bytes().iter().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(byte) {
            text.push(char::from(*byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
        text
    })
}

#[cfg(test)]
mod tests;

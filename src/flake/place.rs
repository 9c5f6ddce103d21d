//! Places on this machine that a flake's address names.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

/// The directory of `PATH?dir=INSIDE`.
///
/// # Errors
/// When it is not there, or something else follows.
pub(super) fn directory(place: &str) -> Result<PathBuf> {
    let (path, parameters) = place.split_once('?').unwrap_or((place, ""));
    let mut directory = PathBuf::from(if path.is_empty() { "." } else { path });
    for parameter in parameters.split('&').filter(|parameter| !parameter.is_empty()) {
        match parameter.split_once('=') {
            Some(("dir", inside)) => directory.push(inside),
            _ => bail!("{place}: behind a directory can only stand ?dir=DIRECTORY, not {parameter}"),
        }
    }
    let directory = there(&directory)?;
    if !parameters.is_empty() && !directory.join("flake.nix").is_file() {
        bail!("{} is no flake: there is no flake.nix in it", directory.display());
    }
    Ok(directory)
}

/// The repository that `git+file:` with `place` behind it means.
///
/// # Errors
/// When there is none.
pub(super) fn repository(place: &str) -> Result<PathBuf> {
    let path = place.split('?').next().unwrap_or_default();
    let path = there(Path::new(path.strip_prefix("//").unwrap_or(path)))?;
    // A bare one has no other directory around it.
    if !path.join(".git").exists() && !path.join("HEAD").exists() {
        bail!("{0} is no git repository: name it as path:{0}", path.display());
    }
    Ok(path)
}

fn there(path: &Path) -> Result<PathBuf> {
    let found = std::fs::canonicalize(path).ok().filter(|path| path.is_dir());
    let Some(found) = found else { bail!("there is no directory {}, so no flake in it", path.display()) };
    Ok(found)
}

//! Where modules and packages come from: what the command line says of it, and what there is.

use anyhow::{Context, Result, anyhow, bail};

use crate::apt;
use crate::nix::{Nix, PackageSource};

/// What the command line says of where modules and packages are to come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PackageChoice {
    /// `<nixpkgs>` where it resolves, else the Debian archive.
    Automatic,
    /// The nixpkgs at this path or URL; `None`: `<nixpkgs>`.
    Nixpkgs(Option<String>),
    /// The Debian archive, through apt.
    Debian,
    /// The Debian archive, and for modules and what it lacks the nixpkgs at this path or URL.
    Hybrid(String),
}

impl PackageChoice {
    /// Where they come from: what was chosen, else `<nixpkgs>`, else the Debian archive.
    ///
    /// # Errors
    /// When there is neither, with how to get one.
    pub(crate) fn source(&self, nix: &Nix) -> Result<PackageSource> {
        let has_apt = apt::available;
        match self {
            Self::Debian if has_apt() => Ok(PackageSource::Debian),
            Self::Hybrid(place) if has_apt() => nixpkgs("--nixpkgs", place).map(PackageSource::Hybrid),
            Self::Hybrid(_) => {
                bail!(
                    "--packages debian needs apt, which is not on this machine: leave it out, for nixpkgs' packages"
                )
            }
            Self::Debian => {
                bail!(
                    "--packages debian needs apt, which is not on this machine: give a nixpkgs with --nixpkgs PATH"
                )
            }
            Self::Nixpkgs(Some(place)) => nixpkgs("--nixpkgs", place).map(PackageSource::Nixpkgs),
            Self::Nixpkgs(None) => {
                let place = nix.nixpkgs().context(
                    "--packages nixpkgs: NIX_PATH has no <nixpkgs>: name one with --nixpkgs PATH, \
                 or get one, for example with `nix-channel --add URL nixpkgs && nix-channel --update`",
                )?;
                nixpkgs("<nixpkgs>", &place).map(PackageSource::Nixpkgs)
            }
            Self::Automatic => match nix.nixpkgs() {
                Some(place) => nixpkgs("<nixpkgs>", &place).map(PackageSource::Nixpkgs),
                None if has_apt() => Ok(PackageSource::Debian),
                None => bail!(
                    "there is nothing to take packages from: NIX_PATH has no <nixpkgs> and there is no apt; \
                 get a nixpkgs (`nix-channel --add URL nixpkgs && nix-channel --update`), \
                 or name one with --nixpkgs PATH"
                ),
            },
        }
    }
}

/// A nixpkgs that was named (`what` is its name): a URL or `channel:NAME` as it is, a path as an absolute one
/// that is there.
fn nixpkgs(what: &str, place: &str) -> Result<String> {
    if place.contains("://") || place.starts_with("channel:") {
        return Ok(place.to_owned());
    }
    let path = std::fs::canonicalize(place).map_err(|error| match meant(place) {
        Some(meant) => anyhow!("{what} '{place}' is no directory: {meant}"),
        None => anyhow!(error).context(format!("{what} {place}")),
    })?;
    if !path.join("nixos/lib/eval-config.nix").is_file() {
        bail!("{what} {place} is no nixpkgs: it has no nixos/lib/eval-config.nix");
    }
    Ok(path.to_string_lossy().into_owned())
}

/// What the user probably meant by a word that is no directory with a nixpkgs.
fn meant(word: &str) -> Option<String> {
    if let Some(flake) = word.strip_prefix("github:") {
        let mut parts = flake.split(['/', '?', '#']);
        let (owner, name) = (parts.next()?, parts.next()?);
        let revision = parts.next().filter(|_| !flake.contains(['?', '#'])).unwrap_or("HEAD");
        return Some(format!("as a URL it is https://github.com/{owner}/{name}/archive/{revision}.tar.gz"));
    }
    let is_release = |text: &str| {
        let year = text.split_once('.').map(|(year, _)| year);
        year.is_some_and(|year| year.len() == 2 && year.bytes().all(|byte| byte.is_ascii_digit()))
    };
    if is_release(word) {
        return Some(format!("channel:nixos-{word} is that release"));
    }
    let of_channel = ["nixos-", "nixpkgs-"].iter().find_map(|start| word.strip_prefix(start));
    if of_channel.is_some_and(|rest| is_release(rest) || rest.starts_with("unstable")) {
        return Some(format!("channel:{word} is the channel of that name"));
    }
    let has_no_path = word.is_empty() || word.contains(':');
    has_no_path
        .then(|| "it takes a directory, the URL of an archive (.tar.gz, .tar.xz) or channel:NAME".to_owned())
}

//! Asks Nix which configurations a flake has, before one of them is evaluated.

use std::path::Path;

use anyhow::{Result, anyhow, bail};

use super::{Chosen, ConfigurationSet, Names, Reference};
use crate::nix::arguments::Arguments;
use crate::nix::{self, Nix, PackageSource};
use crate::package_choice::PackageChoice;
use crate::progress::Progress;
use crate::report;

/// The message of `nix/nixos/flake.nix` for an older Nix, which has none of its own.
const SWITCHED_OFF: &str = "flakes are switched off: set `extra-experimental-features = flakes` in nix.conf";

/// Whether a flake's lock file has all of its inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lock {
    Whole,
    Lacking,
}

/// Why a flake's configurations are not known.
enum Failure {
    /// Its lock file lacks inputs.
    Lock,
    Other(nix::Error),
}

impl Reference {
    /// Asks Nix for the flake's configurations, and chooses.
    ///
    /// # Errors
    /// When the flake can't be had or evaluated, or as [`Reference::choose`].
    pub(crate) fn look(&self, program: &Path, nix: &mut Nix) -> Result<Chosen> {
        nix.use_flakes();
        let looking = Progress::new().wait(&format!("looking at the flake {}", self.shown));
        let arguments = Arguments::new(None, "flake", program, &PackageSource::Flake).flake(&self.url, None);
        let mut found = Self::names(&arguments, nix);
        if matches!(found, Ok((_, Lock::Lacking)) | Err(Failure::Lock)) && self.is_here() {
            // As the `nix` command does, whatever it is called for.
            if nix.lock_flake(&self.url).is_ok() {
                report::note(format_args!("wrote the flake.lock of {}", self.shown));
            }
            found = Self::names(&arguments, nix);
        }
        looking.finish();
        match found {
            Ok((names, lock)) => {
                if lock == Lock::Lacking {
                    report::warning(&format!("{}; they are looked up anew each time", self.unlocked()));
                }
                self.choose(&names)
            }
            Err(Failure::Lock) => {
                bail!("{}, and this Nix evaluates it only with all of them", self.unlocked())
            }
            Err(Failure::Other(error)) => Err(self.hinted(error)),
        }
    }

    /// The names of the configurations, and whether the flake's lock file has all inputs.
    fn names(arguments: &Arguments, nix: &Nix) -> Result<(Names, Lock), Failure> {
        let mut lock = Lock::Whole;
        let found = nix.value("names", arguments, |line| {
            if line.contains("not writing modified lock file") {
                lock = Lock::Lacking;
            }
        });
        match found {
            Ok(json) => {
                let names =
                    serde_json::from_slice(&json).map_err(nix::Error::Value).map_err(Failure::Other)?;
                Ok((names, lock))
            }
            // Before 2023 the lock file had to be there.
            Err(nix::Error::Failed { stderr, .. }) if stderr.contains("requires lock file changes") => {
                Err(Failure::Lock)
            }
            Err(error) => Err(Failure::Other(error)),
        }
    }

    /// What to say if the error is that the flake itself can't be had.
    fn not_had(&self, message: &str, stderr: &str) -> Option<String> {
        if message.contains("flake-registry") || message.contains("in the flake registries") {
            let mut words = message.lines().next().unwrap_or_default();
            if words.contains("cannot find flake") {
                words = "it does not have it";
            }
            return Some(format!(
                "there is no directory {0}, and as a name {0} is looked up in the flake registry: {words}",
                self.shown
            ));
        }
        // Newer ones go on without what git could not fetch, and miss it later.
        if message.starts_with("program 'git' failed") || message.starts_with("resolving Git reference") {
            let gits = ["fatal: ", "ERROR: ", "error: "];
            let said =
                |line: &&str| gits.iter().any(|start| line.starts_with(start) && !line.contains(message));
            let why = stderr.lines().map(str::trim).find(said).unwrap_or(message);
            return Some(format!("the flake {} can't be had: git says: {why}", self.shown));
        }
        message
            .strip_prefix("unable to download '")
            .map(|_| format!("the flake {} can't be had: {message}", self.shown))
    }

    fn unlocked(&self) -> String {
        format!("the flake {} has inputs that its flake.lock lacks (`nix flake lock` adds them)", self.shown)
    }

    /// An error of Nix's; a mistake that people often make with flakes is told in terms of flakes.
    pub(crate) fn hinted(&self, error: nix::Error) -> anyhow::Error {
        let hint = match &error {
            nix::Error::Failed { stderr, .. } if stderr.contains("Nix feature 'flakes' is disabled") => {
                Some(SWITCHED_OFF.to_owned())
            }
            nix::Error::Failed { stderr, message } => {
                self.untracked(stderr).or_else(|| self.not_had(message, stderr))
            }
            _ => None,
        };
        hint.map_or_else(|| error.into(), |hint| anyhow!(hint))
    }
}

impl Chosen {
    /// Where modules and packages come from: the flake's own nixpkgs, unless another was chosen or it has none.
    ///
    /// # Errors
    /// When one was chosen for a whole system, or as [`PackageChoice::source`].
    pub(crate) fn package_source(&self, choice: &PackageChoice, nix: &Nix) -> Result<PackageSource> {
        match (self.set, choice) {
            (_, PackageChoice::Automatic) if self.has_nixpkgs => Ok(PackageSource::Flake),
            (ConfigurationSet::DockerConfigurations, choice) => choice.source(nix),
            (ConfigurationSet::NixosConfigurations, _) => bail!(
                "nixosConfigurations.{} comes with its nixpkgs: drop --nixpkgs and --packages, \
                 or make it one of the flake's dockerConfigurations, a list of modules",
                self.name
            ),
        }
    }
}

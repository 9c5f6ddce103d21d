//! The only caller of Nix: evaluation, building and queries through nix-instantiate and nix-store.
//!
//! Only Nix's stable commands are used. Values enter an evaluation as one JSON string
//! ([`arguments::Arguments`]); what comes back is a derivation, then store paths.

pub(crate) mod activity;
pub(crate) mod arguments;
mod build_inputs;
mod evaluate;
mod explain;
pub(crate) mod flags;
mod identity;
pub(crate) mod message;

mod package_source;
mod realise;
mod repair;
mod settings;
pub mod store;

use std::path::{Path, PathBuf};

use crate::process::{self, Program};
use flags::NixFlags;
pub(crate) use package_source::PackageSource;

/// Why Nix did not give what it was asked for.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// There is no Nix on this machine.
    #[error(
        "there is no Nix on this machine ({0} is not on PATH): install it, \
         for example with scripts/install-nix.sh or `apt-get install nix-bin`"
    )]
    NotInstalled(String),
    /// The configuration can't be evaluated, or something could not be built.
    #[error("{message}")]
    Failed {
        /// Nix's message, reduced to what a user needs.
        message: String,
        /// The last lines of all that Nix printed.
        stderr: String,
    },
    /// Nix left no link to what it made.
    #[error("can't read the link {path} that Nix made: {source}")]
    Link {
        /// The path of the link.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// Nix gave a value of another shape.
    #[error("can't read the value that Nix gave: {0}")]
    Value(serde_json::Error),
    /// A Nix program failed in another way.
    #[error(transparent)]
    Process(#[from] process::Error),
}

/// The Nix of this machine, with the tree of Nix files to evaluate.
#[derive(Debug)]
pub(crate) struct Nix {
    tree: PathBuf,
    standalone: bool,
    flakes: bool,
    flags: NixFlags,
    verbose: bool,
}

impl Nix {
    /// Whether the user asked for more output, traces included.
    pub(crate) fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// The options for Nix that the user gave.
    pub(crate) fn flags(&self) -> &NixFlags {
        &self.flags
    }

    fn shows_traces(&self) -> bool {
        self.verbose || self.flags.show_trace
    }

    /// The Nix on PATH. `tree` has the entry point `default.nix`; `flags` are the options for Nix that the user gave.
    ///
    /// # Errors
    /// [`Error::NotInstalled`].
    pub(crate) fn find(tree: PathBuf, flags: &NixFlags, verbose: bool) -> Result<Self, Error> {
        for program in ["nix-instantiate", "nix-store"] {
            which::which(program).map_err(|_| Error::NotInstalled(program.to_owned()))?;
        }
        Ok(Self { tree, standalone: false, flakes: false, flags: flags.clone(), verbose })
    }

    /// Builds from the Debian archive from here on: what comes from there is in no binary cache, is
    /// unpacked with the host's own tools, and is many small downloads.
    pub(crate) fn build_standalone(&mut self) {
        self.standalone = true;
    }

    /// Evaluates flakes from here on, which Nix calls an experimental feature.
    pub(crate) fn use_flakes(&mut self) {
        self.flakes = true;
    }

    /// Adds to the flake's lock file what it lacks. The command for it is experimental, as flakes are.
    ///
    /// # Errors
    /// [`Error::Process`], also where the file can't be written.
    pub(crate) fn lock_flake(&self, url: &str) -> Result<(), Error> {
        let program = Program::new("nix").args(["flake", "lock", url]);
        let program = self.with_settings(program);
        program.args(["--extra-experimental-features", "nix-command flakes"]).output()?;
        Ok(())
    }

    /// Where `<nixpkgs>` is, when `-I` or `NIX_PATH` has it.
    pub(crate) fn nixpkgs(&self) -> Option<String> {
        let program = Program::new("nix-instantiate").args(self.flags.lookup());
        program.args(["--find-file", "nixpkgs"]).text().ok()
    }
}

/// The error of a failed program, whose message `reduce` makes of its standard error.
fn failure(error: process::Error, reduce: impl Fn(&str) -> String) -> Error {
    match error {
        process::Error::Failed { stderr, .. } => Error::Failed { message: reduce(&stderr), stderr },
        other => other.into(),
    }
}

fn link_target(link: &Path) -> Result<String, Error> {
    let target = std::fs::read_link(link).map_err(|source| Error::Link { path: link.to_owned(), source })?;
    Ok(target.to_string_lossy().into_owned())
}

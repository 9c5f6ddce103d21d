//! The only caller of Nix: evaluation, building and queries through nix-instantiate and nix-store.
//!
//! Only Nix's stable commands are used. Values enter an evaluation as one JSON string
//! ([`arguments::Arguments`]); what comes back is a derivation, then store paths.

pub(crate) mod activity;
pub(crate) mod arguments;
mod build_inputs;
mod explain;
pub(crate) mod flags;
mod identity;
pub(crate) mod message;

mod package_source;
mod repair;
mod settings;
pub mod store;

use std::path::{Path, PathBuf};

use crate::process::{self, Program};
use activity::{Activities, Sizes};
use arguments::Arguments;
use flags::NixFlags;
use message::unit_mistakes::{self, Mistake, Places};
pub(crate) use package_source::PackageSource;

/// Why something that Nix was asked for can't be had.
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
        /// The link.
        path: PathBuf,
        /// What the system said.
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
    /// Whether the user wants to be told more, traces among it.
    pub(crate) fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// The user's words for Nix.
    pub(crate) fn flags(&self) -> &NixFlags {
        &self.flags
    }

    fn shows_traces(&self) -> bool {
        self.verbose || self.flags.show_trace
    }

    /// The Nix on PATH. `tree` has the entry point `default.nix`; `flags` are the user's words for Nix.
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

    /// Evaluates `attribute` of the entry point to a derivation, and returns its path.
    ///
    /// `root` (a path that does not exist) protects the derivation from garbage collection while
    /// it exists. `watch` sees each line that Nix prints on standard error meanwhile.
    ///
    /// # Errors
    /// [`Error::Failed`] with Nix's message when the configuration is wrong.
    pub(crate) fn instantiate(
        &self,
        attribute: &str,
        arguments: &Arguments,
        root: &Path,
        watch: impl FnMut(&str),
    ) -> Result<String, Error> {
        let program =
            || self.evaluation(arguments).args(["-A", attribute, "--add-root"]).arg(root).arg("--indirect");
        self.evaluated(arguments, program, watch)?;
        link_target(root)
    }

    /// Evaluates `attribute` of the entry point to a value, as JSON.
    ///
    /// # Errors
    /// As [`Nix::instantiate`].
    pub(crate) fn value(
        &self,
        attribute: &str,
        arguments: &Arguments,
        watch: impl FnMut(&str),
    ) -> Result<Vec<u8>, Error> {
        let program = || self.evaluation(arguments).args(["--eval", "--strict", "--json", "-A", attribute]);
        self.evaluated(arguments, program, watch)
    }

    /// A message about units with the places where the user's files say what is wrong, which takes another
    /// evaluation.
    pub(crate) fn placed(&self, message: &str, arguments: &Arguments) -> String {
        unit_mistakes::placed(message, &self.places(unit_mistakes::named(message), arguments))
    }

    /// Where the user's files say what is wrong in units, which takes another evaluation if there is anything.
    pub(crate) fn places(&self, mut mistakes: Vec<Mistake>, arguments: &Arguments) -> Places {
        mistakes.sort();
        mistakes.dedup();
        if mistakes.is_empty() {
            return Places::new();
        }
        let arguments = arguments.clone().mistakes(mistakes.clone());
        let json = self.value("places", &arguments, |_| ()).ok();
        let places: Vec<Option<String>> =
            json.and_then(|json| serde_json::from_slice(&json).ok()).unwrap_or_default();
        let found = mistakes.into_iter().zip(places);
        found.filter_map(|(mistake, place)| Some((mistake, place?))).collect()
    }

    /// As [`Nix::value`], and the derivations that the value names are there afterwards; nothing protects them.
    ///
    /// # Errors
    /// As [`Nix::instantiate`].
    pub(crate) fn value_with_derivations(
        &self,
        attribute: &str,
        arguments: &Arguments,
        watch: impl FnMut(&str),
    ) -> Result<Vec<u8>, Error> {
        let program = || {
            let program = self.evaluation(arguments).arg("--read-write-mode");
            program.args(["--eval", "--strict", "--json", "-A", attribute])
        };
        self.evaluated(arguments, program, watch)
    }

    /// Builds a derivation. `out_link`, where given, points to the result afterwards and roots it. `watch` is
    /// told what goes on; `sizes` are those of downloads that are known.
    ///
    /// # Errors
    /// [`Error::Failed`] with the message and the last lines of the failed builder.
    pub(crate) fn build(
        &self,
        derivation: &str,
        out_link: &Path,
        sizes: &Sizes,
        mut watch: impl FnMut(String),
    ) -> Result<String, Error> {
        let program = || {
            let program = self.with_settings(Program::new("nix-store"));
            program.args(["--realise", derivation, "--add-root"]).arg(out_link).arg("--indirect")
        };
        let mut activities = Activities::new(sizes.clone());
        let mut printed = Vec::new();
        let account = program().args(["--log-format", "internal-json"]);
        let built = account.output_watched(|line| {
            printed.extend(activities.see(line));
            if let Some(now) = activities.says() {
                watch(now);
            }
        });
        let built = match built {
            // A Nix that gives no account of itself.
            Err(process::Error::Failed { stderr, .. }) if stderr.contains("--log-format") => {
                program().output()
            }
            Err(process::Error::Failed { command, ended, .. }) => {
                Err(process::Error::Failed { command, ended, stderr: printed.join("\n") })
            }
            Err(process::Error::Silent { command, silence, .. }) => {
                Err(process::Error::Silent { command, silence, stderr: printed.join("\n") })
            }
            built => built,
        };
        built.map_err(|error| failure(error, Self::build_failure))?;
        link_target(out_link)
    }

    /// All paths that a derivation's build needs, derivations among them.
    ///
    /// # Errors
    /// [`Error::Process`].
    pub(crate) fn requisites(derivation: &str) -> Result<Vec<String>, Error> {
        let output = Program::new("nix-store").args(["-qR", derivation]).text()?;
        Ok(output.lines().map(str::to_owned).collect())
    }

    /// A failed build in words: the last lines of the builder's log where one failed, else Nix's message.
    fn build_failure(stderr: &str) -> String {
        let Some(derivation) = message::failed_builder(stderr) else {
            return message::first_build_error(stderr);
        };
        let log = Program::new("nix-store").args(["--read-log", derivation]).text().unwrap_or_default();
        let name = derivation.split_once('-').map_or(derivation, |(_, name)| name.trim_end_matches(".drv"));
        message::of_builder(name, &log)
    }

    fn evaluated(
        &self,
        arguments: &Arguments,
        program: impl Fn() -> Program,
        mut watch: impl FnMut(&str),
    ) -> Result<Vec<u8>, Error> {
        // Who asks for traces wants all of them, however long they are.
        let mut traces = Vec::new();
        let output = program().output_watched(|line| {
            watch(line);
            if self.shows_traces() {
                traces.push(line.to_owned());
            }
        });
        let explained = |stderr: &str| {
            let told = self.explained(stderr, arguments, &program);
            // So Nix calls what has no file; new Nixs write it in other quotes.
            let text = arguments.of_text().next().map(|_| "standard input:");
            text.map_or_else(
                || told.clone(),
                |name| told.replace("(string):", name).replace("«string»:", name),
            )
        };
        output.map_err(|error| {
            failure(error, |stderr| {
                if traces.is_empty() {
                    return explained(stderr);
                }
                let all = traces.join("\n");
                format!("{}\n\nwhat Nix says:\n{all}", explained(&message::without_traces(&all)))
            })
        })
    }

    fn evaluation(&self, arguments: &Arguments) -> Program {
        let program = self
            .with_settings(Program::new("nix-instantiate"))
            .arg(self.tree.join("default.nix"))
            .args(["--argstr", "arguments"])
            .arg(serde_json::to_string(arguments).unwrap_or_default())
            .args(self.flags.evaluation())
            .args(arguments.of_text());
        if self.shows_traces() { program.arg("--show-trace") } else { program }
    }
}

/// What a failed program says, in words that `reduce` finds in its standard error.
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

//! What a user asks for, validated: all that the rest of the program sees of the command line. Options that
//! exclude each other can't be expressed in these types.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::configuration::Configuration;
use crate::image::reference::ImageReference;
use crate::nix::flags::NixFlags;
use crate::package_choice::PackageChoice;

/// What a user asks for.
#[derive(Debug)]
pub(crate) enum Invocation {
    /// Build a container from a configuration.
    Build(BuildOptions),
    /// Say what a build would make of a configuration.
    Check {
        /// What would be evaluated for a build.
        options: EvaluationOptions,
        /// Whether to print one JSON object.
        json: bool,
    },
    /// Print the reference of the configuration's options.
    Options(OptionsQuery),
    /// Say which program this is, and with `true` which Nix and Docker there are.
    Version(bool),
}

/// What is evaluated, and how.
#[derive(Debug)]
pub(crate) struct EvaluationOptions {
    /// The file, flake or text that says what the container has.
    pub configuration: Configuration,
    /// The image's name, and the tag where one was given.
    pub image: ImageReference,
    /// Where packages are to come from.
    pub packages: PackageChoice,
    /// Override the refusals that can be overridden.
    pub force: bool,
    /// Show what Nix prints.
    pub verbose: bool,
    /// The options that go on to Nix.
    pub for_nix: NixFlags,
}

/// A validated request to build a container.
#[derive(Debug)]
pub(crate) struct BuildOptions {
    /// What is evaluated for it.
    pub evaluation: EvaluationOptions,
    /// What is made of the configuration.
    pub mode: Mode,
    /// How the result is printed.
    pub result: ResultFormat,
}

/// What a build makes, with the options that only this mode has.
#[derive(Debug)]
pub(crate) enum Mode {
    /// An image in the Docker daemon (`-b`).
    StandAlone(StandAlone),
    /// A package with a container that mounts the host's store.
    HostMounted,
}

/// The options that only a stand-alone image has.
#[derive(Debug)]
pub(crate) struct StandAlone {
    /// The image to build on; `None` is `scratch`.
    pub base: Option<ImageReference>,
    /// The image's further names.
    pub further_names: Vec<ImageReference>,
    /// Where the image's id is to be written.
    pub id_file: Option<PathBuf>,
}

/// How the result is printed on standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ResultFormat {
    /// A few lines: what was made and how to run it.
    Text,
    /// The image's id, or the package's path.
    Bare,
    /// One JSON object.
    Json,
}

/// A validated request for the option reference.
#[derive(Debug)]
pub(crate) struct OptionsQuery {
    /// Part of an option's name, in any case; with `*` a glob over the whole name.
    pub pattern: Option<String>,
    /// The form in which it is printed.
    pub format: OptionsFormat,
    /// Where packages, and with them the modules, are to come from.
    pub packages: PackageChoice,
    /// The options that go on to Nix.
    pub for_nix: NixFlags,
}

/// How the option reference is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OptionsFormat {
    /// For reading on a terminal.
    Text,
    /// The names alone.
    Names,
    /// One JSON object, by option name.
    Json,
    /// A Markdown document.
    Markdown,
}

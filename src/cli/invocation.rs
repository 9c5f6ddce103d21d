//! What a user asks for, validated: what the rest of the program sees of the command line.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::configuration::Configuration;
use crate::image::reference::ImageReference;
use crate::nix::flags::NixFlags;

/// What a user asks for.
#[derive(Debug)]
pub(crate) enum Invocation {
    /// Build a container from a configuration.
    Build(BuildOptions),
    /// Say what a build would make of a configuration.
    Check {
        /// What would be built.
        options: BuildOptions,
        /// Whether to print one JSON object.
        json: bool,
    },
    /// Print the reference of the configuration's options.
    Options(OptionsQuery),
    /// Say which program this is, and with `true` which Nix and Docker there are.
    Version(bool),
}

/// A validated request to build a container.
#[derive(Debug)]
pub(crate) struct BuildOptions {
    /// What is built.
    pub configuration: Configuration,
    /// Whether to build a stand-alone image (`-b`) or a host-mounted package.
    pub stand_alone: bool,
    /// The image's name, and the tag where one was given.
    pub image: ImageReference,
    /// The image's further names.
    pub further_names: Vec<ImageReference>,
    /// Where the image's id is to be written.
    pub id_file: Option<PathBuf>,
    /// How what was made is told.
    pub result: ResultFormat,
    /// The image to build on; `None` is `scratch`.
    pub base: Option<ImageReference>,
    /// Where packages come from.
    pub packages: PackageChoice,
    /// Override the refusals that can be overridden.
    pub force: bool,
    /// Show what Nix prints.
    pub verbose: bool,
    /// What goes on to Nix.
    pub for_nix: NixFlags,
}

/// How what was made is told, on standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ResultFormat {
    /// What it is and what to do with it.
    Text,
    /// The image's id, or the package's path.
    Bare,
    /// One JSON object.
    Json,
}

/// Where lib and packages are to come from.
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

/// A validated request for the option reference.
#[derive(Debug)]
pub(crate) struct OptionsQuery {
    /// Part of an option's name, in any case; with `*` a glob over the whole name.
    pub pattern: Option<String>,
    /// How to print it.
    pub format: OptionsFormat,
    /// Where packages, and with them the modules, come from.
    pub packages: PackageChoice,
    /// What goes on to Nix.
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

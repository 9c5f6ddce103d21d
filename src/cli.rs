//! The command line: clap definitions, which become validated [`Options`]. Nothing below sees clap.

#![allow(clippy::doc_markdown)] // these comments are the help text, as the terminal shows it

mod for_nix;

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::configuration::Configuration;
use crate::image::reference::ImageReference;
use crate::nix::flags::Flags;
use for_nix::ForNix;

/// What a user asks for.
#[derive(Debug)]
pub enum Request {
    /// Build a container from a configuration.
    Build(Options),
    /// Say what a build would make of a configuration.
    Check {
        /// What would be built.
        options: Options,
        /// Whether to print one JSON object.
        json: bool,
    },
    /// Print the reference of the configuration's options.
    Options(OptionsQuery),
}

/// A validated request to build a container.
#[derive(Debug)]
pub struct Options {
    /// What is built.
    pub configuration: Configuration,
    /// Whether to build a stand-alone image (`-b`) or a host-mounted package.
    pub stand_alone: bool,
    /// The image's name, and the tag where one was given.
    pub image: ImageReference,
    /// The image to build on; `None` is `scratch`.
    pub base: Option<ImageReference>,
    /// Where packages come from.
    pub packages: PackageChoice,
    /// Override the refusals that can be overridden.
    pub force: bool,
    /// Show what Nix prints.
    pub verbose: bool,
    /// What goes on to Nix.
    pub for_nix: Flags,
}

/// Where lib and packages are to come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PackageChoice {
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
pub struct OptionsQuery {
    /// Part of an option's name, in any case; with `*` a glob over the whole name.
    pub pattern: Option<String>,
    /// How to print it.
    pub format: OptionsFormat,
    /// Where packages, and with them the modules, come from.
    pub packages: PackageChoice,
    /// What goes on to Nix.
    pub for_nix: Flags,
}

/// How the option reference is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OptionsFormat {
    /// For reading on a terminal.
    Text,
    /// One JSON object, by option name.
    Json,
    /// A Markdown document.
    Markdown,
}

/// Turn a NixOS-style configuration.nix into a Docker container.
#[derive(Debug, Parser)]
#[command(
    name = "nix-docker",
    version,
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  \
        nix-docker -b -t my-image configuration.nix && docker run -d -p 8080:80 my-image\n  \
        nix-docker -t my-image configuration.nix && sudo ./result/sbin/docker-run -d -p 8080:80\n  \
        nix-docker -b -t my-image .#web"
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    build: Build,
}

#[derive(Debug, Args)]
struct Build {
    /// The configuration to build: a file, or FLAKE#NAME
    #[arg(default_value = "configuration.nix")]
    configuration: PathBuf,
    /// Build a stand-alone image in the Docker daemon, instead of a package that mounts the host's /nix/store
    #[arg(short = 'b', long = "build")]
    stand_alone: bool,
    /// Name the image, and tag it
    #[arg(short = 't', long = "tag", value_name = "NAME[:TAG]", default_value = "nix-docker-build")]
    image: ImageReference,
    /// Put the layers on top of this image
    #[arg(long = "from", value_name = "IMAGE", default_value = "scratch")]
    base: ImageReference,
    /// Override the refusals that can be overridden, and say which
    #[arg(short, long)]
    force: bool,
    /// Show what Nix prints, and traces of evaluation errors
    #[arg(short, long)]
    verbose: bool,
    #[command(flatten)]
    packages: Packages,
    #[command(flatten)]
    for_nix: ForNix,
}

#[derive(Debug, Args)]
struct Packages {
    /// Take NixOS' modules and packages from this nixpkgs: a path, a URL or channel:NAME (default: <nixpkgs>, where
    /// NIX_PATH has it)
    #[arg(long, value_name = "PATH|URL")]
    nixpkgs: Option<String>,
    /// Take modules and packages from a nixpkgs, or packages from the Debian archive; modules are nix-docker's own
    /// then, or with --nixpkgs that nixpkgs' (default: nixpkgs where there is one)
    #[arg(long, value_name = "SET")]
    packages: Option<PackageSet>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PackageSet {
    Nixpkgs,
    Debian,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say what a build would make of a configuration, without building: units, directives, ports, users, packages
    ///
    /// It ends with status 0 only if the configuration would be built.
    Check {
        /// The configuration to check: a file, or FLAKE#NAME
        #[arg(default_value = "configuration.nix")]
        configuration: PathBuf,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
        /// Override the refusals that can be overridden
        #[arg(short, long)]
        force: bool,
        /// Say which units of NixOS are left out and why, and show traces of evaluation errors
        #[arg(short, long)]
        verbose: bool,
        #[command(flatten)]
        packages: Packages,
        #[command(flatten)]
        for_nix: ForNix,
    },
    /// Print the reference of the options that a configuration may set
    Options {
        /// Part of a name, or a glob such as 'services.httpd.*'
        pattern: Option<String>,
        /// How to print it
        #[arg(long, value_enum, default_value = "text")]
        format: OptionsFormat,
        #[command(flatten)]
        packages: Packages,
        #[command(flatten)]
        for_nix: ForNix,
    },
}

/// Reads and validates the command line; clap ends the program on `--help` and on usage errors.
///
/// # Errors
/// When a value is well-formed but can't be used: no such configuration, options that exclude each other.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Request> {
    let cli = Cli::parse_from(arguments);
    match cli.command {
        Some(Command::Check { configuration, json, force, verbose, packages, for_nix }) => {
            let build = Build { configuration, force, verbose, packages, for_nix, ..Build::unnamed()? };
            Ok(Request::Check { options: build.validate()?, json })
        }
        Some(Command::Options { pattern, format, packages, for_nix }) => {
            let (packages, for_nix) = (packages.choice(), for_nix.validate()?);
            Ok(Request::Options(OptionsQuery { pattern, format, packages, for_nix }))
        }
        None => cli.build.validate().map(Request::Build),
    }
}

impl Build {
    /// What is built when nothing is said.
    fn unnamed() -> Result<Self> {
        Ok(Cli::try_parse_from(["nix-docker"])?.build)
    }

    fn validate(self) -> Result<Options> {
        Ok(Options {
            configuration: Configuration::find(&self.configuration)?,
            stand_alone: self.stand_alone,
            image: self.image,
            base: (self.base.to_string() != "scratch:latest").then_some(self.base),
            packages: self.packages.choice(),
            force: self.force,
            verbose: self.verbose,
            for_nix: self.for_nix.validate()?,
        })
    }
}

impl Packages {
    fn choice(self) -> PackageChoice {
        match (self.packages, self.nixpkgs) {
            (Some(PackageSet::Debian), Some(nixpkgs)) => PackageChoice::Hybrid(nixpkgs),
            (Some(PackageSet::Debian), None) => PackageChoice::Debian,
            (Some(PackageSet::Nixpkgs), nixpkgs) => PackageChoice::Nixpkgs(nixpkgs),
            (None, Some(nixpkgs)) => PackageChoice::Nixpkgs(Some(nixpkgs)),
            (None, None) => PackageChoice::Automatic,
        }
    }
}

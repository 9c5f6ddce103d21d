//! The command line: clap definitions, which become validated [`BuildOptions`]. Nothing below sees clap.

#![allow(clippy::doc_markdown)] // these comments are the help text, as the terminal shows it

mod invocation;
mod nix_options;
mod output_options;
mod usage_errors;

use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::error::ErrorKind;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::configuration::Configuration;
use crate::image::reference::ImageReference;
use crate::package_choice::PackageChoice;
pub(crate) use invocation::{
    BuildOptions, EvaluationOptions, Invocation, Mode, OptionsFormat, OptionsQuery, ResultFormat, StandAlone,
};
use nix_options::NixOptions;
use output_options::OutputOptions;
pub(crate) use usage_errors::{ErrorJson, RefusedCommandLine};

/// The image's name where none is given.
const IMAGE: &str = "nix-docker-build";

/// The name that stands for no base image.
const SCRATCH: &str = "scratch:latest";

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
    command: Option<CliCommand>,
    #[command(flatten)]
    build: Build,
}

#[derive(Debug, Args)]
struct Build {
    /// The configuration to build: a file, a directory with a configuration.nix, FLAKE#NAME, or - for standard input
    #[arg(default_value = "configuration.nix")]
    configuration: PathBuf,
    /// Build a stand-alone image in the Docker daemon, instead of a package that mounts the host's /nix/store
    #[arg(short = 'b', long = "build")]
    stand_alone: bool,
    /// Name the image, and tag it; with -b several times for several names
    #[arg(short = 't', long = "tag", value_name = "NAME[:TAG]", default_value = IMAGE)]
    images: Vec<ImageReference>,
    /// Put the layers on top of this image
    #[arg(long = "from", value_name = "IMAGE", default_value = "scratch")]
    base: ImageReference,
    /// Override the refusals that can be overridden, and say which
    #[arg(short, long)]
    force: bool,
    /// Show what Nix prints, and traces of evaluation errors
    #[arg(short, long)]
    verbose: bool,
    /// Print one JSON object that tells what was made
    #[arg(long)]
    json: bool,
    /// Write the image's id to this file
    #[arg(long = "iidfile", value_name = "FILE")]
    id_file: Option<PathBuf>,
    #[command(flatten)]
    shared: Shared,
}

// No doc comment: clap would take it for the help text's beginning.
#[derive(Debug, Args)]
struct Shared {
    #[command(flatten)]
    shown: OutputOptions,
    #[command(flatten)]
    packages: Packages,
    #[command(flatten)]
    for_nix: NixOptions,
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
enum CliCommand {
    /// Say what a build would make of a configuration, without building: units, directives, ports, users, packages
    ///
    /// It ends with status 0 only if the configuration would be built.
    Check {
        /// The configuration to check, as for a build
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
        shared: Shared,
    },
    /// Print the reference of the options that a configuration may set
    Options {
        /// Part of a name, or a glob such as 'services.httpd.*'
        pattern: Option<String>,
        /// How to print it
        #[arg(long, value_enum, default_value = "text")]
        format: OptionsFormat,
        #[command(flatten)]
        shared: Shared,
    },
}

/// The command line as clap knows it, for what is made from it: man pages, completions.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Reads and validates the command line; the program ends here on `--help`.
///
/// # Errors
/// When it can't be understood, or a value can't be used: no such configuration, options that exclude each other.
pub(crate) fn parse(arguments: &[OsString]) -> Result<Invocation, RefusedCommandLine> {
    let command = command().color(output_options::color_of(arguments));
    let parsed = command.try_get_matches_from(arguments).and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) if error.kind() == ErrorKind::DisplayVersion => {
            return Ok(Invocation::Version(!arguments.iter().any(|argument| argument == "-V")));
        }
        Err(error) if !error.use_stderr() => error.exit(),
        Err(error) => return Err(RefusedCommandLine::by_clap(error, arguments)),
    };
    cli.invocation(arguments).map_err(|error| RefusedCommandLine::by_us(&error, arguments))
}

impl Cli {
    fn invocation(self, arguments: &[OsString]) -> Result<Invocation> {
        match self.command {
            Some(CliCommand::Check { configuration, json, force, verbose, shared }) => {
                shared.shown.apply();
                let options = EvaluationOptions {
                    configuration: Configuration::find(&configuration)?,
                    image: IMAGE.parse()?,
                    packages: shared.packages.choice(),
                    force,
                    verbose,
                    for_nix: shared.for_nix.validate()?,
                };
                Ok(Invocation::Check { options, json })
            }
            Some(CliCommand::Options { pattern, format, shared }) => {
                shared.shown.apply();
                let (packages, for_nix) = (shared.packages.choice(), shared.for_nix.validate()?);
                Ok(Invocation::Options(OptionsQuery { pattern, format, packages, for_nix }))
            }
            None => match usage_errors::build_meant(arguments)
                .or_else(|| self.build.configuration.to_str().and_then(usage_errors::command_meant))
            {
                Some(meant) => bail!(meant),
                None => self.build.validate().map(Invocation::Build),
            },
        }
    }
}

impl Build {
    fn validate(self) -> Result<BuildOptions> {
        self.shared.shown.apply();
        let mut images = self.images.into_iter();
        let image = images.next().map_or_else(|| IMAGE.parse(), Ok)?;
        let stand_alone = StandAlone {
            base: (self.base.to_string() != SCRATCH).then_some(self.base),
            further_names: images.collect(),
            id_file: self.id_file,
        };
        let mode = if self.stand_alone {
            Mode::StandAlone(stand_alone)
        } else if let Some(refused) = refused_of_host_mounted(&stand_alone) {
            bail!(refused);
        } else {
            Mode::HostMounted
        };
        Ok(BuildOptions {
            evaluation: EvaluationOptions {
                configuration: Configuration::find(&self.configuration)?,
                image,
                packages: self.shared.packages.choice(),
                force: self.force,
                verbose: self.verbose,
                for_nix: self.shared.for_nix.validate()?,
            },
            mode,
            result: match (self.json, self.shared.shown.quiet) {
                (true, _) => ResultFormat::Json,
                (false, true) => ResultFormat::Bare,
                (false, false) => ResultFormat::Text,
            },
        })
    }
}

/// Why an option can't be used without `-b`, if one can't.
fn refused_of_host_mounted(asked: &StandAlone) -> Option<&'static str> {
    if asked.base.is_some() {
        Some("--from needs -b: a host-mounted image has the host's store and nothing else")
    } else if !asked.further_names.is_empty() {
        Some("several -t need -b: a host-mounted image has one name")
    } else if asked.id_file.is_some() {
        Some("--iidfile needs -b: a host-mounted image is loaded when its docker-run runs it")
    } else {
        None
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

//! What an evaluation begins with: where packages come from, and the arguments for Nix.

use anyhow::{Context, Result};

use crate::cli::EvaluationOptions;
use crate::image::ImageReference;
use crate::nix::arguments::Arguments;
use crate::nix::{Nix, PackageSource};
use crate::report;

/// Decides where a configuration's packages come from, prints the decision, and makes the evaluation's arguments.
///
/// # Errors
/// As [`crate::package_choice::PackageChoice::source`].
pub(crate) fn arguments(
    options: &EvaluationOptions,
    base: Option<&ImageReference>,
    nix: &mut Nix,
) -> Result<(PackageSource, Arguments)> {
    let program = std::env::current_exe().context("can't find the program's own file")?;
    let flake = options.configuration.flake();
    let chosen = flake.map(|flake| flake.look(&program, nix)).transpose()?;
    let source = match &chosen {
        Some(chosen) => chosen.package_source(&options.packages, nix)?,
        None => options.packages.source(nix)?,
    };
    match &source {
        PackageSource::Flake => report::note("modules and packages: the nixpkgs of the flake"),
        PackageSource::Nixpkgs(place) => {
            report::note(format_args!("modules and packages: the nixpkgs at {place}"));
        }
        PackageSource::Debian => {
            report::note("modules: nix-docker's own; packages: the Debian archive, through apt (no nixpkgs)");
            nix.build_standalone();
        }
        PackageSource::Hybrid(place) => {
            report::note(format_args!(
                "modules: the nixpkgs at {place}; packages: the Debian archive, through apt, and that nixpkgs"
            ));
            nix.build_standalone();
        }
    }
    let arguments =
        Arguments::new(options.configuration.file(), options.image.repository(), &program, &source)
            .tag(options.image.tag().map(str::to_owned))
            .text(options.configuration.text())
            .base(base.map(ToString::to_string))
            .allow_unsupported(options.force);
    let arguments = match flake {
        Some(flake) => {
            arguments.flake(flake.url(), chosen.map(|chosen| (chosen.set.to_string(), chosen.name)))
        }
        None => arguments,
    };
    Ok((source, arguments))
}

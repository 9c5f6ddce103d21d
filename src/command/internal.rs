//! What the program is called for in containers and in derivations, not by users.
//!
//! These calls come before clap, so that PID 1 stays small.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};

use crate::image::{self, ImageSpec};
use crate::{init, report};

/// Runs an internal call; `None` when the arguments are a user's.
pub(crate) fn run(arguments: &[OsString]) -> Option<ExitCode> {
    match called_as(arguments) {
        Some("systemctl") => return Some(init::systemctl::main(&arguments[1..])),
        Some(name) => {
            if let Some(status) = init::systemd_programs::main(name, &arguments[1..]) {
                return Some(status);
            }
        }
        None => (),
    }
    let rest = arguments.get(2..).unwrap_or_default();
    match arguments.get(1)?.to_str()? {
        "add-etc" => Some(exit(add_etc(rest))),
        "add-units" => Some(exit(add_units(rest))),
        "fill-in" => Some(exit(fill_in(rest))),
        "check-units" => Some(init::check::main(rest)),
        "healthcheck" => Some(init::healthcheck::main(rest)),
        "image-tar" => Some(exit(image_tar(rest))),
        "load-image" => Some(exit(super::load::run(rest))),
        "init" => Some(init::boot::main(rest.iter().cloned())),
        "systemctl" => Some(init::systemctl::main(rest)),
        "join-root" => Some(exit(join_root(rest))),
        _ => None,
    }
}

/// The name by which the program was called.
fn called_as(arguments: &[OsString]) -> Option<&str> {
    arguments.first().map(Path::new).and_then(Path::file_name).and_then(OsStr::to_str)
}

fn exit(result: Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report::error(report::error_text(&error));
            ExitCode::FAILURE
        }
    }
}

/// `add-etc ROOTFS OUT ETC [DIRECTORY PATTERN]...`: adds links to the files that packages have in /etc to a
/// rootfs.json. ETC is the directory that has them, or empty.
fn add_etc(arguments: &[OsString]) -> Result<()> {
    const USAGE: &str = "usage: nix-docker add-etc ROOTFS OUT ETC [DIRECTORY PATTERN]...";
    let [rootfs, out, etc, patterns @ ..] = arguments else { bail!(USAGE) };
    let patterns = pairs(patterns).context(USAGE)?;
    let etc = (!etc.is_empty()).then_some(Path::new(etc));
    Ok(image::rootfs::package_files::add(Path::new(rootfs), Path::new(out), &patterns, etc)?)
}

/// `add-units UNITS OUT DIRECTORY...`: adds the unit files of packages to a units.json.
fn add_units(arguments: &[OsString]) -> Result<()> {
    let [units, out, directories @ ..] = arguments else {
        bail!("usage: nix-docker add-units UNITS OUT DIRECTORY...")
    };
    let directories: Vec<PathBuf> = directories.iter().map(PathBuf::from).collect();
    let left_out = init::unit_files::packages::add(Path::new(units), Path::new(out), &directories)?;
    for line in left_out {
        eprintln!("note: {line}");
    }
    Ok(())
}

/// `fill-in TEMPLATE OUT [NAME VALUE]...`: writes a text with the values in the place of `@NAME@`.
fn fill_in(arguments: &[OsString]) -> Result<()> {
    const USAGE: &str = "usage: nix-docker fill-in TEMPLATE OUT [NAME VALUE]...";
    let [template, out, values @ ..] = arguments else { bail!(USAGE) };
    let text = std::fs::read_to_string(template)?;
    Ok(std::fs::write(out, crate::template::fill(&text, &pairs(values).context(USAGE)?)?)?)
}

/// The arguments in pairs; `None` if one is left over, or is not UTF-8.
fn pairs(arguments: &[OsString]) -> Option<Vec<(String, String)>> {
    let text = |argument: &OsString| argument.to_str().map(str::to_owned);
    let (pairs, rest) = arguments.as_chunks::<2>();
    let pairs = pairs.iter().map(|[one, other]| Some((text(one)?, text(other)?)));
    if rest.is_empty() { pairs.collect() } else { None }
}

/// `image-tar SPEC OUT`: writes the metadata-only image of a spec, and prints the tag's hash and the ids that
/// image stores give the image.
fn image_tar(arguments: &[OsString]) -> Result<()> {
    let [spec, output] = arguments else { bail!("usage: nix-docker image-tar SPEC OUT") };
    let spec = ImageSpec::read(Path::new(spec))?;
    let name = spec.name_by_hash()?;
    let out = BufWriter::new(File::create(output)?);
    let (_, [config, manifest]) = image::metadata::write_archive(&spec, &name, out)?;
    println!("{} {} {}", spec.hash, config.hex(), manifest.hex());
    Ok(())
}

/// `join-root TABLE OUT GRAPH...`: joins the .debs of a closure into one root.
fn join_root(arguments: &[OsString]) -> Result<()> {
    let [table, out, graphs @ ..] = arguments else {
        bail!("usage: nix-docker join-root TABLE OUT GRAPH...")
    };
    let graphs: Vec<PathBuf> = graphs.iter().map(PathBuf::from).collect();
    Ok(crate::apt::join::run(&graphs, Path::new(table), Path::new(out))?)
}

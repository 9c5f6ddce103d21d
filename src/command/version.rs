//! `nix-docker --version`: which program this is, and which Nix and Docker there are; `-V` is the first line alone.

use std::time::Duration;

use anyhow::Result;

use crate::docker;
use crate::process::Program;
use crate::report;

/// How long a daemon is waited for.
const PATIENCE: Duration = Duration::from_secs(3);

/// The commit that the program was built from, where whoever built it said so.
const COMMIT: Option<&str> = option_env!("NIX_DOCKER_COMMIT");

/// Prints the versions, those of Nix and Docker only with `tools`. It is no error if one of these is missing:
/// that is printed.
///
/// # Errors
/// When there is no runtime to ask a daemon with.
pub(crate) fn run(tools: bool) -> Result<()> {
    let commit = COMMIT.filter(|commit| !commit.is_empty());
    let commit = commit.map(|commit| format!(" (commit {commit})")).unwrap_or_default();
    report::print(&format!("nix-docker {}{commit}\n", env!("CARGO_PKG_VERSION")))?;
    if tools {
        report::print(&format!("Nix: {}\n", nix()))?;
        let docker = match docker::with_runtime(|runtime| Ok(runtime.block_on(docker::found(PATIENCE))))? {
            Ok((address, version)) => format!("{version} at {address}"),
            Err(error) => error.to_string(),
        };
        report::print(&format!("Docker: {docker}\n"))?;
    }
    Ok(())
}

/// The version of the Nix on PATH.
fn nix() -> String {
    match Program::new("nix-instantiate").arg("--version").text() {
        Ok(said) => said.rsplit(' ').next().unwrap_or_default().to_owned(),
        Err(error) => format!("none ({error})"),
    }
}

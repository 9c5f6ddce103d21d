//! nix-docker turns a NixOS-style `configuration.nix` into a Docker container.

pub mod apt;
pub mod docker;
pub mod image;
pub mod init;
pub mod nix;
pub mod process;

use std::process::ExitCode;

/// Runs the program with the process's own arguments.
pub fn run() -> ExitCode {
    ExitCode::SUCCESS
}

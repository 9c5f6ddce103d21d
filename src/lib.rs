//! nix-docker turns a NixOS-style `configuration.nix` into a Docker container.
//!
//! The path of a build: [`cli`] validates what is asked for, [`evaluation`] has Nix turn the
//! configuration into an image spec (a store path), [`image`] makes layers of its closure, [`docker`]
//! streams them into the daemon. The same binary is PID 1 in the container: [`init`].

// With the setting in clippy.toml: for what is visible within the crate.
#![warn(clippy::missing_docs_in_private_items)]

mod apt;
mod assets;
mod atomic_file;
mod build_scripts;
mod cache;
mod cli;
mod command;
mod configuration;
mod docker;
mod evaluation;
mod flake;
#[cfg(fuzzing)]
pub mod fuzzing;
mod glob;
mod hex;
mod image;
mod init;
mod interrupt;
mod leftovers;
mod nix;
mod nixpkgs_cache;
mod option_reference;
mod package_choice;
mod process;
mod progress;
mod report;
mod safe_path;
mod spelling;
mod store_path;
mod template;
#[doc(hidden)]
pub mod testing;
mod trust;
mod users;

use std::ffi::OsString;
use std::process::ExitCode;

/// Lets PID 1 survive a lack of memory; every other process gets the usual allocator.
#[global_allocator]
static ALLOCATOR: init::allocator::Patient = init::allocator::Patient;

/// Runs the program with the process's own arguments.
pub fn run() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    if let Some(status) = command::internal::run(&arguments) {
        return status;
    }
    let invocation = match cli::parse(&arguments) {
        Ok(invocation) => invocation,
        Err(refused) => {
            let (json, why, status) = refused.say();
            command::refused(json, why);
            return ExitCode::from(status);
        }
    };
    match command::run(&invocation) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report::error(report::error_text(&error));
            ExitCode::FAILURE
        }
    }
}

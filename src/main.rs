//! The program's entry: run, print one error, set the exit status.

use std::process::ExitCode;

fn main() -> ExitCode {
    nix_docker::run()
}

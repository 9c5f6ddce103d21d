//! The command `check-units`.

use super::{accounts, load, zones};
use crate::init::unit::{Host, Mounting};
use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

/// The flag that says what the container will be given.
const CAPABILITIES: &str = "--capabilities=";

/// `check-units PATH [--allow-unsupported] [--capabilities=NAMES] [--zones=DIRECTORY] [--time-zone=NAME]
/// [--users=NAMES] [--groups=NAMES]`:
/// prints its findings on standard error; fails if the units can't be run. Zones are looked for in the directory,
/// or where an image has them; the container's own is checked if it is named. Users and groups are checked
/// against those that are named, if any are.
pub(crate) fn main(args: &[OsString]) -> ExitCode {
    let is_flag = |arg: &&OsString| arg.as_encoded_bytes().starts_with(b"-");
    let (flags, paths): (Vec<&OsString>, Vec<&OsString>) = args.iter().partition(is_flag);
    let told = flags.iter().filter_map(|flag| flag.to_str());
    let (named, zones_told) = zones::NamedZone::of_arguments(&told);
    let (accounts, accounts_told) = accounts::Accounts::of_arguments(&told);
    let capabilities: Vec<&str> = told.clone().filter_map(|flag| flag.strip_prefix(CAPABILITIES)).collect();
    let known = zones_told + accounts_told + capabilities.len();
    let may_mount = capabilities.iter().flat_map(|names| names.split(',')).any(|name| name == "SYS_ADMIN");
    let mounting = if may_mount { Mounting::Allowed } else { Mounting::AsDeclared };
    let host = Host { mounting, ..Host::default() };
    let allow = flags.iter().any(|flag| flag.as_os_str() == "--allow-unsupported");
    let ([path], true) = (&paths[..], known + usize::from(allow) == flags.len()) else {
        eprintln!(
            "usage: nix-docker check-units PATH [--allow-unsupported] [--capabilities=SYS_ADMIN] [--zones=DIRECTORY] \
             [--time-zone=NAME] [--users=NAME,NAME] [--groups=NAME,NAME]"
        );
        return ExitCode::from(2);
    };
    match load(Path::new(path), &host, allow).and_then(|(file, mut report)| {
        report.warnings.extend(named.check(&file, allow || file.settings.allow_unsupported)?);
        report.warnings.extend(accounts.warnings(&file));
        Ok(report)
    }) {
        Ok(report) => {
            report.warnings.iter().for_each(|warning| eprintln!("warning: {warning}"));
            let lines = report.partly.iter().cloned().chain(report.stubs()).chain(report.summary());
            lines.for_each(|note| eprintln!("note: {note}"));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

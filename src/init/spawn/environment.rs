//! A command's environment variables, words and program.

use std::ffi::CString;
use std::os::fd::RawFd;
use std::path::{Path, PathBuf};

use super::{NEVER_STARTED, SpawnFailure, not_executed};
use crate::init::environment::{DEFAULT_PATH, Environment, assemble, login_shell};
use crate::init::identity::Identity;
use crate::init::launch::Launch;
use crate::init::unit::expand;
use crate::safe_path::ROOT;

/// The variables: what the supervisor and the steps before this one know, and what the unit says.
pub(super) fn build(
    launch: &Launch<'_>,
    identity: Option<&Identity>,
    mut known: Vec<(String, String)>,
    sockets: &[(RawFd, &str)],
) -> Result<Environment, SpawnFailure> {
    let own = std::process::id().to_string();
    let mut set = |name: &str, value: String| known.push((name.to_owned(), value));
    if !sockets.is_empty() {
        let names: Vec<_> = sockets.iter().map(|(_, name)| *name).collect();
        set("LISTEN_FDS", sockets.len().to_string());
        set("LISTEN_FDNAMES", names.join(":"));
        set("LISTEN_PID", own.clone());
    }
    if launch.variables.iter().any(|(name, _)| name == "WATCHDOG_USEC") {
        set("WATCHDOG_PID", own.clone());
    }
    set("SYSTEMD_EXEC_PID", own);
    // The other login variables are only for units with User=: systemd.exec(5), SetLoginEnvironment=.
    if identity.is_none_or(|identity| identity.user.is_none()) && nix::unistd::geteuid().is_root() {
        set("USER", "root".to_owned());
    }
    assemble(launch.context, identity, &known, |name| std::env::var(name).ok(), Path::new(ROOT))
        .map_err(|error| SpawnFailure::new(NEVER_STARTED, error.to_string()))
}

/// The file of the program, or of the shell that runs it (the prefix `|`).
fn program<'a>(launch: &'a Launch<'_>, identity: Option<&'a Identity>) -> &'a str {
    let user = identity.and_then(|identity| identity.user.as_ref()).filter(|_| launch.command.via_shell);
    user.and_then(login_shell).unwrap_or(&launch.command.path)
}

/// `argv`, with variables expanded.
pub(super) fn words(
    launch: &Launch<'_>,
    identity: Option<&Identity>,
    variables: &Environment,
) -> Result<Vec<CString>, SpawnFailure> {
    let command = launch.command;
    let arguments = if command.no_env_expand {
        command.args.clone()
    } else {
        expand::arguments(&command.args, &|name| variables.get(name)).0
    };
    let words = if command.via_shell {
        let login = if command.argv0.starts_with('-') { "-" } else { "" };
        let line = Some(arguments.join(" ")).filter(|line| !line.is_empty());
        let line = line.into_iter().flat_map(|line| ["-c".to_owned(), line]);
        std::iter::once(format!("{login}{}", program(launch, identity))).chain(line).collect()
    } else {
        [vec![command.argv0.clone()], arguments].concat()
    };
    words
        .into_iter()
        .map(CString::new)
        .collect::<Result<_, _>>()
        .map_err(|_| SpawnFailure::new(203, "a word of the command line has a NUL byte"))
}

/// The program's file: the name itself if it has a slash, else the first of that name on the search path.
pub(super) fn find_program(
    launch: &Launch<'_>,
    identity: Option<&Identity>,
    variables: &Environment,
) -> Result<CString, SpawnFailure> {
    let name = program(launch, identity);
    let found = if name.contains('/') {
        PathBuf::from(name)
    } else {
        let path = variables.get("PATH").unwrap_or(DEFAULT_PATH);
        let of_unit = launch.context.exec_search_path.iter().map(PathBuf::as_path);
        of_unit
            .chain(path.split(':').map(Path::new))
            .map(|directory| directory.join(name))
            .find(|file| file.is_file())
            .ok_or_else(|| {
                let message = format!("can't execute {name}: it is not on PATH ({path})");
                SpawnFailure::new(not_executed(launch, true), message)
            })?
    };
    CString::new(found.into_os_string().into_encoded_bytes())
        .map_err(|_| SpawnFailure::new(203, "the program's path has a NUL byte"))
}

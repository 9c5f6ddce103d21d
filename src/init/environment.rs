//! The environment of a unit's processes: systemd.exec(5), "Environment variables in spawned
//! processes". Later ones win over earlier ones:
//!
//! 1. what every process has: PATH, the locale and the time zone (PID 1's own, where it has them; the
//!    locale may be in /etc/locale.conf, too);
//! 2. what the supervisor knows: `NOTIFY_SOCKET`, `MAINPID`, …, and the `…_DIRECTORY` variables;
//! 3. USER; LOGNAME, HOME and SHELL of the unit's user, if it names one;
//! 4. `PassEnvironment=`; 5. `Environment=`; 6. `EnvironmentFile=`;
//! 7. `UnsetEnvironment=` takes away.

pub(crate) mod file;
pub(crate) mod manager;

use std::path::{Path, PathBuf};

use nix::errno::Errno;

use super::unit::{EnvironmentFile, ExecContext};
use crate::glob;
use crate::init::identity::Identity;
use crate::safe_path;
use crate::users::User;

/// The default search path for programs.
pub(crate) const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Variables that PID 1 hands down to every process.
const HANDED_DOWN: [&str; 5] = ["LANG", "TZ", "container", "NIX_DOCKER_CONTROL", "LOCALE_ARCHIVE"];

/// An `EnvironmentFile=` can't be read.
#[derive(Debug, thiserror::Error)]
#[error("can't read the environment file {}: {reason}", path.display())]
pub(crate) struct EnvironmentError {
    path: PathBuf,
    reason: String,
}

/// More than a program can be given.
const FILE_MAX: u64 = 4 * 1024 * 1024;
/// How much is read of all files that match one pattern.
const ALL_MAX: u64 = 4 * FILE_MAX;

/// The environment of a process, and warnings.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Environment {
    /// Name and value, each name once, in the order of their first appearance.
    pub variables: Vec<(String, String)>,
    /// Lines of environment files that are not assignments.
    pub warnings: Vec<String>,
}

impl Environment {
    /// The value of a variable.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.variables.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Sets a variable.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        match self.variables.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => value.clone_into(old),
            None => self.variables.push((name.to_owned(), value.to_owned())),
        }
    }

    /// Removes a variable; with a value (`NAME=value`) only if it has that value.
    pub(crate) fn unset(&mut self, what: &str) {
        match what.split_once('=') {
            None => self.variables.retain(|(name, _)| name != what),
            Some(pair) => self.variables.retain(|(name, value)| (name.as_str(), value.as_str()) != pair),
        }
    }
}

/// Puts the environment together. `known` is what the supervisor sets, `own` PID 1's own
/// environment, `root` the root directory that environment files are below.
pub(crate) fn assemble(
    context: &ExecContext,
    identity: Option<&Identity>,
    known: &[(String, String)],
    own: impl Fn(&str) -> Option<String>,
    root: &Path,
) -> Result<Environment, EnvironmentError> {
    let mut environment = Environment::default();
    environment.set("PATH", own("PATH").as_deref().unwrap_or(DEFAULT_PATH));
    for name in HANDED_DOWN {
        if let Some(value) = own(name) {
            environment.set(name, &value);
        }
    }
    if environment.get("LANG").is_none() {
        for (name, value) in locale(root) {
            environment.set(&name, &value);
        }
    }
    if !context.exec_search_path.is_empty() {
        let paths: Vec<_> = context.exec_search_path.iter().map(|path| path.to_string_lossy()).collect();
        environment.set("PATH", &paths.join(":"));
    }
    for (name, value) in known {
        environment.set(name, value);
    }
    login(context, identity, &mut environment);
    for name in &context.pass_environment {
        if let Some(value) = own(name) {
            environment.set(name, &value);
        }
    }
    for (name, value) in &context.environment {
        environment.set(name, value);
    }
    for file in &context.environment_files {
        read_file(file, root, &mut environment)?;
    }
    for what in &context.unset_environment {
        environment.unset(what);
    }
    Ok(environment)
}

/// The locale of locale.conf(5), or the one that every C library has.
fn locale(root: &Path) -> Vec<(String, String)> {
    let text = safe_path::read(root, Path::new("/etc/locale.conf"), FILE_MAX).unwrap_or_default();
    let text = String::from_utf8(text).unwrap_or_default();
    let mut variables = file::parse(&text).assignments;
    variables.retain(|(name, _)| matches!(name.as_str(), "LANG" | "LANGUAGE") || name.starts_with("LC_"));
    if variables.is_empty() {
        variables.push(("LANG".to_owned(), "C.UTF-8".to_owned()));
    }
    variables
}

/// USER, root's where the unit names none; for a unit that names one, also what login(1) would set. As for systemd, a
/// home of `/` and a shell that lets nobody in do not count.
fn login(context: &ExecContext, identity: Option<&Identity>, environment: &mut Environment) {
    let root = || (identity.is_none() && nix::unistd::geteuid().is_root()).then(User::root);
    let named = identity.and_then(|identity| identity.user.clone());
    let by_default = named.is_some();
    let Some(user) = named.or_else(root) else { return };
    environment.set("USER", &user.name);
    if !context.set_login_environment.unwrap_or(by_default) {
        return;
    }
    environment.set("LOGNAME", &user.name);
    if user.home.starts_with('/') && user.home != "/" {
        environment.set("HOME", &user.home);
    }
    if let Some(shell) = login_shell(&user) {
        environment.set("SHELL", shell);
    }
}

/// The user's shell, unless it lets nobody in.
pub(crate) fn login_shell(user: &User) -> Option<&str> {
    let closed = ["nologin", "false", "true"].iter().any(|name| user.shell.ends_with(&format!("/{name}")));
    (user.shell.starts_with('/') && !closed).then_some(&user.shell)
}

fn read_file(
    file: &EnvironmentFile,
    root: &Path,
    environment: &mut Environment,
) -> Result<(), EnvironmentError> {
    let failed = |reason| EnvironmentError { path: file.path.clone().into(), reason };
    let paths = glob::expand_bounded(root, &file.path).map_err(|error| failed(error.to_string()))?;
    if paths.is_empty() && !file.missing_ok {
        return Err(failed(safe_path::explained(Errno::ENOENT)));
    }
    // Anything larger in all could not be given to a program (execve(2)).
    let mut left = ALL_MAX;
    for path in paths {
        let path = Path::new("/").join(path.strip_prefix(root).unwrap_or(&path));
        let content = safe_path::read(root, &path, FILE_MAX.min(left)).map_err(safe_path::explained);
        left -= content.as_ref().map_or(0, |bytes| bytes.len() as u64);
        match content.and_then(|bytes| String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())) {
            Ok(text) => {
                let parsed = file::parse(&text);
                for (name, value) in parsed.assignments {
                    environment.set(&name, &value);
                }
                for invalid in parsed.invalid {
                    let warning = format!("{}: `{invalid}` is no assignment, left out", path.display());
                    environment.warnings.push(warning);
                }
            }
            Err(_) if file.missing_ok => {}
            Err(reason) => return Err(EnvironmentError { path, reason }),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;

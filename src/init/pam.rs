//! What a session of PAM gives to processes, as far as that is variables and limits: `PAMName=`.
//!
//! No PAM module is loaded: PID 1 is a static program. Instead it reads /etc/pam.d/NAME, with what that includes,
//! and does the work of the two modules that set something for processes, from their own files: `pam_env(8)` and
//! `pam_limits(8)`. `XDG_RUNTIME_DIR` and two variables that `pam_systemd(8)` sets are set as well. Nobody is asked
//! for a password, nothing else of a session is opened, and it is not closed.

mod env;
mod limits;

use std::path::Path;

use super::unit::Limit;
use crate::safe_path::{self, Handle};
use crate::users::{User, Users};

/// Much more than any of these files holds.
const SIZE_MAX: u64 = 1024 * 1024;
/// How deep files include others.
const DEPTH: usize = 16;
/// Where the files of services are.
const PLACES: [&str; 3] = ["etc/pam.d", "usr/lib/pam.d", "usr/share/pam.d"];

/// What a session gives.
#[derive(Debug, Default)]
pub(crate) struct PamSession {
    /// Names and values; without a value the variable is removed.
    pub variables: Vec<(String, Option<String>)>,
    /// Limits that take the place of the unit's own.
    pub limits: Vec<Limit>,
}

/// A line of a service's file that is about sessions.
#[derive(Debug, PartialEq, Eq)]
struct SessionRule {
    /// The module's name without its directory and `.so`.
    module: String,
    arguments: Vec<String>,
}

impl SessionRule {
    /// The value of an argument.
    fn argument(&self, name: &str) -> Option<&str> {
        self.arguments.iter().rev().find_map(|argument| argument.strip_prefix(name)?.strip_prefix('='))
    }
}

/// The session of a user with the service `name`. A service without a file uses that of `other`.
pub(crate) fn session(root: &Path, name: &str, user: &User) -> PamSession {
    let mut rules = Vec::new();
    if !read_service(root, name, 0, &mut rules) {
        read_service(root, "other", 0, &mut rules);
    }
    let mut session = PamSession::default();
    if let Some(directory) = runtime_directory(root, user) {
        session.variables.push(("XDG_RUNTIME_DIR".to_owned(), Some(directory)));
    }
    for (name, value) in [("XDG_SESSION_TYPE", "unspecified"), ("XDG_SESSION_CLASS", "background")] {
        session.variables.push((name.to_owned(), Some(value.to_owned())));
    }
    for rule in &rules {
        match rule.module.as_str() {
            "pam_env" => env::add(root, rule, user, &mut session.variables),
            "pam_limits" => {
                let groups = Users::new(root).names_of_groups(user).unwrap_or_default();
                session.limits.extend(limits::of(root, rule, user, &groups));
            }
            _ => (),
        }
    }
    session
}

/// The text of one of these files, which belong to root.
fn read(root: &Path, path: &str) -> Option<String> {
    let bytes = safe_path::read_trusted(&root.join(path.trim_start_matches('/')), SIZE_MAX).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Adds the rules of a service's file; returns whether there is one.
fn read_service(root: &Path, name: &str, depth: usize, rules: &mut Vec<SessionRule>) -> bool {
    let named = !name.contains('/') && name != "..";
    let place = |place: &&str| read(root, &format!("{place}/{name}"));
    let Some(text) = PLACES.iter().find_map(place).filter(|_| named && depth < DEPTH) else {
        return false;
    };
    for line in text.replace("\\\n", " ").lines() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if let Some(other) = line.strip_prefix("@include") {
            read_service(root, other.trim(), depth + 1, rules);
        } else if let Some((control, module, arguments)) = session_line(line) {
            if matches!(control, "include" | "substack") {
                read_service(root, module, depth + 1, rules);
            } else {
                let file = module.rsplit('/').next().unwrap_or(module);
                let module = file.strip_suffix(".so").unwrap_or(file).to_owned();
                rules.push(SessionRule { module, arguments });
            }
        }
    }
    true
}

/// `session CONTROL MODULE ARGUMENT...`; a control may be in brackets, and so may an argument.
fn session_line(line: &str) -> Option<(&str, &str, Vec<String>)> {
    let (kind, rest) = line.split_once(char::is_whitespace)?;
    if !kind.trim_start_matches('-').eq_ignore_ascii_case("session") {
        return None;
    }
    let rest = rest.trim_start();
    let (control, rest) = match rest.strip_prefix('[') {
        Some(inner) => inner.split_once(']')?,
        None => rest.split_once(char::is_whitespace)?,
    };
    let rest = rest.trim();
    let (module, mut rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let mut arguments = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return Some((control, module, arguments));
        }
        let (argument, after) = match rest.strip_prefix('[') {
            Some(inner) => inner.split_once(']').unwrap_or((inner, "")),
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        arguments.push(argument.to_owned());
        rest = after;
    }
}

/// /run/user/UID, which is made if it does not exist.
fn runtime_directory(root: &Path, user: &User) -> Option<String> {
    let path = format!("/run/user/{}", user.uid);
    let mut directory = Handle::make_directory(root, Path::new(&path), 0o700).ok()?;
    directory.chown(Some(user.uid), Some(user.gid)).ok()?;
    Some(path)
}

#[cfg(test)]
mod tests;

//! The variables of processes: systemd.exec(5), "Environment".

use super::Row;
use crate::init::unit::expand::is_name;
use crate::init::unit::line::{Line, Scope};
use crate::init::unit::quoting::Unknown;
use crate::init::unit::written::{quoted, yes};
use crate::init::unit::{EnvironmentFile, ExecContext, values};

pub(super) const ROWS: &[Row] = &[
    Row::honoured("Environment", "variables, NAME=VALUE", environment).shown("Environment", |it| {
        let assignments: Vec<_> =
            it.environment.iter().map(|(name, value)| format!("{name}={value}")).collect();
        quoted(assignments.iter().map(String::as_str))
    }),
    Row::honoured("EnvironmentFile", "files with variables", environment_file).shown(
        "EnvironmentFiles",
        |it| {
            let files = it.environment_files.iter();
            let written = files.map(|file| format!("{} (ignore_errors={})", file.path, yes(file.missing_ok)));
            written.collect::<Vec<_>>().join("\n")
        },
    ),
    Row::honoured("PassEnvironment", "variables that PID 1 hands on", pass_environment)
        .shown("PassEnvironment", |it| quoted(it.pass_environment.iter().map(String::as_str))),
    Row::honoured("UnsetEnvironment", "variables that are taken out", unset_environment)
        .shown("UnsetEnvironment", |it| quoted(it.unset_environment.iter().map(String::as_str))),
    Row::honoured("ExecSearchPath", "where programs are looked for", exec_search_path),
];

fn environment(context: &mut ExecContext, line: Line, scope: &mut Scope) {
    let target = &mut context.environment;
    if line.resets(target) {
        return;
    }
    for word in line.words_with(Unknown::Refuse, scope) {
        match word.split_once('=') {
            Some((name, value)) if is_name(name) => {
                target.retain(|(known, _)| known != name);
                target.push((name.to_owned(), value.to_owned()));
            }
            _ => scope.leave_out(line.name, &format!("`{word}` is no assignment NAME=value")),
        }
    }
}

fn environment_file(context: &mut ExecContext, line: Line, scope: &mut Scope) {
    if line.resets(&mut context.environment_files) {
        return;
    }
    let file = scope.resolve(line.value).and_then(|line| {
        let (missing_ok, path) = line.strip_prefix('-').map_or((false, &*line), |path| (true, path));
        Ok(EnvironmentFile { path: values::absolute(path)?, missing_ok })
    });
    context.environment_files.extend(line.understood(file, scope));
}

fn pass_environment(context: &mut ExecContext, line: Line, scope: &mut Scope) {
    if line.resets(&mut context.pass_environment) {
        return;
    }
    for name in line.words(scope) {
        if is_name(&name) {
            context.pass_environment.push(name);
        } else {
            scope.leave_out(line.name, &format!("`{name}` is no variable's name"));
        }
    }
}

fn unset_environment(context: &mut ExecContext, line: Line, scope: &mut Scope) {
    if line.resets(&mut context.unset_environment) {
        return;
    }
    for word in line.words_with(Unknown::Refuse, scope) {
        if is_name(word.split('=').next().unwrap_or_default()) {
            context.unset_environment.push(word);
        } else {
            scope.leave_out(line.name, &format!("`{word}` is neither a variable's name nor an assignment"));
        }
    }
}

/// All words up to the first invalid one.
fn exec_search_path(context: &mut ExecContext, line: Line, scope: &mut Scope) {
    if line.resets(&mut context.exec_search_path) {
        return;
    }
    for part in line.value.split(':') {
        match scope.path(part) {
            Ok(path) => context.exec_search_path.push(path),
            Err(mistake) => return scope.leave_out(line.name, &mistake),
        }
    }
}

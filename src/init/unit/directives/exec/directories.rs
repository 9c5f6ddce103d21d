//! Directories that are made for processes, and their working directory: systemd.exec(5), "Paths" and "Sandboxing".

use super::Row;
use crate::init::unit::line::{Line, Scope};
use crate::init::unit::written::mode;
use crate::init::unit::{Directories, Directory, ExecContext, Preserve, WorkingDirectory, values};
use std::path::PathBuf;

const QUOTA: &str = "quotas are the container's";

/// Two rows for one of the kinds of directories.
macro_rules! kinds {
    ($($name:literal $field:ident $base:literal;)*) => {
        &[
            $(
                Row::honoured($name, concat!("directories of it in ", $base), |it, line, scope| {
                    directories(&mut it.$field, line, scope);
                })
                .shown($name, |it| written(&it.$field)),
                Row::honoured(concat!($name, "Mode"), "their mode", |it, line, scope| {
                    line.set(&mut it.$field.mode, scope, values::mode);
                })
                .shown(concat!($name, "Mode"), |it| mode(it.$field.mode)),
            )*
            Row::honoured("RuntimeDirectoryPreserve", "whether those in /run outlive it", preserve)
                .shown("RuntimeDirectoryPreserve", |it| match it.runtime_directory_preserve {
                    Preserve::No => "no".to_owned(),
                    Preserve::Yes => "yes".to_owned(),
                    Preserve::Restart => "restart".to_owned(),
                }),
            Row::honoured("WorkingDirectory", "where it works", working_directory)
                .shown("WorkingDirectory", shown_working_directory),
            Row::honoured("UMask", "the rights that its files do not get", |it, line, scope| {
                line.set_some(&mut it.umask, scope, values::mode);
            })
            .shown("UMask", |it| mode(it.umask.unwrap_or(0o022))),
            Row::noted("StateDirectoryAccounting", QUOTA, "what is in them is counted"),
            Row::noted("StateDirectoryQuota", QUOTA, "how much may be in them"),
            Row::noted("CacheDirectoryAccounting", QUOTA, "what is in them is counted"),
            Row::noted("CacheDirectoryQuota", QUOTA, "how much may be in them"),
            Row::noted("LogsDirectoryAccounting", QUOTA, "what is in them is counted"),
            Row::noted("LogsDirectoryQuota", QUOTA, "how much may be in them"),
            Row::noted("TimeoutCleanSec", "`systemctl clean` is not supported", "how long removing them may take"),
        ]
    };
}

pub(super) const ROWS: &[Row] = kinds! {
    "RuntimeDirectory" runtime_directory "/run";
    "StateDirectory" state_directory "/var/lib";
    "CacheDirectory" cache_directory "/var/cache";
    "LogsDirectory" logs_directory "/var/log";
    "ConfigurationDirectory" configuration_directory "/etc";
};

fn directories(target: &mut Directories, line: Line, scope: &mut Scope) {
    if line.resets(&mut target.entries) {
        return;
    }
    for word in line.words(scope) {
        match directory(&word, line.name) {
            Ok((path, link)) => match target.entries.iter_mut().find(|entry| entry.path == path) {
                Some(entry) => entry.links.extend(link),
                None => target.entries.push(Directory { path, links: link.into_iter().collect() }),
            },
            Err(mistake) => scope.leave_out(line.name, &mistake),
        }
    }
    // So that a directory is made before those in it.
    target.entries.sort_by(|one, other| one.path.cmp(&other.path));
}

/// `path:link:flags`; the one flag there is, `ro`, needs mounts.
fn directory(word: &str, directive: &str) -> values::Parsed<(PathBuf, Option<PathBuf>)> {
    let mut parts = word.splitn(3, ':');
    let path = PathBuf::from(values::relative(parts.next().unwrap_or_default())?);
    let link = parts.next().filter(|link| !link.is_empty()).map(values::relative).transpose()?;
    if path.starts_with("private") {
        return Err(format!("`{word}` is where systemd puts others"));
    }
    if link.is_some() && directive == "ConfigurationDirectory" {
        return Err(format!("`{word}` asks for a link, which this directory can't have"));
    }
    if !matches!(parts.next(), None | Some("" | "ro")) {
        return Err(format!("`{word}` ends in what is no flag"));
    }
    Ok((path, link.map(PathBuf::from)))
}

fn written(directories: &Directories) -> String {
    let paths: Vec<_> = directories.entries.iter().map(|entry| entry.path.display().to_string()).collect();
    paths.join(" ")
}

fn preserve(context: &mut ExecContext, line: Line, scope: &mut Scope) {
    line.set(&mut context.runtime_directory_preserve, scope, |text| match text {
        "restart" => Ok(Preserve::Restart),
        _ => values::boolean(text).map(|yes| if yes { Preserve::Yes } else { Preserve::No }),
    });
}

fn working_directory(context: &mut ExecContext, line: Line, scope: &mut Scope) {
    if line.is_empty() {
        context.working_directory = None;
        return;
    }
    let (missing_ok, path) = line.value.strip_prefix('-').map_or((false, line.value), |path| (true, path));
    let path = if path == "~" { Ok(None) } else { scope.path(path).map(Some) };
    match path {
        Ok(path) => context.working_directory = Some(WorkingDirectory { path, missing_ok }),
        Err(mistake) if missing_ok => scope.leave_out(line.name, &mistake),
        Err(mistake) => scope.problem(line.name, mistake),
    }
}

fn shown_working_directory(context: &ExecContext) -> String {
    context.working_directory.as_ref().map_or_else(String::new, |directory| {
        let path = directory.path.as_ref().map_or_else(|| "~".to_owned(), |path| path.display().to_string());
        if directory.missing_ok { format!("!{path}") } else { path }
    })
}

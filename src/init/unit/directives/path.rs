//! `[Path]`: systemd.path(5).

use super::row::Directive;
use crate::init::unit::line::{Line, Scope};
use crate::init::unit::values;
use crate::init::unit::written::{mode, span, yes};
use crate::init::unit::{Awaited, PathUnit, UnitKind, UnitName, WatchedPath};
use std::time::Duration;

type Row = Directive<PathUnit>;

/// The property that has all lines that watch something.
const PATHS: &str = "Paths";

pub(super) const ROWS: &[Row] = &[
    Row::honoured("PathExists", "while the path is there", |it, line, scope| {
        watch(it, Awaited::Exists, line, scope);
    })
    .shown(PATHS, |it| {
        let shown = it.watched.iter().map(|it| format!("{} ({})", it.path, it.awaited.name()));
        shown.collect::<Vec<_>>().join("\n")
    }),
    Row::honoured("PathExistsGlob", "while there is something that the pattern fits", |it, line, scope| {
        watch(it, Awaited::ExistsGlob, line, scope);
    })
    .seen_by(PATHS),
    Row::honoured("PathChanged", "when it comes, goes, or is closed after a write", |it, line, scope| {
        watch(it, Awaited::Changed, line, scope);
    })
    .seen_by(PATHS),
    Row::honoured("PathModified", "the same, and at each write", |it, line, scope| {
        watch(it, Awaited::Modified, line, scope);
    })
    .seen_by(PATHS),
    Row::honoured("DirectoryNotEmpty", "while there is something in the directory", |it, line, scope| {
        watch(it, Awaited::NotEmpty, line, scope);
    })
    .seen_by(PATHS),
    Row::honoured("Unit", "the unit that it starts", unit).shown("Unit", |it| it.unit.to_string()),
    flag!("MakeDirectory", "what is watched is made first, as a directory", make_directory),
    Row::honoured("DirectoryMode", "the mode of what is made", |it, line, scope| {
        line.set(&mut it.directory_mode, scope, values::mode);
    })
    .shown("DirectoryMode", |it| mode(it.directory_mode)),
    Row::honoured(
        "TriggerLimitIntervalSec",
        "within which time starts of the unit are counted",
        |it, line, scope| {
            line.set(&mut it.trigger_limit.0, scope, values::time_or_never);
        },
    )
    .shown("TriggerLimitIntervalUSec", |it| span(it.trigger_limit.0)),
    Row::honoured("TriggerLimitBurst", "how many there may be before it fails", |it, line, scope| {
        line.set(&mut it.trigger_limit.1, scope, values::number);
    })
    .shown("TriggerLimitBurst", |it| it.trigger_limit.1.to_string()),
];

/// A path unit with systemd's defaults, starting `unit`.
pub(in crate::init::unit) fn new(unit: UnitName) -> PathUnit {
    PathUnit {
        watched: Vec::new(),
        unit,
        make_directory: false,
        directory_mode: 0o755,
        trigger_limit: (Duration::from_secs(2), 200),
    }
}

fn unit(of_path: &mut PathUnit, line: Line, scope: &mut Scope) {
    if scope.so_far.names_unit {
        return scope.leave_out(line.name, "a path unit starts one unit, and that is named already");
    }
    match line.unit(scope) {
        Some(unit) if unit.kind() == UnitKind::Path => {
            scope.leave_out(line.name, "a path unit can't start another");
        }
        Some(unit) => (of_path.unit, scope.so_far.names_unit) = (unit, true),
        None => {}
    }
}

/// Adds a path; an empty line takes back every one so far, of whichever kind.
fn watch(of_path: &mut PathUnit, awaited: Awaited, line: Line, scope: &mut Scope) {
    if line.resets(&mut of_path.watched) {
        return;
    }
    let path = scope.resolve(line.value).and_then(|path| values::absolute(&path));
    if let Some(path) = line.understood(path, scope) {
        // As in systemd, the last is looked at first.
        of_path.watched.insert(0, WatchedPath { awaited, path });
    }
}

/// Checks what must hold between the directives.
pub(in crate::init::unit) fn finish(of_path: &PathUnit, refused: bool, scope: &mut Scope) {
    if of_path.watched.is_empty() && !refused {
        let is_one = |name: &str| Awaited::ALL.into_iter().any(|(_, known)| known == name);
        scope.lacks("PathExists", is_one, "there is no path to watch");
    }
}

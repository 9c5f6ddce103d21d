//! The directives of `[Path]`.

use super::super::{Awaited, PathUnit, UnitKind, UnitName, WatchedPath};
use super::directive::{Directive, Scope};
use super::values;
use std::time::Duration;

/// A path unit with systemd's defaults, starting `unit`.
pub(super) fn new(unit: UnitName) -> PathUnit {
    PathUnit {
        watched: Vec::new(),
        unit,
        make_directory: false,
        directory_mode: 0o755,
        trigger_limit: (Duration::from_secs(2), 200),
    }
}

/// Takes a directive; false if it is none of a path unit.
pub(super) fn apply(of_path: &mut PathUnit, named: &mut bool, d: Directive, scope: &mut Scope) -> bool {
    if let Some((awaited, _)) = Awaited::ALL.into_iter().find(|(_, name)| *name == d.name) {
        watch(of_path, awaited, d, scope);
        return true;
    }
    match d.name {
        "Unit" if *named => {
            scope.leave_out(d.name, "a path unit starts one unit, and that is named already");
        }
        "Unit" => match d.unit(scope) {
            Some(unit) if unit.kind() == UnitKind::Path => {
                scope.leave_out(d.name, "a path unit can't start another");
            }
            Some(unit) => (of_path.unit, *named) = (unit, true),
            None => {}
        },
        "MakeDirectory" => d.flag(&mut of_path.make_directory, scope),
        "DirectoryMode" => d.set(&mut of_path.directory_mode, scope, values::mode),
        "TriggerLimitIntervalSec" => d.set(&mut of_path.trigger_limit.0, scope, values::time_or_never),
        "TriggerLimitBurst" => d.set(&mut of_path.trigger_limit.1, scope, values::number),
        _ => return false,
    }
    true
}

/// Adds a path; an empty line takes back every one so far, of whichever kind.
fn watch(of_path: &mut PathUnit, awaited: Awaited, d: Directive, scope: &mut Scope) {
    if d.resets(&mut of_path.watched) {
        return;
    }
    match scope.resolve(d.value).and_then(|path| values::absolute(&path)) {
        // As systemd has it, the last is looked at first.
        Ok(path) => of_path.watched.insert(0, WatchedPath { awaited, path }),
        Err(mistake) => scope.leave_out(d.name, &mistake),
    }
}

/// Checks what must hold between the directives.
pub(super) fn finish(of_path: &PathUnit, refused: bool, scope: &mut Scope) {
    if of_path.watched.is_empty() && !refused {
        let is_one = |name: &str| Awaited::ALL.into_iter().any(|(_, known)| known == name);
        scope.lacks("PathExists", is_one, "there is no path to watch");
    }
}

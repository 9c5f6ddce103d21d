//! The table of directives: the one place that says which directives exist, in which section each stands, how its
//! value is parsed, whether it is honoured, which property of `systemctl show` it is and what it is for.
//!
//! The parser, the notes and refusals, "is … meant?", `systemctl show` and docs/directives.md are all made of it. A
//! new directive is one row, the field of the model that the row fills, and whatever acts on that field. A row whose
//! value is one of systemd's usual kinds has its parser right there; others have a function below their table.
//!
//! There is a row for each directive of systemd 257, which a test compares with systemd's own list, and for those
//! that other versions from 252 to 262 have. A directive without a row is unknown, as to systemd.

/// A yes or no in a field of that name, which `systemctl show` has by the directive's name.
macro_rules! flag {
    ($name:literal, $meaning:literal, $($field:ident).+) => {
        Row::honoured($name, $meaning, |it, line, scope| line.flag(&mut it.$($field).+, scope))
            .shown($name, |it| yes(it.$($field).+))
    };
}

/// One of some names in a field of that name, which `systemctl show` has by the directive's name.
macro_rules! choice {
    ($name:literal, $meaning:literal, $($field:ident).+, $names:expr) => {
        Row::honoured($name, $meaning, |it, line, scope| line.choice(&mut it.$($field).+, scope, &$names))
            .shown($name, |it| name_of(&$names, it.$($field).+))
    };
}

/// Commands in a field of that name, which `systemctl show` has by the directive's name.
macro_rules! commands {
    ($name:literal, $meaning:literal, $field:ident) => {
        Row::honoured($name, $meaning, |it, line, scope| line.commands(&mut it.$field, scope))
            .shown_commands($name, |it| &it.$field)
    };
}

mod conditions;
mod exec;
mod install;
mod kill;
mod mount;
mod path;
mod resources;
mod row;
mod service;
mod socket;
mod timer;
mod unit;

#[cfg(test)]
mod tests;

pub(super) use exec::finish as finish_context;
pub(super) use mount::{finish as finish_mount, new as new_mount};
pub(super) use path::{finish as finish_path, new as new_path};
pub(super) use row::{About, Fate};
pub(super) use service::finish as finish_service;
pub(super) use socket::{finish as finish_socket, new as new_socket};
pub(super) use timer::{finish as finish_timer, new as new_timer};

use super::finding::SANDBOX;
use super::line::{Line, Scope};
use super::{ExecContext, Kill, Kind, Unit};
use row::{Directive, take};

/// Why a directive that only old units have has no effect.
const OBSOLETE: &str = "systemd ignores it, too";

/// Sets a property of `systemctl show`.
pub(crate) type SetProperty<'a> = &'a mut dyn FnMut(&str, String);

/// What is filled while a unit is parsed, besides the unit itself.
#[derive(Default)]
pub(super) struct Spare {
    /// Takes the directives of processes in a mount unit. It has no processes, so this is dropped.
    context: ExecContext,
    /// The same for the directives on ending processes.
    kill: Kill,
}

/// Takes a line of a section that a unit of this kind has; returns the row of its directive, if there is one.
pub(super) fn take_line(
    unit: &mut Unit,
    spare: &mut Spare,
    section: &str,
    line: Line,
    scope: &mut Scope,
) -> Option<&'static About> {
    match (section, &mut unit.kind) {
        ("Unit", _) => take(&UNIT, unit, line, scope),
        ("Install", _) => take(&[install::ROWS], unit, line, scope),
        (_, Kind::Service(service)) => take(&[service::ROWS], &mut **service, line, scope)
            .or_else(|| of_processes(&mut service.kill, &mut service.context, line, scope))
            .or_else(|| take(&[unit::FORMERLY_OF_SERVICES], unit, line, scope)),
        (_, Kind::Socket(socket)) => take(&[socket::ROWS], &mut **socket, line, scope)
            .or_else(|| of_processes(&mut socket.kill, &mut socket.context, line, scope)),
        (_, Kind::Mount(mount)) => take(&[mount::ROWS], mount, line, scope)
            .or_else(|| of_processes(&mut spare.kill, &mut spare.context, line, scope)),
        (_, Kind::Timer(timer)) => take(&[timer::ROWS], timer, line, scope),
        (_, Kind::Path(path)) => take(&[path::ROWS], path, line, scope),
        (_, Kind::Target) => None,
    }
}

/// The directives of all units that can have processes.
fn of_processes(
    kill: &mut Kill,
    context: &mut ExecContext,
    line: Line,
    scope: &mut Scope,
) -> Option<&'static About> {
    take(&[kill::ROWS], kill, line, scope)
        .or_else(|| take(&exec::ROWS, context, line, scope))
        .or_else(|| take(&[resources::ROWS], context, line, scope))
}

/// Sets the properties of a unit that come from its directives.
pub(crate) fn show(unit: &Unit, set: SetProperty) {
    row::show(&UNIT, unit, set);
    match &unit.kind {
        Kind::Service(service) => row::show(&[service::ROWS], service, set),
        Kind::Socket(socket) => row::show(&[socket::ROWS], socket, set),
        Kind::Timer(timer) => row::show(&[timer::ROWS], timer, set),
        Kind::Path(path) => row::show(&[path::ROWS], path, set),
        Kind::Mount(mount) => row::show(&[mount::ROWS], mount, set),
        Kind::Target => {}
    }
    match &unit.kind {
        Kind::Service(service) => row::show(&[kill::ROWS], &service.kill, set),
        Kind::Socket(socket) => row::show(&[kill::ROWS], &socket.kill, set),
        _ => {}
    }
    if let Some(context) = unit.context() {
        row::show(&exec::ROWS, context, set);
    }
}

/// The directives of `[Unit]`.
const UNIT: [&[Directive<Unit>]; 2] = [unit::ROWS, conditions::ROWS];

/// The directives of some sections, all from one man page.
pub(crate) struct DirectiveTable {
    /// The sections.
    pub sections: &'static [&'static str],
    /// The man page that has them.
    #[cfg(test)]
    pub page: &'static str,
    /// The directives.
    pub directives: Vec<&'static About>,
}

/// The sections of units that can have processes.
const OF_PROCESSES: &[&str] = &["Service", "Socket", "Mount"];

/// The whole table.
pub(crate) fn tables() -> Vec<DirectiveTable> {
    fn table<T>(
        sections: &'static [&'static str],
        page: &'static str,
        rows: &[&'static [Directive<T>]],
    ) -> DirectiveTable {
        #[cfg(not(test))]
        let _ = page;
        let rows = rows.iter().flat_map(|rows| rows.iter());
        DirectiveTable {
            sections,
            #[cfg(test)]
            page,
            directives: rows.map(|row| &row.about).collect(),
        }
    }
    vec![
        table(&["Unit"], "systemd.unit(5)", &UNIT),
        table(&["Install"], "systemd.unit(5)", &[install::ROWS]),
        table(&["Service"], "systemd.service(5)", &[service::ROWS]),
        table(&["Service"], "systemd.unit(5), where older units say it", &[unit::FORMERLY_OF_SERVICES]),
        table(OF_PROCESSES, "systemd.exec(5)", &exec::ROWS),
        table(OF_PROCESSES, "systemd.kill(5)", &[kill::ROWS]),
        table(OF_PROCESSES, "systemd.resource-control(5)", &[resources::ROWS]),
        table(&["Timer"], "systemd.timer(5)", &[timer::ROWS]),
        table(&["Socket"], "systemd.socket(5)", &[socket::ROWS]),
        table(&["Path"], "systemd.path(5)", &[path::ROWS]),
        table(&["Mount"], "systemd.mount(5)", &[mount::ROWS]),
    ]
}

/// What a misplaced or misspelt directive may mean: one of this name elsewhere, or one with a name near to it in the
/// section.
pub(super) fn meant(section: &str, name: &str) -> Option<(&'static str, &'static str)> {
    let tables = tables();
    let all = || {
        let of_table = |table: &DirectiveTable| {
            let section =
                table.sections.iter().find(|known| **known == section).unwrap_or(&table.sections[0]);
            let possible = table.directives.iter().filter(|about| !matches!(about.fate, Fate::Refused(_)));
            possible.map(|about| (*section, *about)).collect::<Vec<_>>()
        };
        tables.iter().flat_map(of_table)
    };
    let elsewhere = all().find(|(_, about)| about.is_called(name));
    let nearest = || {
        let in_section = all().filter(|(known, _)| *known == section);
        let near = in_section.map(|(known, about)| {
            let distance = strsim::damerau_levenshtein(about.name, name);
            // Of two that are equally near, the one that has an effect is meant.
            ((distance, matches!(about.fate, Fate::Noted(_))), (known, about))
        });
        let near = near.min_by_key(|(rank, _)| *rank);
        near.filter(|((distance, _), _)| *distance <= 2 + name.len() / 10).map(|(_, found)| found)
    };
    elsewhere.or_else(nearest).map(|(section, about)| (section, about.name))
}

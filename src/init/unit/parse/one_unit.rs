//! Parses one unit: its lines in order, and then what they come to together.

use super::super::directives::{self, Spare};
use super::super::document::Sections;
use super::super::line::{Line, Scope, SoFar};
use super::super::{EmergencyAction, Finding, Host, Kind, Problem, Unit, UnitKind, UnitName, Verdict};
use super::unhonoured::Unhonoured;

/// Parses one unit; returns it and its other names, `None` if its kind isn't supported.
pub(super) fn parsed(
    name: &UnitName,
    sections: &Sections,
    host: &Host,
    problems: &mut Vec<Problem>,
    findings: &mut Vec<Finding>,
) -> Option<(Unit, Vec<UnitName>)> {
    let mut scope = Scope { unit: name, host, problems, findings, so_far: SoFar::default() };
    let mut unit = Unit::new(name.clone(), kind(&mut scope)?);
    let unhonoured = take_lines(&mut unit, sections, &mut scope);
    let aliases = std::mem::take(&mut scope.so_far.aliases);
    match &mut unit.kind {
        Kind::Service(service) => directives::finish_context(&mut service.context, &mut scope),
        Kind::Socket(socket) => directives::finish_context(&mut socket.context, &mut scope),
        Kind::Mount(mount) => directives::finish_mount(mount, &mut scope),
        Kind::Target | Kind::Timer(_) | Kind::Path(_) => {}
    }
    let refused = unhonoured.judge(&mut scope)
        | scope.findings.iter().any(|known| known.verdict == Verdict::Refuse && known.unit == *scope.unit);
    let succeeds = unit.success_action != EmergencyAction::None;
    match &mut unit.kind {
        Kind::Service(service) => directives::finish_service(service, succeeds, &mut scope),
        Kind::Timer(timer) => directives::finish_timer(timer, refused, &mut scope),
        Kind::Socket(socket) => directives::finish_socket(socket, refused, &mut scope),
        Kind::Path(path) => directives::finish_path(path, refused, &mut scope),
        Kind::Target | Kind::Mount(_) => {}
    }
    Some((unit, aliases))
}

/// A unit's kind with its defaults, before its first line.
fn kind(scope: &mut Scope) -> Option<Kind> {
    let own_service = scope.unit.with_kind(UnitKind::Service);
    match scope.unit.kind() {
        UnitKind::Service => Some(Kind::Service(Box::default())),
        UnitKind::Target => Some(Kind::Target),
        UnitKind::Mount => Some(Kind::Mount(directives::new_mount(scope.unit))),
        UnitKind::Timer => Some(Kind::Timer(directives::new_timer(own_service))),
        UnitKind::Socket => Some(Kind::Socket(Box::new(directives::new_socket(own_service)))),
        UnitKind::Path => Some(Kind::Path(directives::new_path(own_service))),
        // Slices and scopes only group processes for limits, and those are the container's.
        UnitKind::Slice | UnitKind::Scope => {
            scope.find(Verdict::Note, "the unit", "limits are the container's");
            None
        }
        other => {
            let reason = format!("units of type .{} are not supported in a container", other.suffix());
            scope.find(Verdict::Refuse, "the unit", reason);
            None
        }
    }
}

/// Parses all lines into the unit; returns those that are not simply honoured.
fn take_lines<'a>(unit: &mut Unit, sections: &'a Sections, scope: &mut Scope) -> Unhonoured<'a> {
    let (mut spare, mut unhonoured) = (Spare::default(), Unhonoured::default());
    for (section, lines) in &sections.0 {
        if !has_section(&unit.kind, section) {
            if !section.starts_with("X-") {
                let why = "a unit of this type has no such section";
                scope.find(Verdict::Unknown, format!("[{section}]"), why);
            }
            continue;
        }
        for (name, value) in lines {
            let line = Line { name, value };
            let about = directives::take_line(unit, &mut spare, section, line, scope);
            unhonoured.note(section, line, about);
        }
    }
    unhonoured
}

fn has_section(kind: &Kind, section: &str) -> bool {
    matches!(
        (section, kind),
        ("Unit" | "Install", _)
            | ("Service", Kind::Service(_))
            | ("Timer", Kind::Timer(_))
            | ("Socket", Kind::Socket(_))
            | ("Path", Kind::Path(_))
            | ("Mount", Kind::Mount(_))
    )
}

//! Directives that this init doesn't honour: which are ignored with a note, and which are refused.

mod tables;

use super::super::Verdict;
use super::directive::{Directive, Scope};
use super::values;
use tables::{DONE, NOTED, REFUSED, SOCKET_OPTIONS};

/// Records what becomes of a directive that no other part of the parser took.
pub fn judge(section: &str, d: Directive, scope: &mut Scope) {
    // systemd leaves these to others, too.
    let foreign = d.name.starts_with("X-") && look_up(&NOTED, d.name).is_none();
    if foreign {
        return;
    }
    let refused = look_up(&REFUSED, d.name);
    let noted = look_up(&NOTED, d.name);
    let off = d.last().is_none_or(|value| values::boolean(value) == Ok(false));
    if off && (refused.is_some() || noted.is_some()) {
        return;
    }
    match (refused, noted) {
        (Some(reason), _) => scope.find(Verdict::Refuse, d.name, reason),
        (None, Some(reason)) => scope.find(Verdict::Note, d.name, reason),
        (None, None) if in_socket(section, d.name) => {
            scope.find(Verdict::Note, d.name, "this option of sockets is not set");
        }
        (None, None) => {
            let unknown = format!("unknown in [{section}]");
            let reason = match meant(section, d.name) {
                None => unknown,
                Some((other, name)) if other == section => format!("{unknown}; is {name}= meant?"),
                Some((other, name)) => format!("{unknown}; is [{other}] {name}= meant?"),
            };
            scope.find(Verdict::Unknown, d.name, reason);
        }
    }
}

/// Where a directive that is done stands, or the one whose name is nearest.
fn meant(section: &str, name: &str) -> Option<(&'static str, &'static str)> {
    let all = || DONE.iter().flat_map(|(section, names)| names.split(' ').map(move |name| (*section, name)));
    let elsewhere = all().find(|(_, known)| *known == name);
    let nearest = || {
        let distance = |known: &str| strsim::damerau_levenshtein(known, name);
        let near =
            all().filter(|(known, _)| *known == section).map(|(known, name)| (distance(name), (known, name)));
        near.min_by_key(|(distance, _)| *distance).filter(|(distance, _)| *distance <= 2 + name.len() / 10)
    };
    elsewhere.or_else(|| nearest().map(|(_, found)| found))
}

/// Options of systemd.socket(5) that change little.
fn in_socket(section: &str, name: &str) -> bool {
    section == "Socket" && SOCKET_OPTIONS.contains(&name)
}

fn look_up(table: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    let matches = |pattern: &str| match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == pattern,
    };
    table.iter().find(|(pattern, _)| matches(pattern)).map(|(_, reason)| *reason)
}

//! Directives that this init doesn't honour: which are ignored with a note, and which are refused.

mod tables;

use super::super::Verdict;
use super::directive::{Directive, Scope};
use super::values;
use tables::{DONE, NOTED, REFUSED, SOCKET_OPTIONS};

/// The directives that no other part of the parser took, with their last values.
#[derive(Default)]
pub(super) struct Left<'a>(Vec<(&'a str, Directive<'a>)>);

impl<'a> Left<'a> {
    /// One more.
    pub(super) fn note(&mut self, section: &'a str, d: Directive<'a>) {
        match self.0.iter_mut().find(|(_, known)| known.name == d.name) {
            Some((_, known)) => *known = d,
            None => self.0.push((section, d)),
        }
    }

    /// Records what becomes of them; says whether something is refused.
    pub(super) fn judge(self, scope: &mut Scope) -> bool {
        let on = |name: &str| self.0.iter().any(|(_, d)| d.name == name && !is_off(d.value));
        // Each of the two alone leaves a service in the container's network, where it works as well.
        let shares = on("JoinsNamespaceOf") && (on("PrivateNetwork") || on("PrivateIPC"));
        let mut refused = shares;
        if shares {
            let reason = "services can't share name spaces that the others don't have";
            scope.find(Verdict::Refuse, "JoinsNamespaceOf", reason);
        }
        for (section, d) in self.0 {
            refused |= look_up(&REFUSED, d.name).is_some() && !is_off(d.value);
            judge(section, d, scope);
        }
        refused
    }
}

fn is_off(value: &str) -> bool {
    value.is_empty() || values::boolean(value) == Ok(false)
}

fn judge(section: &str, d: Directive, scope: &mut Scope) {
    // systemd leaves these to others, too.
    if d.name.starts_with("X-") {
        return;
    }
    let refused = look_up(&REFUSED, d.name);
    let noted = look_up(&NOTED, d.name);
    if is_off(d.value) && (refused.is_some() || noted.is_some()) {
        return;
    }
    if d.name == "JoinsNamespaceOf" && scope.host.mounting.is_allowed() {
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

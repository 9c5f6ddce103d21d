//! `systemd.tmpfiles.rules`: tmpfiles.d(5), as `systemd-tmpfiles --create --remove --boot` does it.
//!
//! [`parse`] turns a line into a [`Rule`], without looking at the system: the build checks lines with
//! it. [`mod@apply`] carries rules out when the container starts, in systemd's order: first what removes,
//! then what creates; plain paths before patterns, a path before what is below it. A rule that fails
//! is reported, and the others are carried out.
//!
//! Not done, and noted: cleaning by age, which belongs to a timer that no container has, and access
//! lists and file capabilities (`a`, `k`). Subvolumes (`v`, `q`) are directories.

mod apply;
mod attributes;
mod copy;
mod create;
mod line;
mod order;
mod remove;
mod rights;
mod rule;
mod site;

pub(crate) use apply::apply;
pub(crate) use line::{RuleError, parse};
pub(crate) use rule::{Rule, RuleKind};

use super::unit::Host;

/// The rules among `lines`, and what is wrong with the others. Comments and empty lines are neither; an entry of
/// `lines` may hold several lines.
pub(crate) fn understood(lines: &[String], host: &Host) -> (Vec<Rule>, Vec<RuleError>) {
    let (mut rules, mut errors) = (Vec::new(), Vec::new());
    let lines = lines.iter().flat_map(|line| line.lines()).map(str::trim);
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with(['#', ';'])) {
        match parse(line, host) {
            Ok(rule) => rules.push(rule),
            Err(error) => errors.push(error),
        }
    }
    (rules, errors)
}

/// What is not done of these rules, and for which paths.
pub(crate) fn not_done(rules: &[Rule]) -> Vec<(&'static str, Vec<&str>)> {
    let paths = |applies: fn(&Rule) -> bool| -> Vec<&str> {
        rules.iter().filter(|rule| applies(rule)).map(|rule| rule.path.as_str()).collect()
    };
    let mut found = vec![
        ("age", paths(|rule| rule.kind.has_age() && rule.age.as_deref().is_some_and(line::is_age))),
        ("age that is none", paths(|rule| rule.age.as_deref().is_some_and(|age| !line::is_age(age)))),
        ("a, k", paths(|rule| rule.kind == RuleKind::Unsupported)),
        ("needless argument", paths(|rule| rule.argument.is_some() && rule.kind.ignores_argument())),
    ];
    found.retain(|(_, paths)| !paths.is_empty());
    found
}

#[cfg(test)]
mod tests;

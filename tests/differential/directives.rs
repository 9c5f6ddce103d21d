//! The directives that systemd itself lists, which the unit tests hold the table of directives against.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use crate::output;

/// The list that is in the tree: sections, and the names of their directives.
const KNOWN: &str = include_str!("../../src/init/unit/directives/tests/systemd-257.txt");

/// Directives with their sections, out of lines of `[Section]` and of what `names` makes of the others.
fn listed<'a, I: Iterator<Item = &'a str>>(
    text: &'a str,
    names: impl Fn(&'a str) -> I,
) -> BTreeSet<(&'a str, &'a str)> {
    let mut section = "";
    let mut all = BTreeSet::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            Some(name) => section = name,
            None => all.extend(names(line).map(|name| (section, name))),
        }
    }
    all
}

/// Compares the list with what the systemd in `root` says, but for the types of units that containers have not.
pub(crate) fn compare(root: &Path) {
    let mut systemd = Command::new("chroot");
    systemd.arg(root).args(["/usr/lib/systemd/systemd", "--dump-configuration-items"]);
    let dump = output(&mut systemd).unwrap();
    let known = listed(KNOWN, |line| line.split(' ').filter(|name| !name.is_empty()));
    let mut own = listed(&dump, |line| line.split_once('=').map(|(name, _)| name).into_iter());
    own.retain(|(section, _)| !["Automount", "Swap", "Slice", "Scope"].contains(section));
    let missing: Vec<_> = own.difference(&known).collect();
    let gone: Vec<_> = known.difference(&own).collect();
    assert!(missing.is_empty() && gone.is_empty(), "not in the list: {missing:?}; only there: {gone:?}");
}

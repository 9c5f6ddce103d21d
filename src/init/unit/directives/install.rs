//! `[Install]`: systemd.unit(5).

use super::row::Directive;
use crate::init::unit::Unit;

type Row = Directive<Unit>;

const BUILT: &str = "what `systemctl enable` would do is done when the image is built";

pub(super) const ROWS: &[Row] = &[
    Row::honoured("Alias", "other names of the unit", |_, line, scope| {
        let mut aliases = std::mem::take(&mut scope.so_far.aliases);
        line.units(&mut aliases, scope);
        scope.so_far.aliases = aliases;
    })
    .seen_by("Names"),
    Row::honoured("WantedBy", "units that want it", |it, line, scope| {
        line.units(&mut it.dependencies.wanted_by, scope);
    })
    .seen_by("WantedBy"),
    Row::honoured("RequiredBy", "units that require it", |it, line, scope| {
        line.units(&mut it.dependencies.required_by, scope);
    })
    .seen_by("RequiredBy"),
    Row::honoured("UpheldBy", "units that uphold it", |it, line, scope| {
        line.units(&mut it.dependencies.upheld_by, scope);
    })
    .seen_by("UpheldBy"),
    Row::accepted("Also", BUILT, "units that are enabled with it"),
    Row::accepted("DefaultInstance", BUILT, "the instance of a template that is enabled"),
];

//! What `systemctl show` says of a unit's declaration: directives by systemd's property names, values as systemd
//! writes them. What has no effect in a container (cgroups, sandboxes) is left out.
//!
//! The table of directives has most of them. Here are those that depend on several units or follow from other
//! directives.

use std::collections::BTreeMap;

use crate::init::graph::{Graph, Relation};
use crate::init::unit::written::yes;
use crate::init::unit::{Kind, Unit, show_directives};

/// Relations that `systemctl show` lists.
const RELATIONS: [(&str, Relation); 26] = [
    ("After", Relation::After),
    ("Before", Relation::Before),
    ("Requires", Relation::Requires),
    ("RequiredBy", Relation::RequiredBy),
    ("Requisite", Relation::Requisite),
    ("RequisiteOf", Relation::RequisiteOf),
    ("Wants", Relation::Wants),
    ("WantedBy", Relation::WantedBy),
    ("BindsTo", Relation::BindsTo),
    ("BoundBy", Relation::BoundBy),
    ("PartOf", Relation::PartOf),
    ("ConsistsOf", Relation::ConsistsOf),
    ("Upholds", Relation::Upholds),
    ("UpheldBy", Relation::UpheldBy),
    ("Conflicts", Relation::Conflicts),
    ("ConflictedBy", Relation::ConflictedBy),
    ("OnFailure", Relation::OnFailure),
    ("OnFailureOf", Relation::OnFailureOf),
    ("OnSuccess", Relation::OnSuccess),
    ("OnSuccessOf", Relation::OnSuccessOf),
    ("PropagatesReloadTo", Relation::PropagatesReloadTo),
    ("ReloadPropagatedFrom", Relation::ReloadPropagatedFrom),
    ("PropagatesStopTo", Relation::PropagatesStopTo),
    ("StopPropagatedFrom", Relation::StopPropagatedFrom),
    ("TriggeredBy", Relation::TriggeredBy),
    ("Triggers", Relation::Triggers),
];

/// All of a unit's properties that do not change while it runs.
pub(super) fn of(unit: &Unit, graph: &Graph) -> BTreeMap<String, String> {
    let mut properties = BTreeMap::new();
    let mut set = |name: &str, value| drop(properties.insert(name.to_owned(), value));
    for (name, relation) in RELATIONS {
        let names: Vec<_> = graph.names(&unit.name, relation).iter().map(ToString::to_string).collect();
        set(name, names.join(" "));
    }
    set("CanStart", yes(!unit.refuse_manual_start));
    set("CanStop", yes(!unit.refuse_manual_stop));
    set("CanIsolate", yes(unit.allow_isolate && !unit.refuse_manual_start));
    set("NeedDaemonReload", yes(false));
    set("Transient", yes(false));
    if let Kind::Socket(socket) = &unit.kind {
        let name = socket.file_descriptor_name.clone();
        set("FileDescriptorName", name.unwrap_or_else(|| unit.name.to_string()));
    }
    show_directives(unit, &mut set);
    properties
}

#[cfg(test)]
mod tests;

//! What `systemctl show` says of a unit's declaration: directives by systemd's property names, values as systemd
//! writes them. What nothing comes of in a container (cgroups, sandboxes) is not there.

mod context;
mod service;
mod triggers;

use std::collections::BTreeMap;
use std::time::Duration;

pub(super) use service::kind;

use super::text;
use crate::init::graph::{Graph, Relation};
use crate::init::unit::{EmergencyAction, ExecCommand, Kind, Unit};

/// Sets a property.
type Set<'a> = &'a mut dyn FnMut(&str, String);

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
    let set: Set<'_> = &mut |name, value| drop(properties.insert(name.to_owned(), value));
    for (name, relation) in RELATIONS {
        let names: Vec<_> = graph.names(&unit.name, relation).iter().map(ToString::to_string).collect();
        set(name, names.join(" "));
    }
    set("DefaultDependencies", yes(unit.default_dependencies));
    set("RefuseManualStart", yes(unit.refuse_manual_start));
    set("RefuseManualStop", yes(unit.refuse_manual_stop));
    set("StopWhenUnneeded", yes(unit.stop_when_unneeded));
    set("AllowIsolate", yes(unit.allow_isolate));
    set("IgnoreOnIsolate", yes(unit.ignore_on_isolate));
    set("CanStart", yes(!unit.refuse_manual_start));
    set("CanStop", yes(!unit.refuse_manual_stop));
    set("CanIsolate", yes(unit.allow_isolate && !unit.refuse_manual_start));
    set("NeedDaemonReload", yes(false));
    set("Transient", yes(false));
    set("JobTimeoutUSec", infinite(unit.job_timeout));
    set("JobRunningTimeoutUSec", infinite(unit.job_running_timeout));
    set("JobTimeoutAction", action(unit.job_timeout_action));
    set("StartLimitIntervalUSec", text::span(unit.start_limit.interval));
    set("StartLimitBurst", unit.start_limit.burst.to_string());
    set("StartLimitAction", action(unit.start_limit.action));
    set("SuccessAction", action(unit.success_action));
    set("SuccessActionExitStatus", or_not_set(unit.success_action_exit_status));
    set("FailureAction", action(unit.failure_action));
    set("FailureActionExitStatus", or_not_set(unit.failure_action_exit_status));
    match &unit.kind {
        Kind::Service(of_unit) => service::of(of_unit, set),
        Kind::Socket(of_unit) => triggers::of_socket(&unit.name, of_unit, set),
        Kind::Timer(of_unit) => triggers::of_timer(of_unit, set),
        Kind::Path(of_unit) => triggers::of_path(of_unit, set),
        Kind::Mount(of_unit) => triggers::of_mount(of_unit, set),
        Kind::Target => (),
    }
    if let Some(of_unit) = unit.context() {
        context::of(of_unit, set);
    }
    properties
}

fn yes(value: bool) -> String {
    if value { "yes" } else { "no" }.to_owned()
}

fn infinite(time: Option<Duration>) -> String {
    time.map_or_else(|| "infinity".to_owned(), text::span)
}

fn or_not_set<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(|| "[not set]".to_owned(), |value| value.to_string())
}

fn action(action: EmergencyAction) -> String {
    match action {
        EmergencyAction::None => "none",
        EmergencyAction::Exit => "exit",
        EmergencyAction::ExitForce => "exit-force",
    }
    .to_owned()
}

/// Commands as systemctl shows them, one a line; when they ran last is not told.
fn commands(set: Set<'_>, name: &str, commands: &[ExecCommand]) {
    let shown = |command: &ExecCommand| {
        let mut words = vec![command.argv0.as_str()];
        words.extend(command.args.iter().map(String::as_str));
        let ignore = yes(command.ignore_failure);
        format!("{{ path={} ; argv[]={} ; ignore_errors={ignore} }}", command.path, words.join(" "))
    };
    if !commands.is_empty() {
        set(name, commands.iter().map(shown).collect::<Vec<_>>().join("\n"));
    }
}

#[cfg(test)]
mod tests;

//! `[Unit]` but for its conditions: systemd.unit(5).

use super::row::Directive;
use crate::init::unit::line::{Line, Scope};
use crate::init::unit::values;
use crate::init::unit::written::{infinite, name_of, or_not_set, span, yes};
use crate::init::unit::{EmergencyAction, Unit};

type Row = Directive<Unit>;

/// Why directives about the next boot have no effect.
pub(super) const NO_REBOOT: &str = "a container does not reboot";
const REPLACES: &str = "jobs of OnFailure= replace others";

/// The directives of `[Unit]` but for conditions.
pub(super) const ROWS: &[Row] = &[
    Row::honoured("Description", "what people call the unit", description).seen_by("Description"),
    Row::honoured("Documentation", "where there is more about it", documentation).seen_by("Documentation"),
    Row::noted("SourcePath", "units have no source but the image", "the file that the unit was made from"),
    Row::honoured(
        "Requires",
        "units that are started with it, and without which it can't run",
        |it, line, scope| {
            line.units(&mut it.dependencies.requires, scope);
        },
    )
    .formerly(&["RequiresOverridable"])
    .seen_by("Requires"),
    Row::honoured("Requisite", "units that have to be up before it is started", |it, line, scope| {
        line.units(&mut it.dependencies.requisite, scope);
    })
    .formerly(&["RequisiteOverridable"])
    .seen_by("Requisite"),
    Row::honoured("Wants", "units that are started with it, if they can be", |it, line, scope| {
        line.units(&mut it.dependencies.wants, scope);
    })
    .seen_by("Wants"),
    Row::honoured("BindsTo", "as `Requires=`, and it stops when they end", |it, line, scope| {
        line.units(&mut it.dependencies.binds_to, scope);
    })
    .formerly(&["BindTo"])
    .seen_by("BindsTo"),
    Row::honoured("PartOf", "units with which it is stopped and restarted", |it, line, scope| {
        line.units(&mut it.dependencies.part_of, scope);
    })
    .seen_by("PartOf"),
    Row::honoured("Upholds", "units that are started again whenever they are down", |it, line, scope| {
        line.units(&mut it.dependencies.upholds, scope);
    })
    .seen_by("Upholds"),
    Row::honoured("Conflicts", "units that can't be up with it", |it, line, scope| {
        line.units(&mut it.dependencies.conflicts, scope);
    })
    .seen_by("Conflicts"),
    Row::honoured("Before", "units that start after it, and stop before it", |it, line, scope| {
        line.units(&mut it.dependencies.before, scope);
    })
    .seen_by("Before"),
    Row::honoured("After", "units that start before it, and stop after it", |it, line, scope| {
        line.units(&mut it.dependencies.after, scope);
    })
    .seen_by("After"),
    Row::honoured("OnSuccess", "units that are started when it has ended well", |it, line, scope| {
        line.units(&mut it.dependencies.on_success, scope);
    })
    .seen_by("OnSuccess"),
    Row::honoured("OnFailure", "units that are started when it has failed", |it, line, scope| {
        line.units(&mut it.dependencies.on_failure, scope);
    })
    .seen_by("OnFailure"),
    Row::honoured("PropagatesReloadTo", "units that are reloaded with it", |it, line, scope| {
        line.units(&mut it.dependencies.propagates_reload_to, scope);
    })
    .formerly(&["PropagateReloadTo"])
    .seen_by("PropagatesReloadTo"),
    Row::honoured("ReloadPropagatedFrom", "units with which it is reloaded", |it, line, scope| {
        line.units(&mut it.dependencies.reload_propagated_from, scope);
    })
    .formerly(&["PropagateReloadFrom"])
    .seen_by("ReloadPropagatedFrom"),
    Row::honoured("PropagatesStopTo", "units that are stopped with it", |it, line, scope| {
        line.units(&mut it.dependencies.propagates_stop_to, scope);
    })
    .seen_by("PropagatesStopTo"),
    Row::honoured("StopPropagatedFrom", "units with which it is stopped", |it, line, scope| {
        line.units(&mut it.dependencies.stop_propagated_from, scope);
    })
    .seen_by("StopPropagatedFrom"),
    Row::honoured("JoinsNamespaceOf", "units with which it shares a private /tmp", |it, line, scope| {
        line.units(&mut it.dependencies.joins_namespace_of, scope);
    })
    .with_mounts_or("services share the container's name spaces"),
    Row::honoured("RequiresMountsFor", "paths whose mount units it requires", |it, line, scope| {
        line.paths(&mut it.requires_mounts_for, scope);
    }),
    Row::honoured("WantsMountsFor", "paths whose mount units it wants", |it, line, scope| {
        line.paths(&mut it.wants_mounts_for, scope);
    }),
    flag!("StopWhenUnneeded", "it stops when nothing needs it", stop_when_unneeded),
    flag!("RefuseManualStart", "nobody starts it by hand", refuse_manual_start),
    flag!("RefuseManualStop", "nobody stops it by hand", refuse_manual_stop),
    flag!("AllowIsolate", "`systemctl isolate` may take it", allow_isolate),
    flag!("IgnoreOnIsolate", "`systemctl isolate` of another leaves it alone", ignore_on_isolate),
    flag!("DefaultDependencies", "it has its type's usual dependencies", default_dependencies),
    Row::noted(
        "SurviveFinalKillSignal",
        "nothing outlives the container",
        "it outlives the last kill of a shutdown",
    ),
    Row::honoured("CollectMode", "when it is forgotten", |it, line, scope| {
        line.choice(&mut it.collect_failed, scope, &[("inactive", false), ("inactive-or-failed", true)]);
    })
    .but("of services that were made for a connection only"),
    Row::noted("OnSuccessJobMode", "jobs of OnSuccess= replace others", "how `OnSuccess=` starts units"),
    Row::noted("OnFailureJobMode", REPLACES, "how `OnFailure=` starts units"),
    Row::noted("OnFailureIsolate", REPLACES, "`OnFailure=` stops everything else"),
    Row::honoured("JobTimeoutSec", "how long a job of it may take", |it, line, scope| {
        line.set(&mut it.job_timeout, scope, values::time_span_zero_infinite);
    })
    .shown("JobTimeoutUSec", |it| infinite(it.job_timeout)),
    Row::honoured("JobRunningTimeoutSec", "how long a job may take once it runs", |it, line, scope| {
        line.set(&mut it.job_running_timeout, scope, values::time_span_zero_infinite);
    })
    .shown("JobRunningTimeoutUSec", |it| infinite(it.job_running_timeout)),
    Row::honoured(
        "JobTimeoutAction",
        "what a job that takes too long does to the container",
        |it, line, scope| {
            line.set(&mut it.job_timeout_action, scope, str::parse);
        },
    )
    .shown("JobTimeoutAction", |it| name_of(&EmergencyAction::NAMES, it.job_timeout_action)),
    Row::noted("JobTimeoutRebootArgument", NO_REBOOT, "an argument for that reboot"),
    start_limit_interval("StartLimitIntervalSec").formerly(&["StartLimitInterval"]),
    start_limit_burst(),
    start_limit_action(),
    Row::noted("StartLimitRebootArgument", NO_REBOOT, "an argument for that reboot"),
    failure_action(),
    Row::honoured("FailureActionExitStatus", "the container's status then", |it, line, scope| {
        line.set_some_or_none(&mut it.failure_action_exit_status, scope, values::number);
    })
    .shown("FailureActionExitStatus", |it| or_not_set(it.failure_action_exit_status)),
    Row::honoured("SuccessAction", "what its good end does to the container", |it, line, scope| {
        line.set(&mut it.success_action, scope, str::parse);
    })
    .shown("SuccessAction", |it| name_of(&EmergencyAction::NAMES, it.success_action)),
    Row::honoured("SuccessActionExitStatus", "the container's status then", |it, line, scope| {
        line.set_some_or_none(&mut it.success_action_exit_status, scope, values::number);
    })
    .shown("SuccessActionExitStatus", |it| or_not_set(it.success_action_exit_status)),
    Row::noted("RebootArgument", NO_REBOOT, "an argument for a reboot"),
    Row::noted("IgnoreOnSnapshot", super::OBSOLETE, "it is in no snapshot"),
];

/// Directives that older units have in `[Service]`.
pub(super) const FORMERLY_OF_SERVICES: &[Row] = &[
    start_limit_interval("StartLimitInterval").formerly(&["StartLimitIntervalSec"]),
    start_limit_burst(),
    start_limit_action(),
    failure_action(),
    Row::noted("RebootArgument", NO_REBOOT, "an argument for a reboot"),
    Row::noted("StartLimitRebootArgument", NO_REBOOT, "an argument for a reboot"),
];

const fn start_limit_interval(name: &'static str) -> Row {
    Row::honoured(name, "within which time starts are counted", |it, line, scope| {
        line.set(&mut it.start_limit.interval, scope, values::time_or_never);
    })
    .shown("StartLimitIntervalUSec", |it| span(it.start_limit.interval))
}

const fn start_limit_burst() -> Row {
    Row::honoured("StartLimitBurst", "how many starts there may be in that time", |it, line, scope| {
        line.set(&mut it.start_limit.burst, scope, values::number);
    })
    .shown("StartLimitBurst", |it| it.start_limit.burst.to_string())
}

const fn start_limit_action() -> Row {
    Row::honoured("StartLimitAction", "what one more does to the container", |it, line, scope| {
        line.set(&mut it.start_limit.action, scope, str::parse);
    })
    .shown("StartLimitAction", |it| name_of(&EmergencyAction::NAMES, it.start_limit.action))
}

const fn failure_action() -> Row {
    Row::honoured("FailureAction", "what its failure does to the container", |it, line, scope| {
        line.set(&mut it.failure_action, scope, str::parse);
    })
    .shown("FailureAction", |it| name_of(&EmergencyAction::NAMES, it.failure_action))
}

fn description(unit: &mut Unit, line: Line, scope: &mut Scope) {
    let mut description = None;
    line.text(&mut description, scope);
    if description.is_some() || line.is_empty() {
        unit.description = description.unwrap_or_else(|| unit.name.to_string());
    }
}

fn documentation(unit: &mut Unit, line: Line, scope: &mut Scope) {
    if line.resets(&mut unit.documentation) {
        return;
    }
    for url in line.words(scope) {
        let kinds = ["http://", "https://", "file:/", "info:", "man:"];
        if kinds.iter().any(|kind| url.strip_prefix(kind).is_some_and(|rest| !rest.is_empty())) {
            unit.documentation.push(url);
        } else {
            scope.leave_out(line.name, &format!("`{url}` is none of http, https, file, info and man"));
        }
    }
}

//! The directives of `[Unit]` and `[Install]`.

use super::super::{Action, Check, Condition, StartLimit, Unit, UnitName, Verdict};
use super::directive::{Directive, Scope};
use super::values;

/// Takes a directive of `[Unit]`; false if it is none.
pub fn apply(unit: &mut Unit, d: Directive, scope: &mut Scope) -> bool {
    if let Some(name) = d.name.strip_prefix("Condition") {
        return conditions(&mut unit.conditions, name, d, scope);
    }
    if let Some(name) = d.name.strip_prefix("Assert") {
        return conditions(&mut unit.asserts, name, d, scope);
    }
    let dependencies = &mut unit.dependencies;
    match d.name {
        "Description" => {
            if let Some(text) = d.last() {
                unit.description = scope.expand(text);
            }
        }
        "Documentation" => unit.documentation = d.words(scope),
        "After" => d.units(&mut dependencies.after, scope),
        "Before" => d.units(&mut dependencies.before, scope),
        "Requires" | "RequiresOverridable" => d.units(&mut dependencies.requires, scope),
        "Requisite" | "RequisiteOverridable" => d.units(&mut dependencies.requisite, scope),
        "Wants" => d.units(&mut dependencies.wants, scope),
        "BindsTo" | "BindTo" => d.units(&mut dependencies.binds_to, scope),
        "PartOf" => d.units(&mut dependencies.part_of, scope),
        "Upholds" => d.units(&mut dependencies.upholds, scope),
        "Conflicts" => d.units(&mut dependencies.conflicts, scope),
        "OnFailure" => d.units(&mut dependencies.on_failure, scope),
        "OnSuccess" => d.units(&mut dependencies.on_success, scope),
        "PropagatesReloadTo" | "PropagateReloadTo" => d.units(&mut dependencies.propagates_reload_to, scope),
        "ReloadPropagatedFrom" | "PropagateReloadFrom" => {
            d.units(&mut dependencies.reload_propagated_from, scope);
        }
        "PropagatesStopTo" => d.units(&mut dependencies.propagates_stop_to, scope),
        "StopPropagatedFrom" => d.units(&mut dependencies.stop_propagated_from, scope),
        "DefaultDependencies" => d.flag(&mut unit.default_dependencies, scope),
        "RefuseManualStart" => d.flag(&mut unit.refuse_manual_start, scope),
        "RefuseManualStop" => d.flag(&mut unit.refuse_manual_stop, scope),
        "StopWhenUnneeded" => d.flag(&mut unit.stop_when_unneeded, scope),
        "AllowIsolate" => d.flag(&mut unit.allow_isolate, scope),
        "IgnoreOnIsolate" => d.flag(&mut unit.ignore_on_isolate, scope),
        "JobTimeoutSec" => d.set(&mut unit.job_timeout, scope, values::time_span_zero_infinite),
        "JobRunningTimeoutSec" => {
            d.set(&mut unit.job_running_timeout, scope, values::time_span_zero_infinite);
        }
        "JobTimeoutAction" => d.set(&mut unit.job_timeout_action, scope, action),
        "SuccessAction" => d.set(&mut unit.success_action, scope, action),
        "FailureAction" => d.set(&mut unit.failure_action, scope, action),
        "SuccessActionExitStatus" => {
            d.set_some(&mut unit.success_action_exit_status, scope, values::number);
        }
        "FailureActionExitStatus" => {
            d.set_some(&mut unit.failure_action_exit_status, scope, values::number);
        }
        _ => return start_limit(&mut unit.start_limit, d, scope),
    }
    true
}

/// How often a unit may be started; older units say it in `[Service]`.
pub fn start_limit(limit: &mut StartLimit, d: Directive, scope: &mut Scope) -> bool {
    match d.name {
        "StartLimitIntervalSec" | "StartLimitInterval" => {
            // Without end is as good as a very long time.
            let parse =
                |text: &str| values::time_span(text).map(|span| span.unwrap_or(std::time::Duration::MAX));
            d.set(&mut limit.interval, scope, parse);
        }
        "StartLimitBurst" => d.set(&mut limit.burst, scope, values::number),
        "StartLimitAction" => d.set(&mut limit.action, scope, action),
        _ => return false,
    }
    true
}

fn action(text: &str) -> values::Parsed<Action> {
    match text {
        "none" => Ok(Action::None),
        "exit" | "reboot" | "poweroff" | "halt" | "kexec" | "soft-reboot" => Ok(Action::Exit),
        _ if ["-force", "-immediate"].iter().any(|end| text.ends_with(end)) => Ok(Action::ExitForce),
        _ => Err(format!("`{text}` is no action")),
    }
}

/// Takes a directive of `[Install]`; false if it is none. Aliases are put into `aliases`.
pub fn install(unit: &mut Unit, aliases: &mut Vec<UnitName>, d: Directive, scope: &mut Scope) -> bool {
    match d.name {
        "WantedBy" => d.units(&mut unit.dependencies.wanted_by, scope),
        "RequiredBy" => d.units(&mut unit.dependencies.required_by, scope),
        "UpheldBy" => d.units(&mut unit.dependencies.upheld_by, scope),
        "Alias" => d.units(aliases, scope),
        // What `systemctl enable` does besides has been done when the image was built.
        "Also" | "DefaultInstance" => {}
        _ => return false,
    }
    true
}

fn conditions(target: &mut Vec<Condition>, name: &str, d: Directive, scope: &mut Scope) -> bool {
    let Some(check) = Check::from_name(name) else {
        return false;
    };
    // An empty line takes back the conditions of every kind, as systemd has it.
    if d.list().len() < d.lines.len() {
        target.clear();
    }
    for line in d.list() {
        let (trigger, rest) = line.trim().strip_prefix('|').map_or((false, line.trim()), |rest| (true, rest));
        let (negate, rest) = rest.trim().strip_prefix('!').map_or((false, rest), |rest| (true, rest));
        let parameter = scope.expand(rest.trim());
        let of_path = ["Path", "Directory", "File"].iter().any(|kind| name.starts_with(kind));
        if of_path && !parameter.starts_with('/') {
            scope.find(Verdict::Refuse, format!("{}={line}", d.name), "the path is not absolute");
            continue;
        }
        target.push(Condition { check, trigger, negate, parameter });
    }
    true
}

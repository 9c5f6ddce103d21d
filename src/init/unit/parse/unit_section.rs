//! The directives of `[Unit]` and `[Install]`.

use super::super::{Check, Condition, EmergencyAction, StartLimit, Unit, UnitName};
use super::directive::{Directive, Scope};
use super::values;

/// Takes a directive of `[Unit]`; false if it is none.
pub(super) fn apply(unit: &mut Unit, d: Directive, scope: &mut Scope) -> bool {
    if let Some(name) = d.name.strip_prefix("Condition") {
        return condition(&mut unit.conditions, name, d, scope);
    }
    if let Some(name) = d.name.strip_prefix("Assert") {
        return condition(&mut unit.asserts, name, d, scope);
    }
    let dependencies = &mut unit.dependencies;
    match d.name {
        "Description" => {
            let mut description = None;
            d.text(&mut description, scope);
            if description.is_some() || d.is_empty() {
                unit.description = description.unwrap_or_else(|| unit.name.to_string());
            }
        }
        "Documentation" => documentation(&mut unit.documentation, d, scope),
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
        "RequiresMountsFor" => paths(&mut unit.requires_mounts_for, d, scope),
        "WantsMountsFor" => paths(&mut unit.wants_mounts_for, d, scope),
        "JoinsNamespaceOf" => {
            d.units(&mut dependencies.joins_namespace_of, scope);
            // What else than /tmp is shared depends on other directives.
            return false;
        }
        "DefaultDependencies" => d.flag(&mut unit.default_dependencies, scope),
        "RefuseManualStart" => d.flag(&mut unit.refuse_manual_start, scope),
        "RefuseManualStop" => d.flag(&mut unit.refuse_manual_stop, scope),
        "StopWhenUnneeded" => d.flag(&mut unit.stop_when_unneeded, scope),
        "CollectMode" => {
            let modes = [("inactive", false), ("inactive-or-failed", true)];
            d.choice(&mut unit.collect_failed, scope, &modes);
        }
        "AllowIsolate" => d.flag(&mut unit.allow_isolate, scope),
        "IgnoreOnIsolate" => d.flag(&mut unit.ignore_on_isolate, scope),
        "JobTimeoutSec" => d.set(&mut unit.job_timeout, scope, values::time_span_zero_infinite),
        "JobRunningTimeoutSec" => {
            d.set(&mut unit.job_running_timeout, scope, values::time_span_zero_infinite);
        }
        "JobTimeoutAction" => d.set(&mut unit.job_timeout_action, scope, action),
        "SuccessAction" => d.set(&mut unit.success_action, scope, action),
        "FailureAction" => d.set(&mut unit.failure_action, scope, action),
        "SuccessActionExitStatus" => exit_status(&mut unit.success_action_exit_status, d, scope),
        "FailureActionExitStatus" => exit_status(&mut unit.failure_action_exit_status, d, scope),
        _ => return start_limit(&mut unit.start_limit, d, scope),
    }
    true
}

fn paths(target: &mut Vec<std::path::PathBuf>, d: Directive, scope: &mut Scope) {
    if d.resets(target) {
        return;
    }
    for word in d.words(scope) {
        match values::absolute(&word) {
            Ok(path) => target.push(path.into()),
            Err(mistake) => scope.leave_out(d.name, &mistake),
        }
    }
}

/// How often a unit may be started; older units say it in `[Service]`.
pub(super) fn start_limit(limit: &mut StartLimit, d: Directive, scope: &mut Scope) -> bool {
    match d.name {
        "StartLimitIntervalSec" | "StartLimitInterval" => {
            d.set(&mut limit.interval, scope, values::time_or_never);
        }
        "StartLimitBurst" => d.set(&mut limit.burst, scope, values::number),
        "StartLimitAction" => d.set(&mut limit.action, scope, action),
        _ => return false,
    }
    true
}

/// What a unit's end does to the machine, which is the container.
pub(super) fn action(text: &str) -> values::Parsed<EmergencyAction> {
    let force = text.strip_suffix("-force").or_else(|| text.strip_suffix("-immediate"));
    let immediate = text.ends_with("-immediate");
    let known = match force.unwrap_or(text) {
        "none" => force.is_none(),
        "reboot" | "poweroff" | "halt" => true,
        "exit" | "kexec" | "soft-reboot" => !immediate,
        _ => false,
    };
    match (known, text) {
        (false, _) => Err(format!("`{text}` is no action")),
        (true, "none") => Ok(EmergencyAction::None),
        (true, _) => Ok(if force.is_some() { EmergencyAction::ExitForce } else { EmergencyAction::Exit }),
    }
}

fn exit_status(target: &mut Option<u8>, d: Directive, scope: &mut Scope) {
    d.set_or(target, None, scope, |text| values::number(text).map(Some));
}

fn documentation(target: &mut Vec<String>, d: Directive, scope: &mut Scope) {
    if d.resets(target) {
        return;
    }
    for url in d.words(scope) {
        let kinds = ["http://", "https://", "file:/", "info:", "man:"];
        if kinds.iter().any(|kind| url.strip_prefix(kind).is_some_and(|rest| !rest.is_empty())) {
            target.push(url);
        } else {
            scope.leave_out(d.name, &format!("`{url}` is none of http, https, file, info and man"));
        }
    }
}

/// Takes a directive of `[Install]`; false if it is none. Aliases are put into `aliases`.
pub(super) fn install(unit: &mut Unit, aliases: &mut Vec<UnitName>, d: Directive, scope: &mut Scope) -> bool {
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

fn condition(target: &mut Vec<Condition>, name: &str, d: Directive, scope: &mut Scope) -> bool {
    let Some(check) = Check::from_name(name) else {
        return false;
    };
    // An empty line takes back the conditions of every kind, as systemd has it.
    if d.resets(target) {
        return true;
    }
    let (trigger, rest) = d.value.strip_prefix('|').map_or((false, d.value), |rest| (true, rest));
    let of_path = check.is_of_path();
    // A path begins right after the marks.
    let after_mark = |text: &'_ str| if of_path { text.len() } else { text.trim_start().len() };
    let rest = &rest[rest.len() - after_mark(rest)..];
    let (negate, rest) = rest.strip_prefix('!').map_or((false, rest), |rest| (true, rest));
    let parameter = scope.resolve(&rest[rest.len() - after_mark(rest)..]);
    match parameter.and_then(|text| if of_path { values::absolute(&text) } else { Ok(text) }) {
        Ok(parameter) => target.push(Condition { check, trigger, negate, parameter }),
        Err(mistake) => scope.leave_out(d.name, &mistake),
    }
    true
}

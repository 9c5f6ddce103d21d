//! The directives of `[Service]`, but those that are [`super::context`]'s, and what must hold between them.

use super::super::{
    ExecCommand, ExitType, FailureMode, Kill, KillMode, NotifyAccess, Problem, Restart, RestartMode,
    ServiceType, ServiceUnit, Signal, StartLimit, UnitKind, Verdict,
};
use super::directive::{Directive, Scope, one_of};
use super::{bus, unit_section, values};

/// What was said outright, where the default depends on something else.
#[derive(Default)]
pub(super) struct SetOutright {
    timeout_start: bool,
    timeout_abort: bool,
    kind: bool,
    bus_name: Option<String>,
    exec_reload_post: Vec<ExecCommand>,
}

/// Takes a directive; false if it is none of a service.
pub(super) fn apply(
    service: &mut ServiceUnit,
    limit: &mut StartLimit,
    said: &mut SetOutright,
    d: Directive,
    scope: &mut Scope,
) -> bool {
    match d.name {
        "Type" => kind(service, &mut said.kind, d, scope),
        "ExitType" => {
            d.choice(
                &mut service.exit_type,
                scope,
                &[("main", ExitType::Main), ("cgroup", ExitType::Cgroup)],
            );
        }
        "ExecCondition" => d.commands(&mut service.exec_condition, scope),
        "ExecStartPre" => d.commands(&mut service.exec_start_pre, scope),
        "ExecStart" => d.commands(&mut service.exec_start, scope),
        "ExecStartPost" => d.commands(&mut service.exec_start_post, scope),
        "ExecReload" => d.commands(&mut service.exec_reload, scope),
        "ExecReloadPost" => d.commands(&mut said.exec_reload_post, scope),
        "ExecStop" => d.commands(&mut service.exec_stop, scope),
        "ExecStopPost" => d.commands(&mut service.exec_stop_post, scope),
        "RemainAfterExit" => d.flag(&mut service.remain_after_exit, scope),
        "PIDFile" => pid_file(service, d, scope),
        "GuessMainPID" => d.flag(&mut service.guess_main_pid, scope),
        "BusName" => bus_name(&mut said.bus_name, d, scope),
        "NotifyAccess" => d.choice(
            &mut service.notify_access,
            scope,
            &[
                ("none", NotifyAccess::None),
                ("main", NotifyAccess::Main),
                ("exec", NotifyAccess::Exec),
                ("all", NotifyAccess::All),
            ],
        ),
        "Restart" => d.choice(
            &mut service.restart,
            scope,
            &[
                ("no", Restart::No),
                ("always", Restart::Always),
                ("on-success", Restart::OnSuccess),
                ("on-failure", Restart::OnFailure),
                ("on-abnormal", Restart::OnAbnormal),
                ("on-abort", Restart::OnAbort),
                ("on-watchdog", Restart::OnWatchdog),
            ],
        ),
        "RestartSec" => d.set(&mut service.restart_sec, scope, values::time_or_never),
        "RestartSteps" => d.set(&mut service.restart_steps, scope, values::number),
        "RestartMaxDelaySec" => d.set(&mut service.restart_max_delay, scope, values::time_span),
        "TimeoutSec" | "TimeoutStartSec" => match values::time_span_zero_infinite(d.value) {
            Ok(timeout) => {
                (service.timeout_start, said.timeout_start) = (timeout, true);
                if d.name == "TimeoutSec" {
                    service.timeout_stop = timeout;
                }
            }
            Err(mistake) => scope.leave_out(d.name, &mistake),
        },
        "TimeoutStopSec" => d.set(&mut service.timeout_stop, scope, values::time_span_zero_infinite),
        "TimeoutAbortSec" => match values::time_span_zero_infinite(d.value) {
            Ok(timeout) => (service.timeout_abort, said.timeout_abort) = (timeout, true),
            Err(_) if d.is_empty() => said.timeout_abort = false,
            Err(mistake) => scope.leave_out(d.name, &mistake),
        },
        "TimeoutStartFailureMode" => failure_mode(&mut service.timeout_start_failure, d, scope),
        "TimeoutStopFailureMode" => failure_mode(&mut service.timeout_stop_failure, d, scope),
        "RuntimeMaxSec" => d.set(&mut service.runtime_max, scope, values::time_span),
        "WatchdogSec" => d.set(&mut service.watchdog, scope, values::time_span_zero_infinite),
        "SuccessExitStatus" => exit_statuses(&mut service.success_exit_status, d, scope),
        "RestartPreventExitStatus" => exit_statuses(&mut service.restart_prevent_exit_status, d, scope),
        "RestartForceExitStatus" => exit_statuses(&mut service.restart_force_exit_status, d, scope),
        "ReloadSignal" => d.set(&mut service.reload_signal, scope, values::signal),
        "PermissionsStartOnly" => d.flag(&mut service.permissions_start_only, scope),
        "RootDirectoryStartOnly" => {
            d.flag(&mut service.root_directory_start_only, scope);
            // Without the right to mount it has no effect, which the tables say.
            return scope.host.mounting.is_allowed();
        }
        "RestartMode" => d.choice(
            &mut service.restart_mode,
            scope,
            &[
                ("normal", RestartMode::Normal),
                ("direct", RestartMode::Direct),
                ("debug", RestartMode::Debug),
            ],
        ),
        "Sockets" => {
            d.units(&mut service.sockets, scope);
            for other in service.sockets.extract_if(.., |name| name.kind() != UnitKind::Socket) {
                scope.leave_out(d.name, &format!("{other} is no socket"));
            }
        }
        _ => return kill(&mut service.kill, d, scope) || unit_section::start_limit(limit, d, scope),
    }
    true
}

/// The directives of systemd.kill(5).
pub(super) fn kill(kill: &mut Kill, d: Directive, scope: &mut Scope) -> bool {
    match d.name {
        "KillMode" => d.set_or(&mut kill.mode, KillMode::ControlGroup, scope, |text| {
            let names = [
                ("control-group", KillMode::ControlGroup),
                ("mixed", KillMode::Mixed),
                ("process", KillMode::Process),
                ("none", KillMode::None),
            ];
            one_of(text, &names)
        }),
        "KillSignal" => d.set(&mut kill.signal, scope, values::signal),
        "RestartKillSignal" => d.set_some(&mut kill.restart_signal, scope, values::signal),
        "FinalKillSignal" => d.set(&mut kill.final_signal, scope, values::signal),
        "WatchdogSignal" => d.set(&mut kill.watchdog_signal, scope, values::signal),
        "SendSIGKILL" => d.flag(&mut kill.send_sigkill, scope),
        "SendSIGHUP" => d.flag(&mut kill.send_sighup, scope),
        _ => return false,
    }
    true
}

fn kind(service: &mut ServiceUnit, said: &mut bool, d: Directive, scope: &mut Scope) {
    let known = one_of(
        d.value,
        &[
            ("simple", ServiceType::Simple),
            ("exec", ServiceType::Exec),
            ("oneshot", ServiceType::Oneshot),
            ("forking", ServiceType::Forking),
            ("notify", ServiceType::Notify),
            ("notify-reload", ServiceType::NotifyReload),
            ("dbus", ServiceType::Dbus),
            ("idle", ServiceType::Idle),
        ],
    );
    match known {
        Ok(known) => (service.kind, *said) = (known, true),
        Err(mistake) => scope.leave_out(d.name, &mistake),
    }
}

fn bus_name(target: &mut Option<String>, d: Directive, scope: &mut Scope) {
    match scope.resolve(d.value).and_then(|name| bus::bus_name(&name)) {
        Ok(name) => *target = Some(name),
        Err(mistake) => scope.leave_out(d.name, &mistake),
    }
}

/// A relative path is in /run.
fn pid_file(service: &mut ServiceUnit, d: Directive, scope: &mut Scope) {
    if d.is_empty() {
        service.pid_file = None;
        return;
    }
    match scope.resolve(d.value) {
        Err(mistake) => scope.leave_out(d.name, &mistake),
        Ok(path) => {
            let path = if path.starts_with('/') { path } else { format!("/run/{path}") };
            match values::outside_of_kernels(&path) {
                Ok(path) => service.pid_file = Some(path.into()),
                Err(mistake) => scope.problem(d.name, mistake),
            }
        }
    }
}

fn failure_mode(target: &mut FailureMode, d: Directive, scope: &mut Scope) {
    d.choice(
        target,
        scope,
        &[("terminate", FailureMode::Terminate), ("abort", FailureMode::Abort), ("kill", FailureMode::Kill)],
    );
}

fn exit_statuses(target: &mut super::super::ExitStatusSet, d: Directive, scope: &mut Scope) {
    if d.is_empty() {
        *target = super::super::ExitStatusSet::default();
    }
    for word in d.value.split_ascii_whitespace() {
        if let Err(mistake) = values::exit_status(word, target) {
            scope.leave_out(d.name, &mistake);
        }
    }
}

/// Fills in the defaults that depend on other directives, and checks what must hold between them.
pub(super) fn finish(
    service: &mut ServiceUnit,
    mut said: SetOutright,
    has_success_action: bool,
    scope: &mut Scope,
) {
    use ServiceType::{Dbus, Exec, Notify, NotifyReload, Oneshot};
    if !said.kind {
        // systemd.service(5), Type=.
        if service.exec_start.is_empty() {
            service.kind = Oneshot;
        } else if said.bus_name.is_some() {
            service.kind = Dbus;
        } else if !service.context.credentials.is_empty() {
            service.kind = Exec;
        }
    }
    let kind = service.kind;
    if kind == Dbus {
        service.bus_name = said.bus_name.take();
    }
    if kind == NotifyReload && !said.exec_reload_post.is_empty() {
        scope.find(Verdict::Refuse, "ExecReloadPost", "nothing is run after a reload of Type=notify-reload");
    } else {
        service.exec_reload.append(&mut said.exec_reload_post);
    }
    if kind == Oneshot && !said.timeout_start {
        service.timeout_start = None;
    }
    if !said.timeout_abort {
        service.timeout_abort = service.timeout_stop;
    }
    let notifies = matches!(kind, Notify | NotifyReload) || service.watchdog.is_some();
    if notifies && service.notify_access == NotifyAccess::None {
        service.notify_access = NotifyAccess::Main;
    }
    if service.kill.signal == Signal::KILL && service.kill.mode == KillMode::None {
        scope.find(Verdict::Note, "KillSignal", "KillMode=none sends no signal");
    }
    let home = service.context.working_directory.as_ref().is_some_and(|directory| directory.path.is_none());
    if home && service.context.dynamic_user {
        scope.problem("WorkingDirectory", "a user that is made up has no home");
    }
    let of_command =
        |problem: &Problem| problem.directive.as_deref().is_some_and(|name| name.starts_with("Exec"));
    if scope.problems.iter().any(|problem| problem.unit == *scope.unit && of_command(problem)) {
        // Commands that were not understood are not missing.
        return;
    }
    if service.exec_start.is_empty() && service.exec_stop.is_empty() && !has_success_action {
        let nothing = "there is nothing to run: neither ExecStart= nor ExecStop= is set";
        scope.lacks("ExecStart", |name| matches!(name, "ExecStart" | "ExecStop"), nothing);
    } else if service.exec_start.is_empty() && kind != Oneshot {
        scope.problem("ExecStart", "only a service of Type=oneshot can do without");
    } else if service.exec_start.is_empty() && !service.remain_after_exit && !has_success_action {
        scope.problem("ExecStart", "a service without it needs RemainAfterExit=yes");
    }
    if kind == Dbus && service.bus_name.is_none() {
        scope.problem("BusName", "a service of Type=dbus has to have a name on the bus");
    }
    if service.exec_start.len() > 1 && kind != Oneshot {
        scope.problem("ExecStart", "only a service of Type=oneshot can have several");
    }
    if kind == Oneshot && service.exit_type == ExitType::Cgroup {
        scope.problem("ExitType", "a service of Type=oneshot ends with its main process");
    }
    if kind == Oneshot && matches!(service.restart, Restart::Always | Restart::OnSuccess) {
        scope.problem("Restart", "a service of Type=oneshot can't be restarted after it has ended well");
    }
}

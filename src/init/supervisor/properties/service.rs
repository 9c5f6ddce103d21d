//! Properties of services and of how processes are ended: systemd.service(5), systemd.kill(5).

use super::{Set, commands, infinite, yes};
use crate::init::supervisor::text;
use crate::init::unit::{
    ExitStatusSet, ExitType, FailureMode, Kill, KillMode, NotifyAccess, Restart, RestartMode, ServiceType,
    ServiceUnit,
};

pub(super) fn of(service: &ServiceUnit, set: Set<'_>) {
    for (name, list) in [
        ("ExecCondition", &service.exec_condition),
        ("ExecStartPre", &service.exec_start_pre),
        ("ExecStart", &service.exec_start),
        ("ExecStartPost", &service.exec_start_post),
        ("ExecReload", &service.exec_reload),
        ("ExecStop", &service.exec_stop),
        ("ExecStopPost", &service.exec_stop_post),
    ] {
        commands(set, name, list);
    }
    set("Type", kind(service.kind).to_owned());
    set("ExitType", if service.exit_type == ExitType::Main { "main" } else { "cgroup" }.to_owned());
    set("Restart", restart(service.restart).to_owned());
    set("RestartMode", restart_mode(service.restart_mode).to_owned());
    set("RestartUSec", text::span(service.restart_sec));
    set("RestartSteps", service.restart_steps.to_string());
    set("RestartMaxDelayUSec", infinite(service.restart_max_delay));
    set("TimeoutStartUSec", infinite(service.timeout_start));
    set("TimeoutStopUSec", infinite(service.timeout_stop));
    set("TimeoutAbortUSec", infinite(service.timeout_abort));
    set("TimeoutStartFailureMode", failure_mode(service.timeout_start_failure).to_owned());
    set("TimeoutStopFailureMode", failure_mode(service.timeout_stop_failure).to_owned());
    set("RuntimeMaxUSec", infinite(service.runtime_max));
    set("WatchdogUSec", service.watchdog.map_or_else(|| "0".to_owned(), text::span));
    set("RootDirectoryStartOnly", yes(service.root_directory_start_only));
    set("RemainAfterExit", yes(service.remain_after_exit));
    set("GuessMainPID", yes(service.guess_main_pid));
    set("RestartPreventExitStatus", ends(&service.restart_prevent_exit_status));
    set("RestartForceExitStatus", ends(&service.restart_force_exit_status));
    set("SuccessExitStatus", ends(&service.success_exit_status));
    set("PIDFile", service.pid_file.as_ref().map_or_else(String::new, |path| path.display().to_string()));
    set("BusName", service.bus_name.clone().unwrap_or_default());
    set("NotifyAccess", notify_access(service.notify_access).to_owned());
    set("ReloadSignal", service.reload_signal.number().to_string());
    of_kill(&service.kill, set);
}

pub(super) fn of_kill(kill: &Kill, set: Set<'_>) {
    set("KillMode", kill_mode(kill.mode).to_owned());
    set("KillSignal", kill.signal.number().to_string());
    set("RestartKillSignal", kill.restart_signal.unwrap_or(kill.signal).number().to_string());
    set("FinalKillSignal", kill.final_signal.number().to_string());
    set("WatchdogSignal", kill.watchdog_signal.number().to_string());
    set("SendSIGKILL", yes(kill.send_sigkill));
    set("SendSIGHUP", yes(kill.send_sighup));
}

/// Exit statuses, then signals by their short names.
fn ends(set: &ExitStatusSet) -> String {
    let statuses = set.statuses.iter().map(ToString::to_string);
    let signals = set.signals.iter().map(|signal| signal.to_string().trim_start_matches("SIG").to_owned());
    statuses.chain(signals).collect::<Vec<_>>().join(" ")
}

/// `Type=`
pub(crate) fn kind(kind: ServiceType) -> &'static str {
    match kind {
        ServiceType::Simple => "simple",
        ServiceType::Exec => "exec",
        ServiceType::Oneshot => "oneshot",
        ServiceType::Forking => "forking",
        ServiceType::Notify => "notify",
        ServiceType::NotifyReload => "notify-reload",
        ServiceType::Dbus => "dbus",
        ServiceType::Idle => "idle",
    }
}

fn restart(restart: Restart) -> &'static str {
    match restart {
        Restart::No => "no",
        Restart::Always => "always",
        Restart::OnSuccess => "on-success",
        Restart::OnFailure => "on-failure",
        Restart::OnAbnormal => "on-abnormal",
        Restart::OnAbort => "on-abort",
        Restart::OnWatchdog => "on-watchdog",
    }
}

fn kill_mode(mode: KillMode) -> &'static str {
    match mode {
        KillMode::ControlGroup => "control-group",
        KillMode::Mixed => "mixed",
        KillMode::Process => "process",
        KillMode::None => "none",
    }
}

fn notify_access(access: NotifyAccess) -> &'static str {
    match access {
        NotifyAccess::None => "none",
        NotifyAccess::Main => "main",
        NotifyAccess::Exec => "exec",
        NotifyAccess::All => "all",
    }
}

fn restart_mode(mode: RestartMode) -> &'static str {
    match mode {
        RestartMode::Normal => "normal",
        RestartMode::Direct => "direct",
        RestartMode::Debug => "debug",
    }
}

fn failure_mode(mode: FailureMode) -> &'static str {
    match mode {
        FailureMode::Terminate => "terminate",
        FailureMode::Abort => "abort",
        FailureMode::Kill => "kill",
    }
}

//! What `systemctl show` says of a unit's declaration: directives by systemd's property names.

use std::collections::BTreeMap;
use std::time::Duration;

use super::text;
use crate::init::graph::{Graph, Relation};
use crate::init::unit::{
    Directories, ExecCommand, ExecContext, KillMode, Kind, NotifyAccess, Restart, Service, ServiceType, Unit,
};

/// Relations that `systemctl show` lists.
const RELATIONS: [(&str, Relation); 22] = [
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
    ("OnSuccess", Relation::OnSuccess),
    ("PropagatesReloadTo", Relation::PropagatesReloadTo),
    ("ReloadPropagatedFrom", Relation::ReloadPropagatedFrom),
    ("TriggeredBy", Relation::TriggeredBy),
    ("Triggers", Relation::Triggers),
];

/// All of a unit's properties that do not change while it runs.
pub fn of(unit: &Unit, graph: &Graph) -> BTreeMap<String, String> {
    let mut properties = BTreeMap::new();
    let mut set = |name: &str, value: String| drop(properties.insert(name.to_owned(), value));
    for (name, relation) in RELATIONS {
        let names: Vec<_> = graph.names(&unit.name, relation).iter().map(ToString::to_string).collect();
        set(name, names.join(" "));
    }
    set("DefaultDependencies", yes(unit.default_dependencies));
    set("RefuseManualStart", yes(unit.refuse_manual_start));
    set("RefuseManualStop", yes(unit.refuse_manual_stop));
    set("StopWhenUnneeded", yes(unit.stop_when_unneeded));
    set("CanStart", yes(!unit.refuse_manual_start));
    set("CanStop", yes(!unit.refuse_manual_stop));
    set("CanIsolate", yes(unit.allow_isolate));
    set("NeedDaemonReload", yes(false));
    set("Transient", yes(false));
    set("FragmentPath", String::new());
    set("StartLimitIntervalUSec", text::span(unit.start_limit.interval));
    set("StartLimitBurst", unit.start_limit.burst.to_string());
    if let Kind::Service(service) = &unit.kind {
        of_service(service, &mut set);
    }
    if let Some(context) = unit.context() {
        of_context(context, &mut set);
    }
    properties
}

fn of_service(service: &Service, set: &mut impl FnMut(&str, String)) {
    for (name, commands) in [
        ("ExecCondition", &service.exec_condition),
        ("ExecStartPre", &service.exec_start_pre),
        ("ExecStart", &service.exec_start),
        ("ExecStartPost", &service.exec_start_post),
        ("ExecReload", &service.exec_reload),
        ("ExecStop", &service.exec_stop),
        ("ExecStopPost", &service.exec_stop_post),
    ] {
        if !commands.is_empty() {
            set(name, commands.iter().map(shown).collect::<Vec<_>>().join(" ; "));
        }
    }
    let kill = &service.kill;
    set("Type", service_type(service.service_type).to_owned());
    set("Restart", restart(service.restart).to_owned());
    set("RestartUSec", text::span(service.restart_sec));
    set("TimeoutStartUSec", infinite(service.timeout_start));
    set("TimeoutStopUSec", infinite(service.timeout_stop));
    set("TimeoutAbortUSec", infinite(service.timeout_abort));
    set("RuntimeMaxUSec", infinite(service.runtime_max));
    set("WatchdogUSec", service.watchdog.map_or_else(|| "0".to_owned(), text::span));
    set("RemainAfterExit", yes(service.remain_after_exit));
    set("GuessMainPID", yes(service.guess_main_pid));
    set("PIDFile", service.pid_file.as_ref().map_or_else(String::new, |path| path.display().to_string()));
    set("NotifyAccess", notify_access(service.notify_access).to_owned());
    set("KillMode", kill_mode(kill.mode).to_owned());
    set("KillSignal", kill.signal.number().to_string());
    set("RestartKillSignal", kill.restart_signal.unwrap_or(kill.signal).number().to_string());
    set("FinalKillSignal", kill.final_signal.number().to_string());
    set("WatchdogSignal", kill.watchdog_signal.number().to_string());
    set("SendSIGKILL", yes(kill.send_sigkill));
    set("SendSIGHUP", yes(kill.send_sighup));
}

fn of_context(context: &ExecContext, set: &mut impl FnMut(&str, String)) {
    set("User", context.user.clone().unwrap_or_default());
    set("Group", context.group.clone().unwrap_or_default());
    set("SupplementaryGroups", context.supplementary_groups.join(" "));
    set("DynamicUser", yes(context.dynamic_user));
    set("UMask", format!("{:04o}", context.umask.unwrap_or(0o022)));
    set("Nice", context.nice.unwrap_or(0).to_string());
    set("OOMScoreAdjust", context.oom_score_adjust.unwrap_or(0).to_string());
    set("NoNewPrivileges", yes(context.no_new_privileges));
    set(
        "WorkingDirectory",
        context.working_directory.as_ref().map_or_else(String::new, |directory| {
            let path =
                directory.path.as_ref().map_or_else(|| "~".to_owned(), |path| path.display().to_string());
            if directory.missing_ok { format!("!{path}") } else { path }
        }),
    );
    for (name, directories) in [
        ("RuntimeDirectory", &context.runtime_directory),
        ("StateDirectory", &context.state_directory),
        ("CacheDirectory", &context.cache_directory),
        ("LogsDirectory", &context.logs_directory),
        ("ConfigurationDirectory", &context.configuration_directory),
    ] {
        set(name, paths(directories));
        set(&format!("{name}Mode"), format!("{:04o}", directories.mode));
    }
    let environment: Vec<_> =
        context.environment.iter().map(|(name, value)| format!("{name}={value}")).collect();
    set("Environment", environment.join(" "));
}

fn yes(value: bool) -> String {
    if value { "yes" } else { "no" }.to_owned()
}

fn infinite(time: Option<Duration>) -> String {
    time.map_or_else(|| "infinity".to_owned(), text::span)
}

fn paths(directories: &Directories) -> String {
    let paths: Vec<_> = directories.entries.iter().map(|entry| entry.path.display().to_string()).collect();
    paths.join(" ")
}

/// A command as systemctl shows it.
fn shown(command: &ExecCommand) -> String {
    let mut words = vec![command.argv0.as_str()];
    words.extend(command.args.iter().map(String::as_str));
    let ignore = yes(command.ignore_failure);
    format!("{{ path={} ; argv[]={} ; ignore_errors={ignore} }}", command.path, words.join(" "))
}

/// `Type=`
pub fn service_type(kind: ServiceType) -> &'static str {
    match kind {
        ServiceType::Simple => "simple",
        ServiceType::Exec => "exec",
        ServiceType::Oneshot => "oneshot",
        ServiceType::Forking => "forking",
        ServiceType::Notify => "notify",
        ServiceType::NotifyReload => "notify-reload",
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::init::unit::{Host, UnitFile};

    #[test]
    fn a_service_shows_what_it_declares_and_what_the_graph_adds() {
        let json = r#"{ "version": 1, "units": {
            "a.service": {
                "Unit": { "After": "b.service" },
                "Service": { "ExecStart": "/bin/a", "KillMode": "mixed", "StateDirectory": "a b", "UMask": "0077" }
            },
            "b.service": { "Service": { "ExecStart": "/bin/b" } },
            "multi-user.target": {}
        } }"#;
        let file = UnitFile::parse(json, &Host::default()).unwrap();
        let properties = of(&file.units["a.service"], &Graph::of(&file));
        assert!(properties["After"].split(' ').any(|name| name == "b.service"), "{}", properties["After"]);
        assert!(properties["Conflicts"].contains("shutdown.target"), "{}", properties["Conflicts"]);
        let shown = ["KillMode", "StateDirectory", "UMask", "WatchdogUSec", "User"];
        assert_eq!(shown.map(|name| properties[name].as_str()), ["mixed", "a b", "0077", "0", ""]);
    }
}

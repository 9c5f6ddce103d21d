//! Directives of services.

use super::*;

#[test]
fn apache_as_nixos_has_it() {
    let file = file(&json!({ "httpd.service": {
        "Unit": { "Description": "Apache", "After": ["network.target"], "StartLimitIntervalSec": 0 },
        "Service": {
            "Type": "forking",
            "ExecStart": "@/nix/store/x/bin/httpd httpd -f /etc/httpd/httpd.conf",
            "ExecStop": "/nix/store/x/bin/httpd -k graceful-stop",
            "PIDFile": "/run/httpd/httpd.pid",
            "Restart": "always",
            "RestartSec": "5s",
            "RuntimeDirectory": "httpd httpd/runtime",
            "RuntimeDirectoryMode": "0750",
            "User": "wwwrun",
            "AmbientCapabilities": ["CAP_NET_BIND_SERVICE"],
            "Environment": ["PATH=/a/bin:/b/bin", "\"LANG=de DE\""],
        },
        "Install": { "WantedBy": ["multi-user.target"] },
    } }));
    let unit = &file.units["httpd.service"];
    assert_eq!(unit.description, "Apache");
    assert_eq!(unit.dependencies.after, [name("network.target")]);
    assert_eq!(unit.dependencies.wanted_by, [name("multi-user.target")]);
    assert_eq!(unit.start_limit.interval, Duration::ZERO);
    let service = unit.service().unwrap();
    assert_eq!(service.kind, ServiceType::Forking);
    assert_eq!(service.exec_start[0].argv0, "httpd");
    assert_eq!(service.restart, Restart::Always);
    assert_eq!(service.restart_sec, Duration::from_secs(5));
    assert_eq!(service.pid_file.as_deref(), Some("/run/httpd/httpd.pid".as_ref()));
    let directories = &service.context.runtime_directory;
    assert_eq!(directories.mode, 0o750);
    let paths: Vec<_> = directories.entries.iter().map(|entry| entry.path.to_str().unwrap()).collect();
    assert_eq!(paths, ["httpd", "httpd/runtime"]);
    assert!(service.context.ambient_capabilities.contains(&caps::Capability::CAP_NET_BIND_SERVICE));
    assert_eq!(service.context.environment[1], ("LANG".to_owned(), "de DE".to_owned()));
    assert_eq!(file.findings, []);
}

#[test]
fn defaults_are_systemds() {
    let plain = service(&json!({}));
    assert_eq!(plain.kind, ServiceType::Simple);
    assert_eq!(plain.timeout_start, Some(Duration::from_secs(90)));
    assert_eq!(plain.notify_access, NotifyAccess::None);
    let oneshot = service(&json!({ "Type": "oneshot" }));
    assert_eq!(oneshot.timeout_start, None);
    let limited = service(&json!({ "Type": "oneshot", "TimeoutSec": 3 }));
    assert_eq!(
        (limited.timeout_start, limited.timeout_stop),
        (Some(Duration::from_secs(3)), limited.timeout_start)
    );
    assert_eq!(limited.timeout_abort, limited.timeout_stop);
    assert_eq!(service(&json!({ "Type": "notify" })).notify_access, NotifyAccess::Main);
    assert_eq!(service(&json!({ "WatchdogSec": "30" })).notify_access, NotifyAccess::Main);
    assert_eq!(service(&json!({ "TimeoutStopSec": "0" })).timeout_stop, None);
}

#[test]
fn empty_lines_take_back_what_stands_before_them() {
    let service = service(&json!({
        "ExecStart": ["/bin/a", "", "/bin/b"],
        "Environment": ["A=1", "", "B=2"],
        "User": ["x", ""],
        "ExecReload": [null, "/bin/r1", "/bin/r2"],
    }));
    assert_eq!(service.exec_start.len(), 1);
    assert_eq!(service.exec_start[0].path, "/bin/b");
    assert_eq!(service.context.environment, [("B".to_owned(), "2".to_owned())]);
    assert_eq!(service.context.user, None);
    assert_eq!(service.exec_reload.len(), 2);
}

#[test]
fn later_assignments_win() {
    let service = service(&json!({ "Environment": "A=1 B=2 A=3" }));
    let pairs: Vec<_> =
        service.context.environment.iter().map(|(name, value)| format!("{name}{value}")).collect();
    assert_eq!(pairs, ["B2", "A3"]);
}

#[test]
fn capabilities_are_added_and_taken_away() {
    use caps::Capability::{CAP_CHOWN, CAP_KILL, CAP_SYS_ADMIN};
    let bounding =
        |lines: &Value| service(&json!({ "CapabilityBoundingSet": lines })).context.capability_bounding_set;
    assert_eq!(bounding(&json!(null)), None);
    assert_eq!(bounding(&json!(["CAP_KILL", "CAP_CHOWN"])), Some([CAP_KILL, CAP_CHOWN].into()));
    assert_eq!(bounding(&json!("")), Some(caps::CapsHashSet::new()));
    let without = bounding(&json!("~CAP_SYS_ADMIN CAP_KILL")).unwrap();
    assert!(
        !without.contains(&CAP_SYS_ADMIN) && !without.contains(&CAP_KILL) && without.contains(&CAP_CHOWN)
    );
    assert_eq!(bounding(&json!(["CAP_KILL CAP_CHOWN", "~CAP_KILL"])), Some([CAP_CHOWN].into()));
}

#[test]
fn limits_have_a_soft_and_a_hard_side() {
    let limit = |name: &str, value: &str| service(&json!({ name: value })).context.limits[0];
    let nofile = limit("LimitNOFILE", "1024:4096");
    assert_eq!(
        (nofile.resource, nofile.soft, nofile.hard),
        (Resource::RLIMIT_NOFILE, Some(1024), Some(4096))
    );
    assert_eq!(limit("LimitMEMLOCK", "64K").soft, Some(65536));
    assert_eq!(limit("LimitCORE", "infinity").hard, None);
    assert_eq!(limit("LimitCPU", "1min").soft, Some(60));
    assert_eq!(limit("LimitRTTIME", "5ms").soft, Some(5000));
    assert_eq!(limit("LimitNICE", "-5").soft, Some(25));
    assert_eq!((limit("LimitNICE", "+5").soft, limit("LimitRTTIME", "7").soft), (Some(15), Some(7)));
    assert_eq!(limit("LimitMEMLOCK", "1G 5M").soft, Some((1 << 30) + (5 << 20)));
    assert!(left_out(&json!({ "LimitNOFILE": "9:3" }))[0].contains("soft limit is above"));
}

#[test]
fn ways_to_end_by_number_name_and_signal() {
    let set = service(&json!({ "SuccessExitStatus": "1 TEMPFAIL 250 SIGKILL USAGE" })).success_exit_status;
    assert_eq!(set.statuses, [1, 64, 75, 250].into());
    assert!(set.has_signal(9) && !set.has_signal(15) && !set.has_status(300));
}

#[test]
fn time_spans() {
    let restart = |value: Value| service(&json!({ "RestartSec": value })).restart_sec;
    assert_eq!(restart(json!(5)), Duration::from_secs(5));
    assert_eq!(restart(json!(0.5)), Duration::from_millis(500));
    assert_eq!(restart(json!("5min 20s")), Duration::from_secs(320));
    assert_eq!(restart(json!("2h30m1s500ms")), Duration::from_millis(9_001_500));
    assert_eq!(restart(json!("1.5 h")), Duration::from_mins(90));
    assert_eq!(service(&json!({ "TimeoutStartSec": "infinity" })).timeout_start, None);
    for bad in ["", "x", "5 parsecs", "-1", "1..2", "5s s"] {
        assert_eq!(restart(json!(["7", bad])), Duration::from_secs(7), "{bad}");
        assert_eq!(left_out(&json!({ "RestartSec": bad })).len(), 1, "{bad}");
    }
}

#[test]
fn credentials_and_input() {
    let context = service(&json!({
        "LoadCredential": ["key:/etc/key:with-colon", "own"],
        "SetCredential": "text:a\\nb",
        "StandardInput": "data",
        "StandardInputText": "hello",
        "StandardInputData": "Zm9v",
        "StandardOutput": "append:/var/log/%n",
        "StandardError": "journal",
    }))
    .context;
    assert_eq!(
        context.credentials,
        [
            Credential::Load { id: "key".into(), source: "/etc/key:with-colon".into() },
            Credential::Load { id: "own".into(), source: "own".into() },
            Credential::Set { id: "text".into(), data: b"a\nb".to_vec() },
        ]
    );
    assert_eq!(context.standard_input, StandardInput::Data(b"hello\nfoo".to_vec()));
    assert_eq!(context.standard_output, StandardOutput::Append("/var/log/a.service".into()));
    assert_eq!(context.standard_error, StandardOutput::Log);
}

#[test]
fn the_order_of_different_directives_counts_where_it_is_told() {
    let timeouts = |lines: Value| {
        let file = file(&json!({ "a.service": { "Service": lines } }));
        file.units["a.service"].service().unwrap().timeout_start
    };
    let line = |name: &str, value: &str| json!([name, value]);
    let (start, run) = (line("TimeoutStartSec", "5"), line("ExecStart", "/x"));
    assert_eq!(timeouts(json!([run, start, line("TimeoutSec", "9")])), Some(Duration::from_secs(9)));
    assert_eq!(timeouts(json!([run, line("TimeoutSec", "9"), start])), Some(Duration::from_secs(5)));
}

#[test]
fn older_and_newer_directives_have_their_meaning() {
    let service = |more: serde_json::Value| {
        let mut service =
            json!({ "ExecStart": "/bin/x", "ExecReload": "/bin/r", "ExecReloadPost": "/bin/p" });
        service.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        file(&json!({ "a.service": { "Service": service } }))
    };
    let older = service(json!({ "FailureAction": "exit" }));
    let unit = &older.units["a.service"];
    assert_eq!((unit.failure_action, unit.service().unwrap().exec_reload.len()), (EmergencyAction::Exit, 2));
    assert_eq!(older.findings, []);
    let newer = service(json!({ "Type": "notify-reload" }));
    assert_eq!(newer.findings[0].directive, "ExecReloadPost");
}

#[test]
fn a_service_with_a_name_on_the_bus_needs_the_bus() {
    let service = |more: &Value| {
        let mut service = json!({ "ExecStart": "/x", "BusName": "org.%p.A" });
        service.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({ "Service": service })
    };
    let socket = json!({ "Socket": { "ListenStream": "/run/dbus/system_bus_socket" } });
    let kind = |units: &Value| {
        let file = file(units);
        let service = file.units["a.service"].service().unwrap();
        let refused = file.findings.iter().any(|finding| finding.verdict == Verdict::Refuse);
        (service.kind, service.bus_name.clone(), refused)
    };
    let bus = |more: Value| {
        kind(
            &json!({ "a.service": service(&more), "dbus.socket": socket, "dbus.service": { "Service": { "ExecStart": "/x" } } }),
        )
    };
    let name = Some("org.a.A".to_owned());
    assert_eq!(bus(json!({})), (ServiceType::Dbus, name.clone(), false));
    assert_eq!(bus(json!({ "Type": "dbus" })), (ServiceType::Dbus, name.clone(), false));
    assert_eq!(bus(json!({ "Type": "notify" })), (ServiceType::Notify, None, false));
    assert_eq!(kind(&json!({ "a.service": service(&json!({})) })), (ServiceType::Simple, name, true));
    let twice = json!({ "a.service": service(&json!({})), "a@x.service": service(&json!({ "BusName": "org.a.A" })), "dbus.socket": socket });
    assert_eq!(parse(&twice).unwrap_err().to_string(), "a@x.service: BusName: org.a.A is a.service's");
}

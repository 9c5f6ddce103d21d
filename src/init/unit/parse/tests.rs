use super::super::*;
use super::Errors;
use nix::sys::resource::Resource;
use serde_json::{Value, json};
use std::time::Duration;

fn parse(units: &Value) -> Result<UnitFile, Errors> {
    UnitFile::parse(&json!({ "version": 1, "units": units }).to_string(), &Host::default())
}

fn file(units: &Value) -> UnitFile {
    parse(units).unwrap_or_else(|errors| panic!("{errors}"))
}

fn name(text: &str) -> UnitName {
    text.parse().unwrap()
}

/// The service that has these directives and, if they have none, an `ExecStart`.
fn service(directives: &Value) -> ServiceUnit {
    let mut directives = directives.clone();
    directives.as_object_mut().unwrap().entry("ExecStart").or_insert_with(|| "/bin/x".into());
    let file = file(&json!({ "a.service": { "Service": directives } }));
    file.units["a.service"].service().unwrap().clone()
}

fn problems(directives: &Value) -> String {
    parse(&json!({ "a.service": { "Service": directives } })).unwrap_err().to_string()
}

fn findings(units: &Value) -> Vec<String> {
    file(units).findings.iter().map(|finding| format!("{:?}: {finding}", finding.verdict)).collect()
}

/// What is left out of a service with these directives.
fn left_out(directives: &Value) -> Vec<String> {
    let mut directives = directives.clone();
    directives.as_object_mut().unwrap().entry("ExecStart").or_insert_with(|| "/bin/x".into());
    let file = file(&json!({ "a.service": { "Service": directives } }));
    let left_out = file.findings.iter().filter(|finding| finding.verdict == Verdict::LeftOut);
    left_out.map(|finding| finding.to_string().replace("; it is left out, as by systemd", "")).collect()
}

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
fn conditions_have_marks() {
    let file = file(&json!({ "a.target": { "Unit": {
        "ConditionFileNotEmpty": "|!/etc/ssh/%N",
        "ConditionPathExists": ["/gone", "", "!/a"],
        "AssertUser": "root",
    } } }));
    let unit = &file.units["a.target"];
    let conditions: Vec<String> = unit.conditions.iter().map(ToString::to_string).collect();
    assert_eq!(conditions, ["PathExists=!/a"]);
    assert_eq!(unit.asserts[0].to_string(), "User=root");
    let other = parse(&json!({ "a.target": { "Unit": { "ConditionFileNotEmpty": "|!/etc/%N" } } })).unwrap();
    assert_eq!(other.units["a.target"].conditions[0].to_string(), "FileNotEmpty=|!/etc/a");
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
fn instances_are_made_from_templates_where_they_are_named() {
    let mut file = file(&json!({
        "x@.service": {
            "Unit": { "Wants": "y@%i.service" },
            "Service": { "ExecStart": "/bin/x %i %I" },
        },
        "y@.service": { "Service": { "ExecStart": "/bin/y %i" }, "Install": { "Alias": "why-%i.service" } },
        "multi-user.target": { "Unit": { "Wants": ["x@a-b.service", "z@q.service"] } },
    }));
    let names: Vec<&str> =
        file.units.keys().map(UnitName::as_str).filter(|name| name.contains('@')).collect();
    assert_eq!(names, ["x@a-b.service", "y@a-b.service"]);
    let command = &file.units["x@a-b.service"].service().unwrap().exec_start[0];
    assert_eq!(command.args, ["a-b", "a/b"]);
    assert_eq!(file.get(&name("why-a-b.service")).unwrap().name, name("y@a-b.service"));

    assert_eq!(file.instantiate(&name("y@new.service")).unwrap().unwrap().name, name("y@new.service"));
    assert_eq!(file.instantiate(&name("z@q.service")), Ok(None));
}

#[test]
fn aliases_are_replaced_by_what_they_stand_for() {
    let file = file(&json!({
        "real.service": { "Service": { "ExecStart": "/x" }, "Install": { "Alias": ["other.service"] } },
        "b.service": { "Unit": { "After": "other.service", "Requires": "other.service" }, "Service": { "ExecStart": "/x" } },
    }));
    assert_eq!(file.units["b.service"].dependencies.requires, [name("real.service")]);
    assert_eq!(file.get(&name("other.service")).unwrap().name, name("real.service"));
}

#[test]
fn sockets_and_timers() {
    let file = file(&json!({
        "a.socket": { "Socket": { "ListenStream": ["80", "/run/a.sock"], "ListenFIFO": "/run/f", "SocketMode": "0600" } },
        "a.timer": { "Timer": { "OnBootSec": "5min", "OnUnitActiveSec": "1h", "Persistent": true, "Unit": "b.service" } },
        "t@x.socket": { "Socket": { "ListenStream": "90", "BindIPv6Only": "yes", "Service": "b@%i.service" } },
    }));
    let Kind::Socket(socket) = &file.units["t@x.socket"].kind else { panic!() };
    assert_eq!((&socket.service, socket.bind_ipv6_only), (&name("b@x.service"), Some(true)));
    let Kind::Socket(socket) = &file.units["a.socket"].kind else { panic!() };
    assert_eq!(socket.listen.len(), 3);
    assert_eq!((socket.mode, &socket.service), (0o600, &name("a.service")));
    let Kind::Timer(timer) = &file.units["a.timer"].kind else { panic!() };
    assert_eq!(
        timer.triggers,
        [Trigger::Boot(Duration::from_mins(5)), Trigger::UnitActive(Duration::from_hours(1))]
    );
    assert!(timer.persistent);
    assert_eq!(timer.unit, name("b.service"));
}

#[test]
fn what_is_only_ignored_is_noted() {
    let found = findings(&json!({ "a.service": { "Service": {
        "ExecStart": "/x", "PrivateTmp": true, "ProtectSystem": "strict", "ProtectHome": false, "Frobnicate": 1,
    } } }));
    assert_eq!(
        found,
        [
            "Note: a.service: PrivateTmp: the container is the sandbox",
            "Note: a.service: ProtectSystem: the container is the sandbox",
            "Unknown: a.service: Frobnicate: unknown in [Service]",
        ]
    );
}

#[test]
fn what_would_misbehave_is_refused() {
    let refused = |section: &str, directive: &str, value: &Value| {
        let unit = if section == "Socket" { "a.socket" } else { "a.service" };
        let mut directives = json!({ directive: value });
        let needed = if section == "Socket" { "ListenStream" } else { "ExecStart" };
        directives.as_object_mut().unwrap().entry(needed).or_insert_with(|| "/x".into());
        let file = file(&json!({ unit: { section: directives } }));
        file.findings.iter().any(|finding| finding.verdict == Verdict::Refuse)
    };
    for (section, directive, value) in [
        ("Service", "RootDirectory", json!("/x")),
        ("Service", "BindPaths", json!("/x:/usr")),
        ("Service", "BindReadOnlyPaths", json!(["/x:/nix/store/y/z"])),
        ("Socket", "ListenNetlink", json!("route 1361")),
    ] {
        assert!(refused(section, directive, &value), "{directive}={value}");
    }
    assert!(!refused("Service", "PrivateNetwork", &json!(true)));
    assert!(!refused("Service", "StandardInput", &json!("tty-force")));
    assert!(!refused("Service", "BindPaths", &json!([])));
    assert!(findings(&json!({ "a.swap": { "Swap": {} } }))[0].starts_with("Refuse: a.swap"));
}

#[test]
fn a_network_of_its_own_is_refused_only_where_it_would_be_shared() {
    let units = |unit: Value| json!({ "a.service": { "Unit": unit, "Service": { "ExecStart": "/x", "PrivateNetwork": true } } });
    assert_eq!(
        findings(&units(json!({}))),
        [
            "Note: a.service: PrivateNetwork: a service can't have a network of its own; the container's is shared"
        ]
    );
    let both = findings(&units(json!({ "JoinsNamespaceOf": "b.service" })));
    assert!(both[0].starts_with("Refuse: a.service: JoinsNamespaceOf: "), "{both:?}");
}

#[test]
fn lines_that_mean_nothing_are_left_out_with_unit_and_directive() {
    let directives = json!({
        "Type": ["oneshot", "frob"],
        "Restart": ["no", "sometimes"],
        "UMask": ["0077", "9"],
        "KillSignal": ["SIGINT", "SIGNAL"],
        "Environment": ["A=1", "1A=2", "B=\\d"],
        "RemainAfterExit": ["yes", ""],
        "Nice": ["5", "20"],
        "RuntimeDirectory": ["./a///b", "/c", "private/x"],
        "EnvironmentFile": ["/etc/a", "b"],
        "StandardOutput": ["null", "nowhere"],
    });
    let service = service(&directives);
    assert_eq!((service.kind, service.restart), (ServiceType::Oneshot, Restart::No));
    assert_eq!((service.kill.signal.number(), service.remain_after_exit), (2, true));
    let context = &service.context;
    assert_eq!((context.umask, context.nice), (Some(0o077), Some(5)));
    assert_eq!(context.environment, [("A".to_owned(), "1".to_owned())]);
    assert_eq!(context.runtime_directory.entries[0].path.to_str(), Some("a/b"));
    assert_eq!((context.runtime_directory.entries.len(), context.environment_files.len()), (1, 1));
    assert_eq!(context.standard_output, StandardOutput::Null);
    assert_eq!(
        left_out(&directives),
        [
            "a.service: Type: `frob` is none of simple, exec, oneshot, forking, notify, notify-reload, dbus, idle",
            "a.service: Restart: `sometimes` is none of no, always, on-success, on-failure, on-abnormal, on-abort, on-watchdog",
            "a.service: UMask: `9` is no file mode such as `0750`",
            "a.service: KillSignal: `SIGNAL` is no signal",
            "a.service: Environment: `1A=2` is no assignment NAME=value",
            "a.service: Environment: a quote is not closed, or a backslash is no escape, in `B=\\d`",
            "a.service: RemainAfterExit: `` is neither yes nor no",
            "a.service: Nice: 20 is not within -20 to 19",
            "a.service: RuntimeDirectory: `/c` is no relative path below its base",
            "a.service: RuntimeDirectory: `private/x` is where systemd puts others",
            "a.service: EnvironmentFile: `b` is no absolute path",
            "a.service: StandardOutput: `nowhere` is unknown",
        ]
    );
}

#[test]
fn what_systemd_does_not_load_is_a_problem() {
    // Each as systemd 257 has it: LoadState=bad-setting.
    for (directives, message) in [
        (json!({ "ExecStart": ["/a", "/b"] }), "ExecStart: only a service of Type=oneshot can have several"),
        (json!({ "ExecStart": "bin/a" }), "ExecStart: `bin/a` is neither an absolute path nor a plain name"),
        (json!({ "ExecStart": "/a", "User": "a:b" }), "User: `a:b` can be neither"),
        (json!({ "ExecStart": "/a", "User": "%z" }), "User: there is no specifier %z"),
        (json!({ "ExecStart": "/a", "SupplementaryGroups": "a b/c" }), "SupplementaryGroups: `b/c`"),
        (json!({ "ExecStart": "/a", "WorkingDirectory": "a" }), "WorkingDirectory: `a` is no absolute path"),
        (json!({ "ExecStart": "/a", "PIDFile": "/proc/1/x" }), "PIDFile: `/proc/1/x` is in a file system"),
        (json!({ "ExecStart": "/a", "Type": "oneshot", "ExitType": "cgroup" }), "ExitType: "),
        (json!({ "ExecStart": "-bin/a" }), "ExecStart: `bin/a` is neither an absolute path"),
        (
            json!({ "ExecStart": "/a", "DynamicUser": "perhaps" }),
            "DynamicUser: `perhaps` is neither yes nor no",
        ),
        (json!({ "ExecStart": "/a", "DynamicUser": true, "WorkingDirectory": "~" }), "WorkingDirectory: "),
    ] {
        assert!(problems(&directives).starts_with(&format!("a.service: {message}")), "{directives}");
    }
    // And these it loads.
    assert_eq!(left_out(&json!({ "WorkingDirectory": "-a", "ExecStop": "-bin/a" })).len(), 2);
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
fn sections_of_other_types_are_unknown_and_foreign_ones_silent() {
    let units = json!({ "a.target": { "Service": { "Nice": 1 }, "X-Mine": { "A": 1 }, "Unit": { "X-B": 2, "RequiresMountsFor": "/data" } } });
    assert_eq!(findings(&units), ["Unknown: a.target: [Service]: a unit of this type has no such section"]);
}

#[test]
fn drop_ins_add_to_units_instances_and_built_in_targets() {
    let document = json!({ "version": 1,
        "units": { "x@.service": { "Service": { "ExecStart": "/bin/x %i" } }, "multi-user.target": { "Unit": { "Wants": "x@b.service" } } },
        "dropIns": {
            "x@a.service": { "overrides.conf": { "Service": { "Nice": 3 }, "Install": { "WantedBy": "multi-user.target" } } },
            "service": { "all.conf": { "Service": { "UMask": "0077" } } },
            "basic.target": { "more.conf": { "Unit": { "Description": "mine" } } },
        } });
    let file = UnitFile::parse(&document.to_string(), &Host::default()).unwrap();
    let context = |name: &str| file.units[name].context().unwrap().clone();
    assert_eq!((context("x@a.service").nice, context("x@b.service").nice), (Some(3), None));
    assert_eq!(context("x@b.service").umask, Some(0o077));
    assert_eq!(file.units["x@a.service"].dependencies.wanted_by, [name("multi-user.target")]);
    assert_eq!(file.units["basic.target"].description, "mine");
    assert_eq!(file.units["basic.target"].dependencies.requires, [name("sysinit.target")]);
}

#[test]
fn masks_and_what_cant_be_read_are_there_and_not_loaded() {
    let units = json!({ "a.service": null, "b.service": "/b.service: line 1: `[x` is no [Section]", "t@.service": { "Service": { "ExecStart": "/x" } }, "t@a.service": null,
        "multi-user.target": { "Unit": { "Wants": "t@a.service" } } });
    let document = json!({ "version": 1, "units": units }).to_string();
    let file = UnitFile::parse_each(&document, &Host::default()).unwrap();
    let states: Vec<String> =
        file.not_loaded.iter().map(|(name, why)| format!("{name} {}", why.as_str())).collect();
    assert_eq!(states, ["a.service masked", "b.service error", "t@a.service masked"]);
    assert!(file.units.keys().all(|name| name.kind() != UnitKind::Service));
    assert_eq!(file.problems.len(), 1);
}

#[test]
fn services_that_run_nothing_are_mistakes() {
    assert!(problems(&json!({})).contains("there is nothing to run"));
    assert!(
        problems(&json!({ "Type": "simple", "ExecStop": "/x" })).contains("only a service of Type=oneshot")
    );
    assert!(
        problems(&json!({ "Type": "oneshot", "Restart": "always", "ExecStart": "/x" })).contains("Restart")
    );
    assert!(parse(&json!({ "a.timer": { "Timer": {} } })).unwrap_err().to_string().contains("no trigger"));
    assert!(parse(&json!({ "a.socket": {} })).unwrap_err().to_string().contains("nothing to listen on"));
}

#[test]
fn where_all_that_a_unit_needs_was_left_out_that_is_the_mistake() {
    for (unit, mistake) in [
        (
            json!({ "a.socket": { "Socket": { "ListenStream": "99999999" } } }),
            "a.socket: ListenStream: `99999999` is no address to listen on, and without it there is nothing to listen on",
        ),
        (
            json!({ "a.path": { "Path": { "PathChanged": "relative" } } }),
            "a.path: PathChanged: `relative` is no absolute path, and without it there is no path to watch",
        ),
        (
            json!({ "a.timer": { "Timer": { "OnBootSec": "soon", "OnCalendar": ["daily", ""] } } }),
            "a.timer: OnBootSec: `soon` is no time span such as `5min 20s`, and without it there is no trigger: \
             neither OnCalendar= nor any On…Sec=",
        ),
    ] {
        assert_eq!(parse(&unit).unwrap_err().to_string(), mistake);
    }
}

#[test]
fn bad_files_have_one_clear_message() {
    let error = |json: &str| UnitFile::parse(json, &Host::default()).unwrap_err().to_string();
    assert_eq!(error("{\n  oops"), "not a list of units: key must be a string at line 2 column 3");
    assert_eq!(error("{}"), "not a list of units: missing field `version` at line 1 column 2");
    assert!(error(r#"{"version":2,"units":7}"#).starts_with("version 2 of the list of units is unknown"));
    assert!(error(r#"{"version":1,"units":7}"#).contains("invalid type: integer `7`"));
    assert!(error(r#"{"version":1,"units":{"a b":{}}}"#).contains("`a b` is not a valid unit name"));
    assert_eq!(error(r#"{"version":1,"units":{"a.service":3}}"#), "a.service: the unit is no object");
    let nested = r#"{"version":1,"units":{"a.service":{"Service":{"X":{}}}}}"#;
    assert_eq!(error(nested), "a.service: [Service] X: an object is no value");
    assert!(error(r#"{"version":1,"settings":{"stopTimeoutSec":-1}}"#).contains("-1 is no time"));
}

#[test]
fn settings_have_defaults() {
    let file = UnitFile::parse(r#"{"version":1}"#, &Host::default()).unwrap();
    assert_eq!(file.settings.default_target, name("multi-user.target"));
    assert_eq!(file.settings.stop_timeout, Duration::from_secs(9));
    let file = UnitFile::parse(
        r#"{"version":1,"settings":{"logFormat":"json","foreignUsers":"run","essential":["a.service"],"stopTimeoutSec":2.5}}"#,
        &Host::default(),
    )
    .unwrap();
    assert_eq!((file.settings.log_format, file.settings.foreign_users), (LogFormat::Json, ForeignUsers::Run));
    assert_eq!(file.settings.stop_timeout, Duration::from_millis(2500));
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
fn a_specifier_that_there_is_not_keeps_a_command_from_being_one() {
    let units =
        json!({ "a.service": { "Service": { "ExecStart": "/bin/date +%Z", "Environment": "A=%z B=%p" } } });
    let file = UnitFile::parse_each(&json!({ "version": 1, "units": units }).to_string(), &Host::default());
    let file = file.unwrap();
    assert_eq!(
        file.problems[0].to_string(),
        "a.service: ExecStart: there is no specifier %Z; a percent sign of its own is written %%"
    );
    assert_eq!(file.units["a.service"].context().unwrap().environment, [("B".to_owned(), "a".to_owned())]);
}

#[test]
fn parts_of_lists_that_mean_nothing_are_left_out_as_by_systemd() {
    let file = file(&json!({ "a.service": {
        "Unit": { "After": "network.target networking b.service" },
        "Service": { "ExecStart": "/bin/x", "StateDirectory": "/var/lib/x ../y z" },
    } }));
    let unit = &file.units["a.service"];
    assert_eq!(unit.dependencies.after, [name("network.target"), name("b.service")]);
    assert_eq!(unit.service().unwrap().context.state_directory.entries.len(), 1);
    let findings: Vec<String> = file.findings.iter().map(ToString::to_string).collect();
    assert_eq!(
        findings,
        [
            "a.service: After: `networking` has no unit type such as `.service` at its end; it is left out, as by systemd",
            "a.service: StateDirectory: `/var/lib/x` is no relative path below its base; it is left out, as by systemd",
            "a.service: StateDirectory: `../y` leads upwards; it is left out, as by systemd",
        ]
    );
}

#[test]
fn a_path_unit_watches_paths_and_starts_one_unit() {
    let of = |section: Value| {
        let file = file(&json!({ "a.path": { "Path": section } }));
        match &file.units[&"a.path".parse::<UnitName>().unwrap()].kind {
            Kind::Path(path) => path.clone(),
            other => panic!("{other:?}"),
        }
    };
    let path = of(json!([
        ["PathExists", "/x"],
        ["PathChanged", ""],
        ["PathModified", "/%N//y/"],
        ["PathExists", "z"],
        ["Unit", "b.path"]
    ]));
    assert_eq!(path.watched, [WatchedPath { awaited: Awaited::Modified, path: "/a/y".to_owned() }]);
    assert_eq!(path.unit.as_str(), "a.service");
    assert_eq!(path.trigger_limit, (Duration::from_secs(2), 200));
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

#[test]
fn the_template_of_connections_is_looked_at_before_anybody_connects() {
    let units = |template: Value| {
        json!({ "a.socket": { "Socket": { "ListenStream": "/x", "Accept": true } },
                "a@.service": { "Service": template } })
    };
    assert_eq!(findings(&units(json!({ "ExecStart": "/bin/cat %i" }))), [""; 0]);
    let refused = findings(&units(json!({ "ExecStart": "/x", "NetworkNamespacePath": "/x" })));
    assert!(refused[0].starts_with("Refuse: a@.service: NetworkNamespacePath"), "{refused:?}");
    let wrong = parse(&units(json!({ "ExecStart": "/x", "User": "a:b" }))).unwrap_err().to_string();
    assert!(wrong.starts_with("a@.service: User"), "{wrong}");
}

#[test]
fn the_socket_of_syslog_daemons_is_there_for_who_names_it() {
    let daemon = |more: Value| {
        let mut units = json!({ "rsyslog.service": {
            "Unit": { "Requires": "syslog.socket" }, "Service": { "ExecStart": "/x" }, "Install": { "Alias": "syslog.service" } } });
        units.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        file(&units)
    };
    let name: UnitName = "syslog.socket".parse().unwrap();
    let there = daemon(json!({}));
    let Kind::Socket(socket) = &there.units[&name].kind else { panic!() };
    assert_eq!(socket.listen, [Listen::Datagram(Address::Path("/run/systemd/journal/syslog".into()))]);
    assert_eq!(socket.service.as_str(), "rsyslog.service");
    assert_eq!(there.findings, []);
    let own = daemon(json!({ "syslog.socket": { "Socket": { "ListenStream": "80" } } }));
    assert_ne!(own.units[&name], there.units[&name]);
    assert!(!daemon(json!({ "syslog.socket": null })).units.contains_key(&name));
    assert!(!file(&json!({ "a.service": { "Service": { "ExecStart": "/x" } } })).units.contains_key(&name));
}

#[test]
fn units_share_name_spaces_in_both_directions_and_through_others() {
    let unit =
        |other: &str| json!({ "Unit": { "JoinsNamespaceOf": other }, "Service": { "ExecStart": "/bin/x" } });
    let file = file(
        &json!({ "a.service": unit("b.service"), "b.service": unit(""), "c.service": unit("b.service") }),
    );
    let joins = |unit: &str| file.units[unit].dependencies.joins_namespace_of.clone();
    assert_eq!(joins("a.service"), [name("b.service"), name("c.service")]);
    assert_eq!(joins("b.service"), [name("a.service"), name("c.service")]);
}

#[test]
fn what_is_bound_and_means_nothing_keeps_a_unit_from_being_loaded() {
    for (value, problem) in [
        ("a:/b", "a.service: BindPaths: `a` is no absolute path"),
        ("/a/../b", "a.service: BindPaths: `/a/../b` leads upwards"),
        ("/a:b", "a.service: BindPaths: `b` is no absolute path"),
    ] {
        assert_eq!(problems(&json!({ "ExecStart": "/bin/x", "BindPaths": value })), problem);
    }
    assert_eq!(
        left_out(&json!({ "BindPaths": "/a:/b:hidden" })),
        ["a.service: BindPaths: `hidden` is neither rbind nor norbind"]
    );
}

#[test]
fn a_mount_unit_is_called_as_its_place_and_binds_or_is_in_memory() {
    let mounting = |directives: Value| {
        let units = json!({ "settings": { "capabilities": ["SYS_ADMIN"] }, "version": 1, "units": {
            "srv-a\\x2db.mount": { "Mount": directives },
            "a.service": { "Unit": { "RequiresMountsFor": "/srv/a-b/c" }, "Service": { "ExecStart": "/bin/x" } },
        } });
        UnitFile::parse_each(&units.to_string(), &Host::default()).unwrap()
    };
    let file = mounting(json!({ "What": "/data", "Type": "none", "Options": "rbind,ro" }));
    let Kind::Mount(mount) = &file.units["srv-a\\x2db.mount"].kind else { panic!() };
    assert_eq!((mount.place.to_str(), mount.kind), (Some("/srv/a-b"), MountKind::Bind { recursive: true }));
    assert!(file.findings.is_empty() && file.problems.is_empty());
    let dependencies = &file.units["a.service"].dependencies;
    assert_eq!((&dependencies.requires, &dependencies.after), (&vec![mount_name()], &vec![mount_name()]));
    let file = mounting(json!({ "What": "x", "Type": "tmpfs", "Where": "/srv/a-b" }));
    let Kind::Mount(mount) = &file.units["srv-a\\x2db.mount"].kind else { panic!() };
    assert_eq!(mount.kind, MountKind::Memory);
    let problem = |directives| mounting(directives).problems[0].to_string();
    assert_eq!(
        problem(json!({ "What": "/x", "Where": "/srv", "Options": "bind" })),
        "srv-a\\x2db.mount: Where: the unit's name says /srv/a-b"
    );
    assert_eq!(problem(json!({ "Options": "bind" })), "srv-a\\x2db.mount: What: there is nothing to mount");
    let file = mounting(json!({ "What": "/dev/sda1", "Type": "ext4" }));
    assert_eq!(
        file.findings[0].to_string(),
        "srv-a\\x2db.mount: Type: a container mounts binds and tmpfs only, not /dev/sda1 (ext4)"
    );
}

fn mount_name() -> UnitName {
    name("srv-a\\x2db.mount")
}

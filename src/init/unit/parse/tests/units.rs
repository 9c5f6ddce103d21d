//! Directives of the other kinds of units, and those that all have.

use super::*;

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

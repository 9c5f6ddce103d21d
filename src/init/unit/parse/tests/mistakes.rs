//! Lines that are invalid, and what keeps a unit from being loaded.

use super::*;

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
    // As in systemd 257, each gives LoadState=bad-setting.
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
    // systemd loads these.
    assert_eq!(left_out(&json!({ "WorkingDirectory": "-a", "ExecStop": "-bin/a" })).len(), 2);
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

use super::*;
use crate::init::unit::{Host, UnitFile};

fn properties(json: &str, name: &str) -> BTreeMap<String, String> {
    let file = UnitFile::parse(json, &Host::default()).unwrap();
    of(&file.units[name], &Graph::of(&file))
}

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
    let properties = properties(json, "a.service");
    assert!(properties["After"].split(' ').any(|name| name == "b.service"), "{}", properties["After"]);
    assert!(properties["Conflicts"].contains("shutdown.target"), "{}", properties["Conflicts"]);
    let shown = ["KillMode", "StateDirectory", "UMask", "WatchdogUSec", "User"];
    assert_eq!(shown.map(|name| properties[name].as_str()), ["mixed", "a b", "0077", "0", ""]);
}

/// What `systemctl show` of systemd 257 prints for the same unit.
#[test]
fn values_are_written_as_systemd_writes_them() {
    let json = r#"{ "version": 1, "units": { "full.service": { "Service": {
        "ExecStartPre": "-/bin/true a 'b c'", "ExecStart": "/bin/sleep 1000",
        "Environment": "A=b \"C=d e\"", "EnvironmentFile": ["-/etc/nothing", "/etc/passwd"],
        "LimitNOFILE": "1000:2000", "LimitCORE": "infinity", "LimitCPU": "10",
        "Restart": "on-failure", "RestartSec": "90", "TimeoutStopSec": "5min 3s 20ms", "WatchdogSec": "1h",
        "TimeoutStartSec": "infinity", "SuccessExitStatus": "4 SIGTERM", "WorkingDirectory": "-/tmp",
        "Nice": "4", "StandardOutput": "append:/tmp/x", "CapabilityBoundingSet": "CAP_KILL CAP_CHOWN",
        "AmbientCapabilities": "CAP_KILL", "PassEnvironment": "PATH X", "UnsetEnvironment": "Y"
    } } } }"#;
    let properties = properties(json, "full.service");
    for (name, value) in [
        ("ExecStartPre", "{ path=/bin/true ; argv[]=/bin/true a b c ; ignore_errors=yes }"),
        ("Environment", "A=b \"C=d e\""),
        ("EnvironmentFiles", "/etc/nothing (ignore_errors=yes)\n/etc/passwd (ignore_errors=no)"),
        ("LimitNOFILE", "2000"),
        ("LimitNOFILESoft", "1000"),
        ("LimitCORE", "infinity"),
        ("LimitCPU", "10"),
        ("RestartUSec", "1min 30s"),
        ("RestartMaxDelayUSec", "infinity"),
        ("TimeoutStartUSec", "infinity"),
        ("TimeoutStopUSec", "5min 3.020000s"),
        ("TimeoutAbortUSec", "5min 3.020000s"),
        ("WatchdogUSec", "1h"),
        ("StartLimitIntervalUSec", "10s"),
        ("SuccessExitStatus", "4 TERM"),
        ("WorkingDirectory", "!/tmp"),
        ("Nice", "4"),
        ("StandardOutput", "append"),
        ("StandardError", "inherit"),
        ("CapabilityBoundingSet", "cap_chown cap_kill"),
        ("AmbientCapabilities", "cap_kill"),
        ("PassEnvironment", "PATH X"),
        ("KillSignal", "15"),
        ("FailureActionExitStatus", "[not set]"),
    ] {
        assert_eq!(properties[name], value, "{name}");
    }
}

#[test]
fn a_socket_shows_its_commands() {
    let json = r#"{ "version": 1, "units": {
        "a.socket": { "Socket": { "ListenStream": "80", "ExecStopPre": "/bin/true" } },
        "a.service": { "Service": { "ExecStart": "/bin/a", "NonBlocking": "yes" } }
    } }"#;
    let stop_pre = "{ path=/bin/true ; argv[]=/bin/true ; ignore_errors=no }";
    assert_eq!(properties(json, "a.socket")["ExecStopPre"], stop_pre);
    assert_eq!(properties(json, "a.service")["NonBlocking"], "yes");
}

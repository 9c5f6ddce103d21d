//! What a service's process is set to: limits, priorities, umask, working directory.

use serde_json::{Value, json};

use crate::container::{Units, daemon, lines_of, oneshot};

#[test]
fn limits_are_soft_and_hard() {
    let extra = json!({"LimitNOFILE": "100:200", "LimitCORE": 0, "LimitFSIZE": "1M", "LimitSTACK": "8M:infinity",
        "LimitCPU": "2min"});
    let show = json!(
        "/bin/sed -nE 's/^Max (open files|core file size|file size|stack size|cpu time) +([0-9a-z]+) +([0-9a-z]+) .*/\\\\1 \\\\2:\\\\3/p' /proc/self/limits"
    );
    let (code, log) = Units::new().with("a.service", oneshot(extra, show)).run();
    assert_eq!(code, 0, "{log}");
    let mut lines = lines_of(&log, "a");
    lines.sort_unstable();
    let expected = [
        "core file size 0:0",
        "cpu time 120:120",
        "file size 1048576:1048576",
        "open files 100:200",
        "stack size 8388608:unlimited",
    ];
    assert_eq!(lines, expected, "{log}");
}

#[test]
fn a_mask_of_files_is_as_asked_and_0022_else() {
    let (code, log) = Units::new()
        .prelude("umask 0")
        .with("a.service", oneshot(json!({"UMask": "0137"}), json!("/bin/sh -c umask")))
        .with("b.service", oneshot(json!({}), json!("/bin/sh -c umask")))
        .run();
    assert_eq!(code, 0, "{log}");
    assert_eq!((lines_of(&log, "a"), lines_of(&log, "b")), (vec!["0137"], vec!["0022"]), "{log}");
}

#[test]
fn priorities_are_as_asked() {
    let extra = json!({"Nice": 7, "OOMScoreAdjust": 321, "IOSchedulingClass": "best-effort",
        "IOSchedulingPriority": 2, "CPUSchedulingPolicy": "batch"});
    let show = json!([
        "/usr/bin/nice",
        "/bin/cat /proc/self/oom_score_adj",
        "/usr/bin/ionice",
        "/bin/sh -c 'chrt -p $$$$ | grep -o SCHED_.*'"
    ]);
    let idle = json!({"IOSchedulingClass": "idle", "CPUSchedulingPolicy": "idle"});
    let (code, log) = Units::new()
        .with("a.service", oneshot(extra, show.clone()))
        .with("idle.service", oneshot(idle, show.clone()))
        .with("plain.service", oneshot(json!({}), show))
        .run();
    assert_eq!(code, 0, "{log}");
    assert_eq!(lines_of(&log, "a"), ["7", "321", "best-effort: prio 2", "SCHED_BATCH"], "{log}");
    let own = std::fs::read_to_string("/proc/self/oom_score_adj").unwrap();
    let plain = lines_of(&log, "plain");
    assert_eq!((plain[0], plain[1], plain[3]), ("0", own.trim(), "SCHED_OTHER"), "{log}");
    assert_eq!(lines_of(&log, "idle")[2..], ["idle", "SCHED_IDLE"], "{log}");
}

#[test]
fn what_the_container_may_not_set_is_said_and_left_out() {
    let extra = json!({"Nice": -5, "OOMScoreAdjust": -900, "LimitMEMLOCK": "1T"});
    let (code, log) = Units::new()
        .prelude("ulimit -S -l 64; ulimit -H -l 64")
        .with("a.service", oneshot(extra, json!(["/usr/bin/nice", "/bin/sh -c 'ulimit -l'"])))
        .start_with("setpriv --bounding-set=-all --inh-caps=-all --ambient-caps=-all")
        .finish();
    assert_eq!(code, 0, "{log}");
    for directive in
        ["Nice= is not applied", "OOMScoreAdjust= is not applied", "LimitMEMLOCK=1099511627776 is more than"]
    {
        assert!(log.contains(directive), "{directive}: {log}");
    }
    assert!(log.contains("]: 0\n") && log.contains("]: 64\n"), "{log}");
}

#[test]
fn a_working_directory_is_a_path_the_users_home_or_may_be_missing() {
    let accounts = "cp /etc/passwd /run; mkdir -p /run/home /run/place; echo svc:x:432:433::/run/home:/bin/sh >> /run/passwd; mount --bind /run/passwd /etc/passwd";
    let mut units = Units::new()
        .prelude(accounts)
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}));
    let cases = [
        ("none", Value::Null, Ok("/")),
        ("path", json!("/run/place"), Ok("/run/place")),
        ("home", json!("~"), Ok("/run/home")),
        ("missing", json!("/no/such"), Err(())),
        ("optional", json!("-/no/such"), Ok("/")),
        ("there", json!("-/run/place"), Ok("/run/place")),
        ("reset", json!(["/no/such", ""]), Ok("/")),
    ];
    for (name, directory, _) in &cases {
        let mut extra = json!({"User": "svc"});
        if !directory.is_null() {
            extra["WorkingDirectory"] = directory.clone();
        }
        units = units.with(&format!("{name}.service"), oneshot(extra, json!("/bin/pwd")));
    }
    let root = json!({"WorkingDirectory": "~"});
    let container = units.with("root.service", oneshot(root, json!("/bin/pwd"))).start();
    container.wait_for("is reached");
    let (code, log) = container.stop();
    assert_eq!(code, 0, "{log}");
    for (name, _, expected) in cases {
        match expected {
            Ok(path) => assert_eq!(lines_of(&log, name), [path], "{name}: {log}"),
            Err(()) => assert!(
                log.contains(&format!("{name}.service: can't change to the working directory: No such file"))
                    && log.contains(&format!("{name}.service: main process exited with status 200 (CHDIR)")),
                "{log}"
            ),
        }
    }
    assert_eq!(lines_of(&log, "root"), ["/root"], "{log}");
}

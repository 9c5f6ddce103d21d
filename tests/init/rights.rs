//! What PID 1 does where little is allowed: without capabilities, as an ordinary user, among other
//! people's files.

use nix_docker::testing::protocol::{JobOutcome, Verb};
use serde_json::{Value, json};

use crate::container::{Units, daemon, lines_of};

/// PID 1 is a user without a name.
const AS_4321: &str = "setpriv --reuid=4321 --regid=4321 --clear-groups --inh-caps=-all";
/// PID 1 is root, which may do no more than others.
const POWERLESS: &str = "setpriv --bounding-set=-all --inh-caps=-all --ambient-caps=-all";

/// A unit of another user that has a command with root's rights and directories.
fn of_nobody() -> Value {
    let show = "/bin/sh -c 'echo as $(id -u); touch $STATE_DIRECTORY/mine && stat -c %%u $STATE_DIRECTORY'";
    json!({"Service": {"Type": "oneshot", "User": "nobody", "StateDirectory": "state", "RuntimeDirectory": "a",
        "LoadCredential": "passwd:/etc/passwd", "ExecStartPre": "+/bin/echo before", "ExecStart": show}})
}

fn foreign(what: &str) -> Units {
    Units::new()
        .setting("foreignUsers", json!(what))
        .prelude("chmod 1777 /run /var/lib")
        .with("a.service", of_nobody())
        .with("keep.service", json!({"Service": {"ExecStart": daemon("say up wait")}}))
}

#[test]
fn a_foreign_users_unit_is_refused_as_a_whole() {
    for (wrap, uid) in [(AS_4321, 4321), (POWERLESS, 0)] {
        let container = foreign("refuse").start_with(wrap);
        container.wait_for("is reached").wait_for("up");
        let (code, log) = container.stop();
        assert_eq!(code, 0, "{log}");
        assert!(
            log.contains(&format!("it is to run as nobody, but the init runs as uid {uid} without")),
            "{log}"
        );
        assert!(!log.contains("before"), "{log}");
    }
}

#[test]
fn a_foreign_users_unit_runs_with_directories_of_its_own() {
    for (wrap, uid) in [(AS_4321, "4321"), (POWERLESS, "0")] {
        let container = foreign("run").start_with(wrap);
        container.wait_for("is reached").wait_for("up");
        let (code, log) = container.stop();
        assert_eq!(code, 0, "{log}");
        assert_eq!(lines_of(&log, "a"), ["before", &format!("as {uid}"), uid], "{log}");
        assert!(log.contains(&format!("runs as uid {uid} instead of nobody")), "{log}");
    }
}

#[test]
fn a_volume_that_is_roots_but_writable_is_good_enough() {
    let container = foreign("run").prelude("mkdir -m 777 /var/lib/state").start_with(AS_4321);
    container.wait_for("is reached").wait_for("up");
    let (code, log) = container.stop();
    assert_eq!(code, 0, "{log}");
    assert_eq!(lines_of(&log, "a"), ["before", "as 4321", "0"], "{log}");
}

#[test]
fn a_services_own_dev_stdout_and_stderr_can_be_opened() {
    let script = "echo out > /dev/stdout; echo err > /dev/stderr";
    let (code, log) = Units::new()
        .with(
            "a.service",
            json!({"Service": {"Type": "oneshot", "User": "nobody", "ExecStart": format!("/bin/sh -c '{script}'")}}),
        )
        .run();
    assert_eq!(code, 0, "{log}");
    let mut lines = lines_of(&log, "a");
    lines.sort_unstable();
    assert_eq!(lines, ["err", "out"], "{log}");
}

#[test]
fn it_does_not_matter_which_control_groups_there_are() {
    for kind in ["mount -t tmpfs none /sys/fs/cgroup", "mount -t cgroup2 none /sys/fs/cgroup"] {
        let children = "/bin/sh -c 'sleep 1000 & setsid sleep 1000 & exec sleep 1000'";
        let container = Units::new()
            .prelude(&format!("{kind} || exit 97"))
            .with("a.service", json!({"Service": {"ExecStart": children}}))
            .with("keep.service", json!({"Service": {"ExecStart": daemon("say up wait")}}))
            .start();
        container.wait_for("is reached").wait_for("up");
        assert_eq!(container.systemctl(Verb::Stop, "a.service"), JobOutcome::Done);
        assert_eq!(container.exec("pgrep -c -x -r R,S,D sleep"), "0\n");
        let (code, log) = container.stop();
        assert_eq!(code, 0, "{log}");
    }
}

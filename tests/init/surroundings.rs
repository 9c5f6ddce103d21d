//! What services find: users, directories, variables, limits; and what PID 1 does without.

use nix_docker::testing::protocol::{JobOutcome, Verb};
use serde_json::json;

use crate::container::{Units, daemon, lines_of, shell_once};

fn shell(script: &str) -> String {
    format!("/bin/sh -c '{}'", script.replace('$', "$$").replace('%', "%%"))
}

#[test]
fn users_and_their_variables() {
    let show = shell("echo $(id -un) $(id -gn) $USER $LOGNAME $HOME $SHELL ${#INVOCATION_ID}");
    let (code, log) = Units::new()
        .prelude("cp /etc/passwd /etc/group /run; echo svc:x:432:433::/var/lib/svc:/bin/false >> /run/passwd; echo svcg:x:433: >> /run/group; echo more:x:434:svc >> /run/group; mount --bind /run/passwd /etc/passwd; mount --bind /run/group /etc/group")
        .with("a.service", json!({"Service": {"Type": "oneshot", "User": "svc", "SupplementaryGroups": "435", "ExecStart": [show, shell("id -G"), format!("+{}", shell("id -u")), format!("!{}", shell("id -u"))]}}))
        .with("b.service", json!({"Service": {"Type": "oneshot", "User": "svc", "PermissionsStartOnly": true, "ExecStartPre": shell("id -u"), "ExecStart": shell("id -u")}}))
        .run();
    assert_eq!(code, 0, "{log}");
    let lines = lines_of(&log, "a");
    assert_eq!(lines[0], "svc svcg svc svc /var/lib/svc 32", "{log}");
    assert_eq!(lines[1..], ["433 434 435", "0", "0"], "{log}");
    assert_eq!(lines_of(&log, "b"), ["0", "432"]);
}

#[test]
fn a_user_that_is_missing_is_named() {
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .with(
            "a.service",
            json!({"Service": {"User": "nobody-of-that-name", "ExecStart": daemon("say never")}}),
        )
        .start();
    container.wait_for("there is no user nobody-of-that-name").wait_for("exited with status 217 (USER)");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn directories_and_their_variables() {
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .with("a.service", json!({"Service": {"User": "nobody", "RuntimeDirectory": "one two/three", "RuntimeDirectoryMode": "0750", "StateDirectory": "state", "WorkingDirectory": "/var/lib/state",
            "ExecStart": shell("echo $RUNTIME_DIRECTORY $STATE_DIRECTORY $PWD; touch here; stat -c %U:%a /run/one /run/two/three; exec sleep 1000")}}))
        .start();
    container
        .wait_for("/run/one:/run/two/three /var/lib/state /var/lib/state")
        .wait_for_times("nobody:750", 2);
    assert_eq!(container.systemctl(Verb::Stop, "a.service"), JobOutcome::Done);
    assert!(!container.path("/run/one").exists());
    assert!(container.path("/var/lib/state/here").exists());
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_directory_that_cannot_be_made_is_named() {
    let container = Units::new()
        .prelude("mount -o remount,ro /var/lib")
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .with("a.service", json!({"Service": {"StateDirectory": "state", "ExecStart": daemon("say never")}}))
        .start();
    container.wait_for("/var/lib/state").wait_for("exited with status 238 (STATE_DIRECTORY)");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn environment_files_limits_and_credentials() {
    let (code, log) = Units::new()
        .prelude("printf 'A=from file\\nB=\"quoted one\"\\n' > /run/env; echo secret > /run/secret")
        .with("a.service", json!({"Service": {"Type": "oneshot", "Environment": ["A=1", "\"C=two words\""],
            "EnvironmentFile": ["/run/env", "-/no/such/file"], "LimitNOFILE": 512, "UMask": "0027", "LoadCredential": "key:/run/secret",
            "ExecStart": shell("echo \"$A|$B|$C\"; ulimit -n; umask; cat $CREDENTIALS_DIRECTORY/key")}}))
        .run();
    assert_eq!(code, 0, "{log}");
    assert_eq!(lines_of(&log, "a"), ["from file|quoted one|two words", "512", "0027", "secret"], "{log}");
}

#[test]
fn services_get_the_limit_of_open_files_that_the_container_has() {
    let (code, log) = Units::new()
        .prelude("ulimit -S -n 333")
        .with("a.service", json!({"Service": {"Type": "oneshot", "ExecStart": shell("ulimit -n")}}))
        .run();
    assert_eq!((code, lines_of(&log, "a")), (0, vec!["333"]), "{log}");
}

#[test]
fn without_any_capability() {
    let container = Units::new()
        .with("a.service", json!({"Service": {"ExecStart": daemon("say up wait")}}))
        .with("b.service", json!({"Service": {"User": "nobody", "ExecStart": daemon("say never")}}))
        .start_with("setpriv --bounding-set=-all --inh-caps=-all --ambient-caps=-all");
    container.wait_for("up").wait_for("b.service: ").wait_for("exited with status 217 (USER)");
    let (code, log) = container.stop();
    assert_eq!(code, 0, "{log}");
    assert!(!log.contains("never"));
}

#[test]
fn without_the_right_to_signal_others() {
    let script = "trap \"echo asked; exit 0\" TERM; echo up; while :; do sleep 0.05; done";
    let container = Units::new()
        .with("a.service", json!({"Service": {"User": "nobody", "ExecStart": shell(script)}}))
        .with("b.service", json!({"Service": {"User": "nobody", "TimeoutStopSec": "200ms", "ExecStart": daemon("ignore SIGTERM say up wait")}}))
        .start_with("setpriv --bounding-set=-kill --inh-caps=-kill");
    container.wait_for_times("up", 2);
    let (code, log) = container.stop();
    assert_eq!(code, 0, "{log}");
    assert!(log.contains("asked") && log.contains("it is killed") && !log.contains("CAP_KILL"), "{log}");
}

#[test]
fn as_another_user() {
    let units = |foreign: &str| {
        Units::new()
            .setting("foreignUsers", json!(foreign))
            .prelude("chmod 777 /run")
            .with("a.service", json!({"Service": {"Type": "notify", "RuntimeDirectory": "a", "ExecStart": daemon("notify READY=1 say up wait")}}))
            .with("b.service", json!({"Service": {"User": "nobody", "Type": "oneshot", "ExecStart": shell("id -u")}}))
    };
    let wrap = "setpriv --reuid=4321 --regid=4321 --clear-groups --inh-caps=-all";
    let container = units("refuse").start_with(wrap);
    container.wait_for("up").wait_for("it is to run as nobody");
    assert_eq!(container.stop().0, 0);
    let container = units("run").start_with(wrap);
    container.wait_for("up").wait_for("]: 4321");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn with_a_read_only_root_and_nothing_to_write_to() {
    let container = Units::new()
        .prelude("mount -t tmpfs -o ro tmpfs /run; mount --bind /tmp /tmp; mount -o remount,ro,bind /tmp; mount -t tmpfs -o ro tmpfs /dev/shm")
        .with("a.service", json!({"Service": {"Type": "notify", "ExecStart": daemon("notify READY=1 say up wait")}}))
        .start();
    container.wait_for("no directory can be written").wait_for("up").wait_for("is reached");
    let (code, log) = container.stop();
    assert_eq!(code, 0, "{log}");
}

#[test]
fn with_another_init_in_front() {
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .with(
            "a.service",
            json!({"Service": {"Type": "forking", "ExecStart": "/bin/sh -c 'sleep 1000 & exit 0'"}}),
        )
        .start_with("sh -c 'trap \"kill -TERM \\$!\" TERM; \"$@\" & wait $!; wait $!; echo ended $?' front");
    container.wait_for("is reached");
    let (_, log) = container.stop();
    assert!(log.contains("ended 0"), "{log}");
}

#[test]
fn before_the_units_come_tmpfiles_and_build_scripts() {
    let units = || {
        Units::new()
            .tmpfiles("d /run/made 0711 nobody - -")
            .tmpfiles("f /run/made/file 0644 - - - content")
            .tmpfiles("nonsense")
            .prelude("printf '#!/bin/sh\\necho script-one\\n' > /run/one; chmod +x /run/one")
            .setting("buildScripts", json!(["/run/one"]))
            .with(
                "a.service",
                json!({"Service": {"Type": "oneshot", "LockPersonality": true,
                    "ExecStart": shell("stat -c %U:%a /run/made; cat /run/made/file")}}),
            )
    };
    let (code, log) = units().run();
    assert_eq!(code, 0, "{log}");
    assert_eq!(lines_of(&log, "a"), ["nobody:711", "content"], "{log}");
    assert!(log.contains("nonsense"), "{log}");
    assert!(log.contains("has no effect in a container: hardening (a)"), "{log}");
    crate::container::in_order(&log, &["script-one", "nobody:711"]);
    // Once is enough.
    let stamp = "/var/lib/systemd/timers/stamp-docker-build-scripts.service";
    let (code, log) = units().prelude(&format!("mkdir -p /var/lib/systemd/timers; touch {stamp}")).run();
    assert_eq!(code, 0, "{log}");
    assert!(!log.contains("script-one") && log.contains("nobody:711"), "{log}");
    // One that fails keeps everything down.
    let (_, log) = units().prelude("echo exit 1 >> /run/one").run();
    assert!(!log.contains("nobody:711"), "{log}");
}

#[test]
fn syslog_messages_are_the_units_lines() {
    let (code, log) = Units::new()
        .prelude("mount -t tmpfs tmpfs /dev; mknod -m 666 /dev/null c 1 3")
        .with(
            "a.service",
            json!({"Service": {"Type": "oneshot", "ExecStart": ["/usr/bin/logger -t tag by-syslog", "/bin/sleep 0.2"]}}),
        )
        .run();
    assert_eq!(code, 0, "{log}");
    assert!(log.contains("by-syslog"), "{log}");
}

#[test]
fn units_that_the_build_would_refuse_are_not_loaded() {
    let oneshot =
        |says: &str| json!({"Service": {"Type": "oneshot", "ExecStart": shell(&format!("echo {says}"))}});
    let units = || {
        Units::new()
            .with(
                "bus.service",
                json!({"Service": {"Type": "dbus", "BusName": "a.b", "ExecStart": shell("echo bus-ran")}}),
            )
            .with("wrong.service", json!({"Service": {"User": "a:b", "ExecStart": shell("echo wrong-ran")}}))
            .with("needs.service", {
                let mut needs = oneshot("needs-ran");
                needs["Unit"] = json!({"Requires": "bus.service"});
                needs
            })
            .with("fine.service", {
                let mut fine = oneshot("fine-ran");
                fine["Service"]["Nice"] = json!(["1", "a lot"]);
                fine
            })
    };
    let (code, log) = units().run();
    assert_eq!(code, 0, "{log}");
    assert!(log.contains("bus.service is not loaded: Type=dbus: there is no message bus"), "{log}");
    assert!(log.contains("wrong.service is not loaded: User: `a:b` can be neither"), "{log}");
    assert!(log.contains("it requires bus.service, which is not declared"), "{log}");
    assert!(
        log.contains("fine.service: Nice: `a lot` is no number, or out of range; it is left out"),
        "{log}"
    );
    assert!(log.contains("fine-ran") && !log.contains("bus-ran") && !log.contains("needs-ran"), "{log}");
    // Allowed: it runs as a simple service.
    let (code, log) = units().setting("allowUnsupported", json!(true)).run();
    assert_eq!(code, 0, "{log}");
    assert!(log.contains("bus-ran") && log.contains("needs-ran") && !log.contains("wrong-ran"), "{log}");
    // Nothing runs without what is essential.
    let (code, log) = units().essential("bus.service").run();
    assert_eq!(code, 1, "{log}");
    assert!(log.contains("bus.service is essential and not there") && !log.contains("fine-ran"), "{log}");
}

#[test]
fn more_services_than_the_soft_limit_of_open_files() {
    let mut units = Units::new().prelude("ulimit -S -n 64");
    for number in 0..25 {
        let service = json!({"Service": {"ExecStart": daemon("say up wait")}});
        units = units.with(&format!("s{number}.service"), service);
    }
    let container = units.start();
    container.wait_for("is reached").wait_for_times("]: up", 25);
    assert_eq!(container.stop().0, 0);
}

#[test]
fn what_the_engine_left_open_is_no_services() {
    let (code, log) =
        Units::new().prelude("exec 7< /etc/passwd").with("a.service", shell_once("ls /proc/$$$$/fd")).run();
    assert_eq!((code, lines_of(&log, "a")), (0, vec!["0", "1", "2"]), "{log}");
}

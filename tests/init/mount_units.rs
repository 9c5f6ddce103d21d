//! `.mount` units: systemd.mount(5).

use nix_docker::testing::protocol::{JobOutcome, Verb};
use serde_json::{Value, json};

use crate::container::{Units, daemon, in_order, lines_of};

fn shell(script: &str) -> String {
    format!("/bin/sh -c '{}'", script.replace('$', "$$").replace('%', "%%"))
}

fn keep() -> Value {
    json!({"Service": {"ExecStart": daemon("wait")}})
}

fn bind(what: &str, options: &str) -> Value {
    json!({"Mount": {"What": what, "Type": "none", "Options": options}})
}

const DATA: &str = "mkdir -p /var/lib/data; echo 1 > /var/lib/data/file";

#[test]
fn a_unit_comes_after_the_mounts_that_its_paths_are_on_and_goes_before_them() {
    let service = json!({"Unit": {"RequiresMountsFor": "/var/lib/seen/file /var/cache/quick"},
        "Service": {"ExecStart": "/bin/sleep 1000", "ExecStartPre": shell("cat /var/lib/seen/file; stat -f -c %T /var/cache/quick; \
            touch /var/lib/seen/x 2> /dev/null || echo closed"), "ExecStop": shell("cat /var/lib/seen/file")}});
    let container = Units::new()
        .prelude(DATA)
        .unwanted("var-lib-seen.mount", bind("/var/lib/data", "bind,ro"))
        .unwanted(
            "var-cache-quick.mount",
            json!({"Mount": {"What": "tmpfs", "Type": "tmpfs", "Options": "size=1M,mode=0700"}}),
        )
        .with("a.service", service)
        .with("keep.service", keep())
        .start();
    container.wait_for_state("a.service", "running");
    assert_eq!(lines_of(&container.log(), "a"), ["1", "tmpfs", "closed"], "{}", container.log());
    assert_eq!(container.status("var-lib-seen.mount").sub_state, "mounted");
    assert_eq!(container.exec("stat -c %a /var/cache/quick"), "700\n");
    assert_eq!(container.systemctl(Verb::Stop, "var-lib-seen.mount"), JobOutcome::Done);
    assert_eq!(container.status("a.service").active_state, "inactive");
    assert_eq!(lines_of(&container.log(), "a").last(), Some(&"1"));
    assert_eq!(container.exec("ls /var/lib/seen; ls -d /var/cache/quick"), "/var/cache/quick\n");
    assert_eq!(container.status("var-lib-seen.mount").sub_state, "dead");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn processes_with_mounts_of_their_own_see_what_is_mounted_later() {
    let service = json!({"Service": {"PrivateTmp": true, "ExecStart": "/bin/sleep 1000"}});
    let container = Units::new()
        .prelude(&format!("{DATA}; mkdir /var/lib/seen"))
        .with("a.service", service)
        .unwanted("var-lib-seen.mount", bind("/var/lib/data", "bind"))
        .start();
    let pid = container.wait_for_state("a.service", "running").main_pid;
    assert_eq!(container.systemctl(Verb::Start, "var-lib-seen.mount"), JobOutcome::Done);
    assert_eq!(container.exec(&format!("cat /proc/{pid}/root/var/lib/seen/file")), "1\n");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn what_is_not_mounted_is_not_gone_without() {
    let needs = |path: &str| json!({"Unit": {"RequiresMountsFor": path}, "Service": {"Type": "oneshot", "ExecStart": "/bin/echo it runs"}});
    let units = || {
        Units::new()
            .unwanted("var-lib-seen.mount", bind("/proc/no/such", "bind"))
            .with("a.service", needs("/var/lib/seen/x"))
            .with("keep.service", keep())
    };
    let container = units().start();
    container.wait_for_state("var-lib-seen.mount", "failed");
    container.wait_for_state("keep.service", "running");
    let (_, log) = container.stop();
    assert!(!log.contains("it runs"), "{log}");
    in_order(&log, &["var-lib-seen.mount: can't mount /var/lib/seen: no such file or directory"]);
    let container = units().start_with("setpriv --bounding-set=-sys_admin");
    container.wait_for_state("keep.service", "running");
    let (_, log) = container.stop();
    assert!(!log.contains("it runs"), "{log}");
    in_order(
        &log,
        &[
            "var-lib-seen.mount is not loaded: the unit: /var/lib/seen is to be mounted",
            "--cap-add SYS_ADMIN",
        ],
    );
}

#[test]
fn what_is_mounted_already_is_as_good_and_what_is_in_use_stays() {
    let container = Units::new()
        .prelude(&format!("{DATA}; mkdir /var/lib/there /var/lib/seen; mount --bind /var/lib/data /var/lib/there"))
        .with("var-lib-there.mount", bind("/no/such", "bind"))
        .with("var-lib-seen.mount", bind("/var/lib/data", "bind"))
        .with("a.service", json!({"Unit": {"After": "var-lib-seen.mount"}, "Service": {"ExecStart": shell("cd /var/lib/seen && exec sleep 1000")}}))
        .with("keep.service", keep())
        .start();
    container.wait_for_state("keep.service", "running");
    assert_eq!(container.wait_for_state("var-lib-there.mount", "mounted").result, "success");
    assert_eq!(container.systemctl(Verb::Stop, "var-lib-seen.mount"), JobOutcome::Failed);
    container.wait_for("can't unmount /var/lib/seen: device or resource busy");
    assert_eq!(container.status("var-lib-seen.mount").sub_state, "mounted");
    assert_eq!(container.stop().0, 0);
}

//! The command of `docker run IMAGE COMMAND`, beside the units.

use serde_json::json;

use crate::container::{Units, in_order, oneshot, shell_once};

fn with_service() -> Units {
    Units::new().with(
        "web.service",
        json!({"Service": {"ExecStart": ["/bin/sh -c 'echo web is up; exec sleep 1000'"]}}),
    )
}

#[test]
fn a_command_runs_after_the_start_and_its_status_is_the_containers() {
    let units = with_service().with("slow.service", shell_once("sleep 0.3; echo slow is done"));
    let (code, log) = units.command("sh -c 'echo \"hello $0\"; exit 3' '$HOME'").run();
    in_order(&log, &["slow is done", "multi-user.target is reached", "hello $HOME", "the command has ended"]);
    assert!(!log.contains("failed"), "{log}");
    assert_eq!(code, 3, "{log}");
}

#[test]
fn a_command_runs_where_there_is_no_service_too() {
    let (code, log) = Units::new().command("echo hello").run();
    assert!(log.contains("hello\n"), "{log}");
    assert_eq!(code, 0, "{log}");
}

#[test]
fn a_command_has_the_containers_environment_directory_and_nothing_of_a_service() {
    let units = Units::new().prelude("export GREETING='good morning'; cd /var/log");
    let (_, log) = units.command("sh -c 'pwd; echo \"$GREETING\"; env'").run();
    in_order(&log, &["/var/log\n", "good morning\n"]);
    assert!(!log.contains("INVOCATION_ID") && !log.contains("NOTIFY_SOCKET"), "{log}");
}

#[test]
fn a_command_that_is_not_there_gives_the_status_that_a_shell_gives() {
    let (code, log) = with_service().command("no-such-command").run();
    assert!(log.contains("can't execute no-such-command: it is not on PATH"), "{log}");
    assert_eq!(code, 127, "{log}");
    let (code, log) = with_service().command("/etc/passwd").run();
    assert!(log.contains("can't execute /etc/passwd"), "{log}");
    assert_eq!(code, 126, "{log}");
}

#[test]
fn an_essential_unit_that_fails_does_not_take_the_command_away() {
    let units = with_service().with("db.service", oneshot(json!({}), json!(["/bin/false"])));
    let (code, log) =
        units.essential("db.service").command("sh -c 'sleep 0.2; echo still here; exit 4'").run();
    in_order(&log, &["failed: db.service", "still here"]);
    assert_eq!(code, 4, "{log}");
}

#[test]
fn a_stop_ends_the_command_first_and_its_status_counts() {
    let units = Units::new().with(
        "web.service",
        json!({"Service": {"ExecStart": ["/bin/sh -c 'trap \"echo web ends; exit 0\" TERM; while :; do sleep 0.1; done'"]}}),
    );
    let command =
        "sh -c 'trap \"sleep 0.3; echo bye; exit 5\" TERM; echo ready; while :; do sleep 0.1; done'";
    let container = units.command(command).start();
    container.wait_for("ready");
    let (code, log) = container.stop();
    in_order(&log, &["told to end", "bye", "web ends"]);
    assert_eq!(code, 5, "{log}");
}

#[test]
fn what_a_command_leaves_behind_does_not_keep_the_container() {
    let command = "sh -c 'trap \"\" TERM; sleep 1000 & echo started'";
    let (code, log) = with_service().setting("stopTimeoutSec", json!(2)).command(command).run();
    assert!(log.contains("started"), "{log}");
    assert_eq!(code, 0, "{log}");
}

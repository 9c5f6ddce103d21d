//! Readiness and what else services say.

use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use nix_docker::testing::protocol::{JobOutcome, Verb};
use serde_json::json;

use crate::container::{Units, daemon, in_order};

#[test]
fn a_dependant_starts_when_its_dependency_is_ready() {
    let container = Units::new()
        .with("a.service", json!({"Service": {"Type": "notify", "ExecStart": daemon("notify 'STATUS=warming up' sleep 500 say ready notify 'READY=1;STATUS=serving' wait")}}))
        .with("b.service", json!({"Unit": {"After": ["a.service"]}, "Service": {"ExecStart": daemon("say after wait")}}))
        .start();
    let status = container.wait_for("after").status("a.service");
    assert_eq!(status.status_text, "serving");
    let (code, log) = container.stop();
    assert_eq!(code, 0);
    in_order(&log, &["ready", "after"]);
}

#[test]
fn a_service_that_never_says_ready_is_ended() {
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("say kept wait")}}))
        .unwanted(
            "a.service",
            json!({"Service": {"Type": "notify", "TimeoutStartSec": "300ms", "ExecStart": daemon("wait")}}),
        )
        .unwanted("b.service", json!({"Service": {"Type": "notify", "ExecStart": daemon("exit 0")}}))
        .start();
    container.wait_for("kept");
    assert_eq!(container.systemctl(Verb::Start, "a.service"), JobOutcome::Failed);
    assert_eq!(container.status("a.service").result, "timeout");
    assert_eq!(container.systemctl(Verb::Start, "b.service"), JobOutcome::Failed);
    assert_eq!(container.status("b.service").result, "protocol");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn extend_timeout_gives_more_time() {
    let container = Units::new()
        .with("a.service", json!({"Service": {"Type": "notify", "TimeoutStartSec": "1s", "ExecStart": daemon("notify EXTEND_TIMEOUT_USEC=50000000 sleep 1500 notify READY=1 say late wait")}}))
        .start();
    container.wait_for("late").wait_for_state("a.service", "running");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn only_those_who_may_notify_are_heard() {
    // The shell is the main process; the notifier is its child.
    let child = |access: &str| {
        json!({"Service": {"Type": "notify", "NotifyAccess": access, "TimeoutStartSec": "2s",
        "ExecStart": format!("/bin/sh -c '{}; sleep 1000'", daemon("notify READY=1"))}})
    };
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("say kept wait")}}))
        .unwanted("a.service", child("main"))
        .unwanted("b.service", child("all"))
        .start();
    container.wait_for("kept");
    assert_eq!(container.systemctl(Verb::Start, "b.service"), JobOutcome::Done);
    assert_eq!(container.systemctl(Verb::Start, "a.service"), JobOutcome::Failed);
    container.wait_for("may not notify");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn only_those_who_may_notify_know_where() {
    let with = |access: &str| {
        let tell = |who: &str| format!("/bin/sh -c 'echo {access} {who}: $${{NOTIFY_SOCKET:-nowhere}}.'");
        json!({"Service": {"Type": "notify", "NotifyAccess": access, "ExecStartPre": tell("pre"),
        "ExecStart": daemon("notify READY=1 wait"), "ExecStartPost": tell("post")}})
    };
    let container = Units::new().with("a.service", with("main")).with("b.service", with("exec")).start();
    container.wait_for_state("a.service", "running");
    container.wait_for_state("b.service", "running");
    let log = container.stop().1;
    for line in ["main pre: nowhere.", "main post: nowhere.", "exec pre: /", "exec post: /"] {
        assert!(log.contains(line), "{line}: {log}");
    }
}

#[test]
fn a_service_may_name_another_main_process() {
    let script = format!(
        "/bin/sh -c 'sleep 1000 & {}; wait'",
        daemon("notify MAINPID=$$!;READY=1").replace("$$!;", "$$!\\;")
    );
    let container = Units::new()
        .with("a.service", json!({"Service": {"Type": "notify", "NotifyAccess": "all", "ExecStart": script}}))
        .start();
    container.wait_for("is reached").wait_for_state("a.service", "running");
    // The shell's child may not have become sleep(1) yet.
    loop {
        let status = container.status("a.service");
        let main = status.processes.iter().find(|process| process.pid == status.main_pid);
        if main.is_some_and(|process| process.command == "sleep 1000") {
            break;
        }
        assert!(main.is_some_and(|process| process.parent != 0), "{status:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(container.stop().0, 0);
}

#[test]
fn the_end_of_a_main_process_is_seen_that_is_another_ones_child() {
    // The shell stays, and is the parent of the main process, of which nobody would tell.
    let script = format!("/bin/sh -c 'sleep 1000 & {}; sleep 1001'", daemon("notify MAINPID=$$!\\;READY=1"));
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .with("a.service", json!({"Service": {"Type": "notify", "NotifyAccess": "all", "ExecStart": script}}))
        .start();
    let main = container.wait_for("is reached").wait_for_state("a.service", "running").main_pid;
    container.exec(&format!("kill -9 {main}"));
    container.wait_for_state("a.service", "inactive");
    assert_eq!(container.exec("pgrep -r R,S,D -f 'sleep 100[01]'"), "");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn notify_reload_is_done_when_the_service_says_so() {
    let container = Units::new()
        .with("a.service", json!({"Service": {"Type": "notify-reload", "ExecStart": daemon("reloads")}}))
        .start();
    container.wait_for("is reached");
    assert_eq!(container.systemctl(Verb::Reload, "a.service"), JobOutcome::Done);
    assert_eq!(container.status("a.service").status_text, "reloaded");
    container.signal(nix::sys::signal::Signal::SIGHUP).wait_for_times("reloading", 2);
    assert_eq!(container.stop().0, 0);
}

#[test]
fn notify_reload_may_be_begun_and_done_in_one_message() {
    let container = Units::new()
        .with(
            "a.service",
            json!({"Service": {"Type": "notify-reload", "ExecStart": daemon("reloads-at-once")}}),
        )
        .start();
    container.wait_for("is reached");
    assert_eq!(container.systemctl(Verb::Reload, "a.service"), JobOutcome::Done);
    assert_eq!(container.status("a.service").status_text, "reloaded");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn notify_reload_without_an_answer_times_out_and_is_no_end() {
    // As Debian 12's sshd: READY=1 alone does not say that the reload was seen.
    let service = json!({"Service": {"Type": "notify-reload", "TimeoutStartSec": "500ms",
    "ExecStart": daemon("ignore SIGHUP notify READY=1 sleep 200 notify READY=1 sleep 200 notify READY=1 wait")}});
    let container = Units::new().with("a.service", service).start();
    container.wait_for("is reached");
    let before = container.status("a.service").main_pid;
    assert_eq!(container.systemctl(Verb::Reload, "a.service"), JobOutcome::Failed);
    container.wait_for("reloading took too long").wait_for_state("a.service", "running");
    assert_eq!(container.status("a.service").main_pid, before);
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_service_may_end_instead_of_reloading() {
    let service = json!({"Service": {"Type": "notify-reload",
    "ExecStart": daemon("ignore SIGHUP notify READY=1 sleep 2000 notify STOPPING=1 notify READY=1 sleep 300")}});
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .with("a.service", service)
        .start();
    container.wait_for("is reached");
    assert_eq!(container.systemctl(Verb::Reload, "a.service"), JobOutcome::Failed);
    container.wait_for_state("a.service", "inactive");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn the_watchdog_ends_a_service_that_is_stuck() {
    let container = Units::new()
        .with("a.service", json!({"Service": {"Type": "notify", "WatchdogSec": "1s", "Restart": "on-watchdog", "ExecStart": daemon("notify READY=1 say alive pings 6 300 say stuck wait")}}))
        .start();
    container.wait_for("stuck").wait_for("did not say that it is alive").wait_for_times("alive", 3);
    assert!(container.wait_for_state("a.service", "running").restarts > 0);
    assert_eq!(container.stop().0, 0);
}

#[test]
fn stopping_by_itself_and_keeping_descriptors() {
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .with("a.service", json!({"Service": {"Type": "notify", "ExecStart": daemon("hold notify READY=1 sleep 300 notify STOPPING=1 sleep 2000 say gone")}}))
        .start();
    container.wait_for("FDSTORE=1").wait_for_state("a.service", "deactivating");
    container.wait_for("gone").wait_for_state("a.service", "inactive");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn ready_and_the_end_at_once_are_seen_in_this_order() {
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .unwanted("a.service", json!({"Service": {"Type": "notify", "ExecStart": daemon("notify READY=1")}}))
        .start();
    container.wait_for("is reached");
    for _ in 0..4 {
        assert_eq!(container.systemctl(Verb::Start, "a.service"), JobOutcome::Done);
        container.wait_for_state("a.service", "inactive");
    }
    assert_eq!(container.stop().0, 0);
}

#[test]
fn all_that_was_said_before_the_end_is_heard_before_it() {
    let steps = format!("sleep 500 {} notify READY=1", "notify STATUS=nearly ".repeat(150));
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .unwanted("a.service", json!({"Service": {"Type": "notify", "ExecStart": daemon(&steps)}}))
        .start();
    container.wait_for("is reached");
    std::thread::scope(|scope| {
        let start = scope.spawn(|| container.systemctl(Verb::Start, "a.service"));
        container.wait_for("dead -> start").signal(Signal::SIGSTOP);
        std::thread::sleep(Duration::from_secs(2));
        container.signal(Signal::SIGCONT);
        assert_eq!(start.join().unwrap(), JobOutcome::Done, "{}", container.log());
    });
    assert_eq!(container.stop().0, 0);
}

#[test]
fn reload_runs_exec_reload_and_its_failure_is_no_end() {
    let container = Units::new()
        .with("a.service", json!({"Service": {"ExecStart": daemon("wait"), "ExecReload": ["/bin/sh -c 'echo reload $$MAINPID'", "/bin/sh -c 'test ! -e /run/fail'"]}}))
        .start();
    let main = container.wait_for("is reached").wait_for_state("a.service", "running").main_pid;
    let before = Instant::now();
    assert_eq!(container.systemctl(Verb::Reload, "a.service"), JobOutcome::Done);
    container.wait_for(&format!("reload {main}"));
    container.exec("touch /run/fail");
    assert_eq!(container.systemctl(Verb::Reload, "a.service"), JobOutcome::Failed);
    assert_eq!(container.status("a.service").main_pid, main);
    assert!(before.elapsed() < Duration::from_mins(1));
    assert_eq!(container.stop().0, 0);
}

#[test]
fn scripts_call_systemd_notify_and_systemd_cat() {
    let programs = "PATH=/run/current-system/systemd/bin:/usr/bin:/bin";
    let script = "systemd-notify --ready --status=serving; echo loud | systemd-cat -t from-pipe; \
                  systemd-cat --identifier=from-command echo louder; exec sleep 1000";
    let container = Units::new()
        .with(
            "a.service",
            json!({"Service": {"Type": "notify", "NotifyAccess": "all", "Environment": programs,
                "ExecStart": format!("/bin/sh -c '{script}'")}}),
        )
        .start();
    let status = container.wait_for("louder").status("a.service");
    assert_eq!(status.status_text, "serving");
    let (code, log) = container.stop();
    assert_eq!(code, 0);
    assert!(log.contains("loud") && log.contains("from-command"), "{log}");
}

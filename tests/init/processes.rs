//! What becomes of processes: `KillMode=`, orphans, zombies, trackers.

use nix_docker::testing::protocol::{JobOutcome, Verb};
use serde_json::json;

use crate::container::{Container, Units, daemon};
use crate::faults::{first_free, limit};

/// Leaves children in the background that ignore SIGTERM, one of them in a session of its own.
fn with_children(main: &str) -> String {
    format!("/bin/sh -c '(setsid sh -c \"trap : TERM; sleep 1001; sleep 1001\" &); sleep 1001 & exec {main}'")
}

fn sleepers(container: &Container) -> usize {
    container.exec("pgrep -r R,S,D -f 'sleep 100[1]'").lines().count()
}

/// Stops a service with such children, with a container that is made `ready` first: nothing of it is left.
fn assert_nothing_is_left(ready: impl FnOnce(&Container)) {
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .with(
            "a.service",
            json!({"Service": {"TimeoutStopSec": "500ms", "ExecStart": with_children(&daemon("wait"))}}),
        )
        .start();
    container.wait_for("is reached").wait_for_state("a.service", "running");
    while sleepers(&container) < 2 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    ready(&container);
    assert_eq!(container.systemctl(Verb::Stop, "a.service"), JobOutcome::Done);
    assert_eq!(sleepers(&container), 0, "{}", container.exec("ps axf"));
    assert_eq!(container.stop().0, 0);
}

#[test]
fn nothing_is_left_behind_after_a_stop() {
    assert_nothing_is_left(|_| ());
}

#[test]
fn without_descriptors_nothing_is_left_behind_either() {
    // The one that is left is systemctl's.
    assert_nothing_is_left(|container| limit(container, "0", "nofile", Some(first_free(container) + 1)));
}

#[test]
fn kill_mode_process_leaves_the_children_and_mixed_kills_them() {
    let service = |mode: &str| json!({"Service": {"KillMode": mode, "TimeoutStopSec": "20s", "ExecStart": with_children(&daemon("wait"))}});
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .unwanted("process.service", service("process"))
        .unwanted("mixed.service", service("mixed"))
        .start();
    container.wait_for("is reached");
    for (unit, left) in [("mixed.service", 0), ("process.service", 2)] {
        assert_eq!(container.systemctl(Verb::Start, unit), JobOutcome::Done);
        while sleepers(&container) < 2 {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        assert_eq!(container.systemctl(Verb::Stop, unit), JobOutcome::Done, "{unit}");
        assert!(sleepers(&container) >= left, "{unit}");
        assert_eq!(sleepers(&container) == 0, left == 0, "{unit}: {}", container.exec("ps axf"));
    }
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_service_that_ignores_sigterm_is_killed() {
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .with("a.service", json!({"Service": {"TimeoutStopSec": "300ms", "ExecStart": daemon("ignore SIGTERM say deaf wait")}}))
        .start();
    container.wait_for("deaf");
    assert_eq!(container.systemctl(Verb::Stop, "a.service"), JobOutcome::Done);
    let status = container.status("a.service");
    assert_eq!((status.active_state.as_str(), status.result.as_str()), ("failed", "timeout"));
    assert_eq!(container.stop().0, 0);
}

#[test]
fn kill_signal_is_the_one_that_is_asked_for() {
    let container = Units::new()
        .with("a.service", json!({"Service": {"KillSignal": "SIGINT", "ExecStart": "/bin/sh -c 'trap \"echo interrupted; exit 0\" INT; echo up; while :; do sleep 0.05; done'"}}))
        .start();
    container.wait_for("up");
    let (code, log) = container.stop();
    assert_eq!(code, 0);
    assert!(log.contains("interrupted"), "{log}");
}

#[test]
fn zombies_are_reaped() {
    let container = Units::new()
        .with("a.service", json!({"Service": {"ExecStart": daemon("zombies 50 say made wait")}}))
        .with("b.service", json!({"Service": {"ExecStart": "/bin/sh -c 'for i in 1 2 3 4 5 6 7 8; do (sleep 0.1 &) ; done; echo orphans; exec sleep 1000'"}}))
        .start();
    let main = container.wait_for("made").wait_for("orphans").status("a.service").main_pid;
    let wait_for_zombies_of = |program: &str, count: &str| {
        let deadline = std::time::Instant::now() + std::time::Duration::from_mins(1);
        loop {
            let found = container.exec(&format!("cat /proc/[0-9]*/stat | grep -c '({program}) Z'"));
            if found.trim() == count {
                break;
            }
            assert!(std::time::Instant::now() < deadline, "{program}: {} zombies, not {count}", found.trim());
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    };
    // The service's own are its own business, as long as it lives.
    wait_for_zombies_of("init-daemon", "50");
    container.exec(&format!("kill -9 {main}"));
    container.wait_for_state("a.service", "failed");
    wait_for_zombies_of("init-daemon", "0");
    // And those that b.service left to its tracker.
    wait_for_zombies_of("sleep", "0");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn processes_whose_tracker_is_killed_are_still_the_units() {
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .with("a.service", json!({"Service": {"Restart": "always", "TimeoutStopSec": "500ms", "ExecStart": with_children(&daemon("say up wait"))}}))
        .start();
    let main = container.wait_for("up").wait_for_state("a.service", "running").main_pid;
    while sleepers(&container) < 2 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    container.exec(&format!("kill -9 $(cut -d' ' -f4 /proc/{main}/stat)"));
    container.wait_for("keeps its processes together was killed");
    assert_eq!(container.status("a.service").main_pid, main);
    // Its end is still seen, and a stop still takes everything along.
    container.exec(&format!("kill -9 {main}"));
    container.wait_for_times("up", 2);
    assert_eq!(container.systemctl(Verb::Stop, "a.service"), JobOutcome::Done);
    assert_eq!(sleepers(&container), 0, "{}", container.exec("ps -eo pid,ppid,args"));
    assert_eq!(container.stop().0, 0);
}

#[test]
fn how_a_process_ended_is_known_also_when_its_tracker_was_killed_before() {
    // It ends with its tracker, but not by the same signal.
    let start = format!("/usr/bin/setpriv --pdeathsig USR1 {}", daemon("say up wait"));
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .unwanted("a.service", json!({"Unit": {"StartLimitIntervalSec": 0}, "Service": {"ExecStart": start}}))
        .start();
    container.wait_for("is reached");
    for times in 1..10 {
        assert_eq!(container.systemctl(Verb::Start, "a.service"), JobOutcome::Done);
        container.wait_for_times("]: up", times);
        let main = container.status("a.service").main_pid;
        container.exec(&format!("kill -9 $(cut -d' ' -f4 /proc/{main}/stat)"));
        let status = container.wait_for_state("a.service", "failed");
        assert_eq!(status.exec_main_status, 10, "{}", container.log());
    }
    assert_eq!(container.stop().0, 0);
}

#[test]
fn two_units_whose_trackers_are_killed_keep_their_own_processes() {
    let up = || json!({"Service": {"ExecStart": daemon("say up wait")}});
    let container = Units::new().with("a.service", up()).with("b.service", up()).start();
    let main = |unit| container.wait_for_times("]: up", 2).wait_for_state(unit, "running").main_pid;
    let (a, b) = (main("a.service"), main("b.service"));
    for pid in [a, b] {
        container.exec(&format!("kill -9 $(cut -d' ' -f4 /proc/{pid}/stat)"));
    }
    container.wait_for_times("keeps its processes together was killed", 2);
    assert_eq!(container.systemctl(Verb::Stop, "b.service"), JobOutcome::Done);
    let status = container.status("a.service");
    assert_eq!((status.main_pid, status.active_state.as_str()), (a, "active"), "{}", container.log());
    assert_eq!(container.stop().0, 0);
}

#[test]
fn processes_that_fork_all_the_time_are_killed() {
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .with("a.service", json!({"Service": {"Type": "forking", "GuessMainPID": false, "TimeoutStopSec": "1s", "ExecStart": format!("/bin/sh -c '{} &'", daemon("busy"))}}))
        .start();
    container.wait_for("is reached");
    assert_eq!(container.systemctl(Verb::Stop, "a.service"), JobOutcome::Done);
    let left = container.exec("pgrep -r R,S,D -fa 'init-daemon bus[y]'");
    assert_eq!(left, "");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_process_without_its_first_thread_is_none_the_less_killed() {
    let script = format!("/bin/sh -c '{} & exec {}'", daemon("leaderless"), daemon("wait"));
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .with("a.service", json!({"Service": {"ExecStart": script}}))
        .start();
    let main = container.wait_for("is reached").status("a.service").main_pid;
    // As in zombies, nothing is left of the command line.
    let find = format!("grep -sE '\\(init-daemon\\) Z {main} ' /proc/[0-9]*/stat | cut -d/ -f3");
    let mut pid = container.exec(&find);
    while pid.is_empty() {
        std::thread::sleep(std::time::Duration::from_millis(20));
        pid = container.exec(&find);
    }
    assert_eq!(container.systemctl(Verb::Stop, "a.service"), JobOutcome::Done);
    assert_eq!(container.exec(&format!("ls /proc/{}/task | wc -l", pid.trim())), "0\n");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_tracker_that_is_stopped_goes_on() {
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .with("a.service", json!({"Service": {"ExecStart": daemon("say up wait")}}))
        .start();
    let main = container.wait_for("]: up").wait_for_state("a.service", "running").main_pid;
    container.exec(&format!("kill -STOP $(cut -d' ' -f4 /proc/{main}/stat)"));
    container.exec(&format!("kill -9 {main}"));
    container.wait_for_state("a.service", "failed");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn systemctl_kill_reaches_whom_it_names() {
    use nix_docker::testing::protocol::Request;
    let script = "/bin/sh -c 'trap \"echo got-usr1\" USR1; echo up; while :; do sleep 0.05; done'";
    let container = Units::new().with("a.service", json!({"Service": {"ExecStart": script}})).start();
    container.wait_for("up").wait_for_state("a.service", "running");
    let mut request = Request::new(Verb::Kill, vec!["a.service".into()]);
    request.signal = Some(10);
    request.kill_whom = Some("main".into());
    assert_eq!(container.ask(&request).jobs[0].result, JobOutcome::Done);
    container.wait_for("got-usr1");
    assert_eq!(container.stop().0, 0);
}

/// A daemon that forks; its main process is the one that its PID file names.
fn forking(extra: &[(&str, &str)]) -> serde_json::Value {
    let mut service = json!({"Type": "forking", "PIDFile": "/run/a.pid",
        "ExecStart": "/bin/sh -c 'setsid sleep 1000 & echo $$! > /run/a.pid'"});
    for (name, value) in extra {
        service[*name] = json!(value);
    }
    json!({"Service": service})
}

#[test]
fn a_reload_may_move_a_forking_service_to_another_process() {
    let moves = "/bin/sh -c 'setsid sleep 1000 & echo $$! > /run/a.pid; kill $$MAINPID'";
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .with("a.service", forking(&[("ExecReload", moves)]))
        .start();
    let first = container.wait_for("is reached").wait_for_state("a.service", "running").main_pid;
    assert_eq!(container.systemctl(Verb::Reload, "a.service"), JobOutcome::Done);
    let status = container.wait_for_state("a.service", "running");
    let file = std::fs::read_to_string(container.path("/run/a.pid")).unwrap();
    assert_eq!(status.main_pid.to_string(), file.trim());
    assert_ne!(status.main_pid, first);
    // It is the one that is watched now.
    container.exec(&format!("kill -9 {}", status.main_pid));
    assert_eq!(container.wait_for_state("a.service", "failed").exec_main_pid, status.main_pid);
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_forking_service_whose_pid_file_names_another_process_lives_on_in_it() {
    let container = Units::new()
        .with(
            "a.service",
            forking(&[("ExecStartPost", "/bin/sh -c 'setsid sleep 1000 & echo $$! > /run/next'")]),
        )
        .start();
    let first = container.wait_for("is reached").wait_for_state("a.service", "running").main_pid;
    container.exec("cp /run/next /run/a.pid");
    container.exec(&format!("kill -9 {first}"));
    let next: i32 = std::fs::read_to_string(container.path("/run/next")).unwrap().trim().parse().unwrap();
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while container.status("a.service").main_pid != next {
        assert!(std::time::Instant::now() < deadline, "{:?}", container.status("a.service"));
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert_eq!(container.status("a.service").active_state, "active");
    let (code, log) = container.stop();
    assert_eq!(code, 0, "{log}");
    assert!(!log.contains("main process was killed"), "{log}");
}

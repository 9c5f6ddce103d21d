//! Which signal ends a service when: systemd.kill(5), and the failure modes of systemd.service(5).

use nix_docker::testing::protocol::{JobOutcome, Request, UnitStatus, Verb};
use serde_json::{Value, json};

use crate::container::{Container, Units, daemon};

const INT: i32 = 2;
const ABRT: i32 = 6;
const KILL: i32 = 9;
const USR1: i32 = 10;
const TERM: i32 = 15;

/// Services of their own, beside one that keeps the container up.
fn start(services: &[(&str, Value)]) -> Container {
    let mut units = Units::new().with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}));
    for (name, service) in services {
        let mut service = service.clone();
        service["LimitCORE"] = json!(0);
        units = units.unwanted(&format!("{name}.service"), json!({"Service": service}));
    }
    let container = units.start();
    container.wait_for("is reached");
    container
}

#[track_caller]
fn assert_killed_by(status: &UnitStatus, signal: i32) {
    assert!([2, 3].contains(&status.exec_main_code), "{status:?}");
    assert_eq!(status.exec_main_status, signal, "{status:?}");
}

#[test]
fn the_final_signal_and_that_of_a_stop_that_takes_too_long_are_as_asked() {
    let deaf = |name: &str, extra: &[(&str, &str)]| {
        let start = daemon(&format!("ignore SIGTERM say {name}-is-deaf wait"));
        let mut service = json!({"TimeoutStopSec": "200ms", "TimeoutAbortSec": "20s", "ExecStart": start});
        for (directive, value) in extra {
            service[*directive] = json!(value);
        }
        service
    };
    let abort = ("TimeoutStopFailureMode", "abort");
    let cases = [
        ("plain", deaf("plain", &[]), KILL),
        ("final", deaf("final", &[("FinalKillSignal", "SIGINT")]), INT),
        ("kill", deaf("kill", &[("TimeoutStopFailureMode", "kill")]), KILL),
        ("abort", deaf("abort", &[abort]), ABRT),
        ("watchdog", deaf("watchdog", &[abort, ("WatchdogSignal", "SIGUSR1")]), USR1),
    ];
    let container = start(&cases.clone().map(|(name, service, _)| (name, service)));
    for (name, _, signal) in cases {
        let unit = format!("{name}.service");
        assert_eq!(container.systemctl(Verb::Start, &unit), JobOutcome::Done);
        container.wait_for(&format!("{name}-is-deaf"));
        assert_eq!(container.systemctl(Verb::Stop, &unit), JobOutcome::Done);
        let status = container.status(&unit);
        assert_killed_by(&status, signal);
        assert_eq!((status.active_state.as_str(), status.result.as_str()), ("failed", "timeout"), "{name}");
    }
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_stop_command_that_takes_too_long_is_followed_by_the_signal_of_the_failure_mode() {
    let service = |mode: &str| {
        json!({"ExecStart": daemon("wait"), "ExecStop": daemon("wait"),
        "TimeoutStopSec": "200ms", "TimeoutStopFailureMode": mode})
    };
    let cases = [("terminate", TERM), ("abort", ABRT), ("kill", KILL)];
    let container = start(&cases.map(|(mode, _)| (mode, service(mode))));
    for (mode, signal) in cases {
        let unit = format!("{mode}.service");
        assert_eq!(container.systemctl(Verb::Start, &unit), JobOutcome::Done);
        assert_eq!(container.systemctl(Verb::Stop, &unit), JobOutcome::Done);
        let status = container.status(&unit);
        assert_killed_by(&status, signal);
        assert_eq!(status.result, "timeout", "{mode}");
    }
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_start_that_takes_too_long_is_followed_by_the_signal_of_the_failure_mode() {
    let service = |mode: &str| {
        json!({"ExecStart": daemon("wait"), "ExecStartPost": daemon("wait"),
        "TimeoutStartSec": "200ms", "TimeoutStartFailureMode": mode})
    };
    let cases = [("terminate", TERM), ("abort", ABRT), ("kill", KILL)];
    let container = start(&cases.map(|(mode, _)| (mode, service(mode))));
    for (mode, signal) in cases {
        let unit = format!("{mode}.service");
        assert_eq!(container.systemctl(Verb::Start, &unit), JobOutcome::Failed);
        let status = container.status(&unit);
        assert_killed_by(&status, signal);
        assert_eq!((status.active_state.as_str(), status.result.as_str()), ("failed", "timeout"), "{mode}");
    }
    assert_eq!(container.stop().0, 0);
}

#[test]
fn sighup_follows_the_first_signal_where_it_is_asked_for() {
    let service = |name: &str, hup: bool| {
        let script = "trap \"echo $0-hup\" HUP; trap \"echo $0-term; exit 0\" TERM; echo $0-up; while :; do sleep 0.05; done";
        json!({"SendSIGHUP": hup, "ExecStart": format!("/bin/sh -c '{}' {name}", script.replace('$', "$$"))})
    };
    let container = start(&[("with", service("with", true)), ("without", service("without", false))]);
    for name in ["with", "without"] {
        let unit = format!("{name}.service");
        assert_eq!(container.systemctl(Verb::Start, &unit), JobOutcome::Done);
        container.wait_for(&format!("{name}-up"));
        assert_eq!(container.systemctl(Verb::Stop, &unit), JobOutcome::Done);
    }
    container.wait_for("with-hup").wait_for("with-term").wait_for("without-term");
    let (code, log) = container.stop();
    assert_eq!(code, 0);
    assert!(!log.contains("without-hup"), "{log}");
}

#[test]
fn a_restart_has_a_signal_of_its_own() {
    let service = json!({"ExecStart": daemon("say up wait"), "RestartKillSignal": "SIGUSR1"});
    let container = start(&[("a", service)]);
    assert_eq!(container.systemctl(Verb::Start, "a.service"), JobOutcome::Done);
    container.wait_for("up");
    assert_eq!(container.systemctl(Verb::Restart, "a.service"), JobOutcome::Done);
    container.wait_for("main process was killed by SIGUSR1").wait_for_times("up", 2);
    assert_eq!(container.systemctl(Verb::Stop, "a.service"), JobOutcome::Done);
    assert_killed_by(&container.status("a.service"), TERM);
    assert_eq!(container.stop().0, 0);
}

#[test]
fn without_sigkill_a_deaf_process_is_left_alone() {
    let deaf = daemon("ignore SIGTERM say deaf wait");
    let service = json!({"SendSIGKILL": false, "TimeoutStopSec": "100ms", "ExecStart": deaf});
    let container = start(&[("a", service)]);
    assert_eq!(container.systemctl(Verb::Start, "a.service"), JobOutcome::Done);
    let main = container.wait_for("deaf").wait_for_state("a.service", "running").main_pid;
    assert_eq!(container.systemctl(Verb::Stop, "a.service"), JobOutcome::Done);
    assert_eq!(container.status("a.service").result, "timeout");
    assert_eq!(container.exec(&format!("kill -0 {main} && echo there")), "there\n");
    container.exec(&format!("kill -9 {main}"));
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_service_that_is_stopped_while_it_is_forked_is_signalled_all_the_same() {
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .unwanted(
            "a.service",
            json!({"Unit": {"StartLimitIntervalSec": 0},
                "Service": {"TimeoutStopSec": "20s", "ExecStart": daemon("wait")}}),
        )
        .start();
    container.wait_for("is reached");
    let mut start = Request::new(Verb::Start, vec!["a.service".into()]);
    start.no_block = true;
    for _ in 0..100 {
        container.ask(&start);
        let begun = std::time::Instant::now();
        assert_eq!(container.systemctl(Verb::Stop, "a.service"), JobOutcome::Done);
        assert!(begun.elapsed().as_secs() < 15, "{}", container.log());
    }
    assert_eq!(container.stop().0, 0);
}

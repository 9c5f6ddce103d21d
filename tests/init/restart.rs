//! `Restart=`, start limits, timeouts.

use nix_docker::testing::protocol::{JobOutcome, Verb};
use serde_json::json;

use crate::container::{Units, daemon, in_order};

#[test]
fn each_restart_setting_does_what_it_says() {
    // What ends the service, and which settings bring it back: systemd.service(5), table 2.
    let ends = [
        ("clean", daemon("sleep 20 exit 0"), ["always", "on-success"].as_slice()),
        ("code", daemon("sleep 20 exit 3"), &["always", "on-failure"]),
        ("signal", daemon("sleep 20 raise SIGKILL"), &["always", "on-failure", "on-abnormal", "on-abort"]),
    ];
    let settings = ["no", "always", "on-success", "on-failure", "on-abnormal", "on-abort", "on-watchdog"];
    let mut units = Units::new().with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}));
    for (end, start, _) in &ends {
        for setting in settings {
            let unit = json!({"Unit": {"StartLimitBurst": 2, "StartLimitIntervalSec": 1000},
                "Service": {"Restart": setting, "RestartSec": "10ms", "ExecStart": start}});
            units = units.with(&format!("{end}-{setting}.service"), unit);
        }
    }
    let container = units.start();
    container.wait_for("is reached");
    for (end, _, back) in ends {
        for setting in settings {
            let unit = format!("{end}-{setting}.service");
            let again = back.contains(&setting);
            // Those that come back do so until the limit is hit.
            let state = if again || end != "clean" { "failed" } else { "inactive" };
            let status = container.wait_for_state(&unit, state);
            // The restart that hits the limit counts, as in systemd.
            assert_eq!(status.restarts, 2 * u32::from(again), "{unit}: {status:?}");
            // What went wrong first stays the result.
            let clean = if again { "start-limit-hit" } else { "success" };
            let result = match end {
                "clean" => clean,
                "code" => "exit-code",
                _ => "signal",
            };
            assert_eq!(status.result, result, "{unit}");
        }
    }
    assert_eq!(container.stop().0, 0);
}

#[test]
fn exit_statuses_can_prevent_force_and_count_as_success() {
    let service = |extra: &[(&str, &str)], start: &str| {
        let mut service = json!({"RestartSec": "10ms", "ExecStart": daemon(start)});
        for (name, value) in extra {
            service[*name] = json!(value);
        }
        json!({"Unit": {"StartLimitBurst": 2, "StartLimitIntervalSec": 1000}, "Service": service})
    };
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .with(
            "prevent.service",
            service(&[("Restart", "always"), ("RestartPreventExitStatus", "7")], "exit 7"),
        )
        .with("force.service", service(&[("RestartForceExitStatus", "7")], "exit 7"))
        .with(
            "success.service",
            service(&[("Restart", "on-failure"), ("SuccessExitStatus", "7 SIGKILL")], "exit 7"),
        )
        .start();
    container.wait_for("is reached");
    assert_eq!(container.wait_for_state("prevent.service", "failed").restarts, 0);
    let forced = container.wait_for_state("force.service", "failed");
    assert_eq!((forced.result.as_str(), forced.restarts), ("exit-code", 2));
    assert_eq!(container.wait_for_state("success.service", "inactive").result, "success");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_killed_main_process_comes_back_and_a_stopped_one_does_not() {
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .with("a.service", json!({"Service": {"Restart": "always", "ExecStart": daemon("say up wait")}}))
        .start();
    let first = container.wait_for("up").wait_for_state("a.service", "running").main_pid;
    container.exec(&format!("kill -9 {first}"));
    container.wait_for_times("up", 2);
    assert_ne!(container.wait_for_state("a.service", "running").main_pid, first);
    assert_eq!(container.systemctl(Verb::Stop, "a.service"), JobOutcome::Done);
    assert_eq!(container.status("a.service").active_state, "inactive");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn reset_failed_forgets_the_start_limit() {
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .unwanted("a.service", json!({"Unit": {"StartLimitBurst": 1, "StartLimitIntervalSec": 1000}, "Service": {"Type": "oneshot", "ExecStart": daemon("say ran")}}))
        .start();
    container.wait_for("is reached");
    assert_eq!(container.systemctl(Verb::Start, "a.service"), JobOutcome::Done);
    assert_eq!(container.systemctl(Verb::Start, "a.service"), JobOutcome::Failed);
    assert_eq!(container.status("a.service").result, "start-limit-hit");
    assert_eq!(container.systemctl(Verb::ResetFailed, "a.service"), JobOutcome::Done);
    assert_eq!(container.systemctl(Verb::Start, "a.service"), JobOutcome::Done);
    assert_eq!(container.stop().0, 0);
}

#[test]
fn on_failure_starts_another_unit() {
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .with("a.service", json!({"Unit": {"OnFailure": ["help@%n.service"]}, "Service": {"ExecStart": daemon("say failing exit 1")}}))
        .unwanted("help@.service", json!({"Service": {"Type": "oneshot", "ExecStart": "/bin/echo help for %i"}}))
        .start();
    container.wait_for("help for a.service");
    let (code, log) = container.stop();
    assert_eq!(code, 0);
    in_order(&log, &["failing", "help for a.service"]);
}

#[test]
fn start_and_runtime_have_limits() {
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .unwanted("a.service", json!({"Service": {"ExecStartPre": daemon("wait"), "TimeoutStartSec": "200ms", "ExecStart": daemon("say never")}}))
        .unwanted("b.service", json!({"Service": {"RuntimeMaxSec": "200ms", "ExecStart": daemon("say running wait")}}))
        .start();
    container.wait_for("is reached");
    assert_eq!(container.systemctl(Verb::Start, "a.service"), JobOutcome::Failed);
    assert_eq!(container.status("a.service").result, "timeout");
    assert_eq!(container.systemctl(Verb::Start, "b.service"), JobOutcome::Done);
    assert_eq!(container.wait_for_state("b.service", "failed").result, "timeout");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_random_time_on_top_lets_a_service_run_longer() {
    let with = |extra: &str| json!({"Service": {"RuntimeMaxSec": "1ms", "RuntimeRandomizedExtraSec": extra, "ExecStart": daemon("wait")}});
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        // A random part of it is over before the others' end in one run of many millions.
        .unwanted("long.service", with("1y"))
        .unwanted("short.service", with("300ms"))
        .start();
    container.wait_for("is reached");
    assert_eq!(container.systemctl(Verb::Start, "long.service"), JobOutcome::Done);
    assert_eq!(container.systemctl(Verb::Start, "short.service"), JobOutcome::Done);
    assert_eq!(container.wait_for_state("short.service", "failed").result, "timeout");
    assert_eq!(container.status("long.service").sub_state, "running");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn bound_units_go_with_what_they_are_bound_to_and_parts_restart_with_the_whole() {
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .with("a.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .with("bound.service", json!({"Unit": {"BindsTo": ["a.service"], "After": ["a.service"]}, "Service": {"ExecStart": daemon("wait")}}))
        .with("whole.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .with("part.service", json!({"Unit": {"PartOf": ["whole.service"], "After": ["whole.service"]}, "Service": {"ExecStart": daemon("say part-up wait")}}))
        .start();
    container.wait_for("is reached");
    let main = container.wait_for_state("a.service", "running").main_pid;
    container.wait_for_state("bound.service", "running");
    container.exec(&format!("kill {main}"));
    container.wait_for_state("bound.service", "inactive");
    assert_eq!(container.systemctl(Verb::Restart, "whole.service"), JobOutcome::Done);
    container.wait_for_times("part-up", 2);
    assert_eq!(container.stop().0, 0);
}

/// A service that says when it starts and stops.
fn talks(name: &str) -> serde_json::Value {
    json!({"Type": "notify", "ExecStart": daemon(&format!("say {name}-up notify READY=1 wait")), "ExecStopPost": format!("/bin/echo {name}-down"),
        "Restart": "always", "RestartSec": "100ms"})
}

#[test]
fn what_requires_a_service_restarts_along_with_it() {
    let container = Units::new()
        .with("a.service", json!({"Service": talks("a")}))
        .with(
            "b.service",
            json!({"Unit": {"Requires": ["a.service"], "After": ["a.service"]}, "Service": talks("b")}),
        )
        .with(
            "part.service",
            json!({"Unit": {"PartOf": ["a.service"], "Before": ["a.service"]}, "Service": talks("part")}),
        )
        .with(
            "other.service",
            json!({"Unit": {"Wants": ["a.service"], "After": ["a.service"]}, "Service": talks("other")}),
        )
        .start();
    container.wait_for("is reached").wait_for("b-up").wait_for("part-up");
    let main = container.wait_for_state("a.service", "running").main_pid;
    container.exec(&format!("kill -9 {main}"));
    container.wait_for_times("a-up", 2).wait_for_times("b-up", 2).wait_for_times("part-up", 2);
    let log = container.log();
    in_order(&log, &["b-up", "a-down", "b-down", "a-up", "b-up"]);
    in_order(&log, &["a-down", "part-down", "part-up", "a-up"]);
    assert_eq!(log.matches("other-up").count(), 1, "{log}");
    // What was restarted along was asked to, and what started by itself counts.
    assert_eq!(container.status("b.service").restarts, 0);
    assert_eq!(container.status("a.service").restarts, 1);
    assert_eq!(container.systemctl(Verb::Restart, "a.service"), JobOutcome::Done);
    assert_eq!(container.status("a.service").restarts, 0);
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_restart_is_seen_by_others_unless_it_is_direct() {
    let bound =
        |to: &str, name: &str| json!({"Unit": {"BindsTo": [to], "After": [to]}, "Service": talks(name)});
    let mut direct = talks("direct");
    direct["RestartMode"] = json!("direct");
    // While it ran, the service would count as stopping.
    direct.as_object_mut().unwrap().remove("ExecStopPost");
    let failure = json!({"Type": "oneshot", "ExecStart": "/bin/echo failure of %i"});
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .with(
            "normal.service",
            json!({"Unit": {"OnFailure": ["seen@%p.service"]}, "Service": talks("normal")}),
        )
        .with("direct.service", json!({"Unit": {"OnFailure": ["seen@%p.service"]}, "Service": direct}))
        .with("with-normal.service", bound("normal.service", "with-normal"))
        .with("with-direct.service", bound("direct.service", "with-direct"))
        .unwanted("seen@.service", json!({"Service": failure}))
        .start();
    container.wait_for("is reached").wait_for("with-normal-up").wait_for("with-direct-up");
    for unit in ["normal.service", "direct.service"] {
        let main = container.wait_for_state(unit, "running").main_pid;
        container.exec(&format!("kill -9 {main}"));
    }
    container.wait_for("failure of normal").wait_for_times("normal-up", 3).wait_for_times("direct-up", 3);
    // What is bound to the first has stopped for good, as if nobody had asked for it.
    assert_eq!(container.wait_for_state("with-normal.service", "inactive").restarts, 0);
    container.wait_for_state("direct.service", "running");
    container.wait_for_state("with-direct.service", "running");
    // To the other one the service has never ended.
    assert_eq!(container.log().matches("with-direct-up").count(), 1, "{}", container.log());
    assert!(!container.log().contains("failure of direct"), "{}", container.log());
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_stop_ends_the_wait_for_a_restart_and_a_start_does_not() {
    let unit = json!({"Service": {"ExecStart": daemon("say failing exit 3"), "Restart": "on-failure", "RestartSec": "2s"}});
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .essential("a.service")
        .with("a.service", unit)
        .start();
    container.wait_for_state("a.service", "auto-restart");
    let before = std::time::Instant::now();
    assert_eq!(container.systemctl(Verb::Start, "a.service"), JobOutcome::Done);
    assert!(before.elapsed() > std::time::Duration::from_secs(1), "{}", container.log());
    container.wait_for_times("failing", 2);
    // A restart does not wait, and is no end for good.
    container.wait_for_state("a.service", "auto-restart");
    assert_eq!(container.systemctl(Verb::Restart, "a.service"), JobOutcome::Done);
    container.wait_for_times("failing", 3).wait_for_state("a.service", "auto-restart");
    assert_eq!(container.systemctl(Verb::Stop, "a.service"), JobOutcome::Done);
    let status = container.status("a.service");
    assert_eq!((status.active_state.as_str(), status.result.as_str()), ("inactive", "exit-code"));
    std::thread::sleep(std::time::Duration::from_millis(2300));
    assert_eq!(container.log().matches("failing").count(), 3, "{}", container.log());
    assert_eq!(container.stop().0, 0);
}

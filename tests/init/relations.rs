//! What one unit's state does to another: systemd.unit(5).

use nix_docker::testing::protocol::{JobOutcome, Verb};
use serde_json::{Value, json};

use crate::container::{Units, daemon, in_order, lines_of};

/// A service that runs, with relations to others.
fn runs(relations: Value) -> Value {
    let mut unit = json!({"Service": {"ExecStart": daemon("wait")}});
    unit["Unit"] = relations;
    unit
}

fn keep() -> Units {
    Units::new().with("keep.service", runs(json!({})))
}

#[test]
fn of_units_in_conflict_the_last_one_that_is_asked_for_is_up() {
    let container = keep()
        .with("a.service", json!({"Service": {"ExecStart": daemon("say a-up wait"), "ExecStopPost": "/bin/echo a-down"}}))
        .unwanted(
            "b.service",
            json!({"Unit": {"Conflicts": "a.service", "After": "a.service"}, "Service": {"ExecStart": daemon("say b-up wait")}}),
        )
        .start();
    container.wait_for("is reached").wait_for("a-up");
    assert_eq!(container.systemctl(Verb::Start, "b.service"), JobOutcome::Done);
    container.wait_for("b-up");
    assert_eq!(container.status("a.service").active_state, "inactive");
    // The other way round, too.
    assert_eq!(container.systemctl(Verb::Start, "a.service"), JobOutcome::Done);
    container.wait_for_state("b.service", "inactive");
    container.wait_for_times("a-up", 2);
    let (code, log) = container.stop();
    assert_eq!(code, 0);
    in_order(&log, &["a-up", "a-down", "b-up", "a-up"]);
}

#[test]
fn a_requisite_is_not_started_and_its_absence_is_a_failure() {
    let container = keep()
        .unwanted("a.service", runs(json!({})))
        .unwanted("b.service", runs(json!({"Requisite": "a.service", "After": "a.service"})))
        .start();
    container.wait_for("is reached");
    assert_eq!(container.systemctl(Verb::Start, "b.service"), JobOutcome::Dependency);
    for unit in ["a.service", "b.service"] {
        assert_eq!(container.status(unit).active_state, "inactive", "{unit}");
    }
    assert_eq!(container.systemctl(Verb::Start, "a.service"), JobOutcome::Done);
    assert_eq!(container.systemctl(Verb::Start, "b.service"), JobOutcome::Done);
    assert_eq!(container.systemctl(Verb::Stop, "a.service"), JobOutcome::Done);
    assert_eq!(container.status("b.service").active_state, "inactive");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_unit_that_another_upholds_comes_back_however_it_went() {
    let container = keep()
        .with("holder.service", runs(json!({"Upholds": "a.service"})))
        .unwanted("a.service", json!({"Service": {"ExecStart": daemon("say a-up wait")}}))
        .start();
    container.wait_for("is reached");
    let main = container.wait_for("a-up").wait_for_state("a.service", "running").main_pid;
    container.exec(&format!("kill {main}"));
    container.wait_for_times("a-up", 2).wait_for_state("a.service", "running");
    assert_eq!(container.systemctl(Verb::Stop, "a.service"), JobOutcome::Done);
    container.wait_for_times("a-up", 3).wait_for_state("a.service", "running");
    assert_eq!(container.systemctl(Verb::Stop, "holder.service"), JobOutcome::Done);
    assert_eq!(container.systemctl(Verb::Stop, "a.service"), JobOutcome::Done);
    assert_eq!(container.status("a.service").active_state, "inactive");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_unit_that_nothing_needs_any_more_stops() {
    let container = keep()
        .unwanted("helper.service", runs(json!({"StopWhenUnneeded": true})))
        .with("one.service", runs(json!({"Wants": "helper.service", "After": "helper.service"})))
        .with("two.service", runs(json!({"Requires": "helper.service", "After": "helper.service"})))
        .start();
    container.wait_for("is reached").wait_for_state("helper.service", "running");
    assert_eq!(container.systemctl(Verb::Stop, "one.service"), JobOutcome::Done);
    assert_eq!(container.status("helper.service").active_state, "active");
    assert_eq!(container.systemctl(Verb::Stop, "two.service"), JobOutcome::Done);
    container.wait_for_state("helper.service", "inactive");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_stop_and_a_reload_go_on_to_those_that_they_are_propagated_to() {
    let reloads = |name: &str, relations: Value| {
        json!({"Unit": relations, "Service": {
        "ExecStart": daemon("wait"), "ExecReload": format!("/bin/echo {name}-reloads")}})
    };
    let container = keep()
        .with(
            "a.service",
            reloads("a", json!({"PropagatesStopTo": "b.service", "PropagatesReloadTo": "b.service"})),
        )
        .with("b.service", reloads("b", json!({})))
        .with(
            "c.service",
            reloads("c", json!({"StopPropagatedFrom": "a.service", "ReloadPropagatedFrom": "a.service"})),
        )
        .with("other.service", reloads("other", json!({"After": "a.service"})))
        .start();
    container.wait_for("is reached");
    assert_eq!(container.systemctl(Verb::Reload, "a.service"), JobOutcome::Done);
    container.wait_for("a-reloads").wait_for("b-reloads").wait_for("c-reloads");
    assert_eq!(container.systemctl(Verb::Stop, "a.service"), JobOutcome::Done);
    container.wait_for_state("b.service", "inactive");
    container.wait_for_state("c.service", "inactive");
    assert_eq!(container.status("other.service").active_state, "active");
    let (code, log) = container.stop();
    assert_eq!(code, 0);
    assert!(!log.contains("other-reloads"), "{log}");
}

#[test]
fn what_follows_a_success_or_a_failure_is_told_of_it() {
    let tell = "/bin/sh -c 'echo $$MONITOR_UNIT: $$MONITOR_SERVICE_RESULT $$MONITOR_EXIT_CODE $$MONITOR_EXIT_STATUS $${#MONITOR_INVOCATION_ID}'";
    let handler = || json!({"Service": {"Type": "oneshot", "ExecStartPre": tell, "ExecStart": tell}});
    let ends = |how: &str| {
        json!({"Unit": {"OnSuccess": "good@%N.service", "OnFailure": "bad@%N.service"},
        "Service": {"LimitCORE": 0, "ExecStart": daemon(how)}})
    };
    let (code, log) = Units::new()
        .with("well.service", ends("exit 0"))
        .with("ill.service", ends("exit 3"))
        .with("dies.service", ends("raise SIGKILL"))
        .with(
            "shared.service",
            json!({"Unit": {"OnSuccess": "of-two.service"}, "Service": {"ExecStart": daemon("exit 0")}}),
        )
        .unwanted(
            "other.service",
            json!({"Unit": {"OnSuccess": "of-two.service"}, "Service": {"ExecStart": daemon("exit 0")}}),
        )
        .unwanted("of-two.service", handler())
        .unwanted("good@.service", handler())
        .unwanted("bad@.service", handler())
        .run();
    assert_eq!(code, 0, "{log}");
    let twice = |line: &str| vec![line.to_owned(); 2];
    assert_eq!(lines_of(&log, "good@well"), twice("well.service: success exited 0 32"), "{log}");
    assert_eq!(lines_of(&log, "bad@ill"), twice("ill.service: exit-code exited 3 32"), "{log}");
    assert_eq!(lines_of(&log, "bad@dies"), twice("dies.service: signal killed KILL 32"), "{log}");
    // systemd.exec(5): who follows several units is told nothing.
    assert_eq!(lines_of(&log, "of-two"), twice(": 0"), "{log}");
}

//! `nix-docker healthcheck`, as Docker runs it: inside, beside the units.

use nix_docker::testing::protocol::{JobOutcome, Request, Verb};
use serde_json::{Value, json};

use crate::container::{Container, Units, daemon};

/// What it says, and its exit code.
fn checked(container: &Container) -> String {
    container.exec(&format!("{} healthcheck; echo $?", env!("CARGO_BIN_EXE_nix-docker")))
}

/// Targets that are always there count, too.
#[track_caller]
fn assert_healthy(container: &Container) {
    let said = checked(container);
    assert!(said.starts_with("all ") && said.ends_with(" wanted units are active\n0\n"), "{said}");
}

fn runs(steps: &str) -> Value {
    json!({"Service": {"ExecStart": daemon(steps)}})
}

#[test]
fn a_container_is_healthy_while_all_that_it_wants_is_up() {
    let container = Units::new()
        .with("a.service", runs("wait"))
        .with("b.service", runs("wait"))
        .with("once.service", json!({"Service": {"Type": "oneshot", "ExecStart": "/bin/true"}}))
        .with(
            "skipped.service",
            json!({"Unit": {"ConditionPathExists": "/no/such"}, "Service": {"ExecStart": daemon("wait")}}),
        )
        .with(
            "unmet.service",
            json!({"Service": {"ExecCondition": "/bin/false", "ExecStart": daemon("wait")}}),
        )
        .with("idle.target", json!({"Unit": {"ConditionPathExists": "/no/such"}}))
        .unwanted("other.service", runs("exit 3"))
        .start();
    container.wait_for("is reached").wait_for_state("once.service", "inactive");
    container.wait_for_state("unmet.service", "inactive");
    assert_eq!(container.systemctl(Verb::Start, "other.service"), JobOutcome::Done);
    container.wait_for_state("other.service", "failed");
    assert_healthy(&container);
    assert_eq!(container.systemctl(Verb::Stop, "b.service"), JobOutcome::Done);
    assert_eq!(checked(&container), "b.service is inactive (dead)\n1\n");
    assert_eq!(container.systemctl(Verb::Start, "b.service"), JobOutcome::Done);
    assert_healthy(&container);
    let main = container.status("a.service").main_pid;
    container.exec(&format!("kill -9 {main}"));
    container.wait_for_state("a.service", "failed");
    assert_eq!(checked(&container), "a.service is failed (failed, signal)\n1\n");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_oneshot_that_has_done_its_work_may_do_it_again() {
    let job = "/bin/sh -c '[ ! -e /run/again ] || { echo again; while [ ! -e /run/done ]; do sleep 0.05; done; exit 3; }'";
    let container = Units::new()
        .with("keep.service", runs("wait"))
        .with("job.service", json!({"Service": {"Type": "oneshot", "ExecStart": job}}))
        .start();
    container.wait_for("is reached").wait_for_state("job.service", "inactive");
    container.exec("touch /run/again");
    let mut again = Request::new(Verb::Start, vec!["job.service".to_owned()]);
    again.no_block = true;
    container.ask(&again);
    container.wait_for("]: again");
    assert_healthy(&container);
    container.exec("touch /run/done");
    container.wait_for_state("job.service", "failed");
    assert_eq!(checked(&container), "job.service is failed (failed, exit-code)\n1\n");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_container_that_is_still_starting_is_not_healthy() {
    let container = Units::new()
        .with(
            "slow.service",
            json!({"Service": {"Type": "notify", "ExecStart": daemon("notify STATUS=warming say up wait")}}),
        )
        .start();
    container.wait_for("up").wait_for_state("slow.service", "activating");
    let said = checked(&container);
    assert!(
        said.contains("slow.service is activating (start): warming\n") && said.ends_with("\n1\n"),
        "{said}"
    );
    assert_eq!(container.stop().0, 0);
}

//! Daemons whose main process is not the one that was started, or not the last one.

use super::crossings::Container;
use super::*;
use crate::init::supervisor::state::{ActiveState, Outcome, ServiceState};

/// A service that is up once `leaves` processes are left, beside one that keeps the container.
fn with(leaves: i32, service: &Value) -> Container {
    let mut machine = Container::boot(
        &[],
        json!({"a.service": {"Service": service}, "keep.service": {"Service": {"ExecStart": "/stays"}}}),
    );
    machine.system.leaves = leaves;
    machine.until(1);
    assert_eq!(machine.active("a.service"), ActiveState::Active, "{}", machine.system.said());
    machine
}

fn end(machine: &mut Container, exit: Exit) {
    let main = machine.service("a.service").main().pid.unwrap();
    machine.system.end(main, exit);
    let now = machine.system.now.as_secs();
    machine.until(now);
}

#[test]
fn what_may_fail_may_also_fail_in_another_process() {
    let mut machine = with(1, &json!({"Type": "forking", "ExecStart": "-/leaves"}));
    end(&mut machine, Exit::Status(3));
    assert_eq!(machine.active("a.service"), ActiveState::Inactive, "{}", machine.system.said());
}

#[test]
fn a_daemon_that_was_known_before_may_be_unknown_the_next_time() {
    let mut machine = with(1, &json!({"Type": "forking", "ExecStart": "/leaves"}));
    assert!(machine.service("a.service").main().pid.is_some());
    machine.system.leaves = 2;
    machine.ask(Verb::Restart, &["a.service"]).until(2);
    assert_eq!(machine.service("a.service").state(), ServiceState::Running, "{}", machine.system.said());
}

#[test]
fn with_exit_type_cgroup_the_last_process_counts() {
    let mut machine =
        with(1, &json!({"ExecStart": "/stays", "ExecStartPost": "/leaves", "ExitType": "cgroup"}));
    end(&mut machine, Exit::Status(3));
    assert_eq!(machine.service("a.service").state(), ServiceState::Running, "{}", machine.system.said());
    let last = *machine.system.alive.keys().max().unwrap();
    machine.system.end(last, Exit::Status(0));
    machine.until(2);
    let service = machine.service("a.service");
    assert_eq!((service.state(), service.result()), (ServiceState::Failed, Outcome::ExitCode));
}

#[test]
fn success_exit_status_counts_for_every_command() {
    let service = json!({"ExecStartPre": "/exits/3", "ExecStart": "/stays", "SuccessExitStatus": 3});
    with(0, &service);
    let service =
        json!({"Type": "forking", "ExecStart": "/exits/3", "RemainAfterExit": true, "SuccessExitStatus": 3});
    with(0, &service);
}

#[test]
fn a_service_that_could_not_be_killed_does_not_start_beside_what_is_left() {
    let mut machine = with(
        0,
        &json!({"ExecStart": "/deaf", "SendSIGKILL": false, "TimeoutStopSec": 2, "RuntimeMaxSec": 5, "Restart": "always"}),
    );
    machine.until(60);
    assert_eq!(machine.spawned("a.service /deaf"), 1, "{}", machine.system.said());
    machine.ask(Verb::Start, &["a.service"]).until(61);
    assert_eq!(machine.spawned("a.service /deaf"), 1, "{}", machine.system.said());
    assert_eq!(machine.active("a.service"), ActiveState::Failed);
}

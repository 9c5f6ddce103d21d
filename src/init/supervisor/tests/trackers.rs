//! Trackers that are killed: their processes are PID 1's own children from then on.

use super::crossings::Container;
use super::*;
use crate::init::supervisor::state::ServiceState;

fn gone(id: u64) -> Event {
    Event::Command(CommandId(id), TrackerReport::Gone { killed: true })
}

fn boot(service: &Value) -> Container {
    let keep = json!({"Service": {"ExecStart": "/stays"}});
    Container::boot(&[], json!({"a.service": {"Service": service}, "keep.service": keep}))
}

#[test]
fn the_end_of_a_control_process_is_seen_before_that_of_its_tracker() {
    let mut machine = boot(&json!({"ExecStartPre": "/stays", "ExecStart": "/stays"}));
    machine.until(1).system.events.extend([Event::Reaped(101, Exit::Status(0)), gone(1)]);
    machine.until(2);
    assert_eq!(machine.service("a.service").state(), ServiceState::Running, "{}", machine.system.said());
}

#[test]
fn a_process_whose_tracker_is_killed_counts_as_executed() {
    let mut machine = boot(&json!({"Type": "exec", "ExecStart": "/late"}));
    let started = Event::Command(CommandId(1), TrackerReport::Started(101));
    machine.system.orphans = vec![101];
    machine.system.events.extend([started, gone(1)]);
    machine.until(1);
    assert_eq!(machine.service("a.service").state(), ServiceState::Running, "{}", machine.system.said());
}

#[test]
fn each_unit_keeps_its_own_processes() {
    let mut machine = boot(&json!({"ExecStart": "/stays"}));
    machine.system.orphans = vec![101, 102];
    machine.until(1).system.events.extend([gone(1), gone(2)]);
    machine.until(2).ask(Verb::Stop, &["a.service"]).until(3);
    let killed: Vec<i32> = machine.system.killed.iter().map(|(pid, _)| *pid).collect();
    assert_eq!(killed, [101]);
    assert_eq!(machine.service("keep.service").main().pid, Some(102), "{}", machine.system.said());
}

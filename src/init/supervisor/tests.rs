//! The supervisor on a system that fails: it never dies, never spins, never waits for what can't come, and
//! says what happened.

use std::time::Duration;

use nix::errno::Errno;
use serde_json::{Value, json};

use super::Supervisor;
use crate::init::control::{JobOutcome, Request, Verb};
use crate::init::system::fake::FakeSystem;
use crate::init::system::{ClientId, CommandId, Event, Notification, Peer, System};
use crate::init::tracker::{Exit, TrackerReport};
use crate::init::unit::{Host, UnitFile};

mod bus;
mod chance;
mod clients;
mod connections;
mod crossings;
mod daemons;
mod faults;
mod requests;
mod sockets;
mod trackers;
mod triggers;

const TERM: Event = Event::Signal(15);

fn file(essential: &[&str], units: Value) -> UnitFile {
    let mut units = units;
    units["multi-user.target"] = json!({"Unit": {}});
    for (name, unit) in units.as_object_mut().unwrap() {
        if name.ends_with(".service") {
            unit["Install"] = json!({"WantedBy": ["multi-user.target"]});
        }
    }
    let text = json!({"version": 1, "units": units, "tmpfiles": [],
        "settings": {"defaultTarget": "multi-user.target", "essential": essential}});
    UnitFile::parse(&text.to_string(), &Host::default()).unwrap()
}

fn run(system: &mut FakeSystem, essential: &[&str], units: Value) -> u8 {
    Supervisor::new(file(essential, units), system).run(system)
}

/// One turn of PID 1's loop, waiting if there is something to wait for; returns whether it is over.
fn turn(supervisor: &mut Supervisor, system: &mut FakeSystem) -> bool {
    supervisor.settle(system);
    if supervisor.is_over(system).is_some() {
        return true;
    }
    let (deadline, calendar) = (supervisor.next_deadline(), supervisor.next_calendar());
    if !system.events.is_empty() || deadline.is_some() || calendar.is_some() {
        for event in system.wait(deadline, calendar) {
            supervisor.handle(system, event);
        }
    }
    supervisor.run_errands(system);
    supervisor.settle(system);
    supervisor.see_what_is_due(system);
    supervisor.settle(system);
    false
}

#[test]
fn a_fork_that_fails_is_a_failure_of_the_unit() {
    let mut system = FakeSystem { spawn_failures: [Some(Errno::EAGAIN)].into(), ..FakeSystem::default() };
    let code = run(&mut system, &["a.service"], json!({"a.service": {"Service": {"ExecStart": "/stays"}}}));
    assert_eq!(code, 1);
    assert!(system.said().contains("a.service: can't start /stays"), "{}", system.said());
    let mut system = FakeSystem::default();
    let code =
        run(&mut system, &["a.service"], json!({"a.service": {"Service": {"ExecStart": "/unforked"}}}));
    assert_eq!(code, 1);
    assert!(system.said().contains("Cannot allocate memory"), "{}", system.said());
}

#[test]
fn a_fork_that_fails_is_tried_again_where_restart_says_so() {
    let mut system = FakeSystem {
        spawn_failures: [Some(Errno::ENOMEM), Some(Errno::EAGAIN)].into(),
        when_idle: [].into(),
        ..FakeSystem::default()
    };
    let units = json!({"a.service": {"Service": {"ExecStart": "/exits/0", "Type": "oneshot", "Restart": "on-failure", "RestartSec": 3}}});
    assert_eq!(run(&mut system, &["a.service"], units), 0);
    assert_eq!(system.spawned, ["a.service /exits/0"]);
    assert!(system.now >= Duration::from_secs(6));
}

#[test]
fn a_failed_service_whose_next_start_can_not_even_fork_is_tried_again() {
    let start = Event::Request(
        ClientId(1),
        Peer { pid: 9, uid: 0 },
        Request::new(Verb::Start, vec!["a.service".to_owned()]),
    );
    let mut system = FakeSystem {
        // The service that keeps the container, a's first start, its second, and the automatic one.
        spawn_failures: [None, None, Some(Errno::EAGAIN), None].into(),
        when_idle: [start].into(),
        ..FakeSystem::default()
    };
    let units = json!({
        "a.service": {"Service": {"ExecStart": "/exits/3", "Restart": "on-abnormal", "RestartSec": 3}},
        "keep.service": {"Service": {"ExecStart": "/stays", "RuntimeMaxSec": 60}},
    });
    run(&mut system, &[], units);
    assert_eq!(system.replies[0].1.jobs[0].result, JobOutcome::Failed, "{}", system.said());
    assert_eq!(
        system.said().matches("a.service: main process exited with status 3").count(),
        2,
        "{}",
        system.said()
    );
}

#[test]
fn a_fork_that_fails_keeps_nobody_from_stopping() {
    // The main process starts; what stops it does not.
    let failures = [None, Some(Errno::EAGAIN), Some(Errno::EAGAIN)];
    let mut system =
        FakeSystem { spawn_failures: failures.into(), when_idle: [TERM].into(), ..FakeSystem::default() };
    let units = json!({"a.service": {"Service": {"ExecStart": "/stays", "ExecStop": "/exits/0", "ExecStopPost": "/exits/0"}}});
    assert_eq!(run(&mut system, &[], units), 0);
    assert_eq!(system.spawned, ["a.service /stays"]);
    assert!(system.killed.iter().any(|(_, signal)| *signal == 15));
}

#[test]
fn the_deaf_are_killed_within_the_deadline() {
    let mut system = FakeSystem { when_idle: [TERM].into(), ..FakeSystem::default() };
    let units = json!({"a.service": {"Service": {"ExecStart": "/deaf", "TimeoutStopSec": "infinity"}}});
    let code = run(&mut system, &[], units);
    assert_eq!(code, 0, "{}", system.said());
    let signals: Vec<i32> = system.killed.iter().map(|(_, signal)| *signal).collect();
    assert_eq!(signals, [15, 18, 9], "first politely, and awake");
    assert!(system.now <= Duration::from_secs(10), "docker stop gives ten seconds");
}

#[test]
fn what_may_not_be_killed_is_not_waited_for() {
    let mut system = FakeSystem { when_idle: [TERM].into(), ..FakeSystem::default() };
    let code = run(&mut system, &[], json!({"a.service": {"Service": {"ExecStart": "/untouchable"}}}));
    assert_eq!((code, system.now), (0, Duration::ZERO), "{}", system.said());
    assert_eq!(system.said().matches("CAP_KILL").count(), 1, "{}", system.said());
}

#[test]
fn a_second_signal_kills_at_once() {
    let mut system = FakeSystem { when_idle: [TERM, Event::Signal(2)].into(), ..FakeSystem::default() };
    let code = run(&mut system, &[], json!({"a.service": {"Service": {"ExecStart": "/deaf"}}}));
    assert_eq!((code, system.now), (130, Duration::ZERO));
}

#[test]
fn nothing_wakes_a_container_that_is_up() {
    let mut system = FakeSystem::default();
    let units = json!({"a.service": {"Service": {"ExecStart": "/stays"}}, "b.service": {"Service": {"Type": "oneshot", "RemainAfterExit": true, "ExecStart": "/exits/0"}}});
    let mut supervisor = Supervisor::new(file(&[], units), &system);
    supervisor.boot(&mut system);
    for _ in 0..5 {
        supervisor.settle(&mut system);
        assert_eq!(supervisor.is_over(&mut system), None);
        for event in std::mem::take(&mut system.events) {
            supervisor.handle(&mut system, event);
        }
    }
    assert_eq!((supervisor.next_deadline(), supervisor.next_calendar()), (None, None));
}

#[test]
fn a_tracker_that_dies_with_its_process_is_the_processs_death() {
    let mut system = FakeSystem::default();
    let code =
        run(&mut system, &["a.service"], json!({"a.service": {"Service": {"ExecStart": "/vanishes"}}}));
    assert_eq!(code, 137, "{}", system.said());
}

#[test]
fn without_descriptors_units_fail_and_say_so() {
    let mut system =
        FakeSystem { descriptor_failures: [Some(Errno::EMFILE)].into(), ..FakeSystem::default() };
    let units = json!({"a.service": {"Service": {"Type": "notify", "ExecStart": "/stays"}}});
    assert_eq!(run(&mut system, &["a.service"], units), 1);
    assert!(system.said().contains("can't open its notify socket"), "{}", system.said());
}

#[test]
fn a_program_that_is_missing_is_the_units_failure() {
    let mut system = FakeSystem::default();
    let code = run(&mut system, &["a.service"], json!({"a.service": {"Service": {"ExecStart": "/missing"}}}));
    assert_eq!(code, 203, "{}", system.said());
    assert!(system.said().contains("a.service: can't execute /missing"), "{}", system.said());
}

#[test]
fn what_nobody_knows_is_ignored() {
    let unit = "unknown.service".parse().unwrap();
    let notification = Notification { unit, pid: 7, uid: 0, text: "READY=1".into() };
    let mut system = FakeSystem { when_idle: [TERM].into(), ..FakeSystem::default() };
    system.events = [
        Event::Command(CommandId(999), TrackerReport::Gone { killed: true }),
        Event::Reaped(4242, Exit::Status(0)),
        Event::Notify(notification),
        Event::ClientGone(ClientId(5)),
        Event::Traffic(crate::init::system::SocketId(77)),
        Event::ClockChanged,
        Event::Signal(12),
    ]
    .into();
    assert_eq!(run(&mut system, &[], json!({"a.service": {"Service": {"ExecStart": "/stays"}}})), 0);
}

#[test]
fn a_service_that_never_says_ready_times_out() {
    let mut system = FakeSystem::default();
    let units = json!({"a.service": {"Service": {"Type": "notify", "TimeoutStartSec": 5, "ExecStart": "/deaf", "TimeoutStopSec": 7}}});
    assert_eq!(run(&mut system, &["a.service"], units), 137, "{}", system.said());
    assert_eq!(system.now, Duration::from_secs(12));
}

#[test]
fn a_job_that_takes_too_long_is_given_up() {
    let mut system = FakeSystem::default();
    let units = json!({
        "a.service": {"Unit": {"JobTimeoutSec": 7}, "Service": {"Type": "notify", "ExecStart": "/stays"}},
        "b.service": {"Unit": {"Requires": ["a.service"], "After": ["a.service"]}, "Service": {"ExecStart": "/stays"}},
        "c.service": {"Unit": {"After": ["a.service"], "JobRunningTimeoutSec": 3, "JobTimeoutAction": "exit-force"},
            "Service": {"Type": "notify", "ExecStart": "/stays"}},
    });
    assert_eq!(run(&mut system, &[], units), 1, "{}", system.said());
    assert_eq!(system.spawned, ["a.service /stays", "c.service /stays"]);
    assert!(system.said().contains("a.service: its job took too long"), "{}", system.said());
    assert_eq!(system.now, Duration::from_secs(10));
}

#[test]
fn the_start_limit_can_end_the_container() {
    let mut system = FakeSystem::default();
    let units = json!({
        "a.service": {"Unit": {"StartLimitAction": "exit"}, "Service": {"Restart": "always", "ExecStart": "/exits/3"}},
        "b.service": {"Service": {"ExecStart": "/stays"}},
    });
    assert_eq!(run(&mut system, &[], units), 3, "{}", system.said());
    assert_eq!(system.spawned.iter().filter(|line| line.starts_with('a')).count(), 5);
}

#[test]
fn clients_are_answered_and_only_those_who_may_are_heard() {
    let ask = |client: u64, uid: u32, verb: Verb, unit: &str| {
        Event::Request(ClientId(client), Peer { pid: 9, uid }, Request::new(verb, vec![unit.to_owned()]))
    };
    let mut system = FakeSystem { when_idle: [TERM].into(), ..FakeSystem::default() };
    system.events = [
        ask(1, 0, Verb::Restart, "a"),
        ask(2, 4711, Verb::Stop, "a.service"),
        ask(3, 4711, Verb::Status, "a.service"),
        ask(4, 0, Verb::Start, "missing"),
    ]
    .into();
    run(&mut system, &[], json!({"a.service": {"Service": {"ExecStart": "/stays"}}}));
    let reply = |client: u64| &system.replies.iter().find(|(id, _)| id.0 == client).unwrap().1;
    assert_eq!(reply(1).jobs[0].result, JobOutcome::Done);
    assert_eq!(reply(2).jobs[0].result, JobOutcome::Denied);
    assert_eq!(reply(3).units[0].name, "a.service");
    assert_eq!(reply(4).jobs[0].result, JobOutcome::NotFound);
}

#[test]
fn a_process_that_did_not_exist_yet_when_its_unit_was_stopped_is_signalled_then() {
    let started = Event::Command(CommandId(1), TrackerReport::Started(101));
    let mut system = FakeSystem { when_idle: [TERM, started].into(), ..FakeSystem::default() };
    assert_eq!(run(&mut system, &[], json!({"a.service": {"Service": {"ExecStart": "/late"}}})), 0);
    assert_eq!(system.killed, [(101, 15)]);
}

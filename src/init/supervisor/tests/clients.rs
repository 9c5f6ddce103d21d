//! Many clients, slow clients, and starts that wait for room.

use super::*;
use crate::init::control::Detail;
use crate::init::supervisor::throttle;

const ROOT: u32 = 0;
const SOMEBODY: u32 = 12_345;

fn many(count: usize, service: &Value) -> Value {
    let mut units = json!({"keep.service": {"Service": {"ExecStart": "/stays"}}});
    for number in 0..count {
        units[format!("u{number:03}.service")] = json!({"Service": service});
    }
    units
}

fn booted(system: &mut FakeSystem, units: Value) -> Supervisor {
    let mut supervisor = Supervisor::new(file(&[], units), system);
    supervisor.boot(system);
    supervisor.settle(system);
    while !system.events.is_empty() {
        turn(&mut supervisor, system);
    }
    supervisor
}

fn asks(system: &mut FakeSystem, client: u64, uid: u32, request: Request) {
    system.events.push_back(Event::Request(ClientId(client), Peer { pid: 9, uid }, request));
}

fn everything() -> Request {
    Request::new(Verb::Status, Vec::new())
}

#[test]
fn who_reads_slowly_costs_a_piece_of_its_answer_and_holds_up_nobody() {
    let mut system = FakeSystem::default();
    let mut supervisor = booted(&mut system, many(300, &json!({"ExecStart": "/stays"})));
    system.slow.insert(ClientId(1));
    asks(&mut system, 1, SOMEBODY, everything());
    asks(&mut system, 2, ROOT, everything());
    for _ in 0..10 {
        asks(&mut system, 3, ROOT, Request::status(Vec::new(), Detail::System));
        turn(&mut supervisor, &mut system);
    }
    let units = |system: &FakeSystem, client| {
        system.replies.iter().find(|(id, _)| *id == ClientId(client)).map(|(_, reply)| reply.units.len())
    };
    let all = units(&system, 2).unwrap();
    assert!(all > 300 && units(&system, 3) == Some(0), "{all}");
    let sent = system.pieces[&ClientId(1)].len();
    assert!(sent > 0 && sent < 64 * 1024, "{sent}");
    assert!(supervisor.next_deadline().is_none(), "PID 1 spins while a client does not take more");
    system.slow.clear();
    system.events.push_back(Event::ClientTakes(ClientId(1)));
    for _ in 0..10 {
        turn(&mut supervisor, &mut system);
    }
    assert_eq!(units(&system, 1), Some(all));
}

#[test]
fn roots_requests_are_done_before_those_of_others() {
    let mut system = FakeSystem::default();
    let mut supervisor = booted(&mut system, many(300, &json!({"ExecStart": "/stays"})));
    for client in 10..58 {
        asks(&mut system, client, SOMEBODY, everything());
    }
    asks(&mut system, 1, ROOT, Request::new(Verb::Stop, vec!["u001.service".to_owned()]));
    for _ in 0..3 {
        turn(&mut supervisor, &mut system);
    }
    assert_eq!(system.replies.first().map(|(client, _)| *client), Some(ClientId(1)));
}

#[test]
fn who_may_not_command_units_gets_a_bounded_answer() {
    let mut system = FakeSystem::default();
    let mut supervisor = booted(&mut system, many(700, &json!({"ExecStart": "/stays"})));
    let patterns = (0..500).map(|number| format!("*{}", "?".repeat(number % 5))).collect();
    asks(&mut system, 1, SOMEBODY, Request::new(Verb::Stop, patterns));
    for _ in 0..10 {
        turn(&mut supervisor, &mut system);
    }
    let (_, reply) = &system.replies[0];
    assert!(reply.jobs.len() <= 512 && reply.jobs.iter().all(|job| job.result == JobOutcome::Denied));
    assert_eq!(system.killed, []);
}

#[test]
fn a_client_that_goes_away_is_forgotten_in_the_middle_of_its_answer() {
    let mut system = FakeSystem::default();
    let mut supervisor = booted(&mut system, many(300, &json!({"ExecStart": "/stays"})));
    system.slow.insert(ClientId(1));
    asks(&mut system, 1, ROOT, everything());
    turn(&mut supervisor, &mut system);
    system.events.push_back(Event::ClientGone(ClientId(1)));
    turn(&mut supervisor, &mut system);
    assert_eq!(supervisor.errands.iter_mut().count(), 0);
}

#[test]
fn starts_wait_for_room_and_none_fails() {
    let mut system = FakeSystem { room: Some(3), ..FakeSystem::default() };
    let mut supervisor = booted(&mut system, many(50, &json!({"Type": "oneshot", "ExecStart": "/polite"})));
    let first = |system: &FakeSystem| {
        let polite = system.alive.iter().find(|(_, (_, program))| program == "/polite");
        polite.map(|(pid, _)| *pid)
    };
    while let Some(pid) = first(&system) {
        assert!(system.alive.len() <= 3, "{:?}", system.alive);
        system.end(pid, Exit::Status(0));
        turn(&mut supervisor, &mut system);
    }
    let ran = system.spawned.iter().filter(|line| line.ends_with("/polite")).count();
    assert_eq!(ran, 50, "{}", system.said());
    assert_eq!(system.said().matches("some wait for others").count(), 1);
    assert!(supervisor.jobs.is_idle());
}

#[test]
fn where_nothing_makes_room_a_start_is_tried_in_the_end() {
    let mut system = FakeSystem { room: Some(0), ..FakeSystem::default() };
    let mut supervisor = booted(&mut system, many(1, &json!({"ExecStart": "/stays"})));
    for _ in 0..6 {
        turn(&mut supervisor, &mut system);
    }
    assert_eq!(system.spawned.len(), 2, "{}", system.said());
    assert!(system.now >= throttle::PATIENCE && supervisor.jobs.is_idle());
}

#[test]
fn a_start_that_waits_for_room_can_be_cancelled() {
    let mut system = FakeSystem { room: Some(1), ..FakeSystem::default() };
    let units = json!({
        "a.service": {"Service": {"Type": "oneshot", "ExecStart": "/polite"}},
        "b.service": {"Service": {"ExecStart": "/stays"}},
    });
    let mut supervisor = booted(&mut system, units);
    assert_eq!(system.spawned, ["a.service /polite"]);
    asks(&mut system, 1, ROOT, Request::new(Verb::Stop, vec!["b.service".to_owned()]));
    turn(&mut supervisor, &mut system);
    asks(&mut system, 2, ROOT, Request::new(Verb::Stop, vec!["a.service".to_owned()]));
    while !system.events.is_empty() {
        turn(&mut supervisor, &mut system);
    }
    assert_eq!(system.spawned.len(), 1, "{}", system.said());
    assert_eq!(system.replies.len(), 2);
}

//! Services of connections: they come with those and go with them.

use super::crossings::Container;
use super::*;
use crate::init::supervisor::units::RunningUnit;
use crate::init::system::{Accepted, Origin, SocketId};
use crate::init::unit::UnitName;

fn boot(service: &Value) -> Container {
    let mut machine = Container::boot(
        &[],
        json!({
            "s.socket": {"Socket": {"ListenStream": "80", "Accept": true, "PollLimitBurst": 0, "TriggerLimitBurst": 0},
                "Install": {"WantedBy": ["multi-user.target"]}},
            "s@.service": {"Service": service},
            "keep.service": {"Service": {"ExecStart": "/stays"}},
        }),
    );
    machine.until(0);
    machine
}

fn connect(machine: &mut Container, who: usize) {
    let RunningUnit::Socket(socket) = &machine.supervisor.units[&"s.socket".parse::<UnitName>().unwrap()]
    else {
        panic!()
    };
    let listening = socket.listening[0];
    let id = SocketId(1_000_000 + who as u64);
    machine.system.connections.push_back(Accepted {
        socket: id,
        source: Origin::User(7),
        instance: format!("{who}-7"),
        peer: "somebody".into(),
        variables: Vec::new(),
    });
    machine.system.events.push_back(Event::Traffic(listening));
    let now = machine.system.now.as_secs();
    machine.until(now);
}

fn services(machine: &Container) -> Vec<&str> {
    machine.supervisor.units.keys().map(UnitName::as_str).filter(|name| name.starts_with("s@")).collect()
}

#[test]
fn nothing_is_left_of_connections_that_are_over() {
    let mut machine = boot(&json!({"ExecStart": "/exits/0"}));
    connect(&mut machine, 0);
    let graph = machine.supervisor.jobs.graph().len();
    for who in 1..100 {
        connect(&mut machine, who);
    }
    assert_eq!(services(&machine), [""; 0], "{}", machine.system.said());
    assert_eq!(machine.supervisor.jobs.graph().len(), graph);
    assert_eq!(machine.supervisor.file.units.len(), machine.supervisor.units.len());
    assert_eq!(machine.system.closed.len(), 100);
    assert_eq!(machine.spawned("s@7-7-7.service /exits/0"), 1);
}

#[test]
fn some_that_have_failed_stay_to_be_looked_at() {
    let mut machine = boot(&json!({"ExecStart": "/exits/3"}));
    for who in 0..70 {
        connect(&mut machine, who);
    }
    assert_eq!(services(&machine).len(), 64);
    machine.ask(Verb::ResetFailed, &["s@*"]);
    assert_eq!(services(&machine), [""; 0]);
}

#[test]
fn connections_that_last_are_stopped_with_the_container() {
    let mut machine = boot(&json!({"ExecStart": "/stays"}));
    connect(&mut machine, 0);
    connect(&mut machine, 1);
    assert_eq!(services(&machine).len(), 2);
    machine.ask(Verb::Stop, &["s.socket"]);
    assert_eq!(services(&machine).len(), 2, "they go on without their socket");
    machine.system.events.push_back(Event::Signal(15));
    let now = machine.system.now.as_secs();
    machine.until(now + 1);
    assert!(machine.supervisor.end.is_some());
    assert_eq!(services(&machine), [""; 0], "{}", machine.system.said());
}

//! A socket unit's commands, as in systemd.socket(5).

use super::crossings::Container;
use super::*;
use crate::init::supervisor::units::RunningUnit;
use crate::init::unit::UnitName;

fn boot(socket: &Value) -> Container {
    let mut section = socket.clone();
    section["ListenStream"] = json!("80");
    let mut machine = Container::boot(
        &[],
        json!({
            "s.socket": {"Socket": section, "Install": {"WantedBy": ["multi-user.target"]}},
            "s.service": {"Service": {"ExecStart": "/stays"}},
            "keep.service": {"Service": {"ExecStart": "/stays"}},
        }),
    );
    machine.until(0);
    machine
}

fn state(machine: &Container) -> (&'static str, &'static str) {
    match &machine.supervisor.units[&"s.socket".parse::<UnitName>().unwrap()] {
        RunningUnit::Socket(socket) => (socket.state.name(), socket.result),
        _ => panic!(),
    }
}

fn of_socket(machine: &Container) -> Vec<&str> {
    machine.system.spawned.iter().filter_map(|line| line.strip_prefix("s.socket ")).collect()
}

fn commands(pre: &Value, post: &Value) -> Value {
    json!({"ExecStartPre": pre, "ExecStartPost": post, "ExecStopPre": ["/exits/0"], "ExecStopPost": "/exits/00"})
}

#[test]
fn commands_run_around_listening_and_in_order() {
    let mut machine = boot(&commands(&json!(["-/exits/1", "/exits/0"]), &json!("/exits/0")));
    assert!(["listening", "running"].contains(&state(&machine).0), "{}", machine.system.said());
    assert_eq!(of_socket(&machine), ["/exits/1", "/exits/0", "/exits/0"]);
    machine.ask(Verb::Stop, &["s.service", "s.socket"]);
    assert_eq!(state(&machine), ("dead", "success"), "{}", machine.system.said());
    assert_eq!(of_socket(&machine).len(), 5);
}

#[test]
fn a_command_before_listening_that_fails_is_followed_by_nothing() {
    let machine = boot(&commands(&json!(["/exits/3", "/exits/0"]), &json!("/exits/0")));
    assert_eq!(state(&machine), ("failed", "exit-code"));
    assert_eq!(of_socket(&machine), ["/exits/3"]);
    let machine = boot(&commands(&json!("/unforked"), &json!("/exits/0")));
    assert_eq!(state(&machine), ("failed", "resources"));
}

#[test]
fn a_command_after_listening_that_fails_is_followed_by_a_stop() {
    let machine = boot(&commands(&json!([]), &json!(["/exits/3", "/exits/0"])));
    assert_eq!(state(&machine), ("failed", "exit-code"));
    assert_eq!(of_socket(&machine), ["/exits/3", "/exits/0", "/exits/00"]);
}

#[test]
fn commands_of_a_stop_that_fail_do_not_keep_it_from_going_on() {
    let stop = json!({"ExecStopPre": ["/exits/3", "/exits/0"], "ExecStopPost": ["/exits/4"]});
    let mut machine = boot(&stop);
    machine.ask(Verb::Stop, &["s.service", "s.socket"]);
    assert_eq!(state(&machine), ("failed", "exit-code"));
    assert_eq!(of_socket(&machine), ["/exits/3", "/exits/4"]);
    assert_eq!(machine.system.replies[0].1.jobs.len(), 2);
}

#[test]
fn a_command_that_takes_too_long_is_ended_and_then_killed() {
    for (program, ends) in [("/polite", 5), ("/deaf", 10)] {
        let mut machine = boot(&json!({"ExecStartPre": program, "TimeoutSec": 5}));
        machine.until(ends - 1);
        assert_ne!(state(&machine).0, "failed", "{program}");
        machine.until(ends + 1);
        assert_eq!(state(&machine), ("failed", "timeout"), "{program}: {}", machine.system.said());
    }
    let mut machine = boot(&json!({"ExecStartPre": "/untouchable", "TimeoutSec": 5}));
    machine.until(16);
    assert_eq!(state(&machine), ("failed", "timeout"));
    let mut machine = boot(&json!({"ExecStartPost": "/stays", "ExecStopPost": "/exits/0", "TimeoutSec": 5}));
    machine.until(4);
    assert_eq!(state(&machine).0, "start-post");
    machine.until(6);
    assert_eq!(state(&machine), ("failed", "timeout"), "{}", machine.system.said());
    assert_eq!(of_socket(&machine), ["/stays", "/exits/0"]);
    assert!(machine.system.alive.values().all(|(_, program)| program == "/stays"), "the service's own");
}

#[test]
fn a_stop_in_the_middle_of_a_start_ends_the_command() {
    for (start, left) in [("ExecStartPre", "/exits/0"), ("ExecStartPost", "/exits/0")] {
        let mut machine = boot(&json!({start: "/stays", "ExecStopPost": left, "TimeoutSec": 50}));
        machine.ask(Verb::Stop, &["s.socket"]);
        assert_eq!(of_socket(&machine), ["/stays", left], "{start}: {}", machine.system.said());
        assert_eq!(state(&machine), ("failed", "signal"), "{start}");
    }
    let mut machine = boot(&json!({"ExecStartPre": "/late", "TimeoutSec": 50}));
    machine.ask(Verb::Stop, &["s.socket"]);
    assert_eq!(state(&machine).0, "stop-pre-sigterm");
}

#[test]
fn a_tracker_that_is_killed_is_as_good_as_its_command() {
    let machine = boot(&json!({"ExecStartPre": "/vanishes"}));
    assert_eq!(state(&machine), ("failed", "signal"), "{}", machine.system.said());
}

#[test]
fn what_a_command_has_left_ends_with_the_socket() {
    let mut system = FakeSystem { leaves: 2, ..FakeSystem::default() };
    let units = json!({"s.socket": {"Socket": {"ListenStream": "80", "ExecStartPre": "/leaves"}},
        "s.service": {"Service": {"ExecStart": "/exits/0"}}});
    let mut file = file(&[], units);
    let name: UnitName = "s.socket".parse().unwrap();
    file.units.get_mut(&name).unwrap().dependencies.wanted_by.push("multi-user.target".parse().unwrap());
    system.when_idle = [TERM].into();
    assert_eq!(Supervisor::new(file, &system).run(&mut system), 0, "{}", system.said());
    assert!(system.alive.is_empty(), "{:?}", system.alive);
}

#[test]
fn the_container_ends_in_time_whatever_a_sockets_commands_do() {
    for command in ["ExecStartPre", "ExecStopPre", "ExecStopPost"] {
        let mut system = FakeSystem { when_idle: [TERM].into(), ..FakeSystem::default() };
        let mut socket = json!({"Socket": {"ListenStream": "80", "TimeoutSec": "infinity"}});
        socket["Socket"][command] = json!("/deaf");
        let units = json!({"s.socket": socket, "s.service": {"Service": {"ExecStart": "/stays"}}});
        let code = run(&mut system, &[], units);
        assert!(system.now < Duration::from_secs(15), "{command}: {:?}\n{}", system.now, system.said());
        assert!(system.alive.is_empty(), "{command} ({code}): {:?}", system.alive);
    }
}

//! Timers and sockets whose units don't come up, or come up at another time.

use super::crossings::Container;
use super::*;
use crate::init::supervisor::sockets::SocketState;
use crate::init::supervisor::units::RunningUnit;
use crate::init::unit::UnitName;

pub(super) fn with_timer(triggers: &Value, unit: &Value) -> Container {
    let mut units = json!({
        "t.timer": {"Timer": triggers, "Install": {"WantedBy": ["multi-user.target"]}},
        "keep.service": {"Service": {"ExecStart": "/stays"}},
        "r.service": {"Unit": {"ConditionPathExists": "/x"}, "Service": {"Type": "oneshot", "ExecStart": "/exits/3"}},
    });
    units["t.service"] = unit.clone();
    let mut file = file(&[], units);
    for service in ["t.service", "r.service"] {
        let name: UnitName = service.parse().unwrap();
        file.units.get_mut(&name).unwrap().dependencies.wanted_by.clear();
    }
    let mut system = FakeSystem::default();
    let mut supervisor = Supervisor::new(file, &system);
    supervisor.boot(&mut system);
    Container { supervisor, system }
}

fn with_socket(unit: &Value) -> Container {
    let mut machine = Container::boot(
        &[],
        json!({
            "s.socket": {"Socket": {"ListenStream": "80"}, "Install": {"WantedBy": ["multi-user.target"]}},
            "keep.service": {"Service": {"ExecStart": "/stays"}},
            "r.service": {"Service": {"Type": "oneshot", "ExecStart": "/exits/3"}},
            "s.service": unit,
        }),
    );
    machine.until(0);
    machine
}

fn socket(machine: &Container) -> (SocketState, &'static str) {
    let RunningUnit::Socket(socket) = &machine.supervisor.units[&"s.socket".parse::<UnitName>().unwrap()]
    else {
        panic!()
    };
    (socket.state, socket.result)
}

fn traffic(machine: &mut Container) {
    let RunningUnit::Socket(socket) = &machine.supervisor.units[&"s.socket".parse::<UnitName>().unwrap()]
    else {
        panic!()
    };
    let id = socket.listening[0];
    machine.system.events.push_back(Event::Traffic(id));
    let now = machine.system.now.as_secs();
    machine.until(now);
}

#[test]
fn a_timer_goes_on_after_its_unit_was_not_started_for_want_of_another() {
    let unit = json!({"Unit": {"Requires": "r.service", "After": "r.service"}, "Service": {"Type": "oneshot", "ExecStart": "/exits/0"}});
    let mut machine = with_timer(&json!({"OnActiveSec": 1, "OnUnitActiveSec": 10}), &unit);
    machine.until(35);
    assert_eq!(machine.spawned("r.service /exits/3"), 4, "{}", machine.system.said());
}

#[test]
fn a_timer_goes_on_after_its_unit_was_skipped() {
    let unit = json!({"Unit": {"ConditionPathExists": "/x"}, "Service": {"Type": "oneshot", "ExecStart": "/exits/0"}});
    let mut machine = with_timer(&json!({"OnActiveSec": 1, "OnUnitActiveSec": 10}), &unit);
    machine.system.conditions_fail = true;
    machine.until(35);
    assert_eq!(machine.system.said().matches("t.service: skipped").count(), 4, "{}", machine.system.said());
    machine.system.conditions_fail = false;
    machine.until(45);
    assert_eq!(machine.spawned("t.service /exits/0"), 1);
    machine.system.conditions_fail = true;
    machine.until(75);
    assert_eq!(machine.system.said().matches("t.service: skipped").count(), 7, "{}", machine.system.said());
}

#[test]
fn a_timer_whose_unit_runs_for_too_long_elapses_as_soon_as_it_has_ended() {
    let unit = json!({"Service": {"Type": "oneshot", "ExecStart": "/stays", "TimeoutStartSec": 15}});
    let mut machine = with_timer(&json!({"OnCalendar": "*:*:0/10"}), &unit);
    // The first run begins at 10 s at the latest and takes 15 s.
    machine.until(10);
    assert_eq!(machine.spawned("t.service /stays"), 1);
    machine.until(26);
    assert_eq!(machine.spawned("t.service /stays"), 2, "{}", machine.system.said());
}

#[test]
fn a_socket_listens_again_after_its_service_was_not_started() {
    let mut machine = with_socket(&json!({
        "Unit": {"Requires": "r.service", "After": "r.service"}, "Service": {"ExecStart": "/stays"}}));
    assert_eq!(socket(&machine).0, SocketState::Listening);
    traffic(&mut machine);
    assert_eq!(socket(&machine).0, SocketState::Listening);
    assert_eq!(machine.spawned("r.service /exits/3"), 2);
}

#[test]
fn a_socket_whose_service_is_started_too_often_fails() {
    let mut machine = with_socket(&json!({"Service": {"ExecStart": "/exits/3"}}));
    for _ in 0..5 {
        traffic(&mut machine);
    }
    assert_eq!(socket(&machine), (SocketState::Failed, "service-start-limit-hit"));
}

#[test]
fn a_start_too_many_of_a_failed_unit_has_its_action() {
    let mut machine = Container::boot(
        &[],
        json!({
            "a.service": {"Unit": {"StartLimitBurst": 1, "StartLimitAction": "exit"}, "Service": {"ExecStart": "/exits/3"}},
            "keep.service": {"Service": {"ExecStart": "/stays"}},
        }),
    );
    machine.until(1).ask(Verb::Start, &["a.service"]);
    assert_eq!(machine.supervisor.end.map(|end| end.code), Some(3), "{}", machine.system.said());
}

#[test]
fn a_wall_clock_that_is_set_moves_no_timer_but_those_of_the_calendar() {
    let oneshot = json!({"Service": {"Type": "oneshot", "ExecStart": "/exits/0"}});
    for trigger in ["OnUnitActiveSec", "OnUnitInactiveSec"] {
        let mut machine = with_timer(&json!({"OnActiveSec": 1, trigger: 3600}), &oneshot);
        machine.until(1800).system.set_back = Duration::from_hours(48);
        machine.system.events.push_back(Event::ClockChanged);
        machine.until(3599);
        assert_eq!(machine.spawned("t.service /exits/0"), 1, "{trigger}");
        machine.until(3602);
        assert_eq!(machine.spawned("t.service /exits/0"), 2, "{trigger}");
    }
}

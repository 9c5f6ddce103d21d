//! One thing happens while another is under way: a stop during a start, a start during a stop, a request while a
//! restart is due.

use super::*;
use crate::init::supervisor::state::{ActiveState, ServiceState};
use crate::init::system::Clocks;
use crate::init::unit::UnitName;

/// A supervisor on its fake system.
pub(super) struct Container {
    pub supervisor: Supervisor,
    pub system: FakeSystem,
}

impl Container {
    /// Starts all units; nothing else has happened yet.
    pub(super) fn boot(essential: &[&str], units: Value) -> Self {
        let mut system = FakeSystem::default();
        let mut supervisor = Supervisor::new(file(essential, units), &system);
        supervisor.boot(&mut system);
        Self { supervisor, system }
    }

    /// Runs until nothing more happens before this time, in seconds.
    pub(super) fn until(&mut self, seconds: u64) -> &mut Self {
        let until = Duration::from_secs(seconds);
        for turns in 0.. {
            assert!(turns < 1000, "PID 1 spins:\n{}", self.system.said());
            self.supervisor.settle(&mut self.system);
            let calendar =
                self.supervisor.next_calendar().map(|at| at.saturating_sub(self.system.realtime()));
            let calendar = calendar.map(|left| self.system.now + left);
            let next = self.supervisor.next_deadline().into_iter().chain(calendar).min();
            if self.system.events.is_empty() && next.is_none_or(|next| next > until) {
                break;
            }
            if turn(&mut self.supervisor, &mut self.system) {
                break;
            }
        }
        self.system.now = self.system.now.max(until);
        self
    }

    pub(super) fn ask(&mut self, verb: Verb, units: &[&str]) -> &mut Self {
        let request = Request::new(verb, units.iter().map(|unit| (*unit).to_owned()).collect());
        self.system.events.push_back(Event::Request(ClientId(1), Peer { pid: 9, uid: 0 }, request));
        let now = self.system.now.as_secs();
        self.until(now)
    }

    /// A process of a unit says that the unit is ready.
    pub(super) fn says_ready(&mut self, unit: &str, pid: i32) -> &mut Self {
        let ready = Notification { unit: unit.parse().unwrap(), pid, uid: 0, text: "READY=1".into() };
        self.system.events.push_back(Event::Notify(ready));
        self
    }

    pub(super) fn active(&self, unit: &str) -> ActiveState {
        self.supervisor.units[&unit.parse::<UnitName>().unwrap()].active()
    }

    pub(super) fn service(&self, unit: &str) -> &crate::init::supervisor::service::Service {
        self.supervisor.units[&unit.parse::<UnitName>().unwrap()].service().unwrap()
    }

    pub(super) fn spawned(&self, line: &str) -> usize {
        self.system.spawned.iter().filter(|spawned| *spawned == line).count()
    }
}

#[test]
fn a_preparation_that_ends_well_when_it_is_stopped_is_followed_by_nothing() {
    let mut machine = Container::boot(
        &[],
        json!({
            "a.service": {"Service": {"ExecStartPre": ["/polite", "/exits/0"], "ExecStart": "/stays"}},
            "keep.service": {"Service": {"ExecStart": "/stays"}},
        }),
    );
    machine.until(1).ask(Verb::Stop, &["a.service"]).until(2);
    assert_eq!(machine.system.spawned.len(), 2, "{:?}", machine.system.spawned);
    assert_eq!(machine.active("a.service"), ActiveState::Inactive);
}

#[test]
fn a_preparation_that_takes_too_long_is_followed_by_nothing_however_it_ends() {
    let mut machine = Container::boot(
        &[],
        json!({
            "a.service": {"Service": {"ExecStartPre": "/polite", "ExecStart": "/stays", "TimeoutStartSec": 5}},
            "keep.service": {"Service": {"ExecStart": "/stays"}},
        }),
    );
    machine.until(9);
    assert_eq!(machine.spawned("a.service /stays"), 0, "{:?}", machine.system.spawned);
    assert_eq!(machine.active("a.service"), ActiveState::Failed);
}

#[test]
fn a_stop_during_a_reload_is_a_stop() {
    let mut machine = Container::boot(
        &[],
        json!({
            "a.service": {"Service": {"ExecStart": "/deaf", "ExecReload": "/polite", "TimeoutStopSec": 5}},
            "keep.service": {"Service": {"ExecStart": "/stays"}},
        }),
    );
    machine.until(1).ask(Verb::Reload, &["a.service"]).ask(Verb::Stop, &["a.service"]);
    assert_eq!(machine.active("a.service"), ActiveState::Deactivating);
    machine.until(9);
    assert_eq!(machine.service("a.service").state(), ServiceState::Failed);
}

#[test]
fn a_direct_restart_goes_on_with_the_start_that_failed() {
    let mut system = FakeSystem::default();
    let units = json!({
        "a.service": {"Service": {"Type": "oneshot", "Restart": "on-failure", "RestartMode": "direct", "ExecStart": "/exits/3"}},
    });
    assert_eq!(run(&mut system, &["a.service"], units), 3, "{}", system.said());
    assert_eq!(system.spawned.len(), 5);
}

#[test]
fn a_reload_or_restart_of_what_waits_for_its_restart_does_not_keep_it_from_coming_back() {
    let mut machine = Container::boot(
        &[],
        json!({
            "a.service": {"Service": {"ExecStart": "/exits/3", "ExecReload": "/exits/0", "Restart": "always", "RestartSec": 5}},
            "keep.service": {"Service": {"ExecStart": "/stays"}},
        }),
    );
    machine.until(1).ask(Verb::ReloadOrRestart, &["a.service"]).until(19);
    assert!(machine.spawned("a.service /exits/3") > 2, "{}", machine.system.said());
}

#[test]
fn a_start_takes_back_a_stop_that_a_restart_waited_for() {
    let mut machine = with_a_slow_part();
    machine.until(1).ask(Verb::Stop, &["a.service"]).until(5).ask(Verb::Start, &["a.service"]).until(30);
    assert!(machine.spawned("a.service /exits/3") > 2, "{}", machine.system.said());
}

/// A service that has ended and comes back after three seconds, and one that takes nine to stop along with it.
fn with_a_slow_part() -> Container {
    Container::boot(
        &[],
        json!({
            "a.service": {"Service": {"ExecStart": "/exits/3", "ExecReload": "/exits/0", "Restart": "always", "RestartSec": 3}},
            "b.service": {"Unit": {"PartOf": "a.service", "After": "a.service"}, "Service": {"ExecStart": "/deaf", "TimeoutStopSec": 9}},
            "keep.service": {"Service": {"ExecStart": "/stays"}},
        }),
    )
}

#[test]
fn a_reload_in_place_of_the_stop_of_what_is_about_to_start_again_ends() {
    let mut machine = with_a_slow_part();
    machine.until(4).ask(Verb::Stop, &["a.service"]).ask(Verb::Reload, &["a.service"]).until(5);
    assert_eq!(machine.active("a.service"), ActiveState::Failed, "{}", machine.system.said());
    machine.until(30);
    assert!(
        machine.supervisor.jobs.is_idle(),
        "{:?}",
        machine.supervisor.jobs.all_jobs().collect::<Vec<_>>()
    );
}

#[test]
fn a_reload_in_place_of_the_stop_that_a_restart_waited_for_does_not_keep_it_from_coming_back() {
    let mut machine = with_a_slow_part();
    machine.until(1).ask(Verb::Stop, &["a.service"]).until(5).ask(Verb::Reload, &["a.service"]).until(30);
    assert!(machine.spawned("a.service /exits/3") > 2, "{}", machine.system.said());
}

#[test]
fn a_stop_while_a_restart_is_due_begins_the_count_of_restarts_anew() {
    let mut machine = Container::boot(
        &[],
        json!({
            "a.service": {"Service": {"ExecStart": "/exits/3", "Restart": "always", "RestartSec": 5}},
            "keep.service": {"Service": {"ExecStart": "/stays"}},
        }),
    );
    machine.until(7).ask(Verb::Stop, &["a.service"]).ask(Verb::Start, &["a.service"]);
    assert_eq!(machine.service("a.service").restarts(), 0);
}

#[test]
fn a_reload_does_not_let_a_service_run_longer() {
    let mut machine = Container::boot(
        &[],
        json!({
            "a.service": {"Service": {"ExecStart": "/stays", "ExecReload": "/exits/0", "RuntimeMaxSec": 10}},
            "keep.service": {"Service": {"ExecStart": "/stays"}},
        }),
    );
    machine.until(8).ask(Verb::Reload, &["a.service"]).until(12);
    assert_eq!(machine.service("a.service").state(), ServiceState::Failed);
}

#[test]
fn a_first_signal_does_not_kill_what_stops_for_another_reason() {
    let mut machine = Container::boot(
        &["a.service"],
        json!({
            "a.service": {"Unit": {"StartLimitBurst": 1}, "Service": {"ExecStart": "/exits/3", "Restart": "always", "RestartSec": 5}},
            "database.service": {"Service": {"ExecStart": "/stays", "ExecStop": "/deaf", "TimeoutStopSec": 3}},
        }),
    );
    machine.until(6);
    assert_eq!(machine.active("database.service"), ActiveState::Deactivating);
    machine.system.events.push_back(TERM);
    machine.until(7);
    assert!(!machine.system.said().contains("everything is killed"), "{}", machine.system.said());
    assert!(machine.system.killed.iter().all(|(_, signal)| *signal != 9));
    machine.system.events.push_back(TERM);
    machine.until(7);
    assert!(machine.system.said().contains("everything is killed"), "{}", machine.system.said());
    assert_eq!(machine.supervisor.end.unwrap().code, 3, "what failed counts");
}

#[test]
fn what_is_bound_to_a_unit_that_was_skipped_does_not_start() {
    let mut system = FakeSystem { conditions_fail: true, ..FakeSystem::default() };
    let units = json!({
        "a.service": {"Unit": {"BindsTo": "b.service", "After": "b.service"}, "Service": {"ExecStart": "/stays"}},
        "b.service": {"Unit": {"ConditionPathExists": "/x"}, "Service": {"ExecStart": "/stays"}},
        "c.service": {"Unit": {"Requires": "b.service", "After": "b.service"}, "Service": {"ExecStart": "/exits/0"}},
    });
    run(&mut system, &[], units);
    assert_eq!(system.spawned, ["c.service /exits/0"], "{}", system.said());
    assert!(system.said().contains("a.service: not started: b.service did not come up"), "{}", system.said());
}

#[test]
fn what_starts_is_reloaded_once_it_is_up() {
    let mut machine = Container::boot(
        &[],
        json!({
            "a.service": {"Service": {"Type": "notify", "ExecStart": "/stays", "ExecReload": "/exits/0"}},
            "keep.service": {"Service": {"ExecStart": "/stays"}},
        }),
    );
    machine.until(1).ask(Verb::Reload, &["a.service"]);
    assert!(machine.system.replies.is_empty(), "{:?}", machine.system.replies);
    let pid = machine.service("a.service").main().pid.unwrap();
    machine.says_ready("a.service", pid).until(2);
    assert_eq!(machine.system.replies[0].1.jobs[0].result, JobOutcome::Done);
    assert_eq!(machine.spawned("a.service /exits/0"), 1);
}

#[test]
fn an_action_follows_each_end_also_before_a_restart_and_after_a_stop() {
    let mut system = FakeSystem::default();
    let unit = json!({
        "Unit": {"FailureAction": "exit"}, "Service": {"ExecStart": "/exits/3", "Restart": "on-failure"}});
    assert_eq!(run(&mut system, &[], json!({"a.service": unit})), 3, "{}", system.said());
    assert_eq!(system.spawned.len(), 1);
    let unit = json!({
        "Unit": {"SuccessAction": "exit", "SuccessActionExitStatus": 7}, "Service": {"ExecStart": "/stays"}});
    for verb in [Verb::Stop, Verb::Restart] {
        let mut machine = Container::boot(
            &[],
            json!({"a.service": unit.clone(), "keep.service": {"Service": {"ExecStart": "/stays"}}}),
        );
        machine.until(1).ask(verb, &["a.service"]);
        assert_eq!(machine.supervisor.end.map(|end| end.code), Some(7), "{}", machine.system.said());
    }
}

#[test]
fn a_reload_of_what_is_about_to_start_again_waits_for_nothing() {
    let mut machine = Container::boot(
        &[],
        json!({
            "a.service": {"Unit": {"After": "b.service"}, "Service": {
                "ExecStart": "/exits/3", "ExecReload": "/exits/0", "Restart": "always", "RestartSec": 3}},
            "b.service": {"Service": {"Type": "oneshot", "ExecStart": "/stays", "TimeoutStartSec": 9}},
            "keep.service": {"Service": {"ExecStart": "/stays"}},
        }),
    );
    // b's first start is over and a has ended; b's second start is not over when a would come back.
    machine.until(10).ask(Verb::Start, &["b.service"]).until(14).ask(Verb::Reload, &["a.service"]).until(60);
    assert!(machine.spawned("a.service /exits/3") > 3, "{}", machine.system.said());
}

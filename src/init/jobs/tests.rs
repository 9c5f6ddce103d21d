use super::*;
use crate::init::unit::{Host, UnitFile};
use serde_json::{Value, json};
use std::fmt::Write as _;

mod follow;

/// An engine with a runtime that obeys at once, and a log of what happened.
struct Machine {
    engine: Engine,
    log: String,
    /// Units whose start fails.
    failing: Vec<&'static str>,
    /// Units that don't come up by themselves.
    slow: Vec<&'static str>,
    /// Units whose condition doesn't hold.
    skipped: Vec<&'static str>,
}

fn name(text: &str) -> UnitName {
    text.parse().unwrap()
}

/// Units without default dependencies; `a.service` may be written `a`.
fn machine(units: &Value) -> Machine {
    let mut all = serde_json::Map::new();
    for (unit, directives) in units.as_object().unwrap() {
        let full = |text: &str| if text.contains('.') { text.to_owned() } else { format!("{text}.service") };
        let mut section = json!({ "DefaultDependencies": false });
        for (directive, value) in directives.as_object().unwrap() {
            section[directive] = match value.as_str() {
                Some(text) => text.split(' ').map(full).collect::<Vec<_>>().join(" ").into(),
                None => value.clone(),
            };
        }
        let mut object = json!({ "Unit": section });
        if full(unit).ends_with(".service") {
            object["Service"] = json!({ "ExecStart": "/x", "ExecReload": "/y" });
        }
        all.insert(full(unit), object);
    }
    let file = UnitFile::parse(&json!({ "version": 1, "units": all }).to_string(), &Host::default()).unwrap();
    Machine {
        engine: Engine::new(&file),
        log: String::new(),
        failing: Vec::new(),
        slow: Vec::new(),
        skipped: Vec::new(),
    }
}

impl Machine {
    /// Does what the engine says until nothing is left; returns the log.
    fn settle(&mut self) -> String {
        loop {
            let actions = self.engine.next_actions();
            if actions.is_empty() {
                return std::mem::take(&mut self.log).trim().to_owned();
            }
            for action in actions {
                self.act(action);
            }
            assert!(self.log.len() < 1_000_000, "this goes on for ever: {}", &self.log[..1000]);
        }
    }

    fn act(&mut self, action: Action) {
        let stem = |unit: &UnitName| unit.as_str().trim_end_matches(".service").to_owned();
        match action {
            Action::Start(unit) if self.skipped.contains(&stem(&unit).as_str()) => {
                self.engine.start_skipped(&unit);
            }
            Action::Start(unit) => {
                let short = stem(&unit);
                write!(self.log, "+{short} ").unwrap();
                self.engine.unit_changed(&unit, ActiveState::Activating);
                if self.failing.contains(&short.as_str()) {
                    self.engine.unit_changed(&unit, ActiveState::Failed);
                } else if !self.slow.contains(&short.as_str()) {
                    self.engine.unit_changed(&unit, ActiveState::Active);
                }
            }
            Action::Stop { unit, .. } => {
                write!(self.log, "-{} ", stem(&unit)).unwrap();
                self.engine.unit_changed(&unit, ActiveState::Deactivating);
                self.engine.unit_changed(&unit, ActiveState::Inactive);
            }
            Action::Reload(unit) => {
                write!(self.log, "~{} ", stem(&unit)).unwrap();
                self.engine.unit_changed(&unit, ActiveState::Reloading);
                self.engine.reload_done(&unit, true);
                self.engine.unit_changed(&unit, ActiveState::Active);
            }
            Action::Finished { unit, result, .. } => match result {
                JobResult::Done => {}
                result => write!(self.log, "{}:{result:?} ", stem(&unit)).unwrap(),
            },
            Action::Dropped { unit, reason } => {
                write!(self.log, "{} dropped: {reason} ", stem(&unit)).unwrap();
            }
        }
    }

    fn ask(&mut self, verb: Operation, unit: &str) -> String {
        match self.engine.enqueue(verb, &UnitName::from_typed(unit).unwrap(), JobMode::Replace) {
            Ok(_) => self.settle(),
            Err(error) => format!("{error}"),
        }
    }

    fn start(&mut self, unit: &str) -> String {
        self.ask(Operation::Start, unit)
    }

    /// Tells the engine of a change that it did not ask for.
    fn changed(&mut self, unit: &str, state: ActiveState) -> String {
        self.engine.unit_changed(&UnitName::from_typed(unit).unwrap(), state);
        self.settle()
    }

    fn state(&self, unit: &str) -> ActiveState {
        self.engine.state(&UnitName::from_typed(unit).unwrap())
    }
}

#[test]
fn what_is_required_starts_and_order_counts() {
    let mut m = machine(
        &json!({ "a": { "Requires": "b", "Wants": "c", "After": "b c" }, "b": { "After": "c" }, "c": {} }),
    );
    assert_eq!(m.start("a"), "+c +b +a");
    assert!(m.engine.is_idle());
    assert_eq!(m.start("a"), "");
}

#[test]
fn order_alone_starts_nothing() {
    let mut m = machine(&json!({ "a": { "After": "b missing" }, "b": {} }));
    assert_eq!(m.start("a"), "+a");
}

#[test]
fn dependants_wait_until_what_they_are_after_is_ready() {
    let mut m = machine(&json!({ "a": { "Wants": "b", "After": "b" }, "b": {}, "c": {} }));
    m.slow = vec!["b"];
    assert_eq!(m.start("a"), "+b");
    assert_eq!(m.start("c"), "+c");
    assert_eq!(m.changed("b", ActiveState::Active), "+a");
}

#[test]
fn stops_are_in_reverse_order() {
    let mut m = machine(&json!({
        "all.target": { "Wants": "a b c" }, "a": {}, "b": { "After": "a" }, "c": { "After": "a b", "PartOf": "a" }, "d": {},
    }));
    assert_eq!(m.start("all.target"), "+a +all.target +b +c");
    assert_eq!(m.ask(Operation::Stop, "a"), "-c -a");
    m.start("all.target");
    m.engine.shutdown();
    let log = m.settle();
    let position = |unit: &str| log.split(' ').position(|word| word == unit).unwrap();
    assert!(position("-c") < position("-b") && position("-b") < position("-a"), "{log}");
    assert!(m.engine.is_shut_down());
    assert_eq!(m.start("d"), "the container is stopping");
}

#[test]
fn a_failed_requirement_fails_its_dependants() {
    let mut m = machine(&json!({
        "a": { "Requires": "b", "After": "b" }, "b": { "Requires": "c", "After": "c" }, "c": {},
        "w": { "Wants": "c", "After": "c" }, "all.target": { "Wants": "a w" },
    }));
    m.failing = vec!["c"];
    let log = m.start("all.target");
    assert_eq!(log, "+all.target +c c:Failed b:Dependency a:Dependency +w");
}

#[test]
fn a_dependency_failure_names_its_cause() {
    let mut m = machine(
        &json!({ "a": { "Requires": "b", "After": "b" }, "b": { "Requires": "c", "After": "c" }, "c": {} }),
    );
    m.engine.enqueue(Operation::Start, &name("a.service"), JobMode::Replace).unwrap();
    m.engine.next_actions();
    m.engine.unit_changed(&name("c.service"), ActiveState::Failed);
    let causes = m.engine.next_actions().into_iter().filter_map(|action| match action {
        Action::Finished { unit, cause: Some(cause), .. } => Some((unit, cause)),
        _ => None,
    });
    assert_eq!(
        causes.collect::<Vec<_>>(),
        [(name("b.service"), name("c.service")), (name("a.service"), name("c.service"))]
    );
}

#[test]
fn what_requires_an_unknown_unit_is_not_started_and_says_so() {
    let mut m =
        machine(&json!({ "a": { "Requires": "gone" }, "b": {}, "all.target": { "Wants": "a b nowhere" } }));
    assert_eq!(m.start("a"), "a.service requires gone.service, which is not declared");
    assert_eq!(
        m.start("all.target"),
        "a dropped: it requires gone.service, which is not declared +all.target +b"
    );
    assert_eq!(m.start("gone"), "unit gone.service is not declared");
}

#[test]
fn what_is_the_containers_counts_as_there() {
    let mut m = machine(
        &json!({ "a": { "Requires": "tmp.mount systemd-tmpfiles-setup.service", "After": "tmp.mount" } }),
    );
    assert_eq!(m.start("a"), "+a");
}

#[test]
fn conflicting_units_take_each_others_place() {
    let mut m = machine(&json!({ "a": { "Conflicts": "b" }, "b": {} }));
    m.start("b");
    assert_eq!(m.start("a"), "+a -b");
    assert_eq!(m.start("b"), "-a +b");
    assert_eq!((m.state("a"), m.state("b")), (ActiveState::Inactive, ActiveState::Active));
}

#[test]
fn of_two_that_conflict_one_is_started() {
    let mut m = machine(&json!({
        "all.target": { "Wants": "a b" }, "a": { "Conflicts": "b" }, "b": {}, "c": { "Requires": "a b" },
    }));
    m.start("all.target");
    assert_ne!(m.state("a").is_up(), m.state("b").is_up());
    assert!(m.start("c").ends_with("would have to be both started and stopped"));
}

#[test]
fn a_stop_goes_before_an_ordered_start() {
    for order in ["After", "Before"] {
        let mut m = machine(&json!({ "a": { "Conflicts": "b", order: "b" }, "b": {} }));
        m.start("b");
        assert_eq!(m.start("a"), "-b +a", "{order}");
    }
}

#[test]
fn what_would_have_to_start_and_stop_is_refused() {
    let mut m = machine(&json!({
        "a": { "Requires": "b c" }, "b": { "Conflicts": "c" }, "c": {},
        "all.target": { "Wants": "b", "Requires": "c" },
    }));
    m.start("c");
    assert_eq!(m.start("a"), "a.service would have to be both started and stopped");
    assert_eq!(m.start("all.target"), "b dropped: it conflicts with what else was asked for +all.target");
}

#[test]
fn cycles_are_broken_where_nothing_needed_is_lost() {
    let mut m = machine(&json!({
        "all.target": { "Requires": "a", "Wants": "b" }, "a": { "After": "b" }, "b": { "After": "a" },
        "n": { "Requires": "a2", "After": "a2" }, "a2": { "After": "n" },
    }));
    assert_eq!(
        m.start("all.target"),
        "b dropped: ordering cycle, each after the next: a.service → b.service → a.service +a +all.target"
    );
    assert_eq!(m.start("n"), "ordering cycle: a2.service → n.service → a2.service");
    assert!(m.engine.is_idle());
}

#[test]
fn restarts_stop_all_first_and_start_in_order() {
    let mut m = machine(&json!({
        "db": {}, "app": { "Requires": "db", "After": "db" }, "web": { "BindsTo": "app", "After": "app" },
        "part": { "PartOf": "db" }, "other": { "Requires": "db", "After": "db" },
    }));
    m.start("web");
    m.start("part");
    assert_eq!(m.ask(Operation::Restart, "db"), "-part +part -web -app -db +db +app +web");
    assert_eq!(m.state("other"), ActiveState::Inactive);
    assert_eq!(m.ask(Operation::TryRestart, "other"), "");
    assert_eq!(m.ask(Operation::Restart, "other"), "+other");
}

#[test]
fn what_is_bound_goes_with_its_unit() {
    let mut m = machine(
        &json!({ "a": { "BindsTo": "b", "After": "b" }, "b": {}, "r": { "Requires": "b", "After": "b" } }),
    );
    m.start("a");
    m.start("r");
    assert_eq!(m.changed("b", ActiveState::Activating), "");
    assert_eq!(m.changed("b", ActiveState::Failed), "-a");
    assert_eq!((m.state("a"), m.state("r")), (ActiveState::Inactive, ActiveState::Active));
}

#[test]
fn upheld_units_are_started_again_until_they_may_not() {
    let mut m = machine(&json!({ "a": { "Upholds": "b" }, "b": {} }));
    assert_eq!(m.start("a"), "+a +b");
    assert_eq!(m.changed("b", ActiveState::Failed), "+b");
    m.slow = vec!["b"];
    assert_eq!(m.changed("b", ActiveState::Inactive), "+b");
    m.engine.start_refused(&name("b.service"));
    assert_eq!(m.changed("b", ActiveState::Failed), "b:Failed");
    m.slow.clear();
    assert_eq!(m.start("b"), "+b");
}

#[test]
fn an_upheld_unit_whose_requirement_fails_is_not_started_for_ever() {
    let mut m = machine(&json!({ "a": { "Upholds": "b" }, "b": { "Requires": "c", "After": "c" }, "c": {} }));
    m.failing = vec!["c"];
    let log = m.start("a");
    assert!(log.matches("b:Dependency").count() <= 2 && m.engine.is_idle(), "{log}");
}

#[test]
fn ends_start_what_they_ask_for() {
    let mut m = machine(&json!({
        "a": { "OnFailure": "f", "OnSuccess": "s" }, "f": {}, "s": {},
        "needs": { "Requires": "a", "After": "a", "OnFailure": "g" }, "g": {},
    }));
    m.start("a");
    assert_eq!(m.changed("a", ActiveState::Failed), "+f");
    m.failing = vec!["a"];
    assert_eq!(m.start("needs"), "+a a:Failed needs:Dependency +g");
    m.failing.clear();
    m.start("a");
    m.changed("a", ActiveState::Deactivating);
    assert_eq!(m.changed("a", ActiveState::Inactive), "+s");
}

#[test]
fn reloads_are_passed_on() {
    let mut m = machine(&json!({ "a": { "PropagatesReloadTo": "b" }, "b": {}, "t.target": {} }));
    m.start("a");
    assert_eq!(m.ask(Operation::Reload, "a"), "~a");
    m.start("b");
    assert_eq!(m.ask(Operation::Reload, "a"), "~a ~b");
    assert_eq!(m.ask(Operation::ReloadOrRestart, "b"), "~b");
    assert_eq!(
        m.ask(Operation::Reload, "t.target"),
        "t.target can't be reloaded: it has neither ExecReload= nor Type=notify-reload"
    );
    m.ask(Operation::Stop, "b");
    assert_eq!(m.ask(Operation::Reload, "b"), "b:Invalid");
    assert_eq!(m.ask(Operation::ReloadOrRestart, "b"), "+b");
}

#[test]
fn requisites_must_run_already() {
    let mut m = machine(&json!({ "a": { "Requisite": "b", "After": "b" }, "b": {} }));
    assert_eq!(m.start("a"), "b:Invalid a:Dependency");
    m.start("b");
    assert_eq!(m.start("a"), "+a");
    assert_eq!(m.ask(Operation::Stop, "b"), "-a -b");
}

#[test]
fn skipped_starts_let_dependants_go_on() {
    let mut m = machine(&json!({ "a": { "Requires": "b", "After": "b" }, "b": {} }));
    m.slow = vec!["b"];
    assert_eq!(m.start("a"), "+b");
    m.engine.start_skipped(&name("b.service"));
    assert_eq!(m.settle(), "b:Skipped +a");
}

#[test]
fn oneshots_that_have_ended_are_done() {
    let mut m = machine(&json!({ "a": { "Requires": "b", "After": "b" }, "b": {} }));
    m.slow = vec!["b"];
    m.start("a");
    assert_eq!(m.changed("b", ActiveState::Inactive), "+a");
}

#[test]
fn a_stop_takes_the_place_of_a_start() {
    let mut m = machine(&json!({ "a": {} }));
    m.slow = vec!["a"];
    m.start("a");
    assert_eq!(m.ask(Operation::Stop, "a"), "a:Canceled -a");
    m.start("a");
    let error = m.engine.enqueue(Operation::Stop, &name("a.service"), JobMode::Fail).unwrap_err();
    assert_eq!(error, TransactionError::JobPending(name("a.service")));
}

#[test]
fn a_second_start_joins_the_first() {
    let mut m = machine(&json!({ "a": {} }));
    m.slow = vec!["a"];
    let first = m.engine.enqueue(Operation::Start, &name("a.service"), JobMode::Replace).unwrap();
    m.settle();
    assert_eq!(m.engine.enqueue(Operation::Start, &name("a.service"), JobMode::Replace), Ok(first));
    assert_eq!(m.settle(), "");
    assert_eq!(m.engine.job(&name("a.service")), Some((first, JobKind::Start, true)));
}

#[test]
fn isolation_stops_the_rest() {
    let mut m = machine(
        &json!({ "one.target": { "Wants": "a b" }, "two.target": { "Wants": "b c" }, "a": {}, "b": {}, "c": {} }),
    );
    m.start("one.target");
    m.engine.enqueue(Operation::Start, &name("two.target"), JobMode::Isolate).unwrap();
    let log = m.settle();
    let mut words: Vec<&str> = log.split(' ').collect();
    words.sort_unstable();
    assert_eq!(words, ["+c", "+two.target", "-a", "-one.target"]);
}

#[test]
fn unneeded_units_stop_where_they_say_so() {
    let mut m =
        machine(&json!({ "a": { "Requires": "b", "After": "b" }, "b": { "StopWhenUnneeded": true } }));
    assert_eq!(m.start("a"), "+b +a");
    assert_eq!(m.ask(Operation::Stop, "a"), "-a -b");
}

#[test]
fn timeouts_fail_what_waits() {
    let mut m = machine(&json!({ "a": { "Requires": "b", "After": "b" }, "b": {} }));
    m.slow = vec!["b"];
    m.start("a");
    let (job, ..) = m.engine.job(&name("b.service")).unwrap();
    m.engine.give_up(job, true);
    assert_eq!(m.settle(), "b:TimedOut a:Dependency");
}

#[test]
fn the_built_in_targets_are_reached_in_order() {
    let units = json!({
        "web.service": {
            "Unit": { "After": "network.target", "Requires": "db.service" },
            "Service": { "ExecStart": "/x" }, "Install": { "WantedBy": "multi-user.target" },
        },
        "db.service": { "Unit": { "Before": "network-online.target" }, "Service": { "ExecStart": "/x" } },
        "pre.service": { "Unit": { "Before": "basic.target", "DefaultDependencies": false }, "Service": { "ExecStart": "/x" }, "Install": { "WantedBy": "sysinit.target" } },
    });
    let file =
        UnitFile::parse(&json!({ "version": 1, "units": units }).to_string(), &Host::default()).unwrap();
    let mut m = Machine {
        engine: Engine::new(&file),
        log: String::new(),
        failing: Vec::new(),
        slow: Vec::new(),
        skipped: Vec::new(),
    };
    let log = m.start("multi-user.target");
    let position = |unit: &str| {
        log.split(' ')
            .position(|word| word == format!("+{unit}"))
            .unwrap_or_else(|| panic!("{unit} in {log}"))
    };
    let order = ["pre", "sysinit.target", "basic.target", "db", "network-online.target", "multi-user.target"];
    assert!(order.map(position).is_sorted(), "{log}");
    assert!(position("network.target") < position("web") && position("web") < position("multi-user.target"));
    m.engine.shutdown();
    let log = m.settle();
    let position = |unit: &str| {
        log.split(' ').position(|word| word == unit).unwrap_or_else(|| panic!("{unit} in {log}"))
    };
    assert!(position("-multi-user.target") < position("-web"), "{log}");
    assert!(
        position("-web") < position("-network.target") && position("-db") < position("+shutdown.target"),
        "{log}"
    );
    assert!(m.engine.is_shut_down());
}

#[test]
fn shutdown_ends_even_where_orders_make_no_sense() {
    let mut m = machine(&json!({ "a": { "After": "b" }, "b": { "After": "c" }, "c": { "After": "a" } }));
    for unit in ["a", "b", "c"] {
        m.start(unit);
    }
    m.engine.shutdown();
    m.settle();
    assert!(m.engine.is_shut_down());
}

#[test]
fn shutdown_keeps_the_order_of_what_is_in_no_cycle() {
    let mut m = machine(&json!({
        "web": { "After": "a" }, "a": { "After": "b db" }, "b": { "After": "a db" }, "db": {},
    }));
    for unit in ["db", "a", "b", "web"] {
        m.start(unit);
    }
    m.engine.shutdown();
    assert_eq!(m.settle(), "+shutdown.target -web -a -b -db -shutdown.target");
    assert!(m.engine.is_shut_down());
}

#[test]
fn what_waits_to_start_does_not_when_all_stops() {
    // It is in a cycle with another, so shutdown.target can't stop both.
    let mut m = machine(&json!({ "a": { "After": "b" }, "b": { "After": "a" }, "slow": { "Before": "b" } }));
    m.slow = vec!["slow"];
    m.start("a");
    m.start("slow");
    m.start("b");
    m.engine.shutdown();
    let log = m.settle();
    assert!(log.contains("b:Canceled") && !log.contains("+b"), "{log}");
    assert!(m.engine.is_shut_down());
}

#[test]
fn a_cycle_with_what_is_down_keeps_nothing_from_being_stopped() {
    let mut m = machine(&json!({
        "a": { "Conflicts": "b" }, "b": { "After": "down" }, "down": { "After": "b", "Requires": "b" },
    }));
    assert_eq!(m.start("b"), "+b");
    assert_eq!(m.start("a"), "+a -b");
}

#[test]
fn a_conflict_that_the_request_decides_is_solved_first() {
    // What a wants can't start: it requires a unit that a conflicts with.
    let mut m = machine(&json!({
        "aa": { "Requires": "b" }, "b": { "Conflicts": "c" }, "c": { "Wants": "aa" },
    }));
    m.start("aa");
    let log = m.start("c");
    assert_eq!((m.state("b"), m.state("c")), (ActiveState::Inactive, ActiveState::Active), "{log}");
}

#[test]
fn long_chains_cost_in_proportion() {
    let mut units = serde_json::Map::new();
    for index in 0..2000 {
        let next = format!("u{}", index + 1);
        units.insert(format!("u{index}"), json!({ "Requires": next, "After": next }));
    }
    units.insert("u2000".into(), json!({}));
    let mut m = machine(&Value::Object(units));
    let start = std::time::Instant::now();
    let log = m.start("u0");
    assert_eq!(log.split(' ').count(), 2001);
    assert!(log.starts_with("+u2000 +u1999") && log.ends_with("+u1 +u0"));
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
}

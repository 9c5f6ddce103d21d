//! Random requests at random times to random units that depend on each other: everybody is answered, no job is
//! lost, what is reported as running does run, and the container ends.

use proptest::prelude::*;

use super::crossings::Container;
use super::*;
use crate::init::supervisor::state::ServiceState;

const UNITS: usize = 4;

fn name(index: usize) -> String {
    format!("u{index}.service")
}

fn program() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["/stays", "/polite", "/deaf", "/exits/0", "/exits/3", "/vanishes"])
}

fn service() -> impl Strategy<Value = Value> {
    let types = prop::sample::select(vec!["simple", "exec", "oneshot", "forking", "notify"]);
    let restart = prop::sample::select(vec!["no", "no", "on-failure", "always"]);
    let mode = prop::sample::select(vec!["normal", "direct"]);
    let command = || prop::option::weighted(0.2, program());
    (types, restart, mode, program(), command(), command(), command(), any::<bool>()).prop_map(
        |(kind, restart, mode, start, before, stop, reload, unneeded)| {
            let restart = if kind == "oneshot" && restart == "always" { "no" } else { restart };
            let mut service = json!({
                "Type": kind, "Restart": restart, "RestartMode": mode, "RestartSec": 3, "ExecStart": start,
                "TimeoutStartSec": 7, "TimeoutStopSec": 5,
            });
            for (directive, command) in [("ExecStartPre", before), ("ExecStop", stop), ("ExecReload", reload)]
            {
                if let Some(command) = command {
                    service[directive] = command.into();
                }
            }
            // Nothing restarts for ever.
            let limits =
                json!({"StartLimitBurst": 3, "StartLimitIntervalSec": "1h", "StopWhenUnneeded": unneeded});
            json!({"Unit": limits, "Service": service})
        },
    )
}

/// One relation of one unit to another.
fn relation() -> impl Strategy<Value = (usize, &'static str, usize)> {
    let relations = [
        "After",
        "After",
        "After",
        "Requires",
        "Requires",
        "Wants",
        "BindsTo",
        "PartOf",
        "Requisite",
        "Conflicts",
        "Upholds",
        "OnFailure",
        "OnSuccess",
        "PropagatesReloadTo",
        "PropagatesStopTo",
    ];
    (0..UNITS, prop::sample::select(relations.to_vec()), 0..UNITS)
}

fn units() -> impl Strategy<Value = Value> {
    let services = prop::collection::vec(service(), UNITS);
    (services, prop::collection::vec(relation(), 0..10)).prop_map(|(services, relations)| {
        let mut units = json!({"keep.service": {"Service": {"ExecStart": "/stays"}}});
        for (index, service) in services.into_iter().enumerate() {
            units[name(index)] = service;
        }
        for (from, relation, to) in relations {
            let list = &mut units[name(from)]["Unit"][relation];
            *list = format!("{} {}", list.as_str().unwrap_or_default(), name(to)).into();
        }
        units
    })
}

/// What happens, to which unit.
#[derive(Debug, Clone, Copy)]
enum Happens {
    Asked(Verb),
    /// Its main process ends by itself.
    Ends(i32),
    Ready,
}

fn happens() -> impl Strategy<Value = Happens> {
    use Verb::{Reload, ReloadOrRestart, ResetFailed, Restart, Start, Stop, TryReloadOrRestart, TryRestart};
    let verbs = vec![
        Start,
        Start,
        Stop,
        Stop,
        Restart,
        TryRestart,
        Reload,
        ReloadOrRestart,
        TryReloadOrRestart,
        ResetFailed,
    ];
    prop_oneof![
        4 => prop::sample::select(verbs).prop_map(Happens::Asked),
        1 => (0..2).prop_map(Happens::Ends),
        1 => Just(Happens::Ready),
    ]
}

impl Container {
    /// Lets it happen, with what follows at once; returns whether a client waits for an answer.
    fn let_happen(&mut self, what: Happens, unit: &str) -> bool {
        let main = self.service(unit).main().pid.filter(|pid| self.system.alive.contains_key(pid));
        match (what, main) {
            (Happens::Asked(verb), _) => {
                self.ask(verb, &[unit]);
                return true;
            }
            (Happens::Ends(status), Some(pid)) => self.system.end(pid, Exit::Status(status)),
            (Happens::Ready, Some(pid)) => {
                self.says_ready(unit, pid);
            }
            _ => (),
        }
        self.until(self.system.now.as_secs());
        false
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_asked_everybody_is_answered_and_it_ends(
        units in units(),
        course in prop::collection::vec((0..5_u64, happens(), 0..UNITS), 0..15),
    ) {
        let mut machine = Container::boot(&[], units);
        let mut asked = 0;
        for (pause, what, unit) in course {
            let until = machine.system.now.as_secs() + pause;
            asked += usize::from(machine.until(until).let_happen(what, &name(unit)));
        }
        machine.until(machine.system.now.as_secs() + 200);
        let (jobs, said) = (&machine.supervisor.jobs, machine.system.said());
        prop_assert!(jobs.is_idle(), "{:?} are lost:\n{}", jobs.all_jobs().collect::<Vec<_>>(), said);
        prop_assert_eq!(machine.system.replies.len(), asked, "somebody waits:\n{}", said);
        for unit in (0..UNITS).map(name) {
            let service = machine.service(&unit);
            let lives = service.main().pid.is_some_and(|pid| machine.system.alive.contains_key(&pid));
            prop_assert!(service.state() != ServiceState::Running || lives || service.main().pid.is_none(), "{} does not run:\n{}", unit, said);
            prop_assert!(!matches!(service.state(), ServiceState::Dead | ServiceState::Failed) || !lives, "{} runs on:\n{}", unit, said);
        }
        machine.system.events.push_back(TERM);
        while !turn(&mut machine.supervisor, &mut machine.system) {}
        prop_assert!(machine.system.alive.is_empty(), "{:?} is left:\n{}", machine.system.alive, machine.system.said());
    }
}

#[test]
fn units_that_need_each_other_in_vain_come_to_rest() {
    let limited = |start: &str, unit: &Value| {
        let mut unit = unit.clone();
        unit["StartLimitIntervalSec"] = "1h".into();
        json!({"Unit": unit, "Service": {"ExecStart": start}})
    };
    let upheld = json!({
        "a.service": limited("/stays", &json!({"Requires": "b.service", "Upholds": "c.service"})),
        "b.service": limited("/stays", &json!({"Requires": "c.service"})),
        "c.service": limited("/exits/0", &json!({"Requires": "a.service"})),
    });
    let asked_for_by_a_failure = json!({
        "a.service": limited("/exits/0", &json!({})),
        "b.service": limited("/deaf", &json!({"Requires": "a.service", "OnFailure": "c.service"})),
        "c.service": limited("/stays", &json!({"Requires": "b.service"})),
    });
    let in_conflict = json!({
        "a.service": limited("/exits/0", &json!({"Requires": "d.service", "Conflicts": "c.service", "After": "c.service"})),
        "b.service": limited("/stays", &json!({"OnSuccess": "d.service", "Requires": "c.service"})),
        "c.service": limited("/stays", &json!({})),
        "d.service": limited("/stays", &json!({"Upholds": "a.service b.service"})),
    });
    for mut units in [upheld, asked_for_by_a_failure, in_conflict] {
        units["keep.service"] = json!({"Service": {"ExecStart": "/stays"}});
        let mut machine = Container::boot(&[], units);
        for _ in 0..6 {
            let now = machine.system.now.as_secs();
            machine.until(now + 1).ask(Verb::Restart, &["b.service"]);
        }
        machine.until(200);
        assert!(machine.supervisor.jobs.is_idle(), "{}", machine.system.said());
    }
}

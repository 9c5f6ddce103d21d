//! `.path` units: starting a unit when something happens to a path. systemd.path(5).
//!
//! For a path that does not exist yet, the directories above it that do exist are watched. While the unit runs,
//! nothing is watched; when it is down again, the paths are looked at anew.

use std::rc::Rc;

use super::rate::Rate;
use super::state::ActiveState;
use super::state_times::Times;
use crate::init::system::{Files, Priority, System, WatchId};
use crate::init::unit::{Kind, PathUnit, Unit, UnitName};

/// A path unit as it runs.
#[derive(Debug)]
pub(crate) struct Watcher {
    /// What the unit declares.
    pub unit: Rc<Unit>,
    /// Its state.
    pub state: PathState,
    /// What watches its paths, in their order.
    pub watches: Vec<WatchId>,
    /// Which of its paths existed at the last look.
    existed: Vec<bool>,
    triggers: Rate,
    /// `success`, or why it failed, as the property `Result` of `systemctl show` says it.
    pub result: &'static str,
    /// When its state changed.
    pub times: Times,
}

/// The states of a path unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PathState {
    /// Nothing is watched.
    Dead,
    /// Its paths are watched.
    Waiting,
    /// The unit that it has started is up.
    Running,
    /// It can't watch, or it or its unit was started too often.
    Failed,
}

impl PathState {
    /// systemd's name for it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Dead => "dead",
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Failed => "failed",
        }
    }

    /// Its state as other units see it.
    pub(crate) fn active(self) -> ActiveState {
        match self {
            Self::Dead => ActiveState::Inactive,
            Self::Waiting | Self::Running => ActiveState::Active,
            Self::Failed => ActiveState::Failed,
        }
    }
}

/// Why the paths are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    /// The path unit was started.
    Started,
    /// Its unit has come up or gone down.
    Notified,
    /// Something has happened to a path, or to what leads there.
    Event,
}

impl Watcher {
    /// A path unit that is down.
    pub(crate) fn new(unit: Rc<Unit>) -> Self {
        let (state, times) = (PathState::Dead, Times::default());
        let (watches, existed, triggers) = (Vec::new(), Vec::new(), Rate::default());
        Self { unit, state, watches, existed, triggers, result: "success", times }
    }

    /// The unit that it starts.
    pub(crate) fn target(&self) -> Option<UnitName> {
        config_of(&self.unit).map(|config| config.unit.clone())
    }

    fn set(&mut self, system: &mut dyn Files, state: PathState) {
        self.times.note(self.state.active(), state.active(), system);
        if self.state != state {
            let change = format!("{} -> {}", self.state.name(), state.name());
            system.log(Some(&self.unit.name), Priority::Debug, &change);
        }
        self.state = state;
        if state != PathState::Waiting {
            self.unwatch(system);
        }
    }

    /// Starts it; `up`: its unit runs. Returns the path for which its unit is to be started at once, if there is one.
    pub(crate) fn start(&mut self, system: &mut dyn System, up: bool) -> Option<String> {
        let unit = Rc::clone(&self.unit);
        let config = config_of(&unit).filter(|_| self.state.active().is_down())?;
        if config.make_directory {
            for watched in config.watched.iter().filter(|watched| !watched.awaited.waits_for_it()) {
                if let Err(problem) = system.make_directory(watched.path.as_ref(), config.directory_mode) {
                    system.log(Some(&unit.name), Priority::Warning, &problem);
                }
            }
        }
        self.result = "success";
        self.existed = vec![false; config.watched.len()];
        self.wait(system, config, Why::Started, up)
    }

    /// Watches nothing any more.
    pub(crate) fn stop(&mut self, system: &mut dyn Files) {
        if self.state != PathState::Failed {
            self.set(system, PathState::Dead);
        }
    }

    /// Something has happened to what it watches; `changed`: to the awaited path itself. See [`Watcher::start`].
    pub(crate) fn event(&mut self, system: &mut dyn System, watch: WatchId, changed: bool) -> Option<String> {
        let unit = Rc::clone(&self.unit);
        let config = config_of(&unit).filter(|_| self.state == PathState::Waiting)?;
        if !changed {
            return self.wait(system, config, Why::Event, false);
        }
        let at = self.watches.iter().position(|known| *known == watch)?;
        self.run(system, config, config.watched.get(at)?.path.clone())
    }

    /// Its unit has come up or gone down, and no job of it is left. See [`Watcher::start`].
    pub(crate) fn notified(&mut self, system: &mut dyn System, up: bool) -> Option<String> {
        let unit = Rc::clone(&self.unit);
        let config = config_of(&unit)?;
        let new = matches!((self.state, up), (PathState::Running, false) | (PathState::Waiting, true));
        if new { self.wait(system, config, Why::Notified, up) } else { None }
    }

    /// Looks, and watches if there is nothing to do yet.
    fn wait(&mut self, system: &mut dyn System, config: &PathUnit, why: Why, up: bool) -> Option<String> {
        if up {
            self.set(system, PathState::Running);
            return None;
        }
        if let Some(path) = self.look(system, config, why) {
            return self.run(system, config, path);
        }
        self.unwatch(system);
        for watched in &config.watched {
            match system.watch_path(watched) {
                Ok(watch) => self.watches.push(watch),
                Err(problem) => {
                    system.log(Some(&self.unit.name), Priority::Error, &problem);
                    self.fail(system, "resources");
                    return None;
                }
            }
        }
        // What happened before the watch was set would go unseen.
        let again = if why == Why::Started { Why::Event } else { why };
        if let Some(path) = self.look(system, config, again) {
            return self.run(system, config, path);
        }
        self.set(system, PathState::Waiting);
        None
    }

    /// The first path whose condition holds.
    fn look(&mut self, system: &mut dyn Files, config: &PathUnit, why: Why) -> Option<String> {
        for (watched, existed) in config.watched.iter().zip(&mut self.existed) {
            let found = system.found(watched);
            let before = std::mem::replace(existed, found.is_some());
            if !watched.awaited.is_change() && found.is_some() {
                return found;
            }
            // A change counts only where it was seen to happen.
            if watched.awaited.is_change() && why == Why::Event && found.is_some() != before {
                return Some(watched.path.clone());
            }
        }
        None
    }

    fn run(&mut self, system: &mut dyn System, config: &PathUnit, path: String) -> Option<String> {
        let (interval, burst) = config.trigger_limit;
        if self.triggers.allows(system.monotonic(), config.trigger_limit) {
            self.set(system, PathState::Running);
            return Some(path);
        }
        let span = crate::init::unit::written::span(interval);
        let message = format!("triggered more than {burst} times within {span}: failed");
        system.log(Some(&self.unit.name), Priority::Error, &message);
        self.fail(system, "trigger-limit-hit");
        None
    }

    /// It can't go on; `result` is systemd's name of why.
    pub(crate) fn fail(&mut self, system: &mut dyn Files, result: &'static str) {
        self.result = result;
        self.set(system, PathState::Failed);
    }

    fn unwatch(&mut self, system: &mut dyn Files) {
        for watch in self.watches.drain(..) {
            system.unwatch_path(watch);
        }
    }

    /// Forgets that it failed.
    pub(crate) fn reset(&mut self) {
        self.state = PathState::Dead;
        self.result = "success";
        self.triggers.clear();
    }
}

fn config_of(unit: &Unit) -> Option<&PathUnit> {
    match &unit.kind {
        Kind::Path(config) => Some(config),
        _ => None,
    }
}

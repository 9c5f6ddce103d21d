//! `.mount` units: systemd.mount(5). PID 1 mounts them itself, at once: there is no process, and nothing to wait for.

use std::rc::Rc;

use super::state::ActiveState;
use super::state_times::Times;
use crate::init::system::{Priority, System};
use crate::init::unit::{Kind, MountUnit, Unit};

/// A mount unit as it runs.
#[derive(Debug)]
pub(crate) struct Mount {
    /// What the unit declares.
    pub unit: Rc<Unit>,
    /// Its state.
    pub state: MountState,
    /// When its state changed.
    pub times: Times,
}

/// The states of a mount unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MountState {
    /// It is not mounted.
    Dead,
    /// It is mounted.
    Mounted,
    /// It could not be mounted.
    Failed,
}

impl MountState {
    /// systemd's name for it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Dead => "dead",
            Self::Mounted => "mounted",
            Self::Failed => "failed",
        }
    }

    /// Its state as other units see it.
    pub(crate) fn active(self) -> ActiveState {
        match self {
            Self::Dead => ActiveState::Inactive,
            Self::Mounted => ActiveState::Active,
            Self::Failed => ActiveState::Failed,
        }
    }
}

impl Mount {
    /// A mount unit that is down.
    pub(crate) fn new(unit: Rc<Unit>) -> Self {
        Self { unit, state: MountState::Dead, times: Times::default() }
    }

    /// How it came to be as it is.
    pub(crate) fn result(&self) -> &'static str {
        if self.state == MountState::Failed { "exit-code" } else { "success" }
    }

    /// Mounts it.
    pub(crate) fn start(&mut self, system: &mut dyn System) {
        let unit = Rc::clone(&self.unit);
        if let Some(config) = config_of(&unit).filter(|_| self.state.active().is_down()) {
            let done = system.mount(config);
            let state = if done.is_ok() { MountState::Mounted } else { MountState::Failed };
            self.settle(system, done, state);
        }
    }

    /// Unmounts it, unless it is in use.
    pub(crate) fn stop(&mut self, system: &mut dyn System) {
        let unit = Rc::clone(&self.unit);
        if let Some(config) = config_of(&unit).filter(|_| self.state == MountState::Mounted) {
            let done = system.unmount(config);
            let state = if done.is_ok() { MountState::Dead } else { MountState::Mounted };
            self.settle(system, done, state);
        }
    }

    /// Forgets that it failed.
    pub(crate) fn reset(&mut self, system: &mut dyn System) {
        if self.state == MountState::Failed {
            self.settle(system, Ok(()), MountState::Dead);
        }
    }

    fn settle(&mut self, system: &mut dyn System, done: Result<(), String>, state: MountState) {
        if let Err(problem) = done {
            system.log(Some(&self.unit.name), Priority::Error, &problem);
        }
        self.times.note(self.state.active(), state.active(), system);
        self.state = state;
    }
}

fn config_of(unit: &Unit) -> Option<&MountUnit> {
    match &unit.kind {
        Kind::Mount(config) => Some(config),
        _ => None,
    }
}

//! The lists of commands that a service runs besides its main process, one command after the other
//! (`ExecStartPre=`, `ExecStop=`, …): which state each belongs to, and what follows when it is through.

use super::super::state::{Outcome, State};
use super::Service;
use crate::init::system::{CommandId, System};
use crate::init::unit::{ExecCommand, Service as Config};

/// Which list of commands a control process is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum List {
    /// `ExecCondition=`
    Condition,
    /// `ExecStartPre=`
    StartPre,
    /// `ExecStart=` of a forking service.
    Start,
    /// `ExecStartPost=`
    StartPost,
    /// `ExecReload=`
    Reload,
    /// `ExecStop=`
    Stop,
    /// `ExecStopPost=`
    StopPost,
}

impl List {
    /// The directive's name.
    pub(crate) fn directive(self) -> &'static str {
        match self {
            Self::Condition => "ExecCondition",
            Self::StartPre => "ExecStartPre",
            Self::Start => "ExecStart",
            Self::StartPost => "ExecStartPost",
            Self::Reload => "ExecReload",
            Self::Stop => "ExecStop",
            Self::StopPost => "ExecStopPost",
        }
    }

    pub(super) fn of(self, config: &Config) -> &[ExecCommand] {
        match self {
            Self::Condition => &config.exec_condition,
            Self::StartPre => &config.exec_start_pre,
            Self::Start => &config.exec_start,
            Self::StartPost => &config.exec_start_post,
            Self::Reload => &config.exec_reload,
            Self::Stop => &config.exec_stop,
            Self::StopPost => &config.exec_stop_post,
        }
    }
}

/// The control process.
#[derive(Debug, Clone)]
pub(crate) struct Control {
    /// Its command.
    pub command: CommandId,
    /// Its process, once known.
    pub pid: Option<i32>,
    /// Its list.
    pub list: List,
    /// Its place in the list.
    pub index: usize,
}

impl Service {
    /// Runs the command at `index` of `list`, or goes on to what follows the list.
    pub(super) fn next_list(&mut self, system: &mut dyn System, config: &Config, list: List, index: usize) {
        let Some(command) = list.of(config).get(index) else {
            self.control = None;
            return self.after_list(system, config, list);
        };
        let (state, timeout) = match list {
            List::Condition => (State::Condition, config.timeout_start),
            List::StartPre => (State::StartPre, config.timeout_start),
            List::Start => (State::Start, config.timeout_start),
            List::StartPost => (State::StartPost, config.timeout_start),
            List::Reload => (State::Reload, config.timeout_start),
            List::Stop => (State::Stop, config.timeout_stop),
            List::StopPost => (State::StopPost, config.timeout_stop),
        };
        self.arm(system, timeout);
        self.clamp_deadline(system);
        match self.spawn(system, config, command, Some(list)) {
            Some(id) => {
                self.control = Some(Control { command: id, pid: None, list, index });
                self.set(system, state);
            }
            None => self.could_not_spawn(system, list),
        }
    }

    pub(super) fn could_not_spawn(&mut self, system: &mut dyn System, list: List) {
        self.control = None;
        match list {
            List::Condition | List::StartPre | List::Start => {
                self.enter_signal(system, State::StopSigterm, Outcome::Resources);
            }
            List::StartPost => self.enter_stop(system, Outcome::Resources),
            List::Reload => {
                self.reload_result = Outcome::Resources;
                self.enter_running(system, Outcome::Success);
            }
            List::Stop => self.enter_signal(system, State::StopSigterm, Outcome::Resources),
            List::StopPost => self.enter_signal(system, State::FinalSigterm, Outcome::Resources),
        }
    }

    /// What follows when every command of a list has run well.
    pub(super) fn after_list(&mut self, system: &mut dyn System, config: &Config, list: List) {
        match list {
            List::Condition => self.next_list(system, config, List::StartPre, 0),
            List::StartPre => self.enter_start(system, config),
            List::Start => self.forked(system, config),
            List::StartPost => self.started(system, config),
            List::Reload => self.reloaded(system, config),
            List::Stop => self.enter_signal(system, State::StopSigterm, Outcome::Success),
            List::StopPost => self.stopped(system, Outcome::Success),
        }
    }
}

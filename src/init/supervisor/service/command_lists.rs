//! The lists of commands that a service runs besides its main process, one command after the other
//! (`ExecStartPre=`, `ExecStop=`, …): which state each belongs to, and what follows its last command.

use super::super::state::{Outcome, ServiceState};
use super::Service;
use crate::init::system::{CommandId, System};
use crate::init::unit::{ExecCommand, ServiceUnit};

/// Which list a control process's command is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CommandList {
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

impl CommandList {
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

    pub(super) fn of(self, config: &ServiceUnit) -> &[ExecCommand] {
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
pub(crate) struct ControlProcess {
    /// The command that it was started as.
    pub command: CommandId,
    /// Its process, once known.
    pub pid: Option<i32>,
    /// The list that its command is in.
    pub list: CommandList,
    /// Its place in the list.
    pub index: usize,
}

impl Service {
    /// Runs the command at `index` of `list`, or goes on to what follows the list.
    pub(super) fn next_list(
        &mut self,
        system: &mut dyn System,
        config: &ServiceUnit,
        list: CommandList,
        index: usize,
    ) {
        let Some(command) = list.of(config).get(index) else {
            self.control = None;
            return self.after_list(system, config, list);
        };
        let (state, timeout) = match list {
            CommandList::Condition => (ServiceState::Condition, config.timeout_start),
            CommandList::StartPre => (ServiceState::StartPre, config.timeout_start),
            CommandList::Start => (ServiceState::Start, config.timeout_start),
            CommandList::StartPost => (ServiceState::StartPost, config.timeout_start),
            CommandList::Reload => (ServiceState::Reload, config.timeout_start),
            CommandList::Stop => (ServiceState::Stop, config.timeout_stop),
            CommandList::StopPost => (ServiceState::StopPost, config.timeout_stop),
        };
        self.arm(system, timeout);
        self.clamp_deadline(system);
        match self.spawn(system, config, command, Some(list)) {
            Some(id) => {
                self.control = Some(ControlProcess { command: id, pid: None, list, index });
                self.set(system, state);
            }
            None => self.could_not_spawn(system, list),
        }
    }

    pub(super) fn could_not_spawn(&mut self, system: &mut dyn System, list: CommandList) {
        self.control = None;
        match list {
            CommandList::Condition | CommandList::StartPre | CommandList::Start => {
                self.enter_signal(system, ServiceState::StopSigterm, Outcome::Resources);
            }
            CommandList::StartPost => self.enter_stop(system, Outcome::Resources),
            CommandList::Reload => {
                self.reload_result = Outcome::Resources;
                self.enter_running(system, Outcome::Success);
            }
            CommandList::Stop => self.enter_signal(system, ServiceState::StopSigterm, Outcome::Resources),
            CommandList::StopPost => {
                self.enter_signal(system, ServiceState::FinalSigterm, Outcome::Resources);
            }
        }
    }

    /// What follows when every command of a list has run well.
    pub(super) fn after_list(&mut self, system: &mut dyn System, config: &ServiceUnit, list: CommandList) {
        match list {
            CommandList::Condition => self.next_list(system, config, CommandList::StartPre, 0),
            CommandList::StartPre => self.enter_start(system, config),
            CommandList::Start => self.forked(system, config),
            CommandList::StartPost => self.started(system, config),
            CommandList::Reload => self.reloaded(system, config),
            CommandList::Stop => self.enter_signal(system, ServiceState::StopSigterm, Outcome::Success),
            CommandList::StopPost => self.stopped(system, Outcome::Success),
        }
    }
}

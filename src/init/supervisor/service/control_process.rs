//! What the end of a control process means: a process of a command other than the main one.

use super::super::state::{Outcome, ServiceState, describe};
use super::Service;
use super::command_lists::{CommandList, ControlProcess};
use crate::init::system::{Priority, System};
use crate::init::tracker::Exit;
use crate::init::unit::ServiceUnit;

impl Service {
    pub(super) fn control_exited(&mut self, system: &mut dyn System, config: &ServiceUnit, exit: Exit) {
        let Some(ControlProcess { list, index, .. }) = self.control.take() else { return };
        let command = list.of(config).get(index);
        let mut outcome = Outcome::of(exit, &config.success_exit_status, list == CommandList::Start);
        if list == CommandList::Condition && outcome == Outcome::ExitCode && exit != Exit::Status(255) {
            outcome = Outcome::Condition;
        }
        if command.is_some_and(|command| command.ignore_failure) {
            outcome = Outcome::Success;
        }
        if outcome.is_failure() {
            let path = command.map_or("", |command| command.path.as_str());
            self.say(system, Priority::Warning, &format!("{}={path} {}", list.directive(), describe(exit)));
            if self.result == Outcome::Success && list != CommandList::Reload {
                self.fail_with(outcome);
                self.failure_code = exit.code();
            }
        } else if outcome == Outcome::Condition {
            self.say(system, Priority::Info, &format!("skipped: ExecCondition= {}", describe(exit)));
            self.times.note_conditions(false, system.realtime());
            self.fail_with(outcome);
        }
        if self.state.is_ending() {
            // Whatever it was for: it was told to end, and nothing follows in its list.
            return self.after_end(system, outcome);
        }
        if outcome == Outcome::Success {
            if list == CommandList::Start {
                return self.after_list(system, config, list);
            }
            return self.next_list(system, config, list, index + 1);
        }
        self.after_control(system, config, list, outcome);
    }

    /// What follows a control process that was told to end; the main process has to end as well.
    fn after_end(&mut self, system: &mut dyn System, outcome: Outcome) {
        match self.state {
            _ if self.main.is_alive() => (),
            ServiceState::StopWatchdog | ServiceState::StopSigterm | ServiceState::StopSigkill => {
                self.enter_stop_post(system, outcome);
            }
            _ => self.final_step(system, outcome),
        }
    }

    /// What follows a control process that failed.
    fn after_control(
        &mut self,
        system: &mut dyn System,
        config: &ServiceUnit,
        list: CommandList,
        outcome: Outcome,
    ) {
        match list {
            CommandList::Condition
            | CommandList::StartPre
            | CommandList::Start
            | CommandList::StartPost
            | CommandList::Stop => {
                self.enter_signal(system, ServiceState::StopSigterm, outcome);
            }
            CommandList::Reload => {
                self.reload_result = outcome;
                self.finish_reload(system, config);
            }
            CommandList::StopPost => self.stopped(system, outcome),
        }
    }
}

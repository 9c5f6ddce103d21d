//! What the end of a control process means: of a command that is not the main process.

use super::super::state::{Outcome, State, describe};
use super::Service;
use super::lists::{Control, List};
use crate::init::system::{Level, System};
use crate::init::tracker::Exit;
use crate::init::unit::Service as Config;

impl Service {
    pub(super) fn control_exited(&mut self, system: &mut dyn System, config: &Config, exit: Exit) {
        let Some(Control { list, index, .. }) = self.control.take() else { return };
        let command = list.of(config).get(index);
        let mut outcome = Outcome::of(exit, &config.success_exit_status, list == List::Start);
        if list == List::Condition && outcome == Outcome::ExitCode && exit != Exit::Status(255) {
            outcome = Outcome::Condition;
        }
        if command.is_some_and(|command| command.ignore_failure) {
            outcome = Outcome::Success;
        }
        if outcome.is_failure() {
            let path = command.map_or("", |command| command.path.as_str());
            self.say(system, Level::Warning, &format!("{}={path} {}", list.directive(), describe(exit)));
            if self.result == Outcome::Success && list != List::Reload {
                self.fail_with(outcome);
                self.failure_code = exit.code();
            }
        } else if outcome == Outcome::Condition {
            self.say(system, Level::Info, &format!("skipped: ExecCondition= {}", describe(exit)));
            self.times.note_conditions(false, system.realtime());
            self.fail_with(outcome);
        }
        if self.state.is_ending() {
            // Whatever it was about: it had to end, and nothing follows it.
            return self.after_end(system, outcome);
        }
        if outcome == Outcome::Success {
            if list == List::Start {
                return self.after_list(system, config, list);
            }
            return self.next_list(system, config, list, index + 1);
        }
        self.after_control(system, config, list, outcome);
    }

    /// What follows a control process that was told to end; the main process is waited for as well.
    fn after_end(&mut self, system: &mut dyn System, outcome: Outcome) {
        match self.state {
            _ if self.main.is_alive() => (),
            State::StopWatchdog | State::StopSigterm | State::StopSigkill => {
                self.enter_stop_post(system, outcome);
            }
            _ => self.final_step(system, outcome),
        }
    }

    /// What follows a control process that failed.
    fn after_control(&mut self, system: &mut dyn System, config: &Config, list: List, outcome: Outcome) {
        match list {
            List::Condition | List::StartPre | List::Start | List::StartPost | List::Stop => {
                self.enter_signal(system, State::StopSigterm, outcome);
            }
            List::Reload => {
                self.reload_result = outcome;
                self.finish_reload(system, config);
            }
            List::StopPost => self.stopped(system, outcome),
        }
    }
}

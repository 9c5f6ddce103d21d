//! What follows when a service stays in a state for too long.

use super::super::state::{Outcome, ServiceState};
use super::{Announced, Service};
use crate::init::system::{Level, System};
use crate::init::unit::{FailureMode, Kind, Signal};

/// What to do where the container's end leaves a service less time than its unit does.
const HURRIED: &str =
    "docker.stopTimeout and `docker run --stop-timeout` give it more time at the container's end";

impl Service {
    /// Its deadline has passed.
    pub(crate) fn timed_out(&mut self, system: &mut dyn System) {
        let unit = self.unit();
        let Kind::Service(config) = &unit.kind else { return };
        self.deadline = None;
        let state = self.state;
        let complain = |this: &Self, system: &mut dyn System, what: &str| {
            this.say(system, Level::Warning, &format!("{what} ({})", state.name()));
        };
        match state {
            ServiceState::Condition
            | ServiceState::StartPre
            | ServiceState::Start
            | ServiceState::StartPost => {
                // What a daemon's PID file lacks is waited for in silence; now it is the reason.
                let waited_for = config.pid_file.as_ref().filter(|_| self.retry.is_some());
                let problem = waited_for.and_then(|path| self.load_pid_file(system, path).err());
                let name = config.bus_name.as_ref().filter(|_| state == ServiceState::Start);
                let unseen = || name.map(|name| format!("nobody has the name {name} on the bus"));
                let problem =
                    problem.or_else(unseen).map_or_else(String::new, |problem| format!("{problem}: "));
                complain(self, system, &format!("starting took too long: {problem}it is ended"));
                self.after_timeout(system, config.timeout_start_failure);
            }
            ServiceState::Running => {
                complain(self, system, "ran as long as RuntimeMaxSec= allows: it is stopped");
                self.enter_stop(system, Outcome::Timeout);
            }
            ServiceState::Reload | ServiceState::ReloadSignal | ServiceState::ReloadNotify => {
                complain(self, system, "reloading took too long");
                if let Some(pid) = self.control.take().and_then(|control| control.pid) {
                    let _ = system.kill(pid, Signal::KILL.number());
                }
                self.reload_result = Outcome::Timeout;
                self.said = Announced::Nothing;
                self.enter_running(system, Outcome::Success);
            }
            ServiceState::Stop => {
                complain(self, system, "ExecStop= took too long");
                self.after_timeout(system, config.timeout_stop_failure);
            }
            ServiceState::StopSigterm if config.timeout_stop_failure == FailureMode::Abort => {
                complain(self, system, "stopping took too long: it is aborted");
                self.enter_signal(system, ServiceState::StopWatchdog, Outcome::Timeout);
            }
            ServiceState::StopWatchdog | ServiceState::StopSigterm if config.kill.send_sigkill => {
                complain(self, system, "stopping took too long: it is killed");
                if self.is_hurried {
                    self.say(system, Level::Warning, HURRIED);
                }
                self.enter_signal(system, ServiceState::StopSigkill, Outcome::Timeout);
            }
            ServiceState::StopWatchdog | ServiceState::StopSigterm => {
                complain(self, system, "stopping took too long; SendSIGKILL=no leaves it alone");
                self.enter_stop_post(system, Outcome::Timeout);
            }
            ServiceState::StopSigkill => {
                complain(self, system, "processes are still there after SIGKILL");
                self.enter_stop_post(system, Outcome::Timeout);
            }
            ServiceState::StopPost => {
                complain(self, system, "ExecStopPost= took too long");
                let state = match config.timeout_stop_failure {
                    FailureMode::Terminate => ServiceState::FinalSigterm,
                    FailureMode::Abort => ServiceState::FinalWatchdog,
                    FailureMode::Kill => ServiceState::FinalSigkill,
                };
                self.enter_signal(system, state, Outcome::Timeout);
            }
            ServiceState::FinalSigterm if config.timeout_stop_failure == FailureMode::Abort => {
                complain(self, system, "processes that were left took too long to end: they are aborted");
                self.enter_signal(system, ServiceState::FinalWatchdog, Outcome::Timeout);
            }
            ServiceState::FinalWatchdog | ServiceState::FinalSigterm if config.kill.send_sigkill => {
                complain(self, system, "processes that were left took too long to end: they are killed");
                self.enter_signal(system, ServiceState::FinalSigkill, Outcome::Timeout);
            }
            ServiceState::FinalWatchdog | ServiceState::FinalSigterm | ServiceState::FinalSigkill => {
                complain(self, system, "processes are left behind");
                // With SendSIGKILL=no it must not run beside what is left.
                self.enter_dead(system, Outcome::Timeout, state == ServiceState::FinalSigkill);
            }
            ServiceState::DeadBeforeAutoRestart
            | ServiceState::FailedBeforeAutoRestart
            | ServiceState::AutoRestart
            | ServiceState::AutoRestartQueued
            | ServiceState::Exited
            | ServiceState::Dead
            | ServiceState::Failed => (),
        }
    }

    fn after_timeout(&mut self, system: &mut dyn System, mode: FailureMode) {
        let state = match mode {
            FailureMode::Terminate => ServiceState::StopSigterm,
            FailureMode::Abort => ServiceState::StopWatchdog,
            FailureMode::Kill => ServiceState::StopSigkill,
        };
        self.enter_signal(system, state, Outcome::Timeout);
    }
}

//! What follows when a service stays in a state for too long.

use std::rc::Rc;
use std::time::Duration;

use super::super::state::{Outcome, ServiceState};
use super::Service;
use super::notify::Announced;
use crate::init::system::{Priority, System};
use crate::init::unit::{FailureMode, Kind, Signal};

/// The advice where the container's end leaves a service less time than its unit does.
const HURRIED: &str =
    "docker.stopTimeout and `docker run --stop-timeout` give it more time at the container's end";

/// When something is due by itself (monotonic).
#[derive(Debug, Default)]
pub(super) struct Timeouts {
    /// When the state has lasted too long.
    pub(super) deadline: Option<Duration>,
    /// When it became active, for `RuntimeMaxSec=` and what is added to it at random.
    pub(super) active_since: Duration,
    /// When to look for the PID file again.
    pub(super) pid_file_retry: Option<Duration>,
    /// No stop may last longer: the container's end.
    pub(super) stop_by: Option<Duration>,
    /// `stop_by` is earlier than what its unit says.
    pub(super) is_hurried: bool,
}

/// What a service has to do because its time has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Due {
    /// Looking for the PID file again.
    PidFile,
    /// Starting again: `RestartSec=` is over.
    Restart,
    /// Ending what has lasted too long.
    Timeout,
    /// Ending what has not said that it is alive.
    Watchdog,
}

impl Service {
    /// The next moment at which something is due.
    pub(crate) fn next_deadline(&self) -> Option<Duration> {
        let Timeouts { deadline, pid_file_retry, .. } = self.timeouts;
        [deadline, pid_file_retry, self.watchdog.deadline].into_iter().flatten().min()
    }

    /// What is due now. The caller has checked with [`Service::next_deadline`] that something is.
    pub(crate) fn what_is_due(&self, now: Duration) -> Due {
        let past = |deadline: Option<Duration>| deadline.is_some_and(|deadline| deadline <= now);
        if past(self.timeouts.pid_file_retry) {
            Due::PidFile
        } else if past(self.timeouts.deadline) && self.state == ServiceState::AutoRestart {
            Due::Restart
        } else if past(self.timeouts.deadline) {
            Due::Timeout
        } else {
            Due::Watchdog
        }
    }

    /// Whether it waits for the end of a state.
    pub(crate) fn has_deadline(&self) -> bool {
        self.timeouts.deadline.is_some()
    }

    /// Nothing happens by itself from now on: others have to stop first, and then it is stopped.
    pub(crate) fn wait_for_others(&mut self) {
        self.timeouts.deadline = None;
    }

    /// Sets what holds for the stop that comes: when it has to be over, and whether a start follows.
    pub(crate) fn prepare_stop(&mut self, by: Option<Duration>, restarting: bool) {
        self.timeouts.stop_by = by;
        self.stopping.restarting = restarting;
    }

    /// Its deadline has passed.
    pub(crate) fn timed_out(&mut self, system: &mut dyn System) {
        let unit = Rc::clone(&self.unit);
        let Kind::Service(config) = &unit.kind else { return };
        self.timeouts.deadline = None;
        let state = self.state;
        let complain = |this: &Self, system: &mut dyn System, what: &str| {
            this.say(system, Priority::Warning, &format!("{what} ({})", state.name()));
        };
        match state {
            ServiceState::Condition
            | ServiceState::StartPre
            | ServiceState::Start
            | ServiceState::StartPost => {
                // What is wrong with a daemon's PID file was not logged while waiting for it; now it is the reason.
                let waited_for = config.pid_file.as_ref().filter(|_| self.timeouts.pid_file_retry.is_some());
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
                self.announced.said = Announced::Nothing;
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
                if self.timeouts.is_hurried {
                    self.say(system, Priority::Warning, HURRIED);
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
                // With SendSIGKILL=no, a new run must not start beside what is left.
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

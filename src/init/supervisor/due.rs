//! What happens by itself when its time comes, and when that is.

use std::time::Duration;

use super::service::{self, Due};
use super::units::RunningUnit;
use super::{Supervisor, timers};
use crate::init::jobs::{JobKind, JobMode, Operation};
use crate::init::supervisor::state::Outcome;
use crate::init::system::{Priority, System};
use crate::init::unit::{RestartMode, UnitName};

impl Supervisor {
    /// When the next thing is due.
    pub(super) fn next_deadline(&self) -> Option<Duration> {
        let now = self.unsettled.then_some(Duration::ZERO);
        let end = self.end.as_ref().map(|end| end.deadline);
        let timers = self.timers().filter_map(|timer| timer.next);
        let others =
            [self.index.next_deadline(), self.job_timeouts.next(), self.put_off.next_deadline(), now, end];
        timers.chain(others.into_iter().flatten()).chain(self.errands.next_deadline()).min()
    }

    pub(super) fn next_calendar(&self) -> Option<Duration> {
        self.timers().filter_map(|timer| timer.next_calendar).min()
    }

    pub(super) fn timers(&self) -> impl Iterator<Item = &timers::Timer> {
        self.index.timers().filter_map(|name| match self.units.get(name) {
            Some(RunningUnit::Timer(timer)) => Some(&**timer),
            _ => None,
        })
    }

    pub(super) fn see_what_is_due(&mut self, system: &mut dyn System) {
        let now = system.monotonic();
        let mut due = self.index.due_by(now);
        due.extend(self.timers().filter(|timer| timer.will_elapse()).map(|timer| timer.unit.name.clone()));
        self.give_up_late_jobs(system, now);
        for name in due {
            let Some(unit) = self.units.get_mut(&name) else { continue };
            match unit {
                RunningUnit::Timer(timer) => {
                    if timer.is_due(system)
                        && let Some(target) = timer.target()
                    {
                        let details = timer.details(&name);
                        self.trigger(system, &name, &target, details);
                    }
                }
                RunningUnit::Service(service) => match service.what_is_due(now) {
                    Due::PidFile => self.with_service(&name, |service| service.look_again(system)),
                    Due::Restart => self.restart_by_itself(system, &name),
                    Due::Timeout => self.with_service(&name, |service| service.timed_out(system)),
                    Due::Watchdog => self.with_service(&name, |service| service.watchdog_elapsed(system)),
                },
                RunningUnit::Socket(_) => self.with_socket(&name, |socket| socket.timed_out(system)),
                RunningUnit::Target(_) | RunningUnit::Path(_) | RunningUnit::Mount(_) => (),
            }
        }
    }

    /// `RestartSec=` of a service is over. The job engine restarts with it what requires it, is bound to it or is a
    /// part of it, unless `RestartMode=direct` hides from the engine that it ended.
    pub(super) fn restart_by_itself(&mut self, system: &mut dyn System, name: &UnitName) {
        if self.jobs.job(name).is_some_and(|(_, kind, _)| kind == JobKind::Stop) {
            // It waits for others to stop, and is then stopped itself.
            return self.with_service(name, service::Service::wait_for_others);
        }
        let service = self.units.get(name).and_then(|unit| unit.unit().service());
        let hidden = service.is_some_and(|service| service.restart_mode == RestartMode::Direct);
        let mode = if hidden { JobMode::Again } else { JobMode::RestartDependencies };
        match self.jobs.enqueue(Operation::Start, name, mode) {
            Ok(_) => self.with_service(name, |service| service.restart_is_queued(system)),
            Err(error) => {
                system.log(Some(name), Priority::Error, &format!("can't be started again: {error}"));
                self.with_service(name, |service| service.restart_is_given_up(system, Outcome::Resources));
            }
        }
    }
}

//! A summary of all units: for the end of a command of `docker run`, and when a signal asks for it.

use std::time::Duration;

use crate::init::supervisor::Supervisor;
use crate::init::supervisor::state::ActiveState;
use crate::init::supervisor::units::RunningUnit;
use crate::init::system::{Priority, System};

impl Supervisor {
    /// What SIGUSR1 asks for: every unit on a line of its own.
    pub(super) fn dump(&self, system: &mut dyn System) {
        use std::fmt::Write;
        system.log(None, Priority::Notice, &format!("{} units:", self.units.len()));
        for unit in self.units.values() {
            let mut line =
                format!("  {} {} ({})", unit.unit().name, unit.active().as_str(), unit.sub_state());
            if let Some(service) = unit.service() {
                if let Some(pid) = service.main().pid {
                    let _ = write!(line, ", main process {pid}");
                }
                if service.restarts() > 0 {
                    let _ = write!(line, ", restarted {} times", service.restarts());
                }
                if service.result().is_failure() {
                    let _ = write!(line, ", result {}", service.result().name());
                }
                if !service.status_text().is_empty() {
                    let _ = write!(line, ", says: {}", service.status_text());
                }
            }
            system.log(None, Priority::Notice, &line);
        }
    }

    pub(super) fn summarize(&self, system: &mut dyn System) {
        let up = self
            .units
            .values()
            .filter_map(RunningUnit::service)
            .filter(|service| service.state().active().is_active());
        let failed: Vec<_> = self
            .units
            .values()
            .filter(|unit| unit.active() == ActiveState::Failed)
            .map(|unit| unit.unit().name.to_string())
            .collect();
        // Less than a millisecond counts as one.
        let milliseconds = system.monotonic().saturating_sub(self.started).as_millis().max(1);
        let took = crate::init::unit::written::span(Duration::from_millis(
            u64::try_from(milliseconds).unwrap_or(u64::MAX),
        ));
        let services = match up.count() {
            1 => "1 service runs".to_owned(),
            count => format!("{count} services run"),
        };
        let mut message =
            format!("{} is reached after {took}, {services}", self.file.settings.default_target);
        if failed.is_empty() {
            return system.log(None, Priority::Info, &message);
        }
        message += "; failed: ";
        message += &failed.join(", ");
        system.log(None, Priority::Warning, &message);
    }
}

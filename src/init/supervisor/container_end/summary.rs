//! What is said of all units: at the end of a command of `docker run`, and where a signal asks for it.

use crate::init::supervisor::Supervisor;
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
}

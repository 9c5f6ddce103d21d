//! `Type=dbus`: a service is up as long as its name has an owner on the message bus.

use std::rc::Rc;

use super::super::state::{Outcome, ServiceState};
use super::Service;
use crate::init::system::System;
use crate::init::unit::{Kind, ServiceType};

impl Service {
    /// Its name has got an owner, or lost it.
    pub(crate) fn name_changed(&mut self, system: &mut dyn System, owned: bool) {
        let unit = Rc::clone(&self.unit);
        let Kind::Service(config) = &unit.kind else { return };
        self.has_name = owned;
        if config.kind != ServiceType::Dbus {
            return;
        }
        match self.state {
            ServiceState::Start if owned => self.enter_start_post(system, config),
            ServiceState::Running => self.enter_running(system, Outcome::Success),
            _ => (),
        }
    }
}

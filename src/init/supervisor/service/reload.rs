//! Reloading: by a signal and the service's own word (`Type=notify-reload`), and by `ExecReload=`.

use std::rc::Rc;
use std::time::Duration;

use super::super::state::{Outcome, ServiceState};
use super::Service;
use super::command_lists::CommandList;
use super::notify::Announced;
use crate::init::system::{Priority, System};
use crate::init::unit::{Kind, ServiceType, ServiceUnit};

impl Service {
    /// Whether there is a way to reload it.
    pub(crate) fn can_reload(&self) -> bool {
        match &self.unit.kind {
            Kind::Service(config) => {
                !config.exec_reload.is_empty() || config.kind == ServiceType::NotifyReload
            }
            _ => false,
        }
    }

    /// Reloads it. The caller has checked that it is active and can reload.
    pub(crate) fn reload(&mut self, system: &mut dyn System) {
        let unit = Rc::clone(&self.unit);
        let Kind::Service(config) = &unit.kind else { return };
        if !matches!(self.state, ServiceState::Running | ServiceState::Exited) {
            return;
        }
        self.reload_result = Outcome::Success;
        if config.kind == ServiceType::NotifyReload
            && let Some(pid) = self.main.pid
        {
            self.announced.said = Announced::Ready;
            self.announced.reload_begun = system.monotonic();
            if let Err(error) = system.kill(pid, config.reload_signal.number()) {
                self.say(system, Priority::Error, &format!("can't tell it to reload: {}", error.desc()));
                self.reload_result = Outcome::Resources;
                return;
            }
            self.arm(system, config.timeout_start);
            self.set(system, ServiceState::ReloadSignal);
            if config.exec_reload.is_empty() {
                return;
            }
        }
        self.next_list(system, config, CommandList::Reload, 0);
    }

    pub(super) fn said_reloading(
        &mut self,
        system: &mut dyn System,
        config: &ServiceUnit,
        when: Option<Duration>,
    ) {
        match self.state {
            ServiceState::Running => {
                self.announced.said = Announced::Reloading;
                self.enter_reload_by_notify(system, config);
            }
            ServiceState::ReloadSignal => {
                // systemd.service(5), Type=notify-reload: one from before the signal is about another reload.
                if when.is_some_and(|when| when >= self.announced.reload_begun) {
                    self.announced.said = Announced::Reloading;
                    self.set(system, ServiceState::ReloadNotify);
                } else if when.is_none() {
                    self.say(system, Priority::Warning, "said RELOADING=1 without MONOTONIC_USEC=: ignored");
                }
            }
            _ => self.announced.said = Announced::Reloading,
        }
    }

    pub(super) fn enter_reload_by_notify(&mut self, system: &mut dyn System, config: &ServiceUnit) {
        self.arm(system, config.timeout_start);
        self.set(system, ServiceState::ReloadNotify);
    }

    /// `ExecReload=` has run well.
    pub(super) fn reloaded(&mut self, system: &mut dyn System, config: &ServiceUnit) {
        self.reload_result = Outcome::Success;
        if let Some(path) = &config.pid_file {
            // A reload may have changed the main process.
            let _ = self.load_pid_file(system, path);
        }
        self.finish_reload(system, config);
    }

    pub(super) fn finish_reload(&mut self, system: &mut dyn System, config: &ServiceUnit) {
        if config.kind == ServiceType::NotifyReload
            && self.announced.said == Announced::Reloading
            && self.main.is_alive()
        {
            // It said RELOADING=1 itself while ExecReload= ran: READY=1 ends the reload.
            self.arm(system, config.timeout_start);
            return self.set(system, ServiceState::ReloadNotify);
        }
        self.enter_running(system, Outcome::Success);
    }
}

//! What a service says about itself: `sd_notify(3)`.

use std::rc::Rc;
use std::time::Duration;

use super::super::state::{Outcome, ServiceState};
use super::Service;
use crate::init::system::{Notification, Priority, System};
use crate::init::unit::{Kind, NotifyAccess, ServiceType, ServiceUnit};

/// What a service says that it is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Announced {
    /// It has said nothing since it was started.
    #[default]
    Nothing,
    /// `READY=1`
    Ready,
    /// `RELOADING=1`
    Reloading,
    /// `STOPPING=1`
    Stopping,
}

/// What a service has said about itself.
#[derive(Debug, Default)]
pub(super) struct Announcements {
    /// `RELOADING=1` or `STOPPING=1` came before it was up.
    pub(super) said: Announced,
    /// `STATUS=`.
    pub(super) status_text: String,
    /// `ERRNO=`.
    pub(super) errno: i32,
    /// When the reload began: an older `RELOADING=1` is not about it.
    pub(super) reload_begun: Duration,
}

impl Service {
    /// `STATUS=` that it sent last.
    pub(crate) fn status_text(&self) -> &str {
        &self.announced.status_text
    }

    /// `ERRNO=` that it sent last.
    pub(crate) fn status_errno(&self) -> i32 {
        self.announced.errno
    }

    /// Takes a datagram, if its sender may send one.
    pub(crate) fn notified(&mut self, system: &mut dyn System, notification: &Notification) {
        let unit = Rc::clone(&self.unit);
        let Kind::Service(config) = &unit.kind else { return };
        if !self.may_notify(system, config, notification) {
            let message = format!(
                "process {} may not notify (NotifyAccess=): `{}` is ignored",
                notification.pid,
                notification.text.lines().next().unwrap_or_default()
            );
            return self.say(system, Priority::Warning, &message);
        }
        let message = NotifyText::parse(&notification.text);
        if message.has("FDSTORE", "1") {
            let message = "asked to keep descriptors (FDSTORE=1): they are closed";
            self.say(system, Priority::Notice, message);
        }
        self.take_main_pid(system, &message, notification);
        if let Some(status) = message.get("STATUS") {
            status.clone_into(&mut self.announced.status_text);
        }
        if let Some(number) = message.get("ERRNO").and_then(|number| number.parse().ok()) {
            self.announced.errno = number;
        }
        self.take_watchdog(system, &message);
        if let Some(more) = microseconds(&message, "EXTEND_TIMEOUT_USEC") {
            let until = system.monotonic().saturating_add(more);
            if self.timeouts.deadline.is_some_and(|deadline| deadline < until) {
                self.timeouts.deadline = Some(until);
                self.clamp_deadline(system);
            }
        }
        if message.has("STOPPING", "1") {
            self.announced.said = Announced::Stopping;
            if matches!(
                self.state,
                ServiceState::Running | ServiceState::ReloadSignal | ServiceState::ReloadNotify
            ) {
                self.enter_stop_by_notify(system, config);
            }
        }
        if self.announced.said == Announced::Stopping {
            // Whatever else it says: a service that is stopping does not become ready again.
            return;
        }
        // Both at once: a reload that is done already.
        if message.has("RELOADING", "1") {
            self.said_reloading(system, config, microseconds(&message, "MONOTONIC_USEC"));
        }
        if message.has("READY", "1") {
            self.said_ready(system, config);
        }
    }

    fn may_notify(&self, system: &mut dyn System, config: &ServiceUnit, from: &Notification) -> bool {
        let main = self.main.pid == Some(from.pid);
        let control = self.control.as_ref().is_some_and(|control| control.pid == Some(from.pid));
        match config.notify_access {
            NotifyAccess::None => false,
            NotifyAccess::Main => main || (config.kind == ServiceType::Forking && control),
            NotifyAccess::Exec => main || control,
            NotifyAccess::All => {
                // systemd-notify(1) and its like may have ended by now: then their user decides.
                let own = |system: &mut dyn System| Some(from.uid) == system.unit_uid(&self.unit);
                match system.belongs(from.pid, &self.commands, &self.adopted) {
                    Some(belongs) => belongs,
                    None => from.uid == 0 || own(system),
                }
            }
        }
    }

    fn said_ready(&mut self, system: &mut dyn System, config: &ServiceUnit) {
        self.announced.said = Announced::Ready;
        match self.state {
            ServiceState::Start if is_notify(config) && self.control.is_none() => {
                self.enter_start_post(system, config);
            }
            ServiceState::ReloadNotify => self.enter_running(system, Outcome::Success),
            ServiceState::Reload if self.control.is_none() => self.enter_running(system, Outcome::Success),
            // READY=1 alone does not show that this reload was seen: RELOADING=1 does.
            _ => (),
        }
    }
}

/// `NAME=value` lines.
pub(super) struct NotifyText<'a>(Vec<(&'a str, &'a str)>);

impl<'a> NotifyText<'a> {
    fn parse(text: &'a str) -> Self {
        Self(text.lines().filter_map(|line| line.split_once('=')).collect())
    }

    pub(super) fn get(&self, name: &str) -> Option<&'a str> {
        self.0.iter().rev().find(|(given, _)| *given == name).map(|(_, value)| *value)
    }

    fn has(&self, name: &str, value: &str) -> bool {
        self.get(name) == Some(value)
    }
}

pub(super) fn microseconds(message: &NotifyText<'_>, name: &str) -> Option<Duration> {
    message.get(name)?.parse().ok().map(Duration::from_micros)
}

/// Whether READY=1 is what makes it active.
pub(super) fn is_notify(config: &ServiceUnit) -> bool {
    matches!(config.kind, ServiceType::Notify | ServiceType::NotifyReload)
}

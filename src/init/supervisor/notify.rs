//! What a service says about itself, and reloading, of which that is a part: `sd_notify(3)`.

use std::time::Duration;

use super::exits::is_notify;
use super::service::{List, Said, Service};
use super::state::{Outcome, State};
use crate::init::system::{Level, Notification, System};
use crate::init::unit::{Kind, NotifyAccess, Service as Config, ServiceType};

impl Service {
    /// Takes a datagram, if its sender may send one.
    pub fn notified(&mut self, system: &mut dyn System, notification: &Notification) {
        let unit = self.unit();
        let Kind::Service(config) = &unit.kind else { return };
        if !self.may_notify(system, config, notification) {
            let message = format!(
                "process {} may not notify (NotifyAccess=): `{}` is ignored",
                notification.pid,
                notification.text.lines().next().unwrap_or_default()
            );
            return self.say(system, Level::Warning, &message);
        }
        let message = Message::parse(&notification.text);
        if message.has("FDSTORE", "1") {
            let message = format!(
                "asked to keep {} descriptors (FDSTORE=1): they are closed",
                notification.descriptors
            );
            self.say(system, Level::Notice, &message);
        }
        self.take_main_pid(system, config, &message, notification);
        if let Some(status) = message.get("STATUS") {
            status.clone_into(&mut self.status_text);
        }
        if let Some(number) = message.get("ERRNO").and_then(|number| number.parse().ok()) {
            self.status_errno = number;
        }
        self.take_watchdog(system, &message);
        if let Some(more) = microseconds(&message, "EXTEND_TIMEOUT_USEC") {
            let until = system.monotonic().saturating_add(more);
            if self.deadline.is_some_and(|deadline| deadline < until) {
                self.deadline = Some(until);
                self.clamp_deadline(system);
            }
        }
        if message.has("STOPPING", "1") {
            self.said = Said::Stopping;
            if self.state == State::Running {
                self.enter_stop_by_notify(system, config);
            }
        } else if message.has("READY", "1") && !message.has("RELOADING", "1") {
            self.said_ready(system, config);
        } else if message.has("RELOADING", "1") {
            self.said_reloading(system, config, microseconds(&message, "MONOTONIC_USEC"));
        }
    }

    fn may_notify(&self, system: &mut dyn System, config: &Config, from: &Notification) -> bool {
        let main = self.main.pid == Some(from.pid);
        let control = self.control.as_ref().is_some_and(|control| control.pid == Some(from.pid));
        match config.notify_access {
            NotifyAccess::None => false,
            NotifyAccess::Main => main || (config.service_type == ServiceType::Forking && control),
            NotifyAccess::Exec => main || control,
            NotifyAccess::All => {
                // systemd-notify(1) and its like may be gone by now: then their user tells.
                let own = |system: &mut dyn System| Some(from.uid) == system.unit_uid(&self.unit);
                match system.belongs(from.pid, &self.commands, &self.adopted) {
                    Some(belongs) => belongs,
                    None => from.uid == 0 || own(system),
                }
            }
        }
    }

    fn take_main_pid(
        &mut self,
        system: &mut dyn System,
        config: &Config,
        message: &Message<'_>,
        from: &Notification,
    ) {
        let Some(text) = message.get("MAINPID") else { return };
        let Some(pid) = text.parse::<i32>().ok().filter(|pid| *pid > 1) else {
            return self.say(system, Level::Warning, &format!("MAINPID={text} is no process id"));
        };
        if self.main.pid == Some(pid) || self.state.active().is_down() {
            return;
        }
        let own = system.processes(&self.commands, &self.adopted).iter().any(|process| process.pid == pid);
        if own || (from.uid == 0 && system.kill(pid, 0).is_ok()) {
            self.set_main(system, pid);
        } else {
            let message = format!("MAINPID={pid} is none of its processes: ignored");
            self.say(system, Level::Warning, &message);
        }
        let _ = config;
    }

    fn take_watchdog(&mut self, system: &mut dyn System, message: &Message<'_>) {
        if let Some(period) = microseconds(message, "WATCHDOG_USEC") {
            self.watchdog_override = Some(period);
            self.reset_watchdog(system);
        }
        match message.get("WATCHDOG") {
            Some("1") if self.watchdog_deadline.is_some() => self.reset_watchdog(system),
            Some("trigger") if self.state.active().is_active() || self.state == State::StartPost => {
                self.watchdog_bites(system);
            }
            _ => (),
        }
    }

    fn said_ready(&mut self, system: &mut dyn System, config: &Config) {
        self.said = Said::Ready;
        match self.state {
            State::Start if is_notify(config) && self.control.is_none() => {
                self.enter_start_post(system, config);
            }
            State::ReloadNotify => self.enter_running(system, Outcome::Success),
            State::Reload if self.control.is_none() => self.enter_running(system, Outcome::Success),
            // A notification alone does not say that this reload was seen: RELOADING=1 does.
            _ => (),
        }
    }

    fn said_reloading(&mut self, system: &mut dyn System, config: &Config, when: Option<Duration>) {
        match self.state {
            State::Running => {
                self.said = Said::Reloading;
                self.enter_reload_by_notify(system, config);
            }
            State::ReloadSignal => {
                // systemd.service(5), Type=notify-reload: one that was sent before the signal is not about it.
                if when.is_some_and(|when| when >= self.reload_begun) {
                    self.said = Said::Reloading;
                    self.set(system, State::ReloadNotify);
                } else if when.is_none() {
                    self.say(system, Level::Warning, "said RELOADING=1 without MONOTONIC_USEC=: ignored");
                }
            }
            _ => self.said = Said::Reloading,
        }
    }

    pub(super) fn enter_reload_by_notify(&mut self, system: &mut dyn System, config: &Config) {
        self.arm(system, config.timeout_start);
        self.set(system, State::ReloadNotify);
    }

    /// Whether there is a way to reload it.
    pub fn can_reload(&self) -> bool {
        match &self.unit.kind {
            Kind::Service(config) => {
                !config.exec_reload.is_empty() || config.service_type == ServiceType::NotifyReload
            }
            _ => false,
        }
    }

    /// Reloads it. It is active and can.
    pub fn reload(&mut self, system: &mut dyn System) {
        let unit = self.unit();
        let Kind::Service(config) = &unit.kind else { return };
        if !matches!(self.state, State::Running | State::Exited) {
            return;
        }
        self.reload_result = Outcome::Success;
        if config.service_type == ServiceType::NotifyReload
            && let Some(pid) = self.main.pid
        {
            self.said = Said::Ready;
            self.reload_begun = system.monotonic();
            if let Err(error) = system.kill(pid, config.reload_signal.number()) {
                self.say(system, Level::Error, &format!("can't tell it to reload: {}", error.desc()));
                self.reload_result = Outcome::Resources;
                return;
            }
            self.arm(system, config.timeout_start);
            self.set(system, State::ReloadSignal);
            if config.exec_reload.is_empty() {
                return;
            }
        }
        self.next_list(system, config, List::Reload, 0);
    }
}

/// `NAME=value` lines.
struct Message<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Message<'a> {
    fn parse(text: &'a str) -> Self {
        Self(text.lines().filter_map(|line| line.split_once('=')).collect())
    }

    fn get(&self, name: &str) -> Option<&'a str> {
        self.0.iter().rev().find(|(given, _)| *given == name).map(|(_, value)| *value)
    }

    fn has(&self, name: &str, value: &str) -> bool {
        self.get(name) == Some(value)
    }
}

fn microseconds(message: &Message<'_>, name: &str) -> Option<Duration> {
    message.get(name)?.parse().ok().map(Duration::from_micros)
}

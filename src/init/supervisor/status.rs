//! Units' states as clients see them.

use std::collections::BTreeSet;
use std::time::Duration;

use super::service::Service;
use super::state::Active;
use super::units::Running;
use super::{Supervisor, properties};
use crate::init::control::protocol::{ProcessStatus, Reply, Request, UnitStatus};
use crate::init::glob;
use crate::init::system::System;
use crate::init::system::processes::command_line;
use crate::init::tracker::Exit;
use crate::init::unit::{Kind, UnitName};

impl Supervisor {
    pub(super) fn status(&self, system: &mut dyn System, request: &Request) -> Reply {
        let mut units = Vec::new();
        if request.units.is_empty() {
            units.extend(self.units.values().map(|unit| self.status_of(system, unit, request.log_lines)));
        }
        let mut matched = BTreeSet::new();
        for text in &request.units {
            let mut names = self.find(text);
            if glob::is_pattern(text) {
                // Once, however many patterns it fits.
                names.retain(|name| matched.insert(name.clone()));
            }
            if let Some(instance) = self.instance(text) {
                units.push(self.status_of(system, &Running::new(instance), request.log_lines));
            } else if names.is_empty() && !glob::is_pattern(text) {
                let name = UnitName::from_typed(text).map_or_else(|_| text.clone(), |name| name.to_string());
                units.push(self.unknown(name));
            }
            let named = names.iter().filter_map(|name| self.units.get(name));
            units.extend(named.map(|unit| self.status_of(system, unit, request.log_lines)));
        }
        Reply { units, system_state: self.system_state().to_owned(), ..Reply::default() }
    }

    /// A unit that is not loaded; some are as good as active nevertheless.
    fn unknown(&self, name: String) -> UnitStatus {
        let parsed = name.parse::<UnitName>().ok();
        let known = |name: &UnitName| self.file.not_loaded.get(name);
        let (load, active, sub) = if let Some(reason) = parsed.as_ref().and_then(known) {
            (reason.as_str(), "inactive", "dead")
        } else if parsed.is_some_and(|name| self.jobs.state(&name).is_active()) {
            ("loaded", "active", "active")
        } else {
            ("not-found", "inactive", "dead")
        };
        UnitStatus {
            description: name.clone(),
            name,
            load_state: load.to_owned(),
            active_state: active.to_owned(),
            sub_state: sub.to_owned(),
            ..UnitStatus::default()
        }
    }

    fn system_state(&self) -> &'static str {
        if self.end.is_some() {
            "stopping"
        } else if !self.settled {
            "starting"
        } else if self.units.values().any(|unit| unit.active() == Active::Failed) {
            "degraded"
        } else {
            "running"
        }
    }

    fn status_of(&self, system: &mut dyn System, running: &Running, log_lines: usize) -> UnitStatus {
        let unit = running.unit();
        let name = &unit.name;
        let changed = running.times();
        let aliases = self.file.aliases.iter().filter(|(_, target)| *target == name);
        let job = self.jobs.job(name).map_or("", |(_, kind, _)| kind.as_str());
        let installed = &unit.dependencies;
        let enabled = !(installed.wanted_by.is_empty()
            && installed.required_by.is_empty()
            && installed.upheld_by.is_empty());
        let mut status = UnitStatus {
            name: name.to_string(),
            aliases: aliases.map(|(alias, _)| alias.to_string()).collect(),
            description: unit.description.clone(),
            documentation: unit.documentation.clone(),
            load_state: "loaded".to_owned(),
            active_state: running.active().as_str().to_owned(),
            sub_state: running.sub_state().to_owned(),
            unit_file_state: if enabled { "enabled" } else { "static" }.to_owned(),
            result: running.result().to_owned(),
            job: job.to_owned(),
            state_change: microseconds(changed.state_change),
            inactive_exit: microseconds(changed.inactive_exit),
            active_enter: microseconds(changed.active_enter),
            active_exit: microseconds(changed.active_exit),
            inactive_enter: microseconds(changed.inactive_enter),
            condition_result: changed.conditions_met,
            condition_time: microseconds(changed.conditions_seen),
            assert_result: changed.asserts_met,
            assert_time: microseconds(changed.asserts_seen),
            properties: properties::of(unit, self.jobs.graph()),
            wanted: self.wanted.contains(name),
            essential: self.file.settings.essential.contains(name),
            log: if log_lines > 0 { system.log_tail(name, log_lines) } else { Vec::new() },
            ..UnitStatus::default()
        };
        match running {
            Running::Service(service) => describe_service(&mut status, system, service),
            Running::Timer(timer) => {
                let (now, wall) = (system.monotonic(), system.realtime());
                let monotonic = timer.next.map(|at| wall + at.saturating_sub(now));
                let next = [monotonic, timer.next_calendar].into_iter().flatten().min();
                status.next_elapse = next.map_or(0, microseconds);
                status.last_trigger = timer.last.map_or(0, microseconds);
                status.triggers = timer.target().map_or_else(String::new, |target| target.to_string());
            }
            Running::Socket(socket) => {
                status.listen = socket.addresses();
                status.control_pid = socket.control_pid().unwrap_or(0);
                if let Kind::Socket(config) = &unit.kind {
                    status.triggers = config.service.to_string();
                }
            }
            Running::Target(_) => (),
        }
        status
    }
}

fn describe_service(status: &mut UnitStatus, system: &mut dyn System, service: &Service) {
    let Kind::Service(config) = &service.unit.kind else { return };
    properties::service_type(config.service_type).clone_into(&mut status.service_type);
    status.main_pid = service.main.pid.unwrap_or(0);
    status.control_pid = service.control.as_ref().and_then(|control| control.pid).unwrap_or(0);
    status.status_text.clone_from(&service.status_text);
    status.status_errno = service.status_errno;
    status.restarts = service.restarts;
    status.can_reload = service.can_reload();
    if service.invocation != 0 {
        status.invocation_id = format!("{:032x}", service.invocation);
    }
    status.exec_main_start = microseconds(service.main.started);
    status.exec_main_exit = microseconds(service.main.ended);
    status.exec_main_pid = service.main.last_pid;
    (status.exec_main_code, status.exec_main_status) = match service.main.exit {
        None => (0, 0),
        Some(Exit::Status(code)) => (1, code),
        Some(Exit::Signal { signal, dumped }) => (if dumped { 3 } else { 2 }, signal),
    };
    let processes = system.processes(&service.commands, &service.adopted);
    let own = |pid| processes.iter().any(|process| process.pid == pid);
    status.processes = processes
        .iter()
        .map(|process| ProcessStatus {
            pid: process.pid,
            parent: if own(process.parent) { process.parent } else { 0 },
            command: command_line(process.pid),
        })
        .collect();
    let mut set = |name: &str, value: &str| drop(status.properties.insert(name.to_owned(), value.to_owned()));
    set("ReloadResult", service.reload_result.name());
}

fn microseconds(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

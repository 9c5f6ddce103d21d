//! Units' states as clients see them.

use std::collections::BTreeMap;
use std::time::Duration;

use super::service::Service;
use super::state::ActiveState;
use super::units::RunningUnit;
use super::{Supervisor, properties};
use crate::init::control::{Detail, Request, UnitStatus};
use crate::init::graph::Relation;
use crate::init::system::{Peer, Processes, System};
use crate::init::tracker::Exit;
use crate::init::unit::{Kind, UnitName};

impl Supervisor {
    /// The state of what a name means: a unit, an instance of a template that is not made yet, or nothing.
    pub(super) fn status_of_named(
        &self,
        system: &mut dyn System,
        peer: Peer,
        request: &Request,
        text: &str,
    ) -> UnitStatus {
        if let Some(instance) = self.instance(text) {
            return self.status_of(system, peer, request, &RunningUnit::new(instance));
        }
        match self.find(text).and_then(|name| self.units.get(&name)) {
            Some(unit) => self.status_of(system, peer, request, unit),
            None => self.unknown(
                UnitName::from_typed(text).map_or_else(|_| text.to_owned(), |name| name.to_string()),
            ),
        }
    }

    /// The status of a unit that is not loaded; some are as good as active nevertheless.
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

    pub(super) fn system_state(&self) -> &'static str {
        if self.end.is_some() {
            "stopping"
        } else if !self.settled {
            "starting"
        } else if self.units.values().any(|unit| unit.active() == ActiveState::Failed) {
            "degraded"
        } else {
            "running"
        }
    }

    /// The state of a unit, as far as this peer may see it.
    pub(super) fn status_of(
        &self,
        system: &mut dyn System,
        peer: Peer,
        request: &Request,
        running: &RunningUnit,
    ) -> UnitStatus {
        let unit = running.unit();
        let brief = request.detail != Detail::Full;
        let reads_log = request.log_lines > 0 && Self::may(system, peer, Some(unit));
        let name = &unit.name;
        let changed = running.times();
        let aliases = self.index.aliases(name);
        let job = self.jobs.job(name).map_or("", |(_, kind, _)| kind.as_str());
        let installed = &unit.dependencies;
        let enabled = !(installed.wanted_by.is_empty()
            && installed.required_by.is_empty()
            && installed.upheld_by.is_empty());
        let has_alias = self.file.aliases.values().any(|target| target == name);
        let unit_file_state = match (enabled, has_alias) {
            (true, _) => "enabled",
            // Enabled, but by another name.
            (false, true) => "indirect",
            (false, false) => "static",
        };
        let mut status = UnitStatus {
            name: name.to_string(),
            aliases: aliases.iter().map(ToString::to_string).collect(),
            description: unit.description.clone(),
            documentation: unit.documentation.clone(),
            load_state: "loaded".to_owned(),
            active_state: running.active().as_str().to_owned(),
            sub_state: running.sub_state().to_owned(),
            unit_file_state: unit_file_state.to_owned(),
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
            properties: if brief { BTreeMap::new() } else { properties::of(unit, self.jobs.graph()) },
            wanted: self.wanted.contains(name),
            essential: self.index.is_essential(name),
            log: if reads_log { system.log_tail(name, request.log_lines) } else { Vec::new() },
            log_withheld: request.log_lines > 0 && !reads_log,
            ..UnitStatus::default()
        };
        match running {
            RunningUnit::Service(service) => describe_service(&mut status, system, service),
            RunningUnit::Timer(timer) => {
                let (now, wall) = (system.monotonic(), system.realtime());
                let monotonic = timer.next.map(|at| wall + at.saturating_sub(now));
                let next = [monotonic, timer.next_calendar].into_iter().flatten().min();
                status.next_elapse = next.map_or(0, microseconds);
                status.last_trigger = timer.last.map_or(0, microseconds);
                status.triggers = timer.target().map_or_else(String::new, |target| target.to_string());
            }
            RunningUnit::Socket(socket) => {
                status.listen = socket.addresses();
                status.control_pid = socket.control_pid().unwrap_or(0);
                let target = socket.target().into_iter();
                let connections = self.jobs.graph().names(name, Relation::Triggers).into_iter();
                let triggers =
                    if socket.accepts() { connections.collect() } else { target.collect::<Vec<_>>() };
                status.triggers = triggers.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
                if !brief {
                    let counters = socket.counters().map(|(name, value)| (name.to_owned(), value));
                    status.properties.extend(counters);
                }
            }
            RunningUnit::Path(path) => {
                status.triggers = path.target().map_or_else(String::new, |target| target.to_string());
            }
            RunningUnit::Target(_) | RunningUnit::Mount(_) => (),
        }
        status
    }
}

fn describe_service(status: &mut UnitStatus, system: &dyn Processes, service: &Service) {
    let Kind::Service(config) = &service.unit().kind else { return };
    status.kind = config.kind.name();
    status.main_pid = service.main().pid.unwrap_or(0);
    status.control_pid = service.control_pid().unwrap_or(0);
    service.status_text().clone_into(&mut status.status_text);
    status.status_errno = service.status_errno();
    status.restarts = service.restarts();
    status.can_reload = service.can_reload();
    if service.invocation() != 0 {
        status.invocation_id = format!("{:032x}", service.invocation());
    }
    status.exec_main_start = microseconds(service.main().started);
    status.exec_main_exit = microseconds(service.main().ended);
    status.exec_main_pid = service.main().last_pid;
    (status.exec_main_code, status.exec_main_status) = match service.main().exit {
        None => (0, 0),
        Some(Exit::Status(code)) => (1, code),
        Some(Exit::Signal { signal, dumped }) => (if dumped { 3 } else { 2 }, signal),
    };
    status.trackers = service.commands().iter().filter_map(|command| system.tracker(*command)).collect();
    service.adopted().clone_into(&mut status.adopted);
    if status.properties.is_empty() {
        return;
    }
    let mut set = |name: &str, value: &str| drop(status.properties.insert(name.to_owned(), value.to_owned()));
    set("ReloadResult", service.reload_result().name());
}

fn microseconds(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

//! `.socket` units: listening before the service runs, and starting it at the first traffic.
//! systemd.socket(5).

mod accept;
mod command_lists;
mod commands;
mod signals;
mod state;

use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use super::rate::Rate;
use super::state_times::Times;
use crate::init::system::{CommandId, Origin, Priority, SocketId, System, socket_path};
use crate::init::unit::{Kind, Listen, SocketUnit, Unit, UnitName};
use command_lists::{SocketCommandList, SocketProcess};
use commands::config_of;
pub(crate) use state::SocketState;

/// A socket unit as it runs.
#[derive(Debug)]
pub(crate) struct Socket {
    /// What the unit declares.
    pub unit: Rc<Unit>,
    /// Its state.
    pub state: SocketState,
    /// What it listens with.
    pub listening: Vec<SocketId>,
    /// The process of the command that runs.
    control: Option<SocketProcess>,
    /// Commands whose trackers live.
    pub commands: Vec<CommandId>,
    /// When the state has lasted too long (monotonic).
    pub deadline: Option<Duration>,
    /// No stop may last longer: the container's end.
    pub stop_by: Option<Duration>,
    /// 128 bits, new at each start.
    invocation: u128,
    /// When it started its service, for the trigger limit.
    triggers: Rate,
    /// When connections were taken, for the poll limit.
    polls: Rate,
    /// Services of connections, and who is at their other ends.
    connections: BTreeMap<UnitName, Origin>,
    /// How many connections were taken, and how many were turned away.
    accepted: u32,
    refused: u32,
    /// `success`, or why it failed, as the property `Result` of `systemctl show` says it.
    pub result: &'static str,
    /// When its state changed.
    pub times: Times,
}

impl Socket {
    /// A socket that is down.
    pub(crate) fn new(unit: Rc<Unit>) -> Self {
        Self {
            unit,
            state: SocketState::Dead,
            listening: Vec::new(),
            control: None,
            commands: Vec::new(),
            deadline: None,
            stop_by: None,
            invocation: 0,
            triggers: Rate::default(),
            polls: Rate::default(),
            connections: BTreeMap::new(),
            accepted: 0,
            refused: 0,
            result: "success",
            times: Times::default(),
        }
    }

    fn set(&mut self, system: &mut dyn System, state: SocketState) {
        self.times.note(self.state.active(), state.active(), system);
        if self.state != state {
            let change = format!("{} -> {}", self.state.name(), state.name());
            system.log(Some(&self.unit.name), Priority::Debug, &change);
        }
        self.state = state;
    }

    /// Starts it: commands, then it listens, then commands again.
    pub(crate) fn start(&mut self, system: &mut dyn System) {
        let unit = Rc::clone(&self.unit);
        let Some(config) = config_of(&unit).filter(|_| self.state.active().is_down()) else { return };
        self.result = "success";
        self.stop_by = None;
        self.invocation = system.random();
        self.next(system, config, SocketCommandList::StartPre, 0);
    }

    fn open(&mut self, system: &mut dyn System, config: &SocketUnit) {
        for listen in &config.listen {
            match system.listen(config, listen) {
                Ok(socket) => self.listening.push(socket),
                Err(problem) => {
                    system.log(Some(&self.unit.name), Priority::Error, &problem);
                    return self.enter_stop_pre(system, config, "resources");
                }
            }
        }
        self.next(system, config, SocketCommandList::StartPost, 0);
    }

    /// Waits for traffic.
    fn listen(&mut self, system: &mut dyn System) {
        self.deadline = None;
        self.set(system, SocketState::Listening);
        for socket in &self.listening {
            system.watch(*socket);
        }
    }

    /// Stops listening, and runs the commands for that.
    pub(crate) fn stop(&mut self, system: &mut dyn System) {
        let unit = Rc::clone(&self.unit);
        let Some(config) = config_of(&unit) else { return };
        match self.state {
            SocketState::Dead | SocketState::Failed => (),
            SocketState::StartPre | SocketState::StartPost => {
                self.enter_signal(system, config, SocketState::StopPreSigterm, "success");
            }
            SocketState::Listening | SocketState::Running => self.enter_stop_pre(system, config, "success"),
            _ => self.clamp_deadline(system),
        }
    }

    fn close(&mut self, system: &mut dyn System, config: &SocketUnit) {
        let open = std::mem::take(&mut self.listening);
        if open.is_empty() {
            return;
        }
        for (socket, listen) in open.into_iter().zip(&config.listen) {
            // systemd leaves the files of stream sockets unless RemoveOnStop= is set.
            let path = socket_path(listen).filter(|_| config.remove_on_stop);
            system.close_socket(socket, path.map(std::path::PathBuf::as_path));
        }
        if config.remove_on_stop {
            for link in &config.symlinks {
                system.remove_file(link);
            }
        }
    }

    /// There is traffic: returns the service to start, unless a limit forbids it.
    pub(crate) fn traffic(&mut self, system: &mut dyn System) -> Option<UnitName> {
        let unit = Rc::clone(&self.unit);
        let Kind::Socket(config) = &unit.kind else { return None };
        if self.state != SocketState::Listening {
            return None;
        }
        for socket in &self.listening {
            system.unwatch(*socket);
        }
        let (interval, burst) = config.trigger_limit;
        if !self.triggers.allows(system.monotonic(), config.trigger_limit) {
            let message = format!(
                "triggered more than {burst} times within {}: failed",
                crate::init::unit::written::span(interval)
            );
            system.log(Some(&unit.name), Priority::Error, &message);
            self.fail(system, "trigger-limit-hit");
            return None;
        }
        self.set(system, SocketState::Running);
        Some(config.service.clone())
    }

    /// Stops listening because it can't go on; `result` is systemd's name for the reason.
    pub(crate) fn fail(&mut self, system: &mut dyn System, result: &'static str) {
        let unit = Rc::clone(&self.unit);
        if let Some(config) = config_of(&unit) {
            for socket in &self.listening {
                system.unwatch(*socket);
            }
            self.enter_stop_pre(system, config, result);
        }
    }

    /// What it starts, if that is one service.
    pub(crate) fn target(&self) -> Option<UnitName> {
        match &self.unit.kind {
            Kind::Socket(config) if !config.accept => Some(config.service.clone()),
            _ => None,
        }
    }

    /// What its service is given: the sockets and their names.
    pub(crate) fn hand_over(&mut self, system: &mut dyn System) -> Vec<(SocketId, String)> {
        let unit = Rc::clone(&self.unit);
        let Kind::Socket(config) = &unit.kind else { return Vec::new() };
        if self.state == SocketState::Listening {
            for socket in &self.listening {
                system.unwatch(*socket);
            }
            self.set(system, SocketState::Running);
        }
        let name = config.file_descriptor_name.clone().unwrap_or_else(|| unit.name.to_string());
        self.listening.iter().map(|socket| (*socket, name.clone())).collect()
    }

    /// Its service is down: traffic starts it again, unless it was started too often.
    pub(crate) fn service_down(&mut self, system: &mut dyn System, start_limit_hit: bool) {
        if start_limit_hit && self.state.active().is_active() {
            let message = "its service was started too often: failed";
            system.log(Some(&self.unit.name), Priority::Error, message);
            self.fail(system, "service-start-limit-hit");
        } else if self.state == SocketState::Running {
            self.listen(system);
        }
    }

    /// Forgets that it failed.
    pub(crate) fn reset(&mut self) {
        self.state = SocketState::Dead;
        self.result = "success";
        self.triggers.clear();
    }

    /// The addresses that it listens on, for people to read.
    pub(crate) fn addresses(&self) -> Vec<String> {
        let Kind::Socket(config) = &self.unit.kind else { return Vec::new() };
        config.listen.iter().map(shown).collect()
    }
}

fn shown(listen: &Listen) -> String {
    use crate::init::unit::Address;
    let (kind, address) = match listen {
        Listen::Stream(address) => ("Stream", address),
        Listen::Datagram(address) => ("Datagram", address),
        Listen::SequentialPacket(address) => ("SequentialPacket", address),
        Listen::Fifo(path) => return format!("{} (FIFO)", path.display()),
    };
    let address = match address {
        Address::Path(path) => path.display().to_string(),
        Address::Abstract(name) => format!("@{}", String::from_utf8_lossy(name)),
        Address::Ip(address) => address.to_string(),
        Address::Port(port) => format!("[::]:{port}"),
    };
    format!("{address} ({kind})")
}

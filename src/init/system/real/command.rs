//! Starting commands, and what their trackers report.

use std::collections::{BTreeMap, BTreeSet};
use std::os::fd::{AsRawFd, OwnedFd};

use nix::errno::Errno;
use nix::libc;
use nix::sys::socket::{AddressFamily, MsgFlags, SockFlag, SockType, recv, socketpair};
use nix::unistd::Pid;

use super::Linux;
use super::watched::EventSource;
use crate::init::log::Sender;
use crate::init::spawn::{self, Surroundings, Tmp, terminal};
use crate::init::system::{CommandId, Event, Launch, Priority};
use crate::init::tracker::{self, Exit, TrackerReport};
use crate::init::unit::UnitName;

/// The longest datagram that a tracker sends.
const LONGEST: usize = 2048;

/// How many of a unit's notifications are received in one turn.
pub(super) const TURN: usize = 64;

/// More datagrams than a notify socket holds (`net.unix.max_dgram_qlen`, usually 512 at most).
const QUEUE: usize = 1024;

/// The commands whose trackers live.
#[derive(Default)]
pub(super) struct Commands {
    all: BTreeMap<CommandId, RunningCommand>,
    by_unit: BTreeMap<UnitName, BTreeSet<CommandId>>,
    by_tracker: BTreeMap<i32, CommandId>,
}

impl Commands {
    fn insert(&mut self, id: CommandId, command: RunningCommand) {
        self.by_unit.entry(command.unit.clone()).or_default().insert(id);
        self.by_tracker.insert(command.tracker.as_raw(), id);
        self.all.insert(id, command);
    }

    fn remove(&mut self, id: CommandId) -> Option<RunningCommand> {
        let command = self.all.remove(&id)?;
        self.by_tracker.remove(&command.tracker.as_raw());
        if let Some(others) = self.by_unit.get_mut(&command.unit) {
            others.remove(&id);
            if others.is_empty() {
                self.by_unit.remove(&command.unit);
            }
        }
        Some(command)
    }

    pub(super) fn get(&self, id: CommandId) -> Option<&RunningCommand> {
        self.all.get(&id)
    }

    /// See [`Commands::get`].
    fn get_mut(&mut self, id: CommandId) -> Option<&mut RunningCommand> {
        self.all.get_mut(&id)
    }

    /// The command whose tracker this process is.
    pub(super) fn tracked_by(&self, pid: i32) -> Option<&RunningCommand> {
        self.all.get(self.by_tracker.get(&pid)?)
    }

    /// See [`Commands::tracked_by`].
    pub(super) fn tracked_by_mut(&mut self, pid: i32) -> Option<&mut RunningCommand> {
        self.all.get_mut(self.by_tracker.get(&pid)?)
    }

    fn of_unit(&self, unit: &UnitName) -> Vec<CommandId> {
        self.by_unit.get(unit).into_iter().flatten().copied().collect()
    }
}

/// A command whose tracker lives.
pub(super) struct RunningCommand {
    pub(super) tracker: Pid,
    pub(super) unit: UnitName,
    /// Its unit, for the log.
    pub(super) sender: Sender,
    /// How the tracker itself ended, once it was waited for.
    pub(super) ended: Option<Exit>,
    /// Its process, once it exists.
    pid: i32,
    /// Whether it has the container's terminal.
    at_terminal: bool,
    channel: OwnedFd,
    token: u64,
    output: spawn::Output,
}

impl Linux {
    pub(super) fn start_command(
        &mut self,
        launch: &Launch<'_>,
        tmp: Option<&Tmp>,
    ) -> Result<CommandId, Errno> {
        let id = CommandId(self.watched.number());
        let (channel, theirs) =
            socketpair(AddressFamily::Unix, SockType::SeqPacket, None, SockFlag::SOCK_CLOEXEC)?;
        let token = self.watched.add(&channel, EventSource::Command(id))?;
        let at_terminal = terminal::is_for(launch.context);
        if at_terminal {
            terminal::give_up();
            self.log.leave_terminal(true);
        }
        if terminal::is_wanted(launch.context) {
            terminal::give_up();
        }
        let started = self.fork_command(launch, tmp, &theirs);
        let (tracker, output) = started.inspect_err(|_| self.watched.forget(token))?;
        let unit = launch.unit.name.clone();
        let sender = Sender::new(unit.as_str(), &launch.context.logging);
        let (ended, pid) = (None, 0);
        let command =
            RunningCommand { tracker, unit, sender, ended, pid, at_terminal, channel, token, output };
        self.commands.insert(id, command);
        Ok(id)
    }

    fn fork_command(
        &mut self,
        launch: &Launch<'_>,
        tmp: Option<&Tmp>,
        theirs: &OwnedFd,
    ) -> Result<(Pid, spawn::Output), Errno> {
        let (output, pipes) = spawn::Output::open(launch, &mut self.log)?;
        let sockets: Vec<_> = launch
            .sockets
            .iter()
            .filter_map(|(id, name)| Some((self.sockets.get(id)?.fd.as_raw_fd(), name.as_str())))
            .collect();
        let surroundings = Surroundings {
            pipes,
            sockets,
            authority: &self.setup.authority,
            foreign: self.setup.foreign,
            tmp,
            runtime: &self.setup.runtime,
            limit: self.setup.descriptor_limit,
        };
        // A template may have any number of instances: one warns for all.
        let warned = launch.unit.name.template().unwrap_or_else(|| launch.unit.name.clone());
        if self.warned.insert(warned) {
            for warning in spawn::warnings(launch, &surroundings) {
                self.log.message(Priority::Warning, &format!("{}: {warning}", launch.unit.name));
            }
        }
        let kept = surroundings.descriptors();
        let run = |status| spawn::run(launch, &surroundings, status);
        let tracker = tracker::start(theirs, &kept, self.heap, run);
        // Without a tracker the write ends are closed here, and the log sees the end of its pipes.
        tracker.map(|tracker| (tracker, output))
    }

    /// Takes what there is from a command's tracker and its unit's notify socket, in the order in which
    /// it must have happened: a process exists before it sends something, and ends after.
    pub(super) fn take_reports(&mut self, id: CommandId) {
        let Some(command) = self.commands.get(id) else { return };
        let unit = command.unit.clone();
        self.take_unit(&unit);
    }

    pub(super) fn take_all_reports(&mut self) {
        let units: Vec<_> = self.commands.by_unit.keys().cloned().collect();
        for unit in &units {
            self.take_unit(unit);
        }
    }

    pub(super) fn take_unit(&mut self, unit: &UnitName) {
        let mut open = self.commands.of_unit(unit);
        let (mut started, mut said, mut rest) = (Vec::new(), Vec::new(), Vec::new());
        loop {
            let notifications = self.receive_notifications(unit);
            let quiet = notifications.is_empty();
            said.extend(notifications);
            let mut reports = Vec::new();
            open.retain(|id| self.receive_reports(*id, &mut reports));
            let done = quiet && reports.is_empty();
            for event in reports {
                match event {
                    Event::Command(_, TrackerReport::Started(_)) => started.push(event),
                    _ => rest.push(event),
                }
            }
            // A unit that sends more has to wait, so that others have their turn. What was sent before an end
            // still comes before it.
            let turn = if rest.is_empty() { TURN } else { QUEUE };
            if done || said.len() >= turn {
                break;
            }
        }
        self.queue.extend(started.into_iter().chain(said).chain(rest));
    }

    /// Receives a tracker's reports; returns whether there can be more.
    fn receive_reports(&mut self, id: CommandId, events: &mut Vec<Event>) -> bool {
        let mut datagram = [0; LONGEST];
        while let Some(command) = self.commands.get_mut(id) {
            match recv(command.channel.as_raw_fd(), &mut datagram, MsgFlags::MSG_DONTWAIT) {
                Err(Errno::EINTR) => (),
                Err(Errno::EAGAIN) => return true,
                Ok(0) | Err(_) => {
                    events.extend(self.tracker_gone(id));
                    return false;
                }
                Ok(length) => {
                    let Some(report) = TrackerReport::decode(&datagram[..length]) else { continue };
                    match &report {
                        TrackerReport::Started(pid) => {
                            command.pid = *pid;
                            command.output.name(*pid, &mut self.log);
                        }
                        TrackerReport::SetupFailed { .. } if command.at_terminal => {
                            self.log.leave_terminal(false);
                        }
                        TrackerReport::Exited { pid, .. } if command.at_terminal && *pid == command.pid => {
                            self.log.leave_terminal(false);
                        }
                        _ => (),
                    }
                    events.push(Event::Command(id, report));
                }
            }
        }
        false
    }

    /// The channel is closed: the tracker has ended or is about to.
    #[allow(unsafe_code)]
    fn tracker_gone(&mut self, id: CommandId) -> Option<Event> {
        let command = self.commands.remove(id)?;
        self.watched.forget(command.token);
        let mut exit = command.ended;
        while exit.is_none() {
            let mut status = 0;
            // SAFETY: `status` is a valid place. The tracker closes its channel only by ending.
            let pid = unsafe { libc::waitpid(command.tracker.as_raw(), &raw mut status, 0) };
            if pid > 0 {
                exit = Some(Exit::from_raw(status));
            } else if Errno::last() != Errno::EINTR {
                break;
            }
        }
        let killed = exit != Some(Exit::Status(0));
        Some(Event::Command(id, TrackerReport::Gone { killed }))
    }
}

//! The real system: epoll, signalfd, fork.
//!
//! One epoll descriptor waits for everything; its data are tokens that [`watched::EventSource`] explains. Nothing
//! here polls: without events and deadlines, [`Linux::wait`] sleeps for good.

mod bus;
mod calendar;
mod capacity;
mod clients;
mod command;
mod connections;
mod control_server;
mod files;
mod foreign_children;
mod held;
mod interfaces;
mod members;
mod memory;
mod notify;
mod open_socket;
mod paths;
mod signals;
mod socket;
mod socket_path;
mod trash;
mod watched;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::epoll::{EpollFlags, EpollTimeout};

use super::{Clocks, Event, SocketId, Sockets, System, WatchId};
use crate::init::child_setup::Authority;
use crate::init::environment::manager::Variables;
use crate::init::log::Log;
use crate::init::tracker::{Heap, TrackerReport};
use crate::init::unit::{ForeignUsers, UnitName};
pub(crate) use control_server::Server;
#[cfg(fuzzing)]
pub(crate) use files::read_pid;
pub(crate) use signals::{block as block_signals, random};
use watched::{EventSource, Watched};

/// How long to wait for more after a start or a request before memory is given back.
const SHRINK_AFTER: Duration = Duration::from_millis(100);

/// How PID 1 is set up.
pub(crate) struct Setup {
    /// The directory of its own sockets.
    pub runtime: PathBuf,
    /// What PID 1 may do.
    pub authority: Authority,
    /// What to do with units for another user when PID 1 can't change users.
    pub foreign: ForeignUsers,
    /// Whether the container starts for the first time.
    pub first_boot: bool,
    /// The limit of open files that services get back, since PID 1 has raised its own: soft, hard.
    pub descriptor_limit: Option<(u64, u64)>,
}

/// The kernel that PID 1 runs on, and what PID 1 has open there.
pub(crate) struct Linux {
    setup: Setup,
    watched: Watched,
    signals: signals::Signals,
    log: Log,
    server: Option<Server>,
    commands: command::Commands,
    notify: BTreeMap<UnitName, notify::NotifySocket>,
    sockets: BTreeMap<SocketId, socket::Listening>,
    paths: BTreeMap<WatchId, paths::PathWatch>,
    /// The socket to which the log is passed on.
    passes_on: Option<SocketId>,
    bus: Option<bus::Connection>,
    /// Watched processes with another parent, by id.
    strangers: BTreeMap<i32, foreign_children::Stranger>,
    heap: Option<Heap>,
    /// Descriptors in reserve; none while they are in use.
    reserve: Option<members::Reserve>,
    /// Processes that remove large directories.
    sweepers: BTreeSet<i32>,
    /// What units have while they are up.
    held: held::Held,
    /// Units whose warnings have been logged.
    warned: BTreeSet<UnitName>,
    /// What `systemctl set-environment` has set.
    variables: Variables,
    queue: VecDeque<Event>,
    calendar: Option<calendar::WallClockTimer>,
    /// When to give back the memory that only the start, or a request, needed (monotonic).
    shrink_at: Option<Duration>,
}

impl Linux {
    /// Opens what PID 1 waits on. The signals that it handles are blocked: [`block_signals`].
    ///
    /// # Errors
    /// When the kernel refuses one of the few descriptors that are indispensable.
    pub(crate) fn new(setup: Setup, log: Log, server: Option<Server>) -> Result<Self, Errno> {
        let mut watched = Watched::new()?;
        let signals = signals::Signals::open()?;
        watched.add(&signals, EventSource::Signals)?;
        watched.add(log.pollable(), EventSource::Log)?;
        if let Some(server) = &server {
            watched.add(server.listener(), EventSource::ControlListener)?;
        }
        let mut linux = Self {
            setup,
            watched,
            signals,
            log,
            server,
            commands: command::Commands::default(),
            notify: BTreeMap::new(),
            sockets: BTreeMap::new(),
            paths: BTreeMap::new(),
            passes_on: None,
            bus: None,
            heap: Heap::of_this_process(),
            reserve: Some(members::Reserve::new()),
            strangers: BTreeMap::new(),
            sweepers: BTreeSet::new(),
            held: held::Held::default(),
            warned: BTreeSet::new(),
            variables: Variables::default(),
            queue: VecDeque::new(),
            calendar: None,
            shrink_at: None,
        };
        linux.empty_trash();
        Ok(linux)
    }

    fn take(&mut self, token: u64, flags: EpollFlags) {
        match self.watched.source(token) {
            Some(EventSource::Signals) => self.take_signals(),
            Some(EventSource::Log) => self.log.work(&members::unit_of(&self.commands)),
            Some(EventSource::ControlListener) => self.take_clients(),
            Some(EventSource::Client(client)) => self.take_request(client, flags),
            Some(EventSource::Command(command)) => self.take_reports(command),
            Some(EventSource::Notify(unit)) => self.take_unit(&unit),
            Some(EventSource::Socket(socket)) => {
                self.unwatch(socket);
                self.queue.push_back(Event::Traffic(socket));
            }
            Some(EventSource::Path(watch)) => self.take_path_event(watch),
            Some(EventSource::Bus) => self.take_bus(),
            Some(EventSource::Calendar) => self.take_calendar(),
            Some(EventSource::Stranger(pid)) => self.take_stranger(pid),
            None => (),
        }
    }

    fn shrink_soon(&mut self) {
        self.shrink_at = Some(self.monotonic() + SHRINK_AFTER);
    }

    /// How long epoll may wait for `deadline`.
    fn timeout(&self, deadline: Option<Duration>) -> EpollTimeout {
        if !self.queue.is_empty() {
            return EpollTimeout::ZERO;
        }
        let Some(deadline) = deadline else { return EpollTimeout::NONE };
        // Rounded up, so that the deadline has passed when epoll returns.
        let milliseconds = deadline.saturating_sub(self.monotonic()).as_nanos().div_ceil(1_000_000);
        EpollTimeout::try_from(i32::try_from(milliseconds).unwrap_or(i32::MAX)).unwrap_or(EpollTimeout::NONE)
    }
}

impl System for Linux {
    fn wait(&mut self, deadline: Option<Duration>, calendar: Option<Duration>) -> Vec<Event> {
        self.arm_calendar(calendar);
        if self.shrink_at.is_some_and(|at| at <= self.monotonic()) {
            self.shrink_at = None;
            memory::give_back();
        }
        let deadline = deadline.into_iter().chain(self.shrink_at).min();
        for event in self.watched.wait(self.timeout(deadline)) {
            self.take(event.data(), event.events());
        }
        // The processes of a killed tracker are PID 1's own: first take how dead ones ended, then ask who is left.
        let killed = |event: &Event| matches!(event, Event::Command(_, TrackerReport::Gone { killed: true }));
        let (last, mut events): (Vec<_>, Vec<_>) = self.queue.drain(..).partition(killed);
        events.extend(last);
        events
    }

    fn forget(&mut self, unit: &UnitName) {
        self.close_notify_socket(unit);
        self.log.forget(unit.as_str());
    }

    fn settled(&mut self) {
        self.shrink_soon();
    }

    fn environment(&mut self, set: &[String], unset: &[String]) -> std::io::Result<Vec<String>> {
        self.variables.change(set, unset)?;
        Ok(self.variables.all())
    }

    fn random(&mut self) -> u128 {
        let mut bytes = [0; 16];
        if signals::random(&mut bytes).is_err() {
            return self.realtime().as_nanos();
        }
        u128::from_ne_bytes(bytes)
    }
}

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
use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::epoll::{EpollFlags, EpollTimeout};
use nix::time::{ClockId, clock_gettime};

use super::{
    Accepted, ClientId, CommandId, Event, Launch, Level, PidFileProblem, Process, SocketId, System, WatchId,
};
use crate::init::bus::BusSession;
use crate::init::child_setup::Authority;
use crate::init::conditions::{self, World};
use crate::init::environment::manager::Variables;
use crate::init::log::Log;
use crate::init::mounts;
use crate::init::spawn;
use crate::init::tracker::{Heap, TrackerReport};
use crate::init::unit::{
    Condition, ForeignUsers, Listen, MountUnit, SocketUnit, Unit, UnitName, WatchedPath,
};
pub(crate) use control_server::Server;
#[cfg(fuzzing)]
pub(crate) use files::read_pid;
pub(crate) use signals::{block as block_signals, random};
use watched::{EventSource, Watched};

/// After a start or a request, this long is waited for what else comes before memory is given back.
const SHRINK_AFTER: Duration = Duration::from_millis(100);

/// How PID 1 is set up.
pub(crate) struct Setup {
    /// Where its own sockets are.
    pub runtime: PathBuf,
    /// What PID 1 may do.
    pub authority: Authority,
    /// What becomes of units for another user when PID 1 can't change it.
    pub foreign: ForeignUsers,
    /// Whether the container starts for the first time.
    pub first_boot: bool,
    /// The limit of open files that services get back, as PID 1 has raised its own: soft, hard.
    pub descriptor_limit: Option<(u64, u64)>,
}

/// The real system.
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
    /// By process.
    strangers: BTreeMap<i32, foreign_children::Stranger>,
    heap: Option<Heap>,
    /// None while it is in use.
    reserve: Option<members::Reserve>,
    /// Processes that remove what is large.
    sweepers: BTreeSet<i32>,
    /// What units have while they are up.
    held: held::Held,
    /// Units whose warnings have been said.
    warned: BTreeSet<UnitName>,
    /// What `systemctl set-environment` has set.
    variables: Variables,
    queue: VecDeque<Event>,
    calendar: Option<calendar::WallClockTimer>,
    /// When what only the start, or a request, needed is given back (monotonic).
    shrink_at: Option<Duration>,
}

impl Linux {
    /// Opens what PID 1 waits on. The signals that it handles are blocked: [`block_signals`].
    ///
    /// # Errors
    /// When the kernel refuses one of the few descriptors that nothing goes without.
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

fn clock(id: ClockId) -> Duration {
    clock_gettime(id).map_or(Duration::ZERO, Duration::from)
}

impl System for Linux {
    fn monotonic(&self) -> Duration {
        clock(ClockId::CLOCK_MONOTONIC)
    }

    fn realtime(&self) -> Duration {
        clock(ClockId::CLOCK_REALTIME)
    }

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
        // Whose tracker was killed is PID 1's own: how the dead have ended is known before who is left is asked.
        let killed = |event: &Event| matches!(event, Event::Command(_, TrackerReport::Gone { killed: true }));
        let (last, mut events): (Vec<_>, Vec<_>) = self.queue.drain(..).partition(killed);
        events.extend(last);
        events
    }

    fn spawn(&mut self, launch: &Launch<'_>) -> Result<CommandId, Errno> {
        let variables = [self.variables.pairs(), &launch.variables].concat();
        let tmp = self.hold(launch.unit, launch.context)?;
        let works_in = tmp.as_deref().filter(|tmp| tmp.var_tmp.is_none());
        let own = works_in.map(|tmp| launch.context.with_tmp(&tmp.tmp));
        let context = own.as_ref().unwrap_or(launch.context);
        let launch = Launch { variables, sockets: launch.sockets.clone(), context, ..*launch };
        self.start_command(&launch, tmp.as_deref())
    }

    fn kill(&mut self, pid: i32, signal: i32) -> Result<(), Errno> {
        match signals::kill(pid, signal) {
            Err(Errno::EPERM) => self.look(|_| signals::kill_as_its_user(pid, signal)),
            done => done,
        }
    }

    fn processes(&mut self, commands: &[CommandId], adopted: &[i32]) -> Vec<Process> {
        self.look(|linux| linux.members(commands, adopted))
    }

    fn belongs(&mut self, pid: i32, commands: &[CommandId], adopted: &[i32]) -> Option<bool> {
        self.look(|linux| linux.is_member(pid, commands, adopted))
    }

    fn watch_process(&mut self, pid: i32) -> Result<(), Errno> {
        self.watch_stranger(pid)
    }

    fn orphans(&mut self) -> Vec<i32> {
        self.look(Self::strays)
    }

    fn open_notify(&mut self, unit: &UnitName) -> Result<String, Errno> {
        self.open_notify_socket(unit)
    }

    fn close_notify(&mut self, unit: &UnitName) {
        self.close_notify_socket(unit);
    }

    fn mount(&mut self, mount: &MountUnit) -> Result<(), String> {
        mounts::mount_units::set_up(mount).map_err(|error| error.to_string())
    }

    fn unmount(&mut self, mount: &MountUnit) -> Result<(), String> {
        mounts::mount_units::take_down(mount).map_err(|error| error.to_string())
    }

    fn read_pid_file(&mut self, path: &Path) -> Result<i32, PidFileProblem> {
        self.look(|_| files::read_pid(path))
    }

    fn remove_file(&mut self, path: &Path) {
        if let Err(problem) = files::remove(path) {
            self.log(None, Level::Warning, &problem.to_string());
        }
    }

    fn listen(&mut self, socket: &SocketUnit, listen: &Listen) -> Result<SocketId, String> {
        self.open_socket(socket, listen)
    }

    fn watch(&mut self, socket: SocketId) {
        self.watch_socket(socket);
    }

    fn unwatch(&mut self, socket: SocketId) {
        self.unwatch_socket(socket);
    }

    fn accept(&mut self, socket: SocketId) -> Result<Option<Accepted>, Errno> {
        self.accept_connection(socket)
    }

    fn forget(&mut self, unit: &UnitName) {
        self.close_notify_socket(unit);
        self.log.forget(unit.as_str());
    }

    fn close_socket(&mut self, socket: SocketId, remove: Option<&Path>) {
        self.unwatch_socket(socket);
        self.sockets.remove(&socket);
        if self.passes_on == Some(socket) {
            self.passes_on = None;
            self.log.keep();
        }
        if let Some(path) = remove {
            self.remove_file(path);
        }
    }

    fn found(&mut self, path: &WatchedPath) -> Option<String> {
        self.look(|_| paths::found(path))
    }

    fn watch_path(&mut self, path: &WatchedPath) -> Result<WatchId, String> {
        self.add_path_watch(path)
    }

    fn unwatch_path(&mut self, watch: WatchId) {
        self.remove_path_watch(watch);
    }

    fn make_directory(&mut self, path: &Path, mode: u32) -> Result<(), String> {
        self.look(|_| paths::make_directory(path, mode))
    }

    fn connect_bus(&mut self, path: &Path) -> Result<(), String> {
        self.open_bus(path)
    }

    fn on_bus(&mut self, say: &mut dyn FnMut(&mut BusSession)) {
        if let Some(connection) = &mut self.bus {
            say(&mut connection.session);
            self.send_to_bus();
        }
    }

    fn failing_condition<'a>(&mut self, conditions: &'a [Condition]) -> Option<&'a Condition> {
        let world = World {
            root: PathBuf::from("/"),
            variable: &|name| std::env::var(name).ok(),
            first_boot: self.setup.first_boot,
            held: self.setup.authority.bounds.held,
        };
        conditions::first_failing(conditions, &world)
    }

    fn clean_up(&mut self, unit: &Unit, restarts: bool) {
        let (large, done) = spawn::clean_up(unit, restarts);
        let problem = done.err();
        let problems = large.iter().filter_map(|path| self.throw_away(path).err());
        let mut problems: Vec<String> = problems.map(|problem| problem.to_string()).chain(problem).collect();
        problems.extend(self.let_go(&unit.name));
        for problem in problems {
            self.log(Some(&unit.name), Level::Warning, &problem);
        }
    }

    fn read_stamp(&mut self, timer: &UnitName) -> Option<Duration> {
        files::read_stamp(timer)
    }

    fn write_stamp(&mut self, timer: &UnitName, _time: Duration) {
        if let Err(problem) = files::write_stamp(timer) {
            self.log(Some(timer), Level::Warning, &format!("can't remember when it elapsed: {problem}"));
        }
    }

    fn unit_uid(&mut self, unit: &Unit) -> Option<u32> {
        spawn::uid_of(unit)
    }

    fn drain_log(&mut self, timeout: Duration) {
        let unit_of = members::unit_of(&self.commands);
        self.log.drain(std::time::Instant::now() + timeout, &unit_of);
    }

    fn log(&mut self, unit: Option<&UnitName>, level: Level, message: &str) {
        match unit {
            Some(unit) => self.log.message(level, &format!("{unit}: {message}")),
            None => self.log.message(level, message),
        }
    }

    fn log_tail(&mut self, unit: &UnitName, lines: usize) -> Vec<String> {
        self.log.last_lines(unit.as_str(), lines)
    }

    fn send(&mut self, client: ClientId, piece: &[u8], last: bool) -> bool {
        self.send_piece(client, piece, last)
    }

    fn tracker(&self, command: CommandId) -> Option<i32> {
        self.commands.get(command).map(|command| command.tracker.as_raw())
    }

    fn has_room(&mut self) -> bool {
        capacity::for_a_command()
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
            return clock(ClockId::CLOCK_REALTIME).as_nanos();
        }
        u128::from_ne_bytes(bytes)
    }
}

//! The real system: epoll, signalfd, fork.
//!
//! One epoll descriptor waits for everything; its data are tokens that [`Source`] explains. Nothing here
//! polls: without events and deadlines, [`Linux::wait`] sleeps for good.

mod command;
pub mod memory;
mod notify;
mod signals;
mod socket;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};
use nix::sys::time::TimeSpec;
use nix::sys::timerfd::{ClockId as TimerClock, Expiration, TimerFd, TimerFlags, TimerSetTimeFlags};
use nix::time::{ClockId, clock_gettime};
use nix::unistd::Pid;

use super::{ClientId, CommandId, Event, Job, Level, PidFileProblem, Process, SocketId, System, processes};
use crate::init::child_setup::Authority;
use crate::init::conditions::{self, World};
use crate::init::control::protocol::Reply;
use crate::init::control::server::Server;
use crate::init::log::Log;
use crate::init::tracker::Heap;
use crate::init::unit::{Condition, ForeignUsers, Listen, Socket, Unit, UnitName};

pub use signals::{RTMIN_3, reset as reset_signals};

/// Events that are taken out of epoll at a time.
const BATCH: usize = 64;

/// What an epoll token stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    Signals,
    Log,
    ControlListener,
    Client(ClientId),
    Command(CommandId),
    Notify(UnitName),
    Socket(SocketId),
    Calendar,
}

/// How PID 1 is set up.
pub struct Setup {
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
pub struct Linux {
    setup: Setup,
    epoll: Epoll,
    sources: BTreeMap<u64, Source>,
    next_token: u64,
    signals: signals::Signals,
    log: Log,
    server: Option<Server>,
    commands: BTreeMap<CommandId, command::Command>,
    notify: BTreeMap<UnitName, notify::NotifySocket>,
    sockets: BTreeMap<SocketId, (OwnedFd, u64)>,
    heap: Option<Heap>,
    /// Units whose warnings have been said.
    warned: BTreeSet<UnitName>,
    queue: VecDeque<Event>,
    calendar: Option<(TimerFd, Option<Duration>)>,
}

impl Linux {
    /// Blocks the signals that PID 1 handles and opens what it waits on.
    ///
    /// # Errors
    /// When the kernel refuses one of the few descriptors that nothing goes without.
    pub fn new(setup: Setup, log: Log, server: Option<Server>) -> Result<Self, Errno> {
        let mut system = Self {
            setup,
            epoll: Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC)?,
            sources: BTreeMap::new(),
            next_token: 0,
            signals: signals::Signals::block()?,
            log,
            server,
            commands: BTreeMap::new(),
            notify: BTreeMap::new(),
            sockets: BTreeMap::new(),
            heap: None,
            warned: BTreeSet::new(),
            queue: VecDeque::new(),
            calendar: None,
        };
        let token = system.token(Source::Signals);
        system.epoll.add(&system.signals, EpollEvent::new(EpollFlags::EPOLLIN, token))?;
        let token = system.token(Source::Log);
        system.epoll.add(system.log.pollable(), EpollEvent::new(EpollFlags::EPOLLIN, token))?;
        if let Some(server) = &system.server {
            let token = system.next_token;
            system.epoll.add(server.listener(), EpollEvent::new(EpollFlags::EPOLLIN, token))?;
            system.token(Source::ControlListener);
        }
        Ok(system)
    }

    /// The log, for those who write to it directly.
    pub fn log_mut(&mut self) -> &mut Log {
        &mut self.log
    }

    pub(super) fn token(&mut self, source: Source) -> u64 {
        let token = self.next_token;
        self.next_token += 1;
        self.sources.insert(token, source);
        token
    }

    pub(super) fn watch_input(&mut self, fd: impl AsFd, source: Source) -> Result<u64, Errno> {
        let token = self.token(source);
        self.epoll.add(fd, EpollEvent::new(EpollFlags::EPOLLIN, token)).inspect_err(|_| {
            self.sources.remove(&token);
        })?;
        Ok(token)
    }

    /// Sets the timer for the wall clock; without one, clock changes don't wake anybody.
    fn arm_calendar(&mut self, at: Option<Duration>) {
        if self.calendar.is_none() && at.is_none() {
            return;
        }
        if self.calendar.is_none() {
            let flags = TimerFlags::TFD_CLOEXEC | TimerFlags::TFD_NONBLOCK;
            let Ok(timer) = TimerFd::new(TimerClock::CLOCK_REALTIME, flags) else { return };
            if self.watch_input(&timer, Source::Calendar).is_err() {
                return;
            }
            self.calendar = Some((timer, None));
        }
        if let Some((timer, armed)) = &mut self.calendar
            && *armed != at
        {
            *armed = at;
            let flags = TimerSetTimeFlags::TFD_TIMER_ABSTIME | TimerSetTimeFlags::TFD_TIMER_CANCEL_ON_SET;
            let _ = match at {
                Some(at) => timer.set(Expiration::OneShot(TimeSpec::from_duration(at)), flags),
                None => timer.unset(),
            };
        }
    }

    fn take(&mut self, token: u64, flags: EpollFlags) {
        match self.sources.get(&token).cloned() {
            Some(Source::Signals) => self.take_signals(),
            Some(Source::Log) => self.log.work(&unit_of(&self.commands)),
            Some(Source::ControlListener) => self.take_clients(),
            Some(Source::Client(client)) => self.take_request(client, flags),
            Some(Source::Command(command)) => self.take_reports(command),
            Some(Source::Notify(unit)) => self.take_unit(&unit),
            Some(Source::Socket(socket)) => {
                self.unwatch(socket);
                self.queue.push_back(Event::Traffic(socket));
            }
            Some(Source::Calendar) => {
                if let Some((timer, armed)) = &mut self.calendar {
                    // `ECANCELED`: the clock was set. Either way the supervisor looks anew.
                    let _ = timer.wait();
                    *armed = None;
                    self.queue.push_back(Event::ClockChanged);
                }
            }
            None => (),
        }
    }

    fn take_clients(&mut self) {
        let Some(server) = &mut self.server else { return };
        for client in server.accept() {
            let token = self.next_token;
            if let Some(fd) = self.server.as_ref().and_then(|server| server.descriptor(client))
                && self.epoll.add(fd, EpollEvent::new(EpollFlags::EPOLLIN, token)).is_ok()
            {
                self.token(Source::Client(client));
            } else if let Some(server) = &mut self.server {
                server.close(client);
            }
        }
    }

    fn take_request(&mut self, client: ClientId, flags: EpollFlags) {
        let Some(server) = &mut self.server else { return };
        let events = server.ready(client, flags.contains(EpollFlags::EPOLLIN));
        let gone = server.descriptor(client).is_none();
        if let (Some(fd), [Event::Request(..)]) = (server.descriptor(client), events.as_slice())
            && let Some((&token, _)) =
                self.sources.iter().find(|(_, source)| **source == Source::Client(client))
        {
            // From now on only its hanging up is of interest, which epoll always tells.
            let _ = self.epoll.modify(fd, &mut EpollEvent::new(EpollFlags::empty(), token));
        }
        self.queue.extend(events);
        if gone {
            self.sources.retain(|_, source| *source != Source::Client(client));
        }
    }
}

/// Which unit a process that wrote to /dev/log belongs to: the one whose tracker is among its ancestors.
fn unit_of(commands: &BTreeMap<CommandId, command::Command>) -> impl Fn(i32) -> Option<String> {
    move |pid| {
        let mut pid = pid;
        while pid > 1 {
            if let Some(command) = commands.values().find(|command| command.tracker.as_raw() == pid) {
                return Some(command.unit.to_string());
            }
            pid = processes::stat(pid)?.0;
        }
        None
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
        let timeout = if !self.queue.is_empty() {
            EpollTimeout::ZERO
        } else if let Some(deadline) = deadline {
            let wait = deadline.saturating_sub(self.monotonic());
            // Rounded up, so that the deadline has passed when epoll returns.
            let milliseconds = wait.as_nanos().div_ceil(1_000_000);
            EpollTimeout::try_from(i32::try_from(milliseconds).unwrap_or(i32::MAX))
                .unwrap_or(EpollTimeout::NONE)
        } else {
            EpollTimeout::NONE
        };
        let mut ready = [EpollEvent::empty(); BATCH];
        // `EINTR` is as good as nothing having happened.
        let count = self.epoll.wait(&mut ready, timeout).unwrap_or(0);
        for event in &ready[..count] {
            self.take(event.data(), event.events());
        }
        self.queue.drain(..).collect()
    }

    fn spawn(&mut self, job: &Job<'_>) -> Result<CommandId, Errno> {
        self.start_command(job)
    }

    fn kill(&mut self, pid: i32, signal: i32) -> Result<(), Errno> {
        signals::kill(pid, signal)
    }

    fn processes(&mut self, commands: &[CommandId], adopted: &[i32]) -> Vec<Process> {
        let all = processes::all();
        let trackers: Vec<i32> =
            commands.iter().filter_map(|id| Some(self.commands.get(id)?.tracker.as_raw())).collect();
        let roots: Vec<i32> = trackers.iter().chain(adopted).copied().collect();
        let mut found = processes::descendants(&all, &roots);
        found.extend(all.iter().filter(|process| adopted.contains(&process.pid)));
        found.sort_unstable();
        found.dedup();
        found
    }

    fn belongs(&mut self, pid: i32, commands: &[CommandId], adopted: &[i32]) -> Option<bool> {
        let tracker = |pid| {
            commands
                .iter()
                .any(|id| self.commands.get(id).is_some_and(|command| command.tracker.as_raw() == pid))
        };
        let mut pid = pid;
        loop {
            let (parent, _) = processes::stat(pid)?;
            if adopted.contains(&pid) || tracker(parent) {
                return Some(true);
            }
            if parent <= 1 {
                return Some(false);
            }
            pid = parent;
        }
    }

    fn orphans(&mut self) -> Vec<i32> {
        let own = Pid::this().as_raw();
        let tracker = |pid| self.commands.values().any(|command| command.tracker.as_raw() == pid);
        processes::all()
            .into_iter()
            .filter(|process| process.parent == own && !tracker(process.pid))
            .map(|process| process.pid)
            .collect()
    }

    fn open_notify(&mut self, unit: &UnitName) -> Result<String, Errno> {
        self.open_notify_socket(unit)
    }

    fn close_notify(&mut self, unit: &UnitName) {
        self.close_notify_socket(unit);
    }

    fn read_pid_file(&mut self, path: &Path) -> Result<i32, PidFileProblem> {
        let text =
            fs::read_to_string(path).map_err(|error| format!("can't read {}: {error}", path.display()))?;
        let text = text.trim();
        let pid = text.parse().ok().filter(|pid| *pid > 1);
        let pid: i32 = pid.ok_or_else(|| format!("{} has no process id but `{text:.40}`", path.display()))?;
        match processes::stat(pid) {
            Some((_, state)) if state != 'Z' => Ok(pid),
            _ => Err(format!("{} names process {pid}, which does not exist", path.display())),
        }
    }

    fn remove_file(&mut self, path: &Path) {
        let _ = fs::remove_file(path);
    }

    fn listen(&mut self, socket: &Socket, listen: &Listen) -> Result<SocketId, String> {
        let fd = socket::listen(socket, listen)?;
        let id = SocketId(self.next_token);
        self.next_token += 1;
        self.sockets.insert(id, (fd, u64::MAX));
        Ok(id)
    }

    fn watch(&mut self, socket: SocketId) {
        let token = self.next_token;
        if let Some((fd, watched)) = self.sockets.get_mut(&socket)
            && *watched == u64::MAX
            && self.epoll.add(fd, EpollEvent::new(EpollFlags::EPOLLIN, token)).is_ok()
        {
            *watched = token;
            self.token(Source::Socket(socket));
        }
    }

    fn unwatch(&mut self, socket: SocketId) {
        if let Some((fd, watched)) = self.sockets.get_mut(&socket) {
            let _ = self.epoll.delete(fd);
            self.sources.remove(watched);
            *watched = u64::MAX;
        }
    }

    fn close_socket(&mut self, socket: SocketId, remove: Option<&Path>) {
        self.unwatch(socket);
        self.sockets.remove(&socket);
        if let Some(path) = remove {
            let _ = fs::remove_file(path);
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
        if let Err(problem) = crate::init::spawn::clean_up(unit, restarts) {
            self.log(Some(&unit.name), Level::Warning, &problem);
        }
    }

    fn read_stamp(&mut self, timer: &UnitName) -> Option<Duration> {
        let modified = fs::metadata(stamp_path(timer)).ok()?.modified().ok()?;
        modified.duration_since(std::time::UNIX_EPOCH).ok()
    }

    fn write_stamp(&mut self, timer: &UnitName, _time: Duration) {
        let path = stamp_path(timer);
        let _ = path.parent().map(fs::create_dir_all);
        if let Err(error) = fs::write(&path, "") {
            let message = format!("can't remember when it elapsed in {}: {error}", path.display());
            self.log(Some(timer), Level::Warning, &message);
        }
    }

    fn unit_uid(&mut self, unit: &Unit) -> Option<u32> {
        crate::init::spawn::uid_of(unit)
    }

    fn drain_log(&mut self, timeout: Duration) {
        let unit_of = unit_of(&self.commands);
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

    fn reply(&mut self, client: ClientId, reply: &Reply) {
        let Some(server) = &mut self.server else { return };
        server.reply(client, reply);
        match server.descriptor(client) {
            // The client is slow: go on when it takes more.
            Some(fd) => {
                if let Some((&token, _)) =
                    self.sources.iter().find(|(_, source)| **source == Source::Client(client))
                {
                    let _ = self.epoll.modify(fd, &mut EpollEvent::new(EpollFlags::EPOLLOUT, token));
                }
            }
            None => self.sources.retain(|_, source| *source != Source::Client(client)),
        }
    }

    fn settled(&mut self) {
        memory::give_back();
    }

    fn random(&mut self) -> u128 {
        let mut bytes = [0; 16];
        if signals::random(&mut bytes).is_err() {
            return clock(ClockId::CLOCK_REALTIME).as_nanos();
        }
        u128::from_ne_bytes(bytes)
    }
}

/// systemd.timer(5), `Persistent=`.
fn stamp_path(timer: &UnitName) -> PathBuf {
    Path::new("/var/lib/systemd/timers").join(format!("stamp-{timer}"))
}

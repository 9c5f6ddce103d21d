//! A system without processes, for tests: it records what it is asked for and fails where it is told to.
//!
//! A command's program is a word about its fate: `/stays` runs until it is signalled, `/deaf` until SIGKILL,
//! `/untouchable` also after that, `/polite` ends with status 0 when it is told to, `/leaves` ends at once and
//! leaves [`FakeSystem::leaves`] others that stay, `/exits/N` ends with status N, `/vanishes` ends unreported, as when
//! its tracker is killed with it, `/unforked` is never forked, `/late` is not until the test says so, `/missing`
//! can't be executed. Time passes only in [`System::wait`], up to the next deadline.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::time::Duration;

use nix::errno::Errno;

use super::{
    Accepted, ClientId, CommandId, Event, Launch, Level, PidFileProblem, Process, SocketId, System, WatchId,
};
use crate::init::bus::BusSession;
use crate::init::control::Reply;
use crate::init::tracker::{Exit, TrackerReport};
use crate::init::unit::{Condition, Listen, MountUnit, SocketUnit, Unit, UnitName, WatchedPath};

/// More waits than that mean that somebody spins.
const WAITS: usize = 10_000;

/// The wall clock's time when the monotonic clock begins.
const EPOCH: Duration = Duration::from_secs(1_000_000_000);

/// See the module's header.
#[derive(Debug, Default)]
pub(crate) struct FakeSystem {
    /// What `monotonic` says.
    pub now: Duration,
    /// How far the wall clock was set back.
    pub set_back: Duration,
    /// What the next so many spawns come to.
    pub spawn_failures: VecDeque<Option<Errno>>,
    /// What the next so many attempts to have a descriptor come to: notify sockets, sockets, pidfds.
    pub descriptor_failures: VecDeque<Option<Errno>>,
    /// `unit program`, in order.
    pub spawned: Vec<String>,
    /// Process and signal, in order.
    pub killed: Vec<(i32, i32)>,
    /// What was logged.
    pub log: Vec<String>,
    /// What clients were answered.
    pub replies: Vec<(ClientId, Reply)>,
    /// What has been sent of answers that are not complete.
    pub pieces: BTreeMap<ClientId, Vec<u8>>,
    /// Clients that do not take more of their answers.
    pub slow: BTreeSet<ClientId>,
    /// How many commands there is room for, where that is limited.
    pub room: Option<usize>,
    /// What happens next.
    pub events: VecDeque<Event>,
    /// What happens when nothing else does, one at a time.
    pub when_idle: VecDeque<Event>,
    /// How often somebody waited.
    pub waits: usize,
    /// Processes that live, with their command and program.
    pub alive: BTreeMap<i32, (CommandId, String)>,
    /// Processes that killed trackers have left to PID 1.
    pub orphans: Vec<i32>,
    /// The last number that was given away.
    pub last: u64,
    /// How many processes `/leaves` leaves.
    pub leaves: i32,
    /// Who connects next.
    pub connections: VecDeque<Accepted>,
    /// Sockets that were closed.
    pub closed: Vec<SocketId>,
    /// Paths that are there.
    pub paths: BTreeSet<String>,
    /// Where connections to the bus were made, and what is said on the last one.
    pub buses: Vec<String>,
    /// See `buses`.
    pub bus: Option<BusSession>,
    /// No condition holds.
    pub conditions_fail: bool,
}

impl FakeSystem {
    /// Everything that was logged, as one text.
    pub(crate) fn said(&self) -> String {
        self.log.join("\n")
    }

    fn descriptor(&mut self) -> Result<(), Errno> {
        self.descriptor_failures.pop_front().flatten().map_or(Ok(()), Err)
    }

    /// A process ends so.
    pub(crate) fn end(&mut self, pid: i32, exit: Exit) {
        if let Some((id, _)) = self.alive.remove(&pid) {
            self.events.push_back(Event::Command(id, TrackerReport::Exited { pid, exit }));
            if self.alive.values().all(|(other, _)| *other != id) {
                self.events.push_back(Event::Command(id, TrackerReport::Gone { killed: false }));
            }
        }
    }
}

impl System for FakeSystem {
    fn monotonic(&self) -> Duration {
        self.now
    }

    fn realtime(&self) -> Duration {
        (EPOCH + self.now).saturating_sub(self.set_back)
    }

    fn wait(&mut self, deadline: Option<Duration>, calendar: Option<Duration>) -> Vec<Event> {
        let calendar = calendar.map(|at| (at + self.set_back).saturating_sub(EPOCH));
        let deadline = deadline.into_iter().chain(calendar).min();
        self.waits += 1;
        assert!(self.waits < WAITS, "PID 1 spins:\n{}", self.said());
        if self.events.is_empty() {
            match (self.when_idle.pop_front(), deadline) {
                (Some(event), _) => self.events.push_back(event),
                (None, Some(deadline)) => self.now = self.now.max(deadline),
                (None, None) => panic!("PID 1 waits for ever:\n{}", self.said()),
            }
        }
        self.events.drain(..).collect()
    }

    fn spawn(&mut self, launch: &Launch<'_>) -> Result<CommandId, Errno> {
        if let Some(errno) = self.spawn_failures.pop_front().flatten() {
            return Err(errno);
        }
        self.last += 1;
        let (id, pid) = (CommandId(self.last), i32::try_from(self.last).unwrap_or(0) + 100);
        let program = launch.command.path.clone();
        self.spawned.push(format!("{} {program}", launch.unit.name));
        if program == "/unforked" {
            let message = "fork: Cannot allocate memory".to_owned();
            self.events.push_back(Event::Command(id, TrackerReport::SetupFailed { status: -1, message }));
            self.events.push_back(Event::Command(id, TrackerReport::Gone { killed: false }));
            return Ok(id);
        }
        self.alive.insert(pid, (id, program.clone()));
        if program == "/late" {
            return Ok(id);
        }
        self.events.push_back(Event::Command(id, TrackerReport::Started(pid)));
        if program == "/missing" {
            let message = "can't execute /missing: No such file or directory".to_owned();
            self.events.push_back(Event::Command(id, TrackerReport::SetupFailed { status: 203, message }));
            self.end(pid, Exit::Status(203));
            return Ok(id);
        }
        self.events.push_back(Event::Command(id, TrackerReport::Executed));
        if let Some(status) = program.strip_prefix("/exits/").and_then(|status| status.parse().ok()) {
            self.end(pid, Exit::Status(status));
        } else if program == "/leaves" {
            self.alive.extend((1..=self.leaves).map(|child| (pid + 1000 * child, (id, "/stays".to_owned()))));
            self.end(pid, Exit::Status(0));
        } else if program == "/vanishes" {
            self.alive.remove(&pid);
            self.events.push_back(Event::Command(id, TrackerReport::Gone { killed: true }));
        }
        Ok(id)
    }

    fn kill(&mut self, pid: i32, signal: i32) -> Result<(), Errno> {
        let Some((_, program)) = self.alive.get(&pid) else { return Err(Errno::ESRCH) };
        if program == "/untouchable" {
            return Err(Errno::EPERM);
        }
        self.killed.push((pid, signal));
        if signal == 15 && program == "/polite" {
            self.end(pid, Exit::Status(0));
        } else if signal == 9 || (signal == 15 && program != "/deaf") {
            self.end(pid, Exit::Signal { signal, dumped: false });
        }
        Ok(())
    }

    fn processes(&mut self, commands: &[CommandId], adopted: &[i32]) -> Vec<Process> {
        let own = |(pid, (id, program)): &(&i32, &(CommandId, String))| {
            adopted.contains(pid) || (commands.contains(id) && program != "/late")
        };
        self.alive.iter().filter(own).map(|(pid, _)| Process { pid: *pid, parent: 2 }).collect()
    }

    fn belongs(&mut self, pid: i32, commands: &[CommandId], _adopted: &[i32]) -> Option<bool> {
        self.alive.get(&pid).map(|(id, _)| commands.contains(id))
    }

    fn watch_process(&mut self, _pid: i32) -> Result<(), Errno> {
        self.descriptor()
    }

    fn orphans(&mut self) -> Vec<i32> {
        self.orphans.clone()
    }

    fn open_notify(&mut self, unit: &UnitName) -> Result<String, Errno> {
        self.descriptor().map(|()| format!("/run/notify/{unit}"))
    }

    fn close_notify(&mut self, _unit: &UnitName) {}

    fn read_pid_file(&mut self, path: &Path) -> Result<i32, PidFileProblem> {
        Err(format!("can't read {}", path.display()))
    }

    fn remove_file(&mut self, _path: &Path) {}

    fn listen(&mut self, _socket: &SocketUnit, _listen: &Listen) -> Result<SocketId, String> {
        self.descriptor().map_err(|errno| format!("can't listen: {}", errno.desc()))?;
        self.last += 1;
        Ok(SocketId(self.last))
    }

    fn watch(&mut self, _socket: SocketId) {}

    fn unwatch(&mut self, _socket: SocketId) {}

    fn accept(&mut self, _socket: SocketId) -> Result<Option<Accepted>, Errno> {
        self.descriptor().map(|()| self.connections.pop_front())
    }

    fn forget(&mut self, _unit: &UnitName) {}

    fn close_socket(&mut self, socket: SocketId, _remove: Option<&Path>) {
        self.closed.push(socket);
    }

    fn found(&mut self, path: &WatchedPath) -> Option<String> {
        self.paths.get(&path.path).cloned()
    }

    fn watch_path(&mut self, _path: &WatchedPath) -> Result<WatchId, String> {
        self.descriptor().map_err(|errno| format!("can't watch: {}", errno.desc()))?;
        self.last += 1;
        Ok(WatchId(self.last))
    }

    fn unwatch_path(&mut self, _watch: WatchId) {}

    fn make_directory(&mut self, path: &Path, _mode: u32) -> Result<(), String> {
        self.paths.insert(path.display().to_string());
        Ok(())
    }

    fn connect_bus(&mut self, path: &Path) -> Result<(), String> {
        self.buses.push(path.display().to_string());
        self.bus = Some(BusSession::new(0));
        Ok(())
    }

    fn on_bus(&mut self, say: &mut dyn FnMut(&mut BusSession)) {
        self.bus.iter_mut().for_each(say);
    }

    fn failing_condition<'a>(&mut self, conditions: &'a [Condition]) -> Option<&'a Condition> {
        conditions.first().filter(|_| self.conditions_fail)
    }

    fn clean_up(&mut self, _unit: &Unit, _restarts: bool) {}

    fn mount(&mut self, _mount: &MountUnit) -> Result<(), String> {
        Ok(())
    }

    fn unmount(&mut self, _mount: &MountUnit) -> Result<(), String> {
        Ok(())
    }

    fn read_stamp(&mut self, _timer: &UnitName) -> Option<Duration> {
        None
    }

    fn write_stamp(&mut self, _timer: &UnitName, _time: Duration) {}

    fn unit_uid(&mut self, _unit: &Unit) -> Option<u32> {
        None
    }

    fn drain_log(&mut self, _timeout: Duration) {}

    fn log(&mut self, unit: Option<&UnitName>, _level: Level, message: &str) {
        assert!(self.log.len() < WAITS, "PID 1 spins:\n{}", self.log[self.log.len() - 50..].join("\n"));
        self.log.push(unit.map_or_else(|| message.to_owned(), |unit| format!("{unit}: {message}")));
    }

    fn log_tail(&mut self, _unit: &UnitName, _lines: usize) -> Vec<String> {
        Vec::new()
    }

    fn send(&mut self, client: ClientId, piece: &[u8], last: bool) -> bool {
        let sent = self.pieces.entry(client).or_default();
        sent.extend_from_slice(piece);
        if last {
            let reply = serde_json::from_slice(sent).expect("an answer is one object");
            self.pieces.remove(&client);
            self.replies.push((client, reply));
        }
        !self.slow.contains(&client)
    }

    fn tracker(&self, _command: CommandId) -> Option<i32> {
        None
    }

    fn has_room(&mut self) -> bool {
        let commands: BTreeSet<_> = self.alive.values().map(|(id, _)| *id).collect();
        self.room.is_none_or(|room| commands.len() < room)
    }

    fn settled(&mut self) {}

    fn environment(&mut self, _set: &[String], _unset: &[String]) -> std::io::Result<Vec<String>> {
        Ok(Vec::new())
    }

    fn random(&mut self) -> u128 {
        1
    }
}

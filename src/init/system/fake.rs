//! A system without processes, for tests: it records what it is asked for and fails where it is told to.
//!
//! A command's program is a word about its fate: `/stays` runs until it is signalled, `/deaf` until SIGKILL,
//! `/untouchable` even after that, `/polite` ends with status 0 when it is told to, `/leaves` ends at once and
//! leaves [`FakeSystem::leaves`] others that stay, `/exits/N` ends with status N, `/vanishes` ends unreported, as when
//! its tracker is killed with it, `/unforked` is never forked, `/late` is not forked until the test says so, `/missing`
//! can't be executed. Time passes only in [`System::wait`], up to the next deadline.

mod files;
mod processes;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::time::Duration;

use nix::errno::Errno;

use super::{
    Accepted, ClientId, Clients, Clocks, CommandId, Event, MessageBus, Messages, Priority, SocketId, System,
};
use crate::init::bus::BusSession;
use crate::init::control::Reply;
use crate::init::tracker::{Exit, TrackerReport};
use crate::init::unit::UnitName;

/// More waits than this mean that the supervisor spins.
const WAITS: usize = 10_000;

/// The wall clock's time when the monotonic clock begins.
const EPOCH: Duration = Duration::from_secs(1_000_000_000);

/// The fake system; see the file's header.
#[derive(Debug, Default)]
pub(crate) struct FakeSystem {
    /// The monotonic clock.
    pub now: Duration,
    /// How far the wall clock was set back.
    pub set_back: Duration,
    /// How the next spawns end: one entry for each, `None` for success.
    pub spawn_failures: VecDeque<Option<Errno>>,
    /// The same for the next attempts to get a descriptor: notify sockets, sockets, pidfds.
    pub descriptor_failures: VecDeque<Option<Errno>>,
    /// `unit program`, in order.
    pub spawned: Vec<String>,
    /// Process and signal, in order.
    pub killed: Vec<(i32, i32)>,
    /// What was logged, a line each.
    pub log: Vec<String>,
    /// What clients were answered.
    pub replies: Vec<(ClientId, Reply)>,
    /// The parts of incomplete answers that have been sent.
    pub pieces: BTreeMap<ClientId, Vec<u8>>,
    /// Clients that do not take more of their answers.
    pub slow: BTreeSet<ClientId>,
    /// How many commands there is room for, where that is limited.
    pub room: Option<usize>,
    /// What happens next.
    pub events: VecDeque<Event>,
    /// What happens when nothing else does, one event at a time.
    pub when_idle: VecDeque<Event>,
    /// How often the supervisor has waited.
    pub waits: usize,
    /// Processes that live, with their command and program.
    pub alive: BTreeMap<i32, (CommandId, String)>,
    /// Processes that killed trackers have left to PID 1.
    pub orphans: Vec<i32>,
    /// The last number that was given out.
    pub last: u64,
    /// How many processes `/leaves` leaves.
    pub leaves: i32,
    /// Who connects next.
    pub connections: VecDeque<Accepted>,
    /// Sockets that were closed.
    pub closed: Vec<SocketId>,
    /// Paths that are there.
    pub paths: BTreeSet<String>,
    /// The paths of connections to the bus; `bus` is the session on the last one.
    pub buses: Vec<String>,
    /// See `buses`.
    pub bus: Option<BusSession>,
    /// No condition holds.
    pub conditions_fail: bool,
    /// How much of a span [`System::random_part`] takes, in 2^64ths.
    pub chance: u64,
}

impl FakeSystem {
    /// Everything that was logged, as one text.
    pub(crate) fn said(&self) -> String {
        self.log.join("\n")
    }

    fn descriptor(&mut self) -> Result<(), Errno> {
        self.descriptor_failures.pop_front().flatten().map_or(Ok(()), Err)
    }

    /// Lets a process end in this way.
    pub(crate) fn end(&mut self, pid: i32, exit: Exit) {
        if let Some((id, _)) = self.alive.remove(&pid) {
            self.events.push_back(Event::Command(id, TrackerReport::Exited { pid, exit }));
            if self.alive.values().all(|(other, _)| *other != id) {
                self.events.push_back(Event::Command(id, TrackerReport::Gone { killed: false }));
            }
        }
    }
}

impl Clocks for FakeSystem {
    fn monotonic(&self) -> Duration {
        self.now
    }

    fn realtime(&self) -> Duration {
        (EPOCH + self.now).saturating_sub(self.set_back)
    }
}

impl Messages for FakeSystem {
    fn log(&mut self, unit: Option<&UnitName>, _level: Priority, message: &str) {
        assert!(self.log.len() < WAITS, "PID 1 spins:\n{}", self.log[self.log.len() - 50..].join("\n"));
        self.log.push(unit.map_or_else(|| message.to_owned(), |unit| format!("{unit}: {message}")));
    }

    fn log_tail(&mut self, _unit: &UnitName, _lines: usize) -> Vec<String> {
        Vec::new()
    }

    fn drain_log(&mut self, _timeout: Duration) {}
}

impl Clients for FakeSystem {
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
}

impl MessageBus for FakeSystem {
    fn connect_bus(&mut self, path: &Path) -> Result<(), String> {
        self.buses.push(path.display().to_string());
        self.bus = Some(BusSession::new(0));
        Ok(())
    }

    fn on_bus(&mut self, say: &mut dyn FnMut(&mut BusSession)) {
        self.bus.iter_mut().for_each(say);
    }
}

impl System for FakeSystem {
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

    fn forget(&mut self, _unit: &UnitName) {}

    fn settled(&mut self) {}

    fn environment(&mut self, _set: &[String], _unset: &[String]) -> std::io::Result<Vec<String>> {
        Ok(Vec::new())
    }

    fn random(&mut self) -> u128 {
        (u128::from(self.chance) << 64) | 1
    }
}

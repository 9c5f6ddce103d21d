//! Moves bytes from the units' pipes, /dev/log and the journal's sockets to the container's stdout and stderr.

mod turns;

use std::collections::BTreeMap;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;
use std::time::Instant;

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::epoll::{Epoll, EpollCreateFlags};

use super::forward::Forward;
use super::journal::Journal;
use super::journal::stream::Greeting;
use super::lane::{HIGH, Lane};
use super::lines::Piece;
use super::mailbox::Mailbox;
use super::message::UnitOf;
use super::pipe::{Pipe, Turn};
use super::priority::Priority;
use super::render::{Format, LineOrigin, Renderer, Stream};
use super::sink::{Sink, same_target};
use super::source::{Source, SourceId};
use super::syslog::{self, SyslogPlace};
use super::tail::Tails;

/// One read takes at most this much: a unit's turn.
const TURN: usize = 64 * 1024;
/// How many turns the log takes before the rest of PID 1 has its turn.
const TURNS: usize = 16;
/// The init's own messages are dropped when this much waits for a reader that never comes.
const MESSAGES_MAX: usize = 4 * HIGH;
/// The tokens of sockets; a pipe's token is the number of its slot.
const SYSLOG: u64 = u64::MAX;
const ENTRIES: u64 = u64::MAX - 1;
const STREAMS: u64 = u64::MAX - 2;
/// The lowest token of a stream that has not sent its greeting yet.
const GREETINGS: u64 = 1 << 62;

/// The log of the container. See the module's header.
#[derive(Debug)]
pub struct Log {
    renderer: Renderer,
    outer: Epoll,
    lanes: Vec<Lane>,
    pipes: Vec<Option<Pipe>>,
    /// The empty slots.
    free: Vec<usize>,
    serial: u64,
    syslog: Option<Mailbox>,
    journal: Option<Journal>,
    greetings: BTreeMap<u64, Greeting>,
    tails: Tails,
    scratch: Vec<u8>,
    verbose: bool,
}

impl Log {
    /// A log to this process's own stdout and stderr.
    pub fn new(format: Format) -> io::Result<Self> {
        let stdout = io::stdout().as_fd().try_clone_to_owned()?;
        Self::to_own(format, stdout)
    }

    /// A log to this process's own stderr alone: its stdout is for a command that runs beside the units.
    pub fn beside_command(format: Format) -> io::Result<Self> {
        let stderr = io::stderr().as_fd().try_clone_to_owned()?;
        Self::to_own(format, stderr)
    }

    fn to_own(format: Format, stdout: OwnedFd) -> io::Result<Self> {
        let stderr = io::stderr().as_fd().try_clone_to_owned()?;
        let colour = nix::unistd::isatty(&stdout).unwrap_or(false) && std::env::var_os("NO_COLOR").is_none();
        Self::to(format, colour, stdout, stderr)
    }

    /// Forgets the last lines of a unit.
    pub fn forget(&mut self, unit: &str) {
        self.tails.forget(unit);
    }

    /// Whether messages of the priority `Debug` are written.
    pub fn say_details(&mut self, verbose: bool) {
        self.verbose = verbose;
    }

    /// With `true`, nothing is written to a terminal from now on, because a command has it for itself; with `false`,
    /// everything is again. What is not written is read all the same, and kept as a unit's last lines.
    pub fn leave_terminal(&mut self, leave: bool) {
        for lane in &mut self.lanes {
            lane.flush();
            lane.sink.mute(leave && nix::unistd::isatty(lane.sink.fd()).unwrap_or(false));
        }
    }

    /// A log to the given outputs; they may lead to the same target.
    pub fn to(format: Format, colour: bool, stdout: OwnedFd, stderr: OwnedFd) -> io::Result<Self> {
        let outer = Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC)?;
        let one = same_target(stdout.as_fd(), stderr.as_fd());
        let mut lanes = vec![Lane::new(Sink::new(stdout), &outer)?];
        if !one {
            lanes.push(Lane::new(Sink::new(stderr), &outer)?);
        }
        Ok(Self {
            renderer: Renderer::new(format, colour),
            outer,
            lanes,
            pipes: Vec::new(),
            free: Vec::new(),
            serial: 0,
            syslog: None,
            journal: None,
            greetings: BTreeMap::new(),
            tails: Tails::default(),
            scratch: vec![0; TURN],
            verbose: false,
        })
    }

    /// Adds the read end of a unit's pipe. It is closed by the log at its end.
    pub fn add(&mut self, fd: OwnedFd, source: Source) -> io::Result<SourceId> {
        let flags = OFlag::from_bits_retain(fcntl(&fd, FcntlArg::F_GETFL)?);
        fcntl(&fd, FcntlArg::F_SETFL(flags | OFlag::O_NONBLOCK))?;
        Ok(self.insert(fd, source)?)
    }

    fn insert(&mut self, fd: OwnedFd, source: Source) -> Result<SourceId, Errno> {
        let lane = self.lane_of(source.stream);
        let slot = self.free.last().copied().unwrap_or(self.pipes.len());
        self.lanes[lane].watch(fd.as_fd(), slot as u64)?;
        self.serial += 1;
        if self.free.pop().is_none() {
            self.pipes.push(None);
        }
        self.pipes[slot] = Some(Pipe::new(fd, source, self.serial, lane, &self.renderer));
        Ok(SourceId { slot, serial: self.serial })
    }

    /// Sets the process that writes a source's lines from now on. Lines that came before its first
    /// process was known have been held, and are written now.
    pub fn set_pid(&mut self, id: SourceId, pid: i32) {
        let Some(pipe) = self.pipes.get_mut(id.slot).and_then(Option::as_mut) else { return };
        if pipe.serial != id.serial {
            return;
        }
        let lane = pipe.lane;
        let turn = pipe.set_pid(pid, &mut self.renderer, &mut self.lanes[lane], id.slot as u64);
        if self.took(id.slot, turn) == Turn::Interrupted {
            self.lanes[lane].pending.push_front(id.slot as u64);
        }
        self.lanes[lane].flush();
        self.lanes[lane].arm(&self.outer);
    }

    /// Whether the source has not come to its end yet.
    pub fn is_open(&self, id: SourceId) -> bool {
        self.pipes.get(id.slot).and_then(Option::as_ref).is_some_and(|pipe| pipe.serial == id.serial)
    }

    /// Receives what is sent to /dev/log from now on: see [`syslog::listen`].
    pub fn listen_syslog(&mut self, dev: &Path, run: &Path) -> io::Result<SyslogPlace> {
        let (syslog, place) = syslog::listen(dev, run)?;
        self.lanes[0].watch(syslog.fd(), SYSLOG)?;
        self.syslog = Some(syslog);
        Ok(place)
    }

    /// Receives what is sent to the journal from now on; its sockets are in `run`, which is /run/systemd/journal.
    pub fn listen_journal(&mut self, run: &Path) -> io::Result<()> {
        let journal = Journal::listen(run)?;
        self.lanes[0].watch(journal.entries.fd(), ENTRIES)?;
        self.lanes[0].watch(journal.streams.fd(), STREAMS)?;
        self.journal = Some(journal);
        Ok(())
    }

    /// Passes all lines on to the syslog daemon that reads from the socket at `path` from now on; `reader` is its
    /// unit, whose own lines are not passed on.
    pub fn pass_on(&mut self, path: &Path, reader: &str) -> io::Result<()> {
        self.renderer.pass_on(Some(Forward::to(path, reader)?));
        Ok(())
    }

    /// Stops passing the log on to a syslog daemon.
    pub fn keep(&mut self) {
        self.renderer.pass_on(None);
    }

    /// The descriptor to watch for input; when it is ready, call [`Log::work`].
    pub fn pollable(&self) -> BorrowedFd<'_> {
        self.outer.0.as_fd()
    }

    /// Writes a message of the init itself, to stderr: `nix-docker: text`. Details only if they were asked for.
    pub fn message(&mut self, priority: Priority, text: &str) {
        if priority == Priority::Debug && !self.verbose {
            return;
        }
        let lane = self.lane_of(Stream::Init);
        if self.lanes[lane].sink.waiting() < MESSAGES_MAX {
            let origin = LineOrigin { unit: Some("nix-docker"), ..LineOrigin::default() };
            let label = self.renderer.label(origin, Stream::Init);
            self.renderer.tick();
            let out = self.lanes[lane].sink.buffer();
            for line in text.lines() {
                let piece = Piece { bytes: line.as_bytes(), continued: false, continues: false };
                self.renderer.line(&label, priority, piece, out);
            }
        }
        self.lanes[lane].flush();
        self.lanes[lane].arm(&self.outer);
    }

    /// The last lines of a unit, at most `count`.
    pub fn last_lines(&self, unit: &str, count: usize) -> Vec<String> {
        self.tails.last(unit, count)
    }

    /// Reads from the inputs that are ready, at most once each, and writes what can be written.
    pub fn work(&mut self, unit_of: UnitOf<'_>) {
        for lane in 0..self.lanes.len() {
            if self.lanes[lane].flush() {
                self.lanes[lane].look();
                self.serve(lane, unit_of);
                self.lanes[lane].flush();
            }
            self.tell_trouble(lane);
            self.lanes[lane].arm(&self.outer);
        }
    }

    /// Writes all that the inputs hold, waiting for stalled readers until `deadline`. It does not
    /// wait for the inputs to end: an unfinished line is written as a line.
    pub fn drain(&mut self, deadline: Instant, unit_of: UnitOf<'_>) {
        self.work(unit_of);
        while self.wait(deadline) {
            self.work(unit_of);
        }
        for slot in 0..self.pipes.len() {
            self.finish(slot);
        }
        while self.lanes.iter_mut().any(|lane| !lane.is_empty()) && self.wait(deadline) {}
    }

    /// Waits until there is something to do; false when there is not, or at the deadline.
    fn wait(&mut self, deadline: Instant) -> bool {
        let stalled = self.lanes.iter_mut().any(|lane| !lane.is_empty());
        for lane in &mut self.lanes {
            lane.flush();
            lane.arm(&self.outer);
        }
        let left = deadline.saturating_duration_since(Instant::now());
        let timeout =
            if stalled { PollTimeout::try_from(left).unwrap_or(PollTimeout::MAX) } else { PollTimeout::ZERO };
        match poll(&mut [PollFd::new(self.outer.0.as_fd(), PollFlags::POLLIN)], timeout) {
            Ok(ready) => ready > 0 && !left.is_zero(),
            Err(error) => error == Errno::EINTR && !left.is_zero(),
        }
    }

    fn lane_of(&self, stream: Stream) -> usize {
        match stream {
            Stream::Stdout | Stream::Syslog | Stream::Journal => 0,
            Stream::Stderr | Stream::Init => self.lanes.len() - 1,
        }
    }
}

#[cfg(test)]
impl Log {
    /// Works until nothing is left to read for now.
    pub(super) fn drain_inputs(&mut self, unit_of: UnitOf<'_>) {
        while poll(&mut [PollFd::new(self.pollable(), PollFlags::POLLIN)], PollTimeout::from(50_u8)) == Ok(1)
        {
            self.work(unit_of);
        }
    }

    pub(super) fn lanes_waiting(&self) -> usize {
        self.lanes.iter().map(|lane| lane.sink.waiting()).sum()
    }
}

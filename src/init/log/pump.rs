//! Moves bytes from the units' pipes and /dev/log to the container's stdout and stderr.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Instant;

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::epoll::{Epoll, EpollCreateFlags};

use super::lane::{HIGH, Lane};
use super::lines::{Lines, Piece};
use super::priority::Priority;
use super::render::{Format, Renderer, Stream};
use super::sink::{Sink, same_target};
use super::source::{Open, Source, SourceId};
use super::syslog::Syslog;
use super::tail::Tails;

/// One read takes at most this much: a unit's turn.
const TURN: usize = 64 * 1024;
/// The init's own messages are dropped when so much waits for a reader that never comes.
const MESSAGES_MAX: usize = 4 * HIGH;
/// The token of the /dev/log socket; sources have their slot's number.
const SYSLOG: u64 = u64::MAX;

/// Says which unit a process belongs to.
pub type UnitOf<'a> = &'a dyn Fn(i32) -> Option<String>;

#[derive(Debug, PartialEq, Eq)]
enum Turn {
    Done,
    /// The lane is full: the turn goes on later.
    Interrupted,
    Ended,
}

/// The log of the container. See the module's header.
#[derive(Debug)]
pub struct Log {
    renderer: Renderer,
    outer: Epoll,
    lanes: Vec<Lane>,
    sources: Vec<Option<Open>>,
    serial: u64,
    syslog: Option<Syslog>,
    tails: Tails,
    scratch: Vec<u8>,
}

impl Log {
    /// A log to this process's own stdout and stderr.
    pub fn new(format: Format) -> io::Result<Self> {
        let stdout = io::stdout().as_fd().try_clone_to_owned()?;
        let stderr = io::stderr().as_fd().try_clone_to_owned()?;
        let colour = nix::unistd::isatty(&stdout).unwrap_or(false) && std::env::var_os("NO_COLOR").is_none();
        Self::to(format, colour, stdout, stderr)
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
            sources: Vec::new(),
            serial: 0,
            syslog: None,
            tails: Tails::default(),
            scratch: vec![0; TURN],
        })
    }

    /// Adds the read end of a unit's pipe. It is closed by the log at its end.
    pub fn add(&mut self, fd: OwnedFd, source: Source) -> io::Result<SourceId> {
        let flags = OFlag::from_bits_retain(fcntl(&fd, FcntlArg::F_GETFL)?);
        fcntl(&fd, FcntlArg::F_SETFL(flags | OFlag::O_NONBLOCK))?;
        let lane = self.lane_of(source.stream);
        let slot = self.sources.iter().position(Option::is_none).unwrap_or(self.sources.len());
        self.lanes[lane].watch(fd.as_fd(), slot as u64)?;
        self.serial += 1;
        let label = source.label(&self.renderer);
        let waits_for_pid = source.pid.is_none();
        let open = Open {
            serial: self.serial,
            lane,
            fd,
            source,
            label,
            lines: Lines::default(),
            held: Vec::new(),
            waits_for_pid,
        };
        if slot == self.sources.len() {
            self.sources.push(None);
        }
        self.sources[slot] = Some(open);
        Ok(SourceId { slot, serial: self.serial })
    }

    /// Says which process's lines a source has from now on. Lines that came before its first
    /// process was known have been held, and are written now.
    pub fn set_pid(&mut self, id: SourceId, pid: i32) {
        if !self.is_open(id) {
            return;
        }
        let Some(mut open) = self.sources[id.slot].take() else { return };
        open.source.pid = Some(pid);
        open.label = open.source.label(&self.renderer);
        let lane = open.lane;
        if std::mem::take(&mut open.waits_for_pid) {
            self.lanes[lane].want_input(open.fd.as_fd(), id.slot as u64, true);
            let held = std::mem::take(&mut open.held);
            if self.write_lines(&mut open, &held) == Turn::Interrupted {
                self.lanes[lane].pending.push_front(id.slot as u64);
            }
        }
        self.sources[id.slot] = Some(open);
        self.lanes[lane].flush();
        self.lanes[lane].arm(&self.outer);
    }

    /// Whether the source has not come to its end yet.
    pub fn is_open(&self, id: SourceId) -> bool {
        self.sources.get(id.slot).and_then(Option::as_ref).is_some_and(|open| open.serial == id.serial)
    }

    /// Receives /dev/log on `socket` from now on.
    pub(super) fn add_syslog(&mut self, syslog: Syslog) -> io::Result<()> {
        self.lanes[0].watch(syslog.fd(), SYSLOG)?;
        self.syslog = Some(syslog);
        Ok(())
    }

    /// The descriptor to watch for input; when it is ready, call [`Log::work`].
    pub fn pollable(&self) -> BorrowedFd<'_> {
        self.outer.0.as_fd()
    }

    /// Writes a message of the init itself, to stderr: `nix-docker: text`.
    pub fn message(&mut self, priority: Priority, text: &str) {
        let lane = self.lane_of(Stream::Init);
        if self.lanes[lane].sink.waiting() < MESSAGES_MAX {
            let label = self.renderer.label("nix-docker", None, None, Stream::Init);
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

    /// Reads from the inputs that are ready, at most once each, and writes what goes.
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

    /// Writes all that the inputs hold, waiting for stalled readers until `deadline`. The
    /// inputs' ends are not waited for: what is unfinished then is written as a line.
    pub fn drain(&mut self, deadline: Instant, unit_of: UnitOf<'_>) {
        self.work(unit_of);
        while self.wait(deadline) {
            self.work(unit_of);
        }
        for slot in 0..self.sources.len() {
            if let Some(mut open) = self.sources[slot].take() {
                self.finish(&mut open, slot);
            }
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
            Stream::Stdout | Stream::Syslog => 0,
            Stream::Stderr | Stream::Init => self.lanes.len() - 1,
        }
    }

    fn serve(&mut self, lane: usize, unit_of: UnitOf<'_>) {
        while let Some(token) = self.lanes[lane].pending.pop_front() {
            let turn = if token == SYSLOG { self.syslog_turn(unit_of) } else { self.source_turn(token) };
            if turn == Turn::Interrupted {
                self.lanes[lane].pending.push_front(token);
            }
            if self.lanes[lane].sink.waiting() >= HIGH && !self.lanes[lane].flush() {
                return;
            }
        }
    }

    fn source_turn(&mut self, token: u64) -> Turn {
        let slot = usize::try_from(token).unwrap_or(usize::MAX);
        let Some(mut open) = self.sources.get_mut(slot).and_then(Option::take) else { return Turn::Done };
        let mut scratch = std::mem::take(&mut self.scratch);
        let turn = self.turn_of(&mut open, slot, &mut scratch);
        self.scratch = scratch;
        if turn == Turn::Ended {
            self.finish(&mut open, slot);
        } else {
            self.sources[slot] = Some(open);
        }
        turn
    }

    fn turn_of(&mut self, open: &mut Open, slot: usize, scratch: &mut [u8]) -> Turn {
        if !open.held.is_empty() && !open.waits_for_pid {
            let held = std::mem::take(&mut open.held);
            return self.write_lines(open, &held);
        }
        match nix::unistd::read(&open.fd, scratch) {
            Ok(0) => Turn::Ended,
            Ok(count) => {
                self.tails.note(&open.source.unit, &scratch[..count]);
                if open.waits_for_pid {
                    open.held.extend_from_slice(&scratch[..count]);
                    self.lanes[open.lane].want_input(open.fd.as_fd(), slot as u64, false);
                    return Turn::Done;
                }
                self.write_lines(open, &scratch[..count])
            }
            Err(Errno::EAGAIN | Errno::EINTR) => Turn::Done,
            Err(error) => {
                self.message(
                    Priority::Error,
                    &format!("can't read the output of {}: {error}", open.source.unit),
                );
                Turn::Ended
            }
        }
    }

    fn write_lines(&mut self, open: &mut Open, input: &[u8]) -> Turn {
        self.renderer.tick();
        let (renderer, lane) = (&self.renderer, &mut self.lanes[open.lane]);
        let (label, source) = (&open.label, &open.source);
        let done = open.lines.feed(input, |piece| {
            source.write(renderer, label, piece, lane.sink.buffer());
            lane.sink.waiting() < HIGH || lane.flush()
        });
        if done == input.len() {
            return Turn::Done;
        }
        open.held = input[done..].to_vec();
        Turn::Interrupted
    }

    /// Writes the last line and forgets the source.
    fn finish(&mut self, open: &mut Open, slot: usize) {
        self.renderer.tick();
        let (renderer, lane) = (&self.renderer, &mut self.lanes[open.lane]);
        let mut emit = |piece: Piece<'_>| {
            open.source.write(renderer, &open.label, piece, lane.sink.buffer());
            true
        };
        let held = std::mem::take(&mut open.held);
        open.lines.feed(&held, &mut emit);
        open.lines.finish(emit);
        lane.forget(open.fd.as_fd(), slot as u64);
    }

    fn syslog_turn(&mut self, unit_of: UnitOf<'_>) -> Turn {
        let Some(syslog) = &mut self.syslog else { return Turn::Done };
        self.renderer.tick();
        let sink = &mut self.lanes[0].sink;
        syslog.receive(&mut self.scratch, unit_of, |message, unit, pid| {
            let label = self.renderer.label(unit, message.tag_for(unit), Some(pid), Stream::Syslog);
            for bytes in message.text.split(|byte| *byte == b'\n') {
                let piece = Piece { bytes, continued: false, continues: false };
                self.renderer.line(&label, message.priority, piece, sink.buffer());
            }
            self.tails.note(unit, &[message.text, b"\n"].concat());
            sink.waiting() < HIGH
        });
        Turn::Done
    }

    fn tell_trouble(&mut self, lane: usize) {
        if let Some(trouble) = self.lanes[lane].sink.take_trouble() {
            self.message(Priority::Warning, &trouble.to_string());
        }
    }
}

#[cfg(test)]
impl Log {
    pub(super) fn lanes_waiting(&self) -> usize {
        self.lanes.iter().map(|lane| lane.sink.waiting()).sum()
    }
}

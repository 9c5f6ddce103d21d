//! A unit's pipe, or a stream to the journal: reading it, and writing its lines to its lane.

use std::os::fd::{AsFd, OwnedFd};

use nix::errno::Errno;

use super::lane::{HIGH, Lane};
use super::lines::{Lines, Piece};
use super::render::{Label, Renderer};
use super::source::Source;
use super::tail::Tails;

/// How a pipe's turn ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Done,
    /// The lane is full: the turn goes on later.
    Interrupted,
    Ended,
}

#[derive(Debug)]
pub(super) struct Pipe {
    pub(super) serial: u64,
    pub(super) lane: usize,
    fd: OwnedFd,
    source: Source,
    label: Label,
    lines: Lines,
    /// The user whose stream it is, so that a user's streams can be counted.
    pub(super) user: Option<u32>,
    /// Read, but not written because the lane is full or the process is not known yet.
    held: Vec<u8>,
    /// Lines are held until the process that wrote them is known.
    waits_for_pid: bool,
}

impl Pipe {
    pub(super) fn new(fd: OwnedFd, source: Source, serial: u64, lane: usize, renderer: &Renderer) -> Self {
        let label = source.label(renderer);
        let waits_for_pid = source.pid.is_none();
        let (lines, held) = (Lines::default(), Vec::new());
        Self { serial, lane, fd, source, label, lines, user: None, held, waits_for_pid }
    }

    /// Makes it a stream that a user's process has opened, with shorter lines; its first input has come already.
    pub(super) fn opened_by(self, user: u32, longest: usize, begun: Vec<u8>, tails: &mut Tails) -> Self {
        note(tails, &self.source, b"", &begun);
        Self { lines: Lines::up_to(longest), user: Some(user), held: begun, ..self }
    }

    /// The name of its unit.
    pub(super) fn unit(&self) -> &str {
        self.source.unit.as_deref().unwrap_or("an unknown process")
    }

    /// Sets the process that writes the lines from now on. Lines that were held are written.
    pub(super) fn set_pid(
        &mut self,
        pid: i32,
        renderer: &mut Renderer,
        lane: &mut Lane,
        token: u64,
    ) -> Result<Turn, Errno> {
        self.source.pid = Some(pid);
        self.label = self.source.label(renderer);
        if !std::mem::take(&mut self.waits_for_pid) || self.held.is_empty() {
            return Ok(Turn::Done);
        }
        lane.watch(self.fd.as_fd(), token)?;
        Ok(self.write_held(renderer, lane))
    }

    /// Goes on with an interrupted turn, or reads once.
    pub(super) fn turn(
        &mut self,
        renderer: &mut Renderer,
        lane: &mut Lane,
        token: u64,
        scratch: &mut [u8],
        tails: &mut Tails,
    ) -> Result<Turn, Errno> {
        if !self.held.is_empty() && !self.waits_for_pid {
            return Ok(self.write_held(renderer, lane));
        }
        let input = match nix::unistd::read(&self.fd, scratch) {
            Ok(0) => return Ok(Turn::Ended),
            Ok(count) => &scratch[..count],
            Err(Errno::EAGAIN | Errno::EINTR) => return Ok(Turn::Done),
            Err(error) => return Err(error),
        };
        note(tails, &self.source, self.lines.unfinished(), input);
        if self.waits_for_pid {
            self.held.extend_from_slice(input);
            // The pipe's end is not watched either: a short-lived process may be gone before it is known.
            lane.forget(self.fd.as_fd(), token);
            return Ok(Turn::Done);
        }
        Ok(self.write(input, renderer, lane))
    }

    fn write_held(&mut self, renderer: &mut Renderer, lane: &mut Lane) -> Turn {
        let held = std::mem::take(&mut self.held);
        self.write(&held, renderer, lane)
    }

    fn write(&mut self, input: &[u8], renderer: &mut Renderer, lane: &mut Lane) -> Turn {
        renderer.tick();
        let (source, label) = (&self.source, &self.label);
        let done = self.lines.feed(input, |piece| {
            source.write(renderer, label, piece, lane.sink.buffer());
            lane.sink.waiting() < HIGH || lane.flush()
        });
        if done == input.len() {
            return Turn::Done;
        }
        self.held = input[done..].to_vec();
        Turn::Interrupted
    }

    /// Writes what is left, and the last line.
    pub(super) fn finish(mut self, renderer: &mut Renderer, lane: &mut Lane, token: u64, tails: &mut Tails) {
        renderer.tick();
        let (source, label) = (&self.source, &self.label);
        let mut emit = |piece: Piece<'_>| {
            source.write(renderer, label, piece, lane.sink.buffer());
            true
        };
        self.lines.feed(&self.held, &mut emit);
        if !self.lines.unfinished().is_empty() {
            note(tails, &self.source, self.lines.unfinished(), b"\n");
        }
        self.lines.finish(emit);
        lane.forget(self.fd.as_fd(), token);
    }
}

/// Keeps lines of known units only: senders may call themselves anything.
fn note(tails: &mut Tails, source: &Source, begun: &[u8], input: &[u8]) {
    if let Some(unit) = &source.unit {
        tails.note(unit, begun, input);
    }
}

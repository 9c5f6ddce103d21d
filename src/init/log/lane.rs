//! One output of the container with the sources that write to it.
//!
//! Sources of a lane share an epoll of their own, which the log's outer epoll watches: one
//! switch closes all of them while the lane's reader stalls, however many they are.

use std::collections::VecDeque;
use std::os::fd::BorrowedFd;

use nix::errno::Errno;
use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};

use super::sink::{Flushed, Sink};

/// With this much unwritten output, no input is read.
pub(super) const HIGH: usize = 256 * 1024;
/// Reading begins again below this.
const LOW: usize = HIGH / 2;
/// How many ready inputs are asked for at a time; the rest have their turn next.
const BATCH: usize = 64;

#[derive(Debug)]
pub(super) struct Lane {
    pub(super) sink: Sink,
    inputs: Epoll,
    /// Tokens of inputs that had data when last asked, in the order of their turns.
    pub(super) pending: VecDeque<u64>,
    full: bool,
    input_watched: bool,
    output_watched: bool,
}

impl Lane {
    /// A lane that `outer` watches. Its data there is 0: the log as a whole is asked, not a lane.
    pub(super) fn new(sink: Sink, outer: &Epoll) -> Result<Self, Errno> {
        let inputs = Epoll::new(EpollCreateFlags::EPOLL_CLOEXEC)?;
        outer.add(&inputs.0, EpollEvent::new(EpollFlags::EPOLLIN, 0))?;
        Ok(Self {
            sink,
            inputs,
            pending: VecDeque::new(),
            full: false,
            input_watched: true,
            output_watched: false,
        })
    }

    /// Waits for a descriptor's input and its end.
    pub(super) fn watch(&self, fd: BorrowedFd<'_>, token: u64) -> Result<(), Errno> {
        self.inputs.add(fd, EpollEvent::new(EpollFlags::EPOLLIN, token))
    }

    /// No longer waits for a descriptor.
    pub(super) fn forget(&mut self, fd: BorrowedFd<'_>, token: u64) {
        // Fails only when it is not there, which is what is wanted.
        let _ = self.inputs.delete(fd);
        self.pending.retain(|pending| *pending != token);
    }

    /// Writes as much as it can; returns whether input may be read.
    pub(super) fn flush(&mut self) -> bool {
        self.sink.flush();
        let limit = if self.full { LOW } else { HIGH };
        self.full = self.sink.waiting() >= limit;
        !self.full
    }

    /// Asks which inputs have data, when none is known to.
    pub(super) fn look(&mut self) {
        if !self.pending.is_empty() {
            return;
        }
        let mut events = [EpollEvent::empty(); BATCH];
        if let Ok(count) = self.inputs.wait(&mut events, EpollTimeout::ZERO) {
            self.pending.extend(events[..count].iter().map(EpollEvent::data));
        }
    }

    /// Sets what `outer` wakes for: input unless full, room to write if there is something to.
    pub(super) fn arm(&mut self, outer: &Epoll) {
        if self.input_watched == self.full {
            let flags = if self.full { EpollFlags::empty() } else { EpollFlags::EPOLLIN };
            if outer.modify(&self.inputs.0, &mut EpollEvent::new(flags, 0)).is_ok() {
                self.input_watched = !self.full;
            }
        }
        let waiting = self.sink.waiting() > 0;
        if waiting && !self.output_watched {
            // A file can't be watched, and never needs to be.
            let event = EpollEvent::new(EpollFlags::EPOLLOUT, 0);
            self.output_watched = outer.add(self.sink.fd(), event).is_ok();
        } else if !waiting && self.output_watched {
            let _ = outer.delete(self.sink.fd());
            self.output_watched = false;
        }
    }

    /// Whether all is written.
    pub(super) fn is_empty(&mut self) -> bool {
        self.sink.flush() == Flushed::Empty
    }
}

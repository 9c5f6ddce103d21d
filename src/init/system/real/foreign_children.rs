//! Processes of a unit whose parent is another of its processes: nobody would tell PID 1 that they ended, nor how.
//! A pidfd becomes readable when they end (`pidfd_open(2)`).

use std::os::fd::{FromRawFd, OwnedFd};

use nix::errno::Errno;
use nix::libc;
use nix::unistd::Pid;

use super::Linux;
use super::watched::EventSource;
use crate::init::system::{Event, processes};

/// A process that is watched because its parent is no process of PID 1's.
pub(super) struct Stranger {
    /// Closing it ends the watch.
    _descriptor: OwnedFd,
    token: u64,
}

impl Linux {
    /// Watches a process, unless its parent reports its end.
    pub(super) fn watch_stranger(&mut self, pid: i32) -> Result<(), Errno> {
        if self.strangers.contains_key(&pid) || self.look(|linux| linux.is_own(pid)) {
            return Ok(());
        }
        let descriptor = match open(pid) {
            Err(Errno::ESRCH) => {
                // It existed a moment ago.
                self.take_stranger(pid);
                return Ok(());
            }
            opened => opened?,
        };
        let token = self.watched.add(&descriptor, EventSource::Stranger(pid))?;
        self.strangers.insert(pid, Stranger { _descriptor: descriptor, token });
        Ok(())
    }

    /// A process that was watched has ended.
    pub(super) fn take_stranger(&mut self, pid: i32) {
        if let Some(stranger) = self.strangers.remove(&pid) {
            self.watched.forget(stranger.token);
        }
        // It may belong to a tracker by now, which reports how it ended before it reaps it.
        if !self.look(|linux| linux.is_own(pid)) {
            self.take_all_reports();
            self.queue.push_back(Event::Vanished(pid));
        }
    }

    /// Whether PID 1 or a tracker is the parent of a process (or a zombie).
    fn is_own(&self, pid: i32) -> bool {
        processes::stat(pid).is_some_and(|(parent, _)| {
            parent == Pid::this().as_raw() || self.commands.tracked_by(parent).is_some()
        })
    }
}

#[allow(unsafe_code)]
fn open(pid: i32) -> Result<OwnedFd, Errno> {
    // SAFETY: no memory is involved; the descriptor that comes back is nobody else's.
    unsafe {
        let descriptor = Errno::result(libc::syscall(libc::SYS_pidfd_open, pid, 0))?;
        i32::try_from(descriptor).map(|fd| OwnedFd::from_raw_fd(fd)).map_err(|_| Errno::EBADF)
    }
}

//! Signals: blocked, and read as data.

use std::mem::MaybeUninit;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd};

use nix::errno::Errno;
use nix::libc;
use nix::unistd::Pid;

use super::Linux;
use crate::init::system::{Event, RTMIN_3, processes};
use crate::init::tracker::Exit;

/// The signals that PID 1 reads. All others stay blocked, too, except those that mean a bug.
const READ: [i32; 9] = [
    libc::SIGCHLD,
    libc::SIGTERM,
    libc::SIGINT,
    libc::SIGHUP,
    libc::SIGQUIT,
    libc::SIGUSR1,
    libc::SIGUSR2,
    libc::SIGPWR,
    RTMIN_3,
];

/// A signalfd(2).
pub(super) struct Signals(OwnedFd);

impl AsFd for Signals {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

/// Blocks every signal that can be handled.
///
/// # Errors
/// None are known.
#[allow(unsafe_code)]
pub(crate) fn block() -> Result<(), Errno> {
    // SAFETY: the set is initialized by sigfillset before it is used.
    unsafe {
        let mut all = MaybeUninit::uninit();
        libc::sigfillset(all.as_mut_ptr());
        for fault in [libc::SIGSEGV, libc::SIGBUS, libc::SIGILL, libc::SIGFPE, libc::SIGABRT, libc::SIGTRAP] {
            libc::sigdelset(all.as_mut_ptr(), fault);
        }
        Errno::result(libc::sigprocmask(libc::SIG_SETMASK, all.as_ptr(), std::ptr::null_mut())).map(drop)
    }
}

impl Signals {
    /// Opens the descriptor.
    #[allow(unsafe_code)]
    pub(super) fn open() -> Result<Self, Errno> {
        // SAFETY: the set is initialized by sigemptyset before it is used.
        unsafe {
            let mut read = MaybeUninit::uninit();
            libc::sigemptyset(read.as_mut_ptr());
            for signal in READ {
                libc::sigaddset(read.as_mut_ptr(), signal);
            }
            let fd =
                Errno::result(libc::signalfd(-1, read.as_ptr(), libc::SFD_CLOEXEC | libc::SFD_NONBLOCK))?;
            Ok(Self(OwnedFd::from_raw_fd(fd)))
        }
    }

    #[allow(unsafe_code)]
    fn next(&self) -> Option<i32> {
        let mut info = MaybeUninit::<libc::signalfd_siginfo>::uninit();
        // SAFETY: the buffer is as large as the length says; it is read only when it was filled.
        unsafe {
            let size = size_of::<libc::signalfd_siginfo>();
            let read = libc::read(self.0.as_raw_fd(), info.as_mut_ptr().cast(), size);
            (usize::try_from(read) == Ok(size)).then(|| info.assume_init().ssi_signo.cast_signed())
        }
    }
}

/// kill(2) for every signal number.
#[allow(unsafe_code)]
pub(super) fn kill(pid: i32, signal: i32) -> Result<(), Errno> {
    if pid <= 1 {
        // 0 and below mean groups, 1 is this process (or the one in front of it).
        return Err(Errno::EINVAL);
    }
    // SAFETY: no memory is involved.
    Errno::result(unsafe { libc::kill(pid, signal) }).map(drop)
}

/// The same through a process that becomes the user of `pid`, which may do it without `CAP_KILL`.
#[allow(unsafe_code)]
pub(super) fn kill_as_its_user(pid: i32, signal: i32) -> Result<(), Errno> {
    let user = processes::user(pid).ok_or(Errno::ESRCH)?;
    // SAFETY: PID 1 has one thread; the child only changes its user, signals and ends.
    let child = unsafe {
        match Errno::result(libc::fork())? {
            0 => {
                let done = libc::setresuid(user, user, user) == 0 && libc::kill(pid, signal) == 0;
                libc::_exit(if done { 0 } else { Errno::last_raw() })
            }
            child => child,
        }
    };
    let mut status = 0;
    // SAFETY: `status` is a valid place.
    while unsafe { libc::waitpid(child, &raw mut status, 0) } < 0 {
        if Errno::last() != Errno::EINTR {
            return Err(Errno::EPERM);
        }
    }
    match Exit::from_raw(status) {
        Exit::Status(0) => Ok(()),
        Exit::Status(errno) => Err(Errno::from_raw(errno)),
        Exit::Signal { .. } => Err(Errno::EPERM),
    }
}

/// Fills `bytes` with random ones.
#[allow(unsafe_code)]
pub(crate) fn random(bytes: &mut [u8]) -> Result<(), Errno> {
    // SAFETY: the buffer is valid for its length.
    Errno::result(unsafe { libc::getrandom(bytes.as_mut_ptr().cast(), bytes.len(), libc::GRND_NONBLOCK) })
        .map(drop)
}

impl Linux {
    pub(super) fn take_signals(&mut self) {
        while let Some(signal) = self.signals.next() {
            if signal == libc::SIGCHLD {
                self.reap();
            } else {
                self.queue.push_back(Event::Signal(signal));
            }
        }
    }

    /// Reaps every child that has ended: trackers, and processes that were left to PID 1. Trackers that were stopped
    /// are continued: a service with a stopped tracker would never end.
    pub(super) fn reap(&mut self) {
        loop {
            let mut status = 0;
            // SAFETY: `status` is a valid place. (nix's waitpid loses processes that a real-time signal
            // has killed.)
            #[allow(unsafe_code)]
            let pid = unsafe { libc::waitpid(-1, &raw mut status, libc::WNOHANG | libc::WUNTRACED) };
            if pid > 0 && libc::WIFSTOPPED(status) {
                self.continue_tracker(pid);
            } else if pid > 0 {
                self.reaped(Pid::from_raw(pid), Exit::from_raw(status));
            } else if pid == 0 || Errno::last() != Errno::EINTR {
                return;
            }
        }
    }

    fn continue_tracker(&self, pid: i32) {
        if self.commands.tracked_by(pid).is_some() {
            let _ = kill(pid, libc::SIGCONT);
        }
    }

    fn reaped(&mut self, pid: Pid, exit: Exit) {
        if self.sweepers.remove(&pid.as_raw()) {
            return;
        }
        if let Some(command) = self.commands.tracked_by_mut(pid.as_raw()) {
            command.ended = Some(exit);
            return;
        }
        // It may belong to a command whose tracker was killed, which is not known yet.
        self.take_all_reports();
        self.queue.push_back(Event::Reaped(pid.as_raw(), exit));
    }
}

//! The container's terminal (`docker run -t`): PID 1 leads the session that has it, and hands it over to the
//! command of `docker run`, or to a unit with `StandardInput=tty`, so that this has job control and gets Ctrl-C.

use std::fs::File;
use std::os::fd::AsRawFd;
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::libc;
use nix::unistd::{Pid, getpid, getsid, isatty, setpgid, setsid, tcsetpgrp};

use crate::init::unit::{ExecContext, Seizure, StandardInput};
use crate::safe_path::{self, ROOT};

/// The terminal of units that name none.
const CONSOLE: &str = "/dev/console";
/// How often to look whether another process has left the terminal.
const AGAIN: Duration = Duration::from_millis(100);

/// Whether a command has the container's own input and that is a terminal.
pub(crate) fn is_for(context: &ExecContext) -> bool {
    context.standard_input == StandardInput::Container && isatty(std::io::stdin()).unwrap_or(false)
}

/// In PID 1, before the command's process is made: takes the terminal from PID 1's session.
#[allow(unsafe_code)]
pub(crate) fn give_up() {
    if getsid(None) != Ok(getpid()) {
        return;
    }
    // SAFETY: the kernel sends SIGHUP to the session's first process, and it is no request to reload: it is
    // taken before anyone reads it. All signals are blocked. The set is initialized before it is used.
    unsafe {
        if libc::ioctl(libc::STDIN_FILENO, libc::TIOCNOTTY) == 0 {
            let mut hangup = std::mem::MaybeUninit::uninit();
            libc::sigemptyset(hangup.as_mut_ptr());
            libc::sigaddset(hangup.as_mut_ptr(), libc::SIGHUP);
            let now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
            libc::sigtimedwait(hangup.as_ptr(), std::ptr::null_mut(), &raw const now);
        }
    }
}

/// In the command's process, while all signals are blocked: a session of its own with the terminal; where
/// another init leads the session and keeps the terminal, a group of its own in the foreground.
#[allow(unsafe_code)]
pub(super) fn take() -> Result<(), Errno> {
    // SAFETY: descriptors are plain numbers here.
    if unsafe { libc::tcgetsid(libc::STDIN_FILENO) } >= 0 {
        setpgid(Pid::from_raw(0), Pid::from_raw(0))?;
        return tcsetpgrp(std::io::stdin(), getpid());
    }
    setsid()?;
    // SAFETY: as above; the argument 0 takes the terminal from nobody.
    Errno::result(unsafe { libc::ioctl(libc::STDIN_FILENO, libc::TIOCSCTTY, 0) }).map(drop)
}

/// The terminal of a unit, where there is one.
pub(super) fn open(context: &ExecContext) -> Option<File> {
    let path = context.tty_path.clone().unwrap_or_else(|| PathBuf::from(CONSOLE));
    let is_device = path.metadata().is_ok_and(|metadata| metadata.file_type().is_char_device());
    let flags = OFlag::O_RDWR | OFlag::O_NOCTTY | OFlag::O_NONBLOCK;
    let terminal = is_device
        .then(|| safe_path::open_file(Path::new(ROOT), &path, flags, nix::sys::stat::Mode::empty()))?;
    let terminal = File::from(terminal.ok()?);
    super::set_blocking(terminal.as_raw_fd(), true).ok()?;
    isatty(&terminal).unwrap_or(false).then_some(terminal)
}

/// Whether a unit is to have the terminal and there is one: PID 1 then gives up its own.
pub(crate) fn is_wanted(context: &ExecContext) -> bool {
    matches!(context.standard_input, StandardInput::Terminal(_)) && open(context).is_some()
}

/// In the command's process, which leads its session: makes the terminal its own.
#[allow(unsafe_code)]
pub(super) fn seize(terminal: &File, how: Seizure) -> Result<(), Errno> {
    let force = libc::c_int::from(how == Seizure::Force);
    loop {
        // SAFETY: descriptors are plain numbers here.
        let taken = Errno::result(unsafe { libc::ioctl(terminal.as_raw_fd(), libc::TIOCSCTTY, force) });
        match taken {
            Err(Errno::EPERM) if how == Seizure::Wait => std::thread::sleep(AGAIN),
            taken => return taken.map(drop),
        }
    }
}

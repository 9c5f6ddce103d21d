//! The container's terminal (`docker run -t`): PID 1 leads the session that has it, and hands it over to the
//! command that it was started for, so that the command has job control and Ctrl-C is its own.

use nix::errno::Errno;
use nix::libc;
use nix::unistd::{Pid, getpid, getsid, isatty, setpgid, setsid, tcsetpgrp};

use crate::init::unit::{ExecContext, Input};

/// Whether a command has the container's own input, and that is a terminal.
pub fn is_for(context: &ExecContext) -> bool {
    context.standard_input == Input::Container && isatty(std::io::stdin()).unwrap_or(false)
}

/// In PID 1, before the command's process is made: its session has no terminal any more.
#[allow(unsafe_code)]
pub fn give_up() {
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

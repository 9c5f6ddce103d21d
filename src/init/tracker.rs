//! The process that keeps a command's processes together.
//!
//! Control groups are read-only in most containers. So each command that init runs gets a parent of its
//! own: a fork of PID 1 that is a child subreaper (prctl(2)). Whatever the command forks, however often,
//! stays among its descendants, and it lives exactly as long as there is one. It reports what happens to
//! them in datagrams ([`TrackerReport`]) on a socket; end of file there means that the last one is gone.
//!
//! It never executes another program and never touches the heap that it inherits, so its own memory is
//! a few pages of stack. All signals but SIGKILL and SIGSTOP stay blocked in it; the kernel kills it when
//! PID 1 dies.

mod heap;
mod report;

use super::descriptors;
pub(crate) use heap::Heap;
pub(crate) use report::{Exit, TrackerReport};

use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::time::Duration;

use nix::errno::Errno;
use nix::libc;
use nix::sys::prctl;
use nix::sys::signal::Signal;
use nix::unistd::{ForkResult, Pid, fork, getppid, setpgid};

/// The longest message that a failed set-up can send.
const MESSAGE: usize = 1000;
/// The pause between two attempts to send while memory is short.
const PAUSE: Duration = Duration::from_millis(10);

/// Forks a tracker, which forks the command's process, which runs `command` and never returns.
///
/// Both have only the first three descriptors of PID 1, the channel and those that are `kept` for the command:
/// copying and closing thousands twice would take longer than all the rest.
///
/// `command` gets the write end of the set-up pipe: what it writes there before it ends (status and
/// message: [`report_failure`]) becomes [`TrackerReport::SetupFailed`]; executing a program closes it.
///
/// # Errors
/// When no further process can be made.
#[allow(unsafe_code)]
pub(crate) fn start(
    channel: &OwnedFd,
    kept: &[RawFd],
    heap: Option<Heap>,
    command: impl FnOnce(RawFd) -> std::convert::Infallible,
) -> Result<Pid, Errno> {
    let parent = nix::unistd::getpid();
    // SAFETY: PID 1 has one thread, so the child may do all that its parent may.
    match unsafe { fork() }? {
        ForkResult::Parent { child } => Ok(child),
        ForkResult::Child => {
            let _ = prctl::set_pdeathsig(Signal::SIGKILL);
            let _ = prctl::set_child_subreaper(true);
            let _ = prctl::set_name(c"unit-tracker");
            if getppid() != parent {
                exit(0);
            }
            // The command must not get the signals that the terminal sends to PID 1's group.
            let _ = setpgid(Pid::from_raw(0), Pid::from_raw(0));
            descriptors::close_all_but(&[kept, &[channel.as_raw_fd()]].concat());
            keep(channel.as_raw_fd(), heap, command)
        }
    }
}

#[allow(unsafe_code)]
#[allow(clippy::similar_names)] // status_read, status_write: the ends of one pipe
fn keep(channel: RawFd, heap: Option<Heap>, command: impl FnOnce(RawFd) -> std::convert::Infallible) -> ! {
    let mut pipe = [-1; 2];
    // SAFETY: `pipe` has room for two descriptors.
    if unsafe { libc::pipe2(pipe.as_mut_ptr(), libc::O_CLOEXEC) } != 0 {
        fail(channel, "pipe");
    }
    let [status_read, status_write] = pipe;
    // SAFETY: as in `start`.
    match unsafe { fork() } {
        Err(_) => fail(channel, "fork"),
        Ok(ForkResult::Child) => {
            // The process reports itself, so that it is known before anything that the program sends.
            let mut started = [b'S'; 5];
            started[1..].copy_from_slice(&nix::unistd::getpid().as_raw().to_ne_bytes());
            send(channel, &started);
            // SAFETY: both are open and this process needs neither.
            unsafe {
                libc::close(channel);
                libc::close(status_read);
            }
            match command(status_write) {}
        }
        // SAFETY: the command has it now. Where PID 1 is at its limit of descriptors, the next one takes its place.
        Ok(ForkResult::Parent { .. }) => unsafe {
            libc::close(status_write);
        },
    }
    // From here on, only the stack is used.
    let (channel, status_read) = settle_descriptors(channel, status_read);
    if let Some(heap) = heap {
        heap.drop_pages();
    }
    relay_setup(channel, status_read);
    loop {
        match first_ended() {
            Ok((pid, status)) => {
                let mut exited = [b'E'; 9];
                exited[1..5].copy_from_slice(&pid.to_ne_bytes());
                exited[5..].copy_from_slice(&status.to_ne_bytes());
                // Before it is reaped, so that whoever finds the process gone can know how it ended.
                send(channel, &exited);
                // SAFETY: no status is asked for.
                unsafe { libc::waitpid(pid, std::ptr::null_mut(), 0) };
            }
            Err(Errno::ECHILD) => exit(0),
            Err(_) => (),
        }
    }
}

/// Waits for a child that has ended and leaves it a zombie; returns it with waitpid(2)'s status.
#[allow(unsafe_code)]
fn first_ended() -> Result<(i32, i32), Errno> {
    // SAFETY: `info` is a valid place, and waitid(2) fills the fields that are read.
    unsafe {
        let mut info: libc::siginfo_t = std::mem::zeroed();
        Errno::result(libc::waitid(libc::P_ALL, 0, &raw mut info, libc::WEXITED | libc::WNOWAIT))?;
        let status = match info.si_code {
            libc::CLD_EXITED => (info.si_status() & 0xff) << 8,
            libc::CLD_DUMPED => info.si_status() | 0x80,
            _ => info.si_status(),
        };
        Ok((info.si_pid(), status))
    }
}

/// Moves the two descriptors that are still needed to 0 and 1, and closes all others.
#[allow(unsafe_code)]
fn settle_descriptors(channel: RawFd, status_read: RawFd) -> (RawFd, RawFd) {
    // SAFETY: descriptors are plain numbers here; nothing else in this process uses them.
    unsafe {
        let status_read = libc::fcntl(status_read, libc::F_DUPFD_CLOEXEC, 3);
        if status_read < 0 || libc::dup2(channel, 0) < 0 || libc::dup2(status_read, 1) < 0 {
            exit(1);
        }
    }
    descriptors::close_from(2);
    (0, 1)
}

/// Waits until the command's process executes its program or gives up, and says which.
#[allow(unsafe_code)]
fn relay_setup(channel: RawFd, status_read: RawFd) {
    let mut message = [b'F'; 5 + MESSAGE];
    let mut length = 0;
    while length < message.len() - 1 {
        // SAFETY: the buffer is valid for the length that is given.
        let read = unsafe {
            let rest = &mut message[1 + length..];
            libc::read(status_read, rest.as_mut_ptr().cast(), rest.len())
        };
        match usize::try_from(read) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(_) if Errno::last() == Errno::EINTR => (),
            Err(_) => break,
        }
    }
    // SAFETY: it is open and not used again.
    unsafe { libc::close(status_read) };
    if length >= 4 {
        send(channel, &message[..=length]);
    } else {
        send(channel, b"X");
    }
}

/// Reports from the command's process, before it ends, why it could not execute its program.
#[allow(unsafe_code)]
pub(crate) fn report_failure(status_pipe: RawFd, status: i32, message: &str) {
    let mut datagram = status.to_ne_bytes().to_vec();
    datagram.extend(message.bytes().take(MESSAGE));
    // SAFETY: the buffer is valid for its length; a short write only shortens the message.
    unsafe { libc::write(status_pipe, datagram.as_ptr().cast(), datagram.len()) };
}

fn fail(channel: RawFd, step: &str) -> ! {
    let mut message = [b'F'; 64];
    message[1..5].copy_from_slice(&(-1i32).to_ne_bytes());
    let text = Errno::last().desc().as_bytes();
    let mut length = 5;
    for byte in step.bytes().chain(*b": ").chain(text.iter().copied()).take(message.len() - 5) {
        message[length] = byte;
        length += 1;
    }
    send(channel, &message[..length]);
    // No process is left.
    exit(0)
}

/// Sends one datagram, as soon as there is memory for it; ends the process if nobody is left to take it.
#[allow(unsafe_code)]
fn send(channel: RawFd, datagram: &[u8]) {
    loop {
        // SAFETY: the buffer is valid for its length.
        let sent =
            unsafe { libc::send(channel, datagram.as_ptr().cast(), datagram.len(), libc::MSG_NOSIGNAL) };
        if sent >= 0 {
            return;
        }
        match Errno::last() {
            Errno::EINTR => (),
            Errno::ENOBUFS | Errno::ENOMEM => std::thread::sleep(PAUSE),
            _ => exit(1),
        }
    }
}

#[allow(unsafe_code)]
fn exit(status: i32) -> ! {
    // SAFETY: ends the process at once; no destructor or exit handler of PID 1's may run here.
    unsafe { libc::_exit(status) }
}

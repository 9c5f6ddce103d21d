//! What happens in a command's process between fork and exec.
//!
//! The process is a copy of PID 1, which has one thread, so anything may be done here: reading files, looking up
//! users and making directories do not hold up PID 1. The steps, and the exit statuses of those that fail, are
//! those of systemd.exec(5), "Process Exit Codes".

mod context;
mod environment;
pub(crate) mod links;
mod output;
pub(crate) mod terminal;
mod view;

use std::convert::Infallible;
use std::ffi::CString;
use std::mem::MaybeUninit;
use std::os::fd::RawFd;
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::libc;

use super::child_setup::Authority;
use super::launch::{LISTEN_FDS_START, Launch};
use super::tracker;
use super::unit::{ForeignUsers, StandardInput};
pub(crate) use context::{clean_up, uid_of};
pub(crate) use output::{Output, Pipes};

/// What the command's process gets from PID 1 besides the launch itself.
pub(crate) struct Surroundings<'a> {
    /// Where its output goes.
    pub pipes: Pipes,
    /// Sockets for it, with their names.
    pub sockets: Vec<(RawFd, &'a str)>,
    /// What PID 1 may do.
    pub authority: &'a Authority,
    /// What to do with units for another user when PID 1 can't change users.
    pub foreign: ForeignUsers,
    /// Its own directories for /tmp and /var/tmp, if it has them.
    pub tmp: Option<&'a Tmp>,
    /// PID 1's own directory.
    pub runtime: &'a Path,
    /// The limit of open files that PID 1 was started with, before it raised its own.
    pub limit: Option<(u64, u64)>,
}

/// Directories that a unit has in place of the container's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tmp {
    /// For /tmp.
    pub tmp: PathBuf,
    /// For /var/tmp; `None`: nothing is mounted, the unit works in `tmp` itself, see [`crate::init::unit::StandIn`].
    pub var_tmp: Option<PathBuf>,
}

impl Surroundings<'_> {
    /// The descriptors that the command's process needs of PID 1's.
    pub(crate) fn descriptors(&self) -> Vec<RawFd> {
        let sockets = self.sockets.iter().map(|(socket, _)| *socket);
        sockets.chain(self.pipes.descriptors()).collect()
    }
}

/// Why a command's program could not be executed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SpawnFailure {
    /// systemd's exit status for the step that failed.
    pub status: i32,
    /// What went wrong and what to do, for people to read.
    pub message: String,
}

/// The status of a step that systemd takes before it forks: the service then fails for lack of resources, whatever
/// prefix its command has.
pub(crate) const NEVER_STARTED: i32 = -1;

impl SpawnFailure {
    /// A step that failed.
    pub(crate) fn new(status: i32, message: impl Into<String>) -> Self {
        Self { status, message: message.into() }
    }
}

/// Runs the command in this process; ends it when that is not possible.
#[allow(unsafe_code)]
pub(crate) fn run(launch: &Launch<'_>, surroundings: &Surroundings<'_>, status_pipe: RawFd) -> Infallible {
    // Out of the way of the descriptors that the service is given.
    let above = LISTEN_FDS_START + RawFd::try_from(surroundings.sockets.len()).unwrap_or(0);
    // SAFETY: descriptors are plain numbers here.
    let status_pipe = match unsafe { libc::fcntl(status_pipe, libc::F_DUPFD_CLOEXEC, above) } {
        -1 => status_pipe,
        moved => {
            // SAFETY: it is open, and its copy is used from now on.
            unsafe { libc::close(status_pipe) };
            moved
        }
    };
    let failure = match execute(launch, surroundings) {
        Ok(never) => match never {},
        Err(failure) => failure,
    };
    tracker::report_failure(status_pipe, failure.status, &failure.message);
    // SAFETY: ends the process at once; no destructor or exit handler of PID 1's may run here.
    unsafe { libc::_exit(failure.status) }
}

fn execute(launch: &Launch<'_>, surroundings: &Surroundings<'_>) -> Result<Infallible, SpawnFailure> {
    if terminal::is_for(launch.context) {
        // Without it the command runs as well.
        let _ = terminal::take();
        // A unit's own terminal is taken when its standard input is connected.
    } else {
        let _ = nix::unistd::setsid();
    }
    reset_signals(!launch.context.default_sigpipe);
    let identity = context::identity(launch)?;
    let (session, context) = context::session(launch, identity.as_ref());
    let (setup, _) = context::plan(launch, &context, identity.as_ref(), surroundings)?;
    surroundings.pipes.give_to(setup.user());
    output::connect(launch, &surroundings.pipes, &surroundings.sockets)?;
    // As in systemd: a service that talks over its standard input or output is not handed the socket too.
    let sockets = if launch.context.talks_over_socket() { &[][..] } else { &surroundings.sockets[..] };
    let mut known = launch.variables.clone();
    known.extend(context::prepare(launch, setup.owner(identity.as_ref()))?);
    let tmp = surroundings.tmp.map(|tmp| tmp.tmp.as_path());
    links::make(&launch.context.stand_in, setup.owner(identity.as_ref()), tmp)?;
    let mut variables = environment::build(launch, identity.as_ref(), known, sockets)?;
    for (name, value) in session.variables {
        match value {
            Some(value) => variables.set(&name, &value),
            None => variables.unset(&name),
        }
    }
    let words = environment::words(launch, identity.as_ref(), &variables)?;
    place_sockets(sockets, launch.context.non_blocking)?;
    if let Some((soft, hard)) = surroundings.limit {
        // Only now: until the program is executed, all of PID 1's descriptors are open, maybe more than the limit.
        let _ = nix::sys::resource::setrlimit(nix::sys::resource::Resource::RLIMIT_NOFILE, soft, hard);
    }
    view::enter(launch, surroundings)?;
    setup.apply().map_err(|failure| {
        SpawnFailure::new(failure.status.into(), format!("can't {}: {}", failure.step, failure.errno.desc()))
    })?;
    let program = environment::find_program(launch, identity.as_ref(), &variables)?;
    let pairs = variables.variables.iter().map(|(name, value)| format!("{name}={value}"));
    let pairs: Vec<CString> = pairs.filter_map(|pair| CString::new(pair).ok()).collect();
    match nix::unistd::execve(&program, &words, &pairs) {
        Ok(never) => Ok(never),
        Err(error) => Err(exec_failure(launch, &program.to_string_lossy(), error)),
    }
}

/// In a new process: unblocks every signal and resets each to its default, except SIGPIPE where it is to be
/// ignored.
#[allow(unsafe_code)]
fn reset_signals(ignore_pipe: bool) {
    // SAFETY: only sets dispositions and the mask of this process.
    unsafe {
        for signal in 1..=64 {
            libc::signal(signal, libc::SIG_DFL);
        }
        if ignore_pipe {
            libc::signal(libc::SIGPIPE, libc::SIG_IGN);
        }
        let mut none = MaybeUninit::uninit();
        libc::sigemptyset(none.as_mut_ptr());
        libc::sigprocmask(libc::SIG_SETMASK, none.as_ptr(), std::ptr::null_mut());
    }
}

/// Which of a unit's restrictions the container does not allow, for people to read.
pub(crate) fn warnings(launch: &Launch<'_>, surroundings: &Surroundings<'_>) -> Vec<String> {
    let Ok(identity) = context::identity(launch) else { return Vec::new() };
    // What makes the command fail is said when it fails.
    context::plan(launch, launch.context, identity.as_ref(), surroundings)
        .map_or_else(|_| Vec::new(), |(_, warnings)| warnings)
}

/// The exit status of a command whose program is not there, or can't be executed: systemd's for units, a
/// shell's for the command of `docker run`.
fn not_executed(launch: &Launch<'_>, missing: bool) -> i32 {
    match (launch.context.standard_input == StandardInput::Container, missing) {
        (false, _) => 203,
        (true, true) => 127,
        (true, false) => 126,
    }
}

fn exec_failure(launch: &Launch<'_>, program: &str, error: Errno) -> SpawnFailure {
    let hint = match error {
        Errno::ENOENT if Path::new(program).exists() => {
            ": its interpreter (the first line of a script, or the dynamic linker) is not in the image"
        }
        Errno::ENOENT => ": it is not in the image",
        Errno::ENOEXEC => ": it is neither a program for this machine nor a script with a #! line",
        Errno::EACCES => ": it is not executable for this user",
        _ => "",
    };
    let status = not_executed(launch, error == Errno::ENOENT);
    SpawnFailure::new(status, format!("can't execute {program}: {}{hint}", error.desc()))
}

/// Sets whether reads and writes of an open file wait; this holds for all its descriptors.
#[allow(unsafe_code)]
fn set_blocking(fd: RawFd, blocking: bool) -> Result<(), Errno> {
    // SAFETY: descriptors are plain numbers here.
    unsafe {
        let flags = Errno::result(libc::fcntl(fd, libc::F_GETFL))?;
        let wanted = if blocking { flags & !libc::O_NONBLOCK } else { flags | libc::O_NONBLOCK };
        Errno::result(libc::fcntl(fd, libc::F_SETFL, wanted)).map(drop)
    }
}

/// Puts the sockets at descriptor 3 and up, inheritable; everything above them is closed by exec.
#[allow(unsafe_code)]
fn place_sockets(sockets: &[(RawFd, &str)], non_blocking: bool) -> Result<(), SpawnFailure> {
    let failed = |error: Errno| SpawnFailure::new(202, format!("can't hand over sockets: {}", error.desc()));
    let above = LISTEN_FDS_START + RawFd::try_from(sockets.len()).unwrap_or(0);
    let mut moved = Vec::with_capacity(sockets.len());
    // SAFETY: descriptors are plain numbers here, and this process is about to execute a program.
    unsafe {
        // Move all out of the way first: a socket may be at the number where another one goes.
        for (fd, _) in sockets {
            moved.push(Errno::result(libc::fcntl(*fd, libc::F_DUPFD_CLOEXEC, above)).map_err(failed)?);
        }
        for (place, fd) in (LISTEN_FDS_START..).zip(moved) {
            Errno::result(libc::dup2(fd, place)).map_err(failed)?;
            set_blocking(place, !non_blocking).map_err(failed)?;
        }
    }
    Ok(())
}

//! Standard input, output and error of a command.

use std::fs::File;
use std::io::{Seek, Write};
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::path::Path;

use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::libc;
use nix::sys::stat::{Mode, umask};
use nix::unistd::{Uid, fchown, pipe2};

use super::{NEVER_STARTED, SpawnFailure, terminal};
use crate::init::launch::Launch;
use crate::init::log::{Log, Source, SourceId, Stream};
use crate::init::unit::{StandardInput, StandardOutput};
use crate::safe_path::{self, ROOT, failed};

/// The write ends of a command's log pipes, for its process.
#[derive(Debug, Default)]
pub(crate) struct Pipes {
    stdout: Option<OwnedFd>,
    stderr: Option<OwnedFd>,
}

impl Pipes {
    /// Their descriptors.
    pub(crate) fn descriptors(&self) -> impl Iterator<Item = RawFd> {
        [&self.stdout, &self.stderr].into_iter().flatten().map(AsRawFd::as_raw_fd)
    }

    /// Lets the unit's user open /dev/stdout and /dev/stderr, which opens the pipe anew.
    pub(crate) fn give_to(&self, user: Option<Uid>) {
        for pipe in [&self.stdout, &self.stderr].into_iter().flatten().filter(|_| user.is_some()) {
            // Without CAP_CHOWN only that opening fails; writing works.
            let _ = fchown(pipe, user, None);
        }
    }
}

/// What the log reads of a command.
#[derive(Debug, Default)]
pub(crate) struct Output(Vec<SourceId>);

impl Output {
    /// Opens the pipes that the command needs and hands the log their read ends.
    ///
    /// # Errors
    /// When no more descriptors can be opened.
    pub(crate) fn open(launch: &Launch<'_>, log: &mut Log) -> Result<(Self, Pipes), Errno> {
        let (mut output, mut pipes) = (Self::default(), Pipes::default());
        let (stdout, stderr) = targets(launch);
        if stdout == StandardOutput::Log {
            pipes.stdout = Some(output.add(launch, log, Stream::Stdout)?);
        }
        if stderr == StandardOutput::Log {
            pipes.stderr = Some(output.add(launch, log, Stream::Stderr)?);
        }
        Ok((output, pipes))
    }

    fn add(&mut self, launch: &Launch<'_>, log: &mut Log, stream: Stream) -> Result<OwnedFd, Errno> {
        let (read, write) = pipe2(OFlag::O_CLOEXEC)?;
        let source = Source::new(launch.unit.name.as_str(), stream, &launch.context.logging);
        let added = log.add(read, source);
        self.0.push(added.map_err(|error| Errno::from_raw(error.raw_os_error().unwrap_or(libc::EMFILE)))?);
        Ok(write)
    }

    /// The command's process id is known.
    pub(crate) fn name(&self, pid: i32, log: &mut Log) {
        for source in &self.0 {
            log.set_pid(*source, pid);
        }
    }
}

/// Where standard output and standard error go: to the log where a unit asks for a terminal and there is none.
fn targets(launch: &Launch<'_>) -> (StandardOutput, StandardOutput) {
    let (stdout, stderr) = launch.context.outputs();
    let asked = [&stdout, &stderr].contains(&&StandardOutput::Terminal);
    let there = asked && terminal::open(launch.context).is_some();
    let instead =
        |target| if target == StandardOutput::Terminal && !there { StandardOutput::Log } else { target };
    (instead(stdout), instead(stderr))
}

/// A socket and its name.
type NamedSocket<'a> = (RawFd, &'a str);

/// Connects descriptors 0, 1 and 2.
pub(super) fn connect(
    launch: &Launch<'_>,
    pipes: &Pipes,
    sockets: &[NamedSocket<'_>],
) -> Result<(), SpawnFailure> {
    let context = launch.context;
    match &context.standard_input {
        StandardInput::Null => place(&open(Path::new("/dev/null"), OFlag::O_RDONLY, 208)?, 0, 208)?,
        StandardInput::File(path) => place(&open(path, OFlag::O_RDONLY, 208)?, 0, 208)?,
        StandardInput::Data(data) => place(&holding(data)?, 0, 208)?,
        StandardInput::Socket => place_raw(taken_over(sockets, 208)?, 0, 208)?,
        StandardInput::Named(name) => place_raw(named(sockets, name)?, 0, 208)?,
        StandardInput::Terminal(how) => match terminal::open(context) {
            Some(terminal) => {
                terminal::seize(&terminal, *how).map_err(|error| {
                    SpawnFailure::new(208, format!("can't take the terminal: {}", error.desc()))
                })?;
                place(&terminal, 0, 208)?;
            }
            None => place(&open(Path::new("/dev/null"), OFlag::O_RDONLY, 208)?, 0, 208)?,
        },
        StandardInput::Container => (),
    }
    // For the files that are made here; directories have modes of their own.
    let before = umask(Mode::from_bits_truncate(context.umask.unwrap_or(0o022)));
    let connected = connect_outputs(launch, pipes, sockets);
    umask(before);
    connected
}

fn connect_outputs(
    launch: &Launch<'_>,
    pipes: &Pipes,
    sockets: &[NamedSocket<'_>],
) -> Result<(), SpawnFailure> {
    let (stdout, stderr) = targets(launch);
    connect_output(launch, &stdout, pipes.stdout.as_ref(), sockets, 1, 209)?;
    if stderr == stdout
        && matches!(stderr, StandardOutput::File(_) | StandardOutput::Append(_) | StandardOutput::Truncate(_))
    {
        // One open file for both, so that neither overwrites what the other wrote.
        return place_raw(1, 2, 222);
    }
    connect_output(launch, &stderr, pipes.stderr.as_ref(), sockets, 2, 222)
}

fn connect_output(
    launch: &Launch<'_>,
    target: &StandardOutput,
    pipe: Option<&OwnedFd>,
    sockets: &[NamedSocket<'_>],
    place_at: RawFd,
    status: i32,
) -> Result<(), SpawnFailure> {
    let (write, add, empty) = (OFlag::O_WRONLY | OFlag::O_CREAT, OFlag::O_APPEND, OFlag::O_TRUNC);
    match target {
        StandardOutput::Log | StandardOutput::Inherit => match pipe {
            Some(pipe) => place_raw(pipe.as_raw_fd(), place_at, status),
            None => Ok(()),
        },
        StandardOutput::Null => {
            place(&open(Path::new("/dev/null"), OFlag::O_WRONLY, status)?, place_at, status)
        }
        StandardOutput::File(path) => place(&open(path, write, status)?, place_at, status),
        StandardOutput::Append(path) => place(&open(path, write | add, status)?, place_at, status),
        StandardOutput::Truncate(path) => place(&open(path, write | empty, status)?, place_at, status),
        StandardOutput::Socket => place_raw(taken_over(sockets, status)?, place_at, status),
        StandardOutput::Named(name) => place_raw(named(sockets, name)?, place_at, status),
        StandardOutput::Terminal => match terminal::open(launch.context) {
            Some(terminal) => place(&terminal, place_at, status),
            None => Ok(()),
        },
        StandardOutput::Container => Ok(()),
    }
}

/// The socket with this name.
fn named(sockets: &[NamedSocket<'_>], name: &str) -> Result<RawFd, SpawnFailure> {
    let found = sockets.iter().find(|(_, known)| *known == name);
    found.map(|(socket, _)| *socket).ok_or_else(|| {
        SpawnFailure::new(
            NEVER_STARTED,
            format!("none of its sockets is called {name} (FileDescriptorName=)"),
        )
    })
}

fn taken_over(sockets: &[NamedSocket<'_>], status: i32) -> Result<RawFd, SpawnFailure> {
    let first = sockets.first().map(|(socket, _)| *socket);
    let socket =
        first.ok_or_else(|| SpawnFailure::new(status, "its socket unit is not listening: start that one"))?;
    // Whatever NonBlocking= says: no program expects non-blocking standard input and output.
    super::set_blocking(socket, true).map_err(|error| {
        SpawnFailure::new(status, format!("can't take the socket over: {}", error.desc()))
    })?;
    Ok(socket)
}

/// Opens a file as root for a user, but not what the user may have put in its place.
fn open(path: &Path, flags: OFlag, status: i32) -> Result<File, SpawnFailure> {
    safe_path::open_file(Path::new(ROOT), path, flags, Mode::from_bits_truncate(0o666))
        .map(File::from)
        .map_err(|errno| SpawnFailure::new(status, failed("open", path)(errno).to_string()))
}

/// A file without a name that holds `data`, positioned at its start.
fn holding(data: &[u8]) -> Result<File, SpawnFailure> {
    let failed = |error| SpawnFailure::new(208, format!("can't prepare standard input: {error}"));
    let flags = nix::sys::memfd::MFdFlags::empty();
    let fd = nix::sys::memfd::memfd_create(c"stdin", flags).map_err(|error| failed(error.into()))?;
    let mut file = File::from(fd);
    file.write_all(data).and_then(|()| file.rewind()).map_err(failed)?;
    Ok(file)
}

fn place(file: &File, at: RawFd, status: i32) -> Result<(), SpawnFailure> {
    place_raw(file.as_raw_fd(), at, status)
}

#[allow(unsafe_code)]
fn place_raw(fd: RawFd, at: RawFd, status: i32) -> Result<(), SpawnFailure> {
    // SAFETY: descriptors are plain numbers here; what was at `at` is PID 1's, which has its own.
    Errno::result(unsafe { libc::dup2(fd, at) }).map(drop).map_err(|error| {
        SpawnFailure::new(status, format!("can't connect descriptor {at}: {}", error.desc()))
    })
}

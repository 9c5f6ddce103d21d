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

use super::Failure;
use super::context::ROOT;
use crate::init::log::{Log, Source, SourceId, Stream};
use crate::init::system::Job;
use crate::init::tree::{self, failed};
use crate::init::unit::{Input, Output as Target};

/// The write ends of a command's log pipes, for its process.
#[derive(Debug, Default)]
pub struct Pipes {
    stdout: Option<OwnedFd>,
    stderr: Option<OwnedFd>,
}

impl Pipes {
    /// Their descriptors.
    pub fn descriptors(&self) -> impl Iterator<Item = RawFd> {
        [&self.stdout, &self.stderr].into_iter().flatten().map(AsRawFd::as_raw_fd)
    }

    /// Lets a user open its own /dev/stdout and /dev/stderr, which opens the pipe anew.
    pub fn give_to(&self, user: Option<Uid>) {
        for pipe in [&self.stdout, &self.stderr].into_iter().flatten().filter(|_| user.is_some()) {
            // Without CAP_CHOWN only that opening fails; writing does not.
            let _ = fchown(pipe, user, None);
        }
    }
}

/// What the log reads of a command.
#[derive(Debug, Default)]
pub struct Output(Vec<SourceId>);

impl Output {
    /// Opens the pipes that the command needs and hands their read ends to the log.
    ///
    /// # Errors
    /// When there can be no further descriptor.
    pub fn open(job: &Job<'_>, log: &mut Log) -> Result<(Self, Pipes), Errno> {
        let (mut output, mut pipes) = (Self::default(), Pipes::default());
        let (stdout, stderr) = targets(job);
        if stdout == Target::Log {
            pipes.stdout = Some(output.add(job, log, Stream::Stdout)?);
        }
        if stderr == Target::Log {
            pipes.stderr = Some(output.add(job, log, Stream::Stderr)?);
        }
        Ok((output, pipes))
    }

    fn add(&mut self, job: &Job<'_>, log: &mut Log, stream: Stream) -> Result<OwnedFd, Errno> {
        let (read, write) = pipe2(OFlag::O_CLOEXEC)?;
        let source = Source::new(job.unit.name.as_str(), stream, &job.context.logging);
        let added = log.add(read, source);
        self.0.push(added.map_err(|error| Errno::from_raw(error.raw_os_error().unwrap_or(libc::EMFILE)))?);
        Ok(write)
    }

    /// The command's process id is known.
    pub fn name(&self, pid: i32, log: &mut Log) {
        for source in &self.0 {
            log.set_pid(*source, pid);
        }
    }
}

/// Where standard output and standard error go, `Inherit` resolved.
fn targets(job: &Job<'_>) -> (Target, Target) {
    let context = job.context;
    let stdout = match &context.standard_output {
        Target::Inherit if context.standard_input == Input::Socket => Target::Socket,
        Target::Inherit => Target::Log,
        other => other.clone(),
    };
    let stderr = match &context.standard_error {
        // Both to the log: a pipe for each, so that the container's stderr gets what stderr is.
        Target::Inherit => stdout.clone(),
        other => other.clone(),
    };
    (stdout, stderr)
}

/// Whether one of descriptors 0, 1 and 2 is the unit's socket.
pub fn uses_socket(job: &Job<'_>) -> bool {
    let (stdout, stderr) = targets(job);
    job.context.standard_input == Input::Socket || [stdout, stderr].contains(&Target::Socket)
}

/// Connects descriptors 0, 1 and 2.
pub fn connect(job: &Job<'_>, pipes: &Pipes, socket: Option<RawFd>) -> Result<(), Failure> {
    let context = job.context;
    match &context.standard_input {
        Input::Null => place(&open(Path::new("/dev/null"), OFlag::O_RDONLY, 208)?, 0, 208)?,
        Input::File(path) => place(&open(path, OFlag::O_RDONLY, 208)?, 0, 208)?,
        Input::Data(data) => place(&holding(data)?, 0, 208)?,
        Input::Socket => place_raw(taken_over(socket, 208)?, 0, 208)?,
        Input::Container => (),
    }
    // For the files that are made here; directories have modes of their own.
    let before = umask(Mode::from_bits_truncate(context.umask.unwrap_or(0o022)));
    let connected = connect_outputs(job, pipes, socket);
    umask(before);
    connected
}

fn connect_outputs(job: &Job<'_>, pipes: &Pipes, socket: Option<RawFd>) -> Result<(), Failure> {
    let (stdout, stderr) = targets(job);
    connect_output(&stdout, pipes.stdout.as_ref(), socket, 1, 209)?;
    if stderr == stdout && matches!(stderr, Target::File(_) | Target::Append(_) | Target::Truncate(_)) {
        // One open file for both, so that neither overwrites what the other wrote.
        return place_raw(1, 2, 222);
    }
    connect_output(&stderr, pipes.stderr.as_ref(), socket, 2, 222)
}

fn connect_output(
    target: &Target,
    pipe: Option<&OwnedFd>,
    socket: Option<RawFd>,
    place_at: RawFd,
    status: i32,
) -> Result<(), Failure> {
    let (write, add, empty) = (OFlag::O_WRONLY | OFlag::O_CREAT, OFlag::O_APPEND, OFlag::O_TRUNC);
    match target {
        Target::Log | Target::Inherit => match pipe {
            Some(pipe) => place_raw(pipe.as_raw_fd(), place_at, status),
            None => Ok(()),
        },
        Target::Null => place(&open(Path::new("/dev/null"), OFlag::O_WRONLY, status)?, place_at, status),
        Target::File(path) => place(&open(path, write, status)?, place_at, status),
        Target::Append(path) => place(&open(path, write | add, status)?, place_at, status),
        Target::Truncate(path) => place(&open(path, write | empty, status)?, place_at, status),
        Target::Socket => place_raw(taken_over(socket, status)?, place_at, status),
        Target::Container => Ok(()),
    }
}

fn taken_over(socket: Option<RawFd>, status: i32) -> Result<RawFd, Failure> {
    let socket =
        socket.ok_or_else(|| Failure::new(status, "its socket unit is not listening: start that one"))?;
    // Whatever NonBlocking= says: nobody expects that of standard input and output.
    super::set_blocking(socket, true)
        .map_err(|error| Failure::new(status, format!("can't take the socket over: {}", error.desc())))?;
    Ok(socket)
}

/// As root, for a user: not what this one has put into its place.
fn open(path: &Path, flags: OFlag, status: i32) -> Result<File, Failure> {
    tree::open_file(Path::new(ROOT), path, flags, Mode::from_bits_truncate(0o666))
        .map(File::from)
        .map_err(|errno| Failure::new(status, failed("open", path)(errno).to_string()))
}

/// A file without a name that holds `data`, at its start.
fn holding(data: &[u8]) -> Result<File, Failure> {
    let failed = |error| Failure::new(208, format!("can't prepare standard input: {error}"));
    let flags = nix::sys::memfd::MFdFlags::empty();
    let fd = nix::sys::memfd::memfd_create(c"stdin", flags).map_err(|error| failed(error.into()))?;
    let mut file = File::from(fd);
    file.write_all(data).and_then(|()| file.rewind()).map_err(failed)?;
    Ok(file)
}

fn place(file: &File, at: RawFd, status: i32) -> Result<(), Failure> {
    place_raw(file.as_raw_fd(), at, status)
}

#[allow(unsafe_code)]
fn place_raw(fd: RawFd, at: RawFd, status: i32) -> Result<(), Failure> {
    // SAFETY: descriptors are plain numbers here; what was at `at` is PID 1's, which has its own.
    Errno::result(unsafe { libc::dup2(fd, at) })
        .map(drop)
        .map_err(|error| Failure::new(status, format!("can't connect descriptor {at}: {}", error.desc())))
}

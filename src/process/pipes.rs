//! Reads what a child process writes, until the child has ended and no longer.
//!
//! A process that the child leaves behind may hold its pipes open for ever, so the end of a pipe is not
//! waited for: once the child has ended, only what lies in the pipes already is read. A child that
//! neither ends nor writes anything is ended.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::os::fd::{AsFd, BorrowedFd};
use std::process::{Child, ChildStderr, ChildStdout, ExitStatus};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// How many of the last lines of standard error are kept.
const STDERR_LINES: usize = 200;

/// The longest pause between two looks at whether the child has ended.
const PAUSE: Duration = Duration::from_millis(50);

/// How long a child may take to end once it is told to.
const ENDING: Duration = Duration::from_secs(5);

/// How long output is still read when the child has ended and a process that it left behind keeps writing.
const REST: Duration = Duration::from_secs(1);

/// What a child wrote, and how it ended.
pub(super) struct Finished {
    /// Its exit status; none if it was ended because of its silence.
    pub status: Option<ExitStatus>,
    /// All of its standard output.
    pub stdout: Vec<u8>,
    /// The last lines of its standard error.
    pub last_lines: Vec<String>,
}

/// Reads until `child` has ended, showing each line of standard error to `watch`. Ends it when it
/// has written nothing for as long as `silence`.
pub(super) fn read(child: &mut Child, silence: Duration, watch: impl FnMut(&str)) -> io::Result<Finished> {
    let (mut out, mut err) = (child.stdout.take(), child.stderr.take());
    let mut stdout = Vec::new();
    let mut lines = LineSplitter { line: Vec::new(), last: VecDeque::new(), watch };
    let (mut last_written, mut pause) = (Instant::now(), Duration::from_millis(1));
    let mut ended: Option<(ExitStatus, Instant)> = None;
    let status = loop {
        if ended.is_none() {
            ended = child.try_wait()?.map(|status| (status, Instant::now()));
        }
        let timeout = if ended.is_some() { Duration::ZERO } else { PAUSE };
        let (readable_out, readable_err) = readable(out.as_ref(), err.as_ref(), timeout)?;
        if readable_out {
            take(&mut out, |bytes| stdout.extend_from_slice(bytes))?;
        }
        if readable_err {
            take(&mut err, |bytes| lines.add(bytes))?;
        }
        if readable_out || readable_err {
            last_written = Instant::now();
        }
        match ended {
            Some((status, at)) if !(readable_out || readable_err) || at.elapsed() > REST => {
                break Some(status);
            }
            None if last_written.elapsed() > silence => {
                end(child)?;
                break None;
            }
            None if out.is_none() && err.is_none() => {
                std::thread::sleep(pause);
                pause = (pause * 2).min(PAUSE);
            }
            _ => (),
        }
    };
    Ok(Finished { status, stdout, last_lines: lines.finish() })
}

/// Which of the two pipes can be read without waiting.
fn readable(
    out: Option<&ChildStdout>,
    err: Option<&ChildStderr>,
    timeout: Duration,
) -> io::Result<(bool, bool)> {
    let pipes: [Option<BorrowedFd<'_>>; 2] = [out.map(AsFd::as_fd), err.map(AsFd::as_fd)];
    let mut polled: Vec<PollFd<'_>> =
        pipes.into_iter().flatten().map(|fd| PollFd::new(fd, PollFlags::POLLIN)).collect();
    if polled.is_empty() {
        return Ok((false, false));
    }
    match poll(&mut polled, PollTimeout::try_from(timeout).unwrap_or(PollTimeout::ZERO)) {
        Err(Errno::EINTR) => return Ok((false, false)),
        polled => polled?,
    };
    let mut answers = polled.iter().map(|fd| fd.any().unwrap_or(false));
    let mut next = |pipe: bool| pipe && answers.next().unwrap_or(false);
    Ok((next(out.is_some()), next(err.is_some())))
}

/// Reads once from a readable pipe, and closes it at its end.
fn take(pipe: &mut Option<impl Read>, mut use_bytes: impl FnMut(&[u8])) -> io::Result<()> {
    let mut buffer = [0; 16 << 10];
    let length = match pipe {
        Some(open) => open.read(&mut buffer)?,
        None => 0,
    };
    use_bytes(&buffer[..length]);
    if length == 0 {
        *pipe = None;
    }
    Ok(())
}

/// Ends a child, with force if it does not end when it is told.
fn end(child: &mut Child) -> io::Result<()> {
    if let Ok(id) = i32::try_from(child.id()) {
        let _ = kill(Pid::from_raw(id), Signal::SIGTERM);
    }
    let told = Instant::now();
    while told.elapsed() < ENDING {
        if child.try_wait()?.is_some() {
            return Ok(());
        }
        std::thread::sleep(PAUSE);
    }
    // One that even this does not end, as it waits in the kernel, is not waited for.
    child.kill()
}

/// Cuts what comes into lines.
struct LineSplitter<W> {
    line: Vec<u8>,
    last: VecDeque<String>,
    watch: W,
}

impl<W: FnMut(&str)> LineSplitter<W> {
    fn add(&mut self, bytes: &[u8]) {
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(part);
            if part.ends_with(b"\n") {
                self.end_line();
            }
        }
    }

    fn end_line(&mut self) {
        let text = String::from_utf8_lossy(&self.line).trim_end().to_owned();
        self.line.clear();
        (self.watch)(&text);
        if self.last.len() == STDERR_LINES {
            self.last.pop_front();
        }
        self.last.push_back(text);
    }

    fn finish(mut self) -> Vec<String> {
        if !self.line.is_empty() {
            self.end_line();
        }
        self.last.into()
    }
}

//! One output of the container: a buffer of whole lines and a descriptor that is never waited for.
//!
//! The container's stdout is shared with whoever made it, so its `O_NONBLOCK` flag is not ours to
//! set: it belongs to the open file description. So it depends on what stdout is:
//! - pipe, terminal: opened anew through /proc/self/fd, which gives a description of our own;
//!   where that is forbidden (another user's pipe), poll and write at most a page, which a pipe
//!   that polls as writable takes without blocking;
//! - socket: send with `MSG_DONTWAIT`;
//! - file: written as it is; opening it anew would lose the shared offset.
//!
//! What can't ever be written (reader gone, disk full) is dropped and counted, see [`OutputTrouble`].

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use nix::errno::Errno;
use nix::fcntl::{OFlag, open};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::socket::{MsgFlags, send};
use nix::sys::stat::{FileStat, Mode, SFlag, fstat};

/// A pipe that polls as writable has room for at least this much.
const PAGE: usize = 4096;

/// An empty buffer that has grown is shrunk to this size.
const KEPT: usize = 256 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WriteMode {
    /// Never blocks, or only as long as a disk takes.
    Plain,
    Socket,
    /// A description that others share: ask before each small write.
    Asking,
}

/// Whether a sink has anything left to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flushed {
    /// All of it is out.
    Empty,
    /// The reader does not take more at present.
    Stalled,
}

/// A buffered output.
#[derive(Debug)]
pub(super) struct Sink {
    fd: OwnedFd,
    way: WriteMode,
    buffer: Vec<u8>,
    written: usize,
    lost: u64,
    broken: bool,
    muted: bool,
    news: Option<OutputTrouble>,
}

/// What happened to an output that can't be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum OutputTrouble {
    /// From now on lines are dropped, because of this.
    #[error("an output of the container can't be written, log lines are dropped: {}", .0.desc())]
    Began(Errno),
    /// It works again; so many bytes did not get through.
    #[error("the container's output works again; {0} bytes of log were dropped")]
    Ended(u64),
}

/// Whether two descriptors lead to the same pipe, file, terminal or socket.
pub(super) fn same_target(one: BorrowedFd<'_>, other: BorrowedFd<'_>) -> bool {
    let place = |stat: FileStat| (stat.st_dev, stat.st_ino, stat.st_rdev);
    match (fstat(one), fstat(other)) {
        (Ok(one), Ok(other)) => place(one) == place(other),
        _ => false,
    }
}

impl Sink {
    /// A sink that writes to what `fd` leads to.
    pub(super) fn new(fd: OwnedFd) -> Self {
        let (fd, way) = own_description(fd);
        Self { fd, way, buffer: Vec::new(), written: 0, lost: 0, broken: false, muted: false, news: None }
    }

    /// The descriptor to wait on for room.
    pub(super) fn fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }

    /// The buffer, to append whole lines to.
    pub(super) fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.buffer
    }

    /// How much waits to be written.
    pub(super) fn waiting(&self) -> usize {
        self.buffer.len() - self.written
    }

    /// Takes what is new about the output's health.
    pub(super) fn take_trouble(&mut self) -> Option<OutputTrouble> {
        self.news.take()
    }

    /// Sets whether everything is dropped from now on.
    pub(super) fn mute(&mut self, mute: bool) {
        self.muted = mute;
    }

    /// Writes as much as it can without waiting.
    pub(super) fn flush(&mut self) -> Flushed {
        if self.muted {
            self.written = self.buffer.len();
        }
        while self.waiting() > 0 {
            match self.write_some() {
                Ok(count) => {
                    self.written += count;
                    self.works();
                }
                Err(Errno::EINTR) => {}
                Err(Errno::EAGAIN) => {
                    self.compact();
                    return Flushed::Stalled;
                }
                Err(error) => self.drop_all(error),
            }
        }
        self.buffer.clear();
        self.written = 0;
        self.buffer.shrink_to(KEPT);
        Flushed::Empty
    }

    fn works(&mut self) {
        if std::mem::take(&mut self.broken) {
            self.news = Some(OutputTrouble::Ended(std::mem::take(&mut self.lost)));
        }
    }

    fn drop_all(&mut self, error: Errno) {
        if !std::mem::replace(&mut self.broken, true) {
            self.news = Some(OutputTrouble::Began(error));
        }
        self.lost += self.waiting() as u64;
        self.written = self.buffer.len();
    }

    fn write_some(&self) -> Result<usize, Errno> {
        let bytes = &self.buffer[self.written..];
        match self.way {
            WriteMode::Plain => nix::unistd::write(&self.fd, bytes),
            WriteMode::Socket => send_all(self.fd.as_fd(), bytes),
            WriteMode::Asking => {
                let mut asked = [PollFd::new(self.fd.as_fd(), PollFlags::POLLOUT)];
                match poll(&mut asked, PollTimeout::ZERO)? {
                    0 => Err(Errno::EAGAIN),
                    _ => nix::unistd::write(&self.fd, &bytes[..bytes.len().min(PAGE)]),
                }
            }
        }
    }

    /// Moves what waits to the front once more than half of the buffer has been written.
    fn compact(&mut self) {
        if self.written > self.buffer.len() / 2 {
            self.buffer.drain(..self.written);
            self.written = 0;
        }
    }
}

fn send_all(fd: BorrowedFd<'_>, bytes: &[u8]) -> Result<usize, Errno> {
    use std::os::fd::AsRawFd;
    send(fd.as_raw_fd(), bytes, MsgFlags::MSG_DONTWAIT | MsgFlags::MSG_NOSIGNAL)
}

fn own_description(fd: OwnedFd) -> (OwnedFd, WriteMode) {
    use std::os::fd::AsRawFd;
    let Ok(stat) = fstat(&fd) else { return (fd, WriteMode::Plain) };
    let kind = SFlag::from_bits_truncate(stat.st_mode & SFlag::S_IFMT.bits());
    if kind == SFlag::S_IFSOCK {
        return (fd, WriteMode::Socket);
    }
    if kind != SFlag::S_IFIFO && kind != SFlag::S_IFCHR {
        return (fd, WriteMode::Plain);
    }
    let path = format!("/proc/self/fd/{}", fd.as_raw_fd());
    let flags = OFlag::O_WRONLY | OFlag::O_NONBLOCK | OFlag::O_NOCTTY | OFlag::O_CLOEXEC;
    match open(path.as_str(), flags, Mode::empty()) {
        Ok(own) => (own, WriteMode::Plain),
        Err(_) => (fd, WriteMode::Asking),
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::{Read, Seek, Write};
    use std::os::unix::net::UnixStream;

    use super::*;

    fn filled(mut sink: Sink) -> Sink {
        sink.buffer().resize(1_000_000, b'x');
        sink
    }

    /// Flushes and reads in turn until everything has come; returns how much that was.
    fn drained(mut sink: Sink, mut reader: impl Read) -> usize {
        assert_eq!(sink.flush(), Flushed::Stalled);
        let (mut total, mut chunk) = (0, vec![0; 50_000]);
        while sink.waiting() > 0 {
            total += reader.read(&mut chunk).unwrap();
            sink.flush();
        }
        drop(sink);
        let mut rest = Vec::new();
        reader.read_to_end(&mut rest).unwrap();
        total + rest.len()
    }

    #[test]
    fn a_full_pipe_stalls_without_blocking_and_without_touching_the_shared_flags() {
        let (reader, writer) = nix::unistd::pipe().unwrap();
        let shared = writer.try_clone().unwrap();
        let sink = filled(Sink::new(writer));
        let flags = nix::fcntl::fcntl(&shared, nix::fcntl::FcntlArg::F_GETFL).unwrap();
        assert!(!OFlag::from_bits_retain(flags).contains(OFlag::O_NONBLOCK));
        drop(shared);
        assert_eq!(drained(sink, File::from(reader)), 1_000_000);
    }

    #[test]
    fn a_pipe_that_cannot_be_opened_anew_is_asked_before_each_write() {
        let (reader, writer) = nix::unistd::pipe().unwrap();
        let mut sink = filled(Sink::new(writer.try_clone().unwrap()));
        (sink.fd, sink.way) = (writer, WriteMode::Asking);
        assert_eq!(drained(sink, File::from(reader)), 1_000_000);
    }

    #[test]
    fn a_socket_does_not_block_either() {
        let (reader, writer) = UnixStream::pair().unwrap();
        assert_eq!(drained(filled(Sink::new(writer.into())), reader), 1_000_000);
    }

    #[test]
    fn a_file_keeps_the_offset_that_it_shares() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"before ").unwrap();
        let mut sink = Sink::new(file.try_clone().unwrap().into());
        sink.buffer().extend_from_slice(b"line\n");
        assert_eq!(sink.flush(), Flushed::Empty);
        file.write_all(b"after").unwrap();
        let mut text = String::new();
        file.rewind().unwrap();
        file.read_to_string(&mut text).unwrap();
        assert_eq!(text, "before line\nafter");
    }

    #[test]
    fn what_a_gone_reader_misses_is_counted() {
        let (reader, writer) = nix::unistd::pipe().unwrap();
        let mut sink = filled(Sink::new(writer));
        drop(reader);
        assert_eq!(sink.flush(), Flushed::Empty);
        assert_eq!(sink.take_trouble(), Some(OutputTrouble::Began(Errno::EPIPE)));
        assert_eq!((sink.take_trouble(), sink.lost), (None, 1_000_000));
    }

    #[test]
    fn a_full_disk_loses_lines_and_says_how_much_once_it_works() {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let mut sink = filled(Sink::new(full.into()));
        assert_eq!(sink.flush(), Flushed::Empty);
        assert_eq!(sink.take_trouble(), Some(OutputTrouble::Began(Errno::ENOSPC)));
        sink = filled(sink);
        assert_eq!((sink.flush(), sink.take_trouble()), (Flushed::Empty, None));
        sink.fd = tempfile::tempfile().unwrap().into();
        sink = filled(sink);
        assert_eq!(
            (sink.flush(), sink.take_trouble()),
            (Flushed::Empty, Some(OutputTrouble::Ended(2_000_000)))
        );
    }
}

//! /dev/log: what daemons say through syslog(3).
//!
//! Messages have syslog(3)'s local form of RFC 3164, `<PRI>Mon dd hh:mm:ss tag[pid]: text`; every
//! part is optional. The kernel vouches for the sender's process; its unit is asked for. The
//! sender's own idea of the time is left out: the line is written now.

use std::io;
use std::io::IoSliceMut;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};

use nix::errno::Errno;
use nix::sys::socket::sockopt::PassCred;
use nix::sys::socket::{ControlMessageOwned, MsgFlags, UnixCredentials, recv, recvmsg, setsockopt};

use super::priority::Priority;
use super::source::level_max;
use crate::init::unit::Logging;

/// The unit that a message comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// Its full name.
    pub unit: String,
    /// `LogLevelMax=`: messages of lesser importance are dropped.
    pub level_max: Priority,
}

impl Sender {
    /// A process of `unit` (its full name).
    pub fn new(unit: &str, logging: &Logging) -> Self {
        Self { unit: unit.to_owned(), level_max: level_max(logging) }
    }
}

/// Says which unit a process belongs to.
pub type UnitOf<'a> = &'a dyn Fn(i32) -> Option<Sender>;

/// How many messages are received in one turn.
const TURN: usize = 64;

/// Where the socket came to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyslogPlace {
    /// At /dev/log itself.
    Dev,
    /// Elsewhere, and /dev/log is a symbolic link to it.
    Linked(PathBuf),
    /// Elsewhere, and /dev/log can't be made: programs will not find it.
    Unreachable(PathBuf, String),
}

/// The parts of a message.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Message<'a> {
    pub(super) priority: Priority,
    pub(super) tag: Option<&'a str>,
    pub(super) text: &'a [u8],
    /// The tag and the text, as they came.
    pub(super) tagged: &'a [u8],
}

/// The socket.
#[derive(Debug)]
pub(super) struct Syslog {
    fd: OwnedFd,
}

/// Binds a socket that everyone may send to; one left by an earlier run is replaced.
fn bind(path: &Path) -> io::Result<UnixDatagram> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let socket = UnixDatagram::bind(path)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o666))?;
    Ok(socket)
}

impl Syslog {
    /// Makes the socket. `dev` is /dev, `run` is /run/systemd/journal, which is where it goes when
    /// /dev can't be written.
    pub(super) fn listen(dev: &Path, run: &Path) -> io::Result<(Self, SyslogPlace)> {
        let at = dev.join("log");
        let (socket, place) = match bind(&at) {
            Ok(socket) => (socket, SyslogPlace::Dev),
            Err(refused) => {
                let other = run.join("dev-log");
                std::fs::create_dir_all(run)?;
                let socket = bind(&other)?;
                if std::fs::read_link(&at).is_ok_and(|target| target == other) || symlink(&other, &at).is_ok()
                {
                    (socket, SyslogPlace::Linked(other))
                } else {
                    (socket, SyslogPlace::Unreachable(other, refused.to_string()))
                }
            }
        };
        setsockopt(&socket, PassCred, &true)?;
        socket.set_nonblocking(true)?;
        Ok((Self { fd: socket.into() }, place))
    }

    pub(super) fn fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }

    /// Receives messages and hands each to `emit` with its unit, if that is known, and process, until
    /// there is none left, a turn is over or `emit` returns false.
    pub(super) fn receive(
        &mut self,
        scratch: &mut [u8],
        unit_of: UnitOf<'_>,
        mut emit: impl FnMut(&Message<'_>, Option<&Sender>, i32) -> bool,
    ) {
        for _ in 0..TURN {
            // The length comes first: a message that is longer than the buffer would be cut.
            let flags = MsgFlags::MSG_PEEK | MsgFlags::MSG_TRUNC | MsgFlags::MSG_DONTWAIT;
            let length = match recv(self.fd.as_raw_fd(), &mut [], flags) {
                Ok(length) => length,
                Err(Errno::EINTR) => continue,
                Err(_) => return,
            };
            let mut large = vec![0; if length > scratch.len() { length } else { 0 }];
            let buffer = if large.is_empty() { &mut *scratch } else { &mut large[..] };
            let (length, pid) = match receive_one(self.fd.as_fd(), buffer) {
                Ok(received) => received,
                Err(Errno::EINTR) => continue,
                Err(_) => return,
            };
            let message = parse(&buffer[..length]);
            let pid = pid.unwrap_or(0);
            if !emit(&message, unit_of(pid).as_ref(), pid) {
                return;
            }
        }
    }
}

fn receive_one(fd: BorrowedFd<'_>, buffer: &mut [u8]) -> Result<(usize, Option<i32>), Errno> {
    let mut parts = [IoSliceMut::new(buffer)];
    let mut control = nix::cmsg_space!(UnixCredentials);
    let received = recvmsg::<()>(fd.as_raw_fd(), &mut parts, Some(&mut control), MsgFlags::MSG_DONTWAIT)?;
    let pid = received.cmsgs()?.find_map(|message| match message {
        ControlMessageOwned::ScmCredentials(credentials) => Some(credentials.pid()),
        _ => None,
    });
    Ok((received.bytes, pid))
}

impl Message<'_> {
    /// The tag, when it says more than the unit's name does.
    pub(super) fn tag_for(&self, unit: &str) -> Option<&str> {
        self.tag.filter(|tag| *tag != unit.strip_suffix(".service").unwrap_or(unit))
    }
}

/// Takes a message apart.
pub(super) fn parse(bytes: &[u8]) -> Message<'_> {
    let bytes = trim_end(bytes);
    let (priority, rest) = take_pri(bytes);
    let rest = take_time(rest);
    let (tag, text) = take_tag(rest);
    Message { priority, tag, text, tagged: rest }
}

/// Some senders end a message with a newline or a NUL.
fn trim_end(mut bytes: &[u8]) -> &[u8] {
    while let [rest @ .., b'\n' | 0] = bytes {
        bytes = rest;
    }
    bytes
}

fn take_pri(bytes: &[u8]) -> (Priority, &[u8]) {
    let Some(inner) = bytes.strip_prefix(b"<") else { return (Priority::Notice, bytes) };
    let digits = inner.iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    if !(1..=3).contains(&digits) || inner.get(digits) != Some(&b'>') {
        return (Priority::Notice, bytes);
    }
    let number = inner[..digits].iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0'));
    (Priority::from_number(number), &inner[digits + 1..])
}

/// `Mon dd hh:mm:ss `, always 16 bytes.
fn take_time(bytes: &[u8]) -> &[u8] {
    const SHAPE: &[u8; 16] = b"Aaa dd dd:dd:dd ";
    let fits = |(shape, byte): (&u8, &u8)| match shape {
        b'A' => byte.is_ascii_uppercase(),
        b'a' => byte.is_ascii_lowercase(),
        b'd' => byte.is_ascii_digit() || *byte == b' ',
        other => other == byte,
    };
    match bytes.split_at_checked(SHAPE.len()) {
        Some((time, rest)) if SHAPE.iter().zip(time).all(fits) => rest,
        _ => bytes,
    }
}

/// `tag: ` or `tag[pid]: `; without the blank it is a part of the text, as in `http://`.
fn take_tag(bytes: &[u8]) -> (Option<&str>, &[u8]) {
    let stop = |byte: &u8| matches!(byte, b':' | b'[' | b' ');
    let Some(end) = bytes.iter().position(stop) else { return (None, bytes) };
    let (tag, mut rest) = bytes.split_at(end);
    if rest.first() == Some(&b'[') {
        let Some(close) = rest.iter().position(|byte| *byte == b']') else { return (None, bytes) };
        rest = &rest[close + 1..];
    }
    let (Some(text), Ok(tag)) = (rest.strip_prefix(b":"), std::str::from_utf8(tag)) else {
        return (None, bytes);
    };
    match text {
        _ if tag.is_empty() || tag.contains(char::is_control) => (None, bytes),
        [] => (Some(tag), text),
        [blank, text @ ..] if blank.is_ascii_whitespace() => (Some(tag), text),
        _ => (None, bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(bytes: &[u8]) -> (u8, Option<&str>, &[u8]) {
        let message = parse(bytes);
        (message.priority.number(), message.tag, message.text)
    }

    #[test]
    fn each_part_is_optional() {
        assert_eq!(
            parts(b"<27>Nov 22 16:02:17 redis[12]: hi: there\n"),
            (3, Some("redis"), &b"hi: there"[..])
        );
        assert_eq!(parts(b"<30>Nov  2 06:02:17 named: x"), (6, Some("named"), &b"x"[..]));
        assert_eq!(parts(b"<86>sshd[1]: a\0"), (6, Some("sshd"), &b"a"[..]));
        assert_eq!(parts(b"<3>just words"), (3, None, &b"just words"[..]));
        assert_eq!(parts(b"no priority"), (5, None, &b"no priority"[..]));
        assert_eq!(parts(b""), (5, None, &b""[..]));
    }

    #[test]
    fn what_only_looks_like_a_part_is_text() {
        for odd in [
            &b"<>x"[..],
            b"<1234>x",
            b"<12",
            b": x",
            b"tag[1: x",
            b"\xff: x",
            b"a b: c",
            b"a[1]b: c",
            b"http://x y",
        ] {
            let (_, tag, text) = parts(odd);
            assert_eq!((tag, text), (None, odd));
        }
    }
}

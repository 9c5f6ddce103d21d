//! The journal's stream protocol: seven lines about the stream, then lines of log.
//!
//! Each stream costs a descriptor and a buffer, so every user may have a few, root (and PID 1's own user) more.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Read};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;

use memchr::memchr_iter;

use super::entry::name_of;
use crate::init::listener::Listener;
use crate::init::log::message::Sender;
use crate::init::log::render::Stream;
use crate::init::log::source::Source;
use crate::init::log::{Priority, UnitOf};

/// Lines of streams stay whole up to this length, as with systemd's `LineMax=`.
pub(in crate::init::log) const LONGEST: usize = 48 * 1024;
/// The seven lines may be this long together.
const GREETING: usize = 4096;
/// The most streams in all.
const STREAMS: usize = 1024;
/// So many of them are root's or PID 1's own user's.
const RESERVED: usize = 256;
/// The most streams of another user.
const STREAMS_OF_USER: usize = 64;
/// The most that are accepted in a turn.
const TURN: usize = 16;

/// Who is connected.
#[derive(Debug)]
pub(in crate::init::log) struct Streams {
    listener: Listener,
    /// How many there are, by user.
    users: BTreeMap<u32, usize>,
}

/// A stream that has not said all about itself.
#[derive(Debug)]
pub(in crate::init::log) struct Greeting {
    stream: UnixStream,
    /// The user at the other end, whose streams are counted.
    pub(in crate::init::log) user: u32,
    pid: i32,
    sender: Option<Sender>,
    received: Vec<u8>,
}

/// How far a greeting has come.
#[derive(Debug)]
pub(in crate::init::log) enum GreetingState {
    /// There is more to come.
    Unfinished,
    /// It has ended, or what came is no greeting.
    Gone,
    /// It is complete: the source that its lines are named after, and the lines that came already.
    Done(Box<Source>, Vec<u8>),
}

impl Streams {
    pub(super) fn new(listener: Listener) -> Self {
        Self { listener, users: BTreeMap::new() }
    }

    pub(in crate::init::log) fn fd(&self) -> BorrowedFd<'_> {
        self.listener.as_fd()
    }

    /// Accepts waiting connections, and turns away those whose user has too many.
    pub(in crate::init::log) fn accept(&mut self, unit_of: UnitOf<'_>) -> Vec<Greeting> {
        let mut accepted = Vec::new();
        for _ in 0..TURN {
            let Some((stream, peer)) = self.listener.accept() else { break };
            let own = self.users.get(&peer.uid).copied().unwrap_or(0);
            let all = self.users.values().sum::<usize>();
            let one_more = if peer.may_everything() {
                all < STREAMS
            } else {
                own < STREAMS_OF_USER && all < STREAMS - RESERVED
            };
            if !one_more {
                continue;
            }
            self.users.insert(peer.uid, own + 1);
            let (user, pid, sender) = (peer.uid, peer.pid, unit_of(peer.pid));
            accepted.push(Greeting { stream, user, pid, sender, received: Vec::new() });
        }
        accepted
    }

    /// One of a user's streams has ended.
    pub(in crate::init::log) fn ended(&mut self, user: u32) {
        if let Some(count) = self.users.get_mut(&user) {
            *count = count.saturating_sub(1);
        }
        self.users.retain(|_, count| *count > 0);
    }
}

impl Greeting {
    pub(in crate::init::log) fn fd(&self) -> BorrowedFd<'_> {
        self.stream.as_fd()
    }

    /// Its descriptor, once it has said all.
    pub(in crate::init::log) fn into_stream(self) -> UnixStream {
        self.stream
    }

    /// Reads what there is of its greeting, without waiting.
    pub(in crate::init::log) fn read(&mut self) -> GreetingState {
        let mut buffer = [0; GREETING];
        match self.stream.read(&mut buffer) {
            Ok(0) => GreetingState::Gone,
            Ok(length) => {
                self.received.extend_from_slice(&buffer[..length]);
                self.understood()
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {
                GreetingState::Unfinished
            }
            Err(_) => GreetingState::Gone,
        }
    }

    /// `IDENTIFIER`, `UNIT`, `PRIORITY`, whether lines may begin with `<N>`, and where else they are to go.
    fn understood(&mut self) -> GreetingState {
        let Some(end) = memchr_iter(b'\n', &self.received).nth(6) else {
            return if self.received.len() < GREETING {
                GreetingState::Unfinished
            } else {
                GreetingState::Gone
            };
        };
        let rest = self.received.split_off(end + 1);
        let lines: Vec<&[u8]> = self.received.split(|byte| *byte == b'\n').collect();
        let number = std::str::from_utf8(lines[2]).ok().and_then(|number| number.parse().ok());
        let Some(priority) = number.map(Priority::from_number) else { return GreetingState::Gone };
        let sender = self.sender.take();
        GreetingState::Done(
            Box::new(Source {
                level_max: sender.as_ref().map_or(Priority::Debug, |sender| sender.level_max),
                unit: sender.map(|sender| sender.unit),
                identifier: None,
                tag: name_of(lines[0]).map(str::to_owned),
                pid: Some(self.pid),
                stream: Stream::Journal,
                level_prefix: lines[3] == b"1",
                priority,
            }),
            rest,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn greeted(bytes: &[u8]) -> GreetingState {
        let (stream, _) = UnixStream::pair().unwrap();
        let mut greeting = Greeting { stream, user: 0, pid: 7, sender: None, received: bytes.to_vec() };
        greeting.understood()
    }

    #[test]
    fn seven_lines_say_what_the_others_are_called() {
        let GreetingState::Done(source, rest) = greeted(b"me\nsshd.service\n4\n1\n0\n0\n0\nfirst\nsec")
        else {
            panic!("it is a greeting")
        };
        assert_eq!((source.unit, source.tag.as_deref(), source.pid), (None, Some("me"), Some(7)));
        assert_eq!(
            (source.priority, source.level_prefix, &rest[..]),
            (Priority::Warning, true, &b"first\nsec"[..])
        );
        let facility = greeted(b"\n\n30\n0\n0\n0\n0\n");
        assert!(
            matches!(facility, GreetingState::Done(source, _) if source.tag.is_none() && source.priority == Priority::Info)
        );
    }

    #[test]
    fn what_is_no_greeting_is_not_waited_for() {
        assert!(matches!(greeted(b"me\n\n6\n0\n0\n0"), GreetingState::Unfinished));
        assert!(matches!(greeted(b"me\n\nhigh\n0\n0\n0\n0\n"), GreetingState::Gone));
        assert!(matches!(greeted(&vec![b'x'; GREETING]), GreetingState::Gone));
        assert!(matches!(greeted(&b"\n".repeat(GREETING)), GreetingState::Gone));
    }
}

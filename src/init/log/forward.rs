//! Passing the log on to a syslog daemon: to /run/systemd/journal/syslog, as journald does it.
//!
//! The messages have syslog(3)'s local form of RFC 3164. The daemon's own lines are not passed on to it. Nobody
//! waits for it: what it does not take is dropped, and the log says how much once it takes something again.

use std::cell::{Cell, RefCell};
use std::io::{self, Write};
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use nix::libc;

use super::priority::Priority;

/// Longer messages are cut off here.
const LONGEST: usize = 64 * 1024;
/// The facility of messages that name none: `daemon`.
pub(super) const DAEMON: u8 = 3;
/// PID 1's name to a syslog daemon.
const INIT: &str = "nix-docker[1]";

/// Where messages go.
#[derive(Debug)]
pub(super) struct Forward {
    socket: UnixDatagram,
    path: PathBuf,
    /// The unit that reads them.
    reader: String,
    /// How many it has not taken.
    missed: Cell<u64>,
    /// The time in words, and its second.
    time: RefCell<(u64, String)>,
}

impl Forward {
    /// Sends to the socket at `path`, which the unit `reader` reads.
    pub(super) fn to(path: &Path, reader: &str) -> io::Result<Self> {
        let socket = UnixDatagram::unbound()?;
        socket.set_nonblocking(true)?;
        let (missed, time) = (Cell::new(0), RefCell::new((0, String::new())));
        Ok(Self { socket, path: path.to_owned(), reader: reader.to_owned(), missed, time })
    }

    /// Passes on a line of `unit`, whose sender is called `name`.
    pub(super) fn line(&self, unit: &str, name: &str, facility: u8, priority: Priority, bytes: &[u8]) {
        if unit == self.reader {
            return;
        }
        if self.missed.get() > 0 {
            let text = format!("{} messages were not passed on to syslog", self.missed.get());
            if !self.send(INIT, DAEMON, Priority::Warning, text.as_bytes()) {
                return self.missed.set(self.missed.get() + 1);
            }
            self.missed.set(0);
        }
        if !self.send(name, facility, priority, bytes) {
            self.missed.set(1);
        }
    }

    /// Returns false only where there is a daemon and it did not take the message.
    fn send(&self, name: &str, facility: u8, priority: Priority, bytes: &[u8]) -> bool {
        let mut datagram = Vec::with_capacity(bytes.len().min(LONGEST) + 64);
        let number = facility * 8 + priority.number();
        // Writing to a vector can't fail.
        let _ = write!(datagram, "<{number}>{} {name}: ", self.now());
        datagram.extend_from_slice(&bytes[..bytes.len().min(LONGEST)]);
        match self.socket.send_to(&datagram, &self.path) {
            Ok(_) => true,
            Err(error) => {
                !matches!(error.raw_os_error(), Some(libc::EAGAIN | libc::ENOBUFS | libc::EMSGSIZE))
            }
        }
    }

    /// `Nov 28 16:02:17`, in the container's time zone.
    fn now(&self) -> String {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let mut known = self.time.borrow_mut();
        if known.0 != now || known.1.is_empty() {
            *known = (now, in_words(now));
        }
        known.1.clone()
    }
}

#[allow(unsafe_code)]
fn in_words(seconds: u64) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let time = libc::time_t::try_from(seconds).unwrap_or(0);
    // SAFETY: all zeros is a valid value of it, both places are valid, and there is one thread.
    let local = unsafe {
        let mut local = std::mem::zeroed();
        libc::localtime_r(&raw const time, &raw mut local);
        local
    };
    let month = usize::try_from(local.tm_mon).ok().and_then(|month| MONTHS.get(month)).unwrap_or(&"Jan");
    format!("{month} {:2} {:02}:{:02}:{:02}", local.tm_mday, local.tm_hour, local.tm_min, local.tm_sec)
}

/// A name in the form that a syslog daemon recognizes: `redis[12]`.
pub(super) fn name(identifier: &str, pid: Option<i32>) -> String {
    let plain = |c: char| if c.is_whitespace() || c.is_control() || c == ':' { '_' } else { c };
    let name: String = identifier.chars().map(plain).collect();
    pid.map_or_else(|| name.clone(), |pid| format!("{name}[{pid}]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn received(socket: &UnixDatagram) -> String {
        let mut datagram = vec![0; 2 * LONGEST];
        let length = socket.recv(&mut datagram).unwrap();
        let text = String::from_utf8_lossy(&datagram[..length]).into_owned();
        // Without the time.
        let (pri, rest) = text.split_once('>').unwrap();
        assert!(rest.as_bytes()[15] == b' ' && rest.as_bytes()[9] == b':', "{text}");
        format!("{pri}>{}", &rest[16..])
    }

    #[test]
    fn lines_are_passed_on_with_their_facility_but_for_the_daemons_own() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("syslog");
        let forward = Forward::to(&path, "syslog.service").unwrap();
        forward.line("a.service", "a[1]", DAEMON, Priority::Info, b"nobody is there");
        let daemon = UnixDatagram::bind(&path).unwrap();
        forward.line("a.service", &name("a b:c", Some(1)), DAEMON, Priority::Info, b"hello: you");
        forward.line("syslog.service", "rsyslogd", DAEMON, Priority::Info, b"it would go round");
        forward.line("b.service", "postfix", 2, Priority::Error, &vec![b'x'; LONGEST + 1]);
        assert_eq!(received(&daemon), "<30>a_b_c[1]: hello: you");
        assert_eq!(received(&daemon), format!("<19>postfix: {}", "x".repeat(LONGEST)));
    }

    #[test]
    fn what_is_not_taken_is_counted() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("syslog");
        let daemon = UnixDatagram::bind(&path).unwrap();
        let forward = Forward::to(&path, "syslog.service").unwrap();
        while forward.missed.get() < 3 {
            forward.line("a.service", "a[1]", DAEMON, Priority::Info, b"flood");
        }
        daemon.set_nonblocking(true).unwrap();
        while daemon.recv(&mut [0; 99]).is_ok() {}
        forward.line("a.service", "a[1]", DAEMON, Priority::Info, b"last");
        assert_eq!(received(&daemon), "<28>nix-docker[1]: 3 messages were not passed on to syslog");
        assert_eq!(received(&daemon), "<30>a[1]: last");
    }
}

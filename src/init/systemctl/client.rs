//! One question to PID 1, one answer.
//!
//! The answer to a job takes as long as the job, so there is no limit on waiting for it; but when nothing comes for
//! a while, PID 1 is asked something else, which it answers at once as long as it lives.

use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::socket::{AddressFamily, SockFlag, SockType, UnixAddr, connect, socket};

use super::super::control::{DIRECTORIES, Detail, OTHER_NAME, Reply, Request, SOCKET, SOCKET_VARIABLE};

/// After this long without an answer PID 1 is asked whether it lives; it has the same time to answer that.
const SILENCE: Duration = Duration::from_secs(5);
/// The pause between two attempts to connect.
const PAUSE: Duration = Duration::from_millis(20);

/// Something that answers as PID 1 does.
pub(crate) trait Client {
    /// Sends a request and waits for its reply.
    fn ask(&self, request: &Request) -> io::Result<Reply>;

    /// The file or directory of units that PID 1 was given, if that can be found out.
    fn declarations(&self) -> Option<PathBuf> {
        None
    }
}

/// PID 1 over its control socket.
#[derive(Debug, Clone)]
pub(crate) struct SocketClient {
    path: PathBuf,
    silence: Duration,
}

impl Default for SocketClient {
    /// The socket that the environment names; without one, as in `docker exec`, where PID 1 may have made it.
    fn default() -> Self {
        Self::at(std::env::var_os(SOCKET_VARIABLE).map_or_else(found, PathBuf::from))
    }
}

/// The first socket that is PID 1's own: anyone can make one in /tmp.
fn found() -> PathBuf {
    let usual = PathBuf::from(SOCKET);
    let Ok(init) = Path::new("/proc/1").metadata() else { return usual };
    let own = |path: &Path| path.symlink_metadata().is_ok_and(|it| it.uid() == init.uid() || it.uid() == 0);
    let its = |directory: &PathBuf| {
        let socket = directory.join("control");
        let there = socket.symlink_metadata().is_ok_and(|it| it.file_type().is_socket());
        there && own(&socket) && own(directory)
    };
    let places = DIRECTORIES.map(PathBuf::from);
    let others = places.iter().filter_map(|place| place.parent()?.read_dir().ok()).flatten();
    let others = others.filter_map(|entry| Some(entry.ok()?.path()));
    let named = |path: &PathBuf| {
        path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(OTHER_NAME.as_bytes()))
    };
    let found = places.clone().into_iter().chain(others.filter(named)).find(its);
    found.map_or(usual, |directory| directory.join("control"))
}

impl SocketClient {
    /// A client of the socket at `path`.
    pub(crate) fn at(path: PathBuf) -> Self {
        Self { path, silence: SILENCE }
    }

    fn exchange(&self, request: &Request) -> io::Result<Reply> {
        let mut stream = self.send(request)?;
        let (mut answer, mut buffer) = (Vec::new(), [0; 16 * 1024]);
        while answer.last() != Some(&b'\n') {
            match stream.read(&mut buffer) {
                Ok(0) => break,
                Ok(length) => answer.extend_from_slice(&buffer[..length]),
                Err(error) if error.kind() == ErrorKind::Interrupted => (),
                Err(error) if error.kind() == ErrorKind::WouldBlock && self.lives() => (),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Err(self.silent()),
                Err(error) => return Err(error),
            }
        }
        if answer.is_empty() {
            let message = "it closed the connection without an answer";
            return Err(io::Error::new(ErrorKind::UnexpectedEof, message));
        }
        Ok(serde_json::from_slice(&answer)?)
    }

    /// Whether PID 1 answers at all. That it closes the connection also shows that it lives.
    fn lives(&self) -> bool {
        let asked = self.send(&Request::status(Vec::new(), Detail::System));
        let answered = |mut stream: UnixStream| stream.read(&mut [0; 1]);
        !matches!(asked.and_then(answered), Err(error) if error.kind() == ErrorKind::WouldBlock || error.kind() == ErrorKind::TimedOut)
    }

    fn silent(&self) -> io::Error {
        let message = format!("it has not answered for {} s", (self.silence * 2).as_secs());
        io::Error::new(ErrorKind::TimedOut, message)
    }

    fn send(&self, request: &Request) -> io::Result<UnixStream> {
        let mut stream = self.connect()?;
        stream.set_read_timeout(Some(self.silence))?;
        stream.set_write_timeout(Some(self.silence))?;
        let mut text = serde_json::to_vec(request)?;
        text.push(b'\n');
        match stream.write_all(&text) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => Err(self.silent()),
            // It may have turned this client away with an answer.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(stream),
            written => written.map(|()| stream),
        }
    }

    /// Connects without blocking: where too many wait already, connect(2) itself would wait for PID 1.
    fn connect(&self) -> io::Result<UnixStream> {
        let deadline = Instant::now() + self.silence;
        let address = UnixAddr::new(&self.path)?;
        let flags = SockFlag::SOCK_CLOEXEC | SockFlag::SOCK_NONBLOCK;
        let descriptor = socket(AddressFamily::Unix, SockType::Stream, flags, None)?;
        loop {
            match connect(descriptor.as_raw_fd(), &address) {
                Err(Errno::EAGAIN | Errno::EINTR) if Instant::now() < deadline => std::thread::sleep(PAUSE),
                Err(Errno::EAGAIN) => return Err(self.silent()),
                connected => break connected?,
            }
        }
        let stream = UnixStream::from(descriptor);
        stream.set_nonblocking(false)?;
        Ok(stream)
    }
}

impl Client for SocketClient {
    fn ask(&self, request: &Request) -> io::Result<Reply> {
        self.exchange(request)
            .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", self.path.display())))
    }

    fn declarations(&self) -> Option<PathBuf> {
        super::definition::given_to_init(Path::new("/proc"))
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader};
    use std::os::unix::net::UnixListener;

    use super::super::super::control::Verb;
    use super::*;

    /// A PID 1 that gives one answer and returns what it was asked.
    fn server(answer: &'static [u8]) -> (tempfile::TempDir, SocketClient, std::thread::JoinHandle<String>) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("control");
        let listener = UnixListener::bind(&path).unwrap();
        let thread = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut question = String::new();
            BufReader::new(stream.try_clone().unwrap()).read_line(&mut question).unwrap();
            stream.write_all(answer).unwrap();
            question
        });
        (directory, SocketClient::at(path), thread)
    }

    #[test]
    fn a_question_is_one_line_and_so_is_the_answer() {
        let (_directory, client, thread) = server(b"{\"system_state\":\"running\"}\n");
        let reply = client.ask(&Request::new(Verb::Status, vec!["a.service".into()])).unwrap();
        assert_eq!(reply.system_state, "running");
        let question: Request = serde_json::from_str(&thread.join().unwrap()).unwrap();
        assert_eq!(question.units, ["a.service"]);
    }

    #[test]
    fn a_pid_1_that_is_gone_is_an_error_with_the_path() {
        let (_directory, client, _thread) = server(b"");
        let error = client.ask(&Request::new(Verb::Status, Vec::new())).unwrap_err().to_string();
        assert!(error.ends_with("control: it closed the connection without an answer"), "{error}");
        let nobody = SocketClient::at("/no/such/socket".into());
        let error = nobody.ask(&Request::new(Verb::Status, Vec::new())).unwrap_err().to_string();
        assert!(error.starts_with("/no/such/socket: "), "{error}");
    }

    #[test]
    fn a_pid_1_that_does_not_answer_is_an_error_and_one_that_is_only_slow_is_waited_for() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("control");
        let listener = UnixListener::bind(&path).unwrap();
        let client = SocketClient { silence: Duration::from_millis(200), ..SocketClient::at(path) };
        let ask = || client.ask(&Request::new(Verb::Start, vec!["a.service".into()]));
        // Nobody accepts.
        let begun = Instant::now();
        let error = ask().unwrap_err().to_string();
        assert!(error.contains("it has not answered for"), "{error}");
        assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
        // Clients that have gone away are still in the queue.
        listener.set_nonblocking(true).unwrap();
        while listener.accept().is_ok() {}
        listener.set_nonblocking(false).unwrap();
        let slow = std::thread::spawn(move || {
            let (mut first, _) = listener.accept().unwrap();
            for _ in 0..3 {
                // This shows that it lives.
                drop(listener.accept().unwrap());
            }
            first.write_all(b"{\"system_state\":\"starting\"}\n").unwrap();
        });
        assert_eq!(ask().unwrap().system_state, "starting");
        slow.join().unwrap();
        // Where too many wait, connecting would wait as well.
        let path = directory.path().join("full");
        let full =
            nix::sys::socket::socket(AddressFamily::Unix, SockType::Stream, SockFlag::empty(), None).unwrap();
        nix::sys::socket::bind(full.as_raw_fd(), &UnixAddr::new(&path).unwrap()).unwrap();
        nix::sys::socket::listen(&full, nix::sys::socket::Backlog::new(0).unwrap()).unwrap();
        let client = SocketClient { silence: Duration::from_millis(200), ..SocketClient::at(path) };
        let _waiting = client.connect().unwrap();
        let error = client.ask(&Request::new(Verb::Status, Vec::new())).unwrap_err().to_string();
        assert!(error.contains("it has not answered for"), "{error}");
    }
}

//! One question to PID 1, one answer.

use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use super::super::control::protocol::{DIRECTORIES, OTHER_NAME, Reply, Request, SOCKET, SOCKET_VARIABLE};

/// Something that answers as PID 1 does.
pub trait Client {
    /// Sends a request and waits for its reply.
    fn ask(&self, request: &Request) -> io::Result<Reply>;

    /// The file or directory of units that PID 1 was given, if that can be told.
    fn declarations(&self) -> Option<PathBuf> {
        None
    }
}

/// PID 1 over its control socket.
#[derive(Debug, Clone)]
pub struct SocketClient {
    path: PathBuf,
}

impl Default for SocketClient {
    /// Where the environment says; else, as in `docker exec`, where PID 1 can have made it.
    fn default() -> Self {
        Self::at(std::env::var_os(SOCKET_VARIABLE).map_or_else(found, PathBuf::from))
    }
}

/// The first socket that is PID 1's own: everyone can make one in /tmp.
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
    /// Over the socket at `path`.
    pub fn at(path: PathBuf) -> Self {
        Self { path }
    }

    /// A reply that takes as long as its jobs take is waited for without a limit.
    fn exchange(&self, request: &Request) -> io::Result<Reply> {
        let mut stream = UnixStream::connect(&self.path)?;
        let mut text = serde_json::to_vec(request)?;
        text.push(b'\n');
        stream.write_all(&text)?;
        let mut line = Vec::new();
        BufReader::new(stream).read_until(b'\n', &mut line)?;
        if line.is_empty() {
            return Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "it closed the connection without an answer",
            ));
        }
        Ok(serde_json::from_slice(&line)?)
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
    use std::os::unix::net::UnixListener;

    use super::super::super::control::protocol::Verb;
    use super::*;

    /// A PID 1 that gives one answer and says what it was asked.
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
}

//! A daemon for tests that speaks enough of Docker's API to be asked and sent an image, and misbehaves as told.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

/// Longer than any test.
const LONG: Duration = Duration::from_mins(10);

/// What the daemon does with an image that it is sent.
#[derive(Debug, Clone, Copy)]
pub(super) enum Load {
    /// Reads so many bytes, answers with this status and body, and neither reads on nor hangs up.
    Answers(usize, &'static str, &'static str),
    /// Reads so many bytes and hangs up.
    HangsUp(usize),
    /// Reads so many bytes and is gone for good.
    Dies(usize),
    /// Reads everything and never answers.
    NeverAnswers,
    /// Reads nothing.
    ReadsNothing,
}

/// The daemon, with the requests that it got.
pub(super) struct FakeDaemon {
    directory: TempDir,
    state: Arc<Mutex<FakeState>>,
}

struct FakeState {
    load: Load,
    dead: bool,
    requests: Vec<String>,
    /// Answers to other requests, by method and path.
    answers: BTreeMap<String, (&'static str, String)>,
}

impl FakeDaemon {
    pub(super) fn start(load: Load) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(directory.path().join("docker.sock")).unwrap();
        let state = FakeState { load, dead: false, requests: Vec::new(), answers: BTreeMap::new() };
        let state = Arc::new(Mutex::new(state));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                // The error does not matter: many tests are about a client that goes away.
                thread::spawn(move || serve(&connection, &shared));
            }
        });
        Self { directory, state }
    }

    /// Answers requests to `request` (`GET /info`) with this body and status; with an empty status never.
    pub(super) fn answers(&self, request: &str, status: &'static str, body: &str) {
        self.state.lock().unwrap().answers.insert(request.to_owned(), (status, body.to_owned()));
    }

    pub(super) fn address(&self) -> String {
        format!("unix://{}", self.directory.path().join("docker.sock").display())
    }

    /// How often it got a request.
    pub(super) fn count(&self, request: &str) -> usize {
        self.state.lock().unwrap().requests.iter().filter(|got| *got == request).count()
    }
}

/// Serves the requests of one connection.
fn serve(connection: &UnixStream, state: &Mutex<FakeState>) -> Option<()> {
    let mut reader = BufReader::new(connection);
    loop {
        let request = head(&mut reader)?;
        let (load, answer) = {
            let mut state = state.lock().unwrap();
            if state.dead {
                return None;
            }
            state.dead = request == "POST /images/load" && matches!(state.load, Load::Dies(_));
            state.requests.push(request.clone());
            (state.load, state.answers.get(&request).cloned())
        };
        let (status, body) = match (request.as_str(), answer) {
            (_, Some(("", _))) => {
                thread::sleep(LONG);
                return None;
            }
            (_, Some(answer)) => answer,
            ("GET /version", _) => ("200 OK", r#"{"Version":"1","ApiVersion":"1.41"}"#.to_owned()),
            ("GET /info", _) => ("200 OK", r#"{"ID":"fake"}"#.to_owned()),
            ("GET /images/json", _) => ("200 OK", "[]".to_owned()),
            ("POST /images/load", _) => {
                take(load, reader, connection);
                return None;
            }
            _ => ("404 Not Found", r#"{"message":"no such thing"}"#.to_owned()),
        };
        respond(connection, status, &body)?;
    }
}

/// Method and path of a request, without version of the API and query.
fn head(reader: &mut impl BufRead) -> Option<String> {
    let mut first = String::new();
    let mut line = String::new();
    while reader.read_line(&mut line).ok()? > 2 {
        if first.is_empty() {
            first.clone_from(&line);
        }
        line.clear();
    }
    let mut words = first.split_whitespace();
    let (method, path) = (words.next()?, words.next()?.split('?').next()?);
    let path = match path.strip_prefix("/v1.") {
        Some(rest) => &rest[rest.find('/')?..],
        None => path,
    };
    Some(format!("{method} {path}"))
}

fn respond(mut connection: &UnixStream, status: &str, body: &str) -> Option<()> {
    let head = format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: ");
    connection.write_all(format!("{head}{}\r\n\r\n{body}", body.len()).as_bytes()).ok()
}

fn take(load: Load, mut reader: impl Read, connection: &UnixStream) {
    let mut read = |bytes: usize| drop(reader.read_exact(&mut vec![0; bytes]));
    match load {
        Load::HangsUp(bytes) | Load::Dies(bytes) => return read(bytes),
        Load::Answers(bytes, status, body) => {
            read(bytes);
            let _ = respond(connection, status, body);
        }
        Load::NeverAnswers => drop(std::io::copy(&mut reader, &mut std::io::sink())),
        Load::ReadsNothing => (),
    }
    thread::sleep(LONG);
}

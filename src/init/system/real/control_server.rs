//! PID 1's end of the control socket: parses requests, and holds replies until they are taken.
//!
//! Nothing here waits: a client that sends or takes its line slowly costs a buffer; one that sends more than
//! [`LONGEST`], or is one too many, is dropped.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::path::Path;

use memchr::memchr;

use crate::init::control::{Reply, Request};
use crate::init::listener::Listener;
use crate::init::system::{ClientId, Event, Peer};

/// The longest request.
const LONGEST: usize = 64 * 1024;
/// The most clients at a time.
const CLIENTS: usize = 64;
/// How many of them are reserved for root and PID 1's own user, so that nobody else can shut these out.
const RESERVED: usize = 16;
/// The most clients of another user, so that no user can shut out all others.
const CLIENTS_OF_USER: usize = 16;
/// The most clients that are taken in a turn.
const TURN: usize = 16;

/// The listening socket and its clients.
pub(crate) struct Server {
    listener: Listener,
    clients: BTreeMap<ClientId, ClientConnection>,
    next: u64,
}

struct ClientConnection {
    stream: UnixStream,
    peer: Peer,
    received: Vec<u8>,
    stage: Stage,
    to_send: Vec<u8>,
}

/// How far a client has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Its request has not come completely.
    Asks,
    /// It waits for its answer, which may have begun.
    Waits,
    /// The rest of its answer is ready to be sent.
    Answered,
}

impl Server {
    /// Listens at `path`, which everyone may connect to: each request is checked for what its sender may do.
    ///
    /// # Errors
    /// When the socket can't be made.
    pub(crate) fn listen(path: &Path) -> io::Result<Self> {
        Ok(Self { listener: Listener::bind(path)?, clients: BTreeMap::new(), next: 0 })
    }

    /// What to watch for new clients.
    pub(crate) fn listener(&self) -> BorrowedFd<'_> {
        self.listener.as_fd()
    }

    /// What to watch for a client, as long as it is connected.
    pub(crate) fn descriptor(&self, client: ClientId) -> Option<BorrowedFd<'_>> {
        self.clients.get(&client).map(|client| client.stream.as_fd())
    }

    /// Accepts waiting clients. Returns them, and those that had to make room: clients that have not asked for anything
    /// yet, when others of the same user come.
    pub(crate) fn accept(&mut self) -> (Vec<ClientId>, Vec<ClientId>) {
        let (mut accepted, mut dropped) = (Vec::new(), Vec::new());
        for _ in 0..TURN {
            let Some((stream, peer)) = self.listener.accept() else { break };
            if !self.has_room_for(peer) {
                let silent = |(_, client): &(&ClientId, &ClientConnection)| {
                    client.peer.uid == peer.uid && client.stage == Stage::Asks
                };
                let Some(oldest) = self.clients.iter().find(silent).map(|(id, _)| *id) else { continue };
                self.clients.remove(&oldest);
                dropped.push(oldest);
            }
            let id = ClientId(self.next);
            self.next += 1;
            let (received, to_send) = (Vec::new(), Vec::new());
            self.clients.insert(id, ClientConnection { stream, peer, received, stage: Stage::Asks, to_send });
            accepted.push(id);
        }
        (accepted, dropped)
    }

    fn has_room_for(&self, peer: Peer) -> bool {
        if peer.may_everything() {
            return self.clients.len() < CLIENTS;
        }
        let of_user = self.clients.values().filter(|client| client.peer.uid == peer.uid).count();
        let of_users = self.clients.values().filter(|client| !client.peer.may_everything()).count();
        of_user < CLIENTS_OF_USER && of_users < CLIENTS - RESERVED
    }

    /// Forgets a client.
    pub(crate) fn close(&mut self, client: ClientId) {
        self.clients.remove(&client);
    }

    /// Something can be read from or written to a client.
    pub(crate) fn ready(&mut self, id: ClientId, readable: bool) -> Option<Event> {
        let client = self.clients.get_mut(&id)?;
        if client.stage == Stage::Asks && readable {
            return match client.receive() {
                FromClient::Nothing => None,
                FromClient::Gone => {
                    self.clients.remove(&id);
                    None
                }
                FromClient::Line(line) => self.asked(id, &line),
            };
        }
        // It hung up or sends something unexpected, unless there is something that it can take.
        if client.to_send.is_empty() || client.send().is_err() {
            self.clients.remove(&id);
            return Some(Event::ClientGone(id));
        }
        if !client.to_send.is_empty() {
            return None;
        }
        if client.stage == Stage::Answered {
            self.clients.remove(&id);
            return None;
        }
        Some(Event::ClientTakes(id))
    }

    fn asked(&mut self, id: ClientId, line: &[u8]) -> Option<Event> {
        match serde_json::from_slice::<Request>(line) {
            Ok(request) => {
                let client = self.clients.get_mut(&id)?;
                client.stage = Stage::Waits;
                Some(Event::Request(id, client.peer, request))
            }
            Err(error) => {
                let error = Some(format!("the request can't be understood: {error}"));
                self.send(id, &Reply { error, ..Reply::default() }.line(), true);
                None
            }
        }
    }

    /// Sends a piece of an answer, or as much of it as the client takes; returns whether it takes more. If not, it has
    /// to be watched for room, as long as it is connected.
    pub(crate) fn send(&mut self, id: ClientId, piece: &[u8], last: bool) -> bool {
        let Some(client) = self.clients.get_mut(&id) else { return false };
        client.to_send.extend_from_slice(piece);
        client.stage = if last { Stage::Answered } else { Stage::Waits };
        let sent = client.send();
        let all = client.to_send.is_empty();
        if sent.is_err() || (all && last) {
            self.clients.remove(&id);
        }
        all && sent.is_ok()
    }
}

enum FromClient {
    Nothing,
    Gone,
    Line(Vec<u8>),
}

impl ClientConnection {
    fn receive(&mut self) -> FromClient {
        let mut buffer = [0; 4096];
        loop {
            let before = self.received.len();
            match self.stream.read(&mut buffer) {
                Ok(0) => return FromClient::Gone,
                Ok(length) => self.received.extend_from_slice(&buffer[..length]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return FromClient::Nothing,
                Err(_) => return FromClient::Gone,
            }
            if let Some(end) = memchr(b'\n', &self.received[before..]) {
                self.received.truncate(before + end);
                return FromClient::Line(std::mem::take(&mut self.received));
            }
            if self.received.len() > LONGEST {
                return FromClient::Gone;
            }
        }
    }

    /// Sends as much as it can; an error if the client has gone.
    fn send(&mut self) -> io::Result<()> {
        let mut sent = 0;
        while sent < self.to_send.len() {
            match self.stream.write(&self.to_send[sent..]) {
                Ok(written) => sent += written,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => (),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => return Err(error),
            }
        }
        self.to_send.drain(..sent);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader};

    use super::*;

    const STATUS: &[u8] = b"{\"verb\":\"status\"}\n";

    fn server() -> (tempfile::TempDir, Server) {
        let directory = tempfile::tempdir().unwrap();
        let server = Server::listen(&directory.path().join("control")).unwrap();
        (directory, server)
    }

    fn connect(directory: &tempfile::TempDir) -> UnixStream {
        UnixStream::connect(directory.path().join("control")).unwrap()
    }

    fn accept_all(server: &mut Server) -> (usize, usize) {
        let (mut accepted, mut dropped) = (0, 0);
        loop {
            let (more, fewer) = server.accept();
            if more.is_empty() && fewer.is_empty() {
                return (accepted, dropped);
            }
            accepted += more.len();
            dropped += fewer.len();
        }
    }

    #[test]
    fn who_asks_nothing_makes_room_for_who_comes_later() {
        let (directory, mut server) = server();
        let silent: Vec<_> = (0..CLIENTS + 10).map(|_| connect(&directory)).collect();
        assert_eq!(accept_all(&mut server), (CLIENTS + 10, 10));
        let mut late = connect(&directory);
        let (accepted, dropped) = server.accept();
        assert_eq!((accepted.len(), dropped.len(), server.clients.len()), (1, 1, CLIENTS));
        late.write_all(STATUS).unwrap();
        assert!(matches!(server.ready(accepted[0], true), Some(Event::Request(..))));
        drop(silent);
    }

    #[test]
    fn an_answer_is_sent_as_the_client_takes_it() {
        let (directory, mut server) = server();
        let mut client = connect(&directory);
        let id = server.accept().0[0];
        client.write_all(&STATUS[..5]).unwrap();
        assert_eq!(server.ready(id, true), None);
        client.write_all(&STATUS[5..]).unwrap();
        assert!(matches!(server.ready(id, true), Some(Event::Request(..))));
        while server.send(id, &[b'x'; 10_000], false) {}
        assert!(server.clients[&id].to_send.len() <= 10_000);
        let mut line = BufReader::new(client);
        let mut taken = 0;
        while server.ready(id, false) != Some(Event::ClientTakes(id)) {
            let some = line.fill_buf().unwrap().len();
            line.consume(some);
            taken += some;
        }
        assert!(taken > 0);
        server.send(id, b"\n", true);
        // A client is done when its answer has ended.
        while !server.clients.is_empty() {
            let some = line.fill_buf().unwrap().len();
            line.consume(some);
            assert_eq!(server.ready(id, false), None);
        }
    }
}

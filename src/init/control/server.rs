//! PID 1's end of the control socket: takes requests apart, holds replies until they are taken.
//!
//! Nothing here waits: a client that sends or takes its line slowly costs a buffer, and one that sends
//! more than [`LONGEST`] or that is one too many is dropped.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;

use nix::libc;
use nix::sys::socket::{getsockopt, sockopt::PeerCredentials};

use super::protocol::{Reply, Request};
use crate::init::system::{ClientId, Event, Peer};

/// The longest request.
const LONGEST: usize = 64 * 1024;
/// The most clients at a time.
const CLIENTS: usize = 64;
/// So many of them are root or PID 1's own user: nobody else can shut these out.
const RESERVED: usize = 16;
/// The most clients that are taken in a turn.
const TURN: usize = 16;

/// The listening socket and its clients.
pub struct Server {
    listener: UnixListener,
    spare: Option<File>,
    clients: BTreeMap<ClientId, Client>,
    next: u64,
}

struct Client {
    stream: UnixStream,
    peer: Peer,
    received: Vec<u8>,
    asked: bool,
    to_send: Vec<u8>,
    replied: bool,
}

impl Server {
    /// Listens at `path`, which everyone may connect to: who may do what is looked at per request.
    ///
    /// # Errors
    /// When the socket can't be made.
    pub fn listen(path: &Path) -> io::Result<Self> {
        if let Err(error) = std::fs::remove_file(path)
            && error.kind() != io::ErrorKind::NotFound
        {
            return Err(error);
        }
        let listener = UnixListener::bind(path)?;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o666))?;
        listener.set_nonblocking(true)?;
        Ok(Self { listener, spare: spare(), clients: BTreeMap::new(), next: 0 })
    }

    /// What to watch for new clients.
    pub fn listener(&self) -> BorrowedFd<'_> {
        self.listener.as_fd()
    }

    /// What to watch for a client, as long as it is there.
    pub fn descriptor(&self, client: ClientId) -> Option<BorrowedFd<'_>> {
        self.clients.get(&client).map(|client| client.stream.as_fd())
    }

    /// Takes those who wait.
    pub fn accept(&mut self) -> Vec<ClientId> {
        let mut accepted = Vec::new();
        for _ in 0..TURN {
            let Some(stream) = self.accept_one() else { break };
            let Ok(credentials) = getsockopt(&stream, PeerCredentials) else { continue };
            let peer = Peer { pid: credentials.pid(), uid: credentials.uid() };
            let most = if peer.may_everything() { CLIENTS } else { CLIENTS - RESERVED };
            if stream.set_nonblocking(true).is_err() || self.clients.len() >= most {
                continue;
            }
            let id = ClientId(self.next);
            self.next += 1;
            let client = Client {
                stream,
                peer,
                received: Vec::new(),
                asked: false,
                to_send: Vec::new(),
                replied: false,
            };
            self.clients.insert(id, client);
            accepted.push(id);
        }
        accepted
    }

    /// Without a descriptor for it, a client that waits would keep the listener readable for ever: the one
    /// kept for that case is enough to turn it away.
    fn accept_one(&mut self) -> Option<UnixStream> {
        loop {
            match self.listener.accept() {
                Ok((stream, _)) => return Some(stream),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => (),
                Err(error) if [Some(libc::EMFILE), Some(libc::ENFILE)].contains(&error.raw_os_error()) => {
                    self.spare.take()?;
                    let turned_away = self.listener.accept().is_ok();
                    self.spare = spare();
                    // The error comes also where nobody waits.
                    if !turned_away {
                        return None;
                    }
                }
                Err(_) => return None,
            }
        }
    }

    /// Forgets a client.
    pub fn close(&mut self, client: ClientId) {
        self.clients.remove(&client);
    }

    /// Something can be read from or written to a client.
    pub fn ready(&mut self, id: ClientId, readable: bool) -> Vec<Event> {
        let Some(client) = self.clients.get_mut(&id) else { return Vec::new() };
        if client.replied {
            if client.send() {
                self.clients.remove(&id);
            }
            return Vec::new();
        }
        if !readable || client.asked {
            // It hung up (or sends what nobody asked for) while its request is worked on.
            self.clients.remove(&id);
            return vec![Event::ClientGone(id)];
        }
        match client.receive() {
            Received::Nothing => Vec::new(),
            Received::Gone => {
                self.clients.remove(&id);
                Vec::new()
            }
            Received::Line(line) => match serde_json::from_slice::<Request>(&line) {
                Ok(request) => {
                    client.asked = true;
                    vec![Event::Request(id, client.peer, request)]
                }
                Err(error) => {
                    let error = Some(format!("the request can't be understood: {error}"));
                    self.reply(id, &Reply { error, ..Reply::default() });
                    Vec::new()
                }
            },
        }
    }

    /// Sends a reply, or as much of it as the client takes: then it is still there afterwards and is to be
    /// watched for room.
    pub fn reply(&mut self, id: ClientId, reply: &Reply) {
        let Some(client) = self.clients.get_mut(&id) else { return };
        client.to_send = serde_json::to_vec(reply).unwrap_or_default();
        client.to_send.push(b'\n');
        client.replied = true;
        if client.send() {
            self.clients.remove(&id);
        }
    }
}

fn spare() -> Option<File> {
    File::open("/dev/null").ok()
}

enum Received {
    Nothing,
    Gone,
    Line(Vec<u8>),
}

impl Client {
    fn receive(&mut self) -> Received {
        let mut buffer = [0; 4096];
        loop {
            match self.stream.read(&mut buffer) {
                Ok(0) => return Received::Gone,
                Ok(length) => self.received.extend_from_slice(&buffer[..length]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Received::Nothing,
                Err(_) => return Received::Gone,
            }
            if let Some(end) = self.received.iter().position(|byte| *byte == b'\n') {
                self.received.truncate(end);
                return Received::Line(std::mem::take(&mut self.received));
            }
            if self.received.len() > LONGEST {
                return Received::Gone;
            }
        }
    }

    /// Says whether nothing is left to do for this client.
    fn send(&mut self) -> bool {
        while !self.to_send.is_empty() {
            match self.stream.write(&self.to_send) {
                Ok(written) => drop(self.to_send.drain(..written)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => (),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return false,
                Err(_) => return true,
            }
        }
        true
    }
}

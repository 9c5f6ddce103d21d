//! PID 1 on the message bus: which names have owners, for `Type=dbus`, and which units to start because somebody
//! calls a service that does not run.
//!
//! A [`BusSession`] is the conversation on a connection, without the connection: bytes go in, news and bytes come out.
//! Only the bus itself is believed; calls are answered with an error, because there is nothing to call.

pub mod wire;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use wire::{LONGEST, Malformed, Message, Outgoing, Received, Type, Value};

/// The unit of every bus's socket.
pub(crate) const SOCKET: &str = "dbus.socket";

const BUS: &str = "org.freedesktop.DBus";
const BUS_PATH: &str = "/org/freedesktop/DBus";
/// The name under which dbus-daemon looks for the program that starts units (dbus-daemon(1), `--systemd-activation`).
const MANAGER: &str = "org.freedesktop.systemd1";
const MANAGER_PATH: &str = "/org/freedesktop/systemd1";
const ACTIVATOR: &str = "org.freedesktop.systemd1.Activator";

/// News from the bus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum News {
    /// A name that is watched has an owner, or none.
    Owner {
        /// The name on the bus.
        name: String,
        /// Whether it has one.
        owned: bool,
    },
    /// Somebody calls a name that this unit is to provide.
    Wanted(String),
    /// PID 1 may not start units on demand, and why.
    NoActivation(String),
    /// The connection is over, and why.
    Gone(String),
}

/// What a call was about.
#[derive(Debug, Clone, PartialEq, Eq)]
enum PendingCall {
    Hello,
    Ownership(String),
    OwnName,
    Match,
}

/// The conversation on one connection; see the file's header.
#[derive(Debug)]
pub(crate) struct BusSession {
    authenticated: bool,
    serial: u32,
    calls: BTreeMap<u32, PendingCall>,
    inbox: Vec<u8>,
    /// How many bytes of a skipped message are still to come.
    skip: usize,
    outbox: Vec<u8>,
}

impl BusSession {
    /// A new session of this user.
    pub(crate) fn new(uid: u32) -> Self {
        // The hexadecimal code of a digit is 3 and the digit.
        let digits: String = uid.to_string().chars().flat_map(|digit| ['3', digit]).collect();
        let mut session = Self {
            authenticated: false,
            serial: 0,
            calls: BTreeMap::new(),
            inbox: Vec::new(),
            skip: 0,
            outbox: format!("\0AUTH EXTERNAL {digits}\r\nBEGIN\r\n").into_bytes(),
        };
        session.call(PendingCall::Hello, "Hello", &[]);
        let rule = format!("type='signal',sender='{BUS}',interface='{ACTIVATOR}',member='ActivationRequest'");
        session.call(PendingCall::Match, "AddMatch", &[Value::Text(&rule)]);
        session.call(PendingCall::OwnName, "RequestName", &[Value::Text(MANAGER), Value::Number(0)]);
        session
    }

    /// Asks for news of the name's owner, first of all whether it has one.
    pub(crate) fn watch(&mut self, name: &str) {
        let rule = format!(
            "type='signal',sender='{BUS}',interface='{BUS}',member='NameOwnerChanged',path='{BUS_PATH}',arg0='{name}'"
        );
        self.call(PendingCall::Match, "AddMatch", &[Value::Text(&rule)]);
        self.call(PendingCall::Ownership(name.to_owned()), "NameHasOwner", &[Value::Text(name)]);
    }

    /// Tells whoever waits for the unit that it does not come.
    pub(crate) fn refuse(&mut self, unit: &str, reason: &str) {
        let body =
            [Value::Text(unit), Value::Text("org.freedesktop.systemd1.LoadFailed"), Value::Text(reason)];
        let member = Some((MANAGER_PATH, ACTIVATOR, "ActivationFailure"));
        self.send(&Outgoing {
            kind: Type::Signal,
            reply_serial: None,
            destination: BUS,
            member,
            error: None,
            body: &body,
        });
    }

    /// What is to be sent.
    pub(crate) fn take_outgoing(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.outbox)
    }

    /// Takes what has come.
    ///
    /// # Errors
    /// Why the bytes can't come from a bus.
    pub(crate) fn receive(&mut self, bytes: &[u8]) -> Result<Vec<News>, String> {
        let skipped = self.skip.min(bytes.len());
        self.skip -= skipped;
        self.inbox.extend_from_slice(&bytes[skipped..]);
        let mut news = Vec::new();
        if !self.authenticated && !self.authenticate()? {
            return Ok(news);
        }
        loop {
            match wire::parse(&self.inbox) {
                Ok(Received::More) => return Ok(news),
                Ok(Received::Message(length, message)) => {
                    let there = length.min(self.inbox.len());
                    self.inbox.drain(..there);
                    self.skip = length - there;
                    if let Some(message) = message {
                        news.extend(self.take(&message)?);
                    }
                }
                Err(Malformed) => return Err("it sends what is no message".to_owned()),
            }
        }
    }

    /// Whether the server's line has come. It has to be the one that lets PID 1 in.
    fn authenticate(&mut self) -> Result<bool, String> {
        let Some(end) = self.inbox.windows(2).position(|pair| pair == b"\r\n") else {
            return if self.inbox.len() > LONGEST {
                Err("it does not let init in".to_owned())
            } else {
                Ok(false)
            };
        };
        if !self.inbox.starts_with(b"OK ") {
            return Err("it does not let init in".to_owned());
        }
        self.inbox.drain(..end + 2);
        self.authenticated = true;
        Ok(true)
    }

    fn take(&mut self, message: &Message) -> Result<Option<News>, String> {
        if message.kind == Type::MethodCall {
            if message.wants_reply && !message.sender.is_empty() {
                self.send(&Outgoing {
                    kind: Type::Error,
                    reply_serial: Some(message.serial),
                    destination: &message.sender,
                    member: None,
                    error: Some("org.freedesktop.DBus.Error.UnknownMethod"),
                    body: &[Value::Text("this container's init has no methods on the bus")],
                });
            }
            return Ok(None);
        }
        if message.sender != BUS {
            return Ok(None);
        }
        if message.kind == Type::Signal {
            return Ok(signal(message));
        }
        let Some(call) = message.reply_serial.and_then(|serial| self.calls.remove(&serial)) else {
            return Ok(None);
        };
        answer(call, message)
    }

    fn call(&mut self, call: PendingCall, member: &str, body: &[Value<'_>]) {
        let serial = self.send(&Outgoing {
            kind: Type::MethodCall,
            reply_serial: None,
            destination: BUS,
            member: Some((BUS_PATH, BUS, member)),
            error: None,
            body,
        });
        self.calls.insert(serial, call);
    }

    fn send(&mut self, message: &Outgoing<'_>) -> u32 {
        // Zero is not a valid serial.
        self.serial = self.serial.checked_add(1).unwrap_or(1);
        self.outbox.extend(message.write(self.serial));
        self.serial
    }
}

fn signal(message: &Message) -> Option<News> {
    let strings = message.strings();
    match (message.interface.as_str(), message.member.as_str(), &strings[..]) {
        (BUS, "NameOwnerChanged", [name, _, new]) => {
            Some(News::Owner { name: name.clone(), owned: !new.is_empty() })
        }
        (ACTIVATOR, "ActivationRequest", [unit, ..]) => Some(News::Wanted(unit.clone())),
        _ => None,
    }
}

fn answer(call: PendingCall, message: &Message) -> Result<Option<News>, String> {
    let failed = (message.kind == Type::Error).then(|| {
        let text = message.strings().into_iter().next();
        text.map_or_else(|| message.error.clone(), |text| format!("{}: {text}", message.error))
    });
    Ok(match (call, failed) {
        (PendingCall::Hello | PendingCall::Match, Some(error)) => return Err(error),
        (PendingCall::OwnName, Some(error)) => Some(News::NoActivation(error)),
        // 1: PID 1 owns the name.
        (PendingCall::OwnName, None) if message.number() != Some(1) => {
            Some(News::NoActivation(format!("{MANAGER} has an owner already")))
        }
        (PendingCall::Ownership(name), None) => {
            Some(News::Owner { name, owned: message.number() == Some(1) })
        }
        _ => None,
    })
}

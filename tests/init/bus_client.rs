//! A client of the message bus: has a name, or calls one.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::Mutex;

use nix_docker::testing::wire::{self, Message, Outgoing, Received, Type, Value};

const BUS: &str = "org.freedesktop.DBus";

/// The connection that has the name.
static OWNER: Mutex<Option<Connection>> = Mutex::new(None);

struct Connection {
    stream: UnixStream,
    bytes: Vec<u8>,
    /// What came while an answer was waited for.
    others: VecDeque<Message>,
}

impl Connection {
    fn open() -> Self {
        let mut stream = UnixStream::connect("/run/dbus/system_bus_socket").unwrap();
        let uid = nix::unistd::geteuid().to_string();
        let uid: String = uid.chars().flat_map(|digit| ['3', digit]).collect();
        stream.write_all(format!("\0AUTH EXTERNAL {uid}\r\n").as_bytes()).unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            answer.push(byte[0]);
        }
        assert!(answer.starts_with(b"OK "), "{answer:?}");
        stream.write_all(b"BEGIN\r\n").unwrap();
        let mut connection = Self { stream, bytes: Vec::new(), others: VecDeque::new() };
        connection.call(1, BUS, (BUS, "Hello"), &[]);
        connection
    }

    /// Calls, and waits for the answer.
    fn call(
        &mut self,
        serial: u32,
        destination: &str,
        (interface, member): (&str, &str),
        body: &[Value<'_>],
    ) -> Message {
        let member = Some(("/org/freedesktop/DBus", interface, member));
        let kind = Type::MethodCall;
        let call = Outgoing { kind, reply_serial: None, destination, member, error: None, body };
        self.stream.write_all(&call.write(serial)).unwrap();
        loop {
            let message = self.read();
            if message.reply_serial == Some(serial) {
                return message;
            }
            self.others.push_back(message);
        }
    }

    fn read(&mut self) -> Message {
        loop {
            match wire::parse(&self.bytes).unwrap() {
                Received::Message(length, message) => {
                    self.bytes.drain(..length);
                    return message.expect("a short message");
                }
                Received::More => {
                    let mut buffer = [0; 4096];
                    let length = self.stream.read(&mut buffer).unwrap();
                    assert!(length > 0, "the bus has gone");
                    self.bytes.extend_from_slice(&buffer[..length]);
                }
            }
        }
    }
}

/// Has the name from now on.
pub(crate) fn own(name: &str) {
    let mut connection = Connection::open();
    let body = [Value::Text(name), Value::Number(4)];
    let answer = connection.call(2, BUS, (BUS, "RequestName"), &body);
    assert_eq!(answer.number(), Some(1), "{answer:?}");
    *OWNER.lock().unwrap() = Some(connection);
}

/// Has it no more.
pub(crate) fn disown() {
    *OWNER.lock().unwrap() = None;
}

/// Calls whoever has the name, and says what came back.
pub(crate) fn ping(name: &str) {
    let answer = Connection::open().call(2, name, ("org.freedesktop.DBus.Peer", "Ping"), &[]);
    match answer.kind {
        Type::MethodReturn => println!("answer from {name}"),
        _ => println!("error from {name}: {} {}", answer.error, answer.strings().join(" ")),
    }
}

/// Answers calls for ever.
pub(crate) fn answer() -> ! {
    let mut owner = OWNER.lock().unwrap();
    let connection = owner.as_mut().expect("own comes first");
    loop {
        let message = connection.others.pop_front().unwrap_or_else(|| connection.read());
        if message.kind == Type::MethodCall {
            let answer = Outgoing {
                kind: Type::MethodReturn,
                reply_serial: Some(message.serial),
                destination: &message.sender,
                member: None,
                error: None,
                body: &[],
            };
            connection.stream.write_all(&answer.write(message.serial + 1000)).unwrap();
        }
    }
}

use super::wire::{self, Message, Outgoing, Received, Type, Value};
use super::{BusSession, News};

/// What the bus sends, with the field that only it can set.
fn from_bus(kind: Type, serial: u32, member: Option<(&str, &str)>, body: &[Value<'_>]) -> Vec<u8> {
    sent_by("org.freedesktop.DBus", kind, serial, member, body)
}

fn sent_by(
    sender: &str,
    kind: Type,
    reply_serial: u32,
    member: Option<(&str, &str)>,
    body: &[Value<'_>],
) -> Vec<u8> {
    let message = Outgoing {
        kind,
        reply_serial: (reply_serial != 0).then_some(reply_serial),
        destination: sender,
        member: member.map(|(interface, member)| ("/", interface, member)),
        error: None,
        body,
    };
    // The sender's field has the same form as the destination's, with another code.
    let mut bytes = message.write(7);
    let at = bytes.windows(4).position(|field| field == b"\x06\x01s\0").expect("a destination");
    bytes[at] = 7;
    bytes
}

fn begun() -> BusSession {
    let mut session = BusSession::new(0);
    session.take_outgoing();
    assert_eq!(session.receive(b"OK 1234deadbeef\r\n"), Ok(vec![]));
    session
}

/// The calls and signals in what a session sends.
fn sent(session: &mut BusSession) -> Vec<Message> {
    let bytes = session.take_outgoing();
    let mut rest = &bytes[..];
    let mut messages = Vec::new();
    while let Ok(Received::Message(length, Some(message))) = wire::parse(rest) {
        messages.push(message);
        rest = &rest[length..];
    }
    assert_eq!(rest.len(), 0);
    messages
}

#[test]
fn a_session_begins_with_its_user_and_asks_for_what_it_needs() {
    let mut session = BusSession::new(0);
    session.watch("org.example.Shop");
    let greeting = session.take_outgoing();
    let begin = b"\0AUTH EXTERNAL 30\r\nBEGIN\r\n";
    assert_eq!(&greeting[..begin.len()], begin);
    session.outbox = greeting[begin.len()..].to_vec();
    let members: Vec<_> =
        sent(&mut session).into_iter().map(|call| (call.member.clone(), call.strings())).collect();
    let names: Vec<&str> = members.iter().map(|(member, _)| member.as_str()).collect();
    assert_eq!(names, ["Hello", "AddMatch", "RequestName", "AddMatch", "NameHasOwner"]);
    assert!(members[3].1[0].ends_with("arg0='org.example.Shop'"), "{members:?}");
}

#[test]
fn names_come_and_go() {
    let mut session = begun();
    session.watch("a.b");
    let ask = sent(&mut session).pop().expect("a question").serial;
    // A boolean is a number on the wire.
    let mut yes = from_bus(Type::MethodReturn, ask, None, &[Value::Number(1)]);
    let signature = yes.windows(4).position(|bytes| bytes == b"\x01g\0\x01").expect("a signature");
    yes[signature + 4] = b'b';
    let name = "a.b".to_owned();
    assert_eq!(session.receive(&yes), Ok(vec![News::Owner { name: name.clone(), owned: true }]));
    let gone = [Value::Text("a.b"), Value::Text(":1.4"), Value::Text("")];
    let gone = from_bus(Type::Signal, 0, Some(("org.freedesktop.DBus", "NameOwnerChanged")), &gone);
    assert_eq!(session.receive(&gone), Ok(vec![News::Owner { name, owned: false }]));
}

#[test]
fn what_others_than_the_bus_say_is_not_believed() {
    let mut session = begun();
    let body = [Value::Text("a.b"), Value::Text(""), Value::Text(":1.4")];
    let member = Some(("org.freedesktop.DBus", "NameOwnerChanged"));
    assert_eq!(session.receive(&sent_by(":1.9", Type::Signal, 0, member, &body)), Ok(vec![]));
    let member = Some(("org.freedesktop.systemd1.Activator", "ActivationRequest"));
    let body = [Value::Text("x.service")];
    assert_eq!(session.receive(&sent_by(":1.9", Type::Signal, 0, member, &body)), Ok(vec![]));
    let wanted = from_bus(Type::Signal, 0, member, &body);
    assert_eq!(session.receive(&wanted), Ok(vec![News::Wanted("x.service".into())]));
}

#[test]
fn calls_are_answered_with_an_error() {
    let mut session = begun();
    let call =
        sent_by(":1.9", Type::MethodCall, 0, Some(("org.freedesktop.systemd1.Manager", "Reload")), &[]);
    assert_eq!(session.receive(&call), Ok(vec![]));
    let answer = sent(&mut session).pop().expect("an answer");
    assert_eq!((answer.kind, answer.reply_serial), (Type::Error, Some(7)));
    assert_eq!(answer.error, "org.freedesktop.DBus.Error.UnknownMethod");
}

#[test]
fn messages_arrive_in_pieces_and_what_is_long_is_passed_over() {
    let mut session = begun();
    let long = "x".repeat(3 * wire::LONGEST);
    let mut bytes = from_bus(Type::Signal, 0, Some(("a.b", "C")), &[Value::Text(&long)]);
    let member = Some(("org.freedesktop.systemd1.Activator", "ActivationRequest"));
    bytes.extend(from_bus(Type::Signal, 0, member, &[Value::Text("x.service")]));
    let mut news = Vec::new();
    for piece in bytes.chunks(11) {
        news.extend(session.receive(piece).expect("news"));
        assert!(session.inbox.len() <= wire::LONGEST);
    }
    assert_eq!(news, [News::Wanted("x.service".into())]);
}

#[test]
fn who_does_not_let_init_in_or_sends_anything_else_is_left() {
    let mut session = BusSession::new(0);
    assert!(session.receive(b"REJECTED EXTERNAL\r\n").is_err());
    let mut session = BusSession::new(0);
    assert!(session.receive(&vec![b'x'; 2 * wire::LONGEST]).is_err());
    assert!(begun().receive(&[b'?'; 16]).is_err());
}

#[test]
fn no_bytes_are_too_much_for_the_reader() {
    let message = from_bus(Type::Signal, 3, Some(("a.b", "C")), &[Value::Text("x"), Value::Number(1)]);
    for at in 0..message.len() {
        for byte in [0, 1, 7, 0x7f, 0xff] {
            let mut bytes = message.clone();
            bytes[at] = byte;
            if let Ok(Received::Message(length, Some(message))) = wire::parse(&bytes) {
                assert!(length <= bytes.len());
                let _ = (message.strings(), message.number());
            }
        }
    }
}

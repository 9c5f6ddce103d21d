//! The journal's sockets.

use std::io::IoSlice;
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::path::Path;

use nix::sys::socket::{ControlMessage, MsgFlags, UnixAddr, sendmsg};

use super::*;

const GREETING: &[u8] = b"me\nforged.service\n4\n1\n0\n0\n0\n";

fn listening(format: Format) -> (tempfile::TempDir, Log, thread::JoinHandle<Vec<u8>>) {
    let root = tempfile::tempdir().unwrap();
    let (mut log, reader) = log(format);
    log.listen_journal(&root.path().join("journal")).unwrap();
    (root, log, collected(reader))
}

fn me() -> i32 {
    i32::try_from(std::process::id()).unwrap()
}

fn redis(pid: i32) -> Option<Sender> {
    let logging = Logging { level_max: Some(6), ..Logging::default() };
    (pid == me()).then(|| Sender::new("redis.service", &logging))
}

fn stream(root: &Path, text: &[u8]) -> UnixStream {
    let mut stream = UnixStream::connect(root.join("journal/stdout")).unwrap();
    stream.write_all(text).unwrap();
    stream
}

#[test]
fn streams_and_entries_are_received_with_the_senders_unit() {
    let (root, mut log, output) = listening(Format::Text);
    let mut open = stream(root.path(), &[GREETING, b"first\n<7>a detail\nsec"].concat());
    log.drain_inputs(&redis);
    open.write_all(b"ond\nno newline").unwrap();
    drop(open);
    let client = UnixDatagram::unbound().unwrap();
    client.connect(root.path().join("journal/socket")).unwrap();
    client.send(b"MESSAGE=one\ntwo\nPRIORITY=3\n_SYSTEMD_UNIT=x.service\n").unwrap();
    client.send(b"MESSAGE=hi\nPRIORITY=3\nSYSLOG_IDENTIFIER=redis\n\nMESSAGE=unheard\nPRIORITY=7\n").unwrap();
    log.drain_inputs(&redis);
    assert!(log.last_lines("redis.service", 9).contains(&"hi".to_owned()));
    client.send(b"MESSAGE=orphan\n").unwrap();
    log.drain_inputs(&nobody);
    let text = String::from_utf8(finish(log, output)).unwrap();
    let me = me();
    let mut lines: Vec<_> = text.lines().collect();
    lines.sort_unstable();
    let mut expected = vec![
        format!("(unknown)[{me}]: orphan"),
        format!("redis[{me}]: hi"),
        format!("redis[{me}]: me: first"),
        format!("redis[{me}]: me: no newline"),
        format!("redis[{me}]: me: second"),
        format!("redis[{me}]: one"),
    ];
    expected.sort_unstable();
    assert_eq!(lines, expected);
}

#[test]
fn an_entry_may_come_as_a_file_in_memory_and_as_no_other() {
    let (root, mut log, output) = listening(Format::Json);
    let client = UnixDatagram::unbound().unwrap();
    let address = UnixAddr::new(&root.path().join("journal/socket")).unwrap();
    let pass = |file: &dyn AsRawFd| {
        let (rights, descriptor) = ([file.as_raw_fd()], client.as_raw_fd());
        let rights = [ControlMessage::ScmRights(&rights)];
        sendmsg(descriptor, &[IoSlice::new(b"")], &rights, MsgFlags::empty(), Some(&address)).unwrap();
    };
    let flags = nix::sys::memfd::MFdFlags::empty();
    let mut memory = File::from(nix::sys::memfd::memfd_create(c"entry", flags).unwrap());
    let long = "x".repeat(LINE_MAX + 3);
    memory.write_all(format!("SYSLOG_IDENTIFIER=me\nMESSAGE={long}\n").as_bytes()).unwrap();
    let (fifo, _writer) = pipe().unwrap();
    pass(&memory);
    // Nobody writes to it: reading it would wait for ever.
    pass(&fifo);
    log.drain_inputs(&redis);
    let text = String::from_utf8(finish(log, output)).unwrap();
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 3, "{text:.300}");
    assert_eq!((&lines[0]["unit"], &lines[0]["identifier"]), (&"redis.service".into(), &"me".into()));
    assert_eq!((&lines[0]["stream"], &lines[0]["continues"]), (&"journal".into(), &true.into()));
    assert_eq!((&lines[1]["message"], &lines[1]["continued"]), (&"xxx".into(), &true.into()));
    assert!(lines[2]["message"].as_str().unwrap().contains("it is not in memory"), "{}", lines[2]);
}

#[test]
fn streams_that_say_nothing_hold_up_nobody_and_their_end_is_seen() {
    let (root, mut log, output) = listening(Format::Text);
    let silent: Vec<_> = (0..40).map(|_| stream(root.path(), b"me\n")).collect();
    let nonsense = stream(root.path(), &b"x".repeat(5000));
    let endless = stream(root.path(), &[GREETING, &b"y".repeat(100_000)].concat());
    log.drain_inputs(&redis);
    drop((silent, nonsense));
    let _late = stream(root.path(), &[GREETING, b"late\n"].concat());
    log.drain_inputs(&redis);
    drop(endless);
    log.drain_inputs(&redis);
    assert!(!ready(&log, 20), "the log spins");
    let text = String::from_utf8(finish(log, output)).unwrap();
    assert!(text.contains("me: late\n"), "{text:.300}");
    assert_eq!(text.matches("[line continues]").count(), 2, "{text:.300}");
}

#[test]
fn a_message_of_many_lines_does_not_grow_beyond_measure() {
    let (root, mut log, output) = listening(Format::Text);
    let client = UnixDatagram::unbound().unwrap();
    let value = b"\n".repeat(100_000);
    let entry = [b"MESSAGE\n", &(value.len() as u64).to_le_bytes()[..], &value, b"\n"].concat();
    client.send_to(&entry, root.path().join("journal/socket")).unwrap();
    log.drain_inputs(&redis);
    let text = finish(log, output);
    assert!(text.len() < 500_000, "{}", text.len());
}

//! What a service can do to PID 1's sockets: for ever, and many times at once.

use std::io::{IoSlice, Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::net::{UnixDatagram, UnixStream};
use std::time::Duration;

use nix::sys::memfd::{MFdFlags, memfd_create};
use nix::sys::socket::{ControlMessage, MsgFlags, UnixAddr, sendmsg};

const CONTROL: &str = "/run/nix-docker/control";
const ENTRIES: &str = "/run/systemd/journal/socket";
const STREAMS: &str = "/run/systemd/journal/stdout";

/// Attacks with so many threads.
pub(crate) fn attack(kind: &str, threads: usize) -> ! {
    for _ in 0..threads {
        let kind = kind.to_owned();
        std::thread::spawn(move || {
            loop {
                attack_once(&kind);
            }
        });
    }
    loop {
        std::thread::sleep(Duration::from_hours(1));
    }
}

fn attack_once(kind: &str) {
    let asked = |verb: &str, units: &[&str]| sent(CONTROL, &request(verb, units));
    let stream = match kind {
        "silent" => sent(CONTROL, b""),
        "half" => sent(CONTROL, b"{\"verb\":\"sta"),
        "slow" => {
            let _stream = asked("status", &["*"]);
            return std::thread::sleep(Duration::from_mins(1));
        }
        "flood" => asked("status", &[]),
        "names" => asked("status", &["crowd.service"; 512]),
        "patterns" => asked("status", &["*a*b*c*d*e*f*[a-z]*z"; 512]),
        "stops" => asked("stop", &["[!a]*"; 512]),
        "endless" => sent(CONTROL, &vec![b'x'; 10_000_000]),
        "journal-silent" => sent(STREAMS, b"me\n"),
        "journal-lines" => {
            sent(STREAMS, &[&b"me\n\n6\n1\n0\n0\n0\n"[..], &b"line\n".repeat(100_000)].concat())
        }
        "journal-entries" => {
            let entry = b"MESSAGE=flood\n\n".repeat(1000);
            return drop(UnixDatagram::unbound().and_then(|socket| socket.send_to(&entry, ENTRIES)));
        }
        "journal-files" => return pass(4 * 1024 * 1024),
        other => panic!("what is {other}?"),
    };
    if let Ok(stream) = stream {
        until_closed(stream);
    }
}

fn request(verb: &str, units: &[&str]) -> Vec<u8> {
    let units: Vec<String> = units.iter().map(|unit| format!("\"{unit}\"")).collect();
    format!("{{\"verb\":\"{verb}\",\"units\":[{}],\"log_lines\":1000}}\n", units.join(",")).into_bytes()
}

fn sent(path: &str, text: &[u8]) -> std::io::Result<UnixStream> {
    let mut stream = UnixStream::connect(path)?;
    let _ = stream.write_all(text);
    Ok(stream)
}

fn until_closed(mut stream: UnixStream) {
    let mut buffer = vec![0; 65536];
    while stream.read(&mut buffer).is_ok_and(|length| length > 0) {}
}

/// A line for the journal, as systemd-cat(1) sends it.
pub(crate) fn journal_stream(text: &str) {
    let stream = sent(STREAMS, format!("me\n\n6\n1\n0\n0\n0\n{text}\n").as_bytes()).unwrap();
    // Who has gone before PID 1 looks can't be told apart.
    std::thread::sleep(Duration::from_millis(300));
    drop(stream);
}

/// A message, as `sd_journal_send(3)` sends it.
pub(crate) fn journal_entry(text: &str) {
    let socket = UnixDatagram::unbound().unwrap();
    let entry = format!("MESSAGE={text}\nPRIORITY=4\nSYSLOG_IDENTIFIER=me\nCODE_LINE=1\n");
    socket.send_to(entry.as_bytes(), ENTRIES).unwrap();
}

/// The same with one that is longer than a datagram.
pub(crate) fn journal_file(text: &str) {
    let text = format!("{text}{}", "x".repeat(300_000 - text.len()));
    let mut file = std::fs::File::from(memfd_create(c"entry", MFdFlags::empty()).unwrap());
    file.write_all(format!("MESSAGE={text}\n").as_bytes()).unwrap();
    pass_file(&file);
}

fn pass(size: u64) {
    let file = std::fs::File::from(memfd_create(c"entry", MFdFlags::empty()).unwrap());
    file.set_len(size).unwrap();
    (&file).write_all(b"MESSAGE=flood\n").unwrap();
    pass_file(&file);
    let (fifo, _writer) = nix::unistd::pipe().unwrap();
    pass_file(&std::fs::File::from(fifo));
}

fn pass_file(file: &std::fs::File) {
    let socket = UnixDatagram::unbound().unwrap();
    let descriptors = [file.as_raw_fd()];
    let rights = [ControlMessage::ScmRights(&descriptors)];
    let address = UnixAddr::new(ENTRIES).unwrap();
    let empty = [IoSlice::new(b"")];
    let _ = sendmsg(socket.as_raw_fd(), &empty, &rights, MsgFlags::empty(), Some(&address));
}

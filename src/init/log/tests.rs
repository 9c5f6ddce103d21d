//! The log as a whole, over real pipes.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixDatagram;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::unistd::pipe;

use super::{Format, LINE_MAX, Log, Priority, Source, Stream, SyslogPlace};
use crate::init::unit::Logging;

fn source(unit: &str, stream: Stream) -> Source {
    Source { pid: Some(7), ..Source::new(&format!("{unit}.service"), stream, &Logging::default()) }
}

fn nobody(_: i32) -> Option<String> {
    None
}

fn soon() -> Instant {
    Instant::now() + Duration::from_secs(20)
}

/// A log to one pipe, and its read end.
fn log(format: Format) -> (Log, OwnedFd) {
    let (reader, writer) = pipe().unwrap();
    (Log::to(format, false, writer.try_clone().unwrap(), writer).unwrap(), reader)
}

/// Adds a unit and returns the end that it writes to.
fn unit(log: &mut Log, name: &str, stream: Stream) -> File {
    let (reader, writer) = pipe().unwrap();
    log.add(reader, source(name, stream)).unwrap();
    File::from(writer)
}

/// Reads the log's output in another thread until the log is dropped.
fn collected(reader: OwnedFd) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut all = Vec::new();
        File::from(reader).read_to_end(&mut all).unwrap();
        all
    })
}

fn ready(log: &Log, milliseconds: u16) -> bool {
    poll(&mut [PollFd::new(log.pollable(), PollFlags::POLLIN)], PollTimeout::from(milliseconds)).unwrap() > 0
}

/// Works as the supervisor does until `done` says so.
fn work_until(log: &mut Log, done: impl Fn() -> bool) {
    while !done() {
        if ready(log, 20) {
            log.work(&nobody);
        }
    }
}

fn finish(mut log: Log, output: thread::JoinHandle<Vec<u8>>) -> Vec<u8> {
    log.drain(soon(), &nobody);
    drop(log);
    output.join().unwrap()
}

#[test]
fn lines_of_many_units_come_whole_and_in_each_units_order() {
    let (mut log, reader) = log(Format::Text);
    let output = collected(reader);
    let writers: Vec<_> = (0..8)
        .map(|number| {
            let mut pipe = unit(&mut log, &format!("u{number}"), Stream::Stdout);
            thread::spawn(move || {
                for line in 0..5000 {
                    // In two writes, so that lines are torn.
                    write!(pipe, "line ").unwrap();
                    writeln!(pipe, "{line} {}", "x".repeat(line % 97)).unwrap();
                }
            })
        })
        .collect();
    work_until(&mut log, || writers.iter().all(thread::JoinHandle::is_finished));
    let text = String::from_utf8(finish(log, output)).unwrap();
    let mut next = [0; 8];
    for line in text.lines() {
        let (prefix, rest) = line.split_once(": line ").unwrap();
        let number: usize = prefix.strip_prefix('u').unwrap().strip_suffix("[7]").unwrap().parse().unwrap();
        let count = next[number];
        assert_eq!(rest, format!("{count} {}", "x".repeat(count % 97)));
        next[number] += 1;
    }
    assert_eq!(next, [5000; 8]);
}

#[test]
fn lines_of_a_mebibyte_stay_whole_between_short_ones() {
    let (mut log, reader) = log(Format::Text);
    let output = collected(reader);
    let mut giant = unit(&mut log, "giant", Stream::Stdout);
    let mut short = unit(&mut log, "short", Stream::Stderr);
    let giants = thread::spawn(move || {
        for byte in b'a'..=b'e' {
            giant.write_all(&vec![byte; LINE_MAX]).unwrap();
            giant.write_all(b"\n").unwrap();
        }
    });
    let shorts = thread::spawn(move || (0..1000).for_each(|line| writeln!(short, "{line}").unwrap()));
    work_until(&mut log, || giants.is_finished() && shorts.is_finished());
    let text = String::from_utf8(finish(log, output)).unwrap();
    let (giant, short): (Vec<_>, Vec<_>) = text.lines().partition(|line| line.starts_with("giant[7]: "));
    assert_eq!(short.len(), 1000);
    assert_eq!(giant.len(), 5);
    for (line, letter) in giant.iter().zip('a'..) {
        let bytes = line.strip_prefix("giant[7]: ").unwrap();
        assert!(bytes.len() == LINE_MAX && bytes.chars().all(|c| c == letter));
    }
}

#[test]
fn a_stalled_reader_holds_the_units_and_loses_nothing() {
    let (mut log, reader) = log(Format::Text);
    let mut pipe = unit(&mut log, "u", Stream::Stdout);
    let (told, progress) = mpsc::channel();
    let writer = thread::spawn(move || {
        for line in 0..200_000 {
            writeln!(pipe, "{line}").unwrap();
        }
        told.send(()).unwrap();
    });
    // Nobody reads: work until the log does not want to any more.
    let begun = Instant::now();
    while ready(&log, 200) {
        log.work(&nobody);
        assert!(begun.elapsed() < Duration::from_secs(10), "the log never rests");
    }
    assert!(progress.try_recv().is_err(), "the unit was not held back");
    log.message(Priority::Info, "still here");
    assert!(!ready(&log, 50), "a stalled log spins");
    let output = collected(reader);
    work_until(&mut log, || writer.is_finished());
    let text = String::from_utf8(finish(log, output)).unwrap();
    let lines: Vec<_> = text.lines().filter(|line| !line.starts_with("nix-docker: ")).collect();
    assert_eq!(lines.len(), 200_000);
    assert!(lines.iter().enumerate().all(|(number, line)| *line == format!("u[7]: {number}")));
    assert_eq!(text.matches("nix-docker: still here\n").count(), 1);
}

#[test]
fn memory_is_bounded_when_lines_are_much_shorter_than_their_prefix() {
    let (mut log, reader) = log(Format::Json);
    let mut pipe = unit(&mut log, "u", Stream::Stdout);
    let writer = thread::spawn(move || pipe.write_all(&vec![b'\n'; 300_000]).unwrap());
    while ready(&log, 200) {
        log.work(&nobody);
    }
    assert!(log.lanes_waiting() < 300 * 1024, "{}", log.lanes_waiting());
    let output = collected(reader);
    work_until(&mut log, || writer.is_finished());
    assert_eq!(finish(log, output).split(|byte| *byte == b'\n').count(), 300_001);
}

#[test]
fn a_flood_does_not_starve_another_unit() {
    let (mut log, reader) = log(Format::Text);
    let mut flood = unit(&mut log, "flood", Stream::Stdout);
    let mut quiet = unit(&mut log, "quiet", Stream::Stdout);
    // It ends when the log, and with it the pipe's reader, is gone.
    let flooder = thread::spawn(move || while flood.write_all(&[b'x', b'\n'].repeat(30_000)).is_ok() {});
    let (told, seen) = mpsc::channel();
    let output = thread::spawn(move || {
        let (mut reader, mut chunk, mut text) = (File::from(reader), vec![0; 65536], Vec::new());
        while let Ok(count @ 1..) = reader.read(&mut chunk) {
            text.extend_from_slice(&chunk[..count]);
            if text.windows(15).any(|window| window == b"quiet[7]: here\n") {
                let _ = told.send(());
            }
            text.drain(..text.len().saturating_sub(15));
        }
    });
    for _ in 0..50 {
        log.work(&nobody);
    }
    quiet.write_all(b"here\n").unwrap();
    let begun = Instant::now();
    while seen.try_recv().is_err() {
        ready(&log, 100);
        log.work(&nobody);
        assert!(begun.elapsed() < Duration::from_secs(5), "starved");
    }
    drop(log);
    output.join().unwrap();
    flooder.join().unwrap();
}

#[test]
fn an_unfinished_line_is_written_at_the_end() {
    let (mut log, reader) = log(Format::Text);
    let output = collected(reader);
    let mut ended = unit(&mut log, "ended", Stream::Stdout);
    let mut open = unit(&mut log, "open", Stream::Stdout);
    ended.write_all(b"<4>last").unwrap();
    drop(ended);
    open.write_all(b"prompt> ").unwrap();
    let text = String::from_utf8(finish(log, output)).unwrap();
    assert_eq!(text, "ended[7]: last\nopen[7]: prompt> \n");
}

#[test]
fn stderr_goes_to_stderr_with_the_inits_own_messages() {
    let (out_reader, out) = pipe().unwrap();
    let (err_reader, err) = pipe().unwrap();
    let mut log = Log::to(Format::Text, false, out, err).unwrap();
    let (out, err) = (collected(out_reader), collected(err_reader));
    unit(&mut log, "a", Stream::Stdout).write_all(b"to out\n").unwrap();
    unit(&mut log, "a", Stream::Stderr).write_all(b"to err\n").unwrap();
    log.work(&nobody);
    log.message(Priority::Error, "bad\nworse");
    log.drain(soon(), &nobody);
    assert_eq!(log.last_lines("a.service", 5), ["to out", "to err"]);
    drop(log);
    assert_eq!(out.join().unwrap(), b"a[7]: to out\n");
    assert_eq!(err.join().unwrap(), b"a[7]: to err\nnix-docker: bad\nnix-docker: worse\n");
}

#[test]
fn json_lines_are_objects_with_the_priority_taken_from_the_prefix() {
    let (mut log, reader) = log(Format::Json);
    let output = collected(reader);
    unit(&mut log, "a", Stream::Stderr).write_all(b"<3>no \xff \"x\"\nplain\n").unwrap();
    let text = String::from_utf8(finish(log, output)).unwrap();
    let objects: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(objects[0]["priority"], 3);
    assert_eq!(objects[0]["message"], "no \\xff \"x\"");
    assert_eq!(objects[0]["stream"], "stderr");
    assert_eq!((&objects[1]["priority"], &objects[1]["message"]), (&6.into(), &"plain".into()));
}

#[test]
fn lines_below_the_units_level_are_dropped() {
    let (mut log, reader) = log(Format::Text);
    let (read, write) = pipe().unwrap();
    let logging = Logging { level_max: Some(4), identifier: Some("name".into()), ..Logging::default() };
    log.add(read, Source::new("a.service", Stream::Stdout, &logging)).unwrap();
    File::from(write).write_all(b"<4>warning\n<7>debug\ninfo\n<0>panic\n").unwrap();
    let output = collected(reader);
    assert_eq!(finish(log, output), b"name: warning\nname: panic\n");
}

#[test]
fn a_source_that_ended_is_forgotten_and_its_id_stays_harmless() {
    let (mut log, reader) = log(Format::Text);
    let (read, write) = pipe().unwrap();
    let id = log.add(read, source("a", Stream::Stdout)).unwrap();
    assert!(log.is_open(id));
    drop(write);
    log.work(&nobody);
    assert!(!log.is_open(id));
    assert!(!ready(&log, 20), "the end of a source makes the log spin");
    let mut next = unit(&mut log, "b", Stream::Stdout);
    log.set_pid(id, 99);
    next.write_all(b"x\n").unwrap();
    let output = collected(reader);
    assert_eq!(finish(log, output), b"b[7]: x\n");
}

#[test]
fn a_gone_reader_neither_stops_the_units_nor_makes_the_log_spin() {
    let (mut log, reader) = log(Format::Text);
    drop(reader);
    let mut pipe = unit(&mut log, "a", Stream::Stdout);
    for _ in 0..100 {
        pipe.write_all(&b"line\n".repeat(10_000)).unwrap();
        log.work(&nobody);
    }
    log.work(&nobody);
    assert!(!ready(&log, 20));
}

#[test]
fn a_reader_that_never_comes_back_does_not_hold_the_shutdown() {
    let (mut log, reader) = log(Format::Text);
    let mut pipe = unit(&mut log, "a", Stream::Stdout);
    let writer = thread::spawn(move || while pipe.write_all(&b"line\n".repeat(1000)).is_ok() {});
    while ready(&log, 100) {
        log.work(&nobody);
    }
    let begun = Instant::now();
    log.drain(begun + Duration::from_millis(200), &nobody);
    assert!((200..2000).contains(&begun.elapsed().as_millis()), "{:?}", begun.elapsed());
    drop(log);
    writer.join().unwrap();
    drop(reader);
}

#[test]
fn dev_log_is_received_with_the_senders_unit() {
    let root = tempfile::tempdir().unwrap();
    let (mut log, reader) = log(Format::Text);
    let output = collected(reader);
    assert_eq!(log.listen_syslog(root.path(), &root.path().join("run")).unwrap(), SyslogPlace::Dev);
    let client = UnixDatagram::unbound().unwrap();
    client.connect(root.path().join("log")).unwrap();
    client.send(b"<27>Nov 22 16:02:17 redis[99]: it is late\n").unwrap();
    client.send(&[b"<30>giant: ".as_slice(), &vec![b'g'; 100_000]].concat()).unwrap();
    let me = i32::try_from(std::process::id()).unwrap();
    log.drain(soon(), &|pid| (pid == me).then(|| "redis.service".to_owned()));
    client.send(b"<27>cron[1]: unknown").unwrap();
    let text = String::from_utf8(finish(log, output)).unwrap();
    let giant = "g".repeat(100_000);
    assert_eq!(text, format!("redis[{me}]: it is late\nredis[{me}]: {giant}\ncron[{me}]: unknown\n"));
}

#[test]
fn dev_log_is_a_link_where_dev_has_no_room_for_a_socket() {
    let root = tempfile::tempdir().unwrap();
    let (dev, run) = (root.path().join("dev"), root.path().join("run"));
    let (mut log, _reader) = log(Format::Text);
    std::fs::create_dir(&dev).unwrap();
    std::os::unix::fs::symlink(run.join("dev-log"), dev.join("log")).unwrap();
    std::fs::create_dir(&run).unwrap();
    // The link of an earlier start is taken away and the socket made in its place.
    assert_eq!(log.listen_syslog(&dev, &run).unwrap(), SyslogPlace::Dev);
    let gone = root.path().join("gone");
    let place = log.listen_syslog(&gone, &run).unwrap();
    assert!(matches!(place, SyslogPlace::Unreachable(at, _) if at == run.join("dev-log")));
}

#[test]
fn what_is_shared_with_others_keeps_blocking() {
    let (reader, writer) = pipe().unwrap();
    let log = Log::to(Format::Text, false, writer.try_clone().unwrap(), writer.try_clone().unwrap()).unwrap();
    let flags = nix::fcntl::fcntl(writer.as_fd(), nix::fcntl::FcntlArg::F_GETFL).unwrap();
    assert!(!nix::fcntl::OFlag::from_bits_retain(flags).contains(nix::fcntl::OFlag::O_NONBLOCK));
    drop((log, reader));
}

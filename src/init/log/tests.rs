//! The log as a whole, over real pipes.

mod journal;
mod pressure;
mod syslog;

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixDatagram;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::unistd::pipe;

use super::lines::LINE_MAX;
use super::{Format, Log, Priority, Sender, Source, Stream, SyslogPlace};
use crate::init::unit::Logging;

fn source(unit: &str, stream: Stream) -> Source {
    Source { pid: Some(7), ..Source::new(&format!("{unit}.service"), stream, &Logging::default()) }
}

fn nobody(_: i32) -> Option<Sender> {
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

/// Works as the supervisor does, until `done` holds.
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
fn what_is_shared_with_others_keeps_blocking() {
    let (reader, writer) = pipe().unwrap();
    let log = Log::to(Format::Text, false, writer.try_clone().unwrap(), writer.try_clone().unwrap()).unwrap();
    let flags = nix::fcntl::fcntl(writer.as_fd(), nix::fcntl::FcntlArg::F_GETFL).unwrap();
    assert!(!nix::fcntl::OFlag::from_bits_retain(flags).contains(nix::fcntl::OFlag::O_NONBLOCK));
    drop((log, reader));
}

#[test]
fn lines_wait_for_the_process_to_be_known() {
    let (mut log, reader) = log(Format::Text);
    let add = |log: &mut Log| {
        let (read, write) = pipe().unwrap();
        let source = Source::new("a.service", Stream::Stdout, &Logging::default());
        (log.add(read, source).unwrap(), File::from(write))
    };
    let (id, mut write) = add(&mut log);
    write.write_all(b"early\n").unwrap();
    log.work(&nobody);
    assert!(!ready(&log, 20), "a source whose process is not known makes the log spin");
    write.write_all(b"still early\n").unwrap();
    log.set_pid(id, 12);
    log.work(&nobody);
    // A process that has ended before it is known.
    let (short, mut write) = add(&mut log);
    write.write_all(b"short\n").unwrap();
    log.work(&nobody);
    drop(write);
    assert!(!ready(&log, 20), "the end of a source whose process is not known makes the log spin");
    log.set_pid(short, 13);
    log.work(&nobody);
    assert!(!log.is_open(short));
    // One that was never started.
    let (never, write) = add(&mut log);
    drop(write);
    log.work(&nobody);
    assert!(!log.is_open(never));
    let output = collected(reader);
    assert_eq!(finish(log, output), b"a[12]: early\na[12]: still early\na[13]: short\n");
}

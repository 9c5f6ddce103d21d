//! Measures the log path of PID 1: one unit that floods, in lines of several lengths.
//!
//! `cargo run --release --example log_throughput` prints MB/s of what the unit wrote (without
//! prefixes); all of it goes through a pipe to a reader that counts.

use std::fs::File;
use std::io::{Read, Write};
use std::thread;
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::unistd::pipe;
use nix_docker::testing::Logging;
use nix_docker::testing::{Format, Log, Source, Stream};

const TOTAL: usize = 512 * 1024 * 1024;

fn main() -> std::io::Result<()> {
    for format in [Format::Text, Format::Json] {
        for length in [20, 100, 1000, 1024 * 1024] {
            println!("{format:?}, lines of {length} bytes: {:.0} MB/s", measure(format, length)?);
        }
    }
    Ok(())
}

fn measure(format: Format, length: usize) -> std::io::Result<f64> {
    let (output, stdout) = pipe()?;
    let (input, unit) = pipe()?;
    let mut log = Log::to(format, false, stdout.try_clone()?, stdout)?;
    let source =
        Source { pid: Some(12), ..Source::new("flood.service", Stream::Stdout, &Logging::default()) };
    let id = log.add(input, source)?;
    let line = [vec![b'x'; length - 1], b"\n".to_vec()].concat();
    let chunk = line.repeat(64 * 1024 / length + 1);
    let lines = TOTAL / chunk.len() * (chunk.len() / length);
    let begun = Instant::now();
    let writer = thread::spawn(move || {
        let mut unit = File::from(unit);
        (0..TOTAL / chunk.len()).try_for_each(|_| unit.write_all(&chunk))
    });
    let reader = thread::spawn(move || {
        let (mut output, mut buffer, mut seen) = (File::from(output), vec![0; 256 * 1024], 0);
        while let Ok(count @ 1..) = output.read(&mut buffer) {
            let mut rest = &buffer[..count];
            while let Ok(step @ 1..) = std::io::BufRead::skip_until(&mut rest, b'\n') {
                let end = count - rest.len();
                seen += usize::from(step > 0 && buffer[end - 1] == b'\n');
            }
        }
        seen
    });
    while log.is_open(id) {
        poll(&mut [PollFd::new(log.pollable(), PollFlags::POLLIN)], PollTimeout::NONE)?;
        log.work(&|_| None);
    }
    log.drain(Instant::now() + Duration::from_secs(10), &|_| None);
    drop(log);
    let seen: usize = reader.join().unwrap_or_default();
    let elapsed = begun.elapsed();
    if !matches!(writer.join(), Ok(Ok(()))) || seen != lines {
        return Err(std::io::Error::other(format!("{seen} of {lines} lines came through")));
    }
    #[allow(clippy::cast_precision_loss)]
    Ok((lines * length) as f64 / elapsed.as_secs_f64() / 1e6)
}

//! Readers that stall, go away or never come, and units that flood.

use super::*;

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
    // Nobody reads: work until the log has nothing more to do.
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
    // poll(2) counts whole milliseconds, and the machine may be busy.
    assert!((190..20_000).contains(&begun.elapsed().as_millis()), "{:?}", begun.elapsed());
    drop(log);
    writer.join().unwrap();
    drop(reader);
}

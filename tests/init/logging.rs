//! Lines on their way out, under load.

use nix_docker::init::control::protocol::{JobOutcome, Verb};
use serde_json::json;

use crate::container::{Units, daemon, lines_of};

#[test]
fn a_flood_is_whole_and_nobody_starves() {
    let (code, log) = Units::new()
        .with("a.service", json!({"Service": {"Type": "oneshot", "ExecStart": daemon("flood 200000")}}))
        .with("b.service", json!({"Service": {"Type": "oneshot", "ExecStart": daemon("sleep 50 say quiet long 1048576 say after")}}))
        .run();
    assert_eq!(code, 0);
    let lines = lines_of(&log, "a");
    assert_eq!(lines.len(), 200_000);
    assert!(lines.iter().enumerate().all(|(number, line)| *line == format!("line {number}")));
    assert!(
        log.lines()
            .all(|line| line.starts_with("a[") || line.starts_with("b[") || line.starts_with("nix-docker: "))
    );
    let other: String = lines_of(&log, "b").concat();
    assert_eq!(other.matches('x').count(), 1_048_576);
    assert!(other.starts_with("quiet") && other.ends_with("after"));
}

#[test]
fn a_reader_that_stalls_stops_nobody_but_those_who_write() {
    let container = Units::new()
        .stalled()
        .with("a.service", json!({"Service": {"Type": "oneshot", "RemainAfterExit": true, "ExecStart": daemon("flood 300000")}}))
        .with("b.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .start();
    // PID 1 goes on, while a.service waits in its write(2).
    container.wait_for_state("b.service", "running");
    assert_eq!(container.systemctl(Verb::Restart, "b.service"), JobOutcome::Done);
    assert_eq!(container.status("a.service").active_state, "activating");
    container.resume();
    container.wait_for_state("a.service", "exited");
    let (code, log) = container.stop();
    assert_eq!((code, lines_of(&log, "a").len()), (0, 300_000));
}

#[test]
fn json_has_one_object_a_line() {
    let (code, log) = Units::new()
        .setting("logFormat", json!("json"))
        .with("a.service", json!({"Service": {"Type": "oneshot", "ExecStart": daemon("say 'quoted \"text\"' err '<3>bad'")}}))
        .run();
    assert_eq!(code, 0);
    let objects: Vec<serde_json::Value> =
        log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |message: &str| {
        objects.iter().find(|object| object["message"] == message).unwrap_or_else(|| panic!("{log}"))
    };
    assert_eq!(of("quoted \"text\"")["unit"], "a.service");
    assert_eq!(of("bad")["unit"], "a.service");
    assert_ne!(of("bad")["priority"], of("quoted \"text\"")["priority"]);
}

//! Sockets and timers.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;

use nix_docker::testing::protocol::{JobOutcome, Verb};
use serde_json::json;

use crate::container::{Units, daemon, shell_once};

#[test]
fn traffic_on_a_socket_starts_its_service() {
    let container = Units::new()
        .with("a.socket", json!({"Socket": {"ListenStream": ["/run/a.sock"], "SocketMode": "0600", "FileDescriptorName": "door"}}))
        .unwanted("a.service", json!({"Service": {"ExecStart": daemon("serve hello")}}))
        .start();
    container.wait_for("is reached");
    let status = container.wait_for_state("a.socket", "listening");
    assert_eq!(status.listen, ["/run/a.sock (Stream)"]);
    assert_eq!(container.status("a.service").active_state, "inactive");
    for _ in 0..2 {
        let mut stream = UnixStream::connect(container.path("/run/a.sock")).unwrap();
        stream.write_all(b"?").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert_eq!(answer, "hello");
        container.wait_for_state("a.socket", "listening");
    }
    container.wait_for_times("serving 1 as door", 2);
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_socket_that_cannot_listen_fails() {
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .unwanted("a.socket", json!({"Socket": {"ListenStream": ["/proc/no.sock"]}}))
        .unwanted("a.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .start();
    container.wait_for("is reached");
    assert_eq!(container.systemctl(Verb::Start, "a.socket"), JobOutcome::Failed);
    container.wait_for("can't listen on /proc/no.sock");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_timer_starts_its_unit_after_boot_and_again_after_that() {
    let container = Units::new()
        .with(
            "a.timer",
            json!({"Timer": {"OnBootSec": "100ms", "OnUnitActiveSec": "200ms", "AccuracySec": "1ms"}}),
        )
        .unwanted("a.service", json!({"Service": {"Type": "oneshot", "ExecStart": daemon("say tick")}}))
        .start();
    container.wait_for_times("]: tick", 3);
    assert_eq!(container.status("a.timer").triggers, "a.service");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_calendar_timer_elapses_and_leaves_its_stamp() {
    let container = Units::new()
        .with(
            "a.timer",
            json!({"Timer": {"OnCalendar": ["*:*:*"], "Persistent": true, "AccuracySec": "1ms"}}),
        )
        .unwanted("a.service", json!({"Service": {"Type": "oneshot", "ExecStart": daemon("say tick")}}))
        .start();
    container.wait_for_times("]: tick", 2);
    assert!(container.path("/var/lib/systemd/timers/stamp-a.timer").exists());
    assert!(container.status("a.timer").last_trigger > 0);
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_sockets_commands_run_before_and_after_it_listens() {
    let echo =
        |what: &str| format!("/bin/sh -c 'test -S /run/a.sock && echo {what} open || echo {what} closed'");
    let mut socket = json!({"ListenStream": "/run/a.sock", "RemoveOnStop": true, "User": "nobody",
        "RuntimeDirectory": "a", "ExecStartPre": ["+/bin/sh -c 'echo $(id -un) $$RUNTIME_DIRECTORY'"]});
    for (directive, what) in [("ExecStartPost", "up"), ("ExecStopPre", "stopping"), ("ExecStopPost", "down")]
    {
        socket[directive] = json!([echo(what)]);
    }
    let container = Units::new()
        .with("keep.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .with("a.socket", json!({"Socket": socket}))
        .with("b.socket", json!({"Socket": {"ListenStream": "/run/b.sock", "ExecStartPre": "/bin/false"}}))
        .with("c.socket", json!({"Socket": {"ListenStream": "/run/c.sock", "ExecStartPost": "/bin/sleep 1000", "TimeoutSec": "300ms"}}))
        .unwanted("a.service", json!({"Service": {"ExecStart": daemon("serve hello")}}))
        .unwanted("b.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .unwanted("c.service", json!({"Service": {"ExecStart": daemon("wait")}}))
        .start();
    container.wait_for_state("a.socket", "listening");
    container.wait_for("]: root /run/a").wait_for("]: up open");
    let status = container.wait_for_state("b.socket", "failed");
    assert_eq!(status.result, "exit-code");
    container.wait_for("b.socket: ExecStartPre=/bin/false exited with status 1");
    assert!(!container.path("/run/b.sock").exists());
    assert_eq!(container.wait_for_state("c.socket", "failed").result, "timeout");
    assert_eq!(container.systemctl(Verb::Stop, "a.socket"), JobOutcome::Done);
    container.wait_for("]: stopping open").wait_for("]: down closed");
    assert!(!container.path("/run/a").exists() && container.exec("pgrep -f '^/bin/sleep 1000'").is_empty());
    assert_eq!(container.systemctl(Verb::Start, "a.socket"), JobOutcome::Done);
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_path_starts_its_unit_each_time_that_it_comes_to_be() {
    let container = Units::new()
        .with("a.path", json!({"Path": {"PathExists": "/run/inbox/deep/a", "Unit": "b.service"}}))
        .with("c.path", json!({"Path": {"DirectoryNotEmpty": "/run/drop", "MakeDirectory": true, "DirectoryMode": "0700"}}))
        .unwanted("b.service", shell_once("echo came $$TRIGGER_PATH; rm /run/inbox/deep/a"))
        .unwanted("c.service", shell_once("ls /run/drop; rm /run/drop/*"))
        .start();
    container.wait_for("is reached");
    assert_eq!(container.status("a.path").sub_state, "waiting");
    assert_eq!(container.status("b.service").active_state, "inactive");
    assert_eq!(container.exec("stat -c %a /run/drop"), "700\n");
    for round in 1..=2 {
        container.exec("mkdir -p /run/inbox/deep && touch /run/inbox/deep/a");
        container.wait_for_times("]: came /run/inbox/deep/a", round);
        container.wait_for_state("a.path", "waiting");
        container.exec("rm -r /run/inbox");
    }
    container.exec("touch /run/drop/parcel");
    container.wait_for("]: parcel");
    assert_eq!(container.systemctl(Verb::Stop, "a.path"), JobOutcome::Done);
    container.exec("mkdir -p /run/inbox/deep && touch /run/inbox/deep/a; sleep 0.3");
    assert_eq!(container.status("b.service").active_state, "inactive");
    assert!(container.path("/run/inbox/deep/a").exists());
    assert_eq!(container.stop().0, 0);
}

#[test]
fn each_connection_has_a_service_of_its_own_that_is_forgotten_when_it_has_ended() {
    let container = Units::new()
        .with("echo.socket", json!({"Socket": {"ListenStream": "/run/echo.sock", "Accept": true, "MaxConnections": 2}}))
        .unwanted("echo@.service", json!({"Service": {"ExecStart": "-/bin/cat", "StandardInput": "socket", "StandardError": "journal"}}))
        .start();
    let connect = || {
        let mut stream = UnixStream::connect(container.path("/run/echo.sock")).unwrap();
        stream.write_all(b"hello").unwrap();
        stream
    };
    let answer = |stream: &mut UnixStream| {
        let mut answer = [0; 5];
        let length = stream.read(&mut answer).unwrap_or(0);
        String::from_utf8_lossy(&answer[..length]).into_owned()
    };
    container.wait_for_state("echo.socket", "listening");
    let mut both = [connect(), connect()];
    assert_eq!(both.each_mut().map(answer), ["hello", "hello"]);
    assert_eq!(answer(&mut connect()), "", "a third is one too many");
    container.wait_for("echo.socket: too many connections (2, MaxConnections=): one is dropped");
    let socket = container.status("echo.socket");
    let connected: Vec<String> = socket.triggers.split(' ').map(str::to_owned).collect();
    assert_eq!((socket.sub_state.as_str(), connected.len()), ("listening", 2));
    assert_eq!(socket.properties["NRefused"], "1");
    assert!(connected[0].starts_with("echo@0-"), "{connected:?}");
    assert_eq!(container.status(&connected[0]).active_state, "active");
    drop(both);
    for unit in &connected {
        // What is asked about now would be another instance of the template.
        container.wait_for_state(unit, "inactive");
    }
    for _ in 0..20 {
        while container.status("echo.socket").properties["NConnections"] != "0" {}
        assert_eq!(answer(&mut connect()), "hello");
    }
    while container.status("echo.socket").properties["NConnections"] != "0" {}
    let all = container.ask(&nix_docker::testing::protocol::Request::new(Verb::Status, Vec::new()));
    let left: Vec<_> = all.units.iter().filter(|unit| unit.name.starts_with("echo@")).collect();
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(container.stop().0, 0);
}

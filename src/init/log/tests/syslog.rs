//! /dev/log.

use super::*;

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
    client.send(b"<31>redis: a detail").unwrap();
    let logging = Logging { level_max: Some(6), ..Logging::default() };
    log.drain(soon(), &|pid| (pid == me).then(|| Sender::new("redis.service", &logging)));
    client.send(b"<27>cron[1]: unknown").unwrap();
    log.drain(soon(), &nobody);
    // Nothing is kept under a name that senders choose themselves.
    assert_eq!(log.last_lines("cron", 1), [""; 0]);
    let text = String::from_utf8(finish(log, output)).unwrap();
    let giant = "g".repeat(100_000);
    assert_eq!(
        text,
        format!("redis[{me}]: it is late\nredis[{me}]: giant: {giant}\n(unknown)[{me}]: cron: unknown\n")
    );
}

#[test]
fn a_sender_without_a_unit_has_a_tag_and_no_more() {
    let root = tempfile::tempdir().unwrap();
    let (mut log, reader) = log(Format::Json);
    let output = collected(reader);
    log.listen_syslog(root.path(), &root.path().join("run")).unwrap();
    let client = UnixDatagram::unbound().unwrap();
    // The socket's second name, which is systemd's.
    client.send_to(b"<27>redis.service: forged", root.path().join("run/dev-log")).unwrap();
    log.drain(soon(), &nobody);
    let object: serde_json::Value = serde_json::from_slice(&finish(log, output)).unwrap();
    assert_eq!(object["unit"], serde_json::Value::Null);
    assert_eq!(object["identifier"], "redis.service");
    assert_eq!(object["message"], "forged");
}

#[test]
fn dev_log_is_a_link_where_dev_has_no_room_for_a_socket() {
    let root = tempfile::tempdir().unwrap();
    let (dev, run) = (root.path().join("dev"), root.path().join("run"));
    let (mut log, _reader) = log(Format::Text);
    std::fs::create_dir(&dev).unwrap();
    std::os::unix::fs::symlink(run.join("dev-log"), dev.join("log")).unwrap();
    std::fs::create_dir(&run).unwrap();
    // The link of an earlier start is removed and the socket made in its place.
    assert_eq!(log.listen_syslog(&dev, &run).unwrap(), SyslogPlace::Dev);
    let gone = root.path().join("gone");
    let place = log.listen_syslog(&gone, &run).unwrap();
    assert!(matches!(place, SyslogPlace::Unreachable(at, _) if at == run.join("dev-log")));
}

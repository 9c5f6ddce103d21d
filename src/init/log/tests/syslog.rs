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

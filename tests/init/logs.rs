//! What units write arrives on the container's own stdout and stderr.

use serde_json::{Value, json};

use super::container::{Units, lines_of};

fn oneshot(script: &str) -> Value {
    json!({"Service": {"Type": "oneshot", "ExecStart": [format!("/bin/sh -c '{script}'")]}})
}

#[test]
fn every_line_of_a_flood_arrives_whole_and_in_order() {
    let flood = "seq -f %%.0f:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx 100000";
    let (code, log) = Units::new()
        .with("one.service", oneshot(flood))
        .with("two.service", oneshot(flood))
        .with("quiet.service", oneshot("for i in 1 2 3; do echo line $i; sleep 0.1; done"))
        .run();
    assert_eq!(code, 0, "{log}");
    for unit in ["one", "two"] {
        let lines = lines_of(&log, unit);
        assert_eq!(lines.len(), 100_000);
        for (number, line) in lines.iter().enumerate() {
            assert_eq!(*line, format!("{}:{}", number + 1, "x".repeat(64)));
        }
    }
    assert_eq!(lines_of(&log, "quiet"), ["line 1", "line 2", "line 3"]);
}

#[test]
fn a_line_of_a_mebibyte_stays_whole() {
    let giant = "head -c 1048576 /dev/zero | tr \"\\\\0\" g; echo";
    let short = "for i in $(seq 200); do echo $i; done";
    let (code, log) =
        Units::new().with("giant.service", oneshot(giant)).with("short.service", oneshot(short)).run();
    assert_eq!(code, 0);
    let giant = lines_of(&log, "giant");
    assert!(giant.len() == 1 && giant[0].len() == 1_048_576 && giant[0].bytes().all(|byte| byte == b'g'));
    assert_eq!(lines_of(&log, "short").len(), 200);
}

#[test]
fn the_last_words_of_a_service_are_not_lost() {
    let script = "trap \"echo bye; echo -n no newline; exit 0\" TERM; echo up; while :; do sleep 0.05; done";
    let units = json!({"Service": {"ExecStart": [format!("/bin/sh -c '{script}'")]}});
    let container = Units::new().with("talker.service", units).start();
    container.wait_for("]: up");
    let (code, log) = container.stop();
    // The shell's own word on its child's end may come in between.
    let lines: Vec<_> = lines_of(&log, "talker").into_iter().filter(|line| *line != "Terminated").collect();
    assert_eq!((code, lines), (0, vec!["up", "bye", "no newline"]), "{log}");
}

#[test]
fn json_has_an_object_for_each_line() {
    let script = "echo plain; printf \"<3>bad \\\\042thing\\\\042\\\\n\" >&2; printf \"\\\\377\\\\n\"";
    let (code, log) =
        Units::new().setting("logFormat", json!("json")).with("talker.service", oneshot(script)).run();
    assert_eq!(code, 0, "{log}");
    let objects: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let mut said: Vec<_> = objects
        .iter()
        .filter(|object| object["unit"] == "talker.service")
        .map(|object| (object["message"].as_str().unwrap(), object["priority"].as_i64().unwrap()))
        .collect();
    said.sort_unstable();
    assert_eq!(said, [("\\xff", 6), ("bad \"thing\"", 3), ("plain", 6)]);
    let talker = objects.iter().find(|object| object["unit"] == "talker.service").unwrap();
    assert!(
        talker["pid"].as_i64().unwrap() > 1 && talker["time"].as_str().unwrap().ends_with('Z'),
        "{talker}"
    );
}

#[test]
fn dev_log_is_heard_with_the_senders_unit() {
    // A sender that has ended before its message is read can not be told apart by its unit.
    let script = "(echo it is late; sleep 0.5) | logger -p daemon.err -t tagged";
    let (code, log) = Units::new()
        // A /dev of its own: the machine's own socket stays.
        .prelude("mount -t tmpfs tmpfs /mnt && cp -a /dev/null /dev/zero /dev/urandom /dev/tty /mnt/ && mount --bind /mnt /dev || exit 98")
        .with("caller.service", oneshot(script))
        .run();
    assert_eq!(code, 0, "{log}");
    assert_eq!(lines_of(&log, "caller"), ["it is late"], "{log}");
}

#[test]
fn tmpfiles_are_there_before_the_first_unit() {
    let (code, log) = Units::new()
        .tmpfiles("d /run/made 0750 root root -")
        .tmpfiles("f /run/made/file 0600 - - - content")
        .tmpfiles("nonsense")
        .with("reader.service", oneshot("stat -c %%a /run/made; cat /run/made/file"))
        .run();
    assert_eq!(code, 0, "{log}");
    assert_eq!(lines_of(&log, "reader"), ["750", "content"], "{log}");
    assert!(log.contains("nix-docker: tmpfiles rule `nonsense`: "), "{log}");
}

#[test]
fn an_unread_stdout_holds_neither_the_init_nor_loses_a_line() {
    // Stdout is a FIFO that nobody reads until the flag file is there.
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().display();
    let wrap = format!(
        "sh -c 'mkfifo {path}/out; (exec 3<{path}/out; while ! [ -e {path}/go ]; do sleep 0.05; done; cat <&3 >{path}/all; touch {path}/done) & exec 4>{path}/out; exec \"$0\" \"$@\" >&4 4>&-' "
    );
    let container = Units::new()
        .with("flood.service", oneshot("seq 300000; exec sleep 0.1"))
        .with("up.service", json!({"Service": {"ExecStart": ["/bin/sh -c 'echo up >&2; exec sleep 1000'"]}}))
        .start_with(&wrap);
    container.wait_for("up[");
    container.wait_for_state("up.service", "active");
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert_eq!(container.status("flood.service").active_state, "activating", "it should wait for its reader");
    std::fs::write(directory.path().join("go"), "").unwrap();
    container.wait_for_state("flood.service", "inactive");
    let (code, _) = container.stop();
    assert_eq!(code, 0);
    // The reader is a child of the container's; it may have ended with it before its last write.
    let all = std::fs::read_to_string(directory.path().join("all")).unwrap();
    let lines = lines_of(&all, "flood");
    assert!(lines.len() >= 299_000, "{} lines came", lines.len());
    assert!(lines.iter().enumerate().all(|(number, line)| *line == (number + 1).to_string()));
}

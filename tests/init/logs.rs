//! What units write arrives on the container's own stdout and stderr.

use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use nix_docker::testing::protocol::{JobOutcome, Request, Verb};
use serde_json::{Value, json};

use super::container::{Container, Units, in_order, lines_of, shell_once};

/// What `seq` writes in blocks, so that most reads end in the midst of a line.
fn flood(lines: usize) -> String {
    format!("seq -f %%.0f:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx {lines}")
}

/// Says that a flood came whole and in order.
#[track_caller]
fn assert_flood(lines: &[&str], count: usize) {
    assert_eq!(lines.len(), count);
    for (number, line) in lines.iter().enumerate() {
        assert_eq!(*line, format!("{}:{}", number + 1, "x".repeat(64)));
    }
}

#[test]
fn the_lines_of_ten_floods_at_once_arrive_whole_and_in_order() {
    let names: Vec<_> = (0..10).map(|number| format!("flood{number}")).collect();
    let mut units = Units::new();
    for name in &names {
        units = units.with(&format!("{name}.service"), shell_once(&flood(20_000)));
    }
    let quiet = "for i in 1 2 3; do echo line $i; sleep 0.1; done";
    let (code, log) = units.with("quiet.service", shell_once(quiet)).run();
    assert_eq!(code, 0);
    for name in &names {
        assert_flood(&lines_of(&log, name), 20_000);
    }
    assert_eq!(lines_of(&log, "quiet"), ["line 1", "line 2", "line 3"]);
}

#[test]
fn a_flood_without_end_holds_up_neither_the_init_nor_others() {
    let forever = json!({"Service": {"ExecStart": ["/bin/sh -c 'while :; do seq 1000; done'"]}});
    let container = Units::new()
        .with("flood.service", forever)
        .with("other.service", shell_once("sleep 0.5; echo heard"))
        .start();
    container.wait_for_state("other.service", "inactive");
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(container.systemctl(Verb::Stop, "flood.service"), JobOutcome::Done);
    let (code, log) = container.finish();
    assert_eq!(code, 0);
    let (_, after) = log.split_once("]: heard\n").expect("the other service was not heard");
    assert!(lines_of(after, "flood").len() > 1000, "the other service was heard only at the end");
    // The signal may have cut the last line.
    let flood = lines_of(&log, "flood");
    for (line, expected) in flood[..flood.len() - 1].iter().zip((1..=1000).cycle()) {
        assert_eq!(*line, expected.to_string());
    }
}

#[test]
fn a_line_of_a_mebibyte_stays_whole() {
    let giant = "head -c 1048576 /dev/zero | tr \"\\\\0\" g; echo";
    let short = "for i in $(seq 200); do echo $i; done";
    let (code, log) =
        Units::new().with("giant.service", shell_once(giant)).with("short.service", shell_once(short)).run();
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
fn the_last_lines_of_a_status_are_whole_also_where_they_came_in_pieces_or_have_no_end() {
    let script = "printf \"in pie\"; sleep 0.2; echo ces; printf \"no newline\"; exit 3";
    let container = Units::new()
        .with("pieces.service", shell_once(script))
        .with("keep.service", json!({"Service": {"ExecStart": "/bin/sleep 1000"}}))
        .start();
    container.wait_for_state("pieces.service", "failed");
    container.wait_for("]: no newline");
    let mut request = Request::new(Verb::Status, vec!["pieces.service".to_owned()]);
    request.log_lines = 10;
    assert_eq!(container.ask(&request).units[0].log, ["in pieces", "no newline"]);
    assert_eq!(container.stop().0, 0);
}

#[test]
fn json_has_an_object_for_each_line() {
    let script = "echo plain; printf \"<3>bad \\\\042thing\\\\042\\\\n\" >&2; printf \"\\\\377\\\\n\"";
    let (code, log) =
        Units::new().setting("logFormat", json!("json")).with("talker.service", shell_once(script)).run();
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
fn a_lines_priority_is_its_prefix_unless_the_unit_has_none() {
    let script = "printf \"<3>out\\\\n<7>debug\\\\nplain\\\\n\"; printf \"<0>err\\\\n<8>no prefix\\\\n\" >&2";
    let unit = |extra: &[(&str, Value)]| {
        let mut unit = shell_once(script);
        for (name, value) in extra {
            unit["Service"][*name] = value.clone();
        }
        unit
    };
    let (code, log) = Units::new()
        .setting("logFormat", json!("json"))
        .with("prefix.service", unit(&[]))
        .with("none.service", unit(&[("SyslogLevelPrefix", json!(false)), ("SyslogLevel", json!("notice"))]))
        .with("some.service", unit(&[("LogLevelMax", json!("err"))]))
        .run();
    assert_eq!(code, 0, "{log}");
    let objects: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let said = |unit: &str, stream: &str| -> Vec<(String, i64)> {
        let own = objects.iter().filter(|object| object["unit"] == unit && object["stream"] == stream);
        own.map(|object| {
            (object["message"].as_str().unwrap().to_owned(), object["priority"].as_i64().unwrap())
        })
        .collect()
    };
    let lines = |lines: &[(&str, i64)]| -> Vec<(String, i64)> {
        lines.iter().map(|(line, priority)| ((*line).to_owned(), *priority)).collect()
    };
    assert_eq!(said("prefix.service", "stdout"), lines(&[("out", 3), ("debug", 7), ("plain", 6)]), "{log}");
    assert_eq!(said("prefix.service", "stderr"), lines(&[("err", 0), ("<8>no prefix", 6)]), "{log}");
    assert_eq!(
        said("none.service", "stdout"),
        lines(&[("<3>out", 5), ("<7>debug", 5), ("plain", 5)]),
        "{log}"
    );
    assert_eq!(said("some.service", "stdout"), lines(&[("out", 3)]), "{log}");
    assert_eq!(said("some.service", "stderr"), lines(&[("err", 0)]), "{log}");
}

#[test]
fn dev_log_is_heard_with_the_senders_unit() {
    // A sender that has ended before its message is read can not be told apart by its unit.
    let script = "(echo it is late; echo http://x is down; sleep 0.5) | logger -p daemon.err -t tagged; (echo a detail; sleep 0.5) | logger -p daemon.debug -t caller";
    let mut caller = shell_once(script);
    caller["Service"]["LogLevelMax"] = json!("info");
    let (code, log) = Units::new()
        // A /dev of its own: the machine's own socket stays.
        .prelude("mount -t tmpfs tmpfs /mnt && cp -a /dev/null /dev/zero /dev/urandom /dev/tty /mnt/ && mount --bind /mnt /dev || exit 98")
        .with("caller.service", caller)
        .run();
    assert_eq!(code, 0, "{log}");
    assert_eq!(lines_of(&log, "caller"), ["tagged: it is late", "tagged: http://x is down"], "{log}");
}

#[test]
fn a_flood_at_the_very_end_is_not_lost() {
    let last = format!("trap \"{}; exit 0\" TERM; echo up; while :; do sleep 0.05; done", flood(50_000));
    // The signal of the other kill modes may hit the flood too.
    let units = json!({"Service": {"ExecStart": [format!("/bin/sh -c '{last}'")], "KillMode": "mixed"}});
    let container = Units::new().with("talker.service", units).start();
    container.wait_for("]: up");
    let (code, log) = container.stop();
    assert_eq!(code, 0);
    let shells = ["up", "Terminated"];
    let lines: Vec<_> = lines_of(&log, "talker").into_iter().filter(|line| !shells.contains(line)).collect();
    assert_flood(&lines, 50_000);
}

/// A service whose output nobody takes, and one that has nothing to say.
fn stalled() -> Container {
    let up = json!({"Service": {"ExecStart": ["/bin/sh -c 'echo up >&2; exec sleep 1000'"]}});
    let container =
        Units::new().with("flood.service", shell_once(&flood(100_000))).with("up.service", up).start_unread();
    container.wait_for("up[");
    container.wait_for_state("up.service", "active");
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(container.status("flood.service").active_state, "activating", "it should wait for its reader");
    container
}

#[test]
fn an_unread_stdout_holds_up_its_writers_alone_and_loses_no_line() {
    let mut container = stalled();
    assert_eq!(container.systemctl(Verb::Restart, "up.service"), JobOutcome::Done);
    container.read();
    container.wait_for_state("flood.service", "inactive");
    let (code, log) = container.stop();
    assert_eq!(code, 0);
    assert_flood(&lines_of(&log, "flood"), 100_000);
}

#[test]
fn a_stdout_that_is_never_read_does_not_keep_the_container_from_ending() {
    let container = stalled();
    let begun = Instant::now();
    container.signal(Signal::SIGTERM);
    // Nobody reads what the init writes to the end either.
    let (code, log) = container.finish_unread();
    assert_eq!(code, 0, "{log}");
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    // What had a place in the pipes is there, whole lines up to a point; the last one may be cut.
    let lines = lines_of(&log, "flood");
    assert!(lines.len() > 100 && lines.len() < 100_000, "{}", lines.len());
}

#[test]
fn details_are_said_when_they_are_asked_for() {
    let log = |verbose: bool| {
        let unit = json!({"Service": {"Type": "oneshot", "ExecStart": "/bin/true", "RemainAfterExit": true}});
        let units = Units::new().with("a.service", unit).setting("verbose", json!(verbose));
        units.run().1
    };
    let (said, unsaid) = (log(true), log(false));
    in_order(&said, &["a.service: dead -> start", "a.service: start -> exited"]);
    assert!(!unsaid.contains("a.service: dead"), "{unsaid}");
}

#[test]
fn a_syslog_daemon_gets_what_is_logged_but_for_its_own_lines() {
    let read = "/usr/bin/perl -e 'open my $$s, \"+<&=3\"; open my $$f, \">\", \"/run/messages\"; $$f->autoflush; $$| = 1; print \"it reads\\n\"; while (sysread $$s, my $$line, 9999) { print $$f \"$$line\\n\" }'";
    let container = Units::new()
        .with("syslog.service", json!({"Unit": {"Requires": "syslog.socket"}, "Service": {"ExecStart": read}}))
        .with("a.service", json!({"Unit": {"After": "syslog.service"}, "Service": {"Type": "oneshot",
            "ExecStart": "/bin/sh -c 'echo \"<4>by itself\"; logger -p mail.err -t postfix it bounced; sleep 0.5'"}}))
        .start();
    container.wait_for("it bounced").wait_for("it reads");
    let messages = || container.exec("cat /run/messages");
    while !messages().contains("it bounced") {}
    let messages = messages();
    let line = |text: &str| {
        let line = messages.lines().find(|line| line.contains(text)).unwrap_or_else(|| panic!("{messages}"));
        let (pri, rest) = line.split_once('>').unwrap();
        format!("{pri}> {}", rest.split_at(16).1)
    };
    assert!(line("by itself").starts_with("<28> a["), "{messages}");
    assert!(line("it bounced").starts_with("<19> postfix["), "{messages}");
    assert!(!messages.contains("it reads"), "{messages}");
    assert_eq!(container.systemctl(Verb::Stop, "syslog.service"), JobOutcome::Done);
    assert_eq!(container.stop().0, 0);
}

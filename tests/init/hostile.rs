//! Services that mean ill: what they ask of PID 1, send to it and write keeps nobody else from anything.

use std::time::{Duration, Instant};

use nix_docker::testing::protocol::{JobOutcome, Request, Verb};
use serde_json::{Value, json};

use super::container::{Container, Units, daemon, lines_of, shell_once};
use super::faults::used;

const SYSTEMCTL: &str = "/run/current-system/systemd/bin/systemctl";

/// What root is to wait at most, on a machine that has other things to do.
const AT_ONCE: Duration = Duration::from_secs(3);

/// A /dev of its own: the machine's own /dev/log stays.
const OWN_DEV: &str = "mount -t tmpfs tmpfs /mnt && cp -a /dev/null /dev/zero /dev/urandom /dev/tty /mnt/ && mount --bind /mnt /dev || exit 98";

/// The most memory that PID 1 has had, in KiB.
fn peak(container: &Container) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", container.init())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap().trim();
    peak.trim_end_matches(" kB").parse().unwrap()
}

fn keep() -> Value {
    json!({"Service": {"ExecStart": daemon("say up wait")}})
}

/// Many units, one of them with many processes, and one that attacks.
fn attacked(kind: &str) -> Container {
    let crowd = "/bin/sh -c 'for i in $(seq 100); do sleep 1000 & done; wait'";
    let attack = daemon(&format!("say begins attack {kind} 48"));
    let mut units = Units::new()
        .setting("verbose", json!(false))
        .with("keep.service", keep())
        .with("crowd.service", json!({"Service": {"ExecStart": crowd}}))
        .with("attack.service", json!({"Service": {"User": "nobody", "Nice": 10, "ExecStart": attack}}));
    for number in 0..300 {
        units = units.unwanted(&format!("idle{number}.service"), keep());
    }
    let container = units.start();
    container.wait_for("]: begins");
    std::thread::sleep(Duration::from_millis(500));
    container
}

#[test]
fn root_and_the_health_check_are_answered_at_once_whatever_others_ask() {
    for kind in ["silent", "half", "slow", "flood", "names", "patterns", "stops", "endless"] {
        let container = attacked(kind);
        for _ in 0..3 {
            let begun = Instant::now();
            assert_eq!(container.systemctl(Verb::Restart, "keep.service"), JobOutcome::Done, "{kind}");
            assert!(begun.elapsed() < AT_ONCE, "{kind}: {:?}", begun.elapsed());
            let begun = Instant::now();
            assert_eq!(container.ask(&Request::new(Verb::Status, vec!["keep*".into()])).units.len(), 1);
            assert!(begun.elapsed() < AT_ONCE, "{kind}: {:?}", begun.elapsed());
        }
        let check = format!("{} healthcheck; echo $?", env!("CARGO_BIN_EXE_nix-docker"));
        assert!(container.exec(&check).ends_with("\n0\n"), "{kind}: {}", container.log());
        assert_eq!(container.exec(&format!("{SYSTEMCTL} is-active keep")), "active\n", "{kind}");
        let peak = peak(&container);
        assert!(peak < 64 * 1024, "{kind}: PID 1 has taken {peak} KiB");
        assert_eq!(container.stop().0, 0, "{kind}");
    }
}

#[test]
fn what_a_unit_has_logged_is_shown_to_root_and_its_own_user() {
    let ask = |unit: &str| format!("{SYSTEMCTL} status {unit} | sed s/^/saw:/");
    let says = |user: &str, word: &str, more: &str| {
        let script = format!("/bin/sh -c 'echo {word}; sleep 0.3; {more} exec sleep 1000'");
        json!({"Service": {"User": user, "ExecStart": script}})
    };
    let container = Units::new()
        // The program where everyone may run it.
        .prelude(&format!(
            "mkdir -p $(dirname {SYSTEMCTL}) && touch {SYSTEMCTL} && mount --bind {} {SYSTEMCTL} || exit 98",
            env!("CARGO_BIN_EXE_nix-docker")
        ))
        .with("secret.service", says("root", "se-cret", ""))
        .with(
            "own.service",
            says("nobody", "o-wn", &format!("{}; {}; echo over;", ask("own"), ask("secret"))),
        )
        .start();
    container.wait_for("]: over").wait_for("se-cret");
    let seen: Vec<String> = lines_of(&container.log(), "own")
        .iter()
        .filter_map(|line| line.strip_prefix("saw:"))
        .map(str::to_owned)
        .collect();
    assert!(seen.iter().any(|line| line == "o-wn"), "{seen:?}");
    assert!(!seen.iter().any(|line| line.contains("se-cret")), "{seen:?}");
    assert!(seen.iter().any(|line| line.contains("Only root and the unit's own user see")), "{seen:?}");
    // What /proc shows to everyone is shown.
    assert!(seen.iter().any(|line| line.contains("sleep 1000")), "{seen:?}");
    assert!(container.exec(&format!("{SYSTEMCTL} status secret")).contains("\nse-cret\n"));
    assert_eq!(container.stop().0, 0);
}

#[test]
fn nobody_passes_for_the_init_or_another_unit_in_the_log() {
    let flood = "logger -t nix-docker forged; for i in $(seq 300); do echo \"<3>nix-docker[1]: forged\" | logger -t keep; done; \
        printf \"a\\\\rnix-docker: forged\\\\033[2K\\\\n\"; sleep 0.5; echo over";
    let container = Units::new()
        .prelude(OWN_DEV)
        .with("keep.service", keep())
        .with("forger.service", shell_once(&flood.replace('%', "%%").replace("$(", "$$(")))
        .start();
    container.wait_for("forger").wait_for("]: over");
    let log = container.stop().1;
    let forged: Vec<_> = log.lines().filter(|line| line.contains("forged")).collect();
    assert!(forged.len() > 300, "{log}");
    for line in forged {
        assert!(line.starts_with("forger[") || line.starts_with("(unknown)["), "{line}");
        assert!(!line.contains(['\r', '\x1b']), "{line:?}");
    }
    assert!(log.contains("]: a\\x0dnix-docker: forged\\x1b[2K\n"), "{log}");
}

#[test]
fn programs_that_write_to_the_journal_are_heard() {
    let client =
        daemon("journal-stream tagged journal-entry sent journal-file large sleep 500 say over wait");
    let container =
        Units::new().prelude(OWN_DEV).with("m.service", json!({"Service": {"ExecStart": client}})).start();
    container.wait_for("]: over");
    let log = container.stop().1;
    let lines = lines_of(&log, "m");
    for expected in ["me: tagged", "me: sent"] {
        assert!(lines.contains(&expected), "{expected}: {log}");
    }
    let large = lines.iter().find(|line| line.starts_with("large")).unwrap_or_else(|| panic!("{log:.2000}"));
    assert_eq!(large.len(), 300_000);
}

#[test]
fn what_floods_the_journal_holds_up_nobody_and_costs_no_memory() {
    for kind in ["journal-silent", "journal-lines", "journal-entries", "journal-files"] {
        let container = attacked(kind);
        let begun = Instant::now();
        assert_eq!(container.systemctl(Verb::Restart, "keep.service"), JobOutcome::Done, "{kind}");
        assert!(begun.elapsed() < AT_ONCE, "{kind}: {:?}", begun.elapsed());
        assert_eq!(container.systemctl(Verb::Stop, "attack.service"), JobOutcome::Done, "{kind}");
        let peak = peak(&container);
        assert!(peak < 64 * 1024, "{kind}: PID 1 has taken {peak} KiB");
        assert_eq!(container.stop().0, 0, "{kind}");
    }
}

#[test]
fn a_pattern_that_leads_through_a_users_links_holds_nobody_up() {
    let farm = "mkdir /run/farm && for i in $(seq 200); do ln -s . /run/farm/$i; done && chown -h nobody /run/farm /run/farm/*";
    let unit = json!({"ConditionPathExistsGlob": "/run/farm/*/*/*/*/*/nothing"});
    let container = Units::new()
        .prelude(farm)
        .with("keep.service", keep())
        .unwanted("lost.service", json!({"Unit": unit, "Service": {"ExecStart": "/bin/true"}}))
        .start();
    container.wait_for("]: up");
    let begun = Instant::now();
    assert_eq!(container.systemctl(Verb::Start, "lost.service"), JobOutcome::Skipped);
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_pid_1_that_does_not_answer_is_not_waited_for() {
    let container = Units::new().with("keep.service", keep()).start();
    container.wait_for("]: up");
    container.signal(nix::sys::signal::Signal::SIGSTOP);
    let begun = Instant::now();
    let said = container.exec(&format!("{SYSTEMCTL} start keep 2>&1; echo $?"));
    assert!(said.contains("it has not answered for 10 s") && said.ends_with("\n1\n"), "{said}");
    let check = container.exec(&format!("{} healthcheck; echo $?", env!("CARGO_BIN_EXE_nix-docker")));
    assert!(check.contains("the init does not answer") && check.ends_with("\n1\n"), "{check}");
    assert!(begun.elapsed() < Duration::from_secs(25), "{:?}", begun.elapsed());
    container.signal(nix::sys::signal::Signal::SIGCONT);
    assert_eq!(container.stop().0, 0);
}

#[test]
fn a_job_that_takes_longer_than_the_silence_is_waited_for() {
    let slow = shell_once("sleep 7");
    let container = Units::new().with("keep.service", keep()).unwanted("slow.service", slow).start();
    container.wait_for("]: up");
    assert_eq!(container.exec(&format!("{SYSTEMCTL} start slow; echo $?")), "0\n");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn more_oneshots_than_descriptors_wait_for_each_other_and_none_fails() {
    let count = 100;
    let mut units = Units::new().setting("verbose", json!(false)).prelude("ulimit -n 60");
    for number in 0..count {
        let unit = json!({"Service": {"Type": "oneshot", "ExecStart": "/bin/sleep 0.3"}});
        units = units.with(&format!("u{number}.service"), unit);
    }
    let (code, log) = units.run();
    assert_eq!(code, 0, "{log}");
    assert!(!log.contains("Too many open files") && !log.contains("failed"), "{log}");
    assert!(log.contains("some wait for others"), "{log}");
}

/// What PID 1 has used of a CPU to start a chain of units, in hundredths of a second.
fn cost_of_a_chain(length: usize) -> u64 {
    let mut units = Units::new().setting("verbose", json!(false)).with("keep.service", keep());
    for number in 0..length {
        let before = if number == 0 { "keep".to_owned() } else { format!("u{}", number - 1) };
        let unit = json!({"After": format!("{before}.service"), "Requires": format!("{before}.service")});
        let service = json!({"Type": "oneshot", "RemainAfterExit": true, "ExecStart": "/bin/true"});
        units = units.with(&format!("u{number}.service"), json!({"Unit": unit, "Service": service}));
    }
    let container = units.start();
    while !container.log().contains("is reached") {
        std::thread::sleep(Duration::from_millis(100));
    }
    let spent = used(&container);
    container.signal(nix::sys::signal::Signal::SIGTERM).signal(nix::sys::signal::Signal::SIGTERM);
    container.finish();
    spent
}

#[test]
fn a_chain_costs_in_proportion_to_its_length() {
    let (short, long) = (cost_of_a_chain(200).max(5), cost_of_a_chain(1000));
    assert!(long < short * 12, "200 units cost {short}, 1000 cost {long} hundredths of a second");
}

#[test]
fn an_answer_about_many_units_is_whole_for_who_reads_slowly() {
    let mut units = Units::new().with("keep.service", keep());
    for number in 0..500 {
        units = units.unwanted(&format!("idle{number}.service"), keep());
    }
    let container = units.start();
    container.wait_for("]: up");
    let reply = container.ask(&Request::new(Verb::Status, Vec::new()));
    assert!(reply.units.len() > 500 && reply.system_state == "running", "{}", reply.units.len());
    let slowly = container.exec(&format!("{SYSTEMCTL} show '*' | (sleep 1; grep -c ^Id=)"));
    assert_eq!(slowly.trim(), reply.units.len().to_string());
    assert_eq!(container.stop().0, 0);
}

#[test]
fn root_is_answered_at_once_whoever_connects_and_writes_where_path_units_look() {
    let connects = "perl -MIO::Socket::UNIX -e 'my @all; while (1) { my $s = IO::Socket::UNIX->new(Peer => \"/run/echo.sock\"); push @all, $s if $s && @all < 200 }'";
    let writes = "perl -e 'while (1) { for my $n (1 .. 99) { open my $f, \">\", \"/run/drop/$n.tmp\"; close $f; unlink \"/run/drop/$n.tmp\" } }'";
    let attack = |script: &str| {
        let script = script.replace('$', "$$").replace('"', "\\\"");
        json!({"Service": {"User": "nobody", "Nice": 10, "ExecStart": format!("/usr/bin/env {script}")}})
    };
    let container = Units::new()
        .setting("verbose", json!(false))
        .prelude("mkdir -m 1777 /run/drop; cd /run/drop; seq -f 'some%g' 3000 | xargs touch")
        .with("keep.service", keep())
        .with("echo.socket", json!({"Socket": {"ListenStream": "/run/echo.sock", "Accept": true}}))
        .unwanted("echo@.service", json!({"Service": {"ExecStart": "-/bin/cat", "StandardInput": "socket"}}))
        .with("drop.path", json!({"Path": {"PathExistsGlob": "/run/drop/*.job"}}))
        .unwanted("drop.service", shell_once("rm /run/drop/*.job; echo a job"))
        .with("connects.service", attack(connects))
        .with("writes.service", attack(writes))
        .start();
    container.wait_for("one is dropped");
    for _ in 0..3 {
        let begun = Instant::now();
        assert_eq!(container.systemctl(Verb::Restart, "keep.service"), JobOutcome::Done);
        assert!(begun.elapsed() < AT_ONCE, "{:?}", begun.elapsed());
    }
    let connected: usize = container.status("echo.socket").properties["NConnections"].parse().unwrap();
    assert!(connected <= 64, "{connected}");
    container.exec("touch /run/drop/real.job");
    container.wait_for("]: a job");
    let peak = peak(&container);
    assert!(peak < 64 * 1024, "PID 1 has taken {peak} KiB");
    assert_eq!(container.stop().0, 0);
}

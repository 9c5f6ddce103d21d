//! What happens when things run out: processes, descriptors, memory, disk, readers. PID 1 goes on, sleeps
//! as long as nothing happens, and says what is wrong.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use nix::sys::signal::Signal;
use nix_docker::testing::protocol::{JobOutcome, Verb};
use serde_json::json;

use crate::container::{Container, Units, daemon, oneshot};

/// Ends the init's command line where a shell has redirected something.
fn redirected(how: &str) -> String {
    format!("sh -c 'exec \"$0\" \"$@\" {how}'")
}

/// What PID 1 has used of a CPU, in hundredths of a second.
pub(crate) fn used(container: &Container) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", container.init())).unwrap();
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
}

/// PID 1 is there and has next to nothing to do.
#[track_caller]
fn rests(container: &Container) {
    let before = used(container);
    std::thread::sleep(Duration::from_secs(1));
    let spent = used(container) - before;
    assert!(spent < 15, "PID 1 spins: {spent} % of a CPU; the log has:\n{}", container.log());
}

/// Sets a soft limit of PID 1, as its own user, who may; without a value to what it can be at most.
pub(crate) fn limit(container: &Container, user: &str, resource: &str, value: Option<usize>) {
    let init = container.init().to_string();
    let value = value.map_or_else(
        || {
            let show =
                ["--pid", &init, &format!("--{resource}"), "--output", "HARD", "--noheadings", "--raw"];
            let output = Command::new("prlimit").args(show).output().unwrap();
            String::from_utf8(output.stdout).unwrap().trim().to_owned()
        },
        |value| value.to_string(),
    );
    let user = ["--reuid", user, "--regid", user, "--clear-groups", "prlimit"];
    let set = ["--pid", &init, &format!("--{resource}={value}:")];
    assert!(Command::new("setpriv").args(user).args(set).status().unwrap().success());
}

/// The descriptor that PID 1 would get next.
pub(crate) fn first_free(container: &Container) -> usize {
    let directory = format!("/proc/{}/fd", container.init());
    (0..10_000).find(|fd| !Path::new(&directory).join(fd.to_string()).exists()).unwrap()
}

fn keeper() -> Units {
    Units::new().with("keep.service", json!({"Service": {"ExecStart": daemon("say up wait")}}))
}

#[test]
fn without_further_processes_a_start_fails_and_later_works() {
    // A user's processes are counted over the whole machine: this one has no others.
    let container = Units::new()
        .prelude("chmod 1777 /run")
        .with("keep.service", json!({"Service": {"ExecStart": daemon("say up wait")}}))
        .unwanted("more.service", json!({"Service": {"ExecStart": daemon("say more wait")}}))
        .start_with("setpriv --reuid=54321 --regid=54321 --clear-groups --inh-caps=-all");
    container.wait_for("]: up");
    // The init, one tracker and one service are there. First not even a tracker can be forked.
    limit(&container, "54321", "nproc", Some(3));
    assert_eq!(container.systemctl(Verb::Start, "more.service"), JobOutcome::Failed);
    container.wait_for("more.service: can't start").wait_for("no further process is allowed");
    limit(&container, "54321", "nproc", Some(4));
    container.systemctl(Verb::Start, "more.service");
    container.wait_for("fork: Try again");
    rests(&container);
    limit(&container, "54321", "nproc", Some(5));
    assert_eq!(container.systemctl(Verb::Start, "more.service"), JobOutcome::Done);
    container.wait_for("]: more");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn without_descriptors_clients_are_turned_away_and_units_fail() {
    let container =
        keeper().unwanted("more.service", json!({"Service": {"ExecStart": daemon("wait")}})).start();
    container.wait_for("is reached");
    let free = first_free(&container);
    let path = container.path("/run/nix-docker/control");
    // Enough for a client, not for a command's channel and pipes.
    limit(&container, "0", "nofile", Some(free + 1));
    assert_eq!(container.systemctl(Verb::Start, "more.service"), JobOutcome::Failed);
    container.wait_for("more.service: can't start").wait_for("Too many open files");
    limit(&container, "0", "nofile", Some(free));
    let mut turned_away = std::os::unix::net::UnixStream::connect(path).unwrap();
    turned_away.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let end = std::io::Read::read(&mut turned_away, &mut [0; 1]);
    assert!(matches!(end, Ok(0)), "{end:?}");
    rests(&container);
    limit(&container, "0", "nofile", None);
    assert_eq!(container.systemctl(Verb::Start, "more.service"), JobOutcome::Done);
    assert_eq!(container.stop().0, 0);
}

#[test]
fn without_descriptors_a_notification_with_one_is_heard() {
    let service = json!({"Service": {"ExecStart": daemon("sleep 1500 hold wait"), "NotifyAccess": "main"}});
    let container = keeper().with("a.service", service).start();
    container.wait_for("is reached");
    limit(&container, "0", "nofile", Some(first_free(&container)));
    container.wait_for("asked to keep descriptors");
    limit(&container, "0", "nofile", None);
    assert_eq!(container.stop().0, 0);
}

#[test]
fn with_few_descriptors_a_process_is_followed_or_there_is_none() {
    for limit in 14..30 {
        let service = || oneshot(json!({}), json!("/bin/sleep 0.2"));
        let units = Units::new().with("a.service", service()).with("b.service", service());
        let (code, log) = units.prelude(&format!("ulimit -n {limit}")).run();
        assert_eq!(code, 0, "{limit}: {log}");
        assert!(!log.contains("SIGKILL"), "{limit}: {log}");
    }
}

#[test]
fn without_memory_it_waits_for_some() {
    let long = "/bin/sh -c 'head -c 900000 /dev/zero | tr \\\\000 x; echo; echo over; exec sleep 1000'";
    let container = keeper().unwanted("long.service", json!({"Service": {"ExecStart": long}})).start();
    container.wait_for("is reached");
    let pages = std::fs::read_to_string(format!("/proc/{}/statm", container.init())).unwrap();
    let size = pages.split_whitespace().next().unwrap().parse::<usize>().unwrap() * 4096;
    limit(&container, "0", "as", Some(size + 256 * 1024));
    assert_eq!(container.systemctl(Verb::Start, "long.service"), JobOutcome::Done);
    container.wait_for("nix-docker: out of memory");
    rests(&container);
    limit(&container, "0", "as", None);
    container.wait_for("]: over");
    assert_eq!(container.systemctl(Verb::Restart, "keep.service"), JobOutcome::Done);
    let (code, log) = container.stop();
    assert_eq!(code, 0, "{log}");
}

#[test]
fn a_service_that_notifies_without_end_starves_nobody() {
    let container = keeper()
        .with(
            "talker.service",
            json!({"Service": {"Type": "notify", "ExecStart": daemon("notify READY=1 chatter")}}),
        )
        .unwanted("more.service", json!({"Service": {"ExecStart": daemon("say more wait")}}))
        .start();
    container.wait_for("is reached");
    for _ in 0..3 {
        assert_eq!(container.systemctl(Verb::Restart, "more.service"), JobOutcome::Done);
    }
    assert_eq!(container.status("talker.service").status_text, "still here");
    let (code, log) = container.stop();
    assert_eq!(code, 0, "{log}");
}

#[test]
fn a_full_run_is_said_and_units_that_need_it_fail() {
    let container = keeper()
        // PID 1's own sockets go elsewhere.
        .prelude("mkdir -p /tmp/nix-docker; mount -t tmpfs tmpfs /tmp/nix-docker")
        .prelude("mount -t tmpfs -o size=16k,nr_inodes=30 tmpfs /run; head -c 99999 /dev/zero > /run/full; i=0; while mkdir /run/d$i; do i=$((i+1)); done; true")
        .tmpfiles("d /run/made 0755 - - -")
        .tmpfiles("f /run/full 0644 - - - x")
        .with("a.service", json!({"Service": {"RuntimeDirectory": "a", "ExecStart": daemon("say never")}}))
        .with("b.service", json!({"Service": {"SetCredential": "key:secret", "ExecStart": daemon("say never")}}))
        .with("c.service", json!({"Service": {"Type": "notify", "ExecStart": daemon("notify READY=1 say notified wait")}}))
        .with("d.service", json!({"Service": {"Type": "forking", "PIDFile": "/run/d.pid", "TimeoutStartSec": 2,
            "ExecStart": "/bin/sh -c 'sleep 1000 & echo $! > /run/d.pid'"}}))
        .with("e.socket", json!({"Socket": {"ListenStream": "/run/e"}}))
        .unwanted("e.service", json!({"Service": {"ExecStart": daemon("say never")}}))
        .start();
    container.wait_for("]: up").wait_for("]: notified").wait_for("is reached");
    for said in [
        "tmpfiles rule for /run/made: can't make /run/made: no space left on the device",
        "a.service: can't make the directory /run/a: no space left on the device",
        "b.service: can't",
        "exited with status 243 (CREDENTIALS)",
        "exited with status 233 (RUNTIME_DIRECTORY)",
        "e.socket: ",
        "No space left on device",
        "nix-docker: /run/nix-docker can't be written",
    ] {
        container.wait_for(said);
    }
    rests(&container);
    let (code, log) = container.stop();
    assert_eq!(code, 0, "{log}");
    assert!(!log.contains("never"), "{log}");
    let _ = std::fs::remove_dir("/tmp/nix-docker");
}

#[test]
fn a_full_disk_keeps_stamps_and_state_from_being_written() {
    let container = keeper()
        .prelude("mount -t tmpfs -o size=16k,nr_inodes=5 tmpfs /var/lib; i=0; while mkdir /var/lib/d$i; do i=$((i+1)); done; true")
        .with("a.timer", json!({"Timer": {"OnCalendar": "*:*:*", "Persistent": true}}))
        .unwanted("a.service", json!({"Service": {"Type": "oneshot", "ExecStart": "/bin/echo elapsed"}}))
        .with("b.service", json!({"Service": {"StateDirectory": "b", "ExecStart": daemon("say never")}}))
        .with("c.service", json!({"Service": {"StandardOutput": "append:/var/lib/c.log", "ExecStart": daemon("say never")}}))
        .with("d.service", json!({"Service": {"StandardOutput": "append:/dev/full", "ExecStart": "/bin/echo lost"}}))
        .start();
    container.wait_for_times("]: elapsed", 2).wait_for("a.timer: can't remember when it elapsed");
    container.wait_for("b.service: can't make the directory /var/lib/b: no space left on the device");
    container.wait_for("c.service: can't open /var/lib/c.log: no space left on the device");
    container.wait_for("d.service: main process exited with status 1");
    let (code, log) = container.stop();
    assert_eq!(code, 0, "{log}");
}

#[test]
fn an_output_that_takes_nothing_stops_nobody() {
    let talker = json!({"Service": {"ExecStart": "/bin/sh -c 'while :; do echo line; sleep 0.01; done'"}});
    for how in ["> /dev/full", "> /dev/full 2>&1", ">&- 2>&-", "> >(true)", "2> >(true) >&2"] {
        let wrap = format!("bash -c 'exec \"$0\" \"$@\" {how}'");
        let container = Units::new().with("talker.service", talker.clone()).start_with(&wrap);
        let unit = container.wait_for_state("talker.service", "running");
        rests(&container);
        assert_eq!(container.status("talker.service").main_pid, unit.main_pid, "{how}");
        assert_eq!(container.stop().0, 0, "{how}");
    }
}

#[test]
fn a_stalled_reader_holds_the_talkers_and_not_the_init() {
    // A FIFO that stays open and that nobody reads.
    let talker = json!({"Service": {"ExecStart": "/bin/sh -c 'while :; do echo line; done'"}});
    let container = keeper()
        .prelude("mkfifo /run/out")
        .with("talker.service", talker)
        .start_with(&redirected("1<> /run/out 2>&1"));
    let talks = container.wait_for_state("talker.service", "running");
    std::thread::sleep(Duration::from_secs(1));
    rests(&container);
    assert_eq!(container.systemctl(Verb::Restart, "keep.service"), JobOutcome::Done);
    assert_eq!(container.systemctl(Verb::Restart, "talker.service"), JobOutcome::Done);
    assert_ne!(container.status("talker.service").main_pid, talks.main_pid);
    assert_eq!(container.stop().0, 0);
}

#[test]
fn system_calls_that_are_interrupted_all_the_time_are_made_again() {
    // Being stopped and continued interrupts what would otherwise go on, whatever signals are blocked.
    let container = keeper()
        .with(
            "flood.service",
            json!({"Service": {"ExecStart": "/bin/sh -c 'while :; do echo line; sleep 0.001; done'"}}),
        )
        .with(
            "ready.service",
            json!({"Unit": {"StartLimitIntervalSec": 0},
                "Service": {"Type": "notify", "ExecStart": daemon("notify READY=1 wait")}}),
        )
        .start();
    let init = container.init();
    let over = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let stop = std::sync::Arc::clone(&over);
    let storm = std::thread::spawn(move || {
        let pid = nix::unistd::Pid::from_raw(init);
        while !stop.load(std::sync::atomic::Ordering::Relaxed) {
            nix::sys::signal::kill(pid, Signal::SIGSTOP).unwrap();
            std::thread::sleep(Duration::from_micros(300));
            nix::sys::signal::kill(pid, Signal::SIGCONT).unwrap();
            std::thread::sleep(Duration::from_micros(300));
        }
    });
    container.wait_for("is reached");
    for _ in 0..10 {
        assert_eq!(container.systemctl(Verb::Restart, "ready.service"), JobOutcome::Done);
    }
    over.store(true, std::sync::atomic::Ordering::Relaxed);
    storm.join().unwrap();
    let (code, log) = container.stop();
    assert_eq!(code, 0, "{log}");
    assert!(!log.contains("Interrupted"), "{log}");
}

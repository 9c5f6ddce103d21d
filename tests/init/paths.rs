//! Attacks by way of paths: what a service's user puts into its own directory, or swaps there, for PID 1 to fall
//! for when it reads, opens, changes or removes something on behalf of a unit.

use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::time::{Duration, Instant};

use nix_docker::testing::protocol::{JobOutcome, Verb};
use serde_json::{Value, json};

use crate::container::{Container, Units, daemon, lines_of, oneshot, shell_once};

/// A directory of nobody's, and files of root's that nobody is to reach by it.
const GROUND: &str = "mkdir -p /run/u /run/roots/deep; echo SECRET=42 > /run/roots/secret; chmod 600 /run/roots/secret; \
    cp /run/roots/secret /run/roots/pid; cp /run/roots/secret /run/roots/sock";

/// Who may do what in /run/u.
const NOBODYS: &str = "chown -h -R nobody /run/u";

const REFUSED: &str = "a user's file on the way leads to somebody else's";

fn ground(more: &str) -> Units {
    Units::new()
        .prelude(&format!("{GROUND}\n{more}\n{NOBODYS}"))
        .with("keep.service", json!({"Service": {"ExecStart": daemon("say up wait")}}))
}

/// Nothing of root's has another owner, mode or content.
#[track_caller]
fn untouched(container: &Container) {
    for name in ["secret", "pid", "sock"] {
        let path = container.path("/run/roots").join(name);
        let facts = path.symlink_metadata().unwrap();
        assert_eq!((facts.uid(), facts.gid(), facts.mode()), (0, 0, 0o100_600), "{name}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "SECRET=42\n", "{name}");
    }
    let facts = container.path("/run/roots").metadata().unwrap();
    assert_eq!((facts.uid(), facts.mode()), (0, 0o040_755));
    let names = container.exec("ls /run/roots /run/roots/deep | tr '\\n' ' '");
    assert_eq!(names, "/run/roots: deep pid secret sock  /run/roots/deep: ", "{}", container.log());
}

/// PID 1 answers at once.
#[track_caller]
fn answers(container: &Container) {
    let asked = Instant::now();
    container.status("keep.service");
    assert!(asked.elapsed() < Duration::from_secs(2), "{:?}: {}", asked.elapsed(), container.log());
}

fn ends_well(container: Container) -> String {
    let (code, log) = container.stop();
    assert_eq!(code, 0, "{log}");
    assert!(!log.contains("SECRET"), "{log}");
    log
}

#[test]
fn a_pid_file_that_is_something_else_holds_up_its_own_service_only() {
    let kinds = [
        ("fifo", "mkfifo $f"),
        ("zero", "ln -s /dev/zero $f"),
        ("huge", "truncate -s 3G $f"),
        ("secret", "ln -s /run/roots/secret $f"),
        ("relative", "ln -s ../roots/secret $f"),
        ("directory", "mkdir $f"),
        ("loop", "ln -s $f $f"),
        ("empty", ": > $f"),
        ("self", "ln -s /proc/self/fd/0 $f"),
    ];
    let mut units = ground("");
    for (name, make) in kinds {
        let script = format!("f=/run/u/{name}; {make}; sleep 1000 &").replace('$', "$$");
        let service = json!({"Type": "forking", "User": "nobody", "PIDFile": format!("/run/u/{name}"),
            "ExecStart": format!("/bin/sh -c '{script}'"), "TimeoutStartSec": 2});
        units = units.with(&format!("{name}.service"), json!({"Service": service}));
    }
    let container = units.start();
    container.wait_for("]: up");
    answers(&container);
    for (name, _) in kinds {
        let status = container.wait_for_state(&format!("{name}.service"), "failed");
        assert_eq!(status.result, "timeout", "{name}: {}", container.log());
        let reason =
            |line: &&str| line.contains("starting took too long") && line.contains(&format!("/run/u/{name}"));
        assert!(container.log().lines().any(|line| reason(&line)), "{name}: {}", container.log());
    }
    answers(&container);
    let status = std::fs::read_to_string(format!("/proc/{}/status", container.init())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    assert!(peak.trim_end_matches("kB").trim().parse::<u64>().unwrap() < 100_000, "{peak}");
    untouched(&container);
    ends_well(container);
}

#[test]
fn a_pid_file_that_root_writes_into_a_users_directory_counts() {
    let service = json!({"Type": "forking", "User": "nobody", "RuntimeDirectory": "a", "PIDFile": "/run/a/pid",
        "ExecStart": "+/bin/sh -c 'sleep 1000 & echo $! > /run/a/pid; echo more >> /run/a/pid'"});
    let container = ground("").with("a.service", json!({"Service": service})).start();
    assert!(container.wait_for_state("a.service", "running").main_pid > 1);
    ends_well(container);
}

#[test]
fn what_a_users_link_leads_to_is_not_read_for_the_user() {
    let shown = |extra: Value| {
        let mut service = extra;
        service["User"] = json!("nobody");
        oneshot(service, json!(["/bin/sh -c 'env; cat; cat $$CREDENTIALS_DIRECTORY/*; echo ran'"]))
    };
    let container = ground(
        "cd /run/u; ln -s /run/roots/secret link; ln -s ../roots/secret way; ln -s ../roots roots; mkfifo fifo; \
         truncate -s 3G huge; cd /",
    )
    .with("env-link.service", shown(json!({"EnvironmentFile": "/run/u/link"})))
    .with("env-way.service", shown(json!({"EnvironmentFile": "/run/u/way"})))
    .with("env-dir.service", shown(json!({"EnvironmentFile": "/run/u/roots/secret"})))
    .with("env-glob.service", shown(json!({"EnvironmentFile": "/run/u/l*"})))
    .with("env-fifo.service", shown(json!({"EnvironmentFile": "/run/u/fifo"})))
    .with("env-huge.service", shown(json!({"EnvironmentFile": "/run/u/huge"})))
    .with("load.service", shown(json!({"LoadCredential": "x:/run/u/link"})))
    .with("load-dir.service", shown(json!({"LoadCredential": "x:/run/u/roots"})))
    .with("load-fifo.service", shown(json!({"LoadCredential": "x:/run/u/fifo"})))
    .with("in.service", shown(json!({"StandardInput": "file:/run/u/link"})))
    .start();
    for (unit, problem) in [
        ("env-link", REFUSED),
        ("env-way", REFUSED),
        ("env-dir", REFUSED),
        ("env-glob", REFUSED),
        ("env-fifo", "it is no regular file"),
        ("env-huge", "it is too large"),
        ("load", REFUSED),
        ("load-dir", REFUSED),
        ("load-fifo", "it is no regular file"),
        ("in", REFUSED),
    ] {
        container.wait_for_state(&format!("{unit}.service"), "failed");
        container.wait_for(&format!("{unit}.service: can't "));
        let line = |line: &str| line.contains(&format!("{unit}.service: can't ")) && line.contains(problem);
        assert!(container.log().lines().any(line), "{unit}: {}", container.log());
    }
    untouched(&container);
    assert!(!ends_well(container).contains("]: ran"));
}

#[test]
fn a_service_does_not_write_by_its_users_link() {
    let writes = |extra: Value| {
        let mut service = extra;
        service["User"] = json!("nobody");
        oneshot(service, json!(["/bin/sh -c 'echo written'"]))
    };
    let container = ground(
        "cd /run/u; ln -s /run/roots/secret link; ln -s /run/roots roots; ln -s ../roots/new new; cd /",
    )
    .with("append.service", writes(json!({"StandardOutput": "append:/run/u/link"})))
    .with("truncate.service", writes(json!({"StandardOutput": "truncate:/run/u/link"})))
    .with("file.service", writes(json!({"StandardError": "file:/run/u/roots/secret"})))
    .with("new.service", writes(json!({"StandardOutput": "append:/run/u/new"})))
    .with(
        "state.service",
        writes(json!({"RuntimeDirectory": "u/roots/deep", "RuntimeDirectoryMode": "0777"})),
    )
    .start();
    for unit in ["append", "truncate", "file", "new", "state"] {
        container.wait_for_state(&format!("{unit}.service"), "failed");
        container.wait_for(&format!("{unit}.service: can't "));
        let line = |line: &str| line.contains(&format!("{unit}.service: can't ")) && line.contains(REFUSED);
        assert!(container.log().lines().any(line), "{unit}: {}", container.log());
    }
    untouched(&container);
    ends_well(container);
}

#[test]
fn files_of_output_are_made_and_written_to_again_where_that_is_safe() {
    let writes = |how: &str| {
        oneshot(json!({"User": "nobody", "StandardOutput": how}), json!(["/bin/echo one", "/bin/echo two"]))
    };
    let container = ground("ln -s /dev/stdout /run/stdout; ln -s made /run/link; echo A=right > /run/u/env")
        .with("append.service", writes("append:/run/u/out"))
        .with("truncate.service", writes("truncate:/run/u/last"))
        .with("link.service", writes("append:/run/link"))
        .with("stdout.service", writes("append:/run/stdout"))
        .with(
            "env.service",
            oneshot(json!({"EnvironmentFile": "/run/u/env"}), json!("/bin/sh -c 'echo $$A'")),
        )
        .start();
    container.wait_for("is reached").wait_for("\none\n").wait_for("\ntwo\n").wait_for("]: right");
    let read = |path: &str| std::fs::read_to_string(container.path(path)).unwrap();
    assert_eq!((read("/run/u/out"), read("/run/u/last")), ("one\ntwo\n".into(), "two\n".into()));
    assert_eq!(read("/run/made"), "one\ntwo\n");
    assert_eq!(container.systemctl(Verb::Start, "append.service"), JobOutcome::Done);
    assert_eq!(read("/run/u/out"), "one\ntwo\none\ntwo\n");
    let (code, log) = container.stop();
    assert_eq!(code, 0, "{log}");
}

#[test]
fn a_store_that_is_mounted_read_only_from_another_user_namespace_is_followed() {
    let shows = |file: &str| oneshot(json!({"EnvironmentFile": file}), json!("/bin/sh -c 'echo A is $$A'"));
    let container = ground(
        "mkdir /run/store; mount -t tmpfs tmpfs /run/store; echo A=1 > /run/roots/env; ln -s /run/roots/env /run/store/link; \
         ln -s /run/store/link /run/etc; chown -h -R nobody /run/store; mount -o remount,ro /run/store; \
         ln -s /run/roots/env /run/u/link",
    )
    .with("a.service", shows("/run/etc"))
    .with("b.service", shows("/run/u/link"))
    .start();
    container
        .wait_for("]: A is 1")
        .wait_for("b.service: can't read the environment file /run/u/link: a user's");
    assert_eq!(container.stop().0, 0);
}

#[test]
fn sockets_leave_what_a_users_link_leads_to_alone() {
    let socket = |listen: &str, extra: Value| {
        let mut socket = extra;
        let directive = if listen.ends_with("fifo") { "ListenFIFO" } else { "ListenStream" };
        socket[directive] = json!(listen);
        socket["SocketUser"] = json!("nobody");
        socket["SocketMode"] = json!("0666");
        socket["Service"] = json!("none.service");
        json!({"Socket": socket})
    };
    let container = ground(
        "cd /run/u; ln -s /run/roots/secret link; ln -s /run/roots/secret fifo; ln -s /run/roots roots; \
         ln -s /run/roots/new dangling; ln -s /run/roots/secret name; mkdir own; cd /",
    )
    .unwanted("none.service", json!({"Service": {"ExecStart": daemon("wait")}}))
    .with("link.socket", socket("/run/u/link", json!({})))
    .with("fifo.socket", socket("/run/u/fifo", json!({})))
    .with("dangling.socket", socket("/run/u/dangling", json!({})))
    .with("deep.socket", socket("/run/u/own/deep/sock", json!({"RemoveOnStop": true})))
    .with("roots.socket", socket("/run/u/roots/sock", json!({})))
    .with("made.socket", socket("/run/u/roots/deep/more/sock", json!({})))
    .with("names.socket", socket("/run/names", json!({"Symlinks": "/run/u/name /run/u/roots/sock /run/n"})))
    .start();
    container.wait_for("is reached");
    for unit in ["link", "fifo", "dangling", "deep", "names"] {
        container.wait_for_state(&format!("{unit}.socket"), "listening");
    }
    for unit in ["roots", "made"] {
        container.wait_for_state(&format!("{unit}.socket"), "failed");
    }
    container.wait_for("can't listen on /run/u/roots/sock: a user's file on the way leads");
    container.wait_for("can't make the link /run/u/name: file exists");
    container.wait_for("can't make the link /run/u/roots/sock: a user's file on the way leads");
    untouched(&container);
    for name in ["link", "dangling", "own/deep/sock"] {
        let facts = container.path("/run/u").join(name).symlink_metadata().unwrap();
        assert!(facts.file_type().is_socket(), "{name}");
        assert_eq!((facts.uid(), facts.mode() & 0o7777), (65534, 0o666), "{name}");
    }
    let fifo = container.path("/run/u/fifo").symlink_metadata().unwrap();
    assert!(fifo.file_type().is_fifo() && fifo.uid() == 65534);
    assert_eq!(std::fs::read_link(container.path("/run/n")).unwrap().to_str(), Some("/run/names"));
    // What it was meant to remove is somewhere else by now.
    container.exec("cd /run/u/own && mv deep away && ln -s ../../roots deep && chown -h nobody deep");
    assert_eq!(container.systemctl(Verb::Stop, "deep.socket"), JobOutcome::Done);
    container.wait_for("can't remove /run/u/own/deep/sock: a user's file on the way leads");
    untouched(&container);
    ends_well(container);
}

#[test]
fn a_pid_file_is_not_removed_through_a_users_link() {
    let service = json!({"User": "nobody", "PIDFile": "/run/u/d/pid", "ExecStart": daemon("wait")});
    let container =
        ground("ln -s /run/roots /run/u/d").with("a.service", json!({"Service": service})).start();
    container.wait_for_state("a.service", "running");
    assert_eq!(container.systemctl(Verb::Restart, "a.service"), JobOutcome::Done);
    assert_eq!(container.systemctl(Verb::Stop, "a.service"), JobOutcome::Done);
    container.wait_for("can't remove /run/u/d/pid: a user's file on the way leads");
    untouched(&container);
    ends_well(container);
}

/// A directory and a link to root's take each other's places all the time, while a unit that names a path by them
/// starts and stops.
#[test]
fn no_race_leads_into_a_directory_of_roots() {
    let race = |a: &str, b: &str| {
        let exchange = daemon(&format!("exchange {a} {b}"));
        json!({"Service": {"User": "nobody", "ExecStart": exchange}})
    };
    let container = ground(
        "cd /run/u; mkdir -p d/deep f; ln -s ../roots l; ln -s ../roots/secret f/l; echo A=1 > f/d; cd /",
    )
    .with("race.service", race("/run/u/d", "/run/u/l"))
    .with("race-file.service", race("/run/u/f/d", "/run/u/f/l"))
    .unwanted("s.service", json!({"Service": {"ExecStart": daemon("wait")}}))
    .unwanted("s.socket", json!({"Socket": {"ListenStream": "/run/u/d/deep/sock", "SocketUser": "nobody", "RemoveOnStop": true}}))
    .unwanted("f.service", json!({"Service": {"ExecStart": daemon("wait")}}))
    .unwanted("f.socket", json!({"Socket": {"ListenFIFO": "/run/u/d/sock", "SocketMode": "0666", "SocketUser": "nobody", "RemoveOnStop": true, "Symlinks": "/run/u/d/deep/link"}}))
    .unwanted("o.service", oneshot(json!({"User": "nobody", "StandardOutput": "truncate:/run/u/f/d", "Environment": "B=1",
        "RuntimeDirectory": "u/d/deep", "RuntimeDirectoryMode": "0777", "RuntimeDirectoryPreserve": true}), json!(["/bin/echo A=1"])))
    .unwanted("e.service", oneshot(json!({"User": "nobody", "EnvironmentFile": "/run/u/f/d", "LoadCredential": "x:/run/u/f/d"}),
        json!(["/bin/sh -c 'env; cat $$CREDENTIALS_DIRECTORY/x'"])))
    .unwanted("p.service", json!({"Service": {"User": "nobody", "PIDFile": "/run/u/d/pid", "ExecStart": daemon("wait")}}))
    .start();
    container.wait_for("]: up").wait_for_state("race.service", "running");
    container.exec(
        "s=/run/current-system/systemd/bin/systemctl; for i in $(seq 40); do for u in s.socket f.socket o.service e.service p.service; do \
         $s start $u; $s stop $u; $s reset-failed $u; done; done 2>&1",
    );
    answers(&container);
    container.systemctl(Verb::Stop, "race.service");
    untouched(&container);
    ends_well(container);
}

#[test]
fn what_a_service_is_handed_blocks_unless_it_asks_otherwise() {
    let socket = |name: &str| json!({"Socket": {"ListenStream": format!("/run/{name}.sock")}});
    let asks = |extra: Value, descriptor: u8| {
        let mut service = extra;
        service["ExecStart"] = json!(daemon(&format!("blocking {descriptor} wait")));
        json!({"Service": service})
    };
    let container = ground("")
        .with("plain.socket", socket("plain"))
        .with("plain.service", asks(json!({}), 3))
        .with("not.socket", socket("not"))
        .with("not.service", asks(json!({"NonBlocking": true}), 3))
        .with("stdin.socket", socket("stdin"))
        .with(
            "stdin.service",
            asks(json!({"StandardInput": "socket", "StandardOutput": "journal", "NonBlocking": true}), 0),
        )
        .start();
    container.wait_for("plain[").wait_for("is reached").wait_for_times("]: blocking", 3);
    let log = ends_well(container);
    assert_eq!(lines_of(&log, "plain"), ["blocking true, handed [1]"], "{log}");
    assert_eq!(lines_of(&log, "not"), ["blocking false, handed [1]"], "{log}");
    assert_eq!(lines_of(&log, "stdin"), ["blocking true, handed []"], "{log}");
}

#[test]
fn nobody_can_be_first_in_run() {
    let (code, log) =
        Units::new().prelude("chmod 1777 /run").with("a.service", shell_once("stat -c %%a /run")).run();
    assert_eq!(code, 0, "{log}");
    assert_eq!(lines_of(&log, "a"), ["755"], "{log}");
}

/// /tmp and /dev/shm of its own, with what the test needs; /run can't be written.
const ELSEWHERE: &str = "mkdir /run/old; mount --bind /tmp /run/old; mount -t tmpfs tmpfs /tmp; chmod 1777 /tmp; \
    (cd /run/old; cp -r --parents .tmp*/units.json nix-docker-tests /tmp 2>/dev/null); umount /run/old; \
    mount -t tmpfs tmpfs /dev/shm; chmod 1777 /dev/shm; mount -o remount,ro /run";

fn healthy() -> String {
    format!("{} healthcheck", env!("CARGO_BIN_EXE_nix-docker"))
}

#[test]
fn another_users_directory_is_not_used_when_run_is_read_only() {
    let container = Units::new()
        .prelude(ELSEWHERE)
        .prelude("mkdir -m 777 /tmp/nix-docker; chown nobody /tmp/nix-docker")
        .with("keep.service", json!({"Service": {"ExecStart": daemon("say up wait")}}))
        .start();
    container.wait_for("nix-docker: /tmp/nix-docker is left alone: it is somebody else's");
    container.wait_for("/dev/shm/nix-docker is used").wait_for("is reached");
    let facts = container.path("/dev/shm/nix-docker").metadata().unwrap();
    assert_eq!((facts.uid(), facts.mode() & 0o7777), (0, 0o755));
    assert_eq!(container.exec("ls -A /tmp/nix-docker"), "");
    assert!(container.exec(&healthy()).ends_with(" wanted units are active\n"));
    container.stop();
}

#[test]
fn where_others_have_taken_every_name_there_is_one_that_they_can_not_know() {
    let container = Units::new()
        .prelude(ELSEWHERE)
        .prelude("ln -s /dev/shm /tmp/nix-docker; mkdir /dev/shm/nix-docker; chown -h nobody /tmp/nix-docker /dev/shm/nix-docker")
        .prelude("mkdir -m 777 /tmp/nix-docker-0; touch /tmp/nix-docker-0/control; chown nobody /tmp/nix-docker-0")
        .with("keep.service", json!({"Service": {"ExecStart": daemon("say up wait")}}))
        .start();
    container.wait_for("/dev/shm/nix-docker is left alone").wait_for("is reached");
    assert!(container.log().contains(": /tmp/nix-docker-"), "{}", container.log());
    assert!(container.exec(&healthy()).ends_with(" wanted units are active\n"));
    container.stop();
}

#[test]
fn a_runtime_directory_of_any_size_goes_at_once_and_holds_nobody_up() {
    let fill = "cd /run/a && i=0; while [ $i -lt 300 ]; do mkdir d && cd d; i=$((i+1)); done; cd /run/a; seq 50000 | xargs touch; echo full";
    let service = json!({"User": "nobody", "RuntimeDirectory": "a", "ExecStart": daemon("say up-again wait"),
        "ExecStartPre": format!("/bin/sh -c '{}'", fill.replace('$', "$$"))});
    let container = ground("").with("a.service", json!({"Service": service})).start();
    container.wait_for("]: full").wait_for_state("a.service", "running");
    let asked = Instant::now();
    assert_eq!(container.systemctl(Verb::Stop, "a.service"), JobOutcome::Done);
    assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
    assert!(!container.path("/run/a").exists());
    answers(&container);
    // It runs again beside that.
    assert_eq!(container.systemctl(Verb::Start, "a.service"), JobOutcome::Done);
    let swept = || container.exec("ls -A /run/nix-docker/trash | wc -l");
    let deadline = Instant::now() + Duration::from_secs(20);
    while !container.exec("pgrep -x sweeper").is_empty() {
        assert!(Instant::now() < deadline, "{}", swept());
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(swept(), "0\n");
    ends_well(container);
}

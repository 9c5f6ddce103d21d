//! What the fuzz targets in `fuzz/` call: one function for each kind of text that PID 1 takes from others.
//!
//! Built with `--cfg fuzzing` alone. Each function takes any bytes; a panic, a hang or memory without bound is
//! a finding. See `scripts/fuzz.sh`.

use std::fs;
use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use crate::init::bus::BusSession;
use crate::init::calendar::Calendar;
use crate::init::check;
use crate::init::control::Request;
use crate::init::fitness;
use crate::init::log;
use crate::init::supervisor::Supervisor;
use crate::init::system::fake::FakeSystem;
use crate::init::system::real::read_pid;
use crate::init::system::{ClientId, Event, Notification, Peer};
use crate::init::tmpfiles;
use crate::init::unit::{Host, UnitFile};
use crate::init::unit_files;

const SIGTERM: i32 = 15;

/// A directory of unit files: `NAME`, a newline, what the file has, a NUL, the next.
pub fn unit_files(data: &[u8]) {
    let Ok(directory) = tempfile::tempdir_in("/dev/shm") else { return };
    for file in data.split(|byte| *byte == 0).take(8) {
        let mut parts = file.splitn(2, |byte| *byte == b'\n');
        let name = String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned();
        // At most in a directory of drop-ins or of links, and never outside.
        let escapes = name.split('/').any(|part| ["", ".", ".."].contains(&part));
        if escapes || name.contains('\0') || name.split('/').count() > 2 || name.len() > 200 {
            continue;
        }
        let path = directory.path().join(&name);
        if let Some(parent) = path.parent() {
            let _ = fs::create_dir_all(parent);
        }
        let text = parts.next().unwrap_or_default();
        // A file that begins with @ is a link.
        let _ = match text.strip_prefix(b"@") {
            Some(target) => {
                std::os::unix::fs::symlink(String::from_utf8_lossy(target).replace('\0', ""), &path)
            }
            None => fs::write(&path, text),
        };
    }
    if let Ok(text) = unit_files::read(directory.path()) {
        units(&text);
    }
}

/// A `units.json`.
pub fn units_json(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        units(text);
    }
}

fn units(text: &str) {
    let host = Host::default();
    if let Ok(file) = UnitFile::parse(text, &host) {
        for allow in [true, false] {
            let _ = check::examine(&file, allow).map_err(|error| error.to_string());
        }
    }
    if let Ok(mut file) = UnitFile::parse_each(text, &host) {
        let _ = fitness::take_out_unfit(&mut file);
        let (rules, _) = tmpfiles::understood(&file.tmpfiles, &host);
        let _ = check::said_at_start(&file, &rules);
        for name in file.units.keys().cloned().collect::<Vec<_>>() {
            let _ = file.instantiate(&name);
        }
    }
}

/// An `OnCalendar=`, and its next times.
pub fn calendar(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(calendar) = text.parse::<Calendar>() else { return };
    let mut after = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    for _ in 0..20 {
        let Some(next) = calendar.next_elapse(after) else { return };
        assert!(next > after, "{text:?} elapses at {next:?}, which is not after {after:?}");
        after = next;
    }
}

/// Lines of tmpfiles.d(5).
pub fn tmpfiles(data: &[u8]) {
    let text = String::from_utf8_lossy(data).into_owned();
    let (rules, wrong) = tmpfiles::understood(&[text], &Host::default());
    let _ = tmpfiles::not_done(&rules);
    let _: Vec<String> = wrong.iter().map(ToString::to_string).collect();
}

/// Requests on the control socket, a line each, of root and of others in turn; PID 1 carries them out on units
/// of each kind.
pub fn control(data: &[u8]) {
    let requests = data.split(|byte| *byte == b'\n').take(16).enumerate();
    let requests = requests.filter_map(|(number, line)| {
        let request = serde_json::from_slice::<Request>(line).ok()?;
        let uid = if number % 3 == 2 { 1000 } else { 0 };
        Some(Event::Request(ClientId(number as u64 + 1), Peer { pid: 500, uid }, request))
    });
    supervise(requests.collect());
}

/// Datagrams of `sd_notify(3)`, separated by NUL, of a service's main process and of others.
pub fn notify(data: &[u8]) {
    let datagrams = data.split(|byte| *byte == 0).take(16).enumerate();
    let events = datagrams.map(|(number, text)| {
        let (service, first) = [("notify.service", 101), ("reload.service", 102)][number % 2];
        let pid = if number % 5 == 4 { 4 } else { first };
        let text = String::from_utf8_lossy(&text[..text.len().min(4096)]).into_owned();
        let unit = service.parse().expect("a unit's name");
        Event::Notify(Notification { unit, pid, uid: 0, text })
    });
    supervise(events.collect());
}

/// Runs a supervisor of some units, to which `events` happen one after the other, to the container's end.
fn supervise(events: Vec<Event>) {
    let wanted = json!({"WantedBy": ["multi-user.target"]});
    let service = |kind: &str, more: Value| {
        let mut service =
            json!({"Type": kind, "ExecStart": "/stays", "WatchdogSec": 30, "TimeoutStopSec": 5});
        for (directive, value) in more.as_object().into_iter().flatten() {
            service[directive] = value.clone();
        }
        json!({"Unit": {}, "Service": service, "Install": wanted})
    };
    let units = json!({"version": 1, "units": {
        "multi-user.target": {"Unit": {}},
        "notify.service": service("notify", json!({"NotifyAccess": "all", "Restart": "always"})),
        "reload.service": service("notify-reload", json!({})),
        "once.service": service("oneshot", json!({"ExecStart": "/exits/0", "RemainAfterExit": "yes"})),
        "deaf.service": service("simple", json!({"ExecStart": "/deaf", "ExecReload": "/exits/1"})),
        "tpl@.service": {"Service": {"ExecStart": "/stays"}},
        "tick.timer": {"Timer": {"OnBootSec": "10s", "Unit": "once.service"}, "Install": wanted},
        "ear.socket": {"Socket": {"ListenStream": "/run/ear", "Service": "deaf.service"}, "Install": wanted},
    }});
    let file = UnitFile::parse(&units.to_string(), &Host::default()).expect("units that are right");
    let signals = [Event::Signal(SIGTERM), Event::Signal(SIGTERM), Event::Signal(SIGTERM)];
    let when_idle = events.into_iter().chain(signals).collect();
    let mut system = FakeSystem { when_idle, ..FakeSystem::default() };
    let mut supervisor = Supervisor::new(file, &system);
    let _ = supervisor.run(&mut system);
}

/// The content of a PID file.
pub fn pid_file(data: &[u8]) {
    let Ok(directory) = tempfile::tempdir_in("/dev/shm") else { return };
    let path = directory.path().join("pid");
    if fs::write(&path, data).is_ok() {
        if let Ok(pid) = read_pid(&path) {
            assert!(pid > 1, "{pid} is nobody's main process");
        }
    }
}

/// A datagram to /dev/log.
pub fn syslog(data: &[u8]) {
    log::fuzz::syslog(data);
}

/// What a message bus sends.
pub fn bus(data: &[u8]) {
    let mut session = BusSession::new(0);
    session.watch("a.b");
    for piece in data.chunks(64) {
        if session.receive(piece).is_err() {
            return;
        }
    }
    session.refuse("a.service", "no");
    // The greeting, the refusal, and answers in proportion to what was asked.
    assert!(session.take_outgoing().len() < 4096 + 256 * data.len());
}

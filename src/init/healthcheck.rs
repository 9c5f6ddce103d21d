//! `nix-docker healthcheck`, for Docker's HEALTHCHECK and others' probes: healthy when every unit that the
//! default target pulls in is active, or has done its work. It names the units that are not.
//!
//! `nix-docker healthcheck follow HOLD START` answers when there is news: at once when everything has come up or
//! something has failed for good, otherwise after HOLD seconds. It waits START seconds for what is still
//! starting. So Docker, which starts it again and again, learns of a change within moments and has little to do
//! meanwhile. A file remembers what Docker was told last.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use super::control::{DIRECTORIES, Detail, Reply, Request, UnitStatus};
use super::systemctl::{Client, SocketClient};

/// The pause between two questions: while something is starting, and while all is well.
const PAUSES: [Duration; 2] = [Duration::from_millis(200), Duration::from_secs(2)];

/// The container's health, and the text for it.
#[derive(Debug, PartialEq, Eq)]
enum Health {
    Well(String),
    /// It may still come up by itself.
    Starting(String),
    /// It will not come up by itself.
    Ill(String),
}

/// The whole program: status 0 when healthy, 1 when not.
pub(crate) fn main(arguments: &[std::ffi::OsString]) -> ExitCode {
    let words: Vec<_> = arguments.iter().filter_map(|word| word.to_str()).collect();
    let seconds = |text: &str| text.parse().ok().map(Duration::from_secs);
    let (client, mut out) = (SocketClient::default(), std::io::stdout());
    match words.as_slice() {
        [] => ExitCode::from(check(&client, &mut out)),
        ["follow", hold, start] if seconds(hold).is_some() && seconds(start).is_some() => {
            let told = HealthRecord(Path::new(DIRECTORIES[0]).to_owned());
            let limits = [hold, start].map(|text| seconds(text).unwrap_or_default());
            ExitCode::from(follow(&client, &mut out, &told, limits, PAUSES))
        }
        _ => {
            eprintln!("usage: nix-docker healthcheck [follow HOLD START]");
            ExitCode::from(2)
        }
    }
}

fn check(client: &dyn Client, out: &mut dyn Write) -> u8 {
    say(out, &ask(client))
}

fn follow(
    client: &dyn Client,
    out: &mut dyn Write,
    told: &HealthRecord,
    [hold, start]: [Duration; 2],
    [often, seldom]: [Duration; 2],
) -> u8 {
    let began = Instant::now();
    loop {
        let verdict = ask(client);
        let (limit, pause) = match verdict {
            Health::Well(_) if told.is_healthy() => (hold, seldom),
            Health::Well(_) => {
                if !told.healthy() {
                    // Where nothing can be remembered every answer is news: so give it less often.
                    std::thread::sleep(seldom * 2);
                }
                return say(out, &verdict);
            }
            Health::Starting(_) if told.is_healthy() => (hold, often),
            Health::Starting(_) => (start, often),
            Health::Ill(_) => (Duration::ZERO, often),
        };
        if began.elapsed() >= limit {
            if !matches!(verdict, Health::Well(_)) {
                told.ill();
            }
            return say(out, &verdict);
        }
        std::thread::sleep(pause);
    }
}

/// Prints the verdict; returns the exit status.
fn say(out: &mut dyn Write, verdict: &Health) -> u8 {
    let (Health::Well(text) | Health::Starting(text) | Health::Ill(text)) = verdict;
    // Docker keeps this text; where nobody reads it the status still counts.
    let _ = writeln!(out, "{text}");
    u8::from(!matches!(verdict, Health::Well(_)))
}

/// What was told last: a file beside PID 1's socket, in this directory.
struct HealthRecord(PathBuf);

impl HealthRecord {
    fn file(&self) -> PathBuf {
        self.0.join("healthy")
    }

    /// Whether "healthy" was told in this run of the container: in an earlier run the socket was an older one.
    fn is_healthy(&self) -> bool {
        let time = |path: PathBuf| path.symlink_metadata().and_then(|it| it.modified()).ok();
        time(self.file()).is_some_and(|told| time(self.0.join("control")).is_some_and(|start| told >= start))
    }

    /// Remembers that "healthy" was told; returns whether that worked.
    fn healthy(&self) -> bool {
        self.ill();
        OpenOptions::new().write(true).create_new(true).open(self.file()).is_ok()
    }

    fn ill(&self) {
        let _ = fs::remove_file(self.file());
    }
}

fn ask(client: &dyn Client) -> Health {
    // The full state of thousands of units would be long.
    match client.ask(&Request::status(Vec::new(), Detail::Brief)) {
        Ok(Reply { error: Some(error), .. }) => {
            Health::Starting(format!("the init does not answer: {error}"))
        }
        Ok(reply) => verdict(&reply.units),
        Err(error) => Health::Starting(format!("the init does not answer: {error}")),
    }
}

fn verdict(units: &[UnitStatus]) -> Health {
    let wanted: Vec<_> = units.iter().filter(|unit| unit.wanted).collect();
    let ill: Vec<_> = wanted.iter().filter(|unit| !is_well(unit)).collect();
    if ill.is_empty() {
        return Health::Well(format!("all {} wanted units are active", wanted.len()));
    }
    let text = ill.iter().map(|unit| described(unit)).collect::<Vec<_>>().join("\n");
    if ill.iter().all(|unit| comes_up(unit)) { Health::Starting(text) } else { Health::Ill(text) }
}

/// Whether it may still become well by itself: it starts, or waits to start or restart.
fn comes_up(unit: &UnitStatus) -> bool {
    !unit.job.is_empty() || matches!(unit.active_state.as_str(), "activating" | "deactivating")
}

/// Whether a unit is well. A oneshot that ended well is, also while it runs once more (as a timer's does), and so is
/// a unit whose conditions kept it from starting.
fn is_well(unit: &UnitStatus) -> bool {
    let done = unit.kind == "oneshot" && unit.inactive_enter > 0 && unit.result == "success";
    match unit.active_state.as_str() {
        "active" | "reloading" => true,
        "activating" | "deactivating" => done && unit.restarts == 0 && unit.sub_state != "auto-restart",
        "inactive" => {
            let skipped =
                (!unit.condition_result && unit.condition_time > 0) || unit.result == "exec-condition";
            unit.job.is_empty() && (done || skipped)
        }
        _ => false,
    }
}

fn described(unit: &UnitStatus) -> String {
    let result = match unit.result.as_str() {
        "" | "success" => String::new(),
        result => format!(", {result}"),
    };
    let status = if unit.status_text.is_empty() { String::new() } else { format!(": {}", unit.status_text) };
    format!("{} is {} ({}{result}){status}", unit.name, unit.active_state, unit.sub_state)
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    struct FakeManager(Option<Vec<UnitStatus>>);

    impl Client for FakeManager {
        fn ask(&self, request: &Request) -> io::Result<Reply> {
            assert_eq!(request.detail, Detail::Brief);
            match &self.0 {
                Some(units) => Ok(Reply { units: units.clone(), ..Reply::default() }),
                None => Err(io::Error::other("/run/x: gone")),
            }
        }
    }

    fn unit(name: &str, active: &str, sub: &str) -> UnitStatus {
        UnitStatus {
            name: name.into(),
            active_state: active.into(),
            sub_state: sub.into(),
            wanted: true,
            condition_result: true,
            ..UnitStatus::default()
        }
    }

    fn checked(units: Option<Vec<UnitStatus>>) -> (u8, String) {
        let mut out = Vec::new();
        let status = check(&FakeManager(units), &mut out);
        (status, String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_container_whose_wanted_units_are_active_or_done_is_healthy() {
        let oneshot = UnitStatus {
            kind: "oneshot".into(),
            result: "success".into(),
            inactive_enter: 1,
            ..unit("setup.service", "inactive", "dead")
        };
        let skipped = UnitStatus {
            condition_result: false,
            condition_time: 1,
            ..unit("keygen.service", "inactive", "dead")
        };
        let stranger = UnitStatus { wanted: false, ..unit("other.service", "failed", "failed") };
        let units = vec![unit("a.service", "active", "running"), oneshot, skipped, stranger];
        assert_eq!(checked(Some(units)), (0, "all 3 wanted units are active\n".into()));
    }

    #[test]
    fn an_ill_container_says_which_unit_is_not_well() {
        let failed = UnitStatus { result: "exit-code".into(), ..unit("a.service", "failed", "failed") };
        let slow =
            UnitStatus { status_text: "recovering".into(), ..unit("b.service", "activating", "start") };
        let stopped = UnitStatus { result: "success".into(), ..unit("c.service", "inactive", "dead") };
        let expected = "a.service is failed (failed, exit-code)\nb.service is activating (start): recovering\n\
                        c.service is inactive (dead)\n";
        assert_eq!(checked(Some(vec![failed, slow, stopped])), (1, expected.into()));
    }

    /// Gives one answer after another, and the last one for ever.
    struct Sequence(std::cell::RefCell<Vec<UnitStatus>>);

    impl Client for Sequence {
        fn ask(&self, _: &Request) -> io::Result<Reply> {
            let mut left = self.0.borrow_mut();
            let unit = if left.len() > 1 { left.remove(0) } else { left[0].clone() };
            Ok(Reply { units: vec![unit], ..Reply::default() })
        }
    }

    const NOW: Duration = Duration::from_millis(1);
    const LONG: Duration = Duration::from_hours(1);

    fn followed(units: &[UnitStatus], told: &HealthRecord, limits: [Duration; 2]) -> u8 {
        let client = Sequence(units.to_vec().into());
        follow(&client, &mut Vec::new(), told, limits, [NOW, NOW])
    }

    #[test]
    fn what_is_new_is_told_at_once_and_what_is_known_later() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("control"), "").unwrap();
        let told = HealthRecord(directory.path().to_owned());
        let (starting, up) =
            (unit("a.service", "activating", "start"), unit("a.service", "active", "running"));
        let failed = UnitStatus { result: "exit-code".into(), ..unit("a.service", "failed", "failed") };
        let restarting = unit("a.service", "activating", "auto-restart");
        assert_eq!(followed(&[starting.clone(), starting.clone(), up.clone()], &told, [LONG, LONG]), 0);
        assert_eq!(followed(&[up.clone(), up.clone(), failed.clone()], &told, [LONG, LONG]), 1);
        assert_eq!(followed(&[failed], &told, [LONG, LONG]), 1);
        assert_eq!(followed(std::slice::from_ref(&up), &told, [LONG, LONG]), 0);
        let began = Instant::now();
        assert_eq!(followed(std::slice::from_ref(&up), &told, [Duration::from_millis(100), LONG]), 0);
        assert!(began.elapsed() >= Duration::from_millis(100));
        assert_eq!(followed(&[restarting.clone(), up], &told, [Duration::from_millis(100), LONG]), 0);
        assert_eq!(followed(&[restarting], &told, [NOW, LONG]), 1);
        assert_eq!(followed(&[starting], &told, [LONG, NOW]), 1);
    }

    #[test]
    fn what_a_former_run_told_does_not_count() {
        let directory = tempfile::tempdir().unwrap();
        let told = HealthRecord(directory.path().to_owned());
        assert!(told.healthy());
        assert!(!told.is_healthy());
        std::thread::sleep(Duration::from_millis(20));
        fs::write(directory.path().join("control"), "").unwrap();
        assert!(!told.is_healthy());
        assert!(told.healthy() && told.is_healthy());
    }

    #[test]
    fn an_init_that_does_not_answer_is_ill() {
        assert_eq!(checked(None), (1, "the init does not answer: /run/x: gone\n".into()));
    }
}

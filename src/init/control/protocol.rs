//! What `systemctl`, `nix-docker healthcheck` and PID 1 say to each other.
//!
//! The control socket is a stream socket (path: [`SOCKET`]). A client writes one [`Request`] as one
//! line of JSON, PID 1 answers with one [`Reply`] as one line of JSON when everything that was asked
//! for is done (at once with `no_block`), and closes. The states of many units are sent one by one as the client
//! takes them, so they need not be of the same moment. PID 1 tells who asks from the socket's peer
//! credentials: root, and the user whom init itself runs as, may ask everything; a unit's own user
//! may start, stop, reload or signal that unit, and see what it logged; anyone may ask for states.
//!
//! Names and values of states are systemd's (systemctl(1), org.freedesktop.systemd1(5)).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The control socket's path. `NIX_DOCKER_CONTROL` in the environment overrides it for clients; PID 1
/// sets that variable for its services where it had to use another path.
pub const SOCKET: &str = "/run/nix-docker/control";

/// The directories that the socket may be in, in the order in which PID 1 tries to make them.
pub const DIRECTORIES: [&str; 3] = ["/run/nix-docker", "/tmp/nix-docker", "/dev/shm/nix-docker"];

/// What the name of the directory begins with where others have taken all of [`DIRECTORIES`], beside those.
pub const OTHER_NAME: &str = "nix-docker-";

/// The environment variable with the control socket's path, where it is not [`SOCKET`].
pub const SOCKET_VARIABLE: &str = "NIX_DOCKER_CONTROL";

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verb {
    /// Bring units up.
    Start,
    /// Bring units down.
    Stop,
    /// Stop, then start.
    Restart,
    /// Restart those that are active.
    TryRestart,
    /// Run `ExecReload=`.
    Reload,
    /// Reload where a unit can, else restart.
    ReloadOrRestart,
    /// The same for units that are active.
    TryReloadOrRestart,
    /// Send `signal` to a unit's processes (`kill_whom`: `main`, `control` or `all`).
    Kill,
    /// Forget `failed` states and start counters (no units: of all).
    ResetFailed,
    /// States of `units` (patterns `*`, `?`, `[…]` allowed; none: of all units that are loaded).
    /// Serves is-active, is-failed, is-enabled, is-system-running, status, show, list-units, …
    Status,
    /// Change the environment of what is started from now on (`unset`, then `set`), and tell it.
    Environment,
    /// Stop everything and end the container with `exit_code` (0 when not given).
    Exit,
}

/// How much is wanted of each unit's state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Detail {
    /// Everything.
    #[default]
    Full,
    /// No `properties`.
    Brief,
    /// No unit at all, only [`Reply::system_state`].
    System,
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// What to do.
    pub verb: Verb,
    /// Unit names with their suffix (`redis.service`), at most 512; patterns are allowed for all but `start`.
    #[serde(default)]
    pub units: Vec<String>,
    /// Reply as soon as the jobs are queued.
    #[serde(default)]
    pub no_block: bool,
    /// The signal's number, for [`Verb::Kill`].
    #[serde(default)]
    pub signal: Option<i32>,
    /// `main`, `control` or `all` (the default), for [`Verb::Kill`].
    #[serde(default)]
    pub kill_whom: Option<String>,
    /// For [`Verb::Exit`].
    #[serde(default)]
    pub exit_code: Option<u8>,
    /// Assignments, for [`Verb::Environment`].
    #[serde(default)]
    pub set: Vec<String>,
    /// Names or assignments of variables to take away, for [`Verb::Environment`].
    #[serde(default)]
    pub unset: Vec<String>,
    /// Last log lines wanted with each status (0: none).
    #[serde(default)]
    pub log_lines: usize,
    /// For [`Verb::Status`].
    #[serde(default)]
    pub detail: Detail,
}

impl Request {
    /// A request without options.
    pub fn new(verb: Verb, units: Vec<String>) -> Self {
        Self {
            verb,
            units,
            no_block: false,
            signal: None,
            kill_whom: None,
            exit_code: None,
            set: Vec::new(),
            unset: Vec::new(),
            log_lines: 0,
            detail: Detail::Full,
        }
    }

    /// One for states of units, with so much of each.
    pub fn status(units: Vec<String>, detail: Detail) -> Self {
        Self { detail, ..Self::new(Verb::Status, units) }
    }
}

/// The answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// Why the request as a whole was refused or was not understood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// What became of each unit that a verb was applied to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub jobs: Vec<JobReply>,
    /// The units' states ([`Verb::Status`]). A unit asked for by name that does not exist is there
    /// with `load_state` `not-found`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<UnitStatus>,
    /// `NAME=value` of what processes have ([`Verb::Environment`]).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub environment: Vec<String>,
    /// `starting`, `running`, `degraded` or `stopping` ([`Verb::Status`]).
    #[serde(default)]
    pub system_state: String,
}

impl Reply {
    /// As it is sent.
    pub fn line(&self) -> Vec<u8> {
        let mut line = serde_json::to_vec(self).unwrap_or_default();
        line.push(b'\n');
        line
    }
}

/// How one unit's job ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobReply {
    /// The unit.
    pub unit: String,
    /// How.
    pub result: JobOutcome,
    /// What went wrong, for a person.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
}

/// How a job ended; systemd's job results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JobOutcome {
    /// As asked (also: there was nothing to do).
    Done,
    /// Queued; the client did not want to wait.
    Queued,
    /// The unit failed.
    Failed,
    /// Its start or stop took too long.
    Timeout,
    /// A unit that it requires failed.
    Dependency,
    /// Another job took its place.
    Canceled,
    /// A condition does not hold: not started, which is no failure.
    Skipped,
    /// The verb does not fit the unit (reload without `ExecReload=`, or of an inactive unit).
    NotApplicable,
    /// There is no such unit.
    NotFound,
    /// There is, but it can't be used: it is masked, or has a bad setting.
    NotLoaded,
    /// The asking user may not.
    Denied,
}

#[allow(clippy::struct_excessive_bools)] // systemd has them as separate properties
/// A unit's state. Times are microseconds since 1970, 0 when it has not happened.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UnitStatus {
    /// Name with suffix.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// `Description=`.
    pub description: String,
    /// `Documentation=`.
    pub documentation: Vec<String>,
    /// `loaded`, `not-found`, or why it is not loaded: `masked`, `bad-setting`, `error`.
    pub load_state: String,
    /// `active`, `reloading`, `inactive`, `failed`, `activating`, `deactivating`.
    pub active_state: String,
    /// `running`, `exited`, `dead`, `start-pre`, `stop-sigterm`, `auto-restart`, `listening`, …
    pub sub_state: String,
    /// `enabled` (something wants it) or `static`.
    pub unit_file_state: String,
    /// `success`, `exit-code`, `signal`, `timeout`, `watchdog`, `start-limit-hit`, …
    pub result: String,
    /// A job that waits or runs: `start`, `stop`, `restart`, `reload`, or empty.
    pub job: String,
    /// `Type=` of a service.
    pub kind: String,
    /// 0 when there is none.
    pub main_pid: i32,
    /// Process of `ExecStartPre=`, `ExecReload=`, … that runs now, or 0.
    pub control_pid: i32,
    /// The unit's processes are the descendants of these, without them themselves, …
    pub trackers: Vec<i32>,
    /// … and these with their descendants.
    pub adopted: Vec<i32>,
    /// The unit's processes. PID 1 leaves that empty: who asks can look, as far as it may.
    pub processes: Vec<ProcessStatus>,
    /// `STATUS=` that the service sent last.
    pub status_text: String,
    /// `ERRNO=` that the service sent last.
    pub status_errno: i32,
    /// How often `Restart=` started it anew.
    pub restarts: u32,
    /// 128 bits in hexadecimal, new at each start.
    pub invocation_id: String,
    /// When the state changed last.
    pub state_change: u64,
    /// When it left `inactive`.
    pub inactive_exit: u64,
    /// When it became active.
    pub active_enter: u64,
    /// When it was no longer active.
    pub active_exit: u64,
    /// When it became inactive.
    pub inactive_enter: u64,
    /// When the main process started.
    pub exec_main_start: u64,
    /// When it ended.
    pub exec_main_exit: u64,
    /// Its last pid (also when it has ended).
    pub exec_main_pid: i32,
    /// 0 (runs or never ran), 1 `exited`, 2 `killed`, 3 `dumped` (wait(2)'s `CLD_*`).
    pub exec_main_code: i32,
    /// Its exit status or signal.
    pub exec_main_status: i32,
    /// Whether the last start's conditions held.
    pub condition_result: bool,
    /// When they were looked at.
    pub condition_time: u64,
    /// Whether the last start's asserts held.
    pub assert_result: bool,
    /// When they were looked at.
    pub assert_time: u64,
    /// Whether the default target pulls it in (what the health check looks at).
    pub wanted: bool,
    /// Whether the container ends when it fails for good.
    pub essential: bool,
    /// Whether it has a way to reload.
    pub can_reload: bool,
    /// For a timer: when it elapses next.
    pub next_elapse: u64,
    /// For a timer: when it last did.
    pub last_trigger: u64,
    /// For a timer or a socket: the unit that it starts.
    pub triggers: String,
    /// For a socket: the addresses it listens at.
    pub listen: Vec<String>,
    /// More for `show`: directive → value as systemd prints it (`ExecStart`, `Restart`, `User`, …).
    pub properties: BTreeMap<String, String>,
    /// The last lines that it logged, if asked for (each without the unit's name).
    pub log: Vec<String>,
    /// Who asks is not one who may see them.
    pub log_withheld: bool,
}

/// One process of a unit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessStatus {
    /// Process id.
    pub pid: i32,
    /// Its parent within the unit, or 0.
    pub parent: i32,
    /// The command line, words joined by spaces.
    pub command: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_needs_only_its_verb() {
        let request: Request =
            serde_json::from_str(r#"{"verb":"try-restart","units":["a.service"]}"#).unwrap();
        assert_eq!(request, Request::new(Verb::TryRestart, vec!["a.service".into()]));
    }

    #[test]
    fn a_reply_comes_back_as_it_was_sent() {
        let job = JobReply { unit: "a.service".into(), result: JobOutcome::NotFound, message: String::new() };
        let reply = Reply {
            jobs: vec![job],
            units: vec![UnitStatus { name: "a.service".into(), main_pid: 7, ..UnitStatus::default() }],
            ..Reply::default()
        };
        let text = serde_json::to_string(&reply).unwrap();
        assert!(text.contains(r#""result":"not-found""#), "{text}");
        assert_eq!(serde_json::from_str::<Reply>(&text).unwrap(), reply);
    }
}

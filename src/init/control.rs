//! What `systemctl`, `nix-docker healthcheck` and PID 1 say to each other.
//!
//! The control socket is a stream socket (path: [`SOCKET`]). A client writes one [`Request`] as one
//! line of JSON, PID 1 answers with one [`Reply`] as one line of JSON when everything that was asked
//! for is done (at once with `no_block`), and closes. The states of many units are sent one by one as the client
//! takes them, so they need not be of the same moment. PID 1 knows who asks from the socket's peer
//! credentials: root, and the user that the init itself runs as, may ask for everything; a unit's own user
//! may start, stop, reload or signal that unit, and see what it logged; anyone may ask for states.
//!
//! Names and values of states are systemd's (systemctl(1), org.freedesktop.systemd1(5)).

mod reply;
mod status;

use serde::{Deserialize, Serialize};

pub use reply::{JobOutcome, JobReply, Reply};
pub use status::{ProcessStatus, UnitStatus};

/// The control socket's path. `NIX_DOCKER_CONTROL` in the environment overrides it for clients; PID 1
/// sets that variable for its services where it had to use another path.
pub const SOCKET: &str = "/run/nix-docker/control";

/// The directories that the socket may be in, in the order in which PID 1 tries to make them.
pub const DIRECTORIES: [&str; 3] = ["/run/nix-docker", "/tmp/nix-docker", "/dev/shm/nix-docker"];

/// The beginning of the directory's name where others have taken all of [`DIRECTORIES`]; it is beside those.
pub const OTHER_NAME: &str = "nix-docker-";

/// The environment variable with the control socket's path, where it is not [`SOCKET`].
pub const SOCKET_VARIABLE: &str = "NIX_DOCKER_CONTROL";

/// What a client wants to have done.
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
    /// Change the environment of what is started from now on (`unset`, then `set`), and answer with it.
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
    /// What PID 1 is asked to do.
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

    /// A request for states of units, in this detail.
    pub fn status(units: Vec<String>, detail: Detail) -> Self {
        Self { detail, ..Self::new(Verb::Status, units) }
    }
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

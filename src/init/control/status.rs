//! The state of one unit as it is sent.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

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
    /// The unit's processes. PID 1 leaves this empty: the client looks them up, as far as it may.
    pub processes: Vec<ProcessStatus>,
    /// `STATUS=` that the service sent last.
    pub status_text: String,
    /// `ERRNO=` that the service sent last.
    pub status_errno: i32,
    /// How often `Restart=` has restarted it.
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
    /// For a timer: when it last elapsed.
    pub last_trigger: u64,
    /// For a timer or a socket: the unit that it starts.
    pub triggers: String,
    /// For a socket: the addresses it listens at.
    pub listen: Vec<String>,
    /// More for `show`: directive → value as systemd prints it (`ExecStart`, `Restart`, `User`, …).
    pub properties: BTreeMap<String, String>,
    /// The last lines that it logged, if asked for (each without the unit's name).
    pub log: Vec<String>,
    /// The client may not see those lines.
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

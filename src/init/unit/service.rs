//! What a `.service` unit says: systemd.service(5).

use super::UnitName;
use super::exec::{ExecCommand, ExecContext};
use super::kill::Kill;
use super::signal::{ExitStatusSet, Signal};
use super::written::name_of;
use std::path::PathBuf;
use std::time::Duration;

/// A service: how it is started, watched, restarted and stopped. Times are `None` where they are infinite.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceUnit {
    /// When it counts as ready.
    pub kind: ServiceType,
    /// `ExitType=`: whether the main process or the last one ends it.
    pub exit_type: ExitType,
    /// Decides whether it starts: exit status 1–254 skips the start, 255 or a signal fails it.
    pub exec_condition: Vec<ExecCommand>,
    /// What runs before the main process.
    pub exec_start_pre: Vec<ExecCommand>,
    /// The main process; several, one after the other, for [`ServiceType::Oneshot`] only.
    pub exec_start: Vec<ExecCommand>,
    /// What runs once it is ready.
    pub exec_start_post: Vec<ExecCommand>,
    /// What tells it to read its configuration again.
    pub exec_reload: Vec<ExecCommand>,
    /// What stops it, before the signals.
    pub exec_stop: Vec<ExecCommand>,
    /// What runs after it has ended, however it did.
    pub exec_stop_post: Vec<ExecCommand>,
    /// It stays active when no process is left.
    pub remain_after_exit: bool,
    /// Where a forking service writes its main PID (absolute).
    pub pid_file: Option<PathBuf>,
    /// `BusName=` of [`ServiceType::Dbus`].
    pub bus_name: Option<String>,
    /// Whether to guess the main PID of a forking service without a PID file.
    pub guess_main_pid: bool,
    /// Who may send notifications.
    pub notify_access: NotifyAccess,
    /// When to restart it automatically.
    pub restart: Restart,
    /// Whether others see that it ended in between.
    pub restart_mode: RestartMode,
    /// How long to wait before a restart.
    pub restart_sec: Duration,
    /// In how many steps the wait grows to `restart_max_delay` (0: it doesn't).
    pub restart_steps: u32,
    /// The longest wait.
    pub restart_max_delay: Option<Duration>,
    /// How long starting may take.
    pub timeout_start: Option<Duration>,
    /// How long stopping may take, per step.
    pub timeout_stop: Option<Duration>,
    /// How long it may take to end after the watchdog's signal.
    pub timeout_abort: Option<Duration>,
    /// What happens when starting takes too long.
    pub timeout_start_failure: FailureMode,
    /// What happens when stopping takes too long.
    pub timeout_stop_failure: FailureMode,
    /// How long it may run.
    pub runtime_max: Option<Duration>,
    /// The most that is added to it at random.
    pub runtime_randomized_extra: Duration,
    /// How often it must say that it is alive; `None`: it needn't.
    pub watchdog: Option<Duration>,
    /// Ways to end that count as success besides status 0, SIGHUP, SIGINT, SIGTERM and SIGPIPE.
    pub success_exit_status: ExitStatusSet,
    /// Ways to end after which it isn't restarted.
    pub restart_prevent_exit_status: ExitStatusSet,
    /// Ways to end after which it is always restarted.
    pub restart_force_exit_status: ExitStatusSet,
    /// How its processes are ended.
    pub kill: Kill,
    /// `ReloadSignal=` of [`ServiceType::NotifyReload`].
    pub reload_signal: Signal,
    /// `PermissionsStartOnly=`: only the main process drops its rights.
    pub permissions_start_only: bool,
    /// `RootDirectoryStartOnly=`: only the main process has a root of its own.
    pub root_directory_start_only: bool,
    /// The sockets that it takes over (`Sockets=` and the socket of the same name).
    pub sockets: Vec<UnitName>,
    /// The socket unit with whose connection it was made: `Accept=yes`.
    pub connection: Option<UnitName>,
    /// What its processes run in.
    pub context: ExecContext,
}

/// `Type=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceType {
    /// Ready when forked.
    Simple,
    /// Ready when the program has been executed.
    Exec,
    /// Ready when it has ended.
    Oneshot,
    /// Ready when the started process has ended and left another running.
    Forking,
    /// Ready when it says `READY=1`.
    Notify,
    /// As [`ServiceType::Notify`], and a signal makes it reload and report that.
    NotifyReload,
    /// Ready when its name has an owner on the message bus.
    Dbus,
    /// As [`ServiceType::Simple`], but started after the other jobs.
    Idle,
}

impl ServiceType {
    /// What they are called.
    pub(super) const NAMES: [(&'static str, Self); 8] = [
        ("simple", Self::Simple),
        ("exec", Self::Exec),
        ("oneshot", Self::Oneshot),
        ("forking", Self::Forking),
        ("notify", Self::Notify),
        ("notify-reload", Self::NotifyReload),
        ("dbus", Self::Dbus),
        ("idle", Self::Idle),
    ];

    /// Its name.
    pub(crate) fn name(self) -> String {
        name_of(&Self::NAMES, self)
    }
}

/// `ExitType=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitType {
    /// It is over when its main process is.
    Main,
    /// It is over when its last process is.
    Cgroup,
}

impl ExitType {
    /// What they are called.
    pub(super) const NAMES: [(&'static str, Self); 2] = [("main", Self::Main), ("cgroup", Self::Cgroup)];
}

/// `NotifyAccess=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotifyAccess {
    /// No message is taken from any process.
    None,
    /// The main process.
    Main,
    /// The main process and the Exec commands' processes.
    Exec,
    /// Every process of the service.
    All,
}

impl NotifyAccess {
    /// What they are called.
    pub(super) const NAMES: [(&'static str, Self); 4] =
        [("none", Self::None), ("main", Self::Main), ("exec", Self::Exec), ("all", Self::All)];
}

/// `Restart=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::missing_docs_in_private_items, reason = "systemd.service(5), table 1")]
pub enum Restart {
    No,
    Always,
    OnSuccess,
    OnFailure,
    OnAbnormal,
    OnAbort,
    OnWatchdog,
}

impl Restart {
    /// What they are called.
    pub(super) const NAMES: [(&'static str, Self); 7] = [
        ("no", Self::No),
        ("always", Self::Always),
        ("on-success", Self::OnSuccess),
        ("on-failure", Self::OnFailure),
        ("on-abnormal", Self::OnAbnormal),
        ("on-abort", Self::OnAbort),
        ("on-watchdog", Self::OnWatchdog),
    ];
}

/// `RestartMode=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RestartMode {
    /// It is failed or inactive for a moment, with all that this means for other units.
    Normal,
    /// It goes straight back to starting.
    Direct,
    /// As [`RestartMode::Normal`], and `$DEBUG_INVOCATION` tells its processes.
    Debug,
}

impl RestartMode {
    /// What they are called.
    pub(super) const NAMES: [(&'static str, Self); 3] =
        [("normal", Self::Normal), ("direct", Self::Direct), ("debug", Self::Debug)];
}

/// `TimeoutStartFailureMode=`, `TimeoutStopFailureMode=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureMode {
    /// `KillSignal=`, then the final signal.
    Terminate,
    /// The watchdog's signal, then the final signal.
    Abort,
    /// The final signal at once.
    Kill,
}

impl FailureMode {
    /// What they are called.
    pub(super) const NAMES: [(&'static str, Self); 3] =
        [("terminate", Self::Terminate), ("abort", Self::Abort), ("kill", Self::Kill)];
}

impl Default for ServiceUnit {
    /// systemd's defaults: what a service without any directive has.
    fn default() -> Self {
        let default_timeout = Some(Duration::from_secs(90));
        Self {
            kind: ServiceType::Simple,
            exit_type: ExitType::Main,
            exec_condition: Vec::new(),
            exec_start_pre: Vec::new(),
            exec_start: Vec::new(),
            exec_start_post: Vec::new(),
            exec_reload: Vec::new(),
            exec_stop: Vec::new(),
            exec_stop_post: Vec::new(),
            remain_after_exit: false,
            pid_file: None,
            bus_name: None,
            guess_main_pid: true,
            notify_access: NotifyAccess::None,
            restart: Restart::No,
            restart_mode: RestartMode::Normal,
            restart_sec: Duration::from_millis(100),
            restart_steps: 0,
            restart_max_delay: None,
            timeout_start: default_timeout,
            timeout_stop: default_timeout,
            timeout_abort: default_timeout,
            timeout_start_failure: FailureMode::Terminate,
            timeout_stop_failure: FailureMode::Terminate,
            runtime_max: None,
            runtime_randomized_extra: Duration::ZERO,
            watchdog: None,
            success_exit_status: ExitStatusSet::default(),
            restart_prevent_exit_status: ExitStatusSet::default(),
            restart_force_exit_status: ExitStatusSet::default(),
            kill: Kill::default(),
            reload_signal: Signal::HUP,
            permissions_start_only: false,
            root_directory_start_only: false,
            sockets: Vec::new(),
            connection: None,
            context: ExecContext::default(),
        }
    }
}

//! What a unit's processes are and what they run in: systemd.exec(5).

use super::{Directories, Preserve, StandIn, View};
use caps::CapsHashSet;
use nix::sys::resource::Resource;
use std::path::PathBuf;

/// One command line of an `Exec…=` directive. Specifiers are expanded; environment variables are not, as
/// they are known at start only: `unit::expand` does it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExecCommand {
    /// The program: absolute, or a name to look up on PATH.
    pub path: String,
    /// `argv[0]`: another name after the prefix `@`, otherwise `path`.
    pub argv0: String,
    /// The words after `argv[0]`, not expanded.
    pub args: Vec<String>,
    /// `-`: a failure is recorded but counts as success.
    pub ignore_failure: bool,
    /// `+`: with full rights, as root, without any of the unit's restrictions.
    pub privileged: bool,
    /// `!`: as root, but with the rest of the unit's restrictions.
    pub no_setuid: bool,
    /// `:`: no environment variable is expanded.
    pub no_env_expand: bool,
    /// `|`: run through the user's shell (systemd 258).
    pub via_shell: bool,
}

/// What a service's (or socket's) processes run in.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ExecContext {
    /// `User=`: a name or a number.
    pub user: Option<String>,
    /// `Group=`: a name or a number; the user's own group otherwise.
    pub group: Option<String>,
    /// `SupplementaryGroups=`.
    pub supplementary_groups: Vec<String>,
    /// `DynamicUser=`: the user is made up when the image is built.
    pub dynamic_user: bool,
    /// `SetLoginEnvironment=`: whether HOME, LOGNAME, SHELL are set; `None`: when a user is.
    pub set_login_environment: Option<bool>,
    /// `PAMName=`: the PAM service whose session gives the processes variables and limits.
    pub pam_name: Option<String>,
    /// `RuntimeDirectory=` in /run.
    pub runtime_directory: Directories,
    /// `StateDirectory=` in /var/lib.
    pub state_directory: Directories,
    /// `CacheDirectory=` in /var/cache.
    pub cache_directory: Directories,
    /// `LogsDirectory=` in /var/log.
    pub logs_directory: Directories,
    /// `ConfigurationDirectory=` in /etc.
    pub configuration_directory: Directories,
    /// When the runtime directory outlives the unit.
    pub runtime_directory_preserve: Preserve,
    /// `WorkingDirectory=`.
    pub working_directory: Option<WorkingDirectory>,
    /// `Environment=`, in order, later ones win.
    pub environment: Vec<(String, String)>,
    /// `EnvironmentFile=`, in order, read at start; they win over `environment`.
    pub environment_files: Vec<EnvironmentFile>,
    /// `PassEnvironment=`: names taken over from PID 1.
    pub pass_environment: Vec<String>,
    /// `UnsetEnvironment=`: names or whole assignments that are taken out last.
    pub unset_environment: Vec<String>,
    /// `ExecSearchPath=`.
    pub exec_search_path: Vec<PathBuf>,
    /// `UMask=`; systemd's default is 0022.
    pub umask: Option<u32>,
    /// `Limit…=`.
    pub limits: Vec<Limit>,
    /// `Nice=`.
    pub nice: Option<i32>,
    /// `OOMScoreAdjust=`.
    pub oom_score_adjust: Option<i32>,
    /// `IOSchedulingClass=` and `IOSchedulingPriority=` as `ioprio_set(2)` takes them.
    pub io_scheduling: Option<IoScheduling>,
    /// `CPUSchedulingPolicy=`, `CPUSchedulingPriority=`, `CPUSchedulingResetOnFork=`.
    pub cpu_scheduling: Option<CpuScheduling>,
    /// `CPUAffinity=`: the processors by number; empty: not set.
    pub cpu_affinity: Vec<usize>,
    /// `TimerSlackNSec=`.
    pub timer_slack_nanoseconds: Option<u64>,
    /// `CapabilityBoundingSet=`; `None`: everything that the container has.
    pub capability_bounding_set: Option<CapsHashSet>,
    /// `AmbientCapabilities=`.
    pub ambient_capabilities: CapsHashSet,
    /// `SecureBits=` as prctl(2) takes them.
    pub secure_bits: Option<u32>,
    /// `NoNewPrivileges=`.
    pub no_new_privileges: bool,
    /// `LoadCredential=`, `SetCredential=`, `ImportCredential=`.
    pub credentials: Vec<Credential>,
    /// `StandardInput=`.
    pub standard_input: StandardInput,
    /// `StandardOutput=`.
    pub standard_output: StandardOutput,
    /// `StandardError=`.
    pub standard_error: StandardOutput,
    /// `TTYPath=`; /dev/console by default.
    pub tty_path: Option<PathBuf>,
    /// `NonBlocking=`: sockets are handed over with `O_NONBLOCK`.
    pub non_blocking: bool,
    /// How its output is named and filtered in the log.
    pub logging: Logging,
    /// What is mounted for it, if the init may mount.
    pub view: View,
    /// What it has instead of mounts otherwise.
    pub stand_in: StandIn,
    /// `IgnoreSIGPIPE=no`: SIGPIPE ends the processes; systemd ignores it otherwise.
    pub default_sigpipe: bool,
}

/// `Syslog…=`, `LogLevelMax=`. Priorities are syslog(3)'s: 0 emergency to 7 debug.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logging {
    /// `SyslogIdentifier=`; the program's name otherwise.
    pub identifier: Option<String>,
    /// `SyslogLevel=`: the priority of lines that don't name their own.
    pub level: u8,
    /// `SyslogLevelPrefix=`: whether `<3>` before a line is its priority.
    pub level_prefix: bool,
    /// `LogLevelMax=`: lines of lesser importance are dropped.
    pub level_max: Option<u8>,
}

/// `WorkingDirectory=`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingDirectory {
    /// `None`: `~`, the user's home.
    pub path: Option<PathBuf>,
    /// `-`: it needn't exist.
    pub missing_ok: bool,
}

/// `EnvironmentFile=`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvironmentFile {
    /// Absolute, may have glob characters.
    pub path: String,
    /// `-`: it needn't exist.
    pub missing_ok: bool,
}

/// `Limit…=`; `None` is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Which resource, in the units of setrlimit(2).
    pub resource: Resource,
    /// The soft limit.
    pub soft: Option<u64>,
    /// The hard limit.
    pub hard: Option<u64>,
}

/// `IOSchedulingClass=`, `IOSchedulingPriority=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IoScheduling {
    /// 0 none, 1 realtime, 2 best-effort, 3 idle.
    pub class: u8,
    /// 0 (highest) to 7.
    pub priority: u8,
}

/// `CPUScheduling…=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CpuScheduling {
    /// As `sched_setscheduler(2)` numbers them: 0 other, 1 fifo, 2 rr, 3 batch, 5 idle.
    pub policy: i32,
    /// 1 to 99 for fifo and rr.
    pub priority: i32,
    /// Children fall back to the default.
    pub reset_on_fork: bool,
}

/// A file in `$CREDENTIALS_DIRECTORY`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// `LoadCredential=id:path`: a file, a directory, or a name to look for in PID 1's own credentials.
    Load {
        /// The file's name.
        id: String,
        /// Absolute path, or a relative name.
        source: String,
    },
    /// `SetCredential=id:text`: used where nothing was loaded under that name.
    Set {
        /// The file's name.
        id: String,
        /// Its content.
        data: Vec<u8>,
    },
    /// `ImportCredential=glob`.
    Import {
        /// Which of PID 1's own credentials.
        glob: String,
    },
}

/// `StandardInput=`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum StandardInput {
    /// /dev/null.
    #[default]
    Null,
    /// `file:`.
    File(PathBuf),
    /// `data`: `StandardInputText=` and `StandardInputData=`.
    Data(Vec<u8>),
    /// `socket`: the socket that the service takes over.
    Socket,
    /// `fd:`: the one with this name among those that it takes over.
    Named(String),
    /// `tty` and its siblings: the terminal at `TTYPath=`, or /dev/null where there is none.
    Terminal(Seizure),
    /// The container's own, with its terminal: for the command of `docker run` alone.
    Container,
}

/// How a process gets a terminal that another process may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seizure {
    /// `tty`: it waits.
    Wait,
    /// `tty-force`: it takes it away.
    Force,
    /// `tty-fail`: it fails.
    Fail,
}

/// `StandardOutput=`, `StandardError=`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum StandardOutput {
    /// For standard error: what standard output is. For standard output: standard input if that is a
    /// socket, otherwise the log.
    #[default]
    Inherit,
    /// /dev/null.
    Null,
    /// The log (`journal`, `syslog`, `kmsg`, and each with `+console`).
    Log,
    /// `file:`: opened without truncating, written from the start.
    File(PathBuf),
    /// `append:`.
    Append(PathBuf),
    /// `truncate:`.
    Truncate(PathBuf),
    /// `socket`: the socket that the service takes over.
    Socket,
    /// `fd:`, see [`StandardInput::Named`].
    Named(String),
    /// `tty`: the terminal at `TTYPath=`, or the log where there is none.
    Terminal,
    /// The container's own, see [`StandardInput::Container`].
    Container,
}

impl ExecContext {
    /// Where standard output and standard error go, `Inherit` resolved.
    pub fn outputs(&self) -> (StandardOutput, StandardOutput) {
        let stdout = match (&self.standard_output, &self.standard_input) {
            (StandardOutput::Inherit, StandardInput::Socket) => StandardOutput::Socket,
            (StandardOutput::Inherit, StandardInput::Named(name)) => StandardOutput::Named(name.clone()),
            (StandardOutput::Inherit, StandardInput::Terminal(_)) => StandardOutput::Terminal,
            (StandardOutput::Inherit, _) => StandardOutput::Log,
            (other, _) => other.clone(),
        };
        let stderr = match &self.standard_error {
            // Also where both go to the log: each has its own pipe, so that standard error goes to the container's.
            StandardOutput::Inherit => stdout.clone(),
            other => other.clone(),
        };
        (stdout, stderr)
    }

    /// Whether one of descriptors 0, 1 and 2 is the unit's socket.
    pub fn talks_over_socket(&self) -> bool {
        let (stdout, stderr) = self.outputs();
        self.standard_input == StandardInput::Socket || [stdout, stderr].contains(&StandardOutput::Socket)
    }
}

impl Default for Logging {
    fn default() -> Self {
        Self { identifier: None, level: 6, level_prefix: true, level_max: None }
    }
}

//! Properties of what a unit's processes run in: systemd.exec(5).

use caps::{CapSet, CapsHashSet};
use nix::libc;
use nix::sys::resource::{Resource, getrlimit};

use super::{Set, yes};
use crate::init::supervisor::text::quoted;
use crate::init::unit::{Directories, ExecContext, Preserve, Seizure, StandardInput, StandardOutput};

/// `Limit…=` without the word, in systemd's order.
const LIMITS: [(&str, Resource); 16] = [
    ("CPU", Resource::RLIMIT_CPU),
    ("FSIZE", Resource::RLIMIT_FSIZE),
    ("DATA", Resource::RLIMIT_DATA),
    ("STACK", Resource::RLIMIT_STACK),
    ("CORE", Resource::RLIMIT_CORE),
    ("RSS", Resource::RLIMIT_RSS),
    ("NOFILE", Resource::RLIMIT_NOFILE),
    ("AS", Resource::RLIMIT_AS),
    ("NPROC", Resource::RLIMIT_NPROC),
    ("MEMLOCK", Resource::RLIMIT_MEMLOCK),
    ("LOCKS", Resource::RLIMIT_LOCKS),
    ("SIGPENDING", Resource::RLIMIT_SIGPENDING),
    ("MSGQUEUE", Resource::RLIMIT_MSGQUEUE),
    ("NICE", Resource::RLIMIT_NICE),
    ("RTPRIO", Resource::RLIMIT_RTPRIO),
    ("RTTIME", Resource::RLIMIT_RTTIME),
];

pub(super) fn of(context: &ExecContext, set: Set<'_>) {
    set("User", context.user.clone().unwrap_or_default());
    set("Group", context.group.clone().unwrap_or_default());
    set("SupplementaryGroups", context.supplementary_groups.join(" "));
    set("DynamicUser", yes(context.dynamic_user));
    set("UMask", format!("{:04o}", context.umask.unwrap_or(0o022)));
    of_environment(context, set);
    of_limits(context, set);
    of_directories(context, set);
    of_streams(context, set);
    let bounding = context.capability_bounding_set.clone();
    let own = || caps::read(None, CapSet::Bounding).unwrap_or_default();
    set("CapabilityBoundingSet", capabilities(&bounding.unwrap_or_else(own)));
    set("AmbientCapabilities", capabilities(&context.ambient_capabilities));
    set("SecureBits", context.secure_bits.unwrap_or(0).to_string());
    set("NoNewPrivileges", yes(context.no_new_privileges));
    set("IgnoreSIGPIPE", yes(!context.default_sigpipe));
}

fn of_environment(context: &ExecContext, set: Set<'_>) {
    let assignments: Vec<_> =
        context.environment.iter().map(|(name, value)| format!("{name}={value}")).collect();
    set("Environment", quoted(assignments.iter().map(String::as_str)));
    let files = context.environment_files.iter();
    let files: Vec<_> =
        files.map(|file| format!("{} (ignore_errors={})", file.path, yes(file.missing_ok))).collect();
    set("EnvironmentFiles", files.join("\n"));
    set("PassEnvironment", quoted(context.pass_environment.iter().map(String::as_str)));
    set("UnsetEnvironment", quoted(context.unset_environment.iter().map(String::as_str)));
}

/// What the unit says, else what PID 1 itself has and hands on.
fn of_limits(context: &ExecContext, set: Set<'_>) {
    let shown = |limit: u64| {
        if limit == libc::RLIM_INFINITY { "infinity".to_owned() } else { limit.to_string() }
    };
    for (name, resource) in LIMITS {
        let said = context.limits.iter().rev().find(|limit| limit.resource == resource);
        let none = libc::RLIM_INFINITY;
        let own = || getrlimit(resource).unwrap_or((none, none));
        let (soft, hard) =
            said.map_or_else(own, |limit| (limit.soft.unwrap_or(none), limit.hard.unwrap_or(none)));
        set(&format!("Limit{name}"), shown(hard));
        set(&format!("Limit{name}Soft"), shown(soft));
    }
    set("OOMScoreAdjust", context.oom_score_adjust.unwrap_or(0).to_string());
    set("Nice", context.nice.unwrap_or(0).to_string());
    let (class, priority) = context.io_scheduling.as_ref().map_or((2, 4), |io| (io.class, io.priority));
    set("IOSchedulingClass", class.to_string());
    set("IOSchedulingPriority", priority.to_string());
    let cpu = context.cpu_scheduling.as_ref();
    set("CPUSchedulingPolicy", cpu.map_or(0, |cpu| cpu.policy).to_string());
    set("CPUSchedulingPriority", cpu.map_or(0, |cpu| cpu.priority).to_string());
    set("CPUSchedulingResetOnFork", yes(cpu.is_some_and(|cpu| cpu.reset_on_fork)));
    set("TimerSlackNSec", context.timer_slack_nanoseconds.unwrap_or(50_000).to_string());
}

fn of_directories(context: &ExecContext, set: Set<'_>) {
    set(
        "WorkingDirectory",
        context.working_directory.as_ref().map_or_else(String::new, |directory| {
            let path =
                directory.path.as_ref().map_or_else(|| "~".to_owned(), |path| path.display().to_string());
            if directory.missing_ok { format!("!{path}") } else { path }
        }),
    );
    for (name, directories) in [
        ("RuntimeDirectory", &context.runtime_directory),
        ("StateDirectory", &context.state_directory),
        ("CacheDirectory", &context.cache_directory),
        ("LogsDirectory", &context.logs_directory),
        ("ConfigurationDirectory", &context.configuration_directory),
    ] {
        set(name, paths(directories));
        set(&format!("{name}Mode"), format!("{:04o}", directories.mode));
    }
    let preserve = match context.runtime_directory_preserve {
        Preserve::No => "no",
        Preserve::Yes => "yes",
        Preserve::Restart => "restart",
    };
    set("RuntimeDirectoryPreserve", preserve.to_owned());
}

fn of_streams(context: &ExecContext, set: Set<'_>) {
    let input = match &context.standard_input {
        StandardInput::Null => "null",
        StandardInput::File(_) => "file",
        StandardInput::Data(_) => "data",
        StandardInput::Socket => "socket",
        StandardInput::Named(_) => "fd",
        StandardInput::Terminal(Seizure::Force) => "tty-force",
        StandardInput::Terminal(Seizure::Fail) => "tty-fail",
        StandardInput::Terminal(Seizure::Wait) | StandardInput::Container => "tty",
    };
    let inherits = matches!(
        context.standard_input,
        StandardInput::Socket | StandardInput::Named(_) | StandardInput::Terminal(_)
    );
    let inherited = if inherits { "inherit" } else { "journal" };
    set("TTYPath", context.tty_path.as_ref().map_or_else(String::new, |path| path.display().to_string()));
    set("PAMName", context.pam_name.clone().unwrap_or_default());
    set("NonBlocking", yes(context.non_blocking));
    set("StandardInput", input.to_owned());
    set("StandardOutput", output(&context.standard_output, inherited).to_owned());
    set("StandardError", output(&context.standard_error, "inherit").to_owned());
    let logging = &context.logging;
    set("SyslogIdentifier", logging.identifier.clone().unwrap_or_default());
    set("SyslogLevel", logging.level.to_string());
    set("SyslogLevelPrefix", yes(logging.level_prefix));
    set("LogLevelMax", logging.level_max.map_or_else(|| "-1".to_owned(), |level| level.to_string()));
}

/// The log is what systemd calls the journal.
fn output(output: &StandardOutput, inherited: &'static str) -> &'static str {
    match output {
        StandardOutput::Inherit => inherited,
        StandardOutput::Null => "null",
        StandardOutput::Log => "journal",
        StandardOutput::File(_) => "file",
        StandardOutput::Append(_) => "append",
        StandardOutput::Truncate(_) => "truncate",
        StandardOutput::Socket => "socket",
        StandardOutput::Named(_) => "fd",
        StandardOutput::Terminal | StandardOutput::Container => "tty",
    }
}

fn paths(directories: &Directories) -> String {
    let paths: Vec<_> = directories.entries.iter().map(|entry| entry.path.display().to_string()).collect();
    paths.join(" ")
}

fn capabilities(set: &CapsHashSet) -> String {
    let mut all: Vec<_> = set.iter().collect();
    all.sort_by_key(|capability| capability.index());
    all.iter().map(|capability| capability.to_string().to_lowercase()).collect::<Vec<_>>().join(" ")
}

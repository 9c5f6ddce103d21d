//! Tests `Condition…=` and `Assert…=`: systemd.unit(5).
//!
//! What can't be seen in a container (firmware, power, security modules) counts as absent, as it does for systemd
//! in a container.

mod paths;
mod version;

use std::path::{Path, PathBuf};

use caps::Capability;

use super::capabilities::CapabilitySets;
use super::unit::{Condition, ConditionKind, quoting, values};
use crate::glob;
use crate::safe_path;
use crate::users::Users;

/// More than /proc/cpuinfo holds on the largest machines.
const FILE_MAX: u64 = 16 * 1024 * 1024;

/// What conditions ask about.
pub(crate) struct ConditionContext<'a> {
    /// The root directory.
    pub root: PathBuf,
    /// PID 1's own environment.
    pub variable: &'a dyn Fn(&str) -> Option<String>,
    /// Whether this is the container's first start.
    pub first_boot: bool,
    /// What PID 1 may do.
    pub held: CapabilitySets,
}

impl ConditionContext<'_> {
    fn read(&self, path: &str) -> String {
        let text = safe_path::read(&self.root, Path::new(path), FILE_MAX).ok().map(String::from_utf8);
        text.and_then(Result::ok).unwrap_or_default()
    }
}

/// The first condition that keeps a unit from starting, if one does: all without `|` must hold,
/// and at least one of those with it.
pub(crate) fn first_failing<'a>(
    conditions: &'a [Condition],
    world: &ConditionContext<'_>,
) -> Option<&'a Condition> {
    let plain = conditions.iter().filter(|condition| !condition.trigger);
    if let Some(failing) = plain.into_iter().find(|condition| !holds(condition, world)) {
        return Some(failing);
    }
    let mut triggers = conditions.iter().filter(|condition| condition.trigger).peekable();
    let first = *triggers.peek()?;
    let none = !triggers.any(|condition| holds(condition, world));
    none.then_some(first)
}

/// Whether one condition holds. One with an invalid parameter does not, negated or not.
pub(crate) fn holds(condition: &Condition, world: &ConditionContext<'_>) -> bool {
    test(condition.kind, &condition.parameter, world).is_some_and(|holds| holds != condition.negate)
}

/// The result of a test; `None` if the parameter is invalid.
fn test(kind: ConditionKind, parameter: &str, world: &ConditionContext<'_>) -> Option<bool> {
    let yes = || values::boolean(parameter).ok();
    Some(match kind {
        ConditionKind::PathExists
        | ConditionKind::PathExistsGlob
        | ConditionKind::PathIsDirectory
        | ConditionKind::PathIsSymbolicLink
        | ConditionKind::PathIsMountPoint
        | ConditionKind::PathIsReadWrite
        | ConditionKind::PathIsEncrypted
        | ConditionKind::PathIsSocket
        | ConditionKind::DirectoryNotEmpty
        | ConditionKind::FileNotEmpty
        | ConditionKind::FileIsExecutable
        | ConditionKind::NeedsUpdate => paths::test(kind, parameter, &world.root),
        ConditionKind::User => user(parameter, world),
        ConditionKind::Group => group(parameter, world),
        ConditionKind::Host => host(parameter, world),
        ConditionKind::KernelCommandLine => {
            // In a container the kernel's command line is PID 1's own.
            let line = world.read("/proc/1/cmdline");
            let fits = |word: &str| word == parameter || word.split('=').next() == Some(parameter);
            line.split('\0').any(fits)
        }
        ConditionKind::KernelVersion => version::test(&kernel(), parameter)?,
        ConditionKind::Version => match parameter.split_once(char::is_whitespace) {
            Some(("kernel", wanted)) => version::test(&kernel(), wanted)?,
            Some(("systemd", wanted)) => version::test(version::SYSTEMD, wanted)?,
            Some(_) => false,
            None => version::test(version::SYSTEMD, parameter)?,
        },
        ConditionKind::Virtualization => virtualization(parameter, world),
        ConditionKind::Capability => {
            let capability = parameter.to_uppercase().parse::<Capability>().ok()?;
            world.held.bounding & capability.bitmask() != 0
        }
        ConditionKind::Environment => match parameter.split_once('=') {
            Some((name, value)) => (world.variable)(name).as_deref() == Some(value),
            None => (world.variable)(parameter).is_some(),
        },
        ConditionKind::FirstBoot => world.first_boot == yes()?,
        ConditionKind::Architecture => architecture(parameter),
        ConditionKind::Memory => {
            version::compare_number(memory(world), parameter, |text| values::size(text).ok())?
        }
        ConditionKind::Cpus => {
            let count = std::thread::available_parallelism().map_or(1, |count| count.get() as u64);
            version::compare_number(count, parameter, |text| values::number(text).ok())?
        }
        ConditionKind::CpuFeature => {
            let info = world.read("/proc/cpuinfo");
            let feature = parameter.to_ascii_lowercase();
            let flags = info.lines().find(|line| line.starts_with("flags") || line.starts_with("Features"));
            flags.is_some_and(|line| line.split_whitespace().any(|flag| flag == feature))
        }
        ConditionKind::OsRelease => return os_release(parameter, world),
        ConditionKind::KernelModuleLoaded => {
            world.root.join("sys/module").join(parameter.replace('-', "_")).is_dir()
        }
        ConditionKind::ControlGroupController => control_groups(parameter, world),
        ConditionKind::Credential => {
            let own = (world.variable)("CREDENTIALS_DIRECTORY").map(PathBuf::from);
            let secrets = Some(world.root.join("run/secrets"));
            [own, secrets].into_iter().flatten().any(|directory| directory.join(parameter).exists())
        }
        // On mains power as far as anyone can tell, and never under pressure.
        ConditionKind::AcPower => yes()?,
        ConditionKind::MemoryPressure | ConditionKind::CpuPressure | ConditionKind::IoPressure => true,
        ConditionKind::Firmware | ConditionKind::Security => false,
    })
}

/// Whether the version or the controllers exist; unknown names are ignored.
fn control_groups(parameter: &str, world: &ConditionContext<'_>) -> bool {
    const CONTROLLERS: [&str; 7] = ["cpu", "cpuacct", "cpuset", "io", "blkio", "memory", "pids"];
    let there = world.read("/sys/fs/cgroup/cgroup.controllers");
    let is_there = |name: &str| match there.as_str() {
        "" => world.root.join("sys/fs/cgroup").join(name).is_dir(),
        there => there.split_whitespace().any(|known| known == name),
    };
    match parameter {
        "v2" => !there.is_empty(),
        "v1" => there.is_empty() && world.root.join("sys/fs/cgroup").is_dir(),
        names => names.split_whitespace().filter(|name| CONTROLLERS.contains(name)).all(is_there),
    }
}

/// Whether PID 1 runs as this user. As in systemd's PID 1, names are looked up only where this init is not root.
fn user(parameter: &str, world: &ConditionContext<'_>) -> bool {
    let own = nix::unistd::geteuid().as_raw();
    match parameter {
        "root" => own == 0,
        "@system" => own < 1000,
        text => match values::uid(text) {
            Some(uid) => uid == own,
            None => own != 0 && Users::new(&world.root).user(text).is_ok_and(|user| user.uid == own),
        },
    }
}

fn group(parameter: &str, world: &ConditionContext<'_>) -> bool {
    let Ok(group) = Users::new(&world.root).group(parameter) else { return false };
    let own = nix::unistd::getgroups().unwrap_or_default();
    nix::unistd::getegid().as_raw() == group.gid || own.iter().any(|gid| gid.as_raw() == group.gid)
}

fn host(parameter: &str, world: &ConditionContext<'_>) -> bool {
    let name = nix::unistd::gethostname().unwrap_or_default();
    let machine = world.read("/etc/machine-id");
    machine.trim() == parameter
        || glob::matches(&parameter.to_lowercase(), &name.to_string_lossy().to_lowercase())
}

fn kernel() -> String {
    nix::sys::utsname::uname().map(|name| name.release().to_string_lossy().into_owned()).unwrap_or_default()
}

fn virtualization(parameter: &str, world: &ConditionContext<'_>) -> bool {
    match parameter {
        "container" => true,
        "private-users" => !world.read("/proc/self/uid_map").trim_start().starts_with("0          0"),
        other => values::boolean(other).unwrap_or_else(|_| {
            let told = (world.variable)("container").filter(|name| !name.is_empty());
            let podman = world.root.join("run/.containerenv").exists().then(|| "podman".to_owned());
            told.or(podman).as_deref().unwrap_or("docker") == other
        }),
    }
}

fn architecture(parameter: &str) -> bool {
    let own = match std::env::consts::ARCH {
        "x86_64" => "x86-64",
        "aarch64" => "arm64",
        "powerpc64" => "ppc64",
        other => other,
    };
    parameter == "native" || parameter == own
}

fn memory(world: &ConditionContext<'_>) -> u64 {
    let info = world.read("/proc/meminfo");
    let total =
        info.lines().find_map(|line| line.strip_prefix("MemTotal:")?.split_whitespace().next()?.parse().ok());
    let total: u64 = total.map_or(u64::MAX, |kibibytes: u64| kibibytes * 1024);
    // Version 2, version 1.
    ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
        .iter()
        .filter_map(|file| world.read(file).trim().parse().ok())
        .fold(total, u64::min)
}

fn os_release(parameter: &str, world: &ConditionContext<'_>) -> Option<bool> {
    let text = ["/etc/os-release", "/usr/lib/os-release"].map(|path| world.read(path));
    let fields = super::environment::file::parse(text.iter().find(|text| !text.is_empty())?).assignments;
    let value = |name: &str| {
        let found = fields.iter().find(|(known, _)| known == name);
        found.map_or_else(String::new, |(_, value)| value.clone())
    };
    let (words, mistake) = quoting::as_far_as_possible(parameter, quoting::Unknown::Keep);
    for word in words {
        if !version::test_value(&word.text, value)? {
            return Some(false);
        }
    }
    mistake.is_none().then_some(true)
}

#[cfg(test)]
mod tests;

//! The units that exist without anyone declaring them: systemd.special(7), as far as a container has them.
//!
//! The container does what systemd's early boot does (mounts, devices, the journal), so those targets are reached
//! as soon as they are asked for. Targets that are otherwise reached only if something waits for the network or the
//! clock are wanted by the default target, so that ordering after them holds.

use super::{Kind, Unit, UnitFile, UnitName};

/// A target, its description, and what it requires, wants and is ordered after.
type TargetRow =
    (&'static str, &'static str, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

const TARGETS: [TargetRow; 28] = [
    (
        "sysinit.target",
        "System Initialization",
        &[],
        &["local-fs.target", "swap.target"],
        &["local-fs.target", "swap.target"],
    ),
    (
        "basic.target",
        "Basic System",
        &["sysinit.target"],
        &["sockets.target", "timers.target", "paths.target", "slices.target"],
        &["sysinit.target", "sockets.target", "paths.target", "slices.target"],
    ),
    ("multi-user.target", "Multi-User System", &["basic.target"], PASSIVE, &["basic.target"]),
    ("graphical.target", "Graphical Interface", &["multi-user.target"], &[], &["multi-user.target"]),
    ("sockets.target", "Socket Units", &[], &[], &[]),
    ("timers.target", "Timer Units", &[], &[], &[]),
    ("paths.target", "Path Units", &[], &[], &[]),
    ("slices.target", "Slice Units", &[], &[], &[]),
    ("swap.target", "Swaps", &[], &[], &[]),
    ("local-fs-pre.target", "Preparation for Local File Systems", &[], &[], &[]),
    ("local-fs.target", "Local File Systems", &[], &[], &["local-fs-pre.target"]),
    ("remote-fs-pre.target", "Preparation for Remote File Systems", &[], &[], &[]),
    ("remote-fs.target", "Remote File Systems", &[], &[], &["remote-fs-pre.target"]),
    ("network-pre.target", "Preparation for Network", &[], &[], &[]),
    ("network.target", "Network", &[], &[], &["network-pre.target"]),
    ("network-online.target", "Network is Online", &[], &[], &["network.target"]),
    ("nss-lookup.target", "Host and Network Name Lookups", &[], &[], &[]),
    ("nss-user-lookup.target", "User and Group Name Lookups", &[], &[], &[]),
    ("time-set.target", "System Time Set", &[], &[], &[]),
    ("time-sync.target", "System Time Synchronized", &[], &[], &["time-set.target"]),
    ("rpcbind.target", "RPC Port Mapper", &[], &[], &[]),
    ("getty.target", "Login Prompts", &[], &[], &[]),
    ("machines.target", "Containers", &[], &[], &[]),
    ("cryptsetup.target", "Local Encrypted Volumes", &[], &[], &[]),
    ("keys.target", "Security Keys", &[], &[], &[]),
    ("umount.target", "Unmount All Filesystems", &[], &[], &[]),
    ("final.target", "Late Shutdown Services", &[], &[], &["shutdown.target"]),
    ("shutdown.target", "System Shutdown", &[], &[], &[]),
];

/// Targets without the default dependencies, which would make a cycle: a timer may be ordered after a service, which
/// comes after the basic system, which wants timers.
const STOPS_WITH_ALL: [&str; 3] = ["timers.target", "local-fs.target", "remote-fs.target"];

/// Targets for which nothing has to be done in a container.
const PASSIVE: &[&str] = &[
    "network-pre.target",
    "network.target",
    "network-online.target",
    "nss-lookup.target",
    "nss-user-lookup.target",
    "time-set.target",
    "time-sync.target",
    "remote-fs.target",
    "rpcbind.target",
    "keys.target",
];

/// Services and sockets whose work PID 1 does before any unit starts.
const PROVIDED: [&str; 14] = [
    "systemd-tmpfiles-setup.service",
    "systemd-tmpfiles-setup-dev.service",
    "systemd-tmpfiles-resetup.service",
    "systemd-sysusers.service",
    "systemd-sysctl.service",
    "systemd-modules-load.service",
    "systemd-remount-fs.service",
    "systemd-udevd.service",
    "systemd-udev-settle.service",
    "systemd-random-seed.service",
    "systemd-journald.service",
    "systemd-journald.socket",
    "systemd-journald-dev-log.socket",
    "systemd-user-sessions.service",
];

/// The socket that a syslog daemon requires: the log is passed on to it. It exists if a unit names it.
pub(super) const SYSLOG: (&str, &str) = (
    "syslog.socket",
    r#"{
        "Unit": {
            "Description": "Syslog Socket", "DefaultDependencies": "no",
            "Before": ["sockets.target", "shutdown.target"], "Conflicts": "shutdown.target"
        },
        "Socket": {
            "ListenDatagram": "/run/systemd/journal/syslog", "SocketMode": "0666",
            "PassCredentials": "yes", "ReceiveBuffer": "8M"
        }
    }"#,
);

/// Whether a unit that isn't declared counts as existing and active: what PID 1 does itself, and mounts, swaps
/// and slices, which are the container's.
pub(crate) fn is_provided(name: &UnitName) -> bool {
    use super::UnitKind::{Mount, Scope, Slice, Swap};
    PROVIDED.contains(&name.as_str()) || matches!(name.kind(), Mount | Scope | Slice | Swap)
}

/// Whether a unit exists without anyone declaring it.
pub(super) fn is_built_in(name: &UnitName) -> bool {
    TARGETS.iter().any(|(known, ..)| *known == name.as_str())
}

/// Adds the built-in targets; to those that are declared, adds what the built-in ones have.
pub(super) fn add(file: &mut UnitFile) {
    let names =
        |list: &[&str]| list.iter().filter_map(|name| name.parse::<UnitName>().ok()).collect::<Vec<_>>();
    for (name, description, requires, wants, after) in TARGETS {
        let Ok(name) = name.parse::<UnitName>() else { continue };
        if file.aliases.contains_key(&name) {
            continue;
        }
        let unit = file.units.entry(name.clone()).or_insert_with(|| {
            let mut unit = Unit::new(name, Kind::Target);
            description.clone_into(&mut unit.description);
            unit
        });
        let name = unit.name.as_str();
        let stops_with_all = STOPS_WITH_ALL.contains(&name);
        // Nothing built-in starts the other targets, and nothing stops because of them.
        if stops_with_all || matches!(name, "shutdown.target" | "umount.target" | "final.target") {
            unit.default_dependencies = false;
        }
        unit.allow_isolate |= matches!(name, "multi-user.target" | "graphical.target");
        if stops_with_all {
            merge(&mut unit.dependencies.conflicts, names(&["shutdown.target"]));
        }
        merge(&mut unit.dependencies.requires, names(requires));
        merge(&mut unit.dependencies.wants, names(wants));
        merge(&mut unit.dependencies.after, names(after));
    }
    let target = file.settings.default_target.clone();
    if let Some(unit) = file.units.get_mut(&target)
        && target.as_str() != "basic.target"
        && target.as_str() != "sysinit.target"
    {
        let passive = names(PASSIVE).into_iter().filter(|name| *name != target).collect();
        merge(&mut unit.dependencies.wants, passive);
    }
    if let Ok(name) = "default.target".parse::<UnitName>()
        && name != target
        && !file.units.contains_key(&name)
    {
        file.aliases.insert(name, target);
    }
}

fn merge(list: &mut Vec<UnitName>, more: Vec<UnitName>) {
    for name in more {
        if !list.contains(&name) {
            list.push(name);
        }
    }
}

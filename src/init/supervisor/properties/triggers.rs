//! Properties of sockets, timers, paths and mounts: systemd.socket(5) and its siblings.

use std::time::Duration;

use super::{Set, commands, infinite, service, yes};
use crate::init::supervisor::text::{self, quoted};
use crate::init::unit::{MountKind, MountUnit, PathUnit, SocketUnit, TimerUnit, Trigger, UnitName};

pub(super) fn of_socket(name: &UnitName, socket: &SocketUnit, set: Set<'_>) {
    let ipv6 = match socket.bind_ipv6_only {
        None => "default",
        Some(true) => "ipv6-only",
        Some(false) => "both",
    };
    set("BindIPv6Only", ipv6.to_owned());
    set("Backlog", socket.backlog.unwrap_or(i32::MAX.unsigned_abs()).to_string());
    set("TimeoutUSec", infinite(socket.timeout));
    for (name, list) in [
        ("ExecStartPre", &socket.exec_start_pre),
        ("ExecStartPost", &socket.exec_start_post),
        ("ExecStopPre", &socket.exec_stop_pre),
        ("ExecStopPost", &socket.exec_stop_post),
    ] {
        commands(set, name, list);
    }
    set("SocketUser", socket.user.clone().unwrap_or_default());
    set("SocketGroup", socket.group.clone().unwrap_or_default());
    set("SocketMode", format!("{:04o}", socket.mode));
    set("DirectoryMode", format!("{:04o}", socket.directory_mode));
    set("Accept", yes(socket.accept));
    set("MaxConnections", socket.max_connections.to_string());
    set("MaxConnectionsPerSource", socket.max_connections_per_source.to_string());
    set("PollLimitIntervalUSec", text::span(socket.poll_limit.0));
    set("PollLimitBurst", socket.poll_limit.1.to_string());
    set("KeepAlive", yes(socket.keep_alive));
    set("NoDelay", yes(socket.no_delay));
    set("ReusePort", yes(socket.reuse_port));
    set("FreeBind", yes(socket.free_bind));
    set("Broadcast", yes(socket.broadcast));
    set("PassCredentials", yes(socket.pass_credentials));
    set("ReceiveBuffer", socket.receive_buffer.unwrap_or(0).to_string());
    set("SendBuffer", socket.send_buffer.unwrap_or(0).to_string());
    set("RemoveOnStop", yes(socket.remove_on_stop));
    let links: Vec<_> = socket.symlinks.iter().map(|path| path.display().to_string()).collect();
    set("Symlinks", quoted(links.iter().map(String::as_str)));
    set("FileDescriptorName", socket.file_descriptor_name.clone().unwrap_or_else(|| name.to_string()));
    let (interval, burst) = socket.trigger_limit;
    set("TriggerLimitIntervalUSec", text::span(interval));
    set("TriggerLimitBurst", burst.to_string());
    service::of_kill(&socket.kill, set);
}

pub(super) fn of_timer(timer: &TimerUnit, set: Set<'_>) {
    let (mut monotonic, mut calendar) = (Vec::new(), Vec::new());
    for trigger in &timer.triggers {
        match named(trigger) {
            Some((name, after)) => monotonic.push(format!("{{ {name}={} }}", text::span(after))),
            None => {
                if let Trigger::Calendar(at) = trigger {
                    calendar.push(format!("{{ OnCalendar={at} }}"));
                }
            }
        }
    }
    set("TimersMonotonic", monotonic.join("\n"));
    set("TimersCalendar", calendar.join("\n"));
    set("Unit", timer.unit.to_string());
    set("AccuracyUSec", text::span(timer.accuracy));
    set("RandomizedDelayUSec", text::span(timer.randomized_delay));
    set("FixedRandomDelay", yes(timer.fixed_random_delay));
    set("Persistent", yes(timer.persistent));
    set("RemainAfterElapse", yes(timer.remain_after_elapse));
}

pub(super) fn of_path(of_path: &PathUnit, set: Set<'_>) {
    set("Unit", of_path.unit.to_string());
    let shown = of_path.watched.iter().map(|it| format!("{} ({})", it.path, it.awaited.name()));
    set("Paths", shown.collect::<Vec<_>>().join("\n"));
    set("MakeDirectory", yes(of_path.make_directory));
    set("DirectoryMode", format!("{:04o}", of_path.directory_mode));
    let (interval, burst) = of_path.trigger_limit;
    set("TriggerLimitIntervalUSec", text::span(interval));
    set("TriggerLimitBurst", burst.to_string());
}

fn named(trigger: &Trigger) -> Option<(&'static str, Duration)> {
    match trigger {
        Trigger::Active(after) => Some(("OnActiveUSec", *after)),
        Trigger::Boot(after) => Some(("OnBootUSec", *after)),
        Trigger::Startup(after) => Some(("OnStartupUSec", *after)),
        Trigger::UnitActive(after) => Some(("OnUnitActiveUSec", *after)),
        Trigger::UnitInactive(after) => Some(("OnUnitInactiveUSec", *after)),
        Trigger::Calendar(_) => None,
    }
}

/// Of a mount unit: systemd.mount(5).
pub(super) fn of_mount(mount: &MountUnit, set: Set<'_>) {
    let kind = match mount.kind {
        MountKind::Bind { .. } => "none",
        MountKind::Memory => "tmpfs",
    };
    set("Where", mount.place.to_string_lossy().into_owned());
    set("What", mount.what.clone());
    set("Options", mount.options.clone());
    set("Type", kind.to_owned());
    set("DirectoryMode", format!("{:04o}", mount.directory_mode));
    set("LazyUnmount", yes(mount.lazy));
}

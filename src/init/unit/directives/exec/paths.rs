//! What processes see of the file system. It takes mounts of their own: systemd.exec(5), "Paths" and "Sandboxing".

use caps::Capability;

use super::Row;
use crate::init::unit::line::{Line, Scope};
use crate::init::unit::quoting::{self, Unknown};
use crate::init::unit::view::{
    Access, AccessPath, Bind, PrivateTmp, ProtectHome, ProtectSystem, Temporary, View,
};
use crate::init::unit::{ExecContext, StandIn, values};

/// What these do without the right to mount.
const STAND_IN: &str = "without the right to mount by links, or refused";

pub(super) const ROWS: &[Row] = &[
    Row::honoured("RootDirectory", "the directory that is its root", root).but(STAND_IN),
    Row::honoured("BindPaths", "paths that appear elsewhere", |it, line, scope| {
        binds(it, false, line, scope);
    })
    .but(STAND_IN),
    Row::honoured(
        "BindReadOnlyPaths",
        "paths that appear elsewhere and can't be written to",
        |it, line, scope| {
            binds(it, true, line, scope);
        },
    )
    .but(STAND_IN),
    Row::honoured("TemporaryFileSystem", "empty file systems in memory", temporary).with_mounts(),
    Row::honoured("ReadWritePaths", "paths that it may write to", |it, line, scope| {
        access(&mut it.view, Access::ReadWrite, line, scope);
    })
    .formerly(&["ReadWriteDirectories"])
    .with_mounts(),
    Row::honoured("ReadOnlyPaths", "paths that it may not write to", |it, line, scope| {
        access(&mut it.view, Access::ReadOnly, line, scope);
    })
    .formerly(&["ReadOnlyDirectories"])
    .with_mounts(),
    Row::honoured("InaccessiblePaths", "paths that it does not see", |it, line, scope| {
        access(&mut it.view, Access::Inaccessible, line, scope);
    })
    .formerly(&["InaccessibleDirectories"])
    .with_mounts(),
    Row::honoured("ExecPaths", "paths with programs that it may execute", |it, line, scope| {
        access(&mut it.view, Access::Exec, line, scope);
    })
    .with_mounts(),
    Row::honoured("NoExecPaths", "paths with programs that it may not execute", |it, line, scope| {
        access(&mut it.view, Access::NoExec, line, scope);
    })
    .with_mounts(),
    Row::honoured("PrivateTmp", "a /tmp of its own", |it, line, scope| {
        line.set(&mut it.view.private_tmp, scope, |text| match text {
            "disconnected" => Ok(PrivateTmp::OfEachProcess),
            _ => values::boolean(text).map(|yes| if yes { PrivateTmp::Shared } else { PrivateTmp::No }),
        });
    })
    .with_mounts(),
    Row::honoured("ProtectHome", "home directories are hidden", |it, line, scope| {
        line.set(&mut it.view.protect_home, scope, |text| match text {
            "read-only" => Ok(ProtectHome::ReadOnly),
            "tmpfs" => Ok(ProtectHome::Tmpfs),
            _ => values::boolean(text).map(|yes| if yes { ProtectHome::Yes } else { ProtectHome::No }),
        });
    })
    .with_mounts(),
    Row::honoured("ProtectSystem", "the system can't be written to", |it, line, scope| {
        line.set(&mut it.view.protect_system, scope, |text| match text {
            "full" => Ok(ProtectSystem::Full),
            "strict" => Ok(ProtectSystem::Strict),
            _ => values::boolean(text).map(|yes| if yes { ProtectSystem::Yes } else { ProtectSystem::No }),
        });
    })
    .with_mounts(),
    Row::honoured("PrivateDevices", "a /dev with what everybody may have", |it, line, scope| {
        line.flag(&mut it.view.private_devices, scope);
    })
    .with_mounts(),
    Row::honoured("ProtectKernelTunables", "it can't set the kernel's parameters", |it, line, scope| {
        line.flag(&mut it.view.protect_kernel_tunables, scope);
    })
    .with_mounts(),
    Row::honoured("ProtectKernelModules", "it can't load modules of the kernel's", |it, line, scope| {
        line.flag(&mut it.view.protect_kernel_modules, scope);
    })
    .with_mounts(),
    Row::honoured("ProtectKernelLogs", "it does not see the kernel's messages", |it, line, scope| {
        line.flag(&mut it.view.protect_kernel_logs, scope);
    })
    .with_mounts(),
    Row::honoured("ProtectControlGroups", "it can't change cgroups", |it, line, scope| {
        line.set(&mut it.view.protect_control_groups, scope, |text| match text {
            "strict" => Ok(true),
            // A control group name space of its own.
            "private" => Ok(false),
            _ => values::boolean(text),
        });
    })
    .with_mounts(),
    Row::honoured("PrivateMounts", "what it mounts is not seen elsewhere", |it, line, scope| {
        line.set_or(&mut it.view.private_mounts, false, scope, values::boolean);
    })
    .with_mounts(),
    Row::honoured("MountAPIVFS", "/proc, /sys, /dev and /run are in its root", |it, line, scope| {
        line.set_some_or_none(&mut it.view.kernel_file_systems, scope, values::boolean);
    })
    .with_mounts(),
    Row::honoured("BindLogSockets", "the log's sockets are in its root", |it, line, scope| {
        line.set_some_or_none(&mut it.view.log_sockets, scope, values::boolean);
    })
    .with_mounts(),
];

fn root(context: &mut ExecContext, line: Line, scope: &mut Scope) {
    if line.is_empty() {
        context.view.root = None;
    } else if let Some(path) = line.understood(scope.path(line.value), scope) {
        context.view.root = Some(path).filter(|path| path.file_name().is_some());
    }
}

/// `[-]SOURCE[:DESTINATION[:rbind|norbind]]`
fn binds(context: &mut ExecContext, read_only: bool, line: Line, scope: &mut Scope) {
    if line.resets(&mut context.view.binds) {
        return;
    }
    let (words, mistake) = quoting::as_far_as_possible(line.value, Unknown::Keep);
    if let Some(mistake) = mistake {
        scope.problem(line.name, mistake.to_string());
    }
    for word in words {
        // A quoted word is one path.
        let parts = if word.plain { usize::MAX } else { 1 };
        match scope.resolve(&word.text).and_then(|text| bind(&text, parts, read_only)) {
            Ok((bind, None)) => context.view.binds.push(bind),
            Ok((_, Some(mistake))) => scope.leave_out(line.name, &mistake),
            // Without this line the unit would run without files that it asks for.
            Err(mistake) => scope.problem(line.name, mistake),
        }
    }
}

/// A bind of at most so many parts, and what is wrong with its last part.
fn bind(text: &str, parts: usize, read_only: bool) -> values::Parsed<(Bind, Option<String>)> {
    let (optional, rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let mut parts = rest.splitn(parts, ':');
    let source = values::absolute(parts.next().unwrap_or_default())?;
    let destination = parts.next().filter(|path| !path.is_empty()).map(values::absolute).transpose()?;
    let destination = destination.unwrap_or_else(|| source.clone());
    let (recursive, mistake) = match parts.next() {
        None | Some("" | "rbind") => (true, None),
        Some("norbind") => (false, None),
        Some(other) => (true, Some(format!("`{other}` is neither rbind nor norbind"))),
    };
    let (source, destination) = (source.into(), destination.into());
    Ok((Bind { source, destination, read_only, optional, recursive }, mistake))
}

/// `PATH[:OPTIONS]`
fn temporary(context: &mut ExecContext, line: Line, scope: &mut Scope) {
    if line.resets(&mut context.view.temporary) {
        return;
    }
    for word in line.words(scope) {
        let (path, options) = word.split_once(':').unwrap_or((&word, ""));
        if let Some(path) = line.understood(values::absolute(path), scope) {
            context.view.temporary.push(Temporary { path: path.into(), options: options.to_owned() });
        }
    }
}

/// `[-][+]PATH`
fn access(view: &mut View, access: Access, line: Line, scope: &mut Scope) {
    if line.is_empty() {
        view.access.retain(|known| known.access != access);
        return;
    }
    for word in line.words(scope) {
        let (optional, rest) = word.strip_prefix('-').map_or((false, &*word), |rest| (true, rest));
        let (in_root, path) = rest.strip_prefix('+').map_or((false, rest), |rest| (true, rest));
        if let Some(path) = line.understood(values::absolute(path), scope) {
            view.access.push(AccessPath { path: path.into(), access, optional, in_root });
        }
    }
}

/// Sets what follows for the unit; where the container has no right to mount, what takes the place of mounts.
pub(in crate::init::unit) fn finish(context: &mut ExecContext, scope: &mut Scope) {
    if scope.host.mounting.is_allowed() {
        if context.dynamic_user {
            close_in(&mut context.view);
        }
        drop_capabilities(context);
        return;
    }
    let view = std::mem::take(&mut context.view);
    let (stand_in, said) = StandIn::of(&view, context.working_directory.as_ref(), &scope.host.mounting);
    context.stand_in = stand_in;
    for (directive, verdict, reason) in said {
        scope.find(verdict, directive, reason);
    }
}

/// A dynamic user leaves nothing behind except in its unit's directories: systemd.exec(5), `DynamicUser=`.
fn close_in(view: &mut View) {
    if view.private_tmp == PrivateTmp::No {
        view.private_tmp = PrivateTmp::OfEachProcess;
    }
    if view.protect_system == ProtectSystem::No {
        view.protect_system = ProtectSystem::Strict;
    }
    if view.protect_home == ProtectHome::No {
        view.protect_home = ProtectHome::ReadOnly;
    }
}

/// Directives that close something also take away the capabilities that would open it again: systemd.exec(5).
fn drop_capabilities(context: &mut ExecContext) {
    let view = &context.view;
    let dropped = [
        (view.private_devices, Capability::CAP_MKNOD),
        (view.private_devices, Capability::CAP_SYS_RAWIO),
        (view.protect_kernel_modules, Capability::CAP_SYS_MODULE),
        (view.protect_kernel_logs, Capability::CAP_SYSLOG),
    ];
    for (_, capability) in dropped.iter().filter(|(is_protected, _)| *is_protected) {
        context.capability_bounding_set.get_or_insert_with(caps::all).remove(capability);
    }
}

//! The directives of systemd.exec(5) that take mounts of the unit's own.

use std::path::PathBuf;

use caps::Capability;

use super::super::view::{Access, AccessPath, Bind, PrivateTmp, ProtectHome, ProtectSystem, Temporary, View};
use super::super::{ExecContext, StandIn};
use super::directive::{Directive, Scope};
use super::{values, words};

/// Takes a directive; false also where there is more to say of it, if the container has no right to mount.
pub(super) fn apply(view: &mut View, d: Directive, scope: &mut Scope) -> bool {
    match d.name {
        "BindPaths" | "BindReadOnlyPaths" => {
            binds(&mut view.binds, d, scope);
            return true;
        }
        "RootDirectory" => {
            root(&mut view.root, d, scope);
            return true;
        }
        "MountAPIVFS" => yes_or_no(&mut view.kernel_file_systems, d, scope),
        "BindLogSockets" => yes_or_no(&mut view.log_sockets, d, scope),
        "PrivateMounts" => d.set_or(&mut view.private_mounts, false, scope, values::boolean),
        "PrivateDevices" => d.flag(&mut view.private_devices, scope),
        "ProtectKernelTunables" => d.flag(&mut view.protect_kernel_tunables, scope),
        "ProtectKernelModules" => d.flag(&mut view.protect_kernel_modules, scope),
        "ProtectKernelLogs" => d.flag(&mut view.protect_kernel_logs, scope),
        "ProtectControlGroups" => d.set(&mut view.protect_control_groups, scope, |text| match text {
            "strict" => Ok(true),
            // A control group name space of its own.
            "private" => Ok(false),
            _ => values::boolean(text),
        }),
        "TemporaryFileSystem" => temporary(&mut view.temporary, d, scope),
        "ReadWritePaths" | "ReadWriteDirectories" => access(view, Access::ReadWrite, d, scope),
        "ReadOnlyPaths" | "ReadOnlyDirectories" => access(view, Access::ReadOnly, d, scope),
        "InaccessiblePaths" | "InaccessibleDirectories" => access(view, Access::Inaccessible, d, scope),
        "ExecPaths" => access(view, Access::Exec, d, scope),
        "NoExecPaths" => access(view, Access::NoExec, d, scope),
        "PrivateTmp" => d.set(&mut view.private_tmp, scope, |text| match text {
            "disconnected" => Ok(PrivateTmp::OfEachProcess),
            _ => values::boolean(text).map(|yes| if yes { PrivateTmp::Shared } else { PrivateTmp::No }),
        }),
        "ProtectHome" => d.set(&mut view.protect_home, scope, |text| match text {
            "read-only" => Ok(ProtectHome::ReadOnly),
            "tmpfs" => Ok(ProtectHome::Tmpfs),
            _ => values::boolean(text).map(|yes| if yes { ProtectHome::Yes } else { ProtectHome::No }),
        }),
        "ProtectSystem" => d.set(&mut view.protect_system, scope, |text| match text {
            "full" => Ok(ProtectSystem::Full),
            "strict" => Ok(ProtectSystem::Strict),
            _ => values::boolean(text).map(|yes| if yes { ProtectSystem::Yes } else { ProtectSystem::No }),
        }),
        _ => return false,
    }
    // Without the right it has no effect, which the tables say.
    scope.host.mounting.is_allowed()
}

/// What follows for the unit; where the container has no right to mount: what takes the place of all that.
pub(super) fn finish(context: &mut ExecContext, scope: &mut Scope) {
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

/// A user that is made up leaves nothing behind but what is in its unit's directories: systemd.exec(5),
/// `DynamicUser=`.
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

/// With what they close, these take away the capabilities that would open it again: systemd.exec(5).
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

fn yes_or_no(target: &mut Option<bool>, d: Directive, scope: &mut Scope) {
    d.set_or(target, None, scope, |text| values::boolean(text).map(Some));
}

fn root(target: &mut Option<PathBuf>, d: Directive, scope: &mut Scope) {
    if d.is_empty() {
        *target = None;
        return;
    }
    match scope.resolve(d.value).and_then(|path| values::absolute(&path)) {
        Ok(path) => *target = Some(PathBuf::from(path)).filter(|path| path.file_name().is_some()),
        Err(mistake) => scope.leave_out(d.name, &mistake),
    }
}

/// `[-]SOURCE[:DESTINATION[:rbind|norbind]]`
fn binds(target: &mut Vec<Bind>, d: Directive, scope: &mut Scope) {
    if d.resets(target) {
        return;
    }
    let (words, mistake) = words::as_far_as_possible(d.value, words::Unknown::Keep);
    if let Some(mistake) = mistake {
        scope.problem(d.name, mistake.to_string());
    }
    for word in words {
        let text = match scope.resolve(&word.text) {
            Ok(text) => text,
            Err(mistake) => {
                scope.problem(d.name, mistake);
                continue;
            }
        };
        let (optional, rest) = text.strip_prefix('-').map_or((false, &*text), |rest| (true, rest));
        // What is quoted is one path.
        let mut parts = rest.splitn(if word.plain { usize::MAX } else { 1 }, ':');
        let source = values::absolute(parts.next().unwrap_or_default());
        let destination = parts.next().filter(|path| !path.is_empty()).map(values::absolute);
        let (source, destination) = match (source, destination.transpose()) {
            (Ok(source), Ok(destination)) => (source.clone(), destination.unwrap_or(source)),
            // It would run without files that it asks for.
            (Err(mistake), _) | (_, Err(mistake)) => {
                scope.problem(d.name, mistake);
                continue;
            }
        };
        let recursive = match parts.next() {
            None | Some("" | "rbind") => true,
            Some("norbind") => false,
            Some(other) => {
                scope.leave_out(d.name, &format!("`{other}` is neither rbind nor norbind"));
                continue;
            }
        };
        let read_only = d.name == "BindReadOnlyPaths";
        let (source, destination) = (source.into(), destination.into());
        target.push(Bind { source, destination, read_only, optional, recursive });
    }
}

/// `PATH[:OPTIONS]`
fn temporary(target: &mut Vec<Temporary>, d: Directive, scope: &mut Scope) {
    if d.resets(target) {
        return;
    }
    for word in d.words(scope) {
        let (path, options) = word.split_once(':').unwrap_or((&word, ""));
        match values::absolute(path) {
            Ok(path) => target.push(Temporary { path: path.into(), options: options.to_owned() }),
            Err(mistake) => scope.leave_out(d.name, &mistake),
        }
    }
}

/// `[-][+]PATH`
fn access(view: &mut View, access: Access, d: Directive, scope: &mut Scope) {
    if d.is_empty() {
        view.access.retain(|known| known.access != access);
        return;
    }
    for word in d.words(scope) {
        let (optional, rest) = word.strip_prefix('-').map_or((false, &*word), |rest| (true, rest));
        let (in_root, path) = rest.strip_prefix('+').map_or((false, rest), |rest| (true, rest));
        match values::absolute(path) {
            Ok(path) => view.access.push(AccessPath { path: path.into(), access, optional, in_root }),
            Err(mistake) => scope.leave_out(d.name, &mistake),
        }
    }
}

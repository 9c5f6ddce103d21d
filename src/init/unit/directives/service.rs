//! `[Service]`: systemd.service(5).

mod complete;

pub(in crate::init::unit) use complete::finish;

use super::row::Directive;
use crate::init::unit::line::{Line, Scope, one_of};
use crate::init::unit::written::{infinite, name_of, path, span, yes};
use crate::init::unit::{
    ExitStatusSet, ExitType, FailureMode, NotifyAccess, Restart, RestartMode, ServiceType, ServiceUnit,
    UnitKind, values,
};

type Row = Directive<ServiceUnit>;

const NO_GADGETS: &str = "there are no USB gadgets";
const NO_STORE: &str = "file descriptors are not kept between starts";

pub(super) const ROWS: &[Row] = &[
    Row::honoured("Type", "how it says that it is up", |it, line, scope| {
        if let Some(kind) = line.understood(one_of(line.value, &ServiceType::NAMES), scope) {
            (it.kind, scope.so_far.service_type) = (kind, true);
        }
    })
    .shown("Type", |it| name_of(&ServiceType::NAMES, it.kind)),
    choice!("ExitType", "whether its main process or its last one ends it", exit_type, ExitType::NAMES),
    flag!("RemainAfterExit", "it is up also when no process is left", remain_after_exit),
    flag!("GuessMainPID", "the main process of a forking service is guessed", guess_main_pid),
    Row::honoured("PIDFile", "where a forking service writes its main process's number", pid_file)
        .shown("PIDFile", |it| path(it.pid_file.as_deref())),
    Row::honoured("BusName", "the name on the message bus that says that it is up", |_, line, scope| {
        let name = scope.resolve(line.value).and_then(|name| values::bus_name(&name));
        if let Some(name) = line.understood(name, scope) {
            scope.so_far.bus_name = Some(name);
        }
    })
    .shown("BusName", |it| it.bus_name.clone().unwrap_or_default()),
    commands!("ExecCondition", "what decides whether it starts", exec_condition),
    commands!("ExecStartPre", "what runs before it", exec_start_pre),
    commands!("ExecStart", "what it runs", exec_start),
    commands!("ExecStartPost", "what runs once it is up", exec_start_post),
    commands!("ExecReload", "what has it read its configuration again", exec_reload),
    Row::honoured("ExecReloadPost", "what runs after a reload", |_, line, scope| {
        let mut commands = std::mem::take(&mut scope.so_far.exec_reload_post);
        line.commands(&mut commands, scope);
        scope.so_far.exec_reload_post = commands;
    })
    .but("with `Type=notify-reload` it is refused"),
    commands!("ExecStop", "what stops it, before the signals", exec_stop),
    commands!("ExecStopPost", "what runs when it has ended, however it did", exec_stop_post),
    choice!("Restart", "when it is started again by itself", restart, Restart::NAMES),
    choice!("RestartMode", "whether others see that it was down", restart_mode, RestartMode::NAMES),
    Row::honoured("RestartSec", "how long that waits", |it, line, scope| {
        line.set(&mut it.restart_sec, scope, values::time_or_never);
    })
    .shown("RestartUSec", |it| span(it.restart_sec)),
    Row::honoured("RestartSteps", "in how many steps the wait grows", |it, line, scope| {
        line.set(&mut it.restart_steps, scope, values::number);
    })
    .shown("RestartSteps", |it| it.restart_steps.to_string()),
    Row::honoured("RestartMaxDelaySec", "to which time it grows", |it, line, scope| {
        line.set(&mut it.restart_max_delay, scope, values::time_span);
    })
    .shown("RestartMaxDelayUSec", |it| infinite(it.restart_max_delay)),
    Row::noted(
        "RestartRandomizedDelaySec",
        "it starts again after RestartSec=",
        "at most this much longer, at random",
    ),
    Row::honoured("TimeoutSec", "`TimeoutStartSec=` and `TimeoutStopSec=`", |it, line, scope| {
        timeout_start(it, line, scope);
        if let Ok(timeout) = values::time_span_zero_infinite(line.value) {
            it.timeout_stop = timeout;
        }
    }),
    Row::honoured("TimeoutStartSec", "how long its start may take", timeout_start)
        .shown("TimeoutStartUSec", |it| infinite(it.timeout_start)),
    Row::honoured("TimeoutStopSec", "how long each step of its stop may take", |it, line, scope| {
        line.set(&mut it.timeout_stop, scope, values::time_span_zero_infinite);
    })
    .shown("TimeoutStopUSec", |it| infinite(it.timeout_stop)),
    Row::honoured(
        "TimeoutAbortSec",
        "how long it may take to end after the watchdog's signal",
        timeout_abort,
    )
    .shown("TimeoutAbortUSec", |it| infinite(it.timeout_abort)),
    choice!(
        "TimeoutStartFailureMode",
        "how it is ended when its start takes too long",
        timeout_start_failure,
        FailureMode::NAMES
    ),
    choice!(
        "TimeoutStopFailureMode",
        "how it is ended when its stop takes too long",
        timeout_stop_failure,
        FailureMode::NAMES
    ),
    Row::honoured("RuntimeMaxSec", "how long it may run", |it, line, scope| {
        line.set(&mut it.runtime_max, scope, values::time_span);
    })
    .shown("RuntimeMaxUSec", |it| infinite(it.runtime_max)),
    Row::honoured("RuntimeRandomizedExtraSec", "at most this much longer, at random", |it, line, scope| {
        line.set(&mut it.runtime_randomized_extra, scope, values::time_or_never);
    })
    .shown("RuntimeRandomizedExtraUSec", |it| span(it.runtime_randomized_extra)),
    Row::honoured("WatchdogSec", "how often it has to say that it is alive", |it, line, scope| {
        line.set(&mut it.watchdog, scope, values::time_span_zero_infinite);
    })
    .shown("WatchdogUSec", |it| it.watchdog.map_or_else(|| "0".to_owned(), span)),
    Row::honoured("SuccessExitStatus", "ways to end that are good ones", |it, line, scope| {
        exit_statuses(&mut it.success_exit_status, line, scope);
    })
    .shown("SuccessExitStatus", |it| it.success_exit_status.to_string()),
    Row::honoured("RestartPreventExitStatus", "ways to end after which it stays down", |it, line, scope| {
        exit_statuses(&mut it.restart_prevent_exit_status, line, scope);
    })
    .shown("RestartPreventExitStatus", |it| it.restart_prevent_exit_status.to_string()),
    Row::honoured(
        "RestartForceExitStatus",
        "ways to end after which it is started again",
        |it, line, scope| {
            exit_statuses(&mut it.restart_force_exit_status, line, scope);
        },
    )
    .shown("RestartForceExitStatus", |it| it.restart_force_exit_status.to_string()),
    choice!(
        "NotifyAccess",
        "which of its processes may say something to PID 1",
        notify_access,
        NotifyAccess::NAMES
    ),
    Row::honoured("ReloadSignal", "the signal by which `Type=notify-reload` reloads", |it, line, scope| {
        line.set(&mut it.reload_signal, scope, values::signal);
    })
    .shown("ReloadSignal", |it| it.reload_signal.number().to_string()),
    Row::noted(
        "RefreshOnReload",
        "services are replaced with their container",
        "what a reload brings up to date",
    ),
    Row::honoured("Sockets", "the sockets that it takes over", sockets),
    Row::honoured("NonBlocking", "the sockets do not wait", |it, line, scope| {
        line.flag(&mut it.context.non_blocking, scope);
    })
    .shown("NonBlocking", |it| yes(it.context.non_blocking)),
    Row::honoured("PermissionsStartOnly", "only its main process drops its rights", |it, line, scope| {
        line.flag(&mut it.permissions_start_only, scope);
    }),
    flag!("RootDirectoryStartOnly", "only its main process has a root of its own", root_directory_start_only)
        .with_mounts(),
    Row::noted("FileDescriptorStoreMax", NO_STORE, "how many descriptors PID 1 keeps for it"),
    Row::noted("FileDescriptorStorePreserve", NO_STORE, "how long it keeps them"),
    Row::noted("OpenFile", "open files are not handed over", "files that are opened for it"),
    Row::noted("OOMPolicy", super::resources::CGROUP, "what happens when it is killed for want of memory"),
    Row::noted("USBFunctionDescriptors", NO_GADGETS, "descriptors of a USB gadget"),
    Row::noted("USBFunctionStrings", NO_GADGETS, "texts of a USB gadget"),
    Row::noted("LUOSession", super::unit::NO_REBOOT, "what it keeps over a new kernel"),
    Row::noted("SysVStartPriority", super::OBSOLETE, "its place among scripts of init.d"),
    Row::noted("BusPolicy", super::OBSOLETE, "who may use its bus"),
];

/// A relative path is in /run.
fn pid_file(service: &mut ServiceUnit, line: Line, scope: &mut Scope) {
    if line.is_empty() {
        service.pid_file = None;
        return;
    }
    let Some(path) = line.understood(scope.resolve(line.value), scope) else { return };
    let path = if path.starts_with('/') { path } else { format!("/run/{path}") };
    match values::outside_of_kernels(&path) {
        Ok(path) => service.pid_file = Some(path.into()),
        Err(mistake) => scope.problem(line.name, mistake),
    }
}

fn timeout_start(service: &mut ServiceUnit, line: Line, scope: &mut Scope) {
    if let Some(timeout) = line.understood(values::time_span_zero_infinite(line.value), scope) {
        (service.timeout_start, scope.so_far.timeout_start) = (timeout, true);
    }
}

fn timeout_abort(service: &mut ServiceUnit, line: Line, scope: &mut Scope) {
    if line.is_empty() {
        scope.so_far.timeout_abort = false;
    } else if let Some(timeout) = line.understood(values::time_span_zero_infinite(line.value), scope) {
        (service.timeout_abort, scope.so_far.timeout_abort) = (timeout, true);
    }
}

fn exit_statuses(target: &mut ExitStatusSet, line: Line, scope: &mut Scope) {
    if line.is_empty() {
        *target = ExitStatusSet::default();
    }
    for word in line.value.split_ascii_whitespace() {
        if let Err(mistake) = values::exit_status(word, target) {
            scope.leave_out(line.name, &mistake);
        }
    }
}

fn sockets(service: &mut ServiceUnit, line: Line, scope: &mut Scope) {
    line.units(&mut service.sockets, scope);
    for other in service.sockets.extract_if(.., |name| name.kind() != UnitKind::Socket) {
        scope.leave_out(line.name, &format!("{other} is no socket"));
    }
}

//! What the directives of a service come to together: defaults that depend on others, and checks.

use crate::init::unit::line::Scope;
use crate::init::unit::{
    ExitType, KillMode, NotifyAccess, Problem, Restart, ServiceType, ServiceUnit, Signal, Verdict,
};

use ServiceType::{Dbus, Exec, Notify, NotifyReload, Oneshot};

/// Fills in the defaults that depend on other directives, and checks what must hold between them.
pub(in crate::init::unit) fn finish(service: &mut ServiceUnit, has_success_action: bool, scope: &mut Scope) {
    fill_in(service, scope);
    check(service, has_success_action, scope);
}

fn fill_in(service: &mut ServiceUnit, scope: &mut Scope) {
    let mut said = std::mem::take(&mut scope.so_far);
    if !said.service_type {
        // systemd.service(5), Type=.
        if service.exec_start.is_empty() {
            service.kind = Oneshot;
        } else if said.bus_name.is_some() {
            service.kind = Dbus;
        } else if !service.context.credentials.is_empty() {
            service.kind = Exec;
        }
    }
    if service.kind == Dbus {
        service.bus_name = said.bus_name.take();
    }
    if service.kind == NotifyReload && !said.exec_reload_post.is_empty() {
        scope.find(Verdict::Refuse, "ExecReloadPost", "nothing is run after a reload of Type=notify-reload");
    } else {
        service.exec_reload.append(&mut said.exec_reload_post);
    }
    if service.kind == Oneshot && !said.timeout_start {
        service.timeout_start = None;
    }
    if !said.timeout_abort {
        service.timeout_abort = service.timeout_stop;
    }
    let notifies = matches!(service.kind, Notify | NotifyReload) || service.watchdog.is_some();
    if notifies && service.notify_access == NotifyAccess::None {
        service.notify_access = NotifyAccess::Main;
    }
}

fn check(service: &ServiceUnit, has_success_action: bool, scope: &mut Scope) {
    let kind = service.kind;
    if service.kill.signal == Signal::KILL && service.kill.mode == KillMode::None {
        scope.find(Verdict::Note, "KillSignal", "KillMode=none sends no signal");
    }
    let home = service.context.working_directory.as_ref().is_some_and(|directory| directory.path.is_none());
    if home && service.context.dynamic_user {
        scope.problem("WorkingDirectory", "a user that is made up has no home");
    }
    let of_command =
        |problem: &Problem| problem.directive.as_deref().is_some_and(|name| name.starts_with("Exec"));
    if scope.problems.iter().any(|problem| problem.unit == *scope.unit && of_command(problem)) {
        // Commands with mistakes are not missing: the mistake is reported already.
        return;
    }
    if service.exec_start.is_empty() && service.exec_stop.is_empty() && !has_success_action {
        let nothing = "there is nothing to run: neither ExecStart= nor ExecStop= is set";
        scope.lacks("ExecStart", |name| matches!(name, "ExecStart" | "ExecStop"), nothing);
    } else if service.exec_start.is_empty() && kind != Oneshot {
        scope.problem("ExecStart", "only a service of Type=oneshot can do without");
    } else if service.exec_start.is_empty() && !service.remain_after_exit && !has_success_action {
        scope.problem("ExecStart", "a service without it needs RemainAfterExit=yes");
    }
    if kind == Dbus && service.bus_name.is_none() {
        scope.problem("BusName", "a service of Type=dbus has to have a name on the bus");
    }
    if service.exec_start.len() > 1 && kind != Oneshot {
        scope.problem("ExecStart", "only a service of Type=oneshot can have several");
    }
    if kind == Oneshot && service.exit_type == ExitType::Cgroup {
        scope.problem("ExitType", "a service of Type=oneshot ends with its main process");
    }
    if kind == Oneshot && matches!(service.restart, Restart::Always | Restart::OnSuccess) {
        scope.problem("Restart", "a service of Type=oneshot can't be restarted after it has ended well");
    }
}

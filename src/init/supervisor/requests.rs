//! What clients of the control socket ask for: who may, what is done to a unit, and when they are answered.

use super::errands::Errand;
use super::state::ActiveState;
use super::units::RunningUnit;
use super::{JobMode, Operation, Supervisor};
use crate::init::control::{JobOutcome, Reply, Request, Verb};
use crate::init::jobs::{JobId, JobResult, TransactionError};
use crate::init::system::{ClientId, Clients, Files, Messages, Peer, Priority, Processes, System};
use crate::init::unit::{NotLoaded, Unit, UnitName};

/// The most names or patterns in one request: anyone may ask.
const NAMES: usize = 512;

/// For a client that is neither root nor the unit's user.
const NOT_ALLOWED: &str = "only root and the unit's own user may";

impl Supervisor {
    pub(super) fn requested(
        &mut self,
        system: &mut dyn System,
        client: ClientId,
        peer: Peer,
        request: Request,
    ) {
        let whom = request.kill_whom.as_deref().unwrap_or("all");
        let error = if request.units.len() > NAMES {
            format!("more than {NAMES} units at once")
        } else if request.verb == Verb::Kill && !["all", "main", "control"].contains(&whom) {
            format!("`{whom}` is none of a unit's processes: `main`, `control` or `all`")
        } else if request.verb == Verb::Exit {
            return self.asked_to_end(system, client, peer, &request);
        } else if request.verb == Verb::Environment {
            return Self::environment(system, client, peer, &request);
        } else {
            return self.errands.add(Errand::new(client, peer, request));
        };
        system.reply(client, &Reply { error: Some(error), ..Reply::default() });
    }

    /// Root and PID 1's own user may do everything; a unit's own user may do it to that unit.
    pub(super) fn may(system: &mut dyn Files, peer: Peer, unit: Option<&Unit>) -> bool {
        peer.may_everything() || unit.is_some_and(|unit| system.unit_uid(unit) == Some(peer.uid))
    }

    /// The unit that a command names. An instance of a template is made if need be.
    pub(super) fn commanded(
        &mut self,
        system: &mut dyn System,
        errand: &mut Errand,
        text: &str,
    ) -> Option<UnitName> {
        let made_for = job_verb(errand.request.verb).is_some();
        if let Some(unit) = self.instance(text).filter(|_| made_for) {
            if Self::may(system, errand.peer, Some(&unit)) {
                return self.make(system, &unit.name).unwrap_or_else(|problem| {
                    let message = format!("Unit {} is not loaded: {problem}", unit.name);
                    errand.note(unit.name.as_str(), JobOutcome::NotLoaded, message);
                    None
                });
            }
            errand.note(unit.name.as_str(), JobOutcome::Denied, NOT_ALLOWED);
            return None;
        }
        let found = self.find(text);
        if found.is_none() {
            let stops = errand.request.verb == Verb::Stop;
            match self.not_loaded(text).filter(|_| made_for) {
                Some((NotLoaded::Masked, name)) if stops => errand.note(name.as_str(), JobOutcome::Done, ""),
                Some((reason, name)) if !stops => {
                    errand.note(name.as_str(), JobOutcome::NotLoaded, format!("Unit {name} {reason}."));
                }
                _ => errand.note(text, JobOutcome::NotFound, ""),
            }
        }
        found
    }

    /// Carries out a command on a unit.
    pub(super) fn command(&mut self, system: &mut dyn System, errand: &mut Errand, name: &UnitName) {
        if !Self::may(system, errand.peer, self.declared(name)) {
            // A pattern may match far more units than a request can name.
            if errand.reply.jobs.len() < NAMES {
                errand.note(name.as_str(), JobOutcome::Denied, NOT_ALLOWED);
            }
            return;
        }
        match (errand.request.verb, job_verb(errand.request.verb)) {
            (_, Some(verb)) => self.queue(errand, verb, name),
            (Verb::Kill, _) => self.kill(system, errand, name),
            _ => self.reset_failed(system, errand, name),
        }
    }

    fn queue(&mut self, errand: &mut Errand, verb: Operation, name: &UnitName) {
        if self.units.get(name).is_some_and(|unit| refuses(unit.unit(), verb)) {
            let message = "it may be requested by dependency only (RefuseManualStart=, RefuseManualStop=)";
            return errand.note(name.as_str(), JobOutcome::Denied, message);
        }
        let up = self.units.get(name).is_some_and(|unit| unit.active().is_up());
        let graph = self.jobs.graph();
        let can_reload = graph.id(name).is_some_and(|id| graph.node(id).can_reload);
        if verb == Operation::Reload && !up && can_reload {
            let message = "it is not active, so it can't be reloaded";
            return errand.note(name.as_str(), JobOutcome::NotApplicable, message);
        }
        match self.jobs.enqueue(verb, name, JobMode::Replace) {
            Ok(_) if errand.request.no_block => errand.note(name.as_str(), JobOutcome::Queued, ""),
            Ok(job) => drop(errand.jobs.insert(job, name.clone())),
            Err(TransactionError::Missing { requires, .. }) => {
                let (outcome, why) = match self.file.not_loaded.get(&requires) {
                    Some(reason) => (JobOutcome::NotLoaded, reason.to_string()),
                    None => (JobOutcome::NotFound, "not found".to_owned()),
                };
                errand.note(name.as_str(), outcome, format!("Unit {requires} {why}."));
            }
            Err(error) => errand.note(name.as_str(), refusal(&error), error.to_string()),
        }
    }

    /// A job has ended.
    pub(super) fn job_finished(&mut self, job: JobId, unit: &UnitName, result: JobResult) {
        for errand in self.waiting.iter_mut().chain(self.errands.iter_mut()) {
            if let Some(name) = errand.jobs.remove(&job) {
                let result = outcome(result);
                let failed = !matches!(result, JobOutcome::Done | JobOutcome::Skipped);
                let message =
                    if failed { self.units.get(unit).map_or_else(String::new, why) } else { String::new() };
                errand.note(name.as_str(), result, message);
            }
        }
    }

    /// Answers those whose jobs are done.
    pub(super) fn answer_clients(&mut self, system: &mut dyn Clients) {
        self.waiting.retain(|errand| {
            let done = errand.jobs.is_empty();
            if done {
                system.reply(errand.client, &errand.reply);
            }
            !done
        });
    }

    /// Answers with the environment that every process has, which everybody may see, changed first if that is asked.
    fn environment(system: &mut dyn System, client: ClientId, peer: Peer, request: &Request) {
        let changes = !(request.set.is_empty() && request.unset.is_empty());
        let mut reply = Reply::default();
        if changes && !Self::may(system, peer, None) {
            reply.error = Some("Failed to set environment: Access denied".to_owned());
        } else {
            match system.environment(&request.set, &request.unset) {
                Ok(all) => reply.environment = all,
                Err(error) => reply.error = Some(format!("Failed to set environment: {error}")),
            }
        }
        system.reply(client, &reply);
    }

    fn asked_to_end(&mut self, system: &mut dyn System, client: ClientId, peer: Peer, request: &Request) {
        if Self::may(system, peer, None) {
            system.reply(client, &Reply::default());
            self.begin_end(system, request.exit_code.unwrap_or(0), "systemctl was told to end it");
        } else {
            let error = Some("only root may end the container".to_owned());
            system.reply(client, &Reply { error, ..Reply::default() });
        }
    }

    fn reset_failed(&mut self, system: &mut dyn System, errand: &mut Errand, name: &UnitName) {
        match self.units.get_mut(name) {
            Some(RunningUnit::Service(_)) => self.with_service(name, |service| service.reset_failed(system)),
            Some(RunningUnit::Socket(socket)) if socket.state.active() == ActiveState::Failed => {
                socket.reset();
            }
            Some(RunningUnit::Mount(mount)) => mount.reset(system),
            Some(RunningUnit::Path(path)) if path.state.active() == ActiveState::Failed => path.reset(),
            _ => (),
        }
        self.touched.insert(name.clone());
        errand.note(name.as_str(), JobOutcome::Done, "");
    }

    fn kill(&mut self, system: &mut dyn Processes, errand: &mut Errand, name: &UnitName) {
        let signal = errand.request.signal.unwrap_or(nix::libc::SIGTERM);
        let whom = errand.request.kill_whom.as_deref().unwrap_or("all");
        let signalled = self.units.get(name).and_then(|unit| unit.signal(system, whom, signal));
        let (result, message) = match signalled {
            Some(0) if whom != "all" => (JobOutcome::NotApplicable, "it has no such process"),
            Some(_) => (JobOutcome::Done, ""),
            None => (JobOutcome::NotApplicable, "it has no processes"),
        };
        errand.note(name.as_str(), result, message);
    }

    /// Logs whom a signal was sent to on a client's behalf.
    pub(super) fn tell_of_signals(system: &mut dyn Messages, errand: &Errand) {
        let Request { verb: Verb::Kill, signal, .. } = errand.request else { return };
        let jobs = &errand.reply.jobs;
        if jobs.iter().any(|job| job.result == JobOutcome::Done) {
            let names: Vec<_> = jobs.iter().map(|job| job.unit.as_str()).collect();
            let signal = signal.unwrap_or(nix::libc::SIGTERM);
            system.log(None, Priority::Debug, &format!("signal {signal} was sent to {}", names.join(", ")));
        }
    }
}

/// The job engine's name for a verb, if it is a job.
fn job_verb(verb: Verb) -> Option<Operation> {
    Some(match verb {
        Verb::Start => Operation::Start,
        Verb::Stop => Operation::Stop,
        Verb::Restart => Operation::Restart,
        Verb::TryRestart => Operation::TryRestart,
        Verb::Reload => Operation::Reload,
        Verb::ReloadOrRestart => Operation::ReloadOrRestart,
        Verb::TryReloadOrRestart => Operation::TryReloadOrRestart,
        Verb::Kill | Verb::ResetFailed | Verb::Status | Verb::Environment | Verb::Exit => return None,
    })
}

/// Whether only other units may ask for this.
fn refuses(unit: &Unit, verb: Operation) -> bool {
    match verb {
        Operation::Start => unit.refuse_manual_start,
        Operation::Stop => unit.refuse_manual_stop,
        Operation::Reload => false,
        Operation::Restart
        | Operation::TryRestart
        | Operation::ReloadOrRestart
        | Operation::TryReloadOrRestart => unit.refuse_manual_start || unit.refuse_manual_stop,
    }
}

/// Why a unit's job failed, as far as the unit knows; in systemctl's words.
fn why(unit: &RunningUnit) -> String {
    match unit.result() {
        "success" => "",
        "resources" => "of unavailable resources or another system error",
        "protocol" => "the service did not take the steps required by its unit configuration",
        "timeout" => "a timeout was exceeded",
        "exit-code" => "the control process exited with error code",
        "signal" => "a fatal signal was delivered to the control process",
        "core-dump" => "a fatal signal was delivered causing the control process to dump core",
        "watchdog" => "the service failed to send watchdog ping",
        "start-limit-hit" => "start of the service was attempted too often",
        other => other,
    }
    .to_owned()
}

fn outcome(result: JobResult) -> JobOutcome {
    match result {
        JobResult::Done => JobOutcome::Done,
        JobResult::Skipped => JobOutcome::Skipped,
        JobResult::Canceled => JobOutcome::Canceled,
        JobResult::Failed => JobOutcome::Failed,
        JobResult::TimedOut => JobOutcome::Timeout,
        JobResult::Dependency => JobOutcome::Dependency,
        JobResult::Invalid => JobOutcome::NotApplicable,
    }
}

fn refusal(error: &TransactionError) -> JobOutcome {
    match error {
        TransactionError::NotFound(_) => JobOutcome::NotFound,
        TransactionError::NotApplicable(_) => JobOutcome::NotApplicable,
        TransactionError::Missing { .. } => JobOutcome::Dependency,
        TransactionError::ShuttingDown => JobOutcome::Canceled,
        TransactionError::Conflict(_) | TransactionError::Cycle(_) | TransactionError::JobPending(_) => {
            JobOutcome::Failed
        }
    }
}

//! What clients of the control socket ask for: who may, which units are meant, and when they are answered.

use std::collections::BTreeMap;

use super::state::Active;
use super::units::Running;
use super::{Mode, Supervisor, Verb as JobVerb};
use crate::init::control::protocol::{JobOutcome, JobReply, Reply, Request, Verb};
use crate::init::glob;
use crate::init::jobs::{JobId, JobResult, TransactionError};
use crate::init::system::{ClientId, Level, Peer, System};
use crate::init::unit::{NotLoaded, Unit, UnitName};

/// The most names or patterns of a request: anyone may ask, and the answer is many times as long.
const NAMES: usize = 512;

/// Who is told so is neither root nor the unit's user.
const NOT_ALLOWED: &str = "only root and the unit's own user may";

/// A client that waits for jobs.
#[derive(Debug)]
pub struct Waiting {
    /// Who.
    pub client: ClientId,
    /// For what.
    jobs: BTreeMap<JobId, UnitName>,
    /// What is known already.
    reply: Reply,
}

impl Supervisor {
    pub(super) fn requested(
        &mut self,
        system: &mut dyn System,
        client: ClientId,
        peer: Peer,
        request: &Request,
    ) {
        if request.units.len() > NAMES {
            let error = Some(format!("more than {NAMES} units at once"));
            return system.reply(client, &Reply { error, ..Reply::default() });
        }
        match request.verb {
            Verb::Status => {
                let reply = self.status(system, request);
                system.reply(client, &reply);
            }
            Verb::Environment => Self::environment(system, client, peer, request),
            Verb::Exit => self.asked_to_end(system, client, peer, request),
            Verb::ResetFailed => self.reset_failed(system, client, peer, request),
            Verb::Kill => self.asked_to_kill(system, client, peer, request),
            Verb::Start => self.queue(system, client, peer, request, JobVerb::Start),
            Verb::Stop => self.queue(system, client, peer, request, JobVerb::Stop),
            Verb::Restart => self.queue(system, client, peer, request, JobVerb::Restart),
            Verb::TryRestart => self.queue(system, client, peer, request, JobVerb::TryRestart),
            Verb::Reload => self.queue(system, client, peer, request, JobVerb::Reload),
            Verb::ReloadOrRestart => self.queue(system, client, peer, request, JobVerb::ReloadOrRestart),
            Verb::TryReloadOrRestart => {
                self.queue(system, client, peer, request, JobVerb::TryReloadOrRestart);
            }
        }
    }

    /// Root and PID 1's own user may do everything; a unit's own user may do it to that unit.
    fn may(system: &mut dyn System, peer: Peer, unit: Option<&Unit>) -> bool {
        peer.may_everything() || unit.is_some_and(|unit| system.unit_uid(unit) == Some(peer.uid))
    }

    fn queue(
        &mut self,
        system: &mut dyn System,
        client: ClientId,
        peer: Peer,
        request: &Request,
        verb: JobVerb,
    ) {
        let mut waiting = Waiting { client, jobs: BTreeMap::new(), reply: Reply::default() };
        let mut done = |unit: &str, result, message: String| {
            waiting.reply.jobs.push(JobReply { unit: unit.to_owned(), result, message });
        };
        for text in &request.units {
            let mut found = self.find(text);
            if let Some(unit) = self.instance(text) {
                if !Self::may(system, peer, Some(&unit)) {
                    done(unit.name.as_str(), JobOutcome::Denied, NOT_ALLOWED.to_owned());
                    continue;
                }
                found = self.make(&unit.name);
            }
            if found.is_empty() && !glob::is_pattern(text) {
                match self.not_loaded(text) {
                    Some((NotLoaded::Masked, name)) if verb == JobVerb::Stop => {
                        done(name.as_str(), JobOutcome::Done, String::new());
                    }
                    Some((reason, name)) if verb != JobVerb::Stop => {
                        done(name.as_str(), JobOutcome::NotLoaded, format!("Unit {name} {reason}."));
                    }
                    _ => done(text, JobOutcome::NotFound, String::new()),
                }
            }
            for name in found {
                if !Self::may(system, peer, self.declared(&name)) {
                    done(name.as_str(), JobOutcome::Denied, NOT_ALLOWED.to_owned());
                    continue;
                }
                if self.units.get(&name).is_some_and(|unit| refuses(unit.unit(), verb)) {
                    let message =
                        "it may be requested by dependency only (RefuseManualStart=, RefuseManualStop=)";
                    done(name.as_str(), JobOutcome::Denied, message.to_owned());
                    continue;
                }
                let up = self.units.get(&name).is_some_and(|unit| unit.active().is_up());
                let graph = self.jobs.graph();
                let can_reload = graph.id(&name).is_some_and(|id| graph.node(id).can_reload);
                if verb == JobVerb::Reload && !up && can_reload {
                    done(
                        name.as_str(),
                        JobOutcome::NotApplicable,
                        "it is not active, so it can't be reloaded".to_owned(),
                    );
                    continue;
                }
                match self.jobs.enqueue(verb, &name, Mode::Replace) {
                    Ok(_) if request.no_block => done(name.as_str(), JobOutcome::Queued, String::new()),
                    Ok(job) => drop(waiting.jobs.insert(job, name)),
                    Err(TransactionError::Missing { requires, .. }) => {
                        let (outcome, why) = match self.file.not_loaded.get(&requires) {
                            Some(reason) => (JobOutcome::NotLoaded, reason.to_string()),
                            None => (JobOutcome::NotFound, "not found".to_owned()),
                        };
                        done(name.as_str(), outcome, format!("Unit {requires} {why}."));
                    }
                    Err(error) => done(name.as_str(), refusal(&error), error.to_string()),
                }
            }
        }
        self.waiting.push(waiting);
    }

    /// A job has ended.
    pub(super) fn job_finished(&mut self, job: JobId, unit: &UnitName, result: JobResult) {
        for waiting in &mut self.waiting {
            if let Some(name) = waiting.jobs.remove(&job) {
                let result = outcome(result);
                let failed = !matches!(result, JobOutcome::Done | JobOutcome::Skipped);
                let message =
                    if failed { self.units.get(unit).map_or_else(String::new, why) } else { String::new() };
                waiting.reply.jobs.push(JobReply { unit: name.to_string(), result, message });
            }
        }
    }

    /// Answers those whose jobs are done.
    pub(super) fn answer_clients(&mut self, system: &mut dyn System) {
        self.waiting.retain(|waiting| {
            let done = waiting.jobs.is_empty();
            if done {
                system.reply(waiting.client, &waiting.reply);
            }
            !done
        });
    }

    /// Everybody may see what every process has.
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

    fn reset_failed(&mut self, system: &mut dyn System, client: ClientId, peer: Peer, request: &Request) {
        let mut reply = Reply::default();
        let everything = ["*".to_owned()];
        let asked = if request.units.is_empty() { &everything[..] } else { &request.units };
        for text in asked {
            let found = self.find(text);
            if found.is_empty() && !glob::is_pattern(text) {
                let (unit, result) = (text.clone(), JobOutcome::NotFound);
                reply.jobs.push(JobReply { unit, result, message: String::new() });
            }
            for name in found {
                let allowed = Self::may(system, peer, self.declared(&name));
                if allowed {
                    match self.units.get_mut(&name) {
                        Some(Running::Service(_)) => {
                            self.with_service(&name, |service| service.reset_failed(system));
                        }
                        Some(Running::Socket(socket)) if socket.state.active() == Active::Failed => {
                            socket.reset();
                        }
                        _ => (),
                    }
                    self.touched.insert(name.clone());
                }
                let result = if allowed { JobOutcome::Done } else { JobOutcome::Denied };
                reply.jobs.push(JobReply { unit: name.to_string(), result, message: String::new() });
            }
        }
        system.reply(client, &reply);
    }

    fn asked_to_kill(&mut self, system: &mut dyn System, client: ClientId, peer: Peer, request: &Request) {
        let mut reply = Reply::default();
        let signal = request.signal.unwrap_or(nix::libc::SIGTERM);
        let whom = request.kill_whom.as_deref().unwrap_or("all");
        if !["all", "main", "control"].contains(&whom) {
            let error = Some(format!("`{whom}` is none of a unit's processes: `main`, `control` or `all`"));
            return system.reply(client, &Reply { error, ..reply });
        }
        for text in &request.units {
            let found = self.find(text);
            if found.is_empty() {
                let (unit, result) = (text.clone(), JobOutcome::NotFound);
                reply.jobs.push(JobReply { unit, result, message: String::new() });
            }
            for name in found {
                let allowed = Self::may(system, peer, self.declared(&name));
                let unit = self.units.get(&name).filter(|_| allowed);
                let (result, message) = match unit.and_then(|unit| unit.signal(system, whom, signal)) {
                    _ if !allowed => (JobOutcome::Denied, NOT_ALLOWED),
                    Some(0) if whom != "all" => (JobOutcome::NotApplicable, "it has no such process"),
                    Some(_) => (JobOutcome::Done, ""),
                    None => (JobOutcome::NotApplicable, "it has no processes"),
                };
                let message = message.to_owned();
                reply.jobs.push(JobReply { unit: name.to_string(), result, message });
            }
        }
        if reply.jobs.iter().any(|job| job.result == JobOutcome::Done) {
            let names: Vec<_> = reply.jobs.iter().map(|job| job.unit.as_str()).collect();
            system.log(None, Level::Debug, &format!("signal {signal} was sent to {}", names.join(", ")));
        }
        system.reply(client, &reply);
    }
}

/// Whether only other units may ask for this.
fn refuses(unit: &Unit, verb: JobVerb) -> bool {
    match verb {
        JobVerb::Start => unit.refuse_manual_start,
        JobVerb::Stop => unit.refuse_manual_stop,
        JobVerb::Reload | JobVerb::VerifyActive => false,
        JobVerb::Restart | JobVerb::TryRestart | JobVerb::ReloadOrRestart | JobVerb::TryReloadOrRestart => {
            unit.refuse_manual_start || unit.refuse_manual_stop
        }
    }
}

/// Why a unit's job failed, as far as the unit knows; in systemctl's words.
fn why(unit: &Running) -> String {
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

//! Verbs that change something: start, stop, restart, reload, kill, reset-failed, exit.

use super::super::control::{JobOutcome, JobReply, Request, Verb};
use super::{Call, Error, FAILURE, PAUSE};

/// systemctl's exit statuses for jobs, from the LSB's for init scripts.
const NOT_IMPLEMENTED: u8 = 3;
const NO_PERMISSION: u8 = 4;
const NOT_INSTALLED: u8 = 5;

impl Call<'_> {
    pub(super) fn job(&mut self, verb: Verb, name: &str) -> Result<u8, Error> {
        self.needs_units()?;
        if self.options.wait && self.options.no_block {
            return Err(Error::Usage("--wait may not be combined with --no-block.".into()));
        }
        let mut request = Request::new(verb, self.units());
        request.no_block = self.options.no_block;
        let status = self.tell_jobs(&request, name)?;
        let waits = self.options.wait && matches!(verb, Verb::Start | Verb::Restart);
        if waits && status == 0 { self.wait_for_end() } else { Ok(status) }
    }

    /// Waits until the units are down again; the status is a failure if one has failed.
    fn wait_for_end(&mut self) -> Result<u8, Error> {
        loop {
            let states: Vec<_> = self.states()?.into_iter().map(|unit| unit.active_state).collect();
            if states.iter().all(|state| matches!(state.as_str(), "inactive" | "failed")) {
                return Ok(if states.iter().any(|state| state == "failed") { FAILURE } else { 0 });
            }
            std::thread::sleep(PAUSE);
        }
    }

    fn tell_jobs(&mut self, request: &Request, name: &str) -> Result<u8, Error> {
        let reply = self.ask(request)?;
        let mut status = 0;
        for job in &reply.jobs {
            let (code, message) = match self.unmet_assert(job)? {
                Some(message) => (FAILURE, Some(message)),
                None => judged(job, name),
            };
            if let Some(message) = message {
                self.complain(&message);
            }
            if status == 0 {
                status = code;
            }
        }
        Ok(status)
    }

    /// For a job that failed without a message: whether one of the unit's asserts does not hold.
    fn unmet_assert(&self, job: &JobReply) -> Result<Option<String>, Error> {
        if job.result != JobOutcome::Failed || !job.message.is_empty() {
            return Ok(None);
        }
        let units = self.ask(&Request::new(Verb::Status, vec![job.unit.clone()]))?.units;
        let unmet = units.iter().any(|unit| !unit.assert_result && unit.assert_time > 0);
        Ok(unmet.then(|| format!("Assertion failed on job for {}.", job.unit)))
    }

    pub(super) fn kill(&mut self) -> Result<u8, Error> {
        self.needs_units()?;
        let mut request = Request::new(Verb::Kill, self.units());
        request.signal = Some(self.options.signal);
        request.kill_whom.clone_from(&self.options.kill_whom);
        Ok(self.tell_jobs(&request, "kill unit")?.min(FAILURE))
    }

    pub(super) fn reset_failed(&mut self) -> Result<u8, Error> {
        let request = Request::new(Verb::ResetFailed, self.units());
        Ok(self.tell_jobs(&request, "reset failed state of unit")?.min(FAILURE))
    }

    /// `enable` and the like: the configuration declares what is wanted, so only `--now` has an effect.
    pub(super) fn change_wants(&mut self, verb: &str) -> Result<u8, Error> {
        self.needs_units()?;
        self.complain(&format!(
            "Units of this container are declared in its configuration: {verb} changes nothing."
        ));
        match (self.options.now, verb) {
            (true, "enable") => self.job(Verb::Start, "start"),
            (true, "disable" | "mask") => self.job(Verb::Stop, "stop"),
            _ => Ok(FAILURE),
        }
    }

    pub(super) fn exit(&mut self) -> Result<u8, Error> {
        let mut request = Request::new(Verb::Exit, Vec::new());
        let code = self.names.first().map(|text| text.parse::<u8>());
        let invalid = || Error::Usage(format!("Invalid exit code '{}'.", self.names.join(" ")));
        request.exit_code = code.transpose().map_err(|_| invalid())?;
        request.no_block = self.options.no_block;
        self.ask(&request)?;
        Ok(0)
    }
}

/// The exit status for a job's end, and the message about it.
fn judged(job: &JobReply, verb: &str) -> (u8, Option<String>) {
    let JobReply { unit, result, message } = job;
    let because = |fallback: &str| if message.is_empty() { fallback.to_owned() } else { message.clone() };
    let see = format!("See \"systemctl status {unit}\" and the container's log for details.");
    match result {
        JobOutcome::Done | JobOutcome::Queued | JobOutcome::Skipped => (0, None),
        JobOutcome::Failed => {
            let why = because("the unit failed");
            (FAILURE, Some(format!("Job for {unit} failed because {why}.\n{see}").replace("..\n", ".\n")))
        }
        JobOutcome::Timeout => {
            let why = because("a timeout was exceeded");
            (FAILURE, Some(format!("Job for {unit} failed because {why}.\n{see}").replace("..\n", ".\n")))
        }
        JobOutcome::Dependency => {
            let more = if message.is_empty() { String::new() } else { format!(" ({message})") };
            (
                FAILURE,
                Some(format!(
                    "A dependency job for {unit} failed{more}. See the container's log for details."
                )),
            )
        }
        JobOutcome::Canceled => (FAILURE, Some(format!("Job for {unit} canceled."))),
        JobOutcome::NotApplicable if message.contains("not active") => {
            (FAILURE, Some(format!("{unit} is not active, cannot reload.")))
        }
        JobOutcome::NotApplicable => {
            let usual = format!("Job type {verb} is not applicable for unit {unit}.");
            let why = if verb.contains("reload") { usual } else { because(&usual) };
            (NOT_IMPLEMENTED, Some(format!("Failed to {verb} {unit}: {why}")))
        }
        JobOutcome::NotFound => {
            let lost = ["stop", "kill unit", "reset failed state of unit"].contains(&verb);
            let why = because(&format!("Unit {unit} not {}.", if lost { "loaded" } else { "found" }));
            (NOT_INSTALLED, Some(format!("Failed to {verb} {unit}: {why}")))
        }
        JobOutcome::NotLoaded => (FAILURE, Some(format!("Failed to {verb} {unit}: {message}"))),
        JobOutcome::Denied => {
            (NO_PERMISSION, Some(format!("Failed to {verb} {unit}: {}", because("Access denied"))))
        }
    }
}

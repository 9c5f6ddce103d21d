//! What PID 1 answers.

use serde::{Deserialize, Serialize};

use super::UnitStatus;

/// The answer to a client.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// Why the request as a whole was refused or was not understood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// What became of each unit that a verb was applied to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub jobs: Vec<JobReply>,
    /// The units' states ([`super::Verb::Status`]). A unit asked for by name that does not exist is there
    /// with `load_state` `not-found`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<UnitStatus>,
    /// `NAME=value` of the environment that processes get ([`super::Verb::Environment`]).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub environment: Vec<String>,
    /// `starting`, `running`, `degraded` or `stopping` ([`super::Verb::Status`]).
    #[serde(default)]
    pub system_state: String,
}

impl Reply {
    /// The line that is sent.
    pub fn line(&self) -> Vec<u8> {
        let mut line = serde_json::to_vec(self).unwrap_or_default();
        line.push(b'\n');
        line
    }
}

/// How one unit's job ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobReply {
    /// The unit's name.
    pub unit: String,
    /// How its job ended.
    pub result: JobOutcome,
    /// What went wrong, for people to read.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
}

/// How a job ended; systemd's job results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JobOutcome {
    /// As asked (also: there was nothing to do).
    Done,
    /// Queued; the client did not want to wait.
    Queued,
    /// The unit failed to start, stop or reload.
    Failed,
    /// Its start or stop took too long.
    Timeout,
    /// A unit that it requires failed.
    Dependency,
    /// Another job took its place.
    Canceled,
    /// A condition does not hold: not started, which is no failure.
    Skipped,
    /// The verb does not fit the unit (reload without `ExecReload=`, or of an inactive unit).
    NotApplicable,
    /// There is no such unit.
    NotFound,
    /// The unit exists but can't be used: it is masked, or has a bad setting.
    NotLoaded,
    /// The user who asks may not do this.
    Denied,
}

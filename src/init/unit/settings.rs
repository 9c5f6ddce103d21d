//! The settings of `units.json`: those of PID 1 itself, not of a unit.

use super::UnitName;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

/// How long the stop of a container may take by default: less than the 10 s that `docker stop` gives, so that
/// the last lines of the log still come out.
const STOP_TIMEOUT: Duration = Duration::from_secs(9);

/// How PID 1 itself behaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The target that is started first.
    pub default_target: UnitName,
    /// Services whose failure for good ends the container.
    pub essential: Vec<UnitName>,
    /// What a line of the log looks like.
    pub log_format: LogFormat,
    /// What to do with units for another user when PID 1 isn't root.
    pub foreign_users: ForeignUsers,
    /// Runs what would be refused.
    pub allow_unsupported: bool,
    /// What the container will be given: `SYS_ADMIN` is the right to mount.
    pub capabilities: Vec<String>,
    /// The units that the user's files define; `None`: all count as the user's.
    pub own: Option<BTreeSet<String>>,
    /// Logs each state that a service enters, and other details.
    pub verbose: bool,
    /// How long the stop of the whole container may take; `docker stop` gives 10 s.
    pub stop_timeout: Duration,
    /// Scripts that run once, at the first start, before any unit.
    pub build_scripts: Vec<PathBuf>,
}

/// The settings as they are written.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct RawSettings {
    pub default_target: Option<String>,
    pub essential: Vec<String>,
    pub log_format: LogFormat,
    pub foreign_users: ForeignUsers,
    pub allow_unsupported: bool,
    pub capabilities: Vec<String>,
    pub own: Option<BTreeSet<String>>,
    pub verbose: bool,
    pub stop_timeout_sec: Option<f64>,
    pub build_scripts: Vec<PathBuf>,
}

impl Settings {
    /// The settings of a document, with defaults for what it leaves out.
    pub(super) fn of(raw: RawSettings) -> Result<Self, String> {
        let name = |text: String| text.parse::<UnitName>().map_err(|error| format!("settings: {error}"));
        Ok(Self {
            default_target: name(raw.default_target.unwrap_or_else(|| "multi-user.target".into()))?,
            essential: raw.essential.into_iter().map(name).collect::<Result<_, _>>()?,
            log_format: raw.log_format,
            foreign_users: raw.foreign_users,
            allow_unsupported: raw.allow_unsupported,
            capabilities: raw.capabilities,
            own: raw.own,
            verbose: raw.verbose,
            stop_timeout: match raw.stop_timeout_sec {
                None => STOP_TIMEOUT,
                Some(seconds) => Duration::try_from_secs_f64(seconds)
                    .map_err(|_| format!("settings: stopTimeoutSec: {seconds} is no time"))?,
            },
            build_scripts: raw.build_scripts,
        })
    }

    /// Whether the settings give the container the right to mount.
    pub fn may_mount(&self) -> bool {
        self.capabilities.iter().any(|name| name.trim_start_matches("CAP_") == "SYS_ADMIN")
    }
}

/// What a line of the log looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// `unit[pid]: line`
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// What to do with units for another user when PID 1 isn't root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ForeignUsers {
    /// The units fail.
    #[default]
    Refuse,
    /// The units run as PID 1's own user.
    Run,
}

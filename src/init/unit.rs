//! The model of what PID 1 runs, and its parser.
//!
//! `units.json` has one object per unit, with systemd's section and directive names and values in unit-file
//! syntax. `UnitFile::parse` makes typed [`Unit`]s of it: quoting is undone, specifiers are expanded and
//! defaults are those of systemd. It does no I/O.

#![allow(clippy::struct_excessive_bools, reason = "systemd's directives are yes and no")]

mod built_in;
mod command_line;
mod condition;
mod dependencies;
mod directives;
mod directories;
mod document;
mod drop_ins;
mod emergency_action;
mod exec;
pub(crate) mod expand;
mod finding;
mod host;
mod kill;
mod line;
mod mount;
mod name;
mod not_loaded;
mod parse;
mod path;
pub(super) mod quoting;
mod service;
mod settings;
mod signal;
mod socket;
pub(super) mod specifier;
mod stand_in;
mod timer;
pub(super) mod values;
pub(crate) mod view;
pub(crate) mod written;

pub(crate) use built_in::is_provided;
pub(crate) use condition::{Condition, ConditionKind};
pub(crate) use dependencies::Dependencies;
pub(crate) use directives::show as show_directives;
#[cfg(test)]
pub(crate) use directives::tables;
pub(crate) use directories::{Directories, Directory, DirectoryKind, Preserve};
pub(crate) use document::{Sections, VERSION};
pub(crate) use drop_ins::{DropIns, directories as drop_in_directories};
pub(crate) use emergency_action::EmergencyAction;
pub use exec::Logging;
pub(crate) use exec::{
    CpuScheduling, Credential, EnvironmentFile, ExecCommand, ExecContext, IoScheduling, Limit, Seizure,
    StandardInput, StandardOutput, WorkingDirectory,
};
pub use finding::Verdict;
pub(crate) use finding::{Finding, Problem, SANDBOX, WITHOUT_IT};
pub use host::Host;
pub(crate) use host::Mounting;
pub(crate) use kill::{Kill, KillMode};
pub(crate) use mount::{MountKind, MountUnit};
pub(crate) use name::{UnitKind, UnitName};
pub(crate) use not_loaded::NotLoaded;
pub(crate) use parse::Errors;
pub(crate) use path::{Awaited, PathUnit, WatchedPath};
pub(crate) use service::{
    ExitType, FailureMode, NotifyAccess, Restart, RestartMode, ServiceType, ServiceUnit,
};
pub(crate) use settings::{ForeignUsers, LogFormat, Settings};
pub(crate) use signal::{ExitStatusSet, Signal};
pub(crate) use socket::{Address, Listen, SocketUnit};
pub(crate) use stand_in::{Link, StandIn};
pub(crate) use timer::{TimerUnit, Trigger};
pub(crate) use view::View;

use std::collections::BTreeMap;
use std::time::Duration;

/// Everything that PID 1 is given.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitFile {
    /// How PID 1 itself behaves.
    pub settings: Settings,
    /// Lines of tmpfiles.d(5), in order.
    pub tmpfiles: Vec<String>,
    /// Every unit by its name, instances that others refer to included, templates not.
    pub units: BTreeMap<UnitName, Unit>,
    /// Other names of units.
    pub aliases: BTreeMap<UnitName, UnitName>,
    /// Units that exist but can't be used; other units see them as not declared.
    pub not_loaded: BTreeMap<UnitName, NotLoaded>,
    /// Directives that are not carried out: refused, or noted once and ignored.
    pub findings: Vec<Finding>,
    /// Mistakes, which systemd would not accept either; empty except after [`UnitFile::parse_each`].
    pub problems: Vec<Problem>,
    /// Warnings about the files that the units were read from.
    pub warnings: Vec<String>,
    /// The templates that instances are made from.
    templates: BTreeMap<UnitName, Sections>,
    /// Drop-ins, for single units or for several at once.
    drop_ins: drop_ins::DropIns,
    /// What specifiers stand for.
    host: Host,
}

/// One unit: what every kind has, and what only its kind has.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// Its own name.
    pub name: UnitName,
    /// `Description=`; its name otherwise.
    pub description: String,
    /// `Documentation=`.
    pub documentation: Vec<String>,
    /// Its relations to other units.
    pub dependencies: Dependencies,
    /// All must hold, or the start is skipped (and counts as done).
    pub conditions: Vec<Condition>,
    /// All must hold, or the start fails.
    pub asserts: Vec<Condition>,
    /// How often it may be started.
    pub start_limit: StartLimit,
    /// `DefaultDependencies=`.
    pub default_dependencies: bool,
    /// `RefuseManualStart=`.
    pub refuse_manual_start: bool,
    /// `RefuseManualStop=`.
    pub refuse_manual_stop: bool,
    /// `StopWhenUnneeded=`.
    pub stop_when_unneeded: bool,
    /// `CollectMode=inactive-or-failed`; it matters for units that are made for connections.
    pub collect_failed: bool,
    /// `AllowIsolate=`.
    pub allow_isolate: bool,
    /// `IgnoreOnIsolate=`.
    pub ignore_on_isolate: bool,
    /// `RequiresMountsFor=`
    pub requires_mounts_for: Vec<std::path::PathBuf>,
    /// `WantsMountsFor=`
    pub wants_mounts_for: Vec<std::path::PathBuf>,
    /// `JobTimeoutSec=`: how long a job may take from when it was asked for.
    pub job_timeout: Option<Duration>,
    /// `JobRunningTimeoutSec=`: how long it may take from when it runs.
    pub job_running_timeout: Option<Duration>,
    /// `JobTimeoutAction=`
    pub job_timeout_action: EmergencyAction,
    /// `SuccessAction=`: what follows when it has ended well.
    pub success_action: EmergencyAction,
    /// `FailureAction=`: what follows when it has failed for good.
    pub failure_action: EmergencyAction,
    /// `SuccessActionExitStatus=`; by default the main process's own.
    pub success_action_exit_status: Option<u8>,
    /// `FailureActionExitStatus=`; by default the main process's own.
    pub failure_action_exit_status: Option<u8>,
    /// The part that depends on its kind.
    pub kind: Kind,
}

/// A unit's kind, with the part that only this kind has.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// `.service`
    Service(Box<ServiceUnit>),
    /// `.target`
    Target,
    /// `.timer`
    Timer(TimerUnit),
    /// `.socket`
    Socket(Box<SocketUnit>),
    /// `.path`
    Path(PathUnit),
    /// `.mount`
    Mount(MountUnit),
}

/// `StartLimitIntervalSec=`, `StartLimitBurst=`, `StartLimitAction=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StartLimit {
    /// The time within which starts are counted; zero: no limit.
    pub interval: Duration,
    /// The most starts in that time.
    pub burst: u32,
    /// What follows when it is hit.
    pub action: EmergencyAction,
}

impl Default for StartLimit {
    fn default() -> Self {
        Self { interval: Duration::from_secs(10), burst: 5, action: EmergencyAction::None }
    }
}

impl UnitFile {
    /// The unit with this name or alias.
    pub fn get(&self, name: &UnitName) -> Option<&Unit> {
        self.units.get(name).or_else(|| self.units.get(self.aliases.get(name)?))
    }
}

impl Unit {
    /// A unit with systemd's defaults and nothing else.
    pub fn new(name: UnitName, kind: Kind) -> Self {
        Self {
            description: name.to_string(),
            name,
            documentation: Vec::new(),
            dependencies: Dependencies::default(),
            conditions: Vec::new(),
            asserts: Vec::new(),
            start_limit: StartLimit::default(),
            default_dependencies: true,
            refuse_manual_start: false,
            refuse_manual_stop: false,
            stop_when_unneeded: false,
            collect_failed: false,
            allow_isolate: false,
            ignore_on_isolate: false,
            requires_mounts_for: Vec::new(),
            wants_mounts_for: Vec::new(),
            job_timeout: None,
            job_running_timeout: None,
            job_timeout_action: EmergencyAction::None,
            success_action: EmergencyAction::None,
            failure_action: EmergencyAction::None,
            success_action_exit_status: None,
            failure_action_exit_status: None,
            kind,
        }
    }

    /// Every other unit that it names, by whatever directive.
    pub fn references_mut(&mut self) -> Vec<&mut UnitName> {
        let mut names: Vec<&mut UnitName> = self.dependencies.lists_mut().into_iter().flatten().collect();
        match &mut self.kind {
            Kind::Service(service) => names.extend(&mut service.sockets),
            Kind::Timer(timer) => names.push(&mut timer.unit),
            Kind::Socket(socket) => names.push(&mut socket.service),
            Kind::Path(path) => names.push(&mut path.unit),
            Kind::Target | Kind::Mount(_) => {}
        }
        names
    }

    /// Its service part, if it is a service.
    pub fn service(&self) -> Option<&ServiceUnit> {
        match &self.kind {
            Kind::Service(service) => Some(service),
            _ => None,
        }
    }

    /// What its processes run in, if it can have any.
    pub fn context(&self) -> Option<&ExecContext> {
        match &self.kind {
            Kind::Service(service) => Some(&service.context),
            Kind::Socket(socket) => Some(&socket.context),
            Kind::Target | Kind::Timer(_) | Kind::Path(_) | Kind::Mount(_) => None,
        }
    }
}

//! Whether a set of units can be run: asked when an image is built, with the code that will run it, and again
//! when the container starts.
//!
//! What is wrong in itself, or would silently misbehave, is refused. What is merely not done is noted. Limits:
//! what volumes and mounts bring is seen only in the container.

pub(crate) mod accounts;
pub(crate) mod fit;
mod lacking;
pub(crate) mod mistakes;
pub(crate) mod programs;
mod wanting;
pub(crate) mod zones;

pub(crate) use fit::{take_out_stubs, take_out_unfit};

use super::graph::{Graph, Relation, UnitId};
use super::jobs::{Action, Dropped, Engine, JobKind, JobMode, Operation, TransactionError};
use super::tmpfiles::{self, Rule};
use super::unit::{Errors, Finding, Host, Kind, Mounting, Problem, UnitFile, UnitName, Verdict};
use super::unit_files;
use mistakes::{is_own, take_out_foreign};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What is to be known about units that can be run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Report {
    /// How many units are declared or built in.
    pub units: usize,
    /// What is ignored: directives and whose they are.
    pub notes: Vec<String>,
    /// What is done, but not everywhere or not wholly.
    pub partly: Vec<String>,
    /// What would be refused, and is ignored because that was asked for.
    pub overridden: Vec<Finding>,
    /// What may not do what its author thinks.
    pub warnings: Vec<String>,
    /// What starts with the container, but for targets.
    pub starts: Vec<UnitName>,
    /// Units that nothing wants and that have nothing to run: settings for what is not there.
    pub stubs: Vec<UnitName>,
}

/// Why units can't be run.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CheckError {
    /// The file can't be read.
    #[error("can't read {}: {source}", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file can't be understood.
    #[error("{}: {source}", path.display())]
    Parse {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        source: Errors,
    },
    /// Units have mistakes.
    #[error("these units have mistakes with which systemd would not run them either:{}", list(.0))]
    Mistakes(Vec<Problem>),
    /// Units ask for what a container can't give.
    #[error(
        "these units ask for what can't be done in a container:{}\n\
         leave that out of the configuration, or ignore it with docker.allowUnsupported = true (or -f)",
        list(.0)
    )]
    Unsupported(Vec<Finding>),
    /// Time zones of which there is no data.
    #[error(
        "the time can't be told:{}\n\
         correct the zone's name (Europe/Berlin, not Berlin), or have tzdata in the image",
        list(.0)
    )]
    Zones(Vec<String>),
    /// Units contradict each other.
    #[error("these units contradict each other:{}", list(.0))]
    Contradiction(Vec<String>),
}

fn list(lines: &[impl ToString]) -> String {
    lines.iter().fold(String::new(), |text, line| text + "\n  " + &line.to_string())
}

impl Report {
    /// All notes in one line.
    pub(crate) fn summary(&self) -> Option<String> {
        (!self.notes.is_empty()).then(|| format!("has no effect in a container: {}", self.notes.join("; ")))
    }

    /// All stubs in one line.
    pub(crate) fn stubs(&self) -> Option<String> {
        let names: Vec<&str> = self.stubs.iter().map(UnitName::as_str).collect();
        (!names.is_empty()).then(|| {
            format!(
                "settings of units that are not there (nothing to run, nothing wants them): {}",
                names.join(", ")
            )
        })
    }
}

/// What is said at each start of the container: what is ignored as the container does it or can't, what would
/// have been refused, and what means nothing.
pub(crate) fn said_at_start(file: &UnitFile, rules: &[Rule]) -> (Option<String>, Vec<String>) {
    let mut notes = fit::ignored(&file.findings, Verdict::Note);
    notes.extend(fit::ignored(&file.findings, Verdict::Unknown));
    notes.extend(fit::ignored_of_rules(rules));
    let allowed = fit::ignored(&file.findings, Verdict::Refuse);
    let report = Report { notes, ..Report::default() };
    let allowed = (!allowed.is_empty())
        .then(|| format!("is not supported and ignored, as allowed: {}", allowed.join("; ")));
    let left_out = file.findings.iter().filter(|finding| finding.verdict == Verdict::LeftOut);
    let warnings = file.warnings.iter().cloned().chain(left_out.map(ToString::to_string));
    (report.summary(), allowed.into_iter().chain(warnings).collect())
}

/// The units in a file, if they can be run; `allow` ignores what would be refused, as the file's own setting does.
///
/// # Errors
/// See [`CheckError`].
pub(crate) fn load(path: &Path, host: &Host, allow: bool) -> Result<(UnitFile, Report), CheckError> {
    let (file, stubs, left_out) = understand(path, host)?;
    mistakes::refuse(&file)?;
    let mut report = examine(&file, allow || file.settings.allow_unsupported)?;
    report.stubs = stubs;
    report.warnings.extend(left_out);
    Ok((file, report))
}

/// The units in a file, and those that are left out: the names of some that have nothing to run, and a warning for
/// each that has mistakes which are not the user's. The user's own are in [`UnitFile::problems`].
///
/// # Errors
/// [`CheckError::Read`] and [`CheckError::Parse`].
pub(crate) fn understand(
    path: &Path,
    host: &Host,
) -> Result<(UnitFile, Vec<UnitName>, Vec<String>), CheckError> {
    let text = unit_files::read(path).map_err(|source| CheckError::Read { path: path.to_owned(), source })?;
    let wrong = |source| CheckError::Parse { path: path.to_owned(), source };
    let mut file = UnitFile::parse_each(&text, host).map_err(wrong)?;
    let stubs = take_out_stubs(&mut file).into_iter().map(|(name, _)| name);
    // Modules of NixOS' say something of what may be there.
    let stubs = stubs.filter(|unit| is_own(&file.settings, unit.as_str())).collect();
    let foreign = take_out_foreign(&mut file).into_iter();
    let foreign = foreign.map(|unit| format!("{unit}; as under systemd, all else runs without it")).collect();
    Ok((file, stubs, foreign))
}

/// Checks units that were understood.
///
/// # Errors
/// [`CheckError::Unsupported`] and [`CheckError::Contradiction`].
pub(crate) fn examine(file: &UnitFile, allow: bool) -> Result<Report, CheckError> {
    let refused: Vec<Finding> =
        file.findings.iter().filter(|finding| finding.verdict == Verdict::Refuse).cloned().collect();
    if !allow && !refused.is_empty() {
        return Err(CheckError::Unsupported(refused));
    }
    let (rules, wrong) = tmpfiles::understood(&file.tmpfiles, &Host::default());
    let wrong =
        wrong.iter().map(|error| format!("{error}; as under systemd, the other rules are done without it"));
    let graph = Graph::of(file);
    let mut notes = fit::ignored(&file.findings, Verdict::Note);
    notes.extend(fit::ignored_of_rules(&rules));
    let is_warning = |finding: &&Finding| matches!(finding.verdict, Verdict::Unknown | Verdict::LeftOut);
    let unknown = file.findings.iter().filter(is_warning).map(ToString::to_string);
    let warnings = wrong.chain(file.warnings.iter().cloned()).chain(unknown).collect();
    let partly = file.findings.iter().filter(|finding| finding.verdict == Verdict::Partly);
    let partly = partly.map(ToString::to_string).collect();
    let mut report =
        Report { units: file.units.len(), notes, partly, overridden: refused, warnings, ..Report::default() };
    let mut contradictions = Vec::new();
    let default = &file.settings.default_target;
    if !file.units.contains_key(default) {
        contradictions.push(format!("the default target {default} is not declared"));
    }
    for essential in &file.settings.essential {
        if !file.units.contains_key(essential) {
            contradictions.push(format!("{essential} is essential (docker.essential) and not declared"));
        }
    }
    warn_of_missing(file, &graph, &mut report.warnings);
    warn_of_nothing_to_trigger(file, &mut report.warnings);
    report.warnings.extend(wanting::warnings(file, &graph));
    if contradictions.is_empty() {
        rehearse(file, graph, &mut report, &mut contradictions);
    }
    if contradictions.is_empty() { Ok(report) } else { Err(CheckError::Contradiction(contradictions)) }
}

/// Requirements that aren't declared: whoever has them will not start.
fn warn_of_missing(file: &UnitFile, graph: &Graph, warnings: &mut Vec<String>) {
    let missing = |id: &UnitId| !graph.node(*id).loaded && !graph.node(*id).provided;
    for unit in file.units.keys() {
        let Some(id) = graph.id(unit) else { continue };
        for (relation, directive) in [
            (Relation::Requires, "Requires"),
            (Relation::BindsTo, "BindsTo"),
            (Relation::Requisite, "Requisite"),
        ] {
            for other in graph.list(id, relation).iter().filter(|id| missing(id)) {
                let other = graph.name(*other);
                warnings.push(format!("{unit} will not start: {directive}={other} is not declared"));
            }
        }
    }
}

/// Timers, sockets and paths for units that aren't declared.
fn warn_of_nothing_to_trigger(file: &UnitFile, warnings: &mut Vec<String>) {
    for unit in file.units.values() {
        let triggered = match &unit.kind {
            Kind::Timer(timer) => &timer.unit,
            Kind::Socket(socket) if socket.accept && file.has_template(&socket.service) => continue,
            Kind::Socket(socket) => &socket.service,
            Kind::Path(path) => &path.unit,
            _ => continue,
        };
        if file.get(triggered).is_none() {
            warnings.push(format!("{} starts {triggered}, which is not declared", unit.name));
        }
    }
}

/// Starts everything in mind, to see what must be left out.
fn rehearse(file: &UnitFile, graph: Graph, report: &mut Report, contradictions: &mut Vec<String>) {
    let warnings = &mut report.warnings;
    let mut engine = Engine::with_graph(graph);
    match engine.enqueue(Operation::Start, &file.settings.default_target, JobMode::Replace) {
        Ok(_) => {}
        Err(error @ TransactionError::Cycle(_)) => contradictions.push(ordering(&error.to_string())),
        Err(error) => contradictions.push(error.to_string()),
    }
    let mut seen: Vec<(UnitName, Dropped)> = Vec::new();
    for action in engine.next_actions() {
        let Action::Dropped { unit, reason } = action else { continue };
        match &reason {
            Dropped::Missing { .. } if file.settings.essential.contains(&unit) => {
                warnings.push(format!("the container will end at once: {unit} is essential, and {reason}"));
            }
            // Said already, by the unit that names what is missing.
            Dropped::Missing { .. } => {}
            Dropped::Cycle(_) if file.settings.essential.contains(&unit) => {
                contradictions.push(format!("{unit} is essential (docker.essential): {reason}"));
            }
            // As under systemd the others start without one that is only wanted.
            Dropped::Cycle(cycle)
                if seen.iter().any(|(_, known)| *known == Dropped::Cycle(cycle.clone())) => {}
            Dropped::Cycle(_) => warnings.push(ordering(&format!("{unit} will not start: {reason}"))),
            Dropped::Conflict | Dropped::Endless => {
                warnings.push(format!("{unit} will not start with the container: {reason}"));
            }
        }
        seen.push((unit, reason));
    }
    let is_started = |unit: &&UnitName| {
        let does_something = file.get(unit).is_some_and(|unit| unit.kind != Kind::Target);
        does_something && matches!(engine.job(unit), Some((_, JobKind::Start, _)))
    };
    report.starts = file.units.keys().filter(is_started).cloned().collect();
}

fn ordering(message: &str) -> String {
    format!("{message}; take out one of the After= or Before= between them")
}

/// The flag that says what the container will be given.
const CAPABILITIES: &str = "--capabilities=";

/// `check-units PATH [--allow-unsupported] [--capabilities=NAMES] [--zones=DIRECTORY] [--time-zone=NAME]
/// [--users=NAMES] [--groups=NAMES]`:
/// prints what there is to say on standard error; fails if the units can't be run. Zones are looked for in the
/// directory, or where they are in an image; the container's own is checked if it is named. Of users and groups
/// there are those that are named, if any are.
pub(crate) fn main(args: &[OsString]) -> ExitCode {
    let is_flag = |arg: &&OsString| arg.as_encoded_bytes().starts_with(b"-");
    let (flags, paths): (Vec<&OsString>, Vec<&OsString>) = args.iter().partition(is_flag);
    let told = flags.iter().filter_map(|flag| flag.to_str());
    let (named, zones_told) = zones::NamedZone::of_arguments(&told);
    let (accounts, accounts_told) = accounts::Accounts::of_arguments(&told);
    let capabilities: Vec<&str> = told.clone().filter_map(|flag| flag.strip_prefix(CAPABILITIES)).collect();
    let known = zones_told + accounts_told + capabilities.len();
    let may_mount = capabilities.iter().flat_map(|names| names.split(',')).any(|name| name == "SYS_ADMIN");
    let mounting = if may_mount { Mounting::Allowed } else { Mounting::AsDeclared };
    let host = Host { mounting, ..Host::default() };
    let allow = flags.iter().any(|flag| flag.as_os_str() == "--allow-unsupported");
    let ([path], true) = (&paths[..], known + usize::from(allow) == flags.len()) else {
        eprintln!(
            "usage: nix-docker check-units PATH [--allow-unsupported] [--capabilities=SYS_ADMIN] [--zones=DIRECTORY] \
             [--time-zone=NAME] [--users=NAME,NAME] [--groups=NAME,NAME]"
        );
        return ExitCode::from(2);
    };
    match load(Path::new(path), &host, allow).and_then(|(file, mut report)| {
        report.warnings.extend(named.check(&file, allow || file.settings.allow_unsupported)?);
        report.warnings.extend(accounts.warnings(&file));
        Ok(report)
    }) {
        Ok(report) => {
            report.warnings.iter().for_each(|warning| eprintln!("warning: {warning}"));
            let lines = report.partly.iter().cloned().chain(report.stubs()).chain(report.summary());
            lines.for_each(|note| eprintln!("note: {note}"));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests;

//! From `units.json` to the model.

mod bus;
mod command;
mod context;
mod credential;
mod directive;
mod instances;
mod joined;
mod mount_section;
mod needed_mounts;
mod path_section;
mod raw;
mod service_section;
mod socket_section;
pub(in crate::init) mod specifier;
mod stdio;
mod timer_section;
mod unit_section;
pub(in crate::init) mod values;
mod verdict;
mod view;
pub(in crate::init) mod words;

#[cfg(test)]
mod tests;

pub(crate) use raw::{Sections, VERSION};

use super::drop_ins::DropIns;
use super::{
    EmergencyAction, Finding, Host, Kind, Mounting, NotLoaded, Problem, Settings, Unit, UnitFile, UnitKind,
    UnitName, Verdict, built_in, stand_in,
};
use directive::{Directive, Scope};
use std::collections::BTreeMap;
use std::time::Duration;

/// How long the stop of a container may take where nothing is said: less than the 10 s that `docker stop`
/// gives, so that the last lines of the log still come out.
const STOP_TIMEOUT: Duration = Duration::from_secs(9);

/// Why `units.json` can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Errors {
    /// It isn't JSON, or not of the right shape.
    #[error("not a list of units: {0}")]
    Malformed(String),
    /// It is of a version that this program doesn't know.
    #[error(
        "version {0} of the list of units is unknown: this program reads version {VERSION}; use the nix-docker that the image was built with"
    )]
    Version(u64),
    /// Units with mistakes, which systemd would not run either.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Problems(Vec<Problem>),
}

impl UnitFile {
    /// Understands `units.json`. What is understood and not supported is in [`UnitFile::findings`].
    ///
    /// # Errors
    /// See [`Errors`].
    pub fn parse(json: &str, host: &Host) -> Result<Self, Errors> {
        let file = Self::parse_each(json, host)?;
        if file.problems.is_empty() { Ok(file) } else { Err(Errors::Problems(file.problems)) }
    }

    /// As [`UnitFile::parse`], but units with mistakes are no error: they are in [`UnitFile::problems`].
    ///
    /// # Errors
    /// [`Errors::Malformed`] and [`Errors::Version`].
    pub fn parse_each(json: &str, host: &Host) -> Result<Self, Errors> {
        let malformed = |error: serde_json::Error| Errors::Malformed(error.to_string());
        let raw::Version { version } = serde_json::from_str(json).map_err(malformed)?;
        if version != VERSION {
            return Err(Errors::Version(version));
        }
        let raw: raw::RawFile = serde_json::from_str(json).map_err(malformed)?;
        let mut problems = Vec::new();
        let mut file = Self {
            settings: settings(raw.settings).map_err(Errors::Malformed)?,
            tmpfiles: raw.tmpfiles,
            units: BTreeMap::new(),
            aliases: BTreeMap::new(),
            not_loaded: BTreeMap::new(),
            findings: Vec::new(),
            problems: Vec::new(),
            warnings: raw.warnings,
            templates: BTreeMap::new(),
            drop_ins: DropIns::from_json(&raw.drop_ins).map_err(Errors::Malformed)?,
            host: host.clone(),
        };
        if file.host.mounting == Mounting::AsDeclared && file.settings.may_mount() {
            file.host.mounting = Mounting::Allowed;
        }
        for (name, value) in raw.units {
            let name: UnitName = name.parse().map_err(|error| Errors::Malformed(format!("{error}")))?;
            file.take(name, &value, &mut problems);
        }
        for name in file.drop_ins.units().filter(built_in::is_built_in).collect::<Vec<_>>() {
            if !file.units.contains_key(&name) {
                file.add(&name, Sections::default(), &mut problems);
            }
        }
        file.add_syslog_socket(&mut problems);
        file.add_referenced_instances(&mut problems);
        file.look_at_templates_of_connections(&mut problems);
        file.look_for_bus();
        file.look_for_same_names(&mut problems);
        file.problems = problems;
        joined::complete(&mut file.units);
        needed_mounts::require(&mut file.units, |_| true);
        built_in::add(&mut file);
        file.resolve_aliases();
        file.find_contradictions();
        Ok(file)
    }

    /// Takes a unit as it is written; `null` is a mask, and a text why it could not be read.
    fn take(&mut self, name: UnitName, value: &serde_json::Value, problems: &mut Vec<Problem>) {
        match value {
            serde_json::Value::Null => drop(self.not_loaded.insert(name, NotLoaded::Masked)),
            serde_json::Value::String(reason) => {
                problems.push(Problem { unit: name.clone(), directive: None, message: reason.clone() });
                self.not_loaded.insert(name, NotLoaded::Error);
            }
            value => match Sections::from_json(value) {
                Err(message) => problems.push(Problem { unit: name, directive: None, message }),
                Ok(sections) if name.is_template() => drop(self.templates.insert(name, sections)),
                Ok(sections) => self.add(&name, sections, problems),
            },
        }
    }

    /// Notes where units want different things at one place.
    fn find_contradictions(&mut self) {
        for finding in stand_in::contradictions(&self.units, &self.host.mounting) {
            if !self.findings.contains(&finding) {
                self.findings.push(finding);
            }
        }
    }

    /// The socket of syslog daemons is there for whoever names it.
    fn add_syslog_socket(&mut self, problems: &mut Vec<Problem>) {
        let (name, sections) = built_in::SYSLOG;
        let declared = self.units.contains_key(name)
            || self.aliases.contains_key(name)
            || self.not_loaded.contains_key(name);
        let named = |unit: &mut Unit| unit.references_mut().iter().any(|other| other.as_str() == name);
        if declared || !self.units.values_mut().any(named) {
            return;
        }
        let sections = serde_json::from_str(sections).ok().and_then(|value| Sections::from_json(&value).ok());
        if let (Ok(name), Some(sections)) = (name.parse::<UnitName>(), sections) {
            self.add(&name, sections, problems);
        }
    }

    fn add(&mut self, name: &UnitName, sections: Sections, problems: &mut Vec<Problem>) {
        let sections = self.drop_ins.added_to(name, sections);
        if let Some((unit, aliases)) = parsed(name, &sections, &self.host, problems, &mut self.findings) {
            self.aliases.extend(aliases.into_iter().map(|alias| (alias, name.clone())));
            self.units.insert(name.clone(), unit);
        }
    }

    /// Replaces aliases by what they stand for, wherever a unit refers to one.
    fn resolve_aliases(&mut self) {
        self.aliases.retain(|alias, _| !self.units.contains_key(alias));
        let aliases = &self.aliases;
        if aliases.is_empty() {
            return;
        }
        for unit in self.units.values_mut() {
            for name in unit.references_mut() {
                if let Some(real) = aliases.get(name) {
                    *name = real.clone();
                }
            }
        }
        for name in self.settings.essential.iter_mut().chain([&mut self.settings.default_target]) {
            if let Some(real) = aliases.get(name) {
                *name = real.clone();
            }
        }
    }
}

fn settings(raw: raw::RawSettings) -> Result<Settings, String> {
    let name = |text: String| text.parse::<UnitName>().map_err(|error| format!("settings: {error}"));
    Ok(Settings {
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

/// Understands one unit: itself and its other names; `None` if its kind isn't supported.
fn parsed(
    name: &UnitName,
    sections: &Sections,
    host: &Host,
    problems: &mut Vec<Problem>,
    findings: &mut Vec<Finding>,
) -> Option<(Unit, Vec<UnitName>)> {
    let mut scope = Scope { unit: name, host, problems, findings };
    let mut aliases = Vec::new();
    let unit = unit(sections, &mut aliases, &mut scope)?;
    Some((unit, aliases))
}

/// The same within the scope of what is said about it.
fn unit(sections: &Sections, aliases: &mut Vec<UnitName>, scope: &mut Scope) -> Option<Unit> {
    let name = scope.unit.clone();
    let own_service = name.with_kind(UnitKind::Service);
    let kind = match name.kind() {
        UnitKind::Service => Kind::Service(Box::default()),
        UnitKind::Target => Kind::Target,
        UnitKind::Mount => Kind::Mount(mount_section::new(&name)),
        UnitKind::Timer => Kind::Timer(timer_section::new(own_service)),
        UnitKind::Socket => Kind::Socket(Box::new(socket_section::new(own_service))),
        UnitKind::Path => Kind::Path(path_section::new(own_service)),
        // Slices and scopes only group what the container's own limits hold for.
        UnitKind::Slice | UnitKind::Scope => {
            scope.find(Verdict::Note, "the unit", "limits are the container's");
            return None;
        }
        other => {
            let reason = format!("units of type .{} are not supported in a container", other.suffix());
            scope.find(Verdict::Refuse, "the unit", reason);
            return None;
        }
    };
    let mut unit = Unit::new(name, kind);
    let mut said = service_section::SetOutright::default();
    let mut of_mount = mount_section::MountSoFar::default();
    let mut named = false;
    let mut left = verdict::Left::default();
    for (section, lines) in &sections.0 {
        let own = match (section.as_str(), &unit.kind) {
            ("Unit" | "Install", _)
            | ("Service", Kind::Service(_))
            | ("Timer", Kind::Timer(_))
            | ("Socket", Kind::Socket(_))
            | ("Path", Kind::Path(_))
            | ("Mount", Kind::Mount(_)) => true,
            (other, _) => {
                if !other.starts_with("X-") {
                    scope.find(
                        Verdict::Unknown,
                        format!("[{other}]"),
                        "a unit of this type has no such section",
                    );
                }
                false
            }
        };
        for (name, value) in lines.iter().filter(|_| own) {
            let d = Directive { name, value };
            let taken = match (section.as_str(), &mut unit.kind) {
                // Where older units say it.
                ("Unit", _) | ("Service", Kind::Service(_)) if name == "FailureAction" => {
                    unit_section::apply(&mut unit, d, scope)
                }
                ("Unit", _) => unit_section::apply(&mut unit, d, scope),
                ("Install", _) => unit_section::install(&mut unit, aliases, d, scope),
                (_, Kind::Service(service)) => {
                    service_section::apply(service, &mut unit.start_limit, &mut said, d, scope)
                        || context::apply(&mut service.context, d, scope)
                }
                (_, Kind::Timer(timer)) => timer_section::apply(timer, &mut named, d, scope),
                (_, Kind::Path(path)) => path_section::apply(path, &mut named, d, scope),
                (_, Kind::Socket(socket)) => {
                    socket_section::apply(socket, &mut named, d, scope)
                        || context::apply(&mut socket.context, d, scope)
                }
                (_, Kind::Mount(mount)) => mount_section::apply(mount, &mut of_mount, d, scope),
                (_, Kind::Target) => true,
            };
            if !taken {
                left.note(section, d);
            }
        }
    }
    match &mut unit.kind {
        Kind::Service(service) => view::finish(&mut service.context, scope),
        Kind::Socket(socket) => view::finish(&mut socket.context, scope),
        Kind::Mount(mount) => mount_section::finish(mount, of_mount, scope),
        Kind::Target | Kind::Timer(_) | Kind::Path(_) => {}
    }
    let refused = left.judge(scope)
        | scope.findings.iter().any(|known| known.verdict == Verdict::Refuse && known.unit == *scope.unit);
    let succeeds = unit.success_action != EmergencyAction::None;
    match &mut unit.kind {
        Kind::Service(service) => service_section::finish(service, said, succeeds, scope),
        Kind::Timer(timer) => timer_section::finish(timer, refused, scope),
        Kind::Socket(socket) => socket_section::finish(socket, named, refused, scope),
        Kind::Path(path) => path_section::finish(path, refused, scope),
        Kind::Target | Kind::Mount(_) => {}
    }
    Some(unit)
}

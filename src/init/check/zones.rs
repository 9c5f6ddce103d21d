//! Whether there is data for the time zones that units and the container name: without it local time is UTC.

use std::path::{Path, PathBuf};

use super::super::calendar::{TimeZone, ZoneName};
use super::super::unit::{Kind, NotLoaded, TimerUnit, Trigger, UnitFile, UnitName};
use super::error::CheckError;

/// The check's arguments about time zones.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct NamedZone {
    /// The directory with the data; none: the place that an image has it in.
    pub directory: Option<PathBuf>,
    /// The container's own zone, where it has one.
    pub own: Option<String>,
}

impl NamedZone {
    /// The zones in arguments (`--zones=DIRECTORY`, `--time-zone=NAME`), and how many arguments that were.
    pub(crate) fn of_arguments<'a>(arguments: &(impl Iterator<Item = &'a str> + Clone)) -> (Self, usize) {
        let value = |name: &str| arguments.clone().find_map(|argument| argument.strip_prefix(name));
        let directory = value("--zones=").map(PathBuf::from);
        let own = value("--time-zone=").map(str::to_owned);
        let known = usize::from(directory.is_some()) + usize::from(own.is_some());
        (Self { directory, own }, known)
    }

    /// Warnings about zones without data.
    ///
    /// # Errors
    /// [`CheckError::Zones`], unless that is allowed.
    pub(crate) fn check(&self, file: &UnitFile, allow: bool) -> Result<Vec<String>, CheckError> {
        let directory = self.directory.as_deref();
        let is_known =
            |zone: &str| directory.map_or_else(|| TimeZone::is_known(zone), |at| TimeZone::is_in(at, zone));
        let mut missing: Vec<String> =
            unknown(file, is_known).iter().map(|(timer, zone)| described(timer, zone)).collect();
        let own = self.own.iter().filter(|zone| !is_known(zone));
        missing.extend(own.map(|zone| format!("there is no time zone `{zone}`")));
        if missing.is_empty() || allow { Ok(missing) } else { Err(CheckError::Zones(missing)) }
    }
}

/// The zones that timers name and `is_known` does not know, with the timers.
pub(crate) fn unknown(file: &UnitFile, is_known: impl Fn(&str) -> bool) -> Vec<(UnitName, String)> {
    let timers = file.units.values().filter_map(|unit| match &unit.kind {
        Kind::Timer(timer) => Some((&unit.name, timer)),
        _ => None,
    });
    let named = timers.flat_map(|(name, timer)| zones(timer).map(move |zone| (name, zone)));
    named.filter(|(_, zone)| !is_known(zone)).map(|(name, zone)| (name.clone(), zone.to_owned())).collect()
}

fn zones(timer: &TimerUnit) -> impl Iterator<Item = &str> {
    timer.triggers.iter().filter_map(zone)
}

fn zone(trigger: &Trigger) -> Option<&str> {
    match trigger {
        Trigger::Calendar(calendar) => match calendar.zone() {
            ZoneName::Named(name) => Some(name),
            ZoneName::Local | ZoneName::Utc => None,
        },
        _ => None,
    }
}

/// Removes times in unknown zones from the timers, as systemd does, and timers that have no others. Returns a line
/// for each zone.
pub(crate) fn take_out_unknown(file: &mut UnitFile, is_known: impl Fn(&str) -> bool) -> Vec<String> {
    let unknown = unknown(file, is_known);
    for (name, missing) in &unknown {
        let Some(unit) = file.units.get_mut(name) else { continue };
        let Kind::Timer(timer) = &mut unit.kind else { continue };
        timer.triggers.retain(|trigger| zone(trigger) != Some(missing));
        if timer.triggers.is_empty() {
            file.units.remove(name);
            file.not_loaded.insert(name.clone(), NotLoaded::BadSetting);
        }
    }
    unknown
        .iter()
        .map(|(name, zone)| format!("{}; that time is left out, as by systemd", described(name, zone)))
        .collect()
}

/// The message that there is no data for the zone that a timer names.
pub(crate) fn described(timer: &UnitName, zone: &str) -> String {
    format!("{timer}: OnCalendar: there is no time zone `{zone}` here (/etc/zoneinfo, /usr/share/zoneinfo)")
}

/// What is wrong with the container's own time zone, `$TZ` or /etc/localtime.
pub(crate) fn local() -> Option<String> {
    let utc = "local time is UTC";
    if let Some(zone) = std::env::var("TZ").ok().filter(|zone| !zone.is_empty()) {
        return (!TimeZone::is_known(&zone))
            .then(|| format!("there is no time zone `{zone}` here (TZ): {utc}"));
    }
    let link = Path::new("/etc/localtime");
    let dangling = link.is_symlink() && !link.exists();
    dangling.then(|| format!("/etc/localtime leads to a time zone that is not here: {utc}"))
}

//! Whether there is data of the time zones that units and the container name: without it local time is UTC.

use std::path::Path;

use super::super::calendar::{TimeZone, ZoneName};
use super::super::unit::{Kind, NotLoaded, Timer, Trigger, UnitFile, UnitName};

/// The zones that timers name and that `is_known` does not know, with the timers.
pub fn unknown(file: &UnitFile, is_known: impl Fn(&str) -> bool) -> Vec<(UnitName, String)> {
    let timers = file.units.values().filter_map(|unit| match &unit.kind {
        Kind::Timer(timer) => Some((&unit.name, timer)),
        _ => None,
    });
    let named = timers.flat_map(|(name, timer)| zones(timer).map(move |zone| (name, zone)));
    named.filter(|(_, zone)| !is_known(zone)).map(|(name, zone)| (name.clone(), zone.to_owned())).collect()
}

fn zones(timer: &Timer) -> impl Iterator<Item = &str> {
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

/// Takes what can't be told the time of out of the timers, as systemd does, and timers that have nothing else.
/// Returns a line for each zone.
pub fn take_out_unknown(file: &mut UnitFile, is_known: impl Fn(&str) -> bool) -> Vec<String> {
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
        .map(|(name, zone)| format!("{}; that time is left out, as by systemd", told(name, zone)))
        .collect()
}

/// What to say of a timer in a zone that there is not.
pub fn told(timer: &UnitName, zone: &str) -> String {
    format!("{timer}: OnCalendar: there is no time zone `{zone}` here (/etc/zoneinfo, /usr/share/zoneinfo)")
}

/// What is wrong with the container's own time zone, `$TZ` or /etc/localtime.
pub fn local() -> Option<String> {
    let utc = "local time is UTC";
    if let Some(zone) = std::env::var("TZ").ok().filter(|zone| !zone.is_empty()) {
        return (!TimeZone::is_known(&zone))
            .then(|| format!("there is no time zone `{zone}` here (TZ): {utc}"));
    }
    let link = Path::new("/etc/localtime");
    let dangling = link.is_symlink() && !link.exists();
    dangling.then(|| format!("/etc/localtime leads to a time zone that is not here: {utc}"))
}

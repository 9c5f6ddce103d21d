//! Time zones from `TZif` files (RFC 8536), with the rule for later years at their end ([`rule`]).

mod rule;

use std::path::Path;

use crate::safe_path;
use rule::ZoneRule;

/// Much more than any zone's file holds.
const FILE_MAX: u64 = 1024 * 1024;

/// Which time zone a calendar time is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ZoneName {
    /// `$TZ`, or /etc/localtime.
    Local,
    /// UTC.
    Utc,
    /// One of the tz database, such as `Europe/Berlin`.
    Named(String),
}

/// How far local time is from UTC, and when that changes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TimeZone {
    /// The offset before the first change, in seconds.
    first: i32,
    /// The moment of each change, and the offset from then on.
    changes: Vec<(i64, i32)>,
    /// The rule after the last change.
    rule: Option<ZoneRule>,
}

impl TimeZone {
    /// The zone with this name; UTC if it can't be found, which [`super::super::check::zones`] reports.
    pub fn load(name: &ZoneName) -> Self {
        let found = match name {
            ZoneName::Utc => None,
            ZoneName::Named(name) => Self::named(name),
            ZoneName::Local => match std::env::var("TZ").ok().filter(|zone| !zone.is_empty()) {
                Some(zone) => Self::of_variable(&zone),
                None => Self::of_file(Path::new("/etc/localtime")),
            },
        };
        found.unwrap_or_default()
    }

    /// Whether the zone with this name, as `$TZ` may have it, can be found.
    pub fn is_known(name: &str) -> bool {
        name.trim_start_matches(':') == "UTC" || Self::of_variable(name).is_some()
    }

    /// Whether a directory has data for the zone.
    pub fn is_in(directory: &Path, name: &str) -> bool {
        name == "UTC" || is_below(name) && Self::of_file(&directory.join(name)).is_some()
    }

    fn of_variable(zone: &str) -> Option<Self> {
        let zone = zone.strip_prefix(':').unwrap_or(zone);
        let found = if zone.starts_with('/') { Self::of_file(Path::new(zone)) } else { Self::named(zone) };
        found.or_else(|| ZoneRule::parse(zone).map(|rule| Self { rule: Some(rule), ..Self::default() }))
    }

    fn of_file(path: &Path) -> Option<Self> {
        Self::parse(&safe_path::read_trusted(path, FILE_MAX).ok()?)
    }

    fn named(name: &str) -> Option<Self> {
        let own = std::env::var("TZDIR").ok();
        let mut folders = own.iter().map(String::as_str).chain(["/etc/zoneinfo", "/usr/share/zoneinfo"]);
        folders.find_map(|folder| Self::of_file(&Path::new(folder).join(name))).filter(|_| is_below(name))
    }

    /// Parses a `TZif` file of version 2 or later.
    fn parse(bytes: &[u8]) -> Option<Self> {
        let first = Header::parse(bytes)?;
        if first.version < b'2' {
            return None;
        }
        // The first block has times of 32 bits; it is skipped.
        let bytes = bytes.get(Header::LENGTH + first.data_length(4)..)?;
        let header = Header::parse(bytes)?;
        let data = bytes.get(Header::LENGTH..)?;
        let (times, rest) = data.split_at_checked(header.times * 8)?;
        let (indices, rest) = rest.split_at_checked(header.times)?;
        let (types, _) = rest.split_at_checked(header.types * 6)?;
        let offset = |index: usize| -> Option<i32> {
            Some(i32::from_be_bytes(types.get(index * 6..index * 6 + 4)?.try_into().ok()?))
        };
        let mut changes = Vec::with_capacity(header.times);
        for (time, index) in times.chunks_exact(8).zip(indices) {
            changes.push((i64::from_be_bytes(time.try_into().ok()?), offset(usize::from(*index))?));
        }
        let footer = data.get(header.data_length(8)..)?;
        let footer = std::str::from_utf8(footer).ok()?.trim_matches('\n');
        Some(Self { first: offset(0)?, changes, rule: ZoneRule::parse(footer) })
    }

    /// How many seconds local time is ahead of UTC at this moment.
    pub fn offset_at(&self, moment: i64) -> i32 {
        let next = self.changes.partition_point(|(time, _)| *time <= moment);
        let known = next.checked_sub(1).map(|index| self.changes[index].1);
        match &self.rule {
            Some(rule) if next == self.changes.len() => rule.offset_at(moment),
            _ => known.unwrap_or(self.first),
        }
    }

    /// The moments at which the local clock shows this time, in order: none, one or two.
    pub fn moments(&self, local: i64) -> impl Iterator<Item = i64> + use<> {
        // No offset is more than a day, and none changes twice within two days.
        let mut offsets = [self.offset_at(local - 86_400), self.offset_at(local + 86_400)];
        offsets.sort_unstable_by_key(|offset| -offset);
        let mut moments: Vec<i64> = offsets
            .into_iter()
            .map(|offset| (local - i64::from(offset), offset))
            .filter(|(moment, offset)| self.offset_at(*moment) == *offset)
            .map(|(moment, _)| moment)
            .collect();
        moments.dedup();
        moments.into_iter()
    }
}

/// Whether a zone's name leads to a path below the directory of all zones.
fn is_below(name: &str) -> bool {
    name.split('/').all(|part| !part.is_empty() && part != "..")
}

/// The head of a block of a `TZif` file.
struct Header {
    version: u8,
    is_utc: usize,
    is_standard: usize,
    leaps: usize,
    times: usize,
    types: usize,
    characters: usize,
}

impl Header {
    const LENGTH: usize = 44;

    fn parse(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.get(..Self::LENGTH).filter(|bytes| bytes.starts_with(b"TZif"))?;
        let count = |index: usize| {
            let field = bytes[20 + index * 4..24 + index * 4].try_into().unwrap_or_default();
            usize::try_from(u32::from_be_bytes(field)).unwrap_or(0)
        };
        Some(Self {
            version: bytes[4],
            is_utc: count(0),
            is_standard: count(1),
            leaps: count(2),
            times: count(3),
            types: count(4),
            characters: count(5),
        })
    }

    /// How long the block is after its head, with times of so many bytes.
    fn data_length(&self, time: usize) -> usize {
        self.times * (time + 1)
            + self.types * 6
            + self.characters
            + self.leaps * (time + 4)
            + self.is_standard
            + self.is_utc
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(rule: &str) -> TimeZone {
        TimeZone { rule: ZoneRule::parse(rule), ..TimeZone::default() }
    }

    #[test]
    fn local_times_may_come_twice_or_not_at_all() {
        let berlin = zone("CET-1CEST,M3.5.0,M10.5.0/3");
        let local = |date: i64, hour: i64, minute: i64| date * 86_400 + hour * 3600 + minute * 60;
        assert_eq!(berlin.moments(local(20_541, 2, 30)).count(), 0);
        let twice: Vec<i64> = berlin.moments(local(20_751, 2, 30)).collect();
        assert_eq!(twice, [1_792_888_200, 1_792_891_800]);
        assert_eq!(berlin.moments(local(20_751, 4, 0)).count(), 1);
    }

    #[test]
    fn files_are_read_with_their_rule() {
        // Two blocks: an empty one, and one with a change from +1 h to +2 h at 1000 and a rule after it.
        let head = |times: u32, types: u32| {
            let mut bytes = b"TZif2".to_vec();
            bytes.resize(20, 0);
            for count in [0, 0, 0, times, types, 4_u32] {
                bytes.extend(count.to_be_bytes());
            }
            bytes
        };
        let mut bytes = head(0, 1);
        bytes.extend([0; 10]);
        bytes.extend(head(1, 2));
        bytes.extend(1000_i64.to_be_bytes());
        bytes.push(1);
        bytes.extend(3600_i32.to_be_bytes());
        bytes.extend([0, 0]);
        bytes.extend(7200_i32.to_be_bytes());
        bytes.extend([1, 0]);
        bytes.extend(b"ABC\0\nXYZ-3\n");
        let zone = TimeZone::parse(&bytes).unwrap();
        assert_eq!((zone.offset_at(999), zone.offset_at(1000)), (3600, 10_800));
        assert_eq!(TimeZone::parse(&bytes[..60]), None);
        assert_eq!(TimeZone::parse(b"no"), None);
    }

    #[test]
    fn unknown_zones_are_utc() {
        assert_eq!(TimeZone::load(&ZoneName::Named("../../etc/passwd".into())), TimeZone::default());
        assert_eq!(TimeZone::load(&ZoneName::Utc).offset_at(0), 0);
    }
}

//! The ports of an image as people read and write them: neighbours of one protocol as a range.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// What is added to a privileged port to get a port of the host; if that is taken, the next step is added too.
const FIRST_STEP: u16 = 8000;
const NEXT_STEP: u16 = 2000;

/// Ports as Docker has them (`80/tcp`), in order; consecutive ones are shown as one range, `60000-61000/udp`.
pub(crate) fn in_ranges<'a>(ports: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    ranges(ports).into_iter().map(|range| format!("{}/{}", range.numbers(), range.protocol)).collect()
}

/// `-p` options for ports, each with a space after it. On the host each port has the same number, or, if that is
/// privileged, one that is 8000 higher; no two are the same.
pub(crate) fn published<'a>(ports: impl IntoIterator<Item = &'a str>) -> String {
    let ranges = ranges(ports);
    let mut taken: BTreeMap<&str, BTreeSet<u16>> = BTreeMap::new();
    for range in &ranges {
        taken
            .entry(range.protocol)
            .or_default()
            .extend((range.first..=range.last).filter(|port| *port >= 1024));
    }
    let mut options = String::new();
    for range in &ranges {
        let hosts = taken.entry(range.protocol).or_default();
        let suffix = if range.protocol == "tcp" { String::new() } else { format!("/{}", range.protocol) };
        if range.first >= 1024 {
            let _ = write!(options, "-p {0}:{0}{suffix} ", range.numbers());
            continue;
        }
        for port in range.first..=range.last {
            let free = || (port + FIRST_STEP..).step_by(NEXT_STEP.into()).find(|host| !hosts.contains(host));
            let host = if port < 1024 { free().unwrap_or(port) } else { port };
            hosts.insert(host);
            let _ = write!(options, "-p {host}:{port}{suffix} ");
        }
    }
    options
}

/// Ports that follow each other.
struct Range<'a> {
    first: u16,
    last: u16,
    protocol: &'a str,
}

impl Range<'_> {
    fn numbers(&self) -> String {
        match (self.first, self.last) {
            (first, last) if first == last => first.to_string(),
            (first, last) => format!("{first}-{last}"),
        }
    }
}

/// The ports in ranges, by number and protocol. Two neighbours stay two ports: a range begins with three.
fn ranges<'a>(ports: impl IntoIterator<Item = &'a str>) -> Vec<Range<'a>> {
    let mut numbers: BTreeMap<&str, BTreeSet<u16>> = BTreeMap::new();
    for port in ports {
        let (number, protocol) = port.split_once('/').unwrap_or((port, "tcp"));
        numbers.entry(protocol).or_default().extend(number.parse::<u16>());
    }
    let mut ranges = Vec::new();
    for (protocol, numbers) in numbers {
        let numbers: Vec<u16> = numbers.into_iter().collect();
        for row in numbers.chunk_by(|one, next| one + 1 == *next) {
            let pieces = if row.len() > 2 { row.chunks(row.len()) } else { row.chunks(1) };
            ranges.extend(pieces.map(|piece| Range {
                first: piece[0],
                last: piece[piece.len() - 1],
                protocol,
            }));
        }
    }
    ranges.sort_by_key(|range| range.first);
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_ports_is_a_range() {
        let ports = ["60002/udp", "60000/udp", "60001/udp", "443/tcp", "80/tcp", "81/tcp", "60000/tcp"];
        assert_eq!(in_ranges(ports), ["80/tcp", "81/tcp", "443/tcp", "60000/tcp", "60000-60002/udp"]);
    }

    #[test]
    fn privileged_ports_are_published_8000_higher() {
        assert_eq!(published(["80/tcp"]), "-p 8080:80 ");
        assert_eq!(published(["53/udp", "53/tcp"]), "-p 8053:53 -p 8053:53/udp ");
        assert_eq!(published(["6379/tcp"]), "-p 6379:6379 ");
        assert_eq!(
            published(["1022/tcp", "1023/tcp", "1024/tcp"]),
            "-p 9022:1022 -p 9023:1023 -p 1024:1024 "
        );
    }

    #[test]
    fn no_port_of_the_host_is_published_twice() {
        let ports = ["443/tcp", "443/udp", "8443/tcp", "10443/tcp", "60000/udp", "60001/udp", "60002/udp"];
        assert_eq!(
            published(ports),
            "-p 12443:443 -p 8443:443/udp -p 8443:8443 -p 10443:10443 -p 60000-60002:60000-60002/udp "
        );
    }
}

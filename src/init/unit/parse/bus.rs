//! What services of `Type=dbus` need: a name that a bus takes, which nobody else has, and the bus.

use std::collections::BTreeMap;

use super::super::{Finding, Kind, Problem, ServiceType, UnitFile, UnitName, Verdict};
use super::values::Parsed;
use crate::init::bus::SOCKET;

/// The specification's limit.
const LONGEST: usize = 255;

/// A name as D-Bus has them: words with a dot between them.
pub(super) fn bus_name(text: &str) -> Parsed<String> {
    let word = |word: &str| {
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        !word.is_empty() && word.bytes().all(letter) && !word.as_bytes()[0].is_ascii_digit()
    };
    if text.len() <= LONGEST && text.contains('.') && text.split('.').all(word) {
        Ok(text.to_owned())
    } else {
        Err(format!("`{text}` is no name on a bus"))
    }
}

impl UnitFile {
    /// Without a bus there is nothing to wait for: such a service is refused, and one of `Type=simple` where that is
    /// allowed.
    pub(super) fn look_for_bus(&mut self) {
        if SOCKET.parse().is_ok_and(|socket| self.get(&socket).is_some()) {
            return;
        }
        for unit in self.units.values_mut() {
            if let Kind::Service(service) = &mut unit.kind
                && service.kind == ServiceType::Dbus
            {
                service.kind = ServiceType::Simple;
                self.findings.push(Finding {
                    unit: unit.name.clone(),
                    directive: "Type=dbus".into(),
                    reason:
                        "there is no message bus in the container (services.dbus.enable = true brings one)"
                            .into(),
                    verdict: Verdict::Refuse,
                });
            }
        }
    }

    /// A name that two services wait for is only one's.
    pub(super) fn look_for_same_names(&self, problems: &mut Vec<Problem>) {
        let mut owners: BTreeMap<&str, &UnitName> = BTreeMap::new();
        for unit in self.units.values() {
            let Kind::Service(service) = &unit.kind else { continue };
            let Some(name) = &service.bus_name else { continue };
            if let Some(owner) = owners.get(name.as_str()) {
                problems.push(Problem {
                    unit: unit.name.clone(),
                    directive: Some("BusName".into()),
                    message: format!("{name} is {owner}'s"),
                });
            } else {
                owners.insert(name, &unit.name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::bus_name;

    #[test]
    fn names_on_a_bus_are_words_with_dots() {
        for good in ["org.freedesktop.Avahi", "a.b", "_a.b-c", "org.x.A1"] {
            assert_eq!(bus_name(good).as_deref(), Ok(good));
        }
        for bad in ["", "a", "a.", ".a", "a..b", ":1.5", "a.1b", "a.b c", "a.ü", "a.b'"] {
            assert!(bus_name(bad).is_err(), "{bad}");
        }
        assert!(bus_name(&format!("a.{}", "b".repeat(254))).is_err());
    }
}

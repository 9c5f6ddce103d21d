//! What services of `Type=dbus` need: a name that a bus accepts and no other service has, and the bus.

use std::collections::BTreeMap;

use super::super::{Finding, Kind, Problem, ServiceType, UnitFile, UnitName, Verdict};
use crate::init::bus::SOCKET;

impl UnitFile {
    /// Without a bus there is nothing to wait for: such a service is refused, or runs as `Type=simple` where that is
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

    /// Two services that wait for the same name are a mistake: only one can own it.
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

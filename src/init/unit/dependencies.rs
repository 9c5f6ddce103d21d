//! A unit's relations to others: systemd.unit(5).

use super::UnitName;

/// A unit's relations to others, as written, without what the graph adds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[allow(clippy::missing_docs_in_private_items, reason = "systemd.unit(5) and systemd.unit(5), [Install]")]
pub struct Dependencies {
    pub after: Vec<UnitName>,
    pub before: Vec<UnitName>,
    pub requires: Vec<UnitName>,
    pub requisite: Vec<UnitName>,
    pub wants: Vec<UnitName>,
    pub binds_to: Vec<UnitName>,
    pub part_of: Vec<UnitName>,
    pub upholds: Vec<UnitName>,
    pub conflicts: Vec<UnitName>,
    pub on_failure: Vec<UnitName>,
    pub on_success: Vec<UnitName>,
    pub propagates_reload_to: Vec<UnitName>,
    pub reload_propagated_from: Vec<UnitName>,
    pub propagates_stop_to: Vec<UnitName>,
    pub stop_propagated_from: Vec<UnitName>,
    pub wanted_by: Vec<UnitName>,
    pub required_by: Vec<UnitName>,
    pub upheld_by: Vec<UnitName>,
    pub joins_namespace_of: Vec<UnitName>,
}

impl Dependencies {
    /// Every list, in the order of the fields.
    pub fn lists_mut(&mut self) -> [&mut Vec<UnitName>; 19] {
        [
            &mut self.after,
            &mut self.before,
            &mut self.requires,
            &mut self.requisite,
            &mut self.wants,
            &mut self.binds_to,
            &mut self.part_of,
            &mut self.upholds,
            &mut self.conflicts,
            &mut self.on_failure,
            &mut self.on_success,
            &mut self.propagates_reload_to,
            &mut self.reload_propagated_from,
            &mut self.propagates_stop_to,
            &mut self.stop_propagated_from,
            &mut self.wanted_by,
            &mut self.required_by,
            &mut self.upheld_by,
            &mut self.joins_namespace_of,
        ]
    }
}

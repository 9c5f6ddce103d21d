//! `JoinsNamespaceOf=`: which units share with each other. It holds in both directions, and through others.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Unit, UnitName};

/// Makes each unit name all units with which it shares.
pub(super) fn complete(units: &mut BTreeMap<UnitName, Unit>) {
    let mut near: BTreeMap<UnitName, BTreeSet<UnitName>> = BTreeMap::new();
    for unit in units.values() {
        for other in &unit.dependencies.joins_namespace_of {
            near.entry(unit.name.clone()).or_default().insert(other.clone());
            near.entry(other.clone()).or_default().insert(unit.name.clone());
        }
    }
    for (name, unit) in units.iter_mut().filter(|(name, _)| near.contains_key(*name)) {
        let (mut found, mut left) = (BTreeSet::from([name.clone()]), vec![name.clone()]);
        while let Some(next) = left.pop() {
            let others = near.get(&next).into_iter().flatten();
            left.extend(others.filter(|other| found.insert((*other).clone())).cloned());
        }
        found.remove(name);
        unit.dependencies.joins_namespace_of = found.into_iter().collect();
    }
}

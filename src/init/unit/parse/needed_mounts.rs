//! `RequiresMountsFor=`: units need the mounts that their paths are on, and start after them. A path that is below no
//! mount unit's place is on what the container has mounted before anything started.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::super::{Kind, MountKind, Unit, UnitName};

/// Makes each unit that is `concerned` require the mount units whose places its paths are at or below.
pub(super) fn require(units: &mut BTreeMap<UnitName, Unit>, concerned: impl Fn(&UnitName) -> bool) {
    let place = |unit: &Unit| match &unit.kind {
        Kind::Mount(mount) => Some((unit.name.clone(), mount.place.clone())),
        _ => None,
    };
    let mounts: Vec<(UnitName, PathBuf)> = units.values().filter_map(place).collect();
    if mounts.is_empty() {
        return;
    }
    for unit in units.values_mut().filter(|unit| concerned(&unit.name)) {
        let (needed, wanted) = (paths(unit), unit.wants_mounts_for.clone());
        let name = unit.name.clone();
        let on = |paths: &[PathBuf]| -> Vec<UnitName> {
            let holds = |place: &Path| paths.iter().any(|path| path.starts_with(place));
            let others = mounts.iter().filter(|(mount, place)| *mount != name && holds(place));
            others.map(|(mount, _)| mount.clone()).collect()
        };
        let (needed, wanted) = (on(&needed), on(&wanted));
        unit.dependencies.after.extend(needed.iter().chain(&wanted).cloned());
        unit.dependencies.requires.extend(needed);
        unit.dependencies.wants.extend(wanted);
    }
}

/// The paths that a unit needs: those that it names for this, and those that it works with.
fn paths(unit: &Unit) -> Vec<PathBuf> {
    let mut paths = unit.requires_mounts_for.clone();
    if let Kind::Mount(mount) = &unit.kind {
        paths.extend(mount.place.parent().map(Path::to_owned));
        if matches!(mount.kind, MountKind::Bind { .. }) {
            paths.push(PathBuf::from(&mount.what));
        }
    }
    if let Some(context) = unit.context() {
        let directory = context.working_directory.as_ref().and_then(|directory| directory.path.clone());
        let binds = context.view.binds.iter().filter(|bind| !bind.optional).map(|bind| bind.source.clone());
        paths.extend(directory.into_iter().chain(context.view.root.clone()).chain(binds));
        paths.extend(context.directory_paths());
    }
    paths
}

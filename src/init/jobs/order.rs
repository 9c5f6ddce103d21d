//! Which job goes before which, and where that makes a cycle.

use super::types::JobKind;
use crate::init::graph::{Graph, Relation, UnitId};
use std::collections::BTreeMap;

/// The units whose jobs go before this one's: those that it is ordered after, unless it stops; and those that are
/// ordered after it and stop. `job` gives a unit's job if it counts.
pub(super) fn before(
    graph: &Graph,
    unit: UnitId,
    own: JobKind,
    job: impl Fn(UnitId) -> Option<JobKind> + Copy,
) -> impl Iterator<Item = UnitId> {
    let after = if own.stops() { &[] } else { graph.list(unit, Relation::After) };
    let after = after.iter().copied().filter(move |other| job(*other).is_some());
    let later = graph.list(unit, Relation::Before).iter().copied();
    after.chain(later.filter(move |other| job(*other).is_some_and(JobKind::stops)))
}

/// One of the units whose jobs go before this one's, with its place among the candidates. The search begins at the
/// place `from` and wraps around, so finding a unit again where it was last found costs nothing.
pub(super) fn one_before(
    graph: &Graph,
    unit: UnitId,
    own: JobKind,
    from: usize,
    job: impl Fn(UnitId) -> Option<JobKind> + Copy,
) -> Option<(usize, UnitId)> {
    let after = if own.stops() { &[] } else { graph.list(unit, Relation::After) };
    let later = graph.list(unit, Relation::Before);
    let count = after.len() + later.len();
    let goes_before = |place: usize| {
        if let Some(other) = after.get(place) {
            return job(*other).map(|_| (place, *other));
        }
        let other = later[place - after.len()];
        job(other).filter(|kind| kind.stops()).map(|_| (place, other))
    };
    (0..count).map(|step| (from + step) % count).find_map(goes_before)
}

/// Units with jobs of which each goes after the next, and the last after the first. `there` are the jobs that
/// exist already, by unit.
///
/// A restart is first a stop, then a start, and both must be free of cycles: `restarted` says which is looked
/// at. Stops wait only for stops, so no cycle has both.
pub(super) fn find_cycle(
    graph: &Graph,
    there: &[Option<JobKind>],
    merged: &BTreeMap<UnitId, JobKind>,
    restarted: bool,
) -> Option<Vec<UnitId>> {
    let job = |unit: UnitId| {
        let (new, old) = (merged.get(&unit).copied(), there[unit.index()]);
        let kind = match (new, old) {
            (Some(new), Some(old)) => Some(new.merge(old).unwrap_or(new)),
            (new, old) => new.or(old),
        };
        kind.map(|kind| if restarted && kind == JobKind::Restart { JobKind::Start } else { kind })
    };
    let first = |unit: UnitId| -> Vec<UnitId> {
        job(unit).map_or_else(Vec::new, |own| before(graph, unit, own, job).collect())
    };
    let mut mark = vec![0_u8; graph.len()];
    for start in merged.keys() {
        if mark[start.index()] != 0 {
            continue;
        }
        mark[start.index()] = 1;
        let mut path = vec![(*start, first(*start).into_iter())];
        while let Some((_, rest)) = path.last_mut() {
            let Some(next) = rest.next() else {
                if let Some((done, _)) = path.pop() {
                    mark[done.index()] = 2;
                }
                continue;
            };
            match mark[next.index()] {
                0 => {
                    mark[next.index()] = 1;
                    path.push((next, first(next).into_iter()));
                }
                1 => {
                    let from = path.iter().position(|(unit, _)| *unit == next).unwrap_or(0);
                    return Some(path[from..].iter().map(|(unit, _)| *unit).collect());
                }
                _ => {}
            }
        }
    }
    None
}

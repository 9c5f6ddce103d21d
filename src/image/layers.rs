//! Spreads a closure over a few layers: a pure function of the closure.
//!
//! A daemon keeps a layer as long as its bytes are the same, and the classic image store keeps it
//! only while all layers below are the same too. So what changes seldom goes to the bottom, and
//! what a path's layer is depends on as little else as possible.
//!
//! 1. Each path is in one of three groups, from the bottom to the top: packages that several
//!    other packages refer to; packages that at most one other refers to; configuration. A
//!    package is a path whose name has a version, by the rule of Nix itself (a dash and then no
//!    letter, as in `glibc-2.40`; `httpd.conf` and `unit-httpd.service` have none). Only
//!    references among packages count, so that no change of the configuration alone moves a
//!    package.
//! 2. The biggest paths get a layer each, while there are layers left: a few big paths hold
//!    nearly all of the bytes, most paths hold next to nothing. Paths below 1 MiB are not worth
//!    a layer.
//! 3. The rest of each group shares one layer, above the group's big paths, since it changes
//!    whenever any of its members does.
//! 4. Big paths of one group lie in the order of how long a chain of packages is below them,
//!    then of their names: what depends on little changes seldom, and a new path gets in between
//!    without moving the others.
//!
//! A changed configuration file thus changes one layer, the topmost one of the store. An added
//! package changes its own layer or its group's rest, and at most pushes the smallest of the big
//! paths back into the rest of its group.

use std::collections::{BTreeMap, BTreeSet};

use crate::nix::store::{Closure, PathInfo, StorePath};

/// The smallest path that may have a layer for itself, in bytes.
const OWN_LAYER: u64 = 1 << 20;

/// What a path is, from the most to the least stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    SharedPackage,
    Package,
    Configuration,
}

/// The layers for `closure`, from the bottom to the top, at most `budget` of them and none empty.
/// The paths of a layer are in order.
///
/// # Panics
/// When `budget` is 0.
pub fn spread(closure: &Closure, budget: usize) -> Vec<Vec<StorePath>> {
    assert!(budget > 0, "no layer to put the closure in");
    let groups = groups(closure, budget);
    let used: BTreeSet<Group> = groups.values().copied().collect();
    let own = own_layers(closure, budget - used.len().min(budget));
    let heights = heights(closure);
    let mut layers: BTreeMap<_, Vec<StorePath>> = BTreeMap::new();
    for (path, group) in groups {
        let rest = !own.contains(path);
        let place = (!rest).then(|| (heights[path], path.name(), path));
        layers.entry((group, rest, place)).or_default().push(path.clone());
    }
    layers.into_values().collect()
}

/// The group of each path. Where the layers don't suffice for one per group, groups fall together.
fn groups(closure: &Closure, budget: usize) -> BTreeMap<&StorePath, Group> {
    let mut referrers: BTreeMap<&StorePath, usize> = BTreeMap::new();
    for package in closure.iter().filter(|info| is_package(info.path.name())) {
        for reference in &package.references {
            *referrers.entry(reference).or_default() += 1;
        }
    }
    let group = |path: &StorePath| match (budget, referrers.get(path)) {
        (1, _) => Group::Configuration,
        _ if !is_package(path.name()) => Group::Configuration,
        (3.., Some(2..)) => Group::SharedPackage,
        _ => Group::Package,
    };
    closure.iter().map(|info| (&info.path, group(&info.path))).collect()
}

/// Whether a name has a version, as `builtins.parseDrvName` sees it.
fn is_package(name: &str) -> bool {
    name.match_indices('-')
        .any(|(at, _)| name[at + 1..].bytes().next().is_some_and(|next| !next.is_ascii_alphabetic()))
}

/// The paths that get a layer each, at most `count`.
fn own_layers(closure: &Closure, count: usize) -> BTreeSet<&StorePath> {
    let mut big: Vec<&PathInfo> = closure.iter().filter(|info| info.nar_size >= OWN_LAYER).collect();
    big.sort_by_key(|info| (std::cmp::Reverse(info.nar_size), info.path.name(), &info.path));
    big.into_iter().take(count).map(|info| &info.path).collect()
}

/// How long the longest chain of packages below each path is; 0 for a path that refers to none.
fn heights(closure: &Closure) -> BTreeMap<&StorePath, usize> {
    let mut heights = BTreeMap::new();
    for root in closure.iter() {
        let mut chain = vec![root];
        while let Some(info) = chain.last().copied() {
            let packages = || info.references.iter().filter(|path| is_package(path.name()));
            let below = || packages().filter_map(|path| closure.get(path));
            if let Some(unknown) = below().find(|info| !heights.contains_key(&info.path)) {
                chain.push(unknown);
            } else {
                let highest = below().map(|info| heights[&info.path] + 1).max();
                heights.insert(&info.path, highest.unwrap_or(0));
                chain.pop();
            }
        }
    }
    heights
}

#[cfg(test)]
mod tests;

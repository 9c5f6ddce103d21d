//! Spreads a closure over a few layers: a pure function of the closure.
//!
//! A daemon keeps a layer as long as its bytes are the same, and the classic image store keeps it
//! only while all layers below are the same too. So what changes seldom goes to the bottom, and
//! what a path's layer is depends on as little else as possible.
//!
//! 1. Each path is in one of three groups, from the bottom to the top: packages that three or more
//!    other packages refer to; packages that fewer refer to; configuration. A package is a path
//!    whose name has a version, by the rule of Nix itself (a dash and then no letter, as in
//!    `glibc-2.40`; `httpd.conf` and `unit-httpd.service` have none), and whatever such a path
//!    needs. Only references among packages count, so that no change of the configuration alone
//!    moves a package.
//! 2. The biggest paths get a layer each, while there are layers left: a few big paths hold
//!    nearly all of the bytes, most paths hold next to nothing. Paths below 1 MiB are not worth
//!    a layer.
//! 3. The rest of each group shares one layer, above the group's big paths, since it changes
//!    whenever any of its members does.
//! 4. Big paths of one group lie in the order of how many packages refer to them, of which only
//!    the power of two counts, so that one more seldom matters: what other images have too comes
//!    first. Then in the order of how long a chain of packages is below them, since what depends
//!    on little changes seldom, and of their names.
//!
//! A changed configuration file thus changes one layer, the topmost one of the store. An added
//! package changes its own layer or its group's rest, and at most pushes the smallest of the big
//! paths back into the rest of its group.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::nix::store::{Closure, PathInfo};
use crate::store_path::StorePath;

/// The smallest path that may have a layer for itself, in bytes.
const OWN_LAYER: u64 = 1 << 20;

/// What a path is, from the most to the least stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stability {
    SharedPackage,
    Package,
    Configuration,
}

/// How many packages refer to one that counts as shared. Two often are one and the same package
/// in two forms, as the .deb's content and what joins it with what it needs.
const SHARED: usize = 3;

/// The layers for `closure`, from the bottom to the top, at most `budget` of them and none empty.
/// The paths of a layer are in order.
///
/// # Panics
/// When `budget` is 0.
pub(crate) fn spread(closure: &Closure, budget: usize) -> Vec<Vec<StorePath>> {
    assert!(budget > 0, "no layer to put the closure in");
    let packages = packages(closure);
    let referrers = referrers(&packages);
    let group = |path: &StorePath| match budget {
        1 => Stability::Configuration,
        _ if !packages.contains_key(path) => Stability::Configuration,
        3.. if referrers.get(path).is_some_and(|count| *count >= SHARED) => Stability::SharedPackage,
        _ => Stability::Package,
    };
    let groups: BTreeMap<&StorePath, Stability> =
        closure.iter().map(|info| (&info.path, group(&info.path))).collect();
    let used: BTreeSet<Stability> = groups.values().copied().collect();
    let own = own_layers(closure, budget - used.len().min(budget));
    let heights = heights(closure, &packages);
    let popularity = |path| referrers.get(path).map_or(0, |count| count.ilog2() + 1);
    let mut layers: BTreeMap<_, Vec<StorePath>> = BTreeMap::new();
    for (path, group) in groups {
        let rest = !own.contains(path);
        let place = (!rest).then(|| (Reverse(popularity(path)), heights[path], path.name(), path));
        layers.entry((group, rest, place)).or_default().push(path.clone());
    }
    layers.into_values().collect()
}

/// The packages: what has a version, and all that it needs.
fn packages(closure: &Closure) -> BTreeMap<&StorePath, &PathInfo> {
    let mut packages = BTreeMap::new();
    let mut found: Vec<&PathInfo> = closure.iter().filter(|info| is_package(info.path.name())).collect();
    while let Some(info) = found.pop() {
        if packages.insert(&info.path, info).is_none() {
            found.extend(info.references.iter().filter_map(|path| closure.get(path)));
        }
    }
    packages
}

/// How many packages refer to each package, where any do.
fn referrers<'a>(packages: &BTreeMap<&'a StorePath, &'a PathInfo>) -> BTreeMap<&'a StorePath, usize> {
    let mut referrers = BTreeMap::new();
    for reference in packages.values().flat_map(|info| &info.references) {
        *referrers.entry(reference).or_default() += 1;
    }
    referrers
}

/// Whether a name has a version, as `builtins.parseDrvName` sees it.
fn is_package(name: &str) -> bool {
    name.match_indices('-')
        .any(|(at, _)| name[at + 1..].bytes().next().is_some_and(|next| !next.is_ascii_alphabetic()))
}

/// The paths that get a layer each, at most `count`.
fn own_layers(closure: &Closure, count: usize) -> BTreeSet<&StorePath> {
    let mut big: Vec<&PathInfo> = closure.iter().filter(|info| info.nar_size >= OWN_LAYER).collect();
    big.sort_by_key(|info| (Reverse(info.nar_size), info.path.name(), &info.path));
    big.into_iter().take(count).map(|info| &info.path).collect()
}

/// How long the longest chain of packages below each path is; 0 for a path that refers to none.
fn heights<'a>(
    closure: &'a Closure,
    packages: &BTreeMap<&StorePath, &'a PathInfo>,
) -> BTreeMap<&'a StorePath, usize> {
    let mut heights = BTreeMap::new();
    for root in closure.iter() {
        let mut chain = vec![root];
        while let Some(info) = chain.last().copied() {
            let below = || info.references.iter().filter_map(|path| packages.get(path).copied());
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

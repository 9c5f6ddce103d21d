//! The relations between units: every relation of systemd.unit(5) with its inverse ([`relation`]), and the
//! dependencies that systemd adds by itself ([`implied`]).
//!
//! Units are numbered; each keeps a list per relation, so that following an edge costs no search. Units that
//! are named but not declared have a number too, and are not loaded.

mod implied;
mod relation;

use super::unit::{Kind, ServiceType, ServiceUnit, Unit, UnitFile, UnitName, is_provided};
pub(crate) use relation::Relation;
use std::collections::BTreeMap;

/// A unit's number within its [`Graph`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct UnitId(u32);

/// A unit as the graph sees it.
#[expect(clippy::struct_excessive_bools, reason = "they are directives of the unit")]
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// The unit's name.
    pub name: UnitName,
    /// Whether it is declared, and not only named by others.
    pub loaded: bool,
    /// Not declared, but as good as active: see [`is_provided`].
    pub provided: bool,
    /// Whether it is a target.
    pub target: bool,
    /// Whether it can be reloaded.
    pub can_reload: bool,
    /// `DefaultDependencies=`
    pub default_dependencies: bool,
    /// `StopWhenUnneeded=`
    pub stop_when_unneeded: bool,
    /// `IgnoreOnIsolate=`
    pub ignore_on_isolate: bool,
    /// One list per relation.
    edges: [Vec<UnitId>; Relation::ALL.len()],
}

/// All units and their relations.
#[derive(Debug, Clone, Default)]
pub(crate) struct Graph {
    nodes: Vec<Node>,
    ids: BTreeMap<UnitName, UnitId>,
    /// Numbers of units that were removed.
    free: Vec<UnitId>,
}

impl Graph {
    /// The graph of these units, with all that systemd adds by itself.
    pub(crate) fn new<'a>(units: impl IntoIterator<Item = &'a Unit>) -> Self {
        let mut graph = Self::default();
        let added: Vec<UnitId> = units.into_iter().map(|unit| graph.insert(unit)).collect();
        for id in added {
            graph.order_targets(id);
        }
        graph
    }

    /// The graph of a file's units.
    pub(crate) fn of(file: &UnitFile) -> Self {
        let mut graph = Self::new(file.units.values());
        // A mount unit that can't be loaded does not count as provided.
        for name in file.not_loaded.keys() {
            if let Some(id) = graph.id(name) {
                graph.nodes[id.index()].provided = false;
            }
        }
        graph
    }

    /// Adds a unit that was made later: an instance of a template.
    pub(crate) fn add(&mut self, unit: &Unit) -> UnitId {
        let id = self.insert(unit);
        self.order_targets(id);
        for relation in [Relation::WantedBy, Relation::RequiredBy] {
            for target in self.list(id, relation).to_vec() {
                self.order_targets(target);
            }
        }
        id
    }

    /// Removes a unit; the next new one gets its number.
    pub(crate) fn remove(&mut self, name: &UnitName) -> Option<UnitId> {
        let id = self.ids.remove(name)?;
        for relation in Relation::ALL {
            for other in std::mem::take(&mut self.nodes[id.index()].edges[relation as usize]) {
                self.nodes[other.index()].edges[relation.inverse() as usize].retain(|back| *back != id);
            }
        }
        self.nodes[id.index()].loaded = false;
        self.free.push(id);
        Some(id)
    }

    /// The number of units, including those that are only named.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// All units by number.
    pub(crate) fn ids(&self) -> impl Iterator<Item = UnitId> + use<> {
        (0..u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)).map(UnitId)
    }

    /// The number of the unit with this name.
    pub(crate) fn id(&self, name: &UnitName) -> Option<UnitId> {
        self.ids.get(name).copied()
    }

    /// The unit with this number.
    pub(crate) fn node(&self, id: UnitId) -> &Node {
        &self.nodes[id.index()]
    }

    /// The name of the unit with this number.
    pub(crate) fn name(&self, id: UnitId) -> &UnitName {
        &self.node(id).name
    }

    /// The units to which this one has the relation.
    pub(crate) fn list(&self, id: UnitId, relation: Relation) -> &[UnitId] {
        &self.node(id).edges[relation as usize]
    }

    /// Their names, for `systemctl show` and the like.
    pub(crate) fn names(&self, name: &UnitName, relation: Relation) -> Vec<UnitName> {
        let list = self.id(name).map_or(&[][..], |id| self.list(id, relation));
        list.iter().map(|id| self.name(*id).clone()).collect()
    }

    /// Whether `from` has the relation to `to`; looks through the shorter of the two lists.
    pub(crate) fn has(&self, from: UnitId, relation: Relation, to: UnitId) -> bool {
        let (there, back) = (self.list(from, relation), self.list(to, relation.inverse()));
        if there.len() <= back.len() { there.contains(&to) } else { back.contains(&from) }
    }

    fn intern(&mut self, name: &UnitName) -> UnitId {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        let new = UnitId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        let id = self.free.pop().unwrap_or(new);
        self.ids.insert(name.clone(), id);
        let node = Node {
            name: name.clone(),
            loaded: false,
            provided: is_provided(name),
            target: false,
            can_reload: false,
            default_dependencies: false,
            stop_when_unneeded: false,
            ignore_on_isolate: false,
            edges: Default::default(),
        };
        match self.nodes.get_mut(id.index()) {
            Some(old) => *old = node,
            None => self.nodes.push(node),
        }
        id
    }

    fn relate(&mut self, from: UnitId, relation: Relation, to: UnitId) {
        if from != to && !self.has(from, relation, to) {
            self.nodes[from.index()].edges[relation as usize].push(to);
            self.nodes[to.index()].edges[relation.inverse() as usize].push(from);
        }
    }

    fn relate_names(&mut self, from: UnitId, relation: Relation, names: &[UnitName]) {
        for name in names {
            let to = self.intern(name);
            self.relate(from, relation, to);
        }
    }

    /// Relates `from` to built-in units by name.
    fn relate_built_in(&mut self, from: UnitId, relations: &[(Relation, &str)]) {
        for (relation, name) in relations {
            if let Ok(name) = name.parse() {
                self.relate_names(from, *relation, &[name]);
            }
        }
    }

    fn insert(&mut self, unit: &Unit) -> UnitId {
        let id = self.intern(&unit.name);
        let node = &mut self.nodes[id.index()];
        node.loaded = true;
        node.provided = false;
        node.target = matches!(unit.kind, Kind::Target);
        node.can_reload = unit.service().is_some_and(can_reload);
        node.default_dependencies = unit.default_dependencies;
        node.stop_when_unneeded = unit.stop_when_unneeded;
        node.ignore_on_isolate = unit.ignore_on_isolate;
        let d = &unit.dependencies;
        for (relation, names) in [
            (Relation::After, &d.after),
            (Relation::Before, &d.before),
            (Relation::Requires, &d.requires),
            (Relation::Requisite, &d.requisite),
            (Relation::Wants, &d.wants),
            (Relation::BindsTo, &d.binds_to),
            (Relation::PartOf, &d.part_of),
            (Relation::Upholds, &d.upholds),
            (Relation::Conflicts, &d.conflicts),
            (Relation::OnFailure, &d.on_failure),
            (Relation::OnSuccess, &d.on_success),
            (Relation::PropagatesReloadTo, &d.propagates_reload_to),
            (Relation::ReloadPropagatedFrom, &d.reload_propagated_from),
            (Relation::PropagatesStopTo, &d.propagates_stop_to),
            (Relation::StopPropagatedFrom, &d.stop_propagated_from),
            (Relation::WantedBy, &d.wanted_by),
            (Relation::RequiredBy, &d.required_by),
            (Relation::UpheldBy, &d.upheld_by),
        ] {
            self.relate_names(id, relation, names);
        }
        self.add_kinds_own(id, unit);
        if unit.default_dependencies {
            self.add_default(id, unit);
        }
        id
    }
}

impl UnitId {
    /// As an index into something that has one entry per unit.
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// Whether a service has a way to be reloaded.
fn can_reload(service: &ServiceUnit) -> bool {
    !service.exec_reload.is_empty() || service.kind == ServiceType::NotifyReload
}

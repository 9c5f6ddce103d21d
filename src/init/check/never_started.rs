//! Units that nothing starts, because the unit that is to start them does not exist: nobody declared it, or its name is
//! misspelt.

use super::super::graph::{Graph, Relation};
use super::super::unit::{Unit, UnitFile, UnitName};

/// The directives by which a unit says what starts it, each with its relation in the graph.
const WANTED: [(Relation, &str); 3] = [
    (Relation::WantedBy, "WantedBy"),
    (Relation::RequiredBy, "RequiredBy"),
    (Relation::UpheldBy, "UpheldBy"),
];

/// A warning for each unit that is wanted only by units that do not exist.
pub(super) fn warnings(file: &UnitFile, graph: &Graph) -> Vec<String> {
    let of_unit = |unit: &Unit| {
        let wanting = WANTED.iter().flat_map(|(relation, directive)| {
            graph.names(&unit.name, *relation).into_iter().map(move |other| (*directive, other))
        });
        let (there, absent): (Vec<_>, Vec<_>) = wanting.partition(|(_, other)| file.get(other).is_some());
        let is_started = !there.is_empty() || !graph.names(&unit.name, Relation::TriggeredBy).is_empty();
        let (directive, other) = absent.first().filter(|_| !is_started)?;
        let meant = near(file, other).map(|name| format!(" (did you mean {name}?)")).unwrap_or_default();
        let name = &unit.name;
        Some(format!("{name}: {directive}={other}: there is no such unit{meant}, so nothing starts {name}"))
    };
    file.units.values().filter_map(of_unit).collect()
}

/// A unit whose name is a letter or two from another.
fn near<'a>(file: &'a UnitFile, name: &UnitName) -> Option<&'a UnitName> {
    let distance = |known: &&UnitName| strsim::damerau_levenshtein(known.as_str(), name.as_str());
    file.units.keys().min_by_key(distance).filter(|known| distance(known) <= 2)
}

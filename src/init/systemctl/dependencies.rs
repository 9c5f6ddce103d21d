//! `list-dependencies`: the tree of what a unit pulls in, what pulls it in, or what it is ordered after or before.

use std::collections::BTreeMap;

use super::super::control::{Request, UnitStatus, Verb};
use super::arguments::Direction;
use super::listings::mark;
use super::{Call, Error};

/// The relations to follow, as in systemctl(1).
fn relations(direction: Direction) -> &'static [&'static str] {
    match direction {
        Direction::Forward => &["Requires", "Requisite", "Wants", "ConsistsOf", "BindsTo", "Upholds"],
        Direction::Reverse => &["RequiredBy", "RequisiteOf", "WantedBy", "PartOf", "BoundBy", "UpheldBy"],
        Direction::After => &["After"],
        Direction::Before => &["Before"],
    }
}

/// A line's place in the tree: for each level above it, whether more follows there.
type Branches = Vec<bool>;

impl Call<'_> {
    pub(super) fn list_dependencies(&mut self) -> Result<u8, Error> {
        let mut roots = self.units();
        if roots.is_empty() {
            roots.push(self.default_target());
        }
        let all = self.ask(&Request::new(Verb::Status, Vec::new()))?.units;
        let units: BTreeMap<&str, &UnitStatus> = all.iter().map(|unit| (unit.name.as_str(), unit)).collect();
        for (position, root) in roots.iter().enumerate() {
            if position > 0 {
                self.say("")?;
            }
            let real = all.iter().find(|unit| unit.aliases.contains(root)).map_or(root, |unit| &unit.name);
            self.say(real)?;
            self.below(&units, real, &mut Branches::new(), &mut Vec::new())?;
        }
        Ok(0)
    }

    /// The lines below `name`; `seen` holds the units on the way to it, or in a plain list all earlier ones.
    fn below(
        &mut self,
        units: &BTreeMap<&str, &UnitStatus>,
        name: &str,
        branches: &mut Branches,
        seen: &mut Vec<String>,
    ) -> Result<(), Error> {
        // A selection of units is not shown as a tree.
        let plain = self.options.plain || !self.options.types.is_empty() || !self.options.states.is_empty();
        seen.push(name.to_owned());
        let next = self.next(units, name);
        for (position, child) in next.iter().enumerate() {
            let more = position + 1 < next.len();
            if seen.contains(child) {
                if !plain {
                    self.say(&format!("  {}└─...", trunk(branches)))?;
                }
                continue;
            }
            let unit = units.get(child.as_str()).copied();
            if plain && self.is_chosen(child, unit) {
                self.say(&format!("  {child}"))?;
            } else if !plain {
                let (dot, colour) = unit.map_or(("○", ""), mark);
                let dot = super::status::paint(dot, colour, self.colour);
                let branch = if more { "├─" } else { "└─" };
                self.say(&format!("{dot} {}{branch}{child}", trunk(branches)))?;
            }
            if self.options.all || child.ends_with(".target") {
                branches.push(more);
                self.below(units, child, branches, seen)?;
                branches.pop();
            }
        }
        if !plain {
            seen.pop();
        }
        Ok(())
    }

    /// The next units by name, targets last.
    fn next(&self, units: &BTreeMap<&str, &UnitStatus>, name: &str) -> Vec<String> {
        let Some(unit) = units.get(name) else { return Vec::new() };
        let lists = relations(self.options.direction).iter().filter_map(|name| unit.properties.get(*name));
        let mut next: Vec<String> = lists.flat_map(|list| list.split(' ')).map(str::to_owned).collect();
        next.retain(|name| !name.is_empty());
        next.sort_by_key(|name| (name.ends_with(".target"), name.to_lowercase()));
        next.dedup();
        next
    }

    fn is_chosen(&self, name: &str, unit: Option<&UnitStatus>) -> bool {
        let options = self.options;
        let kind = name.rsplit_once('.').map_or("", |(_, kind)| kind);
        let states = unit.map(|unit| [&unit.load_state, &unit.active_state, &unit.sub_state]);
        (options.types.is_empty() || options.types.iter().any(|wanted| wanted == kind))
            && (options.states.is_empty()
                || states.is_some_and(|states| options.states.iter().any(|wanted| states.contains(&wanted))))
    }
}

fn trunk(branches: &Branches) -> String {
    branches.iter().map(|more| if *more { "│ " } else { "  " }).collect()
}

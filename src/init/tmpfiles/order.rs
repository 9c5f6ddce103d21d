//! Which rules count, and in which order: systemd-tmpfiles' own.

use super::rule::Rule;

/// The rules for one path.
#[derive(Debug)]
struct RuleGroup {
    path: String,
    patterns: bool,
    rules: Vec<Rule>,
    /// The group of the nearest path above.
    parent: Option<usize>,
}

/// All rules, by path: first those that make something, then those with patterns.
#[derive(Debug)]
pub(super) struct Groups(Vec<RuleGroup>);

impl Groups {
    /// Sorts the rules. Of two different ones that own the same path the second is left out and returned.
    pub(super) fn new(rules: Vec<Rule>) -> (Self, Vec<Rule>) {
        let (mut groups, mut left_out) = (Vec::<RuleGroup>::new(), Vec::new());
        for rule in rules {
            let patterns = rule.kind.takes_pattern();
            let known = groups.iter_mut().find(|group| group.patterns == patterns && group.path == rule.path);
            match known {
                None => {
                    let path = rule.path.clone();
                    groups.push(RuleGroup { path, patterns, rules: vec![rule], parent: None });
                }
                Some(group) if group.rules.iter().all(|other| go_together(other, &rule)) => {
                    group.rules.push(rule);
                }
                Some(_) => left_out.push(rule),
            }
        }
        groups.sort_by_key(|group| group.patterns);
        for group in &mut groups {
            // What makes the path comes before what adjusts it.
            group.rules.sort_by_key(|rule| (!rule.kind.takes_ownership(), rule.letter));
        }
        let parents: Vec<Option<usize>> = groups.iter().map(|group| parent(group, &groups)).collect();
        for (group, parent) in groups.iter_mut().zip(parents) {
            group.parent = parent;
        }
        (Self(groups), left_out)
    }

    /// The rules to create, a path before what is below it.
    pub(super) fn to_create(&self) -> Vec<&Rule> {
        let mut order = Vec::new();
        for index in 0..self.0.len() {
            let mut chain: Vec<usize> =
                std::iter::successors(Some(index), |index| self.0[*index].parent).collect();
            chain.reverse();
            chain.retain(|index| !order.contains(index));
            order.extend(chain);
        }
        self.rules(&order)
    }

    /// The rules to remove, what is below a path before the path.
    pub(super) fn to_remove(&self) -> Vec<&Rule> {
        let mut order = Vec::new();
        for index in 0..self.0.len() {
            self.add_with_children(index, &mut order);
        }
        self.rules(&order)
    }

    fn add_with_children(&self, index: usize, order: &mut Vec<usize>) {
        if order.contains(&index) {
            return;
        }
        for (child, group) in self.0.iter().enumerate() {
            if group.parent == Some(index) {
                self.add_with_children(child, order);
            }
        }
        order.push(index);
    }

    fn rules(&self, order: &[usize]) -> Vec<&Rule> {
        order.iter().flat_map(|index| &self.0[*index].rules).collect()
    }
}

fn parent(group: &RuleGroup, groups: &[RuleGroup]) -> Option<usize> {
    let above =
        group.path.match_indices('/').map(|(at, _)| &group.path[..at]).filter(|path| !path.is_empty());
    // Groups that make something come first, so they are found first.
    above
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .find_map(|path| groups.iter().position(|group| group.path == path))
}

fn go_together(one: &Rule, other: &Rule) -> bool {
    if !one.kind.takes_ownership() || !other.kind.takes_ownership() {
        return true;
    }
    let appends = |rule: &Rule| rule.kind == super::RuleKind::Write && rule.force;
    let same = (&one.argument, &one.user, &one.group, &one.age)
        == (&other.argument, &other.user, &other.group, &other.age)
        && one.mode == other.mode
        && (one.mode.is_some() || one.default_mode() == other.default_mode());
    same || appends(one) && appends(other)
}

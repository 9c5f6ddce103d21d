//! What an image's size consists of: a pure function of its plan.

use super::plan::{Layer, Member, Plan};

/// The sizes in a plan, as Nix counts them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SizeReport<'a> {
    /// The sum of all store paths' NAR sizes, in bytes.
    pub total: u64,
    /// How many store paths there are.
    pub paths: usize,
    /// The biggest of them, the biggest first.
    pub largest: Vec<&'a Member>,
}

impl<'a> SizeReport<'a> {
    /// The report on `plan`, with its `count` biggest paths.
    pub fn new(plan: &'a Plan, count: usize) -> Self {
        let members = |layer: &'a Layer| match layer {
            Layer::Store { paths } => paths.as_slice(),
            Layer::Root { .. } => &[],
        };
        let mut all: Vec<&Member> = plan.layers.iter().flat_map(members).collect();
        all.sort_by_key(|member| (std::cmp::Reverse(member.nar_size), &member.path));
        let total = all.iter().map(|member| member.nar_size).sum();
        let paths = all.len();
        all.truncate(count);
        Self { total, paths, largest: all }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_biggest_paths_come_first_and_the_total_is_of_all() {
        let plan = super::super::plan::example();
        let report = SizeReport::new(&plan, 2);
        let names: Vec<&str> = report.largest.iter().map(|member| member.path.name()).collect();
        assert_eq!(names, ["libc6-2.36", "httpd-2.4"]);
        assert_eq!((report.total, report.paths), ((5 << 20) + 500, 3));
    }
}

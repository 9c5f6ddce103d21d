//! What `systemctl set-environment` changes: the variables of every process that is started from then on.

use std::io;
use std::path::Path;

use super::file::is_name;
use super::{Environment, assemble};
use crate::init::unit::ExecContext;

/// The most memory that all of them may take, since every process gets them.
const LARGEST: usize = 64 * 1024;

/// Variables that were set at run time.
#[derive(Debug, Default)]
pub(crate) struct Variables {
    set: Environment,
}

impl Variables {
    /// Removes what `unset` names (`NAME`, or `NAME=value` for a variable that has this value), then sets the
    /// assignments.
    ///
    /// # Errors
    /// When something is not an assignment, or all would be too large; then nothing has changed.
    pub(crate) fn change(&mut self, set: &[String], unset: &[String]) -> io::Result<()> {
        let invalid = |why: String| io::Error::new(io::ErrorKind::InvalidInput, why);
        let mut changed = Environment { variables: self.set.variables.clone(), warnings: Vec::new() };
        for what in unset {
            changed.unset(what);
        }
        for assignment in set {
            let pair =
                assignment.split_once('=').filter(|(name, value)| is_name(name) && !value.contains('\0'));
            let (name, value) = pair.ok_or_else(|| invalid(format!("`{assignment}` is no assignment")))?;
            changed.set(name, value);
        }
        let size = |(name, value): &(String, String)| name.len() + value.len() + 2;
        if changed.variables.iter().map(size).sum::<usize>() > LARGEST {
            return Err(invalid(format!("all variables together are more than {LARGEST} bytes")));
        }
        self.set = changed;
        Ok(())
    }

    /// The names and values of those that were set.
    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.set.variables
    }

    /// `NAME=value` of all variables that a process has without its unit's doing.
    pub(crate) fn all(&self) -> Vec<String> {
        let own = |name: &str| std::env::var(name).ok();
        let all = assemble(&ExecContext::default(), None, self.pairs(), own, Path::new("/"));
        let all = all.unwrap_or_default().variables;
        all.iter().map(|(name, value)| format!("{name}={value}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn variables_are_set_and_taken_away() {
        let mut variables = Variables::default();
        variables.change(&words(&["A=b", "C=d e", "A=c", "E="]), &[]).unwrap();
        variables.change(&[], &words(&["C=other", "E=", "NOPE"])).unwrap();
        let pairs: Vec<_> = variables.pairs().iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(pairs, ["A=c", "C=d e"]);
        assert!(variables.all().contains(&"C=d e".to_owned()));
    }

    #[test]
    fn what_is_no_assignment_or_too_large_changes_nothing() {
        let mut variables = Variables::default();
        for bad in ["A", "1A=b", "=b", &format!("A={}", "x".repeat(LARGEST))] {
            assert!(variables.change(&words(&["OK=1", bad]), &[]).is_err());
        }
        assert_eq!(variables.pairs(), []);
    }
}

//! One directive with all its lines, and how its values are taken.
//!
//! The rules are systemd's: of a single value the last line counts, lists add up, and an empty line takes
//! back what stands before it.

use super::super::{ExecCommand, Finding, Host, Problem, UnitName, Verdict};
use super::values::{self, Parsed};
use super::{command, specifier, words};

/// What is known while a unit is parsed, and what was found in it.
pub struct Scope<'a> {
    pub unit: &'a UnitName,
    pub host: &'a Host,
    /// The one that is being parsed.
    pub directive: String,
    pub problems: &'a mut Vec<Problem>,
    pub findings: &'a mut Vec<Finding>,
}

/// A directive of one section.
#[derive(Clone, Copy)]
pub struct Directive<'a> {
    pub name: &'a str,
    pub lines: &'a [String],
}

impl Scope<'_> {
    /// Records what is wrong in itself.
    pub fn problem(&mut self, directive: &str, message: impl Into<String>) {
        let directive = Some(directive.to_owned());
        self.problems.push(Problem { unit: self.unit.clone(), directive, message: message.into() });
    }

    /// Records what isn't done.
    pub fn find(&mut self, verdict: Verdict, directive: impl Into<String>, reason: impl Into<String>) {
        let (directive, reason) = (directive.into(), reason.into());
        self.findings.push(Finding { unit: self.unit.clone(), directive, verdict, reason });
    }

    /// Records a mistake of which systemd makes no more than a warning, and real units do: a part of a list
    /// that means nothing.
    pub fn leave_out(&mut self, directive: &str, mistake: &str) {
        self.find(Verdict::Unknown, directive, format!("{mistake}; it is left out, as by systemd"));
    }

    /// `text` with its specifiers resolved. One that there is not is a problem: systemd would ignore the line.
    pub fn expand(&mut self, text: &str) -> String {
        specifier::expand(text, |letter| specifier::of_unit(letter, self.unit, self.host)).unwrap_or_else(
            |letter| {
                self.problem(&self.directive.clone(), specifier::unknown(letter));
                text.to_owned()
            },
        )
    }
}

impl<'a> Directive<'a> {
    /// The last line, unless it is empty.
    pub fn last(&self) -> Option<&'a str> {
        self.lines.last().map(|line| line.trim()).filter(|line| !line.is_empty())
    }

    /// The lines after the last empty one.
    pub fn list(&self) -> &'a [String] {
        let start = self.lines.iter().rposition(|line| line.trim().is_empty()).map_or(0, |index| index + 1);
        &self.lines[start..]
    }

    /// Parses the last line into `target`; an empty one leaves the default.
    pub fn set<T>(&self, target: &mut T, scope: &mut Scope, parse: impl Fn(&str) -> Parsed<T>) {
        match self.last().map(parse) {
            Some(Ok(value)) => *target = value,
            Some(Err(message)) => scope.problem(self.name, message),
            None => {}
        }
    }

    /// As [`Directive::set`], for what has no default.
    pub fn set_some<T>(&self, target: &mut Option<T>, scope: &mut Scope, parse: impl Fn(&str) -> Parsed<T>) {
        self.set(target, scope, |text| parse(text).map(Some));
    }

    /// A yes or no.
    pub fn flag(&self, target: &mut bool, scope: &mut Scope) {
        self.set(target, scope, values::boolean);
    }

    /// One of the `names`.
    pub fn choice<T: Copy>(&self, target: &mut T, scope: &mut Scope, names: &[(&str, T)]) {
        self.set(target, scope, |text| {
            names.iter().find(|(name, _)| *name == text).map(|(_, value)| *value).ok_or_else(|| {
                let names: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
                format!("`{text}` is none of {}", names.join(", "))
            })
        });
    }

    /// A text with specifiers.
    pub fn text(&self, target: &mut Option<String>, scope: &mut Scope) {
        if let Some(line) = self.last() {
            *target = Some(scope.expand(line));
        }
    }

    /// All words of all lines, unquoted, specifiers resolved.
    pub fn words(&self, scope: &mut Scope) -> Vec<String> {
        let mut all = Vec::new();
        for line in self.list() {
            match words::split(line) {
                Ok(words) => all.extend(words.into_iter().map(|word| scope.expand(&word.text))),
                Err(error) => scope.problem(self.name, error.to_string()),
            }
        }
        all
    }

    /// The name of one unit.
    pub fn unit(&self, target: &mut UnitName, scope: &mut Scope) {
        let Some(name) = self.last().map(|line| scope.expand(line)) else { return };
        match name.parse() {
            Ok(name) => *target = name,
            Err(error) => scope.problem(self.name, error.to_string()),
        }
    }

    /// Adds the unit names of all lines. Their escapes are part of the names.
    pub fn units(&self, target: &mut Vec<UnitName>, scope: &mut Scope) {
        for word in self.list().iter().flat_map(|line| line.split_ascii_whitespace()) {
            let word = word.trim_matches(['"', '\'']);
            match scope.expand(word).parse() {
                Ok(name) if !target.contains(&name) => target.push(name),
                Ok(_) => {}
                Err(error) => scope.leave_out(self.name, &error.to_string()),
            }
        }
    }

    /// Command lines.
    pub fn commands(&self, target: &mut Vec<ExecCommand>, scope: &mut Scope) {
        for line in self.list() {
            match command::parse(line, scope.unit, scope.host) {
                Ok(parsed) => {
                    if let Some(prefix) = parsed.unknown_prefix {
                        let reason = format!("the prefix `{prefix}` is unknown");
                        scope.find(Verdict::Refuse, format!("{}={line}", self.name), reason);
                    }
                    target.extend(parsed.commands);
                }
                Err(message) => scope.problem(self.name, message),
            }
        }
    }
}

//! One line of a unit, and how its value is parsed.
//!
//! The rules are systemd's: for a single value the last valid line counts, lists add up, and an empty line takes back
//! what came before it, where that is possible. An invalid line is left out with a warning; it is a problem only
//! where systemd does not load the unit at all.

use super::quoting::{self, Unknown};
use super::values::{self, Parsed};
use super::{ExecCommand, Finding, Host, Problem, UnitName, Verdict, WITHOUT_IT, command_line, specifier};
use std::path::PathBuf;
use std::str::FromStr;

/// Added to a mistake for which systemd only warns.
const LEFT_OUT: &str = "; it is left out, as by systemd";

/// What is known while a unit is parsed, and what was found in it.
pub(super) struct Scope<'a> {
    pub unit: &'a UnitName,
    pub host: &'a Host,
    pub problems: &'a mut Vec<Problem>,
    pub findings: &'a mut Vec<Finding>,
    pub so_far: SoFar,
}

/// What lines have set that counts only once the whole unit is known.
#[derive(Default)]
pub(super) struct SoFar {
    /// `Alias=`
    pub aliases: Vec<UnitName>,
    /// `Type=` of a service was set; its default depends on other directives.
    pub service_type: bool,
    /// So was `TimeoutStartSec=`.
    pub timeout_start: bool,
    /// So was `TimeoutAbortSec=`.
    pub timeout_abort: bool,
    /// `BusName=`, which counts for some types only.
    pub bus_name: Option<String>,
    /// `ExecReloadPost=`, which follows `ExecReload=` wherever it stands.
    pub exec_reload_post: Vec<ExecCommand>,
    /// A line named the unit that a trigger starts.
    pub names_unit: bool,
    /// `What=` of a mount.
    pub what: Option<String>,
    /// `Where=` of a mount.
    pub place: Option<PathBuf>,
    /// `Type=` of a mount.
    pub file_system: Option<String>,
}

/// A directive of one section with one value, white space around it gone.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub name: &'a str,
    pub value: &'a str,
}

impl Scope<'_> {
    /// Records what keeps the unit from being loaded.
    pub(super) fn problem(&mut self, directive: &str, message: impl Into<String>) {
        let directive = Some(directive.to_owned());
        self.problems.push(Problem { unit: self.unit.clone(), directive, message: message.into() });
    }

    /// Records what isn't carried out.
    pub(super) fn find(&mut self, verdict: Verdict, directive: impl Into<String>, reason: impl Into<String>) {
        let (directive, reason) = (directive.into(), reason.into());
        self.findings.push(Finding { unit: self.unit.clone(), directive, verdict, reason });
    }

    /// Records a mistake for which systemd only warns and which real units make: an invalid line, or part of a list.
    pub(super) fn leave_out(&mut self, directive: &str, mistake: &str) {
        self.find(Verdict::LeftOut, directive, format!("{mistake}{LEFT_OUT}"));
    }

    /// Records that the unit has none of several directives of which it needs one. Where one was left out, its mistake
    /// is reported instead.
    pub(super) fn lacks(&mut self, directive: &str, is_one: impl Fn(&str) -> bool, nothing: &str) {
        let of_one = |finding: &Finding| {
            finding.verdict == Verdict::LeftOut && finding.unit == *self.unit && is_one(&finding.directive)
        };
        let wrong: Vec<Finding> = self.findings.extract_if(.., |finding| of_one(finding)).collect();
        for finding in &wrong {
            let mistake = finding.reason.trim_end_matches(LEFT_OUT);
            self.problem(&finding.directive, format!("{mistake}{WITHOUT_IT}{nothing}"));
        }
        if wrong.is_empty() {
            self.problem(directive, nothing);
        }
    }

    /// `text` with its specifiers resolved, or what is wrong with one that can't be.
    pub(super) fn resolve(&self, text: &str) -> Parsed<String> {
        specifier::expand(text, |letter| specifier::of_unit(letter, self.unit, self.host))
            .map_err(|error| error.to_string())
    }

    /// An absolute path with specifiers.
    pub(super) fn path(&self, text: &str) -> Parsed<PathBuf> {
        self.resolve(text).and_then(|path| values::absolute(&path)).map(PathBuf::from)
    }
}

impl Line<'_> {
    /// Whether it takes back the lines before it.
    pub(super) fn is_empty(&self) -> bool {
        self.value.is_empty()
    }

    /// The parsed value, or nothing and a warning.
    pub(super) fn understood<T>(&self, parsed: Parsed<T>, scope: &mut Scope) -> Option<T> {
        parsed.map_err(|mistake| scope.leave_out(self.name, &mistake)).ok()
    }

    /// Parses the value into `target`. An empty value has no meaning.
    pub(super) fn set<T>(&self, target: &mut T, scope: &mut Scope, parse: impl Fn(&str) -> Parsed<T>) {
        if let Some(value) = self.understood(parse(self.value), scope) {
            *target = value;
        }
    }

    /// The same, where an empty value is the default.
    pub(super) fn set_or<T>(
        &self,
        target: &mut T,
        default: T,
        scope: &mut Scope,
        parse: impl Fn(&str) -> Parsed<T>,
    ) {
        if self.is_empty() {
            *target = default;
        } else {
            self.set(target, scope, parse);
        }
    }

    /// As [`Line::set`], for what has no default.
    pub(super) fn set_some<T>(
        &self,
        target: &mut Option<T>,
        scope: &mut Scope,
        parse: impl Fn(&str) -> Parsed<T>,
    ) {
        self.set(target, scope, |text| parse(text).map(Some));
    }

    /// The same, where an empty value takes it back.
    pub(super) fn set_some_or_none<T>(
        &self,
        target: &mut Option<T>,
        scope: &mut Scope,
        parse: impl Fn(&str) -> Parsed<T>,
    ) {
        self.set_or(target, None, scope, |text| parse(text).map(Some));
    }

    /// A yes or no.
    pub(super) fn flag(&self, target: &mut bool, scope: &mut Scope) {
        self.set(target, scope, values::boolean);
    }

    /// One of the `names`.
    pub(super) fn choice<T: Copy>(&self, target: &mut T, scope: &mut Scope, names: &[(&str, T)]) {
        self.set(target, scope, |text| one_of(text, names));
    }

    /// A text with specifiers.
    pub(super) fn text(&self, target: &mut Option<String>, scope: &mut Scope) {
        if let Some(text) = self.understood(scope.resolve(self.value), scope) {
            *target = Some(text).filter(|text| !text.is_empty());
        }
    }

    /// Takes everything back if the value is empty, which is all there is to do then.
    pub(super) fn resets<T>(&self, list: &mut Vec<T>) -> bool {
        if self.is_empty() {
            list.clear();
        }
        self.is_empty()
    }

    /// All words, unquoted, with specifiers resolved. Invalid ones are left out.
    pub(super) fn words(&self, scope: &mut Scope) -> Vec<String> {
        self.words_with(Unknown::Keep, scope)
    }

    /// The same; `unknown` says what becomes of an unknown escape.
    pub(super) fn words_with(&self, unknown: Unknown, scope: &mut Scope) -> Vec<String> {
        let (all, mistake) = quoting::as_far_as_possible(self.value, unknown);
        if let Some(mistake) = mistake {
            scope.leave_out(self.name, &mistake.to_string());
        }
        let resolved = all.into_iter().map(|word| self.understood(scope.resolve(&word.text), scope));
        resolved.collect::<Vec<_>>().into_iter().flatten().collect()
    }

    /// Adds absolute paths.
    pub(super) fn paths(&self, target: &mut Vec<PathBuf>, scope: &mut Scope) {
        if self.resets(target) {
            return;
        }
        for word in self.words(scope) {
            target.extend(self.understood(values::absolute(&word), scope).map(PathBuf::from));
        }
    }

    /// The name of one unit.
    pub(super) fn unit(&self, scope: &mut Scope) -> Option<UnitName> {
        let name = scope
            .resolve(self.value)
            .and_then(|name| UnitName::from_str(&name).map_err(|error| error.to_string()));
        self.understood(name, scope)
    }

    /// Adds unit names. Their escapes and quotes are part of the names.
    pub(super) fn units(&self, target: &mut Vec<UnitName>, scope: &mut Scope) {
        for word in self.value.split_ascii_whitespace() {
            let name = scope
                .resolve(word)
                .and_then(|name| UnitName::from_str(&name).map_err(|error| error.to_string()));
            target.extend(self.understood(name, scope).filter(|name| !target.contains(name)));
        }
    }

    /// A command line.
    pub(super) fn commands(&self, target: &mut Vec<ExecCommand>, scope: &mut Scope) {
        if self.resets(target) {
            return;
        }
        let parsed = command_line::parse(self.value, scope.unit, scope.host);
        target.extend(parsed.commands);
        match parsed.mistake {
            Some((message, true)) => scope.problem(self.name, message),
            Some((message, false)) => scope.leave_out(self.name, &message),
            None => {}
        }
    }

    /// A user or a group: a unit with an impossible name is not loaded, rather than run as root.
    pub(super) fn account(&self, target: &mut Option<String>, scope: &mut Scope) {
        let name = scope.resolve(self.value);
        let checked = |name: String| {
            if self.is_empty() { Ok(name) } else { values::account(&name).map(|()| name) }
        };
        match name.and_then(checked) {
            Ok(name) => *target = Some(name).filter(|name| !name.is_empty()),
            Err(message) => scope.problem(self.name, message),
        }
    }
}

/// What one of the `names` stands for.
pub(super) fn one_of<T: Copy>(text: &str, names: &[(&str, T)]) -> Parsed<T> {
    names.iter().find(|(name, _)| *name == text).map(|(_, value)| *value).ok_or_else(|| {
        let names: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
        format!("`{text}` is none of {}", names.join(", "))
    })
}

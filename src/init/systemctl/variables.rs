//! `show-environment`, `set-environment`, `unset-environment`, `import-environment`: the environment of processes that
//! are started from now on.

use std::fmt::Write;

use super::super::control::{Request, Verb};
use super::{Call, Error};
use crate::init::environment::file::is_name;
use crate::init::unit::written::needs_quotes;

impl Call<'_> {
    pub(super) fn show_environment(&mut self) -> Result<u8, Error> {
        self.needs_nothing()?;
        for assignment in self.ask(&Request::new(Verb::Environment, Vec::new()))?.environment {
            let (name, value) = assignment.split_once('=').unwrap_or((&assignment, ""));
            self.say(&format!("{name}={}", as_shell_word(value)))?;
        }
        Ok(0)
    }

    pub(super) fn set_environment(&mut self) -> Result<u8, Error> {
        self.needs_units()?;
        let is_assignment = |word: &String| word.split_once('=').is_some_and(|(name, _)| is_name(name));
        if !self.names.iter().all(is_assignment) {
            return Err(Error::Refused("Failed to set environment: Invalid environment assignments".into()));
        }
        self.change_environment(self.names.to_vec(), Vec::new())
    }

    pub(super) fn unset_environment(&mut self) -> Result<u8, Error> {
        self.needs_units()?;
        let is_name = |word: &String| is_name(word.split('=').next().unwrap_or_default());
        if !self.names.iter().all(is_name) {
            let why = "Invalid environment variable names or assignments";
            return Err(Error::Refused(format!("Failed to set environment: {why}")));
        }
        self.change_environment(Vec::new(), self.names.to_vec())
    }

    pub(super) fn import_environment(&mut self) -> Result<u8, Error> {
        if self.names.is_empty() {
            self.complain("Calling import-environment without a list of variable names is deprecated.");
            let all = std::env::vars_os().filter_map(|(name, value)| {
                Some(format!("{}={}", name.to_str().filter(|name| is_name(name))?, value.to_str()?))
            });
            return self.change_environment(all.collect(), Vec::new());
        }
        let mut assignments = Vec::new();
        for name in self.names {
            if !is_name(name) {
                let why = format!(
                    "Failed to import environment: \"{name}\" is not a valid environment variable name."
                );
                return Err(Error::Refused(why));
            }
            match std::env::var(name) {
                Ok(value) => assignments.push(format!("{name}={value}")),
                Err(_) => self.complain(&format!("Environment variable ${name} not set, ignoring.")),
            }
        }
        self.change_environment(assignments, Vec::new())
    }

    fn change_environment(&self, set: Vec<String>, unset: Vec<String>) -> Result<u8, Error> {
        let mut request = Request::new(Verb::Environment, Vec::new());
        (request.set, request.unset) = (set, unset);
        self.ask(&request)?;
        Ok(0)
    }
}

/// A value as bash quotes it if it needs quotes: `$'d e'`.
fn as_shell_word(value: &str) -> String {
    if !needs_quotes(value) {
        return value.to_owned();
    }
    let mut quoted = String::from("$'");
    for character in value.chars() {
        match character {
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            '\\' | '\'' => quoted.extend(['\\', character]),
            control if control.is_control() => {
                // Writing to a string can't fail.
                let _ = write!(quoted, "\\{:03o}", u32::from(control));
            }
            plain => quoted.push(plain),
        }
    }
    quoted + "'"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_words_of_a_shell() {
        for (value, word) in
            [("plain", "plain"), ("d e", "$'d e'"), ("it's", r"$'it\'s'"), ("a\nb\\", r"$'a\nb\\'"), ("", "")]
        {
            assert_eq!(as_shell_word(value), word);
        }
    }
}

//! Messages about units, one line for each mistake: `a.timer: OnCalendar: …`, `a.service will not start: User=…`.
//! The check of units knows no files, since the same units make the same image wherever they were written; here the
//! lines get the places in the user's files.

use std::collections::BTreeMap;

use serde::Serialize;

/// The types of units that a configuration has.
const SUFFIXES: &[&str] = &["mount", "path", "service", "socket", "target", "timer"];

/// Which directive of which unit a line is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Mistake {
    unit: String,
    directive: String,
}

impl Mistake {
    /// The name of the unit that it is in.
    pub(crate) fn unit(&self) -> &str {
        &self.unit
    }
}

/// The places in the user's files that lines are about: `FILE:LINE`.
pub(crate) type Places = BTreeMap<Mistake, String>;

/// What the lines of a message are about.
pub(crate) fn named(message: &str) -> Vec<Mistake> {
    message.lines().filter_map(mistake).collect()
}

/// A message with places behind its units.
pub(crate) fn placed(message: &str, places: &Places) -> String {
    let line = |line: &str| {
        let place = mistake(line).and_then(|mistake| Some((places.get(&mistake)?, mistake.unit)));
        place.map_or_else(
            || line.to_owned(),
            |(place, unit)| line.replacen(&unit, &format!("{unit} ({place})"), 1),
        )
    };
    message.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn mistake(line: &str) -> Option<Mistake> {
    let (unit, rest) = line.trim_start().split_once(' ')?;
    let unit = unit.strip_suffix(':').unwrap_or(unit);
    let (_, suffix) = unit.rsplit_once('.')?;
    // `Directive: …`, `Directive=value: …`, or of the whole unit.
    let rest = rest.strip_prefix("will not start: ").unwrap_or(rest);
    let directive = rest.split([':', '=']).next().unwrap_or_default();
    let is_directive = directive.chars().all(|character| character.is_ascii_alphanumeric());
    let directive = if is_directive { directive.to_owned() } else { String::new() };
    SUFFIXES.contains(&suffix).then(|| Mistake { unit: unit.to_owned(), directive })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_will_not_start_gets_the_place_of_what_it_lacks() {
        let of = |line: &str| named(line).pop().map(|mistake| (mistake.unit, mistake.directive));
        let some = |unit: &str, directive: &str| Some((unit.to_owned(), directive.to_owned()));
        let lacking = "a.service will not start: User=b is not declared (users.users.b)";
        assert_eq!(of(lacking), some("a.service", "User"));
        let place = [(named(lacking)[0].clone(), "/c.nix:3".to_owned())];
        assert!(placed(lacking, &place.into()).starts_with("a.service (/c.nix:3) will not start: User=b"));
        assert_eq!(of("a.timer starts b.service, which is not declared"), some("a.timer", ""));
        assert_eq!(of("a.service will not start: an ordering cycle: b"), some("a.service", ""));
        assert_eq!(of("the unit a.service: it"), None);
    }

    #[test]
    fn each_line_about_a_unit_gets_its_place() {
        let message = "these units are wrong:\n  a.timer: OnCalendar: `x: y` is none\n  b.service: Type=dbus: no bus\n  \
                       c.mount: the unit: no right\nsee there: it says";
        let found = named(message);
        let said: Vec<(&str, &str)> =
            found.iter().map(|mistake| (mistake.unit.as_str(), mistake.directive.as_str())).collect();
        assert_eq!(said, [("a.timer", "OnCalendar"), ("b.service", "Type"), ("c.mount", "")]);
        let places = [(found[0].clone(), "/c.nix:3".to_owned()), (found[2].clone(), "/d.nix:1".to_owned())];
        assert_eq!(
            placed(message, &places.into()),
            "these units are wrong:\n  a.timer (/c.nix:3): OnCalendar: `x: y` is none\n  b.service: Type=dbus: no bus\n  \
             c.mount (/d.nix:1): the unit: no right\nsee there: it says"
        );
    }
}

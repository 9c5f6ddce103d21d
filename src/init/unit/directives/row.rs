//! One row of the table: a directive of a section whose lines fill a `T`.

use super::SetProperty;
use crate::init::unit::ExecCommand;
use crate::init::unit::finding::SANDBOX;
use crate::init::unit::line::{Line, Scope};
use crate::init::unit::written::yes;

/// Parses a line into what it fills.
type Take<T> = fn(&mut T, Line, &mut Scope);

/// Where a property of `systemctl show` gets its value.
enum PropertyValue<T> {
    Text(fn(&T) -> String),
    /// The property is left out where there are no commands.
    Commands(fn(&T) -> &[ExecCommand]),
}

/// A directive, how it is parsed and how it is shown.
pub(super) struct Directive<T> {
    pub about: About,
    take: Option<Take<T>>,
    shown: [Option<(&'static str, PropertyValue<T>)>; 2],
}

/// A directive's name, fate and properties.
#[derive(Debug)]
pub(crate) struct About {
    /// Its name.
    pub name: &'static str,
    /// Its former names, which older units use.
    pub former: &'static [&'static str],
    /// What becomes of it.
    pub fate: Fate,
    /// The properties of `systemctl show` in which it appears.
    pub properties: [Option<&'static str>; 2],
    /// What it is for. Only the documentation needs it, so the program, which is in every image, goes without.
    #[cfg(test)]
    pub meaning: &'static str,
}

/// What becomes of a directive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is honoured.
    Honoured,
    /// It is honoured except for this, which its parser reports where it matters.
    Partly(&'static str),
    /// It is honoured if the init may mount, and otherwise noted for this reason.
    WithMounts(&'static str),
    /// It has no effect for this reason, which is noted where it is switched on.
    Noted(&'static str),
    /// Units that have it switched on are refused for this reason.
    Refused(&'static str),
    /// It is accepted, and nothing has to be done or said, for this reason.
    Accepted(&'static str),
}

impl<T> Directive<T> {
    /// A row that is honoured.
    pub(super) const fn honoured(name: &'static str, meaning: &'static str, take: Take<T>) -> Self {
        Self { take: Some(take), ..Self::new(name, Fate::Honoured, meaning) }
    }

    /// A row that is left out with a note.
    pub(super) const fn noted(name: &'static str, why: &'static str, meaning: &'static str) -> Self {
        Self::new(name, Fate::Noted(why), meaning)
    }

    /// A row that is refused.
    pub(super) const fn refused(name: &'static str, why: &'static str, meaning: &'static str) -> Self {
        Self::new(name, Fate::Refused(why), meaning)
    }

    /// A row that asks for nothing that would have to be done.
    pub(super) const fn accepted(name: &'static str, why: &'static str, meaning: &'static str) -> Self {
        Self::new(name, Fate::Accepted(why), meaning)
    }

    const fn new(name: &'static str, fate: Fate, meaning: &'static str) -> Self {
        #[cfg(not(test))]
        let _ = meaning;
        let about = About {
            name,
            former: &[],
            fate,
            properties: [None, None],
            #[cfg(test)]
            meaning,
        };
        Self { about, take: None, shown: [None, None] }
    }

    /// With these names in older units.
    pub(super) const fn formerly(mut self, names: &'static [&'static str]) -> Self {
        self.about.former = names;
        self
    }

    /// Honoured except for this.
    pub(super) const fn but(mut self, what: &'static str) -> Self {
        self.about.fate = Fate::Partly(what);
        self
    }

    /// Honoured where the init may mount; the container is the sandbox otherwise.
    pub(super) const fn with_mounts(self) -> Self {
        self.with_mounts_or(SANDBOX)
    }

    /// Honoured where the init may mount; noted for this reason otherwise.
    pub(super) const fn with_mounts_or(mut self, why: &'static str) -> Self {
        self.about.fate = Fate::WithMounts(why);
        self
    }

    /// Shown as this property.
    pub(super) const fn shown(mut self, property: &'static str, value: fn(&T) -> String) -> Self {
        self.about.properties[0] = Some(property);
        self.shown[0] = Some((property, PropertyValue::Text(value)));
        self
    }

    /// Shown as this property, a command a line.
    pub(super) const fn shown_commands(
        mut self,
        property: &'static str,
        commands: fn(&T) -> &[ExecCommand],
    ) -> Self {
        self.about.properties[0] = Some(property);
        self.shown[0] = Some((property, PropertyValue::Commands(commands)));
        self
    }

    /// And as this one.
    pub(super) const fn and_shown(mut self, property: &'static str, value: fn(&T) -> String) -> Self {
        self.about.properties[1] = Some(property);
        self.shown[1] = Some((property, PropertyValue::Text(value)));
        self
    }

    /// Appears in this property, whose value depends on more than the unit, or which another row shows.
    pub(super) const fn seen_by(mut self, property: &'static str) -> Self {
        self.about.properties[0] = Some(property);
        self
    }
}

impl About {
    /// Whether this is one of its names.
    pub(crate) fn is_called(&self, name: &str) -> bool {
        self.name == name || self.former.contains(&name)
    }
}

/// Parses a line with the row of its directive.
pub(super) fn take<T>(
    tables: &[&'static [Directive<T>]],
    target: &mut T,
    line: Line,
    scope: &mut Scope,
) -> Option<&'static About> {
    let row = tables.iter().flat_map(|rows| rows.iter()).find(|row| row.about.is_called(line.name))?;
    if let Some(take) = row.take {
        take(target, line, scope);
    }
    Some(&row.about)
}

/// Sets the properties that the rows show.
pub(super) fn show<T>(tables: &[&'static [Directive<T>]], of: &T, set: SetProperty) {
    let rows = tables.iter().flat_map(|rows| rows.iter());
    for (property, value) in rows.flat_map(|row| row.shown.iter().flatten()) {
        match value {
            PropertyValue::Text(text) => set(property, text(of)),
            PropertyValue::Commands(commands) => match commands(of) {
                [] => {}
                commands => set(property, commands.iter().map(written).collect::<Vec<_>>().join("\n")),
            },
        }
    }
}

/// A command as systemctl shows it, without when it last ran.
fn written(command: &ExecCommand) -> String {
    let mut words = vec![command.argv0.as_str()];
    words.extend(command.args.iter().map(String::as_str));
    let ignore = yes(command.ignore_failure);
    format!("{{ path={} ; argv[]={} ; ignore_errors={ignore} }}", command.path, words.join(" "))
}

//! Names of units, as in systemd.unit(5): `name.service`, `name@.service`, `name@instance.service`.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// A name has to be shorter than this, as for systemd.
const MAX_LENGTH: usize = 256;

/// A valid unit name with its suffix. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitName(Arc<str>);

/// A unit's kind, by its suffix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnitKind {
    /// `.service`
    Service,
    /// `.target`
    Target,
    /// `.timer`
    Timer,
    /// `.socket`
    Socket,
    /// `.path`
    Path,
    /// `.mount`
    Mount,
    /// `.automount`: known by name only.
    Automount,
    /// `.slice`: known by name only.
    Slice,
    /// `.scope`: known by name only.
    Scope,
    /// `.device`: known by name only.
    Device,
    /// `.swap`: known by name only.
    Swap,
}

/// Why a text isn't a unit name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Empty, too long, without a prefix, or with a character that no unit name has.
    #[error("`{0}` is not a valid unit name")]
    Invalid(String),
    /// No suffix, or one that no unit has.
    #[error("`{0}` has no unit type such as `.service` at its end")]
    NoKind(String),
}

impl UnitKind {
    const ALL: [(Self, &'static str); 11] = [
        (Self::Service, "service"),
        (Self::Target, "target"),
        (Self::Timer, "timer"),
        (Self::Socket, "socket"),
        (Self::Mount, "mount"),
        (Self::Automount, "automount"),
        (Self::Path, "path"),
        (Self::Slice, "slice"),
        (Self::Scope, "scope"),
        (Self::Device, "device"),
        (Self::Swap, "swap"),
    ];

    /// The suffix without its dot.
    pub fn suffix(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, suffix)| suffix)
    }

    /// The type that a suffix without its dot stands for.
    pub fn from_suffix(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, suffix)| *suffix == text).map(|(kind, _)| *kind)
    }
}

impl UnitName {
    /// The whole name, suffix included (`%n`).
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The kind that the suffix stands for.
    pub fn kind(&self) -> UnitKind {
        self.0
            .rsplit_once('.')
            .and_then(|(_, suffix)| UnitKind::from_suffix(suffix))
            .unwrap_or(UnitKind::Service)
    }

    /// The name without its suffix (`%N`).
    pub fn stem(&self) -> &str {
        self.0.rsplit_once('.').map_or(&self.0, |(stem, _)| stem)
    }

    /// What comes before the `@`, or the whole stem (`%p`).
    pub fn prefix(&self) -> &str {
        self.stem().split_once('@').map_or(self.stem(), |(prefix, _)| prefix)
    }

    /// What comes after the `@` (`%i`): `Some("")` for a template, `None` for a plain unit.
    pub fn instance(&self) -> Option<&str> {
        self.stem().split_once('@').map(|(_, instance)| instance)
    }

    /// Whether it is `name@.kind`, which can't run itself.
    pub fn is_template(&self) -> bool {
        self.instance() == Some("")
    }

    /// The template that this instance is made from: `x@.service` for `x@a.service`.
    pub fn template(&self) -> Option<Self> {
        self.instance().filter(|instance| !instance.is_empty())?;
        Some(Self(format!("{}@.{}", self.prefix(), self.kind().suffix()).into()))
    }

    /// The instance of this template called `instance`.
    ///
    /// # Errors
    /// When `instance` has a character that no unit name has.
    pub fn with_instance(&self, instance: &str) -> Result<Self, NameError> {
        format!("{}@{instance}.{}", self.prefix(), self.kind().suffix()).parse()
    }

    /// For a socket with `Accept=yes`: the template of its connections' services.
    #[must_use]
    pub fn connections(&self) -> Self {
        Self(format!("{}@.service", self.prefix()).into())
    }

    /// The service of one of its connections.
    ///
    /// # Errors
    /// When the name is too long.
    pub fn of_connection(&self, number: u32, who: &str) -> Result<Self, NameError> {
        self.connections().with_instance(&format!("{number}-{who}"))
    }

    /// The unit of another kind with the same stem: `x.service` for `x.timer`.
    #[must_use]
    pub fn with_kind(&self, kind: UnitKind) -> Self {
        Self(format!("{}.{}", self.stem(), kind.suffix()).into())
    }

    /// A name that a person typed: `.service` is added where it does not end with a unit type.
    ///
    /// # Errors
    /// When it isn't a valid name even then.
    pub fn from_typed(text: &str) -> Result<Self, NameError> {
        match text.parse() {
            Err(NameError::NoKind(_)) => format!("{text}.service").parse(),
            parsed => parsed,
        }
    }
}

impl FromStr for UnitName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let invalid = || NameError::Invalid(text.to_owned());
        let valid = |c: char| c.is_ascii_alphanumeric() || ":-_.\\@".contains(c);
        if text.is_empty() || text.len() >= MAX_LENGTH || !text.chars().all(valid) {
            return Err(invalid());
        }
        let (stem, suffix) = text.rsplit_once('.').ok_or_else(|| NameError::NoKind(text.to_owned()))?;
        UnitKind::from_suffix(suffix).ok_or_else(|| NameError::NoKind(text.to_owned()))?;
        if stem.is_empty() || stem.starts_with('@') {
            return Err(invalid());
        }
        Ok(Self(text.into()))
    }
}

impl fmt::Display for UnitName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::borrow::Borrow<str> for UnitName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> UnitName {
        text.parse().unwrap()
    }

    #[test]
    fn parts_of_an_instance() {
        let unit = name("getty@tty1.service");
        assert_eq!((unit.stem(), unit.prefix(), unit.instance()), ("getty@tty1", "getty", Some("tty1")));
        assert_eq!(unit.template(), Some(name("getty@.service")));
        assert!(!unit.is_template());
    }

    #[test]
    fn templates_make_instances() {
        let template = name("x@.timer");
        assert!(template.is_template());
        assert_eq!(template.template(), None);
        assert_eq!(template.with_instance("a").unwrap(), name("x@a.timer"));
        assert!(template.with_instance("a/b").is_err());
    }

    #[test]
    fn names_with_dots_keep_them() {
        assert_eq!(name("org.example.service").stem(), "org.example");
        assert_eq!(name("a.timer").with_kind(UnitKind::Service), name("a.service"));
    }

    #[test]
    fn bad_names_are_refused() {
        for bad in ["", ".service", "@.service", "@x.service", "a b.service", "a/b.service"] {
            assert!(bad.parse::<UnitName>().is_err(), "{bad}");
        }
        assert_eq!("httpd".parse::<UnitName>(), Err(NameError::NoKind("httpd".into())));
        assert_eq!(UnitName::from_typed("httpd").unwrap(), name("httpd.service"));
    }
}

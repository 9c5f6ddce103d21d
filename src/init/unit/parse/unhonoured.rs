//! Lines that are not simply honoured: those left out with a note, those refused, and unknown ones.

use super::super::directives::{self, About, Fate};
use super::super::line::{Line, Scope};
use super::super::{Verdict, values};

/// The directives of a unit that are not simply honoured, with their last values.
#[derive(Default)]
pub(super) struct Unhonoured<'a>(Vec<UnhonouredLine<'a>>);

/// The last line of such a directive.
struct UnhonouredLine<'a> {
    section: &'a str,
    line: Line<'a>,
    /// Its row in the table.
    about: Option<&'static About>,
}

impl<'a> Unhonoured<'a> {
    /// Notes a line, with its row in the table.
    pub(super) fn note(&mut self, section: &'a str, line: Line<'a>, about: Option<&'static About>) {
        let fate = about.map(|about| about.fate);
        if matches!(fate, Some(Fate::Honoured | Fate::Partly(_) | Fate::Accepted(_))) {
            return;
        }
        match self.0.iter_mut().find(|known| known.line.name == line.name) {
            Some(known) => known.line = line,
            None => self.0.push(UnhonouredLine { section, line, about }),
        }
    }

    /// Records what becomes of them; returns whether something is refused.
    pub(super) fn judge(self, scope: &mut Scope) -> bool {
        let on = |name: &str| self.0.iter().any(|line| line.line.name == name && !line.is_off());
        // With only one of the two, the service stays in the container's network, where it works just as well.
        let shares = on("JoinsNamespaceOf") && (on("PrivateNetwork") || on("PrivateIPC"));
        let mut refused = shares;
        if shares {
            let reason = "services can't share name spaces that the others don't have";
            scope.find(Verdict::Refuse, "JoinsNamespaceOf", reason);
        }
        for line in self.0 {
            refused |= line.judge(scope);
        }
        refused
    }
}

impl UnhonouredLine<'_> {
    /// Whether it asks for nothing: a switch that is off changes nothing.
    fn is_off(&self) -> bool {
        self.line.value.is_empty() || values::boolean(self.line.value) == Ok(false)
    }

    /// Records what becomes of it; returns whether it is refused.
    fn judge(&self, scope: &mut Scope) -> bool {
        let name = self.line.name;
        let Some(about) = self.about else {
            // These names are reserved for others; systemd ignores them, too.
            if !name.starts_with("X-") {
                scope.find(Verdict::Unknown, name, self.unknown());
            }
            return false;
        };
        let (verdict, reason) = match about.fate {
            _ if self.is_off() => return false,
            Fate::WithMounts(_) if scope.host.mounting.is_allowed() => return false,
            Fate::WithMounts(reason) | Fate::Noted(reason) => (Verdict::Note, reason),
            Fate::Refused(reason) => (Verdict::Refuse, reason),
            Fate::Honoured | Fate::Partly(_) | Fate::Accepted(_) => return false,
        };
        scope.find(verdict, name, reason);
        verdict == Verdict::Refuse
    }

    fn unknown(&self) -> String {
        let unknown = format!("unknown in [{}]", self.section);
        match directives::meant(self.section, self.line.name) {
            None => unknown,
            Some((section, name)) if section == self.section => format!("{unknown}; is {name}= meant?"),
            Some((section, name)) => format!("{unknown}; is [{section}] {name}= meant?"),
        }
    }
}

//! list-units, list-unit-files, list-timers, list-sockets, list-paths, list-jobs: tables.

use super::super::control::UnitStatus;
use super::time_format::{ago, left, now, point};
use super::{Call, Error};

/// Lines of cells below a heading; a colour for the whole line where one is set.
struct Table {
    heading: Vec<&'static str>,
    /// Columns whose cells are aligned to the right.
    right: &'static [usize],
    rows: Vec<(Option<&'static str>, Vec<String>)>,
}

const LEGEND: &str = "
Legend: LOAD   → Reflects whether the unit definition was properly loaded.
        ACTIVE → The high-level unit activation state, i.e. generalization of SUB.
        SUB    → The low-level unit activation state, values depend on unit type.";

const ALL_FILES: &str = "\nTo show all installed unit files use 'systemctl list-unit-files'.";

const ALL_UNITS: &str = " Pass --all to see loaded but inactive units, too.
To show all installed unit files use 'systemctl list-unit-files'.";

/// The states that a preset could change.
const STATES_WITH_PRESET: [&str; 3] = ["enabled", "disabled", "masked"];

const RED: &str = "\x1b[1;31m";
const YELLOW: &str = "\x1b[33m";

/// The mark before a unit and its colour.
pub(super) fn mark(unit: &UnitStatus) -> (&'static str, &'static str) {
    match unit.active_state.as_str() {
        "failed" => ("×", RED),
        "active" => ("●", "\x1b[1;32m"),
        "reloading" => ("↻", "\x1b[1;32m"),
        "activating" | "deactivating" => ("●", "\x1b[1;33m"),
        _ => ("○", ""),
    }
}

fn is_a(unit: &UnitStatus, kind: &str) -> bool {
    unit.name.rsplit_once('.').is_some_and(|(_, suffix)| suffix == kind)
}

/// The order of systemctl's lists: by kind, then by name.
fn by_kind(name: &str) -> (&str, &str) {
    (name.rsplit_once('.').map_or("", |(_, kind)| kind), name)
}

impl Call<'_> {
    fn chosen(&self) -> Result<Vec<UnitStatus>, Error> {
        let options = self.options;
        let mut units = self.states()?;
        let wanted = |unit: &UnitStatus| {
            let states = [&unit.load_state, &unit.active_state, &unit.sub_state];
            (options.types.is_empty() || options.types.iter().any(|wanted| is_a(unit, wanted)))
                && (options.states.is_empty() || options.states.iter().any(|wanted| states.contains(&wanted)))
        };
        units.retain(wanted);
        units.sort_by(|one, other| by_kind(&one.name).cmp(&by_kind(&other.name)));
        Ok(units)
    }

    pub(super) fn list_units(&mut self) -> Result<u8, Error> {
        let options = self.options;
        let listed = |unit: &UnitStatus| {
            options.all
                || !options.states.is_empty()
                || unit.active_state != "inactive"
                || !unit.job.is_empty()
        };
        let units: Vec<_> = self.chosen()?.into_iter().filter(listed).collect();
        let jobs = units.iter().any(|unit| !unit.job.is_empty());
        let mut heading = vec![if options.plain { "UNIT" } else { "  UNIT" }, "LOAD", "ACTIVE", "SUB"];
        heading.extend(jobs.then_some("JOB"));
        heading.push("DESCRIPTION");
        let mut table = Table { heading, right: &[], rows: Vec::new() };
        for unit in &units {
            let alarm = unit.active_state == "failed" || unit.load_state != "loaded";
            let dot = match (options.plain, alarm) {
                (true, _) => "",
                (false, true) => "● ",
                (false, false) => "  ",
            };
            let mut cells = vec![format!("{dot}{}", unit.name)];
            cells.extend([&unit.load_state, &unit.active_state, &unit.sub_state].map(Clone::clone));
            cells.extend(jobs.then(|| unit.job.clone()));
            cells.push(unit.description.clone());
            table.rows.push((alarm.then_some(RED), cells));
        }
        self.table(&table)?;
        if options.no_legend {
            return Ok(0);
        }
        if !units.is_empty() {
            self.say(LEGEND)?;
            if jobs {
                self.say("        JOB    → Pending job for the unit.")?;
            }
        }
        let hint = match (options.all, options.states.is_empty()) {
            (true, _) => ALL_FILES,
            (false, true) => ALL_UNITS,
            (false, false) => "",
        };
        self.say(&format!("\n{} loaded units listed.{hint}", units.len()))?;
        Ok(0)
    }

    pub(super) fn list_unit_files(&mut self) -> Result<u8, Error> {
        let mut rows = Vec::new();
        for unit in self.chosen()?.iter().filter(|unit| unit.load_state != "not-found") {
            let preset =
                if STATES_WITH_PRESET.contains(&unit.unit_file_state.as_str()) { "enabled" } else { "-" };
            rows.push([unit.name.clone(), unit.unit_file_state.clone(), preset.to_owned()]);
            rows.extend(unit.aliases.iter().map(|alias| [alias.clone(), "alias".to_owned(), "-".to_owned()]));
        }
        rows.sort_by(|one, other| by_kind(&one[0]).cmp(&by_kind(&other[0])));
        let count = rows.len();
        let rows = rows.into_iter().map(|row| (None, row.to_vec())).collect();
        self.table(&Table { heading: vec!["UNIT FILE", "STATE", "PRESET"], right: &[], rows })?;
        self.legend(&format!("\n{count} unit files listed."))?;
        Ok(u8::from(count == 0))
    }

    pub(super) fn list_timers(&mut self) -> Result<u8, Error> {
        let now = now();
        let known = |time: u64, text: String| if time == 0 { "-".to_owned() } else { text };
        let mut units = self.active("timer")?;
        units.sort_by_key(|unit| if unit.next_elapse == 0 { u64::MAX } else { unit.next_elapse });
        let row = |unit: &UnitStatus| {
            let (next, last) = (unit.next_elapse, unit.last_trigger);
            let times = [point(next), left(next, now), point(last), ago(last, now)];
            let [next_at, next_left, last_at, last_ago] = times;
            let times =
                [known(next, next_at), known(next, next_left), known(last, last_at), known(last, last_ago)];
            (None, [times.to_vec(), vec![unit.name.clone(), unit.triggers.clone()]].concat())
        };
        let heading = vec!["NEXT", "LEFT", "LAST", "PASSED", "UNIT", "ACTIVATES"];
        self.table(&Table { heading, right: &[1, 3], rows: units.iter().map(row).collect() })?;
        self.counted(units.len(), "timers")
    }

    pub(super) fn list_sockets(&mut self) -> Result<u8, Error> {
        let units = self.active("socket")?;
        let rows = units.iter().flat_map(|unit| {
            unit.listen.iter().map(|address| {
                let address = address.rsplit_once(" (").map_or(address.as_str(), |(address, _)| address);
                (None, vec![address.to_owned(), unit.name.clone(), unit.triggers.clone()])
            })
        });
        let mut rows: Vec<_> = rows.collect();
        rows.sort();
        let count = rows.len();
        self.table(&Table { heading: vec!["LISTEN", "UNIT", "ACTIVATES"], right: &[], rows })?;
        self.counted(count, "sockets")
    }

    pub(super) fn list_paths(&mut self) -> Result<u8, Error> {
        let units = self.active("path")?;
        let rows = units.iter().flat_map(|unit| {
            let paths = unit.properties.get("Paths").map_or("", String::as_str).lines();
            paths.filter_map(|line| line.strip_suffix(')')?.rsplit_once(" (")).map(|(path, condition)| {
                let cells = [path, condition, &unit.name, &unit.triggers];
                (None, cells.map(str::to_owned).to_vec())
            })
        });
        let mut rows: Vec<_> = rows.collect();
        rows.sort();
        let count = rows.len();
        self.table(&Table { heading: vec!["PATH", "CONDITION", "UNIT", "ACTIVATES"], right: &[], rows })?;
        self.counted(count, "paths")
    }

    /// Units of a kind that are active, or all.
    fn active(&self, kind: &str) -> Result<Vec<UnitStatus>, Error> {
        let mut units = self.chosen()?;
        units.retain(|unit| is_a(unit, kind) && (self.options.all || unit.active_state == "active"));
        Ok(units)
    }

    fn counted(&mut self, count: usize, what: &str) -> Result<u8, Error> {
        let hint = format!("\nPass --all to see loaded but inactive {what}, too.");
        let hint = if self.options.all { "" } else { &hint };
        self.legend(&format!("\n{count} {what} listed.{hint}"))
    }

    pub(super) fn list_jobs(&mut self) -> Result<u8, Error> {
        let units: Vec<_> = self.chosen()?.into_iter().filter(|unit| !unit.job.is_empty()).collect();
        if units.is_empty() {
            self.say("No jobs running.")?;
            return Ok(0);
        }
        let row = |unit: &UnitStatus| {
            (Some(YELLOW), vec![unit.name.clone(), unit.job.clone(), unit.sub_state.clone()])
        };
        self.table(&Table {
            heading: vec!["UNIT", "TYPE", "STATE"],
            right: &[],
            rows: units.iter().map(row).collect(),
        })?;
        self.legend(&format!("\n{} jobs listed.", units.len()))
    }

    fn legend(&mut self, text: &str) -> Result<u8, Error> {
        if !self.options.no_legend {
            self.say(text)?;
        }
        Ok(0)
    }

    fn table(&mut self, table: &Table) -> Result<(), Error> {
        let width = |column: usize| {
            let cells = table.rows.iter().map(|(_, cells)| cells[column].chars().count());
            let heading = if self.options.no_legend { 0 } else { table.heading[column].chars().count() };
            cells.chain([heading]).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..table.heading.len()).map(width).collect();
        let line = |cells: &mut dyn Iterator<Item = &str>| {
            let padded = cells.zip(&widths).enumerate().map(|(column, (cell, width))| {
                if table.right.contains(&column) {
                    format!("{cell:>width$}")
                } else {
                    format!("{cell:<width$}")
                }
            });
            let padded: Vec<String> = padded.collect();
            padded.join(" ").trim_end().to_owned()
        };
        if !self.options.no_legend {
            let heading = line(&mut table.heading.iter().copied());
            self.say(&heading)?;
        }
        for (colour, cells) in &table.rows {
            let text = line(&mut cells.iter().map(String::as_str));
            match colour.filter(|_| self.colour) {
                Some(colour) => self.say(&format!("{colour}{text}\x1b[0m"))?,
                None => self.say(&text)?,
            }
        }
        Ok(())
    }
}

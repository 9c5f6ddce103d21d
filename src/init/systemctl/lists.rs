//! list-units, list-unit-files, list-timers, list-sockets, list-jobs: tables.

use super::super::control::protocol::UnitStatus;
use super::times::{now, point, relative};
use super::{Call, Error};

/// Lines of cells below a heading; a colour for the whole line where one is set.
struct Table {
    heading: Vec<&'static str>,
    rows: Vec<(Option<&'static str>, Vec<String>)>,
}

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
        units.sort_by(|one, other| one.name.cmp(&other.name));
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
        let mut table =
            Table { heading: vec!["UNIT", "LOAD", "ACTIVE", "SUB", "DESCRIPTION"], rows: Vec::new() };
        for unit in &units {
            let alarm = unit.active_state == "failed" || unit.load_state != "loaded";
            let dot = match (options.plain, alarm) {
                (true, _) => "",
                (false, true) => "● ",
                (false, false) => "  ",
            };
            let cells = [&unit.load_state, &unit.active_state, &unit.sub_state, &unit.description];
            let cells = std::iter::once(format!("{dot}{}", unit.name)).chain(cells.into_iter().cloned());
            table.rows.push((alarm.then_some(RED), cells.collect()));
        }
        if !options.plain {
            table.heading[0] = "  UNIT";
        }
        self.table(&table)?;
        let hint = if options.all { "" } else { " Pass --all to see inactive units, too." };
        self.legend(&format!("\n{} loaded units listed.{hint}", units.len()))
    }

    pub(super) fn list_unit_files(&mut self) -> Result<u8, Error> {
        let units: Vec<_> =
            self.chosen()?.into_iter().filter(|unit| unit.load_state != "not-found").collect();
        let row = |unit: &UnitStatus| (None, vec![unit.name.clone(), unit.unit_file_state.clone()]);
        self.table(&Table { heading: vec!["UNIT FILE", "STATE"], rows: units.iter().map(row).collect() })?;
        self.legend(&format!("\n{} unit files listed.", units.len()))
    }

    pub(super) fn list_timers(&mut self) -> Result<u8, Error> {
        let now = now();
        let when = |time: u64| match time {
            0 => ["-".to_owned(), "-".to_owned()],
            time => [point(time), relative(time, now)],
        };
        let mut units: Vec<_> = self.chosen()?.into_iter().filter(|unit| is_a(unit, "timer")).collect();
        units.retain(|unit| self.options.all || unit.active_state == "active");
        units.sort_by_key(|unit| if unit.next_elapse == 0 { u64::MAX } else { unit.next_elapse });
        let row = |unit: &UnitStatus| {
            let ([next, left], [last, passed]) = (when(unit.next_elapse), when(unit.last_trigger));
            (None, vec![next, left, last, passed, unit.name.clone(), unit.triggers.clone()])
        };
        let heading = vec!["NEXT", "LEFT", "LAST", "PASSED", "UNIT", "ACTIVATES"];
        self.table(&Table { heading, rows: units.iter().map(row).collect() })?;
        self.legend(&format!("\n{} timers listed.", units.len()))
    }

    pub(super) fn list_sockets(&mut self) -> Result<u8, Error> {
        let units: Vec<_> = self.chosen()?.into_iter().filter(|unit| is_a(unit, "socket")).collect();
        let rows = units.iter().flat_map(|unit| {
            unit.listen
                .iter()
                .map(|address| (None, vec![address.clone(), unit.name.clone(), unit.triggers.clone()]))
        });
        let rows: Vec<_> = rows.collect();
        let count = rows.len();
        self.table(&Table { heading: vec!["LISTEN", "UNIT", "ACTIVATES"], rows })?;
        self.legend(&format!("\n{count} sockets listed."))
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
        self.table(&Table { heading: vec!["UNIT", "TYPE", "STATE"], rows: units.iter().map(row).collect() })?;
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
            let padded: Vec<String> =
                cells.zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
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

//! is-active, is-failed, is-enabled, is-system-running: a word and an exit status.

use super::super::control::{Detail, Request, UnitStatus};
use super::{Call, Error, PAUSE};

/// The program is not running (LSB).
pub(super) const NOT_RUNNING: u8 = 3;
/// Nothing is known of it (LSB).
pub(super) const UNKNOWN: u8 = 4;

impl Call<'_> {
    pub(super) fn is_active(&mut self) -> Result<u8, Error> {
        self.needs_units()?;
        self.any_state(&["active", "reloading", "refreshing"], NOT_RUNNING)
    }

    pub(super) fn is_failed(&mut self) -> Result<u8, Error> {
        if self.names.is_empty() {
            let state = self.ask(&Request::status(Vec::new(), Detail::System))?.system_state;
            self.say_unless_quiet(&state)?;
            return Ok(u8::from(state != "degraded"));
        }
        self.any_state(&["failed"], 1)
    }

    /// Success if any of the units is in one of the states; `otherwise` if none is.
    fn any_state(&mut self, good: &[&str], otherwise: u8) -> Result<u8, Error> {
        let states = self.states()?;
        for unit in &states {
            self.say_unless_quiet(&unit.active_state)?;
        }
        let any = states.iter().any(|unit| good.contains(&unit.active_state.as_str()));
        let known = states.iter().any(|unit| unit.load_state != "not-found");
        Ok(match (any, known) {
            (true, _) => 0,
            (false, true) => otherwise,
            (false, false) => UNKNOWN,
        })
    }

    pub(super) fn is_enabled(&mut self) -> Result<u8, Error> {
        self.needs_units()?;
        let states = self.states()?;
        let mut words: Vec<String> = Vec::new();
        for name in self.units() {
            let unit = states.iter().find(|unit| unit.name == name || unit.aliases.contains(&name));
            let loaded = |unit: &&UnitStatus| unit.load_state != "not-found";
            let word = match unit.filter(loaded) {
                Some(unit) if unit.name != name && unit.load_state != "masked" => "alias",
                Some(unit) => file_state(unit),
                // A template is not a unit.
                None if name.contains("@.") && self.is_declared(&name) => "static",
                None => "not-found",
            };
            words.push(word.to_owned());
        }
        for word in &words {
            self.say_unless_quiet(word)?;
        }
        let enabled = ["enabled", "enabled-runtime", "static", "alias", "indirect", "generated"];
        Ok(if words.iter().any(|word| enabled.contains(&word.as_str())) {
            0
        } else if words.iter().all(|word| word == "not-found") {
            UNKNOWN
        } else {
            1
        })
    }

    pub(super) fn is_system_running(&mut self) -> Result<u8, Error> {
        let ask = || self.ask(&Request::status(Vec::new(), Detail::System)).map(|reply| reply.system_state);
        let mut state = ask()?;
        while self.options.wait && state == "starting" {
            std::thread::sleep(PAUSE);
            state = ask()?;
        }
        self.say_unless_quiet(&state)?;
        Ok(u8::from(state != "running"))
    }

    fn say_unless_quiet(&mut self, line: &str) -> Result<(), Error> {
        if self.options.quiet { Ok(()) } else { self.say(line) }
    }
}

/// The state of a unit's file; of a unit that is not loaded, PID 1 knows only that it exists.
pub(super) fn file_state(unit: &UnitStatus) -> &str {
    match unit.load_state.as_str() {
        "masked" => "masked",
        "bad-setting" | "error" if unit.unit_file_state.is_empty() => "static",
        _ => &unit.unit_file_state,
    }
}

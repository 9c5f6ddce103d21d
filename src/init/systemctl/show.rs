//! `show`: properties by name, for scripts.

use std::collections::BTreeMap;

use super::super::control::{Request, UnitStatus, Verb};
use super::states::file_state;
use super::time_format::{monotonic, point};
use super::{Call, Error, property_order};
use crate::init::unit::written::quoted;

impl Call<'_> {
    pub(super) fn show(&mut self) -> Result<u8, Error> {
        if self.names.is_empty() {
            let manager = self.manager()?;
            return self.print(&manager);
        }
        if let Some(template) = self.units().iter().find(|name| name.contains("@.")) {
            let why = format!("Unit name {template} is neither a valid invocation ID nor unit name.");
            return Err(Error::Refused(format!("Failed to get properties: {why}")));
        }
        for (position, unit) in self.states()?.iter().enumerate() {
            if position > 0 {
                self.say("")?;
            }
            let properties = self.properties(unit);
            self.print(&properties)?;
        }
        Ok(0)
    }

    /// The properties of PID 1 itself.
    fn manager(&self) -> Result<Vec<(&'static str, String)>, Error> {
        let reply = self.ask(&Request::new(Verb::Status, Vec::new()))?;
        let failed = reply.units.iter().filter(|unit| unit.active_state == "failed").count();
        let jobs = reply.units.iter().filter(|unit| !unit.job.is_empty()).count();
        let environment = self.ask(&Request::new(Verb::Environment, Vec::new()))?.environment;
        Ok(vec![
            ("Version", format!("257 (nix-docker {})", env!("CARGO_PKG_VERSION"))),
            ("Architecture", std::env::consts::ARCH.replace('_', "-")),
            ("NNames", reply.units.len().to_string()),
            ("NFailedUnits", failed.to_string()),
            ("NJobs", jobs.to_string()),
            ("Environment", quoted(environment.iter().map(String::as_str))),
            ("SystemState", reply.system_state),
        ])
    }

    /// Prints what is asked for, or everything, in the order of `known`, which is systemd's.
    fn print(&mut self, known: &[(&str, String)]) -> Result<u8, Error> {
        let options = self.options;
        let listed = |(name, text): &&(&str, String)| match options.properties.as_slice() {
            // systemctl leaves out what is empty unless it is asked for.
            [] => options.all || !(text.is_empty() || text == "[not set]"),
            asked => asked.iter().any(|asked| asked == name),
        };
        for (name, text) in known.iter().filter(listed) {
            // A property with several values has a line for each.
            let line = if options.value {
                text.clone()
            } else {
                format!("{name}={}", text.replace('\n', &format!("\n{name}=")))
            };
            self.say(&line)?;
        }
        Ok(0)
    }

    /// All properties of a unit in systemd's order.
    fn properties(&self, unit: &UnitStatus) -> Vec<(&'static str, String)> {
        let mut known = of_state(unit);
        known.extend(unit.properties.iter().map(|(name, text)| (name.clone(), text.clone())));
        known.extend(self.declared(unit).into_iter().map(|(name, text)| (name.to_owned(), text)));
        let suffix = unit.name.rsplit_once('.').map_or("", |(_, suffix)| suffix);
        property_order::of_kind(suffix).filter_map(|name| Some((name, known.remove(name)?))).collect()
    }
}

/// The properties that change while a unit runs, by systemd's names.
fn of_state(unit: &UnitStatus) -> BTreeMap<String, String> {
    let yes = |value: bool| if value { "yes" } else { "no" }.to_owned();
    let every_name = std::iter::once(&unit.name).chain(&unit.aliases).cloned().collect::<Vec<_>>().join(" ");
    let mut known = BTreeMap::new();
    let mut set = |name: &str, text: String| drop(known.insert(name.to_owned(), text));
    for (name, time) in [
        ("ExecMainStartTimestamp", unit.exec_main_start),
        ("ExecMainExitTimestamp", unit.exec_main_exit),
        ("StateChangeTimestamp", unit.state_change),
        ("InactiveExitTimestamp", unit.inactive_exit),
        ("ActiveEnterTimestamp", unit.active_enter),
        ("ActiveExitTimestamp", unit.active_exit),
        ("InactiveEnterTimestamp", unit.inactive_enter),
        ("ConditionTimestamp", unit.condition_time),
        ("AssertTimestamp", unit.assert_time),
    ] {
        set(name, point(time));
        set(&format!("{name}Monotonic"), monotonic(time).to_string());
    }
    set("MainPID", unit.main_pid.to_string());
    set("ControlPID", unit.control_pid.to_string());
    set("StatusText", unit.status_text.clone());
    set("StatusErrno", unit.status_errno.to_string());
    // Nothing is known of a unit that is not loaded.
    let known_or = |text: &str, usual: &str| if text.is_empty() { usual } else { text }.to_owned();
    set("Result", known_or(&unit.result, "success"));
    set("NRestarts", unit.restarts.to_string());
    set("ExecMainPID", unit.exec_main_pid.to_string());
    set("ExecMainCode", unit.exec_main_code.to_string());
    set("ExecMainStatus", unit.exec_main_status.to_string());
    set("Id", unit.name.clone());
    set("Names", every_name);
    set("Description", unit.description.clone());
    set("Documentation", quoted(unit.documentation.iter().map(String::as_str)));
    set("LoadState", unit.load_state.clone());
    set("ActiveState", unit.active_state.clone());
    set("SubState", unit.sub_state.clone());
    set("UnitFileState", file_state(unit).to_owned());
    set("LoadError", load_error(unit));
    set("CanReload", yes(unit.can_reload));
    set("ConditionResult", yes(unit.condition_result));
    set("AssertResult", yes(unit.assert_result));
    set("InvocationID", unit.invocation_id.clone());
    set("Job", unit.job.clone());
    set("NextElapseUSecRealtime", point(unit.next_elapse));
    set("LastTriggerUSec", point(unit.last_trigger));
    set("Listen", unit.listen.join("\n"));
    known
}

/// Why a unit is not loaded, in the form that systemd has on the bus.
fn load_error(unit: &UnitStatus) -> String {
    let reason = super::status::load_reason(unit);
    let error = match unit.load_state.as_str() {
        "not-found" => "NoSuchUnit",
        "masked" => "UnitMasked",
        "bad-setting" => "BadUnitSetting",
        _ => return String::new(),
    };
    format!("org.freedesktop.systemd1.{error} \"{reason}\"")
}

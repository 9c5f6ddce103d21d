//! `show`: properties by name, for scripts.

use super::super::control::protocol::{Request, UnitStatus, Verb};
use super::times::point;
use super::{Call, Error};

impl Call<'_> {
    pub(super) fn show(&mut self) -> Result<u8, Error> {
        if self.names.is_empty() {
            let state = self.ask(&Request::new(Verb::Status, Vec::new()))?.system_state;
            let version = format!("257 (nix-docker {})", env!("CARGO_PKG_VERSION"));
            return self.print(&[("Version".into(), version), ("SystemState".into(), state)]);
        }
        for (position, unit) in self.states()?.iter().enumerate() {
            if position > 0 {
                self.say("")?;
            }
            self.print(&properties(unit))?;
        }
        Ok(0)
    }

    /// Prints what is asked for in the order it was asked for, or everything.
    fn print(&mut self, known: &[(String, String)]) -> Result<u8, Error> {
        let value = self.options.value;
        let line = |(name, text): &(String, String)| {
            // What has several values has a line for each.
            if value { text.clone() } else { format!("{name}={}", text.replace('\n', &format!("\n{name}="))) }
        };
        let lines: Vec<String> = if self.options.properties.is_empty() {
            let empty_too = self.options.all;
            known.iter().filter(|(_, text)| empty_too || !text.is_empty()).map(line).collect()
        } else {
            let found = |name: &String| known.iter().find(|(known, _)| known == name);
            self.options.properties.iter().filter_map(found).map(line).collect()
        };
        for line in lines {
            self.say(&line)?;
        }
        Ok(0)
    }
}

/// All properties of a unit, by the names that systemd gives them.
fn properties(unit: &UnitStatus) -> Vec<(String, String)> {
    let yes = |value: bool| if value { "yes" } else { "no" }.to_owned();
    let every_name = std::iter::once(&unit.name).chain(&unit.aliases).cloned().collect::<Vec<_>>().join(" ");
    let mut known: Vec<(&str, String)> = vec![
        ("Type", unit.service_type.clone()),
        ("MainPID", unit.main_pid.to_string()),
        ("ControlPID", unit.control_pid.to_string()),
        ("StatusText", unit.status_text.clone()),
        ("StatusErrno", unit.status_errno.to_string()),
        ("Result", unit.result.clone()),
        ("NRestarts", unit.restarts.to_string()),
        ("ExecMainStartTimestamp", point(unit.exec_main_start)),
        ("ExecMainExitTimestamp", point(unit.exec_main_exit)),
        ("ExecMainPID", unit.exec_main_pid.to_string()),
        ("ExecMainCode", unit.exec_main_code.to_string()),
        ("ExecMainStatus", unit.exec_main_status.to_string()),
        ("Id", unit.name.clone()),
        ("Names", every_name),
        ("Description", unit.description.clone()),
        ("Documentation", unit.documentation.join(" ")),
        ("LoadState", unit.load_state.clone()),
        ("ActiveState", unit.active_state.clone()),
        ("SubState", unit.sub_state.clone()),
        ("UnitFileState", unit.unit_file_state.clone()),
        ("StateChangeTimestamp", point(unit.state_change)),
        ("InactiveExitTimestamp", point(unit.inactive_exit)),
        ("ActiveEnterTimestamp", point(unit.active_enter)),
        ("ActiveExitTimestamp", point(unit.active_exit)),
        ("InactiveEnterTimestamp", point(unit.inactive_enter)),
        ("CanReload", yes(unit.can_reload)),
        ("ConditionResult", yes(unit.condition_result)),
        ("ConditionTimestamp", point(unit.condition_time)),
        ("InvocationID", unit.invocation_id.clone()),
        ("Job", unit.job.clone()),
        ("NextElapseUSecRealtime", point(unit.next_elapse)),
        ("LastTriggerUSec", point(unit.last_trigger)),
        ("Listen", unit.listen.join("\n")),
    ];
    let is_service = unit.name.rsplit_once('.').is_some_and(|(_, suffix)| suffix == "service");
    known.retain(|(name, _)| is_service || !SERVICES_ONLY.contains(name));
    let first: Vec<(String, String)> =
        known.into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
    let more = unit.properties.iter().filter(|(name, _)| first.iter().all(|(known, _)| known != *name));
    let more: Vec<_> = more.map(|(name, text)| (name.clone(), text.clone())).collect();
    first.into_iter().chain(more).collect()
}

const SERVICES_ONLY: [&str; 11] = [
    "Type",
    "MainPID",
    "ControlPID",
    "StatusText",
    "StatusErrno",
    "NRestarts",
    "ExecMainStartTimestamp",
    "ExecMainExitTimestamp",
    "ExecMainPID",
    "ExecMainCode",
    "ExecMainStatus",
];

//! Starting one command of a service, and the variables that tell it about the service.

use std::rc::Rc;

use nix::errno::Errno;

use super::Service;
use super::command_lists::CommandList;
use crate::init::system::{CommandId, Launch, Priority, System};
use crate::init::tracker::Exit;
use crate::init::unit::{ExecCommand, NotifyAccess, ServiceUnit};

impl Service {
    /// Starts a command; `list` is none for the main process.
    pub(super) fn spawn(
        &mut self,
        system: &mut dyn System,
        config: &ServiceUnit,
        command: &ExecCommand,
        list: Option<CommandList>,
    ) -> Option<CommandId> {
        let unit = Rc::clone(&self.unit);
        let main = list.is_none() || list == Some(CommandList::Start);
        let relaxed = config.permissions_start_only && !main;
        let mut variables = self.variables(list);
        // Only where NotifyAccess= lets them speak: MariaDB's installation runs a server that says READY=1 too.
        let heard = match config.notify_access {
            NotifyAccess::None => false,
            NotifyAccess::Main => main,
            NotifyAccess::Exec | NotifyAccess::All => true,
        };
        if heard {
            match system.open_notify(&unit.name) {
                Ok(address) => variables.push(("NOTIFY_SOCKET".to_owned(), address)),
                Err(error) => {
                    let message = format!("can't open its notify socket: {}", error.desc());
                    self.say(system, Priority::Error, &message);
                    return None;
                }
            }
        }
        let launch = Launch {
            unit: &unit,
            command,
            context: &config.context,
            as_user: !(command.privileged || command.no_setuid || relaxed),
            restricted: !(command.privileged || relaxed),
            variables,
            sockets: if main || config.context.talks_over_socket() {
                self.given.sockets.clone()
            } else {
                Vec::new()
            },
            main,
        };
        match system.spawn(&launch) {
            Ok(id) => {
                self.commands.push(id);
                Some(id)
            }
            Err(error) => {
                let why = match error {
                    Errno::EAGAIN => "no further process is allowed (ulimit -u, docker run --pids-limit)",
                    error => error.desc(),
                };
                let message = format!("can't start {}: {why}", command.path);
                self.say(system, Priority::Error, &message);
                None
            }
        }
    }

    fn variables(&self, list: Option<CommandList>) -> Vec<(String, String)> {
        let mut variables = vec![("INVOCATION_ID".to_owned(), format!("{:032x}", self.invocation))];
        let mut set = |name: &str, value: String| variables.push((name.to_owned(), value));
        if let Some(pid) = self.main.pid.filter(|_| list.is_some()) {
            set("MAINPID", pid.to_string());
        }
        if matches!(list, Some(CommandList::Stop | CommandList::StopPost)) {
            for (name, value) in self.ending() {
                set(name, value);
            }
        }
        if matches!(list, None | Some(CommandList::StartPre | CommandList::Start)) {
            for (name, value) in &self.given.starters {
                set(name, value.clone());
            }
        }
        for (name, value) in self.given.connection.iter().flat_map(|connection| &connection.variables) {
            set(name, value.clone());
        }
        if self.is_debugged() {
            set("DEBUG_INVOCATION", "1".to_owned());
        }
        if let Some(period) =
            self.watchdog_period().filter(|_| list.is_none() || list == Some(CommandList::Start))
        {
            set("WATCHDOG_USEC", period.as_micros().to_string());
        }
        variables
    }

    /// How its run ended: `SERVICE_RESULT`, `EXIT_CODE`, `EXIT_STATUS`.
    fn ending(&self) -> Vec<(&'static str, String)> {
        let mut variables = vec![("SERVICE_RESULT", self.result.name().to_owned())];
        if let Some(exit) = self.main.exit {
            let (code, status) = match exit {
                Exit::Status(status) => ("exited", status.to_string()),
                Exit::Signal { signal, dumped } => {
                    let name = crate::init::unit::Signal::from_number(signal)
                        .map_or_else(|| signal.to_string(), |name| name.to_string());
                    let code = if dumped { "dumped" } else { "killed" };
                    (code, name.trim_start_matches("SIG").to_owned())
                }
            };
            variables.extend([("EXIT_CODE", code.to_owned()), ("EXIT_STATUS", status)]);
        }
        variables
    }

    /// What the unit of its `OnFailure=` or `OnSuccess=` is told: `MONITOR_UNIT` and others.
    pub(crate) fn as_monitored(&self) -> Vec<(String, String)> {
        let ending = self.ending().into_iter().map(|(name, value)| (format!("MONITOR_{name}"), value));
        let invocation = ("MONITOR_INVOCATION_ID".to_owned(), format!("{:032x}", self.invocation));
        ending.chain([invocation, ("MONITOR_UNIT".to_owned(), self.unit.name.to_string())]).collect()
    }
}

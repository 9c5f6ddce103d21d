//! `systemctl` in the container: the part of systemctl(1) that scripts and people use. It talks to
//! PID 1 over its control socket.
//!
//! [`main`] reads arguments, [`run`] does the work through a [`Client`], so that tests can stand in for
//! PID 1. Exit statuses are systemctl(1)'s, "Exit status".

mod arguments;
mod client;
mod definition;
mod dependencies;
mod jobs;
mod listings;
mod printable;
pub mod processes;
mod property_order;
mod show;
mod states;
mod status;
mod time_format;
mod variables;

pub(crate) use client::{Client, SocketClient};

use std::cell::OnceCell;
use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::time::Duration;

use arguments::{CommandLine, SystemctlArguments, SystemctlOptions};
use definition::Declarations;

use super::control::{Reply, Request, UnitStatus, Verb};

/// Something went wrong that is not about one unit.
const FAILURE: u8 = 1;

/// How long `--wait` waits before it looks again.
const PAUSE: Duration = Duration::from_millis(100);

/// What a verb needs.
struct Call<'a> {
    options: &'a SystemctlOptions,
    /// Names as the user typed them.
    names: &'a [String],
    client: &'a dyn Client,
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
    colour: bool,
    /// The declarations that PID 1 was given, read when they are first needed.
    declarations: OnceCell<Option<Declarations>>,
}

/// Why a verb could not be carried out.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("Failed to connect to the init: {0}")]
    Connection(std::io::Error),
    #[error("{0}")]
    Refused(String),
    #[error("{0}")]
    Usage(String),
    #[error("Failed to write: {0}")]
    Output(#[from] std::io::Error),
}

/// The whole program; `arguments` are those after its name.
pub(crate) fn main(arguments: &[OsString]) -> ExitCode {
    let arguments: Vec<String> =
        arguments.iter().map(|argument| argument.to_string_lossy().into_owned()).collect();
    let (mut out, mut err) = (std::io::stdout().lock(), std::io::stderr().lock());
    let colour = out.is_terminal() && std::env::var_os("NO_COLOR").is_none();
    ExitCode::from(run(&arguments, &SocketClient::default(), &mut out, &mut err, colour))
}

/// Carries out what `arguments` ask for; returns the exit status.
pub(crate) fn run(
    arguments: &[String],
    client: &dyn Client,
    out: &mut dyn Write,
    err: &mut dyn Write,
    colour: bool,
) -> u8 {
    let result = match arguments::parse(arguments) {
        Ok(CommandLine::Help) => out.write_all(HELP.as_bytes()).map(|()| 0).map_err(Error::from),
        Ok(CommandLine::Words(words)) => out.write_all(words.as_bytes()).map(|()| 0).map_err(Error::from),
        Ok(CommandLine::Version) => {
            let version = env!("CARGO_PKG_VERSION");
            writeln!(out, "systemd 257 (nix-docker {version})").map(|()| 0).map_err(Error::from)
        }
        Ok(CommandLine::Call(SystemctlArguments { verb, names, options })) => {
            let mut call = Call {
                options: &options,
                names: &names,
                client,
                out,
                err: &mut *err,
                colour,
                declarations: OnceCell::new(),
            };
            call.carry_out(&verb)
        }
        Err(problem) => Err(Error::Usage(problem)),
    };
    match result {
        Ok(status) => status,
        // The reader has seen enough, as with `systemctl | head`.
        Err(Error::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => 0,
        Err(error) => {
            let _ = writeln!(err, "{error}");
            FAILURE
        }
    }
}

impl Call<'_> {
    fn carry_out(&mut self, verb: &str) -> Result<u8, Error> {
        match verb {
            "start" => self.job(Verb::Start, "start"),
            "stop" => self.job(Verb::Stop, "stop"),
            "restart" => self.job(Verb::Restart, "restart"),
            "try-restart" | "condrestart" => self.job(Verb::TryRestart, "try-restart"),
            "reload" => self.job(Verb::Reload, "reload"),
            "reload-or-restart" => self.job(Verb::ReloadOrRestart, "reload-or-restart"),
            "try-reload-or-restart" | "reload-or-try-restart" | "force-reload" => {
                self.job(Verb::TryReloadOrRestart, "try-reload-or-restart")
            }
            "kill" => self.kill(),
            "reset-failed" => self.reset_failed(),
            "is-active" => self.is_active(),
            "is-failed" => self.is_failed(),
            "is-enabled" => self.is_enabled(),
            "is-system-running" => self.is_system_running(),
            "status" => self.status(),
            "show" => self.show(),
            "cat" => self.cat(),
            "list-dependencies" => self.list_dependencies(),
            "list-units" => self.list_units(),
            "list-unit-files" => self.list_unit_files(),
            "list-timers" => self.list_timers(),
            "list-sockets" => self.list_sockets(),
            "list-paths" => self.list_paths(),
            "list-jobs" => self.list_jobs(),
            "get-default" => {
                self.needs_nothing()?;
                let target = self.default_target();
                self.say(&target).map(|()| 0)
            }
            "show-environment" => self.show_environment(),
            "set-environment" => self.set_environment(),
            "unset-environment" => self.unset_environment(),
            "import-environment" => self.import_environment(),
            "enable" | "disable" | "mask" | "unmask" | "preset" | "set-default" => self.change_wants(verb),
            // Declarations can't change while the container runs, so there is nothing to read again.
            "daemon-reload" | "daemon-reexec" => Ok(0),
            "exit" | "poweroff" | "halt" | "reboot" => self.exit(),
            other => Err(Error::Usage(format!("Unknown command verb '{other}'."))),
        }
    }

    fn ask(&self, request: &Request) -> Result<Reply, Error> {
        let reply = self.client.ask(request).map_err(Error::Connection)?;
        match reply.error {
            Some(error) => Err(Error::Refused(error)),
            None => Ok(reply),
        }
    }

    /// The states of the named units, or of all.
    fn states(&self) -> Result<Vec<UnitStatus>, Error> {
        let mut request = Request::new(Verb::Status, self.units());
        request.log_lines = self.options.lines;
        Ok(self.ask(&request)?.units)
    }

    /// The names with their suffixes.
    fn units(&self) -> Vec<String> {
        self.names.iter().map(|name| arguments::with_suffix(name)).collect()
    }

    fn needs_units(&self) -> Result<(), Error> {
        if self.names.is_empty() { Err(Error::Usage("Too few arguments.".into())) } else { Ok(()) }
    }

    fn needs_nothing(&self) -> Result<(), Error> {
        if self.names.is_empty() { Ok(()) } else { Err(Error::Usage("Too many arguments.".into())) }
    }

    fn say(&mut self, line: &str) -> Result<(), Error> {
        Ok(writeln!(self.out, "{line}")?)
    }

    /// Prints an error, also with `--quiet`.
    fn complain(&mut self, line: &str) {
        let _ = writeln!(self.err, "{line}");
    }
}

const HELP: &str = "\
systemctl [OPTIONS...] COMMAND ...

Controls the units of this container (nix-docker's init).

  start|stop|restart|reload UNIT...    Change the state of units
  try-restart|reload-or-restart|try-reload-or-restart UNIT...
  kill UNIT...                         Send a signal (-s) to a unit's processes
  reset-failed [UNIT...]               Forget failures
  is-active|is-failed|is-enabled UNIT...
  is-system-running                    Say whether everything is up
  status [UNIT...]                     Show what there is to know about units
  show [UNIT...]                       Show properties (-p NAME, --value)
  cat UNIT...                          Show how units are declared
  list-units|list-timers|list-sockets|list-paths|list-unit-files|list-jobs [PATTERN...]
  list-dependencies [UNIT...]          Show what a unit pulls in (--reverse, --after, --before, --all, --plain)
  get-default                          Show the target that is started first
  show-environment                     Show what processes have in their environment
  set-environment NAME=VALUE...        Have it otherwise for those that are started from now on
  unset-environment|import-environment NAME...
  exit [STATUS]                        Stop everything and end the container

  --no-block   Do not wait           -q --quiet      Say nothing
  --wait       Wait for the end of what is started (is-system-running: of the start)
  -a --all     Inactive ones, too    -t --type=      -l --full
  --state=     By state              -n --lines=     --no-pager
";

#[cfg(test)]
mod tests;

//! The command of `docker run IMAGE COMMAND...`: a service that starts when the start of all others is over,
//! whether that went well or not.
//!
//! It has the container's own input, outputs, terminal, environment and directory, as if it were the first
//! process. The container ends with it and with its exit status, so no other unit is essential beside it.

use std::ffi::OsString;

use crate::init::unit::{
    ExecCommand, ExitStatusSet, Kind, ServiceType, ServiceUnit, StandardInput, StandardOutput, Unit,
    UnitFile, UnitName, WorkingDirectory,
};

/// The service's name.
pub(crate) const NAME: &str = "docker-command.service";

/// Variables that a service gets and a program started by a person does not.
const OF_SERVICES: [&str; 2] = ["INVOCATION_ID", "SYSTEMD_EXEC_PID"];

/// Adds the service for these words, unless there are none.
///
/// # Errors
/// When a word is not UTF-8.
pub(crate) fn add(file: &mut UnitFile, words: &[OsString]) -> Result<(), String> {
    let text = |word: &OsString| {
        let text = word.to_str().map(str::to_owned);
        text.ok_or_else(|| format!("the command has a word that is not UTF-8: {}", word.display()))
    };
    let mut words = words.iter().map(text).collect::<Result<Vec<_>, _>>()?.into_iter();
    let (Some(program), Ok(name)) = (words.next(), NAME.parse::<UnitName>()) else { return Ok(()) };
    file.settings.essential.clear();

    let command = ExecCommand {
        argv0: program.clone(),
        path: program,
        args: words.collect(),
        no_env_expand: true,
        ..ExecCommand::default()
    };
    let mut service = ServiceUnit {
        kind: ServiceType::Simple,
        exec_start: vec![command],
        // Whatever its status, the container has not failed.
        success_exit_status: ExitStatusSet { statuses: (0..=255).collect(), ..ExitStatusSet::default() },
        // The others are stopped after it, within the same time.
        timeout_stop: Some(file.settings.stop_timeout / 2),
        ..ServiceUnit::default()
    };
    // An interactive shell obeys no other signal; other programs end on it.
    service.kill.send_sighup = nix::unistd::isatty(std::io::stdin()).unwrap_or(false);
    let context = &mut service.context;
    context.standard_input = StandardInput::Container;
    context.standard_output = StandardOutput::Container;
    context.standard_error = StandardOutput::Container;
    context.default_sigpipe = true;
    context.pass_environment = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()).collect();
    context.unset_environment = OF_SERVICES.map(str::to_owned).into();
    context.working_directory =
        Some(WorkingDirectory { path: std::env::current_dir().ok(), missing_ok: true });

    let mut unit = Unit::new(name.clone(), Kind::Service(Box::new(service)));
    "the command of docker run".clone_into(&mut unit.description);
    unit.default_dependencies = false;
    unit.refuse_manual_start = true;
    // It is stopped before all others.
    unit.dependencies.after = file.units.keys().cloned().collect();
    file.units.insert(name, unit);
    Ok(())
}

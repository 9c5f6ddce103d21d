//! `nix-docker init UNITS`: from the first instruction to the first unit, and the exit.
//!
//! Nothing here needs a privilege: where the container does not allow something (a read-only root, another user),
//! the log says so and PID 1 goes on without it.

mod machine_id;
mod runtime;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::prctl;
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::unistd::symlinkat;

use super::added_units::{build_scripts, docker_command};
use super::allocator;
use super::calendar::TimeZone;
use super::child_setup::Authority;
use super::control::{SOCKET, SOCKET_VARIABLE};
use super::descriptors;
use super::log::{Format, Log, SyslogPlace};
use super::mounts;
use super::supervisor::Supervisor;
use super::system::real::Server;
use super::system::real::{Linux, Setup, block_signals};
use super::system::{Messages, Priority};
use super::systemd_programs;
use super::tmpfiles;
use super::unit::{Host, Kind, LogFormat, UnitFile};
use super::unit_files;
use super::{check, fitness};
use crate::safe_path::{self, Handle, ROOT};

/// How long the last lines may take on their way out.
const LAST_LINES: Duration = Duration::from_secs(2);

/// Runs the units of the file or directory in the first argument, and beside them the command in the other
/// arguments, until the container ends.
pub(crate) fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    // First of all: the kernel drops signals to PID 1 that it neither handles nor blocks.
    let _ = block_signals();
    descriptors::open_standard();
    // Services must not get what the engine left open.
    descriptors::close_from(3);
    allocator::be_patient();
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let [file, command @ ..] = arguments.as_slice() else {
        eprintln!("nix-docker: init needs the path of units.json, or of a directory of unit files");
        return ExitCode::from(2);
    };
    match run(Path::new(file), command) {
        Ok(code) => ExitCode::from(code),
        Err(message) => {
            eprintln!("nix-docker: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(path: &Path, words: &[OsString]) -> Result<u8, String> {
    let json = unit_files::read(path)
        .map_err(|error| format!("can't read the units {}: {error}", path.display()))?;
    // Where it can't be made, %m has no id.
    let _ = machine_id::make(Path::new(machine_id::FILE));
    let authority = Authority::of_this_process();
    let mounting = mounts::permission::of_this_process(&authority.bounds.held);
    let host = Host { mounting, ..Host::here() };
    let mut file =
        UnitFile::parse_each(&json, &host).map_err(|error| format!("{}: {error}", path.display()))?;
    drop(json);
    docker_command::add(&mut file, words)?;
    let stubs = fitness::take_out_stubs(&mut file).into_iter().map(|(_, line)| line);
    let mut unfit = fitness::take_out_unfit(&mut file);
    unfit.extend(check::zones::take_out_unknown(&mut file, TimeZone::is_known));
    unfit.extend(check::zones::local());
    if let Some(name) = file.settings.essential.iter().find(|name| file.get(name).is_none()) {
        unfit.push(format!("{name} is essential and not there: nothing is started"));
        return Err(unfit.join("\nnix-docker: "));
    }
    build_scripts::add(&mut file);
    if std::process::id() != 1 {
        // With another init in front, processes that services leave behind come here all the same.
        let _ = prctl::set_child_subreaper(true);
    }
    let format = match file.settings.log_format {
        LogFormat::Text => Format::Text,
        LogFormat::Json => Format::Json,
    };
    let opened = if words.is_empty() { Log::new(format) } else { Log::beside_command(format) };
    let mut log = opened.map_err(|error| format!("can't open the log: {error}"))?;
    log.say_details(file.settings.verbose);
    let runtime = runtime::make(&mut log);
    let server = listen(&runtime, &mut log);
    receive_messages(&mut log);
    for line in unfit {
        log.message(Priority::Error, &line);
    }
    for line in stubs {
        log.message(Priority::Debug, &line);
    }
    let (rules, wrong) = tmpfiles::understood(&std::mem::take(&mut file.tmpfiles), &host);
    let (noted, warnings) = check::said_at_start(&file, &rules);
    if let Some(line) = noted {
        log.message(Priority::Info, &line);
    }
    let wrong = wrong.iter().map(ToString::to_string);
    for line in warnings.into_iter().chain(wrong) {
        log.message(Priority::Warning, &line);
    }
    if file.units.values().any(|unit| matches!(unit.kind, Kind::Mount(_))) {
        mounts::mount_units::share();
    }
    carry_out_tmpfiles(rules, &mut log);
    link_programs(&mut log);
    let setup = Setup {
        runtime,
        authority,
        foreign: file.settings.foreign_users,
        first_boot: is_first_boot(),
        descriptor_limit: raise_descriptor_limit(),
    };
    let mut system =
        Linux::new(setup, log, server).map_err(|error| format!("can't wait for events: {}", error.desc()))?;
    let mut supervisor = Supervisor::new(file, &system);
    let code = supervisor.run(&mut system);
    system.drain_log(LAST_LINES);
    Ok(code)
}

fn listen(runtime: &Path, log: &mut Log) -> Option<Server> {
    let path = runtime.join("control");
    match Server::listen(&path) {
        Ok(server) => {
            if path != Path::new(SOCKET) {
                #[allow(unsafe_code)]
                // SAFETY: there is one thread.
                unsafe {
                    std::env::set_var(SOCKET_VARIABLE, &path);
                }
            }
            Some(server)
        }
        Err(error) => {
            let message = format!("systemctl will not work: can't listen at {}: {error}", path.display());
            log.message(Priority::Warning, &message);
            None
        }
    }
}

/// Daemons that log to syslog find it at /dev/log; those that log to the journal find its sockets.
fn receive_messages(log: &mut Log) {
    let journal = Path::new("/run/systemd/journal");
    if let Err(error) = log.listen_journal(journal) {
        let place = journal.display();
        log.message(Priority::Info, &format!("what programs send to {place} is lost: {error}"));
    }
    let message = match log.listen_syslog(Path::new("/dev"), journal) {
        Ok(SyslogPlace::Dev | SyslogPlace::Linked(_)) => return,
        Ok(SyslogPlace::Unreachable(place, reason)) => {
            format!(
                "what programs send to /dev/log is lost ({reason}): mount {} there to have it",
                place.display()
            )
        }
        Err(error) => format!("what programs send to /dev/log is lost: {error}"),
    };
    log.message(Priority::Warning, &message);
}

/// Carries out tmpfiles.d(5) rules before any unit runs. A rule that fails is logged; the others are carried out.
fn carry_out_tmpfiles(rules: Vec<tmpfiles::Rule>, log: &mut Log) {
    let credentials = std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from);
    let report = tmpfiles::apply(Path::new("/"), rules, credentials.as_deref());
    for error in &report.errors {
        log.message(Priority::Warning, error);
    }
    for note in &report.notes {
        log.message(Priority::Info, note);
    }
}

/// Whether this is the container's first start, as long as its /var lasts; for `ConditionFirstBoot=`.
fn is_first_boot() -> bool {
    let stamp = Path::new("/var/lib/nix-docker/booted");
    let first = Handle::resolve(Path::new(ROOT), stamp, false).is_err();
    if first {
        // Where the stamp can't be written, every start is the first.
        let _ = safe_path::touch(Path::new(ROOT), stamp);
    }
    first
}

/// Scripts of NixOS modules call systemctl and its like at this path.
fn link_programs(log: &mut Log) {
    for name in systemd_programs::NAMES.into_iter().chain(["systemctl"]) {
        let link = Path::new("/run/current-system/systemd/bin").join(name);
        if link.exists() {
            continue;
        }
        if let Err(error) = link_program(&link) {
            log.message(Priority::Debug, &safe_path::failed("make", &link)(error).to_string());
        }
    }
}

fn link_program(link: &Path) -> Result<(), Errno> {
    let program = std::env::current_exe().map_err(|error| safe_path::errno_of(&error))?;
    let (above, name) = safe_path::split(link)?;
    let directory = Handle::make_directory(Path::new(ROOT), above, 0o755)?;
    symlinkat(program.as_path(), directory.fd(), name)
}

/// Raises the limit: PID 1 needs a few descriptors per unit. Returns the old one, which its children get back.
fn raise_descriptor_limit() -> Option<(u64, u64)> {
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).ok()?;
    setrlimit(Resource::RLIMIT_NOFILE, hard, hard).ok()?;
    Some((soft, hard))
}

//! `systemd-notify`: sends PID 1 what a service's script has to say about the service, `sd_notify(3)`.

use std::ffi::OsString;
use std::io::IoSlice;
use std::os::fd::{AsFd, AsRawFd, RawFd};

use nix::errno::Errno;
use nix::libc;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::socket::{
    AddressFamily, ControlMessage, MsgFlags, SockFlag, SockType, UnixAddr, UnixCredentials, sendmsg, socket,
};
use nix::unistd::{Pid, getgid, getppid, getuid, pipe};

use super::{Word, value, word};

/// How long to wait for PID 1 to read it, in milliseconds.
const PATIENCE: u16 = 5_000;

/// What the arguments ask for.
#[derive(Debug, PartialEq, Eq)]
struct NotifyArguments {
    /// `NAME=value`, one a line.
    lines: Vec<String>,
    /// Whether to wait until PID 1 has read it.
    waits: bool,
    /// Only ask whether systemd, or what stands in for it, is there.
    booted: bool,
}

impl NotifyArguments {
    fn parse(arguments: &[OsString]) -> Result<Self, String> {
        let mut asked = Self { lines: Vec::new(), waits: true, booted: false };
        let mut rest = arguments.iter();
        let mut say = |line: String| asked.lines.push(line);
        while let Some(argument) = rest.next() {
            let Word::Option(name, same) = word(argument) else {
                let line = argument.to_string_lossy();
                if !line.contains('=') {
                    return Err(format!("{line} is no NAME=VALUE"));
                }
                say(line.into_owned());
                continue;
            };
            match name {
                "--ready" => say("READY=1".to_owned()),
                "--reloading" => say(format!("RELOADING=1\nMONOTONIC_USEC={}", monotonic())),
                "--stopping" => say("STOPPING=1".to_owned()),
                "--status" => say(format!("STATUS={}", value(name, same, &mut rest)?)),
                "--pid" => say(format!("MAINPID={}", main_pid(same)?)),
                "--booted" => asked.booted = true,
                "--no-block" => asked.waits = false,
                _ => return Err(format!("there is no option {name} here")),
            }
        }
        if asked.lines.is_empty() && !asked.booted {
            return Err("say what: --ready, --reloading, --stopping, --status=TEXT, NAME=VALUE".to_owned());
        }
        Ok(asked)
    }
}

/// The process that `--pid` means: the caller, unless it names another.
fn main_pid(said: Option<&str>) -> Result<Pid, String> {
    match said {
        None | Some("parent" | "auto") => Ok(getppid()),
        Some("self") => Ok(nix::unistd::getpid()),
        Some(number) => {
            number.parse().map(Pid::from_raw).map_err(|_| format!("{number} is no process's number"))
        }
    }
}

/// Microseconds since the machine's start, by which PID 1 tells reloads apart.
fn monotonic() -> u128 {
    let now = nix::time::clock_gettime(nix::time::ClockId::CLOCK_MONOTONIC);
    now.map_or(0, |now| std::time::Duration::from(now).as_micros())
}

/// Sends what the arguments say to the notify socket.
pub(super) fn run(arguments: &[OsString]) -> Result<(), String> {
    let asked = NotifyArguments::parse(arguments)?;
    if asked.booted && !std::path::Path::new("/run/systemd/system").exists() {
        return Err("no units are run here".to_owned());
    }
    if asked.lines.is_empty() {
        return Ok(());
    }
    let place = std::env::var("NOTIFY_SOCKET").map_err(|_| {
        "NOTIFY_SOCKET is not set: PID 1 sets it for services of Type=notify, or with NotifyAccess="
            .to_owned()
    })?;
    let address = match place.strip_prefix('@') {
        Some(name) => UnixAddr::new_abstract(name.as_bytes()),
        None => UnixAddr::new(place.as_str()),
    };
    address
        .and_then(|address| send(&address, &asked))
        .map_err(|error| format!("can't send to NOTIFY_SOCKET={place}: {error}"))
}

fn send(address: &UnixAddr, asked: &NotifyArguments) -> Result<(), Errno> {
    let socket = socket(AddressFamily::Unix, SockType::Datagram, SockFlag::SOCK_CLOEXEC, None)?;
    let text = asked.lines.join("\n");
    // In the name of the calling script, if the container allows that: NotifyAccess=main accepts only that process.
    let caller = libc::ucred { pid: getppid().as_raw(), uid: getuid().as_raw(), gid: getgid().as_raw() };
    let said = UnixCredentials::from(caller);
    let fd = socket.as_raw_fd();
    match datagram(fd, address, &text, &[ControlMessage::ScmCredentials(&said)]) {
        Err(Errno::EPERM) => datagram(fd, address, &text, &[])?,
        other => other?,
    }
    if !asked.waits {
        return Ok(());
    }
    // PID 1 closes the descriptor that comes with this line once it has read everything before it.
    let (read, write) = pipe()?;
    let descriptors = [write.as_raw_fd()];
    datagram(fd, address, "BARRIER=1", &[ControlMessage::ScmRights(&descriptors)])?;
    drop(write);
    poll(&mut [PollFd::new(read.as_fd(), PollFlags::empty())], PollTimeout::from(PATIENCE))?;
    Ok(())
}

fn datagram(fd: RawFd, to: &UnixAddr, text: &str, with: &[ControlMessage<'_>]) -> Result<(), Errno> {
    sendmsg(fd, &[IoSlice::new(text.as_bytes())], with, MsgFlags::MSG_NOSIGNAL, Some(to)).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(words: &[&str]) -> Result<NotifyArguments, String> {
        NotifyArguments::parse(&words.iter().map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn options_become_lines() {
        let asked = parsed(&["--ready", "--status=up and running", "X_OWN=1", "--no-block"]).unwrap();
        assert_eq!(asked.lines, ["READY=1", "STATUS=up and running", "X_OWN=1"]);
        assert!(!asked.waits);
        assert_eq!(parsed(&["--pid=7"]).unwrap().lines, ["MAINPID=7"]);
        assert!(parsed(&["--reloading"]).unwrap().lines[0].starts_with("RELOADING=1\nMONOTONIC_USEC="));
    }

    #[test]
    fn nothing_and_what_is_no_line_are_said() {
        assert!(parsed(&[]).unwrap_err().starts_with("say what"));
        assert_eq!(parsed(&["ready"]), Err("ready is no NAME=VALUE".to_owned()));
        assert_eq!(parsed(&["--exec"]), Err("there is no option --exec here".to_owned()));
    }
}

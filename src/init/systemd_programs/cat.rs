//! `systemd-cat`: connects a command's output, or its own input, to the journal's socket, under a name of its own.

use std::ffi::OsString;
use std::io::Write;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use super::{Word, value, word};
use crate::init::log::Priority;
use crate::init::unit::values;

/// Where streams of lines go.
const SOCKET: &str = "/run/systemd/journal/stdout";

/// What the arguments ask for.
#[derive(Debug, PartialEq, Eq)]
struct CatArguments {
    identifier: Option<String>,
    priority: Priority,
    /// The priority of standard error, where it is another.
    stderr: Option<Priority>,
    level_prefix: bool,
    command: Vec<OsString>,
}

impl CatArguments {
    fn parse(arguments: &[OsString]) -> Result<Self, String> {
        let mut asked = Self {
            identifier: None,
            priority: Priority::Info,
            stderr: None,
            level_prefix: true,
            command: Vec::new(),
        };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.as_slice().first() {
            let Word::Option(name, same) = word(argument) else { break };
            rest.next();
            match name {
                "-t" | "--identifier" => asked.identifier = Some(value(name, same, &mut rest)?),
                "-p" | "--priority" => asked.priority = priority(&value(name, same, &mut rest)?)?,
                "--stderr-priority" => asked.stderr = Some(priority(&value(name, same, &mut rest)?)?),
                "--level-prefix" => {
                    let said = value(name, same, &mut rest)?;
                    asked.level_prefix = matches!(said.as_str(), "yes" | "true" | "on" | "1" | "y" | "t");
                }
                "--" => break,
                _ => return Err(format!("there is no option {name} here")),
            }
        }
        let command = rest.as_slice();
        let command = command.strip_prefix(&[OsString::from("--")]).unwrap_or(command);
        asked.command = command.to_vec();
        Ok(asked)
    }

    /// What a stream sends about itself before its lines: `sd_journal_stream_fd(3)`.
    fn greeting(&self, priority: Priority) -> String {
        let name = self.identifier.clone().unwrap_or_default().replace('\n', " ");
        format!("{name}\n\n{}\n{}\n0\n0\n0\n", priority.number(), u8::from(self.level_prefix))
    }

    fn connect(&self, priority: Priority) -> Result<UnixStream, String> {
        let failed = |error: std::io::Error| format!("can't reach the log at {SOCKET}: {error}");
        let mut stream = UnixStream::connect(SOCKET).map_err(failed)?;
        stream.write_all(self.greeting(priority).as_bytes()).map_err(failed)?;
        Ok(stream)
    }
}

fn priority(name: &str) -> Result<Priority, String> {
    let level = values::level(name).map_err(|_| format!("there is no priority {name}"))?;
    Ok(Priority::from_number(level.into()))
}

/// The program; it becomes the command, if there is one.
pub(super) fn run(arguments: &[OsString]) -> Result<(), String> {
    let asked = CatArguments::parse(arguments)?;
    let mut out = asked.connect(asked.priority)?;
    let Some((program, words)) = asked.command.split_first() else {
        return std::io::copy(&mut std::io::stdin().lock(), &mut out)
            .map(|_| ())
            .map_err(|error| format!("can't write to the log: {error}"));
    };
    let twice = |error: std::io::Error| error.to_string();
    let errors = match asked.stderr {
        Some(priority) => asked.connect(priority)?,
        None => out.try_clone().map_err(twice)?,
    };
    let stream = |stream: UnixStream| Stdio::from(OwnedFd::from(stream));
    let error = Command::new(program).args(words).stdout(stream(out)).stderr(stream(errors)).exec();
    Err(format!("can't run {}: {error}", program.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(words: &[&str]) -> Result<CatArguments, String> {
        CatArguments::parse(&words.iter().map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn options_end_where_the_command_begins() {
        let asked = parsed(&["-t", "me", "--priority=err", "echo", "-t", "x"]).unwrap();
        assert_eq!(asked.greeting(asked.priority), "me\n\n3\n1\n0\n0\n0\n");
        assert_eq!(asked.command, ["echo", "-t", "x"]);
        let asked =
            parsed(&["-pwarning", "--level-prefix=no", "--stderr-priority", "0", "--", "-x"]).unwrap();
        assert_eq!(asked.greeting(asked.priority), "\n\n4\n0\n0\n0\n0\n");
        assert_eq!((asked.stderr, &asked.command[..]), (Some(Priority::Emergency), &["-x".into()][..]));
        assert_eq!(parsed(&[]).unwrap().command, [""; 0]);
    }

    #[test]
    fn what_is_no_option_is_said() {
        assert_eq!(parsed(&["-p", "loud"]), Err("there is no priority loud".to_owned()));
        assert_eq!(parsed(&["--namespace=x"]), Err("there is no option --namespace here".to_owned()));
        assert_eq!(parsed(&["-t"]), Err("-t needs a value".to_owned()));
    }
}

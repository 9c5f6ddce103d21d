//! Command lines of `Exec…=`: systemd.service(5), "Command lines".

use super::{ExecCommand, Host, UnitName, quoting, specifier};

/// The commands of a line, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct ParsedCommands {
    /// The commands, in order; several if `;` separates them.
    pub commands: Vec<ExecCommand>,
    /// The mistake that ended parsing, and whether it keeps systemd from loading the unit: not where the command may
    /// fail (`-`).
    pub mistake: Option<(String, bool)>,
}

/// Parses one line of an `Exec…=` directive.
pub(super) fn parse(line: &str, unit: &UnitName, host: &Host) -> ParsedCommands {
    let mut parsed = ParsedCommands::default();
    let mut rest = Some(line);
    while let Some(text) = rest.take() {
        match quoting::first_text(text, quoting::Unknown::Keep) {
            Err(error) => parsed.mistake = Some((error.to_string(), false)),
            Ok(None) => {}
            Ok(Some((word, after))) if word.text == ";" => rest = Some(after),
            Ok(Some((word, after))) => {
                let mut command = ExecCommand::default();
                match one(&word.text, after, &mut command, unit, host) {
                    Ok(next) => {
                        parsed.commands.push(command);
                        rest = next;
                    }
                    Err(message) => parsed.mistake = Some((message, !command.ignore_failure)),
                }
            }
        }
    }
    parsed
}

/// Parses one command, whose first word was taken off; returns what follows a `;`.
fn one<'a>(
    first: &str,
    mut rest: &'a str,
    command: &mut ExecCommand,
    unit: &UnitName,
    host: &Host,
) -> Result<Option<&'a str>, String> {
    let resolve = |text: &str| {
        let lookup = |letter| specifier::of_unit(letter, unit, host);
        specifier::expand(text, lookup).map_err(|error| error.to_string())
    };
    let (separate_argv0, path) = prefixes(first, command);
    let path = resolve(path)?;
    if !command.via_shell {
        check_program(first, &path)?;
    }
    let (words, next) = loop_words(&mut rest, &resolve)?;
    let mut words = words.into_iter();
    if command.via_shell {
        // Which shell it is depends on the user; the program is the first word of what the shell gets.
        "/bin/sh".clone_into(&mut command.path);
        if separate_argv0 { "-sh" } else { "sh" }.clone_into(&mut command.argv0);
        command.args = std::iter::once(path).filter(|path| !path.is_empty()).chain(words).collect();
        return Ok(next);
    }
    command.argv0 = if separate_argv0 {
        words.next().ok_or_else(|| format!("`{first}`: the prefix `@` wants a name after the program"))?
    } else {
        path.clone()
    };
    command.path = simplified(&path);
    command.args = words.collect();
    Ok(next)
}

/// Takes the prefixes off a program, each at most once. Returns whether `@` is among them, and the program.
fn prefixes<'a>(first: &'a str, command: &mut ExecCommand) -> (bool, &'a str) {
    let mut separate_argv0 = false;
    // `!!` has a meaning only on kernels without ambient capabilities, and no container runs on those.
    let mut doubled = false;
    let mut path = first;
    while let Some(prefix) = path.chars().next() {
        let with_rights = command.privileged || command.no_setuid || doubled;
        match prefix {
            '-' if !command.ignore_failure => command.ignore_failure = true,
            '@' if !separate_argv0 => separate_argv0 = true,
            ':' if !command.no_env_expand => command.no_env_expand = true,
            '+' if !with_rights => command.privileged = true,
            '!' if !with_rights => command.no_setuid = true,
            '!' if command.no_setuid => (command.no_setuid, doubled) = (false, true),
            '|' if !command.via_shell => command.via_shell = true,
            _ => break,
        }
        path = &path[1..];
    }
    (separate_argv0, path)
}

/// Checks that it can be the name or the path of a program.
fn check_program(first: &str, path: &str) -> Result<(), String> {
    if path.is_empty() {
        return Err(format!("`{first}`: the program is missing"));
    }
    if path.contains(|c: char| c.is_ascii_control() || "\"'\\".contains(c)) {
        return Err(format!(
            "`{path}`: quotes, backslashes and control characters can't be in a program's name"
        ));
    }
    if path.ends_with('/') || matches!(path.rsplit('/').next(), Some("." | "..")) {
        return Err(format!("`{path}` is a directory"));
    }
    if path.contains('/') && !path.starts_with('/') {
        return Err(format!("`{path}` is neither an absolute path nor a plain name"));
    }
    if path.split('/').any(|part| part.len() > 255) {
        return Err("the program's name is too long".to_owned());
    }
    Ok(())
}

/// The words up to the end or to a `;` that is a word by itself, and what follows that.
fn loop_words<'a>(
    rest: &mut &'a str,
    resolve: &impl Fn(&str) -> Result<String, String>,
) -> Result<(Vec<String>, Option<&'a str>), String> {
    let mut words = Vec::new();
    loop {
        let text = rest.trim_ascii_start();
        let alone = |mark| text.strip_prefix(mark).filter(|after: &&str| is_end(after));
        if let Some(after) = alone(";") {
            return Ok((words, Some(after)));
        }
        // This stands for a semicolon as a word.
        if let Some(after) = alone("\\;") {
            words.push(";".to_owned());
            *rest = after;
            continue;
        }
        match quoting::first_text(text, quoting::Unknown::Keep).map_err(|error| error.to_string())? {
            None => return Ok((words, None)),
            Some((word, after)) => {
                words.push(resolve(&word.text)?);
                *rest = after;
            }
        }
    }
}

fn is_end(text: &str) -> bool {
    text.chars().next().is_none_or(|c| c.is_ascii_whitespace())
}

/// A path without doubled slashes and `.`.
fn simplified(path: &str) -> String {
    let Some(rest) = path.strip_prefix('/') else { return path.to_owned() };
    let parts = rest.split('/').filter(|part| !part.is_empty() && *part != ".");
    format!("/{}", parts.collect::<Vec<_>>().join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> ParsedCommands {
        parse(line, &"a@x.service".parse().unwrap(), &Host::default())
    }

    fn only(line: &str) -> ExecCommand {
        let mut parsed = parsed(line);
        assert_eq!((parsed.commands.len(), &parsed.mistake), (1, &None), "{line}");
        parsed.commands.remove(0)
    }

    #[test]
    fn words_and_specifiers() {
        let command = only(r#"/bin/echo %i "a b" 100%% \x41"#);
        assert_eq!(command.path, "/bin/echo");
        assert_eq!(command.argv0, "/bin/echo");
        assert_eq!(command.args, ["x", "a b", "100%", "A"]);
    }

    #[test]
    fn prefixes_in_any_order() {
        let command = only("@-:+/bin/httpd httpd -k start");
        assert_eq!((command.path.as_str(), command.argv0.as_str()), ("/bin/httpd", "httpd"));
        assert_eq!(command.args, ["-k", "start"]);
        assert!(command.ignore_failure && command.no_env_expand && command.privileged);
        assert!(only("-!/bin/x").no_setuid);
        assert_eq!(only("!!/bin/x"), only("/bin/x"));
    }

    #[test]
    fn a_bar_runs_it_through_the_users_shell() {
        let command = only("|-/bin/x a \"b c\"");
        assert_eq!((command.path.as_str(), command.argv0.as_str()), ("/bin/sh", "sh"));
        assert_eq!(command.args, ["/bin/x", "a", "b c"]);
        assert!(command.via_shell && command.ignore_failure);
        // A login shell; its name is not taken from the words.
        let command = only("@|$X b");
        assert_eq!((command.argv0.as_str(), command.args.len()), ("-sh", 2));
        assert_eq!(only("|").args, [""; 0]);
    }

    #[test]
    fn semicolons_part_commands_unless_quoted() {
        let commands = parsed(r#"/bin/a ; -/bin/b ";" \; ;"#).commands;
        assert_eq!(commands.len(), 2);
        assert_eq!(commands[1].args, [";", ";"]);
        assert!(commands[1].ignore_failure);
        assert_eq!(only("; ; /bin/a;b").path, "/bin/a;b");
    }

    #[test]
    fn what_cant_be_run_is_said_and_no_matter_where_it_may_fail() {
        // Whether the unit is loaded nevertheless is as in systemd 257.
        for (line, message, fatal) in [
            ("-", "`-`: the program is missing", false),
            ("+", "`+`: the program is missing", true),
            ("bin/x", "`bin/x` is neither an absolute path nor a plain name", true),
            ("-bin/x", "`bin/x` is neither an absolute path nor a plain name", false),
            ("+!/bin/x", "`!/bin/x` is neither an absolute path nor a plain name", true),
            ("~/bin/x", "`~/bin/x` is neither an absolute path nor a plain name", true),
            ("/bin/", "`/bin/` is a directory", true),
            ("/bin/..", "`/bin/..` is a directory", true),
            ("@/bin/x", "`@/bin/x`: the prefix `@` wants a name after the program", true),
            ("/bin/x 'a", "a quote is not closed, or a backslash is no escape, in `'a`", true),
            ("'/bin/x a", "a quote is not closed, or a backslash is no escape, in `'/bin/x a`", false),
            ("/bin/x %Z", "there is no specifier %Z; a percent sign of its own is written %%", true),
        ] {
            assert_eq!(parsed(line).mistake, Some((message.to_owned(), fatal)), "{line}");
        }
    }

    #[test]
    fn a_program_is_called_as_it_is_written_and_found_at_the_plain_path() {
        let command = only("/bin/./a//x y");
        assert_eq!((command.path.as_str(), command.argv0.as_str()), ("/bin/a/x", "/bin/./a//x"));
        // An unlikely name for a program, but a valid one.
        assert_eq!(only("$X y").path, "$X");
    }
}

//! Command lines of `Exec…=`: systemd.service(5), "Command lines".

use super::super::{ExecCommand, Host, UnitName};
use super::{specifier, words};

/// What a command line is, and what in it is unsupported.
pub struct Parsed {
    /// The commands, in order; several if they are parted by `;`.
    pub commands: Vec<ExecCommand>,
    /// An unknown prefix, of which the command is free now.
    pub unknown_prefix: Option<char>,
}

/// Parses one line of an `Exec…=` directive.
pub fn parse(line: &str, unit: &UnitName, host: &Host) -> Result<Parsed, String> {
    let words = words::split(line).map_err(|error| error.to_string())?;
    let mut parsed = Parsed { commands: Vec::new(), unknown_prefix: None };
    for command in words.split(|word| word.plain && word.text == ";") {
        if !command.is_empty() {
            let command = one(command, unit, host, &mut parsed.unknown_prefix)?;
            parsed.commands.push(command);
        }
    }
    if parsed.commands.is_empty() {
        return Err("no command".to_owned());
    }
    Ok(parsed)
}

fn one(
    words: &[words::Word],
    unit: &UnitName,
    host: &Host,
    unknown_prefix: &mut Option<char>,
) -> Result<ExecCommand, String> {
    let mut command = ExecCommand::default();
    let mut separate_argv0 = false;
    // `\;` is how a semicolon of its own is written.
    let literal = |word: &'_ words::Word| if word.text == "\\;" { ";".to_owned() } else { word.text.clone() };
    let lookup = |letter| specifier::of_unit(letter, unit, host);
    let words: Result<Vec<String>, char> =
        words.iter().map(|word| specifier::expand(&literal(word), lookup)).collect();
    let mut words = words.map_err(specifier::unknown)?.into_iter();
    let first = words.next().unwrap_or_default();
    let mut path = first.as_str();
    while let Some(prefix) = path.chars().next() {
        let mut width = prefix.len_utf8();
        match prefix {
            '-' => command.ignore_failure = true,
            '@' => separate_argv0 = true,
            ':' => command.no_env_expand = true,
            '+' => command.privileged = true,
            // `!!` is for kernels without ambient capabilities, which no container has.
            '!' if path.starts_with("!!") => width = 2,
            '!' => command.no_setuid = true,
            '|' => command.via_shell = true,
            '/' | '.' | '_' | '$' | '\\' => break,
            other if other.is_alphanumeric() => break,
            other => *unknown_prefix = Some(other),
        }
        path = &path[width..];
    }
    if command.privileged && command.no_setuid {
        return Err(format!("`{first}`: the prefixes `+` and `!` exclude each other"));
    }
    if path.is_empty() && !command.via_shell {
        return Err(format!("`{first}`: the program is missing"));
    }
    if path.starts_with('$') && !command.via_shell {
        return Err(format!("`{path}`: the program can't be a variable"));
    }
    if path.contains('/') && !path.starts_with('/') {
        return Err(format!("`{path}` is neither an absolute path nor a plain name"));
    }
    if path.ends_with('/') {
        return Err(format!("`{path}` is a directory"));
    }
    if command.via_shell {
        // Which shell it is depends on the user; the program is the first word of what the shell is given.
        "/bin/sh".clone_into(&mut command.path);
        if separate_argv0 { "-sh" } else { "sh" }.clone_into(&mut command.argv0);
        command.args =
            std::iter::once(path.to_owned()).filter(|path| !path.is_empty()).chain(words).collect();
        return Ok(command);
    }
    path.clone_into(&mut command.path);
    command.argv0 = if separate_argv0 {
        words.next().ok_or_else(|| format!("`{first}`: the prefix `@` wants a name after the program"))?
    } else {
        path.to_owned()
    };
    command.args = words.collect();
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Vec<ExecCommand>, String> {
        parse(line, &"a@x.service".parse().unwrap(), &Host::default()).map(|parsed| parsed.commands)
    }

    fn only(line: &str) -> ExecCommand {
        parsed(line).unwrap().remove(0)
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
        // A login shell, and no name is taken from the words.
        let command = only("@|$X b");
        assert_eq!((command.argv0.as_str(), command.args.len()), ("-sh", 2));
        assert_eq!(only("|").args, [""; 0]);
    }

    #[test]
    fn semicolons_part_commands_unless_quoted() {
        let commands = parsed(r#"/bin/a ; -/bin/b ";" \; ;"#).unwrap();
        assert_eq!(commands.len(), 2);
        assert_eq!(commands[1].args, [";", ";"]);
        assert!(commands[1].ignore_failure);
    }

    #[test]
    fn what_cant_be_run_is_said() {
        for (line, message) in [
            ("", "no command"),
            ("-", "`-`: the program is missing"),
            ("bin/x", "`bin/x` is neither an absolute path nor a plain name"),
            ("$X y", "`$X`: the program can't be a variable"),
            ("+!/bin/x", "`+!/bin/x`: the prefixes `+` and `!` exclude each other"),
            ("@/bin/x", "`@/bin/x`: the prefix `@` wants a name after the program"),
            ("/bin/x 'a", "unbalanced quotes in `/bin/x 'a`"),
        ] {
            assert_eq!(parsed(line).unwrap_err(), message);
        }
    }

    #[test]
    fn unknown_prefixes_are_told() {
        let parsed = parse("~/bin/x", &"a.service".parse().unwrap(), &Host::default()).unwrap();
        assert_eq!((parsed.unknown_prefix, parsed.commands[0].path.as_str()), (Some('~'), "/bin/x"));
    }
}

//! What Nix prints when it fails, reduced to what a user needs: the message, once, and where it points.
//!
//! Nix 2.8 prints `error: MESSAGE`, then `at FILE:LINE:COLUMN:` with an excerpt; newer ones print the
//! traces first and repeat `error:` before the message. Builders' failures carry the last log lines.

pub(crate) mod missing_file;
pub(crate) mod module_arguments;
pub(crate) mod positions;
pub(crate) mod quoted_lines;
pub(crate) mod read_service;
pub(crate) mod recursion;
pub(crate) mod refused_package;
mod suggestions;
pub(crate) mod trace;
pub(crate) mod unfetchable;
pub(crate) mod unit_mistakes;
pub(crate) mod unknown_option;
mod user_files;

/// How many of the last lines of a failed builder's log are shown.
const LOG_LINES: usize = 20;

/// What bash says of itself when a function of a builder's ends it (a bug of bash's that explains nothing).
const OF_BASH: &str = "pop_var_context: head of shell_variables not a function context";

/// The one message in `stderr`: the text after the last `error:`, without excerpts of source and traces.
pub(crate) fn error(stderr: &str) -> String {
    let lines: Vec<&str> = stderr.lines().collect();
    let Some(start) = lines.iter().rposition(|line| line.trim_start().starts_with("error:")) else {
        return stderr.trim().to_owned();
    };
    let first = lines[start].trim_start().trim_start_matches("error:").trim();
    let mut further: Vec<&str> = Vec::new();
    let mut guesses: Vec<String> = Vec::new();
    let mut position = None;
    for line in &lines[start + 1..] {
        if is_noise(line) {
            continue;
        }
        // Nix's guess is on the line of the place if there is no line of the file to show.
        let (line, guess) = match line.find("Did you mean ") {
            Some(at) if suggestions::is_for(first) => (&line[..at], Some(&line[at..])),
            _ => (*line, None),
        };
        guesses.extend(guess.and_then(|guess| suggestions::of_nix(first, guess)));
        if guess.is_some() && line.trim().is_empty() {
            continue;
        }
        if let Some(place) = place(line) {
            position.get_or_insert(place.to_owned());
            continue;
        }
        further.push(line.trim_end());
    }
    // What follows the first line is indented below `error: `, by how much depends on the Nix.
    let indent =
        further.iter().filter(|line| !line.is_empty()).map(|line| line.len() - line.trim_start().len()).min();
    let indent = indent.unwrap_or(0);
    let further = further.iter().map(|line| format!("  {}", line.get(indent..).unwrap_or_default()));
    let mut message =
        std::iter::once(first.to_owned()).chain(further).collect::<Vec<_>>().join("\n").trim().to_owned();
    let is_syntax_error = message.starts_with("syntax error") || message.starts_with("undefined variable");
    let names_no_file = !message.contains('/') || message.contains("was not found in the Nix search path");
    if let Some(position) = position
        && (is_syntax_error || names_no_file)
    {
        message = format!("{position}: {message}");
    }
    let message = guesses.iter().fold(message, |message, guess| message + "\n  " + guess);
    without_blank_lines(&message)
}

/// What Nix prints with `--show-trace`, as it would be without: old Nixs print the traces behind the message, new
/// ones before it.
pub(crate) fn without_traces(stderr: &str) -> String {
    let mut is_trace = false;
    let lines = stderr.lines().filter(|line| {
        let text = line.trim_start();
        is_trace = text.starts_with("… ") || is_trace && !text.starts_with("error:");
        !is_trace
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Warnings of the evaluation: what `lib.warn` and `builtins.trace` print.
pub(crate) fn warning(line: &str) -> Option<&str> {
    line.strip_prefix("trace: ").or_else(|| line.strip_prefix("evaluation "))
}

/// The derivation whose builder failed, in what a failed build printed.
///
/// What depends on it fails too and says so after it; with several that failed, the first counts.
pub(crate) fn failed_builder(stderr: &str) -> Option<&str> {
    stderr.lines().find_map(|line| {
        let after = line.trim_start().strip_prefix("error: ")?;
        let after = after.strip_prefix("builder for '").or_else(|| after.strip_prefix("Cannot build '"))?;
        after.split_once('\'').map(|(derivation, _)| derivation)
    })
}

/// How Nix says that a builder ended, in what a failed build printed: `failed with exit code 1`, `failed due to
/// signal 9 (Killed)`.
pub(crate) fn end_of_builder<'a>(stderr: &'a str, derivation: &str) -> Option<&'a str> {
    // Newer ones give the reason on a line of its own.
    let (_, after) = stderr.split_once(&format!("'{derivation}'"))?;
    let (_, end) = after.split_once("failed ")?;
    let end = end.lines().next()?.trim_end_matches([';', '.', ':']);
    Some(end)
}

/// What a failed builder says: the last lines of its log; of the check of units only the error, as it is about
/// the configuration. Nix's own builders (`builtin:fetchurl`) also put their progress there, in lines that begin
/// with `@nix`. `end` says how the builder ended, for one that said nothing.
pub(crate) fn of_builder(name: &str, log: &str, end: Option<&str>) -> String {
    let log = console::strip_ansi_codes(log);
    if name == "units-checked"
        && let Some((_, error)) = format!("\n{log}").rsplit_once("\nerror: ")
    {
        return error.trim().to_owned();
    }
    let says = |line: &&str| !line.starts_with("@nix ") && !line.contains(OF_BASH);
    let lines: Vec<&str> = log.lines().filter(says).collect();
    if lines.iter().all(|line| line.trim().is_empty()) {
        let end = end.map_or_else(|| "failed".to_owned(), |end| format!("failed {end}"));
        return format!("can't build {name}: its builder {end}, and said nothing");
    }
    format!("can't build {name}:\n  {}", lines[lines.len().saturating_sub(LOG_LINES)..].join("\n  "))
}

/// The first error of a failed build that had nothing to do with a builder: a download, a hash.
pub(crate) fn first_build_error(stderr: &str) -> String {
    let mut lines = stderr.lines().skip_while(|line| !line.trim_start().starts_with("error:"));
    let first = lines.next().unwrap_or(stderr).trim_start();
    let further = lines.take_while(|line| line.starts_with(' ') && !line.trim_start().starts_with("error:"));
    let message = further
        .fold(first.trim_start_matches("error:").trim().to_owned(), |text, line| text + "\n  " + line.trim());
    without_blank_lines(&message)
}

/// `FILE:LINE:COLUMN` from a line such as `       at /tmp/x.nix:3:1:`.
fn place(line: &str) -> Option<&str> {
    let place = line.trim().strip_prefix("at ")?.strip_suffix(':')?;
    let column = place.rsplit(':').next()?;
    column.chars().all(|c| c.is_ascii_digit()).then_some(place)
}

/// Excerpts of source (`   12| text`, `     | ^`), traces, and Nix's own hints about itself.
fn is_noise(line: &str) -> bool {
    let text = line.trim_start();
    let excerpt = text.split_once('|').is_some_and(|(number, _)| {
        number.trim().chars().all(|c| c.is_ascii_digit()) && line.starts_with("    ")
    });
    excerpt
        || text.starts_with("(use '--show-trace'")
        || text.starts_with("(stack trace truncated")
        || text.starts_with("… ")
}

fn without_blank_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_syntax_error_is_one_line_with_its_place() {
        let stderr = "error: syntax error, unexpected '}', expecting ';'\n\n       at /tmp/x.nix:3:1:\n\n            2| foo = 1\n            3| }\n             | ^\n            4|\n";
        assert_eq!(error(stderr), "/tmp/x.nix:3:1: syntax error, unexpected '}', expecting ';'");
    }

    #[test]
    fn a_thrown_message_keeps_its_lines_and_loses_the_hint() {
        let stderr = "error: The option `services.htpd' does not exist. Definition values:\n       - In `/tmp/c.nix': { }\n(use '--show-trace' to show detailed location information)\n";
        assert_eq!(
            error(stderr),
            "The option `services.htpd' does not exist. Definition values:\n  - In `/tmp/c.nix': { }"
        );
    }

    #[test]
    fn of_newer_nixs_trace_only_the_message_is_left() {
        let stderr = "error:\n       … while evaluating the attribute 'x'\n         at /tmp/a.nix:1:2:\n            1| { x = 1; }\n             |   ^\n\n       error: attribute 'foo' missing\n       at /tmp/c.nix:2:3:\n            2|   y\n             |   ^\n";
        assert_eq!(error(stderr), "/tmp/c.nix:2:3: attribute 'foo' missing");
    }

    #[test]
    fn the_failed_builder_is_named_not_what_depends_on_it() {
        let stderr = "building '/nix/store/a.drv'...\noops\nerror: builder for '/nix/store/a.drv' failed with exit code 1\nerror: 1 dependencies of derivation '/nix/store/b.drv' failed to build\n";
        assert_eq!(failed_builder(stderr), Some("/nix/store/a.drv"));
    }

    #[test]
    fn of_refused_units_only_the_refusal_is_left() {
        let log = "warning: a.service: x\nerror: these units ask for too much:\n  a.service: Type=dbus\nleave it out\n";
        assert_eq!(
            of_builder("units-checked", log, None),
            "these units ask for too much:\n  a.service: Type=dbus\nleave it out"
        );
        assert_eq!(of_builder("hello", "one\nerror: two\n", None), "can't build hello:\n  one\n  error: two");
    }

    #[test]
    fn of_a_download_that_nixs_own_builder_made_the_error_is_left() {
        let log = "@nix {\"action\":\"start\",\"text\":\"downloading\"}\n@nix {\"action\":\"msg\",\"msg\":\"warning\"}\n\u{1b}[31;1merror:\u{1b}[0m unable to download 'x/a.deb': Couldn't resolve host name (6)\n";
        assert_eq!(
            of_builder("a.deb", log, None),
            "can't build a.deb:\n  error: unable to download 'x/a.deb': Couldn't resolve host name (6)"
        );
    }

    #[test]
    fn of_a_builder_that_says_nothing_its_end_is_told() {
        let killed = "error: builder for '/nix/store/a.drv' failed due to signal 9 (Killed)\n";
        let newer =
            "error: Cannot build '/nix/store/a.drv'.\n       Reason: builder failed with exit code 3.\n";
        let old =
            "error: builder for '/nix/store/a.drv' failed with exit code 3;\n       last 1 log lines:\n";
        let end = |stderr: &'static str| end_of_builder(stderr, "/nix/store/a.drv");
        assert_eq!(end(killed), Some("due to signal 9 (Killed)"));
        assert_eq!(end(old), Some("with exit code 3"));
        assert_eq!(end(newer), Some("with exit code 3"));
        assert_eq!(
            of_builder("hello", "\n", end(killed)),
            "can't build hello: its builder failed due to signal 9 (Killed), and said nothing"
        );
    }

    #[test]
    fn bashs_words_about_itself_are_left_out() {
        let log = "no such patch\n/nix/store/x-stdenv/setup: line 1316: pop_var_context: head of shell_variables not a function context\n";
        assert_eq!(of_builder("hello", log, None), "can't build hello:\n  no such patch");
    }

    #[test]
    fn the_message_is_the_same_with_and_without_traces() {
        let old = "error: attribute 'foo' missing\n\n       at /tmp/c.nix:2:3:\n\n            2|   y\n             |   ^\n\n       … while evaluating 'x'\n\n       at /tmp/a.nix:1:2:\n\n            1| x\n";
        let new = "error:\n       … while evaluating 'x'\n         at /tmp/a.nix:1:2:\n            1| x\n\n       error: attribute 'foo' missing\n       at /tmp/c.nix:2:3:\n            2|   y\n";
        for traced in [old, new] {
            assert_eq!(error(&without_traces(traced)), "/tmp/c.nix:2:3: attribute 'foo' missing");
        }
    }

    #[test]
    fn a_failed_download_is_told_once() {
        let stderr = "error: unable to download 'x/a.deb': Could not resolve host: x\nerror: 1 dependencies of derivation '/nix/store/b.drv' failed to build\n";
        assert_eq!(failed_builder(stderr), None);
        assert_eq!(first_build_error(stderr), "unable to download 'x/a.deb': Could not resolve host: x");
    }

    #[test]
    fn a_wrong_hash_keeps_both_hashes() {
        let stderr = "error: hash mismatch in fixed-output derivation '/nix/store/a.deb.drv':\n         specified: sha256-A\n            got:    sha256-B\nerror: 1 dependencies of derivation '/nix/store/b.drv' failed to build\n";
        assert_eq!(
            first_build_error(stderr),
            "hash mismatch in fixed-output derivation '/nix/store/a.deb.drv':\n  specified: sha256-A\n  got:    sha256-B"
        );
    }

    #[test]
    fn warnings_of_old_and_new_nix_are_seen() {
        assert_eq!(warning("trace: warning: old option"), Some("warning: old option"));
        assert_eq!(warning("evaluation warning: old option"), Some("warning: old option"));
        assert_eq!(warning("copying path"), None);
    }
}

//! An infinite recursion, and what usually makes it.

use super::trace::{ModuleArgument, Trace};

/// An infinite recursion, explained by the options that it goes through, or by a module's argument.
pub(crate) fn explanation(text: &str, is_users: impl Fn(&str) -> bool) -> String {
    let trace = Trace::read(text);
    if let Some(argument) = trace.argument().filter(|argument| is_users(argument.file)) {
        return of_argument(argument);
    }
    let mut options = trace.options();
    let remedy = if options.iter().any(|option| option.starts_with("nixpkgs.")) {
        "pkgs is made of what nixpkgs.* says, which can't use it: an overlay has its own arguments, and lib has no need of pkgs"
    } else {
        "take the reference to itself out, or give the value a name of its own; -v shows the whole trace"
    };
    options.truncate(4);
    let through =
        options.iter().fold(String::new(), |text, option| text + "\n  by way of the option `" + option + "'");
    let place = trace.place(is_users).map(|place| format!("\n  at {place}")).unwrap_or_default();
    format!("infinite recursion: a value is needed to find out that value{through}{place}\n  {remedy}")
}

/// Which modules there are, and which options they set, must be known before any argument is, except those that
/// are given from outside.
fn of_argument(argument: ModuleArgument<'_>) -> String {
    let ModuleArgument { name, file } = argument;
    let what = "infinite recursion: which modules there are, or which options they set, depends on";
    match name {
        "config" | "options" => format!(
            "{what} `{name}' in {file}\n  \
             import without a condition, and make what the module configures depend on an option, with mkIf;\n  \
             in a module write `lib.mkIf CONDITION {{ … }}' in place of `if CONDITION then {{ … }} else {{ }}', \
             and lib.mkMerge in place of `//'"
        ),
        "pkgs" => format!(
            "{what} `pkgs' in {file}\n  \
             packages are there when all modules are: in imports use paths, `lib' or builtins.fetchTarball"
        ),
        _ => format!(
            "{file} asks for the argument `{name}', which nobody gives before it is known which modules there are, \
             or which options they set\n  \
             give it with --arg {name} EXPRESSION, in a flake with specialArgs \
             (what _module.args has comes too late for imports), or take it out"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recursion_is_told_by_the_options_it_goes_through() {
        let trace = "error: infinite recursion encountered\n       … while evaluating the option `a.b':\n\n       at /c.nix:1:2:\n       … while evaluating 'f'\n       … while evaluating the option `a.b':\n       … while evaluating the option `c':\n";
        let lines = explanation(trace, |file| file.starts_with("/c"));
        assert_eq!(
            lines.lines().collect::<Vec<_>>(),
            [
                "infinite recursion: a value is needed to find out that value",
                "  by way of the option `a.b'",
                "  by way of the option `c'",
                "  at /c.nix:1:2",
                "  take the reference to itself out, or give the value a name of its own; -v shows the whole trace",
            ]
        );
    }

    #[test]
    fn imports_that_depend_on_an_argument_are_told_by_its_name() {
        let of = |name: &str| {
            let trace = format!(
                "error:\n       … while evaluating the module argument `{name}' in \"/c.nix\":\n\n       error: infinite recursion encountered\n       at /np/lib/modules.nix:1:2:\n"
            );
            explanation(&trace, |file| file == "/c.nix")
        };
        assert!(of("config").contains("depends on `config' in /c.nix\n  import without a condition"));
        assert!(of("pkgs").contains("depends on `pkgs' in /c.nix\n  packages are there when"));
        let inputs = of("inputs");
        assert!(inputs.starts_with("/c.nix asks for the argument `inputs', which nobody gives "), "{inputs}");
        assert!(inputs.contains("\n  give it with --arg inputs"), "{inputs}");
    }

    #[test]
    fn an_overlay_that_uses_pkgs_is_told_so() {
        let trace = "error: infinite recursion encountered\n       … while evaluating the option `nixpkgs.overlays':\n";
        assert!(
            explanation(trace, |_| false)
                .ends_with("an overlay has its own arguments, and lib has no need of pkgs")
        );
    }
}

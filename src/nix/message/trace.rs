//! What Nix went through before it failed: the options, the modules' arguments and the places in files.
//!
//! Nix 2.8 prints the message first and then what led to it, the nearest first; newer ones print it the other
//! way round, with the message at the end.

/// What `--show-trace` printed, the nearest to the error first.
#[derive(Debug)]
pub(crate) struct Trace<'a> {
    frames: Vec<Frame<'a>>,
}

/// One thing that Nix was evaluating.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Frame<'a> {
    /// The value of an option, by name.
    Option(&'a str),
    /// An argument that a module asks for.
    ModuleArgument(ModuleArgument<'a>),
    /// `FILE:LINE:COLUMN`.
    Place(&'a str),
}

/// An argument of a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ModuleArgument<'a> {
    /// The name of the argument.
    pub name: &'a str,
    /// The module's file.
    pub file: &'a str,
}

impl<'a> Trace<'a> {
    /// Reads what Nix printed.
    pub(crate) fn read(text: &'a str) -> Self {
        let lines: Vec<&str> = text.lines().collect();
        let message = lines.iter().rposition(|line| line.trim_start().starts_with("error:")).unwrap_or(0);
        let (before, after) = lines.split_at(message);
        let frames = after.iter().chain(before.iter().rev()).filter_map(|line| Frame::read(line.trim()));
        Self { frames: frames.collect() }
    }

    /// The nearest place in a file that `is_users` takes for the user's.
    pub(crate) fn place(&self, is_users: impl Fn(&str) -> bool) -> Option<&'a str> {
        self.frames.iter().find_map(|frame| match frame {
            Frame::Place(place) if is_users(place) => Some(*place),
            _ => None,
        })
    }

    /// The options on the way, each once, the nearest first.
    pub(crate) fn options(&self) -> Vec<&'a str> {
        let mut options = Vec::new();
        for frame in &self.frames {
            if let Frame::Option(name) = frame
                && !options.contains(name)
            {
                options.push(*name);
            }
        }
        options
    }

    /// The module's argument that was asked for, when that is nearer than any option.
    pub(crate) fn argument(&self) -> Option<ModuleArgument<'a>> {
        self.frames.iter().find_map(|frame| match frame {
            Frame::Place(_) => None,
            Frame::ModuleArgument(argument) => Some(Some(*argument)),
            Frame::Option(_) => Some(None),
        })?
    }

    /// The directory of the nixpkgs whose lib merges modules.
    pub(crate) fn nixpkgs(&self) -> Option<&'a str> {
        self.frames.iter().find_map(|frame| match frame {
            Frame::Place(place) => place.split_once("/lib/modules.nix:").map(|(directory, _)| directory),
            _ => None,
        })
    }
}

impl<'a> Frame<'a> {
    fn read(line: &'a str) -> Option<Self> {
        if let Some(place) = super::place(line) {
            return Some(Self::Place(place));
        }
        let what = line.strip_prefix("… while evaluating the ")?.trim_end_matches(':');
        if let Some(option) = what.strip_prefix("option `") {
            return Some(Self::Option(option.trim_end_matches('\'')));
        }
        let (name, file) = what.strip_prefix("module argument `")?.split_once("' in ")?;
        Some(Self::ModuleArgument(ModuleArgument { name, file: file.trim_matches(['"', '`', '\'']) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "error: cannot coerce null to a string\n\n       at /np/a.nix:1:2:\n\n            1| x\n\n       … while evaluating the option `a.b':\n\n       … while evaluating the attribute 'value'\n\n       at /home/me/c.nix:3:4:\n\n       … while evaluating the module argument `inputs' in \"/home/me/c.nix\":\n       … while evaluating the option `c':\n";
    const NEW: &str = "error:\n       … while evaluating the option `c':\n\n       … while evaluating the module argument `inputs' in \"/home/me/c.nix\":\n       … while evaluating the attribute 'value'\n         at /home/me/c.nix:3:4:\n            3| x\n             | ^\n       … while evaluating the option `a.b':\n\n       error: cannot coerce null to a string: null\n       at /np/a.nix:1:2:\n";

    #[test]
    fn old_and_new_nixs_traces_have_the_nearest_first() {
        for text in [OLD, NEW] {
            let trace = Trace::read(text);
            assert_eq!(trace.options(), ["a.b", "c"]);
            assert_eq!(trace.place(|_| true), Some("/np/a.nix:1:2"));
            assert_eq!(trace.place(|place| place.starts_with("/home")), Some("/home/me/c.nix:3:4"));
            assert_eq!(trace.argument(), None);
        }
    }

    #[test]
    fn an_argument_counts_where_no_option_is_nearer() {
        let text = "error: attribute 'x' missing\n       at /np/lib/modules.nix:9:9:\n       … while evaluating the module argument `x' in \"/c.nix\":\n       … while evaluating the option `c':\n";
        let trace = Trace::read(text);
        assert_eq!(trace.argument(), Some(ModuleArgument { name: "x", file: "/c.nix" }));
        assert_eq!(trace.nixpkgs(), Some("/np"));
    }
}

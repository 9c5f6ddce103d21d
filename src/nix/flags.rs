//! The options of the command line that are for Nix itself: every call that evaluates or builds is given them.

/// Arguments of modules that NixOS or this program gives, so that the user can't.
const TAKEN: [&str; 11] = [
    "arguments",
    "baseModules",
    "config",
    "extraModules",
    "lib",
    "modules",
    "modulesPath",
    "noUserModules",
    "options",
    "pkgs",
    "specialArgs",
];

/// The options for Nix that the user gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct NixFlags {
    /// Entries of the search path that come before those of `NIX_PATH`.
    pub search_path: Vec<String>,
    /// Arguments of the configuration's modules.
    pub arguments: Vec<Argument>,
    /// Settings by name. If one is given twice, the last counts.
    pub settings: Vec<(String, String)>,
    /// Whether to show the traces of evaluation errors.
    pub show_trace: bool,
    /// Whether to evaluate impurely, whatever nix.conf says.
    pub impure: bool,
}

/// An argument that the configuration's modules are given (`specialArgs`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Argument {
    name: String,
    value: ArgumentValue,
}

/// The value of an argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ArgumentValue {
    /// An expression.
    Expression(String),
    /// A text.
    Text(String),
}

/// Why modules can't be given an argument.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum InvalidArgument {
    /// It is no name in Nix.
    #[error("{0} is no name that a module can ask for: letters, digits, _, - and ', and no digit first")]
    Name(String),
    /// Every module is given something else by that name already.
    #[error("every module is given {name} already, by NixOS: {remedy}")]
    Taken {
        /// The name that was chosen.
        name: String,
        /// What to do instead.
        remedy: &'static str,
    },
}

impl Argument {
    /// An argument by this name.
    ///
    /// # Errors
    /// [`InvalidArgument`] when no module can ask for it.
    pub(crate) fn new(name: String, value: ArgumentValue) -> Result<Self, InvalidArgument> {
        let legal = |c: char| c.is_ascii_alphanumeric() || "_-'".contains(c);
        let begins = |c: char| c.is_ascii_alphabetic() || c == '_';
        if !name.starts_with(begins) || !name.chars().all(legal) {
            return Err(InvalidArgument::Name(name));
        }
        if TAKEN.contains(&name.as_str()) {
            let remedy = match name.as_str() {
                "pkgs" => "name a nixpkgs with --nixpkgs, or set nixpkgs.config and nixpkgs.overlays",
                _ => "choose another name",
            };
            return Err(InvalidArgument::Taken { name, remedy });
        }
        Ok(Self { name, value })
    }
}

impl NixFlags {
    /// `-I`, for all that looks `<names>` up.
    pub(super) fn lookup(&self) -> impl Iterator<Item = &str> {
        self.search_path.iter().flat_map(|entry| ["-I", entry])
    }

    /// The expressions among the arguments, by name.
    pub(super) fn expressions(&self) -> impl Iterator<Item = (&str, &str)> {
        self.arguments.iter().filter_map(|argument| match &argument.value {
            ArgumentValue::Expression(text) => Some((argument.name.as_str(), text.as_str())),
            ArgumentValue::Text(_) => None,
        })
    }

    /// What a line of Nix's says against a setting of the user's. Nix itself goes on without such a setting.
    pub(crate) fn wrong_setting(&self, line: &str) -> Option<String> {
        let about = line.strip_prefix("warning: ")?;
        let quoted = |text: &str| text.split('\'').nth(1).map(str::to_owned);
        let setting = |name: &str| self.settings.iter().rev().find(|(set, _)| set == name);
        if about.starts_with("unknown setting '") {
            return setting(&quoted(about)?)
                .map(|(name, _)| format!("--option {name}: this Nix has no such setting"));
        }
        let (name, value) = setting(&quoted(about.split_once("etting ")?.1)?)?;
        about
            .contains("invalid value")
            .then(|| format!("--option {name} '{value}': this setting has no such value"))
    }

    /// What an evaluation is told besides the settings.
    pub(super) fn evaluation(&self) -> Vec<&str> {
        let mut words: Vec<&str> = self.lookup().collect();
        for Argument { name, value } in &self.arguments {
            match value {
                ArgumentValue::Expression(text) => words.extend(["--arg", name, text]),
                ArgumentValue::Text(text) => words.extend(["--argstr", name, text]),
            }
        }
        words.extend(self.impure.then_some("--impure"));
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nix_says_against_settings_is_told_of_the_users_own() {
        let settings = [("nosuch", "1"), ("http2", "maybe"), ("cores", "x")];
        let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let flags = NixFlags { settings, ..NixFlags::default() };
        for (line, told) in [
            ("warning: unknown setting 'nosuch'", Some("--option nosuch: this Nix has no such setting")),
            (
                "warning: error: Boolean setting 'http2' has invalid value 'maybe'",
                Some("--option http2 'maybe': this setting has no such value"),
            ),
            (
                "warning: error: setting 'cores' has invalid value 'x'",
                Some("--option cores 'x': this setting has no such value"),
            ),
            ("warning: unknown setting 'of-nix-conf'", None),
            ("warning: Git tree '/x' is dirty", None),
        ] {
            assert_eq!(flags.wrong_setting(line).as_deref(), told);
        }
    }

    fn text(name: &str) -> Result<Argument, InvalidArgument> {
        Argument::new(name.to_owned(), ArgumentValue::Text("x".to_owned()))
    }

    #[test]
    fn an_argument_has_a_name_that_a_module_can_ask_for_and_that_is_free() {
        assert!(text("site-name'").is_ok());
        for name in ["", "1a", "a b", "-a"] {
            assert_eq!(text(name), Err(InvalidArgument::Name(name.to_owned())));
        }
        assert!(text("lib").unwrap_err().to_string().ends_with("choose another name"));
        assert!(text("pkgs").unwrap_err().to_string().contains("--nixpkgs"));
    }
}

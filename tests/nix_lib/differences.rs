//! Where a nixpkgs' own library gives something else than ours, and why.

/// Cases that come out otherwise for one reason.
pub(crate) struct Difference {
    pub why: &'static str,
    /// Only with releases older than this one, which ours follows; without one, ours is another on purpose.
    pub before: Option<&'static str>,
    /// Files of `tests/nix`, and names in them.
    pub cases: &'static [(&'static str, &'static [&'static str])],
}

impl Difference {
    pub(crate) fn is_about(&self, area: &str, name: &str) -> bool {
        self.cases.iter().any(|(file, names)| *file == area && names.contains(&name))
    }

    pub(crate) fn applies(&self, release: &str) -> bool {
        self.before.is_none_or(|before| release < before)
    }
}

const fn on_purpose(
    why: &'static str,
    cases: &'static [(&'static str, &'static [&'static str])],
) -> Difference {
    Difference { why, before: None, cases }
}

const fn learnt_later(
    why: &'static str,
    cases: &'static [(&'static str, &'static [&'static str])],
) -> Difference {
    Difference { why, before: Some("25"), cases }
}

pub(crate) const DIFFERENCES: &[Difference] = &[
    on_purpose(
        "the options of the module system itself (_module) are not listed again for every submodule",
        &[
            (
                "options",
                &[
                    "documentation goes into lists",
                    "documentation goes into submodules",
                    "documentation of freeform submodules",
                    "documentation of nullOr, either and functionTo submodules",
                    "documentation of visibility",
                    "documentation says where options were declared",
                    "names are placeholders in submodules' defaults",
                ],
            ),
            ("types-descriptions", &["getSubOptions shows what is inside"]),
        ],
    ),
    on_purpose(
        "a number that its type can't hold is told here, not by the program that reads the settings",
        &[("network", &["a number that does not go into its type"])],
    ),
    on_purpose(
        "a name that is a word of Nix' own is quoted, so that the text can be read back",
        &[("strings-escape", &["escapeNixIdentifier quotes when it must"])],
    ),
    on_purpose(
        "a package that is no shell is refused in words that say so",
        &[("types-descriptions", &["description of a shell's package"])],
    ),
    on_purpose(
        "modules that import each other are taken once each, where nixpkgs' overflow the stack",
        &[("modules", &["imports go in circles safely"])],
    ),
    on_purpose(
        "what is known of a submodule is known of one that may be null, too",
        &[("value-meta", &["submodules where null may be"])],
    ),
    learnt_later(
        "modules have got freeform types, classes, extendModules, and tell more of themselves",
        &[
            (
                "declarations",
                &[
                    "a freeform type by _module.freeformType",
                    "a freeform type goes beside nested options",
                    "a freeform type takes undeclared options",
                    "options inside a submodule from another module",
                ],
            ),
            (
                "evaluation",
                &[
                    "a configuration is a type",
                    "a configuration's parts",
                    "an option's record",
                    "class is an argument",
                    "class of modules agrees",
                    "definitionsWithLocations are after priorities",
                    "disabledModules by key",
                    "extendModules adds modules",
                    "extendModules adds specialArgs",
                    "moduleType is an argument",
                    "positions of declarations",
                ],
            ),
            ("types-submodules", &["submodule with a freeform type"]),
            (
                "value-meta",
                &[
                    "a submodule's configuration",
                    "a type of nixpkgs' making has it in its merge",
                    "submodules in sets and lists",
                    "types that were declared twice keep it",
                    "who imports whom",
                ],
            ),
        ],
    ),
    learnt_later(
        "an alias works where nobody declares the option `warnings', and may have a condition",
        &[(
            "redirect",
            &[
                "an alias keeps the priority",
                "an alias of a whole set of options",
                "an alias of lists merges",
                "doRename with a condition that does not hold",
                "mkAliasOptionModule shows the same value under both names",
            ],
        )],
    ),
    learnt_later(
        "generators have got arguments, floats, lines and other layout",
        &[(
            "generators",
            &[
                "mkValueStringDefault",
                "toGitINI",
                "toKeyValue with an indent and another separator",
                "toPlist",
                "toPretty escapes only what would interpolate",
                "toPretty of functions and packages",
                "toPretty of nested values",
                "toPretty of scalars",
                "toPretty of several lines of text",
                "toPretty on one line",
                "toPretty with an indent",
                "toPretty with pretty values",
            ],
        )],
    ),
    learnt_later(
        "options and types are described in other words",
        &[
            (
                "options",
                &[
                    "documentation of an option",
                    "documentation of shallow options stops",
                    "showOption quotes what must be quoted",
                ],
            ),
            (
                "types-descriptions",
                &[
                    "descriptions in parentheses where they would be misread",
                    "descriptions of choices",
                    "descriptions of collections",
                    "empty values",
                ],
            ),
            ("types-open", &["mkOptionType defaults"]),
        ],
    ),
    learnt_later(
        "words for a shell are quoted only where they must be, and options may be joined to their values",
        &[
            ("packages", &["cli.toGNUCommandLine with a separator", "cli.toGNUCommandLineShell quotes"]),
            (
                "strings-escape",
                &[
                    "escapeShellArg leaves plain words",
                    "escapeShellArg takes numbers and booleans as toString does",
                    "escapeShellArgs joins quoted words",
                ],
            ),
        ],
    ),
    learnt_later(
        "a package's output is found in sets that don't say that they are packages",
        &[
            ("attrsets", &["getOutput falls back"]),
            (
                "strings-escape",
                &[
                    "makeBinPath picks the bin output",
                    "makeLibraryPath picks the lib output",
                    "makeSearchPathOutput picks outputs",
                ],
            ),
        ],
    ),
    learnt_later(
        "systems are named and taken apart otherwise",
        &[
            ("packages", &["systems.elaborate of a system's name"]),
            (
                "systems",
                &[
                    "a name from its parts",
                    "a name's parts",
                    "config says more than system",
                    "lists of names by what they are",
                    "names of files",
                    "what others call the processor",
                    "whose programs run where",
                ],
            ),
        ],
    ),
    learnt_later(
        "functions look no further than they must, throw where they only warned, and know more names",
        &[
            ("lists", &["findFirst looks no further than it must"]),
            ("network", &["variables of a proxy's"]),
            ("older", &["makeOverridable of what it made"]),
            ("packages", &["licenses have the fields that meta needs"]),
            ("trivial", &["assertMsg throws its message", "assertOneOf names what is wrong"]),
        ],
    ),
];

//! Packages that nixpkgs refuses to evaluate: unfree, insecure, broken ones. Its message says how to allow one with
//! nixos-rebuild or nix-env; here it is replaced by how to allow one for this program.

/// What nixpkgs says of a package that it refuses, and what allows it.
struct Reason {
    words: &'static str,
    setting: &'static str,
    variable: &'static str,
}

const REASONS: &[Reason] = &[
    Reason { words: "unfree license", setting: "allowUnfree = true;", variable: "NIXPKGS_ALLOW_UNFREE" },
    Reason {
        words: "marked as insecure",
        setting: "permittedInsecurePackages = [ \"NAME\" ];",
        variable: "NIXPKGS_ALLOW_INSECURE",
    },
    Reason { words: "marked as broken", setting: "allowBroken = true;", variable: "NIXPKGS_ALLOW_BROKEN" },
    Reason {
        words: "not supported on",
        setting: "allowUnsupportedSystem = true;",
        variable: "NIXPKGS_ALLOW_UNSUPPORTED_SYSTEM",
    },
    Reason {
        words: "not available on the requested hostPlatform",
        setting: "allowUnsupportedSystem = true;",
        variable: "NIXPKGS_ALLOW_UNSUPPORTED_SYSTEM",
    },
];

/// nixpkgs' own words about a package that it refuses, and how to allow it in a configuration.
pub(crate) fn explanation(message: &str) -> Option<String> {
    if !message.to_lowercase().contains("refusing to evaluate") {
        return None;
    }
    let reason = REASONS.iter().find(|reason| message.contains(reason.words))?;
    let name = quoted(message, '‘', '’').or_else(|| quoted(message, '\'', '\''))?;
    let ways =
        |line: &&str| !line.trim_start().starts_with("a) ") && !line.contains("You can install it anyway");
    let words: Vec<&str> = message.lines().take_while(ways).collect();
    let setting = reason.setting.replace("NAME", name);
    Some(format!(
        "{}\n  to allow it, write in the configuration: nixpkgs.config.{setting}\n  \
         or for this time: {}=1 nix-docker … (with a flake --impure as well)",
        words.join("\n"),
        reason.variable
    ))
}

/// The name of the package that a message is about, without its version.
pub(crate) fn name(message: &str) -> Option<&str> {
    let name = quoted(message, '‘', '’').or_else(|| quoted(message, '\'', '\''))?;
    let version = |at: &usize| name[at + 1..].starts_with(|c: char| c.is_ascii_digit());
    Some(name.match_indices('-').map(|(at, _)| at).find(version).map_or(name, |at| &name[..at]))
}

fn quoted(text: &str, opening: char, closing: char) -> Option<&str> {
    let (_, after) = text.split_once(opening)?;
    after.split_once(closing).map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_unfree_package_nixpkgs_words_stay_without_other_programs_ways() {
        let message = "Package ‘unrar-5.9.2’ in /np/unrar/default.nix:42 has an unfree license (‘x’), refusing to evaluate.\n  a) For `nixos-rebuild` you can set\n    { nixpkgs.config.allowUnfree = true; }\n  in configuration.nix to override this.\n  b) For `nix-env` …";
        assert_eq!(
            explanation(message).unwrap(),
            "Package ‘unrar-5.9.2’ in /np/unrar/default.nix:42 has an unfree license (‘x’), refusing to evaluate.\n  \
             to allow it, write in the configuration: nixpkgs.config.allowUnfree = true;\n  \
             or for this time: NIXPKGS_ALLOW_UNFREE=1 nix-docker … (with a flake --impure as well)"
        );
    }

    #[test]
    fn an_insecure_one_is_allowed_by_name_and_its_issues_stay() {
        let message = "Package ‘olm-3.2’ in /np/olm.nix:1 is marked as insecure, refusing to evaluate.\n  Known issues:\n   - CVE-1\n  You can install it anyway by allowing this package, using the\n  following methods:\n  a) To …";
        let explanation = explanation(message).unwrap();
        assert!(explanation.contains("\n   - CVE-1\n  to allow it"), "{explanation}");
        assert!(
            explanation.contains("nixpkgs.config.permittedInsecurePackages = [ \"olm-3.2\" ];"),
            "{explanation}"
        );
    }

    #[test]
    fn a_name_is_without_its_version() {
        assert_eq!(name("Package ‘a-b-1.2-x’ in"), Some("a-b"));
        assert_eq!(name("Package ‘ab’ in"), Some("ab"));
    }

    #[test]
    fn the_words_of_other_releases_are_known() {
        let newest =
            "Refusing to evaluate package 'a-1' in /np/a.nix:1 because it is marked as broken\n  a) To";
        assert!(explanation(newest).unwrap().contains("allowBroken = true;"));
        let platform = "Package ‘a-1’ in /np/a.nix:1 is not available on the requested hostPlatform:\n    x\n  , refusing to evaluate.\n  a) To";
        assert!(explanation(platform).unwrap().contains("\n  , refusing to evaluate.\n  to allow it"));
        assert_eq!(explanation("attribute 'x' missing"), None);
    }
}

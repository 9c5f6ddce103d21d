//! The reference of the options that a configuration may set: what each is, which are asked for, and how they are
//! written down.

mod markup;
mod rendering;

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::{glob, spelling};
pub(crate) use rendering::{json, markdown, names, text};

/// One option as nix/container/options-doc.nix describes it. Texts are Nix expressions, where they
/// are values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OptionDoc {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    read_only: bool,
    default: Option<String>,
    example: Option<String>,
    description: Option<String>,
    declarations: Vec<String>,
}

impl OptionDoc {
    /// The same with its places in the unpacked `tree` of Nix files as those in the repository.
    pub(crate) fn declared_in_repository(mut self, tree: &Path) -> Self {
        let tree = format!("{}/", tree.display());
        for declaration in &mut self.declarations {
            *declaration = declaration.replace(&tree, "nix/");
        }
        self
    }
}

/// The options whose names contain the pattern, in any case, or match it where it has a `*`.
pub(crate) fn matching(options: &[OptionDoc], pattern: Option<&str>) -> Vec<OptionDoc> {
    let pattern = pattern.unwrap_or_default().to_lowercase();
    let matches = |name: &str| {
        let name = name.to_lowercase();
        if pattern.contains('*') { glob::matches(&pattern, &name) } else { name.contains(&pattern) }
    };
    let mut found: Vec<OptionDoc> = options.iter().filter(|option| matches(&option.name)).cloned().collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

/// The name of an option that is most like what was asked for.
pub(crate) fn nearest<'a>(options: &'a [OptionDoc], pattern: &str) -> Option<&'a str> {
    spelling::most_alike(pattern, options.iter().map(|option| option.name.as_str())).map(|(name, _)| name)
}

#[cfg(test)]
fn example(name: &str) -> OptionDoc {
    OptionDoc {
        name: name.to_owned(),
        kind: "boolean".to_owned(),
        read_only: false,
        default: Some("false".to_owned()),
        example: None,
        description: Some("Whether to run it.".to_owned()),
        declarations: vec!["nix/a.nix".to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(pattern: &str) -> Vec<String> {
        let all = [example("services.httpd.enable"), example("services.httpd.user"), example("users.users")];
        matching(&all, Some(pattern)).into_iter().map(|option| option.name).collect()
    }

    #[test]
    fn a_pattern_is_a_part_or_a_glob() {
        assert_eq!(names("HTTPD"), ["services.httpd.enable", "services.httpd.user"]);
        assert_eq!(names("users.*"), ["users.users"]);
        assert_eq!(names("*.user"), ["services.httpd.user"]);
        assert!(names("nothing").is_empty());
    }
}

//! The table of rules for a joined tree: `nix/standalone/packages/join-rules.nix`, as JSON.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use super::Error;
use super::joined_tree::{Disk, JoinPlan};

/// All rules. Paths are relative to the tree's top.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct JoinRules {
    /// Paths that are not taken from any .deb.
    #[serde(default)]
    pub left_out: Vec<String>,
    /// Links with their candidates; the first that is there is linked.
    #[serde(default)]
    pub alternatives: BTreeMap<String, Vec<String>>,
    /// What to make when something is there.
    #[serde(default)]
    pub rules: Vec<JoinRule>,
}

/// One thing to make, if `when` is there.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct JoinRule {
    when: String,
    path: String,
    #[serde(flatten)]
    content: Content,
}

/// What a rule makes.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Content {
    /// A link to this.
    Link(String),
    /// A file with this text.
    Text(String),
    /// A file with the content of this file, or of all files below this directory in their order.
    Concat(String),
}

impl JoinRules {
    /// Reads a table from JSON.
    ///
    /// # Errors
    /// When the text is not a table.
    pub(crate) fn parse(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// Follows the rules.
    pub(super) fn apply(&self, disk: &Disk, plan: &mut JoinPlan) -> Result<(), Error> {
        for rule in self.rules.iter().filter(|rule| disk.find(Path::new(&rule.when)).is_some()) {
            let path = Path::new(&rule.path);
            match &rule.content {
                Content::Link(target) => plan.link(disk, path, Path::new(target)),
                Content::Text(text) => plan.file(path, text.as_str()),
                Content::Concat(directory) => plan.file(path, concatenated(disk, Path::new(directory))?),
            }
        }
        Ok(())
    }
}

/// The content of a file, or of all files below a directory, each ending in a newline.
fn concatenated(disk: &Disk, path: &Path) -> Result<Vec<u8>, Error> {
    let Some(file) = disk.find(path) else { return Ok(Vec::new()) };
    let mut content = Vec::new();
    if file.is_dir() {
        for name in disk.names(path)? {
            content.extend(concatenated(disk, &path.join(name))?);
        }
    } else {
        content = fs::read(&file).map_err(Error::io(&file))?;
        if !content.ends_with(b"\n") {
            content.push(b'\n');
        }
    }
    Ok(content)
}

//! The documents of this repository, and the blocks of code in them.

use std::fs;
use std::path::{Path, PathBuf};

/// A block of code.
pub(crate) struct Block {
    /// `README.md:7`, for messages.
    pub place: String,
    /// What stands behind the fence; nothing for an indented block.
    pub language: String,
    pub text: String,
}

/// A path in this repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The blocks of a document: fenced ones, and those that four blanks behind an empty line make.
pub(crate) fn blocks(document: &str) -> Vec<Block> {
    let text = fs::read_to_string(repository(document)).unwrap();
    let mut found: Vec<Block> = Vec::new();
    let mut fenced = false;
    let mut indented = false;
    let mut after_empty = true;
    for (number, line) in text.lines().enumerate() {
        let mut begin = |language: &str| {
            let place = format!("{document}:{}", number + 1);
            found.push(Block { place, language: language.to_owned(), text: String::new() });
        };
        if let Some(language) = line.strip_prefix("```") {
            fenced = !fenced;
            indented = false;
            if fenced {
                begin(language);
            }
        } else if fenced {
            found.last_mut().unwrap().text.extend([line, "\n"]);
        } else if let Some(code) = line.strip_prefix("    ")
            && (indented || after_empty)
        {
            if !indented {
                begin("");
            }
            indented = true;
            found.last_mut().unwrap().text.extend([code, "\n"]);
        } else if !line.is_empty() {
            indented = false;
        }
        after_empty = line.is_empty();
    }
    found
}

/// The block whose text begins so.
pub(crate) fn block(document: &str, beginning: &str) -> String {
    let found = blocks(document).into_iter().find(|block| block.text.starts_with(beginning));
    found.unwrap_or_else(|| panic!("{document} has no block that begins with {beginning}")).text
}

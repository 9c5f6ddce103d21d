//! Links of documents: those within the repository are followed, to the file and to the heading.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use crate::blocks::repository;

/// The lines of a document without its blocks of code.
fn prose(document: &Path) -> Option<String> {
    let text = fs::read_to_string(document).ok()?;
    let mut fenced = false;
    let outside = text.lines().filter(|line| {
        let fence = line.starts_with("```");
        fenced ^= fence;
        !fenced && !fence && !line.starts_with("    ")
    });
    Some(outside.collect::<Vec<_>>().join("\n"))
}

/// The targets of `[text](target)` and `![text](target)`.
fn targets(text: &str) -> Vec<&str> {
    text.match_indices("](").filter_map(|(at, found)| text[at + found.len()..].split(')').next()).collect()
}

/// The anchors of a document: its headings in lower case, words joined by dashes, without punctuation.
fn anchors(text: &str) -> HashSet<String> {
    let headings = text.lines().filter_map(|line| line.strip_prefix('#'));
    headings
        .map(|heading| {
            let kept = heading.trim_start_matches('#').trim().chars();
            let kept = kept.filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
            kept.collect::<String>().to_lowercase().replace(' ', "-")
        })
        .collect()
}

/// How many links a document has within the repository, and which lead nowhere.
pub(crate) fn faults(document: &str) -> (usize, Vec<String>) {
    let file = repository(document);
    let text = prose(&file).unwrap();
    let mut faults = Vec::new();
    let mut count = 0;
    for target in targets(&text).into_iter().filter(|target| !target.contains("://")) {
        count += 1;
        let (path, anchor) =
            target.split_once('#').map_or((target, None), |(path, anchor)| (path, Some(anchor)));
        let place = if path.is_empty() { file.clone() } else { file.parent().unwrap().join(path) };
        let has = |anchor: &str| prose(&place).is_some_and(|text| anchors(&text).contains(anchor));
        if !place.exists() {
            faults.push(format!("{document}: there is no {path}"));
        } else if anchor.is_some_and(|anchor| !has(anchor)) {
            faults.push(format!("{document}: no heading of {target}"));
        }
    }
    (count, faults)
}

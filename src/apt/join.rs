//! Joins unpacked .debs into one tree: what `nix-docker join-root` does inside a derivation.
//!
//! Every store path of a closure that has `nix-support/debian-package` is an unpacked .deb. Their `usr` and
//! `opt` become one tree of symbolic links: a directory that only one .deb has becomes one link, unless a link
//! in it leads out of that .deb. Links are copied as they are, since the places they name exist in the tree.
//! `etc` gets real directories, so that a configuration's own files fit in between. Then comes what maintainer
//! scripts would do: `update-alternatives` ([`alternatives`]), PHP's modules ([`php`]), and the rules of a table
//! in the Nix tree (CA bundle, PAM, …).
//!
//! Where two .debs have the same file, the .deb whose name sorts first wins.

mod alternatives;
mod joined_tree;
mod php;
mod table;

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use joined_tree::{Disk, JoinPlan};
pub(crate) use table::JoinRules;

/// Why a join failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// A file could not be read or written.
    #[error("{}: {source}", .path.display())]
    Io {
        /// The path of the file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The list of store paths is not what `exportReferencesGraph` writes.
    #[error("{}: line {line} is not part of a reference graph", .path.display())]
    Graph {
        /// The file with the list.
        path: PathBuf,
        /// The number of the line, from 1.
        line: usize,
    },
    /// The table of rules is not understood.
    #[error("{}: {source}", .path.display())]
    JoinRules {
        /// The file with the table.
        path: PathBuf,
        /// Why it is not understood.
        source: serde_json::Error,
    },
}

impl Error {
    fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, source }
    }
}

/// Joins the .debs among the paths of `graphs` (as `exportReferencesGraph` writes them) into `out`,
/// following the rules in `table`.
///
/// # Errors
/// [`Error`], which names the file.
pub(crate) fn run(graphs: &[PathBuf], table: &Path, out: &Path) -> Result<(), Error> {
    let mut paths = BTreeSet::new();
    for graph in graphs {
        let text = fs::read_to_string(graph).map_err(Error::io(graph))?;
        let more = paths_of(&text).map_err(|line| Error::Graph { path: graph.clone(), line })?;
        paths.extend(more);
    }
    let text = fs::read_to_string(table).map_err(Error::io(table))?;
    let table =
        JoinRules::parse(&text).map_err(|source| Error::JoinRules { path: table.to_owned(), source })?;
    join(paths, &table)?.write(out)
}

/// The plan of the joined tree of the .debs among `paths`.
fn join(paths: impl IntoIterator<Item = PathBuf>, table: &JoinRules) -> Result<JoinPlan, Error> {
    let mut debs: Vec<PathBuf> =
        paths.into_iter().filter(|path| path.join("nix-support/debian-package").exists()).collect();
    debs.sort_by(|one, other| store_name(one).cmp(&store_name(other)).then(one.cmp(other)));
    let disk = Disk::new(&debs, &table.left_out);
    let mut plan = JoinPlan::default();
    for link in alternatives::links(&disk, table)? {
        plan.link(&disk, &link.path, &link.target);
    }
    php::enable(&disk, &mut plan)?;
    table.apply(&disk, &mut plan)?;
    plan.fill(&disk)?;
    Ok(plan)
}

/// The paths in a reference graph: path, deriver, number of references, references, and so on.
///
/// # Errors
/// The number of the first line that does not fit this form.
fn paths_of(graph: &str) -> Result<Vec<PathBuf>, usize> {
    let lines: Vec<&str> = graph.lines().collect();
    let mut paths = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let references = lines.get(at + 2).and_then(|count| count.parse::<usize>().ok()).ok_or(at + 3)?;
        if !lines[at].starts_with('/') {
            return Err(at + 1);
        }
        paths.push(PathBuf::from(lines[at]));
        at += 3 + references;
    }
    Ok(paths)
}

/// A store path's name without its hash.
fn store_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    name.split_once('-').map_or(name.clone(), |(_, rest)| rest.to_owned())
}

#[cfg(test)]
mod tests;

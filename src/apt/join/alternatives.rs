//! What `update-alternatives` would link, from what packages register and from the table.
//!
//! Packages register with `update-alternatives --install LINK NAME PATH PRIORITY [--slave LINK NAME
//! PATH]…` in their maintainer scripts; unpacking keeps the lines that say so literally. The
//! highest priority whose PATH is there wins, as in update-alternatives(1). Scripts that compute
//! these words are covered by the table.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::joined_tree::Disk;
use super::{Error, JoinRules};

/// A link to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Alternative {
    /// Where it is, relative to the tree's top.
    pub path: PathBuf,
    /// What it points to, as an absolute path.
    pub target: PathBuf,
}

/// One `--install` with its slaves.
#[derive(Debug, PartialEq, Eq)]
struct Registration {
    name: String,
    priority: i64,
    link: String,
    path: String,
    slaves: Vec<(String, String)>,
}

/// All links that the .debs on `disk` ask for.
pub(super) fn links(disk: &Disk, table: &JoinRules) -> Result<Vec<Alternative>, Error> {
    let mut best: BTreeMap<String, Registration> = BTreeMap::new();
    for deb in disk.debs() {
        let file = deb.join("nix-support/debian-alternatives");
        if !file.exists() {
            continue;
        }
        let text = fs::read_to_string(&file).map_err(Error::io(&file))?;
        for registration in text.lines().filter_map(parse) {
            if disk.find(&relative(&registration.path)).is_none() {
                continue;
            }
            match best.get(&registration.name) {
                Some(other) if other.priority >= registration.priority => (),
                _ => {
                    best.insert(registration.name.clone(), registration);
                }
            }
        }
    }
    let mut links = Vec::new();
    for (link, candidates) in &table.alternatives {
        if let Some(path) = candidates.iter().find(|path| disk.find(Path::new(path)).is_some()) {
            links.push(Alternative { path: PathBuf::from(link), target: Path::new("/").join(path) });
        }
    }
    for registration in best.into_values() {
        let Registration { link, path, slaves, .. } = registration;
        for (link, path) in std::iter::once((link, path)).chain(slaves) {
            let target = relative(&path);
            if disk.find(&target).is_some() {
                links.push(Alternative { path: relative(&link), target: Path::new("/").join(target) });
            }
        }
    }
    Ok(links)
}

/// Reads one line of a maintainer script.
fn parse(script: &str) -> Option<Registration> {
    let mut words = script.split_whitespace().map(|word| word.trim_matches(['"', '\'', ';']));
    words.find(|word| word.ends_with("update-alternatives"))?;
    words.find(|word| *word == "--install")?;
    let mut next = || words.next().filter(|word| !word.is_empty()).map(str::to_owned);
    let (link, name, path) = (next()?, next()?, next()?);
    let priority = next()?.parse().ok()?;
    let mut slaves = Vec::new();
    while let Some(word) = next() {
        if word == "--slave" {
            let (link, _name, path) = (next()?, next()?, next()?);
            slaves.push((link, path));
        }
    }
    Some(Registration { name, priority, link, path, slaves })
}

/// `/bin/x` as `usr/bin/x`: relative to the tree's top, with everything under usr.
fn relative(path: &str) -> PathBuf {
    let path = path.trim_start_matches('/');
    let top = path.split('/').next().unwrap_or_default();
    let moved = ["bin", "sbin", "lib", "lib32", "lib64", "libx32"].contains(&top);
    if moved { Path::new("usr").join(path) } else { PathBuf::from(path) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registration_has_a_link_a_priority_and_slaves() {
        let line = "  update-alternatives --quiet --install /usr/bin/awk awk /usr/bin/mawk 5 \
             --slave /usr/bin/nawk nawk /usr/bin/mawk --slave \"/usr/share/man/awk.1\" awk.1 /x || true";
        let registration = parse(line).unwrap();
        assert_eq!(registration.name, "awk");
        assert_eq!(registration.priority, 5);
        assert_eq!(registration.path, "/usr/bin/mawk");
        assert_eq!(registration.slaves[0], ("/usr/bin/nawk".into(), "/usr/bin/mawk".into()));
        assert_eq!(registration.slaves.len(), 2);
    }

    #[test]
    fn other_lines_are_no_registrations() {
        assert_eq!(parse("update-alternatives --remove awk /usr/bin/mawk"), None);
        assert_eq!(parse("# see update-alternatives --install"), None);
        assert_eq!(parse("update-alternatives --install /usr/bin/awk awk /usr/bin/mawk prio"), None);
    }

    #[test]
    fn top_directories_are_under_usr() {
        assert_eq!(relative("/bin/nc"), Path::new("usr/bin/nc"));
        assert_eq!(relative("/usr/bin/nc"), Path::new("usr/bin/nc"));
        assert_eq!(relative("/etc/mysql/my.cnf"), Path::new("etc/mysql/my.cnf"));
    }
}

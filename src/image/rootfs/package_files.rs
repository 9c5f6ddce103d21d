//! What packages have in /etc, as links in the root: known once the packages are built.
//!
//! The configuration's own files come first, and a directory that it has an entry for is its own. Directories
//! are real ones, since services write into them: only the files in them are links.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::glob;

/// Writes the rootfs.json at `rootfs` to `out` with links to what the patterns stand for, each in its directory, and
/// then to what there is below `etc`.
///
/// # Errors
/// When a file can't be read or written, is no rootfs.json, or has a name that is not UTF-8.
pub(crate) fn add(
    rootfs: &Path,
    out: &Path,
    patterns: &[(String, String)],
    etc: Option<&Path>,
) -> io::Result<()> {
    let mut file: Value = serde_json::from_str(&fs::read_to_string(rootfs)?)?;
    let entries = file["entries"]
        .as_array_mut()
        .ok_or_else(|| invalid(format!("{} has no entries", rootfs.display())))?;
    let there = entries.iter().filter_map(|entry| entry["path"].as_str()).map(str::to_owned).collect();
    let mut links = Links { there, made: Vec::new() };
    for (directory, pattern) in patterns {
        for found in glob::expand(Path::new("/"), pattern).iter().filter(|path| path.exists()) {
            links.add(&format!("{directory}/{}", name_of(found)?), found)?;
        }
    }
    if let Some(etc) = etc.filter(|etc| etc.is_dir()) {
        links.add_tree(etc, "/etc")?;
    }
    entries.append(&mut links.made);
    fs::write(out, file.to_string())
}

struct Links {
    /// Paths that have an entry.
    there: BTreeSet<String>,
    made: Vec<Value>,
}

impl Links {
    fn add(&mut self, path: &str, target: &Path) -> io::Result<()> {
        let target = target.to_str().ok_or_else(|| not_utf8(target))?;
        if self.there.insert(path.to_owned()) {
            self.made.push(json!({ "path": path, "type": "symlink", "target": target }));
        }
        Ok(())
    }

    fn add_tree(&mut self, directory: &Path, place: &str) -> io::Result<()> {
        let mut files =
            fs::read_dir(directory)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
        files.sort();
        for file in files {
            let path = format!("{place}/{}", name_of(&file)?);
            let kind = file.symlink_metadata()?.file_type();
            if self.there.contains(&path) {
                continue;
            }
            if kind.is_dir() {
                self.add_tree(&file, &path)?;
            } else {
                self.add(&path, &target_of(&file))?;
            }
        }
        Ok(())
    }
}

/// The target of a link to the file: the file's own target, if it is a link that means the same from elsewhere.
fn target_of(file: &Path) -> PathBuf {
    fs::read_link(file).ok().filter(|target| target.is_absolute()).unwrap_or_else(|| file.to_owned())
}

fn name_of(file: &Path) -> io::Result<&str> {
    file.file_name().and_then(|name| name.to_str()).ok_or_else(|| not_utf8(file))
}

fn not_utf8(file: &Path) -> io::Error {
    invalid(format!("a file in /etc can't have a name that is not UTF-8: {}", file.display()))
}

fn invalid(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    /// The entries that are added to `own` for these patterns, `@` standing for the packages, and their /etc.
    fn added(own: &Value, patterns: &[(&str, &str)]) -> Vec<String> {
        let directory = tempfile::tempdir().unwrap();
        let at = |name: &str| directory.path().join(name);
        fs::create_dir_all(at("etc/ssl/certs")).unwrap();
        fs::create_dir_all(at("etc/skel")).unwrap();
        for file in ["etc/issue", "etc/ssl/openssl.cnf", "etc/skel/.profile", "etc/say \"hello\""] {
            fs::write(at(file), "").unwrap();
        }
        symlink("/nowhere/localtime", at("etc/localtime")).unwrap();
        symlink("openssl.cnf", at("etc/ssl/default.cnf")).unwrap();
        symlink("nothing", at("etc/ssl/broken.cnf")).unwrap();
        fs::write(at("rootfs.json"), json!({ "version": 1, "entries": own }).to_string()).unwrap();
        let packages = directory.path().to_str().unwrap();
        let patterns: Vec<(String, String)> = patterns
            .iter()
            .map(|(place, pattern)| ((*place).to_owned(), pattern.replace('@', packages)))
            .collect();
        add(&at("rootfs.json"), &at("out"), &patterns, Some(&at("etc"))).unwrap();
        let out: Value = serde_json::from_str(&fs::read_to_string(at("out")).unwrap()).unwrap();
        assert_eq!(out["version"], 1);
        let entries = out["entries"].as_array().unwrap();
        let (before, after) = entries.split_at(own.as_array().unwrap().len());
        assert_eq!(before, own.as_array().unwrap());
        let shown = |entry: &Value| {
            assert_eq!(entry["type"], "symlink");
            let text = |name: &str| entry[name].as_str().unwrap().replace(packages, "@");
            format!("{} -> {}", text("path"), text("target"))
        };
        after.iter().map(shown).collect()
    }

    #[test]
    fn files_of_packages_are_linked_to_and_directories_made() {
        let expected = [
            "/etc/issue -> @/etc/issue",
            "/etc/localtime -> /nowhere/localtime",
            "/etc/say \"hello\" -> @/etc/say \"hello\"",
            "/etc/skel/.profile -> @/etc/skel/.profile",
            "/etc/ssl/broken.cnf -> @/etc/ssl/broken.cnf",
            "/etc/ssl/default.cnf -> @/etc/ssl/default.cnf",
            "/etc/ssl/openssl.cnf -> @/etc/ssl/openssl.cnf",
        ];
        assert_eq!(added(&json!([]), &[]), expected);
    }

    #[test]
    fn what_the_configuration_has_is_its_own() {
        let own = json!([
            {"path": "/etc/issue", "type": "file", "text": "mine"},
            {"path": "/etc/skel", "type": "symlink", "target": "/data/skel"},
            {"path": "/etc/ssl/certs/own", "type": "file", "text": ""},
        ]);
        let found = added(&own, &[]);
        assert_eq!(found.len(), 5, "{found:?}");
        assert!(
            !found.iter().any(|line| line.starts_with("/etc/issue") || line.contains("skel")),
            "{found:?}"
        );
    }

    #[test]
    fn patterns_come_before_trees_and_stand_for_what_there_is() {
        let patterns = [("/etc/ssl", "@/etc/s?l/*.cnf"), ("/etc/x", "@/etc/none*"), ("/etc", "@/etc/skel")];
        let found = added(&json!([]), &patterns);
        assert_eq!(
            found[..3],
            [
                "/etc/ssl/default.cnf -> @/etc/ssl/default.cnf",
                "/etc/ssl/openssl.cnf -> @/etc/ssl/openssl.cnf",
                "/etc/skel -> @/etc/skel",
            ]
        );
        assert_eq!(found.len(), 7, "{found:?}");
    }

    #[test]
    fn what_is_no_rootfs_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("rootfs.json");
        fs::write(&file, "{}").unwrap();
        let error = add(&file, &directory.path().join("out"), &[], None).unwrap_err();
        assert!(error.to_string().ends_with("rootfs.json has no entries"), "{error}");
    }
}

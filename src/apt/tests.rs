//! Tests of apt.rs with the host's own apt. They are skipped if there is none, or it has no lists.

use super::*;
use crate::testing::needs;

fn roots(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

/// Is there an apt with lists to ask?
fn has_apt() -> bool {
    let usable = available() && Config::of_host().is_ok_and(|config| config.hash().is_ok());
    if !usable {
        needs::skip("apt-get", "the host's apt is not there or has no package lists");
    }
    usable
}

#[test]
fn an_index_is_a_closed_set_with_hashes() {
    if !has_apt() {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let Indexed { path, index } = index_in(directory.path(), &roots(&["bash", "no-such|sed"])).unwrap();
    assert_eq!(index.roots["bash"], "bash");
    assert_eq!(index.roots["no-such|sed"], "sed");
    for package in index.packages.values() {
        assert_eq!(package.sha256.len(), 64);
        assert!(package.depends.iter().all(|name| index.packages.contains_key(name)));
    }
    assert!(index.packages["bash"].depends.contains("libc6"));
    assert!(index.packages["libc6"].depends.contains("libgcc-s1"));

    let again = index_in(directory.path(), &roots(&["bash", "no-such|sed"])).unwrap();
    assert_eq!(again, Indexed { path, index });
}

#[test]
fn a_damaged_index_is_made_again() {
    if !has_apt() {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let Indexed { path, index } = index_in(directory.path(), &roots(&["sed"])).unwrap();
    fs::write(&path, "{").unwrap();
    assert_eq!(index_in(directory.path(), &roots(&["sed"])).unwrap().index, index);
}

#[test]
fn no_roots_need_no_packages() {
    if !has_apt() {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    assert!(index_in(directory.path(), &roots(&[])).unwrap().index.packages.is_empty());
}

#[test]
fn an_unknown_package_has_near_names() {
    if !has_apt() {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let error = index_in(directory.path(), &roots(&["apachee2", "bash"])).unwrap_err();
    assert!(error.to_string().starts_with("apt knows no package apachee2; near names: apache2"), "{error}");
}

#[test]
fn a_virtual_package_names_its_providers() {
    if !has_apt() {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let error = index_in(directory.path(), &roots(&["awk"])).unwrap_err().to_string();
    assert!(error.starts_with("awk is a virtual package: choose one of "), "{error}");
    assert!(error.contains("mawk"), "{error}");
}

#[test]
fn a_conflict_says_what_collides() {
    if !has_apt() {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let error = index_in(directory.path(), &roots(&["postfix", "exim4-daemon-light"])).unwrap_err();
    assert!(matches!(error, Error::Conflict { .. }), "{error}");
    assert!(error.to_string().contains("postfix"), "{error}");
    assert!(error.to_string().contains("asks for: exim4-daemon-light, postfix"), "{error}");
}

#[test]
fn runs_at_the_same_time_get_the_same_index() {
    if !has_apt() {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let run = || index_in(directory.path(), &roots(&["sed", "grep"])).unwrap();
    let indexes: Vec<Indexed> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..3).map(|_| scope.spawn(run)).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    assert!(indexes.iter().all(|index| *index == indexes[0]));
}

#[test]
fn what_is_about_former_lists_goes_after_a_day() {
    let top = tempfile::tempdir().unwrap();
    let [now, recent, former] = ["now", "recent", "former"].map(|name| top.path().join(name));
    for directory in [&now, &recent, &former] {
        fs::create_dir(directory).unwrap();
    }
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(100_000);
    fs::File::open(&former).unwrap().set_modified(long_ago).unwrap();
    remove_former(&now);
    assert!(now.exists() && recent.exists() && !former.exists());
}

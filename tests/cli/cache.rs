//! Where the Nix files come from that are evaluated: never from where others could have put them.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};

use nix::unistd::geteuid;
use nix_docker::testing::needs;

use crate::session::{Run, Session};

/// A user that /etc/passwd does not know.
const STRANGER: u32 = 54321;

/// A session in which Nix notes the entry point that it is to evaluate, and fails.
fn session() -> Session {
    Session::new()
        .file("configuration.nix", "{ }")
        .file("nixpkgs/nixos/lib/eval-config.nix", "{ }")
        .tool("nix-store", "exit 1")
        .tool(
            "nix-instantiate",
            r#"for word; do case $word in */default.nix) echo "$word" > tree;; esac; done; exit 1"#,
        )
}

/// Runs the program, and says which entry point Nix got.
fn evaluated(session: &Session) -> (PathBuf, Run) {
    let run = session.run(&["--nixpkgs", "nixpkgs"]);
    let tree = fs::read_to_string(session.path("tree"));
    (tree.unwrap_or_else(|_| panic!("{}", run.stderr)).trim().into(), run)
}

fn directory(path: &Path, mode: u32) -> PathBuf {
    fs::create_dir_all(path).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    path.to_owned()
}

#[test]
fn the_cache_is_in_the_home() {
    let session = session();
    let home = fs::canonicalize(session.path("..")).unwrap();
    let (tree, _) = evaluated(&session);
    assert!(tree.starts_with(home.join(".cache/nix-docker/nix")), "{tree:?}");
}

#[test]
fn what_is_planted_in_tmp_for_one_without_a_home_is_not_evaluated() {
    if !needs::has_root() {
        return;
    }
    let session = session().without_home();
    let tmp = directory(&session.path("tmp"), 0o1777);
    let planted = directory(&tmp.join(format!("nix-docker-{STRANGER}")), 0o777);
    let session = session.variable("TMPDIR", tmp.to_str().unwrap()).by_stranger(STRANGER);
    chown(&tmp, Some(0), None).unwrap();
    chown(&planted, Some(65534), None).unwrap();
    let (tree, run) = evaluated(&session);
    let tmp = fs::canonicalize(&tmp).unwrap();
    assert!(tree.starts_with(&tmp) && !tree.starts_with(tmp.join(planted.file_name().unwrap())), "{tree:?}");
    assert!(run.stderr.contains("there is no home to keep anything in"), "{}", run.stderr);
    let left: Vec<_> = fs::read_dir(&tmp).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(left, [tmp.join(planted.file_name().unwrap())], "the run's own directory stayed");
}

#[test]
fn without_home_the_one_in_etc_passwd_is_taken() {
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let uid = geteuid().to_string();
    let home = users.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|user| user[2] == uid);
    let Some(home) = home.map(|user| PathBuf::from(user[5])).filter(|home| home.is_dir()) else {
        needs::skip("home", "this user has none");
        return;
    };
    let (tree, _) = evaluated(&session().without_home());
    assert!(tree.starts_with(fs::canonicalize(home).unwrap().join(".cache/nix-docker")), "{tree:?}");
}

#[test]
fn the_home_of_another_user_is_passed_over_and_left_alone() {
    if !needs::has_root() {
        return;
    }
    let session = session();
    let home = directory(&session.path("home"), 0o755);
    chown(&home, Some(STRANGER), None).unwrap();
    let session = session.variable("HOME", home.to_str().unwrap());
    let (tree, run) = evaluated(&session);
    assert!(!tree.starts_with(&home), "{tree:?}");
    assert!(run.stderr.contains(&format!("belongs to the user {STRANGER}")), "{}", run.stderr);
    assert_eq!(fs::read_dir(&home).unwrap().count(), 0);
}

#[test]
fn a_cache_that_others_can_write_to_is_refused() {
    for (below, path) in [("", ""), ("nix-docker", "/nix-docker"), ("nix-docker/nix", "/nix-docker/nix")] {
        let session = session();
        let cache = directory(&session.path("cache"), 0o755);
        let open = fs::canonicalize(directory(&cache.join(below), 0o777)).unwrap();
        let session = session.variable("XDG_CACHE_HOME", cache.to_str().unwrap());
        session.run(&["--nixpkgs", "nixpkgs"]).fails_with(&format!(
            "nix-docker: can't use the cache directory: set XDG_CACHE_HOME to a directory of your own: \
             others can write to {} (mode 0777)\n",
            open.display()
        ));
        assert!(open.to_str().unwrap().ends_with(&format!("cache{path}")));
        assert!(!session.path("tree").exists());
    }
}

#[test]
fn a_planted_tree_of_the_right_name_is_not_evaluated() {
    let session = session();
    let (tree, _) = evaluated(&session);
    let right = fs::read(&tree).unwrap();
    fs::write(&tree, "builtins.throw \"planted\"").unwrap();
    let (again, _) = evaluated(&session);
    assert_eq!((again, fs::read(&tree).unwrap()), (tree, right));
}

//! What a test needs of the machine, and what happens where that is missing: the test fails, unless the variable
//! `NIX_DOCKER_TEST_SKIPS` names what is missing (words with blanks between, such as `apt-get root`). A test
//! that is skipped says so on the standard error itself, which the test runner does not capture.

use std::fmt::Display;
use std::io::Write as _;
use std::path::PathBuf;

/// The variable that names what may be missing.
const ALLOWED: &str = "NIX_DOCKER_TEST_SKIPS";

/// Whether these programs are on PATH; if not, the test is skipped (see [`skip`]) by the name of the first that
/// is missing.
pub fn has_programs(programs: &[&str]) -> bool {
    let missing = programs.iter().find(|program| which::which(program).is_err());
    if let Some(missing) = missing {
        skip(missing, "it is not on PATH");
    }
    missing.is_none()
}

/// Whether root runs the test; if not, it is skipped by the name `root`.
pub fn has_root() -> bool {
    let root = nix::unistd::geteuid().is_root();
    if !root {
        skip("root", "only root can do what this test does");
    }
    root
}

/// The nixpkgs that `NIX_DOCKER_TEST_NIXPKGS` names (paths with colons between); without one the test is skipped by
/// the name `nixpkgs`.
pub fn nixpkgs() -> Vec<PathBuf> {
    let named = std::env::var_os("NIX_DOCKER_TEST_NIXPKGS").unwrap_or_default();
    let trees: Vec<PathBuf> =
        std::env::split_paths(&named).filter(|path| !path.as_os_str().is_empty()).collect();
    if trees.is_empty() {
        skip("nixpkgs", "NIX_DOCKER_TEST_NIXPKGS names none");
    }
    trees
}

/// Skips the test that calls this, which has to return then, or fails it if that may not be skipped.
///
/// # Panics
/// Where `NIX_DOCKER_TEST_SKIPS` does not name `missing`.
pub fn skip(missing: &str, why: impl Display) {
    let allowed = std::env::var(ALLOWED).unwrap_or_default();
    assert!(
        is_allowed(missing, &allowed),
        "this test needs {missing}: {why}. Where it may be skipped, {ALLOWED} has the word {missing}"
    );
    let thread = std::thread::current();
    let line = format!("SKIPPED {}: without {missing}: {why}\n", thread.name().unwrap_or("a test"));
    // Not by a macro: what these print is lost when a test passes.
    std::io::stderr().write_all(line.as_bytes()).expect("there is a standard error");
}

/// Whether the variable's words have this one.
fn is_allowed(missing: &str, words: &str) -> bool {
    words.split_whitespace().any(|word| word == missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_named_may_be_missing() {
        assert!(is_allowed("root", "apt-get root"));
        for words in ["", "roots", "apt-get,root", "ROOT"] {
            assert!(!is_allowed("root", words), "{words:?}");
        }
    }

    #[test]
    #[should_panic(expected = "this test needs a-program-that-nobody-has: it is not on PATH")]
    fn a_test_that_may_not_be_skipped_fails() {
        has_programs(&["sh", "a-program-that-nobody-has"]);
    }

    #[test]
    fn what_is_there_is_not_skipped() {
        assert!(has_programs(&["sh"]));
    }
}

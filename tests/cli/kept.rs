//! What is kept of a nixpkgs: its options, and what its modules have by themselves.

use std::fs;

use crate::session::{Run, Session};

const OPTIONS: &str = r#"[{ "name": "services.a.enable", "type": "boolean", "readOnly": false, "default": "false",
    "example": null, "description": "Whether to run a.", "declarations": ["nixpkgs/nixos/modules/a.nix"] }]"#;

/// A session whose Nix answers with a nixpkgs' options, and notes what it is asked for.
fn session() -> Session {
    let answers = "case \"$*\" in
        *' optionsDoc') echo options >> said; cat options.json ;;
        *' known') echo known >> said; echo '{ }' ;;
        *) echo image >> said; echo \"$*\" > last
            while [ $# -gt 0 ]; do [ \"$1\" != --add-root ] || ln -s /nix/store/x.drv \"$2\"; shift; done ;;
    esac";
    Session::new()
        .file("configuration.nix", "{ }")
        .file("options.json", OPTIONS)
        .file("nixpkgs/nixos/lib/eval-config.nix", "{ }")
        .file("nixpkgs/nixos/modules/module-list.nix", "[ ]")
        .tool("nix-instantiate", answers)
        .tool("nix-store", "exit 1")
}

fn options(session: &Session) -> Run {
    let run = session.run(&["options", "--nixpkgs", "nixpkgs", "A.ENABLE"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stdout.starts_with("services.a.enable\n    Whether to run a.\n"), "{}", run.stdout);
    run
}

fn said(session: &Session) -> String {
    fs::read_to_string(session.path("said")).unwrap_or_default()
}

#[test]
fn a_nixpkgs_is_asked_for_its_options_once() {
    let session = session();
    let first = options(&session);
    let second = options(&session);
    assert_eq!(said(&session), "options\n");
    assert_eq!(first.stdout, second.stdout);
    assert_eq!(second.stderr, "");
}

#[test]
fn a_nixpkgs_that_changed_is_asked_anew() {
    let session = session();
    options(&session);
    let session = session.file("nixpkgs/nixos/modules/b.nix", "{ }");
    options(&session);
    assert_eq!(said(&session), "options\noptions\n");
    let session = session.file("other/nixos/lib/eval-config.nix", "{ }");
    assert_eq!(session.run(&["options", "--nixpkgs", "other"]).status, 0);
    assert_eq!(said(&session), "options\noptions\noptions\n");
}

#[test]
fn what_is_kept_and_broken_is_evaluated_anew() {
    let session = session();
    options(&session);
    let kept = fs::read_dir(session.path("../.cache/nix-docker/nixpkgs")).unwrap();
    let kept: Vec<_> = kept.map(|entry| entry.unwrap().path()).collect();
    let [file] = kept.as_slice() else { panic!("{kept:?}") };
    fs::write(file, "[{").unwrap();
    options(&session);
    options(&session);
    assert_eq!(said(&session), "options\noptions\n");
}

#[test]
fn options_whose_values_can_not_be_evaluated_are_shown_without_them() {
    let session = session().tool(
        "nix-instantiate",
        "case \"$*\" in
            *' optionsDocWithoutValues') cat options.json ;;
            *) echo \"error: attribute 'gone' missing\" >&2; exit 1 ;;
        esac",
    );
    let note =
        "nix-docker: some defaults and examples can't be evaluated: only those that are text are shown\n";
    assert!(options(&session).stderr.ends_with(note));
}

#[test]
fn what_a_nixpkgs_has_by_itself_is_asked_once_and_told_to_each_evaluation() {
    let session = session();
    for _ in 0..2 {
        assert_eq!(session.run(&["--nixpkgs", "nixpkgs"]).status, 1);
    }
    assert_eq!(said(&session), "known\nimage\nimage\n");
    let last = fs::read_to_string(session.path("last")).unwrap();
    let kept = last.split_once(r#""known":""#).expect("the evaluation is told").1.split_once('"').unwrap().0;
    assert_eq!(fs::read_to_string(kept).unwrap(), "{ }\n");
}

#[test]
fn nothing_is_kept_of_a_nixpkgs_whose_modules_are_given_arguments() {
    let session = session();
    assert_eq!(session.run(&["--nixpkgs", "nixpkgs", "--argstr", "site", "a"]).status, 1);
    assert_eq!(said(&session), "image\n");
    assert!(fs::read_to_string(session.path("last")).unwrap().contains(r#""known":null"#));
}

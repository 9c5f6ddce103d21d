//! What goes on to Nix: to evaluations, and to builds.

use crate::session::Session;

/// The calls of Nix that a run with these arguments makes, up to the first of `nix-store`.
fn calls(arguments: &[&str]) -> Vec<String> {
    let evaluates = "echo \"nix-instantiate $*\" >> said\n\
        while [ $# -gt 0 ]; do [ \"$1\" != --add-root ] || ln -s /nix/store/x.drv \"$2\"; shift; done";
    let session = Session::new()
        .file("configuration.nix", "{ }")
        .file("nixpkgs/nixos/lib/eval-config.nix", "{ }")
        .tool("nix-instantiate", evaluates)
        .tool("nix-store", "echo \"nix-store $*\" >> said; exit 1");
    assert_eq!(session.run(arguments).status, 1);
    let said = std::fs::read_to_string(session.path("said")).unwrap_or_default();
    said.lines().map(str::to_owned).collect()
}

#[test]
fn settings_go_on_to_evaluations_and_builds_and_arguments_to_evaluations() {
    let found = calls(&[
        "--nixpkgs",
        "nixpkgs",
        "--arg",
        "n",
        "-1",
        "--argstr",
        "color",
        "light blue",
        "--option",
        "http2",
        "false",
        "--builders",
        "ssh://a",
        "-j",
        "3",
        "--cores",
        "2",
        "--system",
        "x86_64-linux",
        "--impure",
        "--show-trace",
    ]);
    let settings = "--option http2 false --option builders ssh://a --option cores 2 --option max-jobs 3 \
        --option system x86_64-linux";
    let [evaluation, build] = found.as_slice() else { panic!("{found:?}") };
    assert!(evaluation.starts_with("nix-instantiate "), "{evaluation}");
    assert!(evaluation.contains(settings), "{evaluation}");
    let arguments = "--arg n -1 --argstr color light blue --impure --show-trace -A package";
    assert!(evaluation.contains(arguments), "{evaluation}");
    assert!(build.starts_with("nix-store ") && build.contains(settings), "{build}");
    assert!(!build.contains("color") && !build.contains("--impure"), "{build}");
}

#[test]
fn a_search_path_of_the_command_line_is_looked_at_for_the_nixpkgs() {
    let found = calls(&["check", "-I", "nixpkgs=nixpkgs"]);
    assert_eq!(found[0], "nix-instantiate -I nixpkgs=nixpkgs --find-file nixpkgs");
}

#[test]
fn an_argument_that_every_module_has_is_refused() {
    let session = Session::new().file("configuration.nix", "{ }");
    session.run(&["--arg", "lib", "1"]).fails_with(
        "nix-docker: --arg lib: every module is given lib already, by NixOS: choose another name\n",
    );
    session.run(&["check", "--argstr", "1a", "x"]).fails_with(
        "nix-docker: --argstr 1a: 1a is no name that a module can ask for: letters, digits, _, - and ', \
         and no digit first\n",
    );
}

#[test]
fn numbers_and_systems_that_are_none_are_refused() {
    let session = Session::new().file("configuration.nix", "{ }");
    for (option, value, why) in [
        ("--cores", "abc", "--cores <N>': it takes a number"),
        ("--max-jobs", "many", "--max-jobs <N>': it takes a number, or auto"),
        ("--system", "banana", "--system <SYSTEM>': it takes a processor and a kernel, as x86_64-linux"),
    ] {
        let run = session.run(&["check", option, value]);
        assert_eq!(run.status, 2, "{}", run.stderr);
        assert!(
            run.stderr.starts_with(&format!("error: invalid value '{value}' for '{why}\n")),
            "{}",
            run.stderr
        );
    }
}

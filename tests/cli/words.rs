//! What is said of command lines that are nearly right, and how it is said: quiet, in color.

use std::path::Path;

use nix_docker::testing::needs;

use crate::session::Session;

/// What a call that ends with status 2 says.
fn usage(session: &Session, arguments: &[&str]) -> String {
    let run = session.run(arguments);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{}", run.stderr);
    run.stderr
}

#[test]
fn two_configurations_are_one_too_many() {
    let session = Session::new().file("a.nix", "{ }").file("b.nix", "{ }");
    let said = "nix-docker: one configuration only: b.nix is a second one; what both are about goes into a third \
                that imports them\n";
    for arguments in [&["a.nix", "b.nix"][..], &["-b", "a.nix", "b.nix"], &["a.nix", "-t", "x", "b.nix"]] {
        assert_eq!(usage(&session, arguments), said);
    }
}

#[test]
fn a_command_behind_its_options_is_told_to_stand_first() {
    let session = Session::new().file("a.nix", "{ }");
    let said = "nix-docker: check stands first, and its options behind it: nix-docker check …\n";
    for arguments in [&["-b", "a.nix", "check"][..], &["--packages", "debian", "check", "a.nix"]] {
        assert_eq!(usage(&session, arguments), said);
    }
    session.run(&["--packages", "debian", "check"]).fails_with(said);
}

#[test]
fn a_word_that_is_no_command_and_no_file_is_told_as_such() {
    let session = Session::new().file("a.nix", "{ }");
    let said =
        "nix-docker: there is no command run, and no file of that name: nix-docker --help has the commands\n";
    assert_eq!(usage(&session, &["run", "a.nix"]), said);
    // A directory of that name is a configuration.
    let session = session.file("run/configuration.nix", "{ }");
    assert!(usage(&session, &["run", "a.nix"]).contains("one configuration only"));
}

#[test]
fn a_word_for_building_is_answered_with_the_command_that_is_meant() {
    let session = Session::new().file("site/configuration.nix", "{ }");
    let told = |rest: &str| {
        format!(
            "nix-docker: there is no command build: without one nix-docker builds, an image with -b, a host-mounted \
             package without it: nix-docker{rest}\n"
        )
    };
    assert_eq!(usage(&session, &["build", "-t", "x", "site"]), told(" -b -t x site"));
    assert_eq!(usage(&session, &["build", "-b", "site dir"]), told(" -b 'site dir'"));
    session.run(&["build"]).fails_with(&told(" -b"));
    session.run(&["build", "-t", "x"]).fails_with(&told(" -b -t x"));
    // A file of that name is a configuration.
    let session = session.file("build", "{ }");
    assert!(session.run(&["build"]).stderr.contains("there is no Nix on this machine"));
}

#[test]
fn a_directory_is_its_configuration_nix() {
    let session = Session::new().file("site/configuration.nix", "{ }").file("empty/x", "");
    assert!(session.run(&["site"]).stderr.contains("there is no Nix on this machine"));
    session.run(&["empty"]).fails_with(
        "nix-docker: empty is a directory without a configuration.nix: name a configuration file\n",
    );
}

#[test]
fn a_name_without_a_flake_is_told_what_it_needs() {
    let session = Session::new().file("configuration.nix", "{ }");
    session.run(&[".#web"]).fails_with(
        "nix-docker: . is no flake: there is no flake.nix in it, or above it, and #web is a configuration of one: write \
         a flake.nix that has nixosConfigurations.web or dockerConfigurations.web, or name a file without #\n",
    );
}

#[test]
fn the_character_that_a_name_or_tag_may_not_have_is_named_with_its_place() {
    let session = Session::new().file("configuration.nix", "{ }");
    let said = usage(&session, &["-t", "web:1.0+beta"]);
    assert_eq!(
        said.lines().next(),
        Some(
            "error: invalid value 'web:1.0+beta' for '--tag <NAME[:TAG]>': \"web:1.0+beta\" is no image name: '+', \
             character 4, of the tag can't be in one, which has letters, digits, underscores, dots and dashes"
        )
    );
}

#[test]
fn a_place_for_the_link_that_can_not_be_used_is_told_before_the_evaluation() {
    let session = || {
        Session::new()
            .file("configuration.nix", "{ }")
            .tool("nix-store", "exit 1")
            .tool("nix-instantiate", "touch /tmp/evaluated; exit 1")
    };
    let foreign = session().file("notes/today", "");
    std::os::unix::fs::symlink("notes", foreign.path("result")).unwrap();
    foreign.run(&[]).fails_with(
        "nix-docker: ./result is there and is a link to notes, which is nothing that Nix made: move it away, the \
         package's link goes there\n",
    );
    if !needs::has_root() {
        return;
    }
    let closed = session().by_stranger(54321);
    std::fs::set_permissions(closed.path(""), std::os::unix::fs::PermissionsExt::from_mode(0o555)).unwrap();
    let shown = std::fs::canonicalize(closed.path("")).unwrap();
    closed.run(&[]).fails_with(&format!(
        "nix-docker: can't write to {} (Permission denied), where ./result goes, the link to the package: go to a \
         directory of your own, or make an image with -b\n",
        shown.display()
    ));
    assert!(!Path::new("/tmp/evaluated").exists());
}

#[test]
fn what_only_an_image_has_needs_b() {
    let session = Session::new().file("configuration.nix", "{ }");
    session
        .run(&["-t", "a", "-t", "b"])
        .fails_with("nix-docker: several -t need -b: a host-mounted image has one name\n");
    session.run(&["--iidfile", "id"]).fails_with(
        "nix-docker: --iidfile needs -b: a host-mounted image is loaded when its docker-run runs it\n",
    );
    session
        .run(&["-b", "--iidfile", "nowhere/id"])
        .fails_with("nix-docker: --iidfile nowhere/id: can't write it: No such file or directory\n");
}

#[test]
fn quiet_says_what_is_wrong_and_no_more() {
    let session = Session::new()
        .file("configuration.nix", "{ }")
        .file("nixpkgs/nixos/lib/eval-config.nix", "{ }")
        .tool("nix-store", "exit 1")
        .tool(
            "nix-instantiate",
            "echo 'trace: note: fine' >&2; echo 'trace: odd' >&2; echo 'error: wrong' >&2; exit 1",
        );
    session.run(&["-q", "--nixpkgs", "nixpkgs"]).fails_with("nix-docker: warning: odd\nnix-docker: wrong\n");
    let loud = session.run(&["--nixpkgs", "nixpkgs"]).stderr;
    assert!(loud.contains("nix-docker: fine\n"), "{loud}");
}

#[test]
fn an_error_is_told_in_json_too() {
    let session = Session::new().file("configuration.nix", "{ }");
    let run = session.run(&["--json"]);
    assert_eq!(run.status, 1);
    let told: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let keys: Vec<&str> = told.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["version", "error", "images", "imageId", "package", "ports", "volumes", "run"]);
    let error = told["error"].as_str().unwrap();
    assert_eq!(run.stderr, format!("nix-docker: {error}\n"));
}

#[test]
fn colors_are_for_terminals_and_for_who_asks() {
    let error =
        "there is no configuration nowhere.nix: write one, or name another (see samples/ for examples)\n";
    let session = Session::new().variable("TERM", "xterm");
    session.run(&["nowhere.nix"]).fails_with(&format!("nix-docker: {error}"));
    let colored = format!("\x1b[1;31mnix-docker:\x1b[0m {error}");
    session.run(&["nowhere.nix", "--color", "always"]).fails_with(&colored);
    session.run(&["check", "--color=always", "nowhere.nix"]).fails_with(&colored);
    let usage = |arguments: &[&str]| session.run(arguments).stderr;
    assert!(usage(&["--nothing", "--color=always"]).contains("\x1b["));
    assert!(!usage(&["--nothing"]).contains("\x1b["));

    // On a terminal, as script(1) is one, they are there, unless NO_COLOR says otherwise.
    let on_terminal = |variables: &str| {
        let program = env!("CARGO_BIN_EXE_nix-docker");
        let line = format!("TERM=xterm {variables} {program} nowhere.nix");
        let output = std::process::Command::new("script")
            .args(["-qec", &line, "/dev/null"])
            .env_remove("NO_COLOR")
            .current_dir(session.path(""))
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap().replace("\r\n", "\n")
    };
    assert_eq!(on_terminal(""), colored);
    for variables in ["NO_COLOR=1", "TERM=dumb"] {
        assert_eq!(on_terminal(variables), format!("nix-docker: {error}"));
    }
}

#[test]
fn the_version_names_the_tools_that_there_are() {
    let session = Session::new().variable("DOCKER_HOST", "unix:///nowhere/docker.sock");
    let first = format!("nix-docker {}", env!("CARGO_PKG_VERSION"));
    let version = |session: &Session, option: &str| {
        let run = session.run(&[option]);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""));
        run.stdout
    };
    let said = version(&session, "--version");
    let lines: Vec<&str> = said.lines().collect();
    assert!(lines[0].starts_with(&first), "{said}");
    assert_eq!(lines[1], "Nix: none (nix-instantiate: command not found)");
    assert!(
        lines[2].starts_with("Docker: there is no Docker daemon at unix:///nowhere/docker.sock"),
        "{said}"
    );
    let session = session.tool("nix-instantiate", "echo 'nix-instantiate (Nix) 2.99.1'");
    assert_eq!(version(&session, "--version").lines().nth(1), Some("Nix: 2.99.1"));
    assert_eq!(version(&session, "-V").lines().count(), 1);
}

#[test]
fn who_reads_only_the_first_line_of_the_version_gets_it_without_a_word_more() {
    let output = std::process::Command::new("bash")
        .args(["-c", "set -o pipefail; \"$0\" --version | head -n 1", env!("CARGO_BIN_EXE_nix-docker")])
        .env("DOCKER_HOST", "unix:///nowhere/docker.sock")
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stdout).starts_with("nix-docker "), "{}", text(&output.stdout));
    assert_eq!(text(&output.stderr), "");
}

#[test]
fn a_cache_without_room_is_one_sentence() {
    if !needs::has_root() {
        return;
    }
    let session = Session::new()
        .file("configuration.nix", "{ }")
        .file("cache/x", "")
        .tool("nix-store", "exit 1")
        .tool("nix-instantiate", "exit 1");
    let line = format!(
        "mount -t tmpfs -o size=64k none cache && cd cache && PATH=../../tools XDG_CACHE_HOME=$PWD exec {} check ../configuration.nix",
        env!("CARGO_BIN_EXE_nix-docker")
    );
    let mut command = std::process::Command::new("unshare");
    let output = command.args(["-m", "sh", "-c", &line]).current_dir(session.path("")).output().unwrap();
    let cache = std::fs::canonicalize(session.path("cache")).unwrap().join("nix-docker");
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        format!(
            "nix-docker: there is no room left for the cache in {}: make some, or set XDG_CACHE_HOME to a directory \
             that has\n",
            cache.display()
        )
    );
}

#[test]
fn a_refused_connection_is_one_reason_and_what_to_do() {
    let session = Session::new()
        .file("configuration.nix", "{ }")
        .tool("nix-store", "exit 1")
        .tool("nix-instantiate", "exit 1")
        .variable("DOCKER_HOST", "tcp://127.0.0.1:1");
    session.run(&["-b"]).fails_with(
        "nix-docker: there is no Docker daemon at tcp://127.0.0.1:1 (nothing listens there): start it (`sudo systemctl \
         start docker`, or scripts/install-docker.sh where there is none), or set DOCKER_HOST to another one\n",
    );
}

#[test]
fn a_refused_command_line_is_told_in_json_as_well_where_that_was_asked_for() {
    let session = Session::new().file("a.nix", "{ }");
    let error = |arguments: &[&str], status: i32| {
        let run = session.run(arguments);
        assert_eq!(run.status, status, "{}", run.stderr);
        let told: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        assert!(told["version"] == 1 && !run.stderr.is_empty(), "{told}");
        (told["error"].as_str().unwrap().to_owned(), told["builds"] == false)
    };
    let unknown = "unexpected argument '--bogus' found";
    assert_eq!(error(&["--json", "--bogus"], 2), (unknown.to_owned(), false));
    assert_eq!(error(&["check", "a.nix", "--bogus", "--json"], 2), (unknown.to_owned(), true));
    assert!(error(&["--json", "a.nix", "b.nix"], 2).0.starts_with("one configuration only: "));
    assert!(error(&["--json", "none.nix"], 1).0.contains("none.nix"));
    assert!(error(&["check", "--json", "none.nix"], 1).0.contains("none.nix"));
    assert_eq!(session.run(&["--bogus"]).stdout, "");
}

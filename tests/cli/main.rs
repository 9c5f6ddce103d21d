//! The command line as a user meets it: what is refused, in which words, with which status.
//!
//! Nothing here needs Nix or Docker: where a tool matters, PATH has a fake one.

#![allow(clippy::unwrap_used)] // a test may panic

mod cache;
mod check;
mod docker_run;
mod flags;
mod kept;
mod pages;
mod session;
mod setup;
mod words;

use std::process::Command;

use session::Session;

#[test]
fn a_missing_configuration_is_named() {
    Session::new()
        .run(&["nowhere.nix"])
        .fails_with("nix-docker: there is no configuration nowhere.nix: write one, or name another (see samples/ for examples)\n");
}

#[test]
fn the_default_configuration_is_configuration_nix() {
    Session::new()
        .run(&[])
        .fails_with("nix-docker: there is no configuration configuration.nix: write one, or name another (see samples/ for examples)\n");
}

#[test]
fn an_unknown_option_gets_the_nearest_known_one() {
    let run = Session::new().run(&["--form", "debian"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("unexpected argument '--form'"), "{}", run.stderr);
    assert!(run.stderr.contains("'--from'"), "{}", run.stderr);
}

#[test]
fn an_illegal_image_name_is_refused_before_anything_runs() {
    let run = Session::new().file("configuration.nix", "{ }").run(&["-t", "My Image"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("My Image"), "{}", run.stderr);
    assert!(run.stderr.contains("lower"), "{}", run.stderr);
}

#[test]
fn without_nix_the_remedy_is_said() {
    Session::new().file("configuration.nix", "{ }").run(&[]).fails_with(
        "nix-docker: there is no Nix on this machine (nix-instantiate is not on PATH): install it, \
         for example with scripts/install-nix.sh or `apt-get install nix-bin`\n",
    );
}

#[test]
fn without_a_daemon_nothing_is_built() {
    let session = Session::new()
        .file("configuration.nix", "{ }")
        .tool("nix-store", "exit 1")
        .tool("nix-instantiate", "touch evaluated; exit 1")
        .variable("DOCKER_HOST", "unix:///nowhere/docker.sock");
    let run = session.run(&["-b"]);
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains("/nowhere/docker.sock"), "{}", run.stderr);
    assert!(!session.path("evaluated").exists());
}

#[test]
fn without_nixpkgs_and_apt_there_is_nothing_to_take_packages_from() {
    let run = Session::new()
        .file("configuration.nix", "{ }")
        .tool("nix-store", "exit 1")
        .tool("nix-instantiate", "exit 1")
        .run(&[]);
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains("NIX_PATH has no <nixpkgs> and there is no apt"), "{}", run.stderr);
    assert!(run.stderr.contains("--nixpkgs PATH"), "{}", run.stderr);
}

#[test]
fn a_syntax_error_is_shown_once_with_its_place() {
    let stderr = "error: syntax error, unexpected end of file\n\n       at /c.nix:2:1:\n\n            1| {\n            2|\n             | ^\n";
    let session = Session::new()
        .file("configuration.nix", "{")
        .file("nixpkgs/nixos/lib/eval-config.nix", "{ }")
        .tool("nix-store", "exit 1")
        .tool("nix-instantiate", &format!("cat >&2 <<'END'\n{stderr}END\nexit 1"));
    let nixpkgs = std::fs::canonicalize(session.path("nixpkgs")).unwrap();
    session.run(&["--nixpkgs", "nixpkgs"]).fails_with(&format!(
        "nix-docker: modules and packages: the nixpkgs at {}\n\
         nix-docker: /c.nix:2:1: syntax error, unexpected end of file\n",
        nixpkgs.display()
    ));
}

#[test]
fn a_directory_that_is_no_nixpkgs_is_not_evaluated() {
    let session = Session::new()
        .file("configuration.nix", "{ }")
        .file("other/default.nix", "{ }")
        .tool("nix-store", "exit 1")
        .tool("nix-instantiate", "touch evaluated; exit 1");
    session
        .run(&["--nixpkgs", "other"])
        .fails_with("nix-docker: --nixpkgs other is no nixpkgs: it has no nixos/lib/eval-config.nix\n");
    assert!(!session.path("evaluated").exists());
}

#[test]
fn who_reads_no_further_does_not_end_the_run() {
    let session = Session::new().file("configuration.nix", "{ }").tool("nix-instantiate", "exit 1");
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = Command::new(env!("CARGO_BIN_EXE_nix-docker"));
    command.current_dir(session.path("")).env_clear().env("PATH", session.path("tools"));
    let status = command.arg("--nixpkgs").arg("none").stderr(writer).status().unwrap();
    assert_eq!(status.code(), Some(1));
}

#[test]
fn a_result_that_is_no_link_is_left_alone() {
    let session = Session::new()
        .file("configuration.nix", "{ }")
        .file("result", "precious")
        .tool("nix-store", "exit 1")
        .tool("nix-instantiate", "exit 1");
    session.run(&[]).fails_with(
        "nix-docker: ./result is there and is no link: move it away, the package's link goes there\n",
    );
    assert_eq!(std::fs::read_to_string(session.path("result")).unwrap(), "precious");
}

#[test]
fn from_without_b_is_refused() {
    let run = Session::new()
        .file("configuration.nix", "{ }")
        .tool("nix-store", "exit 1")
        .tool("nix-instantiate", "exit 1")
        .run(&["--from", "debian"]);
    run.fails_with(
        "nix-docker: --from needs -b: a host-mounted image has the host's store and nothing else\n",
    );
}

#[test]
fn help_and_version_go_to_standard_output() {
    let run = Session::new().run(&["--help"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.contains("Usage: nix-docker"), "{}", run.stdout);
    let version = format!("nix-docker {}", env!("CARGO_PKG_VERSION"));
    assert!(Session::new().run(&["-V"]).stdout.starts_with(&version));
}

#[test]
fn what_takes_long_gives_signs_of_life() {
    let session = Session::new()
        .file("configuration.nix", "{ }")
        .file("nixpkgs/default.nix", "{ }")
        .file("nixpkgs/nixos/lib/eval-config.nix", "{ }")
        .tool("nix-store", "exit 1")
        .tool("nix-instantiate", "echo waiting for the big Nix store lock... >&2; sleep 4; exit 1");
    let run = session.run(&["--nixpkgs", "nixpkgs"]);
    assert_eq!(run.status, 1);
    assert!(
        run.stderr.contains("nix-docker: Nix is waiting for the big Nix store lock..."),
        "{}",
        run.stderr
    );
    let configuration = std::fs::canonicalize(session.path("configuration.nix")).unwrap();
    let sign = format!("\nnix-docker: evaluating {} (2 s).", configuration.display());
    assert!(run.stderr.contains(&sign), "{}", run.stderr);
}

#[test]
fn a_daemon_that_does_not_answer_is_waited_for_with_a_word_and_not_for_ever() {
    let session = Session::new();
    let socket = session.path("docker.sock");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let address = format!("unix://{}", socket.display());
    let run = session
        .file("configuration.nix", "{ }")
        .tool("nix-store", "exit 1")
        .tool("nix-instantiate", "exit 1")
        .variable("DOCKER_HOST", Box::leak(address.clone().into_boxed_str()))
        .run(&["-b"]);
    assert_eq!(run.status, 1);
    assert!(
        run.stderr.starts_with("nix-docker: waiting for the Docker daemon to answer (2 s)."),
        "{}",
        run.stderr
    );
    let last = format!("\nnix-docker: there is no Docker daemon at {address} (it does not answer): start it");
    assert!(run.stderr.contains(&last), "{}", run.stderr);
}

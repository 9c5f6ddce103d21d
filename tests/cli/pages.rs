//! The man pages and completions in share/, made from the command line's definition: whether they are what it says
//! now, and whether man and a real bash understand them.
//!
//! `UPDATE_PAGES=1 cargo test --test cli pages` writes them anew. The program itself has nothing of them in it, since
//! it is in every image.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap_complete::{Shell, generate};
use nix_docker::testing::needs;

use crate::session::Session;

/// What each shell does besides what is generated: files are completed, and options' names for `options`.
const BASH: &str = include_str!("completions/options.bash");
const ZSH: &str = include_str!("completions/options.zsh");
const FISH: &str = include_str!("completions/options.fish");

fn share() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("share")
}

fn completion(shell: Shell) -> String {
    let mut text = Vec::new();
    generate(shell, &mut nix_docker::testing::command(), "nix-docker", &mut text);
    String::from_utf8(text).unwrap()
}

fn page(command: clap::Command) -> String {
    let mut text = Vec::new();
    clap_mangen::Man::new(command).render(&mut text).unwrap();
    String::from_utf8(text).unwrap()
}

/// Every file of share/ as it has to be.
fn made() -> Vec<(&'static str, String)> {
    let mut command = nix_docker::testing::command().disable_help_subcommand(true);
    command.build();
    let of = |name: &str| {
        page(command.find_subcommand(name).unwrap().clone().display_name(format!("nix-docker-{name}")))
    };
    let zsh = completion(Shell::Zsh);
    vec![
        ("bash-completion/completions/nix-docker", bash()),
        ("fish/vendor_completions.d/nix-docker.fish", completion(Shell::Fish) + FISH),
        ("zsh/site-functions/_nix-docker", named_options(&zsh)),
        ("man/man1/nix-docker.1", page(command.clone())),
        ("man/man1/nix-docker-check.1", of("check")),
        ("man/man1/nix-docker-options.1", of("options")),
    ]
}

/// bash's completion. The generator takes the dash in the program's name for the beginning of a command in one of two
/// places, and nothing would be completed behind a command.
fn bash() -> String {
    completion(Shell::Bash).replace("nix__subcmd__docker", "nix__docker") + BASH
}

/// zsh's completion with the options' names in the place of files, where a pattern of them is wanted.
fn named_options(zsh: &str) -> String {
    let lines = zsh.lines().map(|line| match line.find("::pattern") {
        Some(_) => line.replace(":_default'", ":_nix_docker_option_names'"),
        None => line.to_owned(),
    });
    let text = lines.collect::<Vec<_>>().join("\n") + "\n";
    // The file's end calls what is above it.
    text.replacen("\nif [ \"$funcstack[1]\"", &format!("{ZSH}\nif [ \"$funcstack[1]\""), 1)
}

#[test]
fn they_are_as_the_command_line_is() {
    let update = std::env::var_os("UPDATE_PAGES").is_some();
    for (name, text) in made() {
        let path = share().join(name);
        if update {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &text).unwrap();
        }
        let there = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            there == text,
            "share/{name} is not what it has to be: UPDATE_PAGES=1 cargo test --test cli pages"
        );
    }
}

#[test]
fn man_finds_nothing_wrong_with_the_pages() {
    if !needs::has_programs(&["man"]) {
        return;
    }
    for name in ["nix-docker", "nix-docker-check", "nix-docker-options"] {
        let page = share().join(format!("man/man1/{name}.1"));
        let output = Command::new("man")
            .args(["--warnings", "-E", "UTF-8", "-l"])
            .arg(&page)
            .env("MANWIDTH", "100")
            .env("LC_ALL", "C.UTF-8")
            .env("MAN_KEEP_FORMATTING", "")
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && said.is_empty(), "{name}: {said}");
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("SYNOPSIS") && text.contains("--nixpkgs"), "{text}");
    }
}

/// What a real bash offers for the last of these words.
fn offered(session: &Session, words: &[&str]) -> Vec<String> {
    let script = format!(
        "source {}\n\
         COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); COMP_LINE=\"$*\"; COMP_POINT=${{#COMP_LINE}}\n\
         $(complete -p nix-docker | sed 's/.*-F \\([^ ]*\\).*/\\1/') nix-docker \"${{@: -1}}\" \"${{@: -2:1}}\"\n\
         printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        share().join("bash-completion/completions/nix-docker").display()
    );
    let output = Command::new("bash")
        .args(["--norc", "-c", &script, "bash"])
        .args(words)
        .current_dir(session.path(""))
        .env("PATH", format!("{}:/usr/bin:/bin", session.path("../tools").display()))
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[test]
fn bash_completes_options_values_files_and_the_names_of_options() {
    let names =
        "[ \"$*\" = 'options --format names' ] && printf '%s\\n' services.httpd.enable services.nginx.enable";
    let session =
        Session::new().file("configuration.nix", "{ }").file("my site.nix", "{ }").tool("nix-docker", names);
    assert_eq!(offered(&session, &["nix-docker", "--iid"]), ["--iidfile"]);
    assert_eq!(offered(&session, &["nix-docker", "--color", "a"]), ["auto", "always"]);
    assert_eq!(offered(&session, &["nix-docker", "c"]), ["check", "configuration.nix"]);
    assert_eq!(offered(&session, &["nix-docker", "-b", "my"]), ["my site.nix"]);
    assert_eq!(offered(&session, &["nix-docker", "check", "con"]), ["configuration.nix"]);
    assert_eq!(offered(&session, &["nix-docker", "options", "services.h"]), ["services.httpd.enable"]);
    assert_eq!(offered(&session, &["nix-docker", "options", "--format", "n"]), ["names"]);
    assert_eq!(offered(&session, &["nix-docker", "options", "--form"]), ["--format"]);
}

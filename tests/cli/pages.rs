//! The man pages and completions in share/, made from the command line's definition: whether they are what it says
//! now, and whether man, bash, zsh and fish understand them.
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
    vec![
        ("bash-completion/completions/nix-docker", bash()),
        ("fish/vendor_completions.d/nix-docker.fish", fish()),
        ("zsh/site-functions/_nix-docker", zsh()),
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

/// fish's completion. Behind an option that waits for its value, and behind a configuration, the generated function
/// takes the command to be known, and offers files alone.
fn fish() -> String {
    let text = completion(Shell::Fish);
    let text = replace_once(
        &text,
        "-- $cmd 2>/dev/null\n    or return\n    if set -q argv[1]\n",
        "-- $cmd 2>/dev/null\n    or argparse -s (__fish_nix_docker_global_optspecs) -- $cmd[1..-2] 2>/dev/null\n    or return\n    \
         if contains -- \"$argv[1]\" check options help\n",
    );
    text + FISH
}

/// zsh's completion with the options' names in the place of files, where a pattern of them is wanted. The generated
/// one takes the first word for a configuration and the second for a command, where the first may be either.
fn zsh() -> String {
    let text = completion(Shell::Zsh);
    let configuration = text.lines().find(|line| line.starts_with("'::configuration ")).unwrap();
    let words = format!("{configuration}\n\":: :_nix-docker_commands\" \\\n\"*::: :->nix-docker\" \\\n");
    let text = replace_once(&text, &words, "\"${positionals[@]}\" \\\n");
    let text = replace_once(
        &text,
        "    local context curcontext=\"$curcontext\" state line\n    _arg",
        "    local context curcontext=\"$curcontext\" state line\n    local -a positionals\n    \
         positionals=('::configuration:_nix_docker_first')\n    \
         (( ${words[(i)check|options|help]} < CURRENT )) &&\n        \
         positionals=(': :_nix-docker_commands' '*::: :->nix-docker')\n    _arg",
    );
    let lines = text.lines().map(|line| match line.find("::pattern") {
        Some(_) => line.replace(":_default'", ":_nix_docker_option_names'"),
        None => line.replace("$line[2]", "$line[1]"),
    });
    let text = lines.collect::<Vec<_>>().join("\n") + "\n";
    // The file's end calls what is above it.
    replace_once(&text, "\nif [ \"$funcstack[1]\"", &format!("{ZSH}\nif [ \"$funcstack[1]\""))
}

/// `text` with `new` where it has `old`, which it has to have once.
fn replace_once(text: &str, old: &str, new: &str) -> String {
    assert_eq!(text.matches(old).count(), 1, "the generator writes other than this, once:\n{old}");
    text.replace(old, new)
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

/// Files to complete, and a program that knows two options.
fn session() -> Session {
    let names =
        "[ \"$*\" = 'options --format names' ] && printf '%s\\n' services.httpd.enable services.nginx.enable";
    Session::new().file("configuration.nix", "{ }").file("my site.nix", "{ }").tool("nix-docker", names)
}

#[test]
fn bash_completes_options_values_files_and_the_names_of_options() {
    let session = session();
    assert_eq!(offered(&session, &["nix-docker", "--iid"]), ["--iidfile"]);
    assert_eq!(offered(&session, &["nix-docker", "--color", "a"]), ["auto", "always"]);
    assert_eq!(offered(&session, &["nix-docker", "c"]), ["check", "configuration.nix"]);
    assert_eq!(offered(&session, &["nix-docker", "-b", "my"]), ["my site.nix"]);
    assert_eq!(offered(&session, &["nix-docker", "check", "con"]), ["configuration.nix"]);
    assert_eq!(offered(&session, &["nix-docker", "options", "services.h"]), ["services.httpd.enable"]);
    assert_eq!(offered(&session, &["nix-docker", "options", "--format", "n"]), ["names"]);
    assert_eq!(offered(&session, &["nix-docker", "options", "--form"]), ["--format"]);
}

#[test]
fn fish_completes_the_same() {
    if !needs::has_programs(&["fish"]) {
        return;
    }
    let session = session();
    let offered = |line: &str| {
        let file = share().join("fish/vendor_completions.d/nix-docker.fish");
        let output = Command::new("fish")
            .args(["--no-config", "-c", &format!("source {}; complete -C '{line}'", file.display())])
            .current_dir(session.path(""))
            .env("HOME", session.path(""))
            .env("PATH", format!("{}:/usr/bin:/bin", session.path("../tools").display()))
            .output()
            .unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().map(|line| line.split('\t').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(offered("nix-docker --iid"), ["--iidfile"]);
    assert_eq!(offered("nix-docker --packages "), ["debian", "nixpkgs"]);
    assert_eq!(offered("nix-docker c"), ["check", "configuration.nix"]);
    assert_eq!(offered("nix-docker configuration.nix --iid"), ["--iidfile"]);
    assert_eq!(offered("nix-docker check con"), ["configuration.nix"]);
    assert_eq!(offered("nix-docker options services.h"), ["services.httpd.enable"]);
    assert_eq!(offered("nix-docker options --format n"), ["names"]);
}

/// An interactive zsh: what it makes of each line when the tabulator is pressed behind it.
const TYPING: &str = r#"
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "fpath=($SHARE/zsh/site-functions \$fpath); autoload -U compinit; compinit -D -u"
zpty -w shell 'tell() { print -r -- "$BUFFER" > told.new; mv told.new told; BUFFER= }; zle -N tell; bindkey "^T" tell'
# What is typed before the shell reads lines by itself is not completed.
zpty -w shell 'zle-line-init() { : > ready }; zle -N zle-line-init; true'
until [[ -e ready ]] { sleep 0.05 }
for line; do
    zpty -w -n shell "$line"$'\t\C-t'
    until [[ -e told ]] { sleep 0.05 }
    cat told
    rm told
done
"#;

#[test]
fn zsh_completes_the_same() {
    if !needs::has_programs(&["zsh"]) {
        return;
    }
    let session = session();
    let lines = [
        ("nix-docker --iid", "nix-docker --iidfile="),
        ("nix-docker --packages=d", "nix-docker --packages=debian "),
        ("nix-docker che", "nix-docker check "),
        ("nix-docker conf", "nix-docker configuration.nix "),
        ("nix-docker configuration.nix --iid", "nix-docker configuration.nix --iidfile="),
        ("nix-docker check con", "nix-docker check configuration.nix "),
        ("nix-docker options services.h", "nix-docker options services.httpd."),
        ("nix-docker options services.httpd.e", "nix-docker options services.httpd.enable "),
        ("nix-docker options --format n", "nix-docker options --format names "),
    ];
    let output = Command::new("timeout")
        .args(["60", "zsh", "-f", "-c", TYPING, "zsh"])
        .args(lines.map(|(typed, _)| typed))
        .current_dir(session.path(""))
        .env("HOME", session.path(""))
        .env("SHARE", share())
        .env("TERM", "xterm")
        .env("PATH", format!("{}:/usr/bin:/bin", session.path("../tools").display()))
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let expected = lines.map(|(_, completed)| completed).join("\n") + "\n";
    assert_eq!(text, expected, "{}", String::from_utf8_lossy(&output.stderr));
}

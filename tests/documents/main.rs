//! The documents: every link leads somewhere, and no block of code is there that nothing tries.
//!
//! Configurations are checked and units parsed here; the words of commands are held against the command line, the
//! scripts, the tests and the justfile. What the README's commands do is tried by tests/e2e/readme.rs, the Dockerfile
//! of docs/init.md by tests/e2e/dockerfile.rs.

#![allow(clippy::unwrap_used)] // a test may panic

#[allow(dead_code)] // tests/e2e has the rest of it
mod blocks;
mod links;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use nix_docker::testing::needs;

use blocks::{Block, blocks, repository};

/// All documents that are for people.
fn documents() -> Vec<String> {
    let named = |directory: &str| {
        let mut names: Vec<String> = fs::read_dir(repository(directory))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
            .map(|path| format!("{directory}{}", path.file_name().unwrap().to_str().unwrap()))
            .collect();
        names.sort();
        names
    };
    [named(""), named("docs/")].concat()
}

/// Runs the program in a directory with this file, a page to serve, and no configuration else.
fn run(file: &str, text: &str, arguments: &[&str]) -> Result<(), String> {
    let directory = tempfile::tempdir().unwrap();
    fs::create_dir(directory.path().join("www")).unwrap();
    fs::write(directory.path().join("www/index.html"), "a page\n").unwrap();
    fs::create_dir_all(directory.path().join(file).parent().unwrap()).unwrap();
    fs::write(directory.path().join(file), text).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_nix-docker"))
        .args(arguments)
        .env("XDG_CACHE_HOME", directory.path().join("cache"))
        .current_dir(directory.path())
        .output()
        .unwrap();
    output.status.success().then_some(()).ok_or_else(|| String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Why one line of a block of commands can't be right.
fn command_fault(line: &str) -> Result<(), String> {
    let (command, _comment) = line.split_once(" # ").unwrap_or((line, ""));
    let mut words: Vec<&str> = command.split_whitespace().collect();
    while words.first().is_some_and(|word| *word == "sudo" || word.contains('=')) {
        words.remove(0);
    }
    let after = |flag: &str| words.iter().position(|word| *word == flag).and_then(|at| words.get(at + 1));
    match words.first().copied().unwrap_or_default() {
        "nix-docker" => nix_docker::testing::command()
            .try_get_matches_from(&words)
            .map(drop)
            .map_err(|error| error.to_string()),
        script if script.starts_with("scripts/") => match fs::metadata(repository(script)) {
            Ok(file) if file.permissions().mode() & 0o111 != 0 => Ok(()),
            _ => Err(format!("there is no script {script}")),
        },
        "cargo" => match after("--test") {
            Some(name) if name.chars().all(|letter| letter.is_lowercase() || letter == '_') => {
                let exists = repository(&format!("tests/{name}.rs")).exists()
                    || repository(&format!("tests/{name}/main.rs")).exists();
                exists.then_some(()).ok_or_else(|| format!("there is no test {name}"))
            }
            _ => Ok(()),
        },
        "just" => {
            let recipes = fs::read_to_string(repository("justfile")).unwrap();
            let name = words.get(1).copied().unwrap_or("_default");
            let is_it = |line: &str| line.split([' ', ':']).next() == Some(name);
            recipes.lines().any(is_it).then_some(()).ok_or_else(|| format!("there is no recipe {name}"))
        }
        // What else a reader has at hand.
        "docker" | "./result/sbin/docker-run" | "nix-copy-closure" | "ssh" | "git" | "curl" => Ok(()),
        other => Err(format!("nothing tries {other}")),
    }
}

fn fault(block: &Block) -> Result<(), String> {
    let text = &block.text;
    match block.language.as_str() {
        "nix" => run("configuration.nix", text, &["check"]),
        "ini" => run("units/web.service", text, &["check-units", "units"]),
        "json" => run("units.json", text, &["check-units", "units.json"]),
        "" if text.starts_with("docker.") => {
            let tree = repository("tests/fixtures/nixpkgs");
            let text = format!("{{ {text} }}");
            run("configuration.nix", &text, &["check", "--nixpkgs", tree.to_str().unwrap()])
        }
        "" | "console" => {
            let commands = text.lines().filter(|line| !line.trim().is_empty());
            let typed = |line: &&str| block.language.is_empty() || line.starts_with("$ ");
            let mut commands =
                commands.filter(typed).map(|line| line.trim_start_matches("$ ").trim()).peekable();
            commands.peek().ok_or("no command is in it")?;
            commands.try_for_each(command_fault)
        }
        // tests/e2e has them, by these words; the pod by what it asks for, in Docker's words.
        "dockerfile" | "yaml" => {
            let readers = ["dockerfile.rs", "anywhere.rs"]
                .map(|name| fs::read_to_string(repository("tests/e2e").join(name)).unwrap())
                .concat();
            let call =
                format!("\"{}\", \"{}", block.place.split(':').next().unwrap(), text.lines().next().unwrap());
            readers.contains(&call).then_some(()).ok_or_else(|| format!("no test in tests/e2e has {call}"))
        }
        "text" => Ok(()), // drawings
        other => Err(format!("nobody knows what {other} is")),
    }
}

#[test]
fn every_block_of_code_is_tried() {
    if !needs::has_programs(&["nix-instantiate", "apt-get"]) {
        return;
    }
    let mut count = 0;
    let mut faults = Vec::new();
    for document in documents() {
        for block in blocks(&document) {
            count += 1;
            if let Err(fault) = fault(&block) {
                faults.push(format!("{}: {}", block.place, fault.trim()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count > 15, "only {count} blocks were found");
}

#[test]
fn every_link_leads_to_a_file_and_a_heading() {
    let mut faults = Vec::new();
    let mut count = 0;
    for document in documents() {
        let (links, found) = links::faults(&document);
        count += links;
        faults.extend(found);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count > 20, "only {count} links were found");
}

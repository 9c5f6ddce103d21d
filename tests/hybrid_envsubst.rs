//! The envsubst that NixOS' services have beside Debian's programs: `nix/nixos/hybrid/envsubst.sh`.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::Write;
use std::process::{Command, Output, Stdio};

const SET: [(&str, &str); 3] = [("NAME", "a value"), ("EMPTY", ""), ("OTHER", "$NAME")];

fn envsubst(arguments: &[&str], text: &str) -> Output {
    let mut child = Command::new("bash")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/nix/nixos/hybrid/envsubst.sh"))
        .args(arguments)
        .env_clear()
        .envs(SET)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Who takes a file reads none of it.
    let _ = child.stdin.take().unwrap().write_all(text.as_bytes());
    child.wait_with_output().unwrap()
}

fn written(text: &str) -> String {
    let output = envsubst(&[], text);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn variables_become_their_values_once() {
    assert_eq!(written("<$NAME ${NAME}s $EMPTY$MISSING $OTHER>"), "<a value a values  $NAME>");
    // The shell's own are not of the environment.
    assert_eq!(written("<$input$text$BASH_VERSION>"), "<>");
}

#[test]
fn a_dollar_is_written_as_two_and_alone() {
    assert_eq!(written("$$NAME 5$ \"$\" $"), "$NAME 5$ \"$\" $");
}

#[test]
fn a_default_stands_for_what_is_missing() {
    assert_eq!(written("${MISSING:-x y} ${MISSING-$NAME} ${EMPTY:-x} <${EMPTY-x}>"), "x y a value x <>");
    assert_eq!(written("<${NAME:+x}${EMPTY:+y}${EMPTY+z}${MISSING+z}>"), "<xz>");
}

#[test]
fn all_else_stays_to_the_last_byte() {
    for text in ["", "\n", "no newline", "\\n 'a'  \t\n\n* %s\n", "${NAME", "${}"] {
        assert_eq!(written(text), text);
    }
}

#[test]
fn a_file_may_be_written_over_itself() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("file");
    fs::write(&file, "is: $NAME\n").unwrap();
    let path = file.to_str().unwrap();
    assert!(envsubst(&["-i", path, "-o", path], "").status.success());
    assert_eq!(fs::read_to_string(&file).unwrap(), "is: a value\n");
}

#[test]
fn what_must_be_set_is_named_when_it_is_not() {
    let said = |arguments: &[&str], text| {
        let output = envsubst(arguments, text);
        assert_eq!(output.status.code(), Some(1));
        assert!(output.stdout.is_empty());
        String::from_utf8(output.stderr).unwrap()
    };
    assert_eq!(said(&["-no-unset"], "x $MISSING"), "envsubst: $MISSING is not set\n");
    assert_eq!(said(&["--no-empty"], "$EMPTY"), "envsubst: $EMPTY is empty\n");
    assert_eq!(said(&["-q"], ""), "envsubst: -q is not known\n");
}

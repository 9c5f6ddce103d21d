//! Command lines with the real binary: prefixes, quoting, variables and specifiers, as systemd has them.

use nix_docker::testing::protocol::{JobOutcome, Verb};
use serde_json::{Value, json};

use crate::container::{Units, lines_of};

/// A unit of these commands, one after the other.
fn oneshot(commands: &[&str], extra: &[(&str, Value)]) -> Value {
    let mut service = json!({"Type": "oneshot", "ExecStart": commands});
    for (name, value) in extra {
        service[*name] = value.clone();
    }
    json!({"Service": service})
}

/// A command that prints its words, one in each pair of brackets.
fn show(words: &str) -> String {
    format!(r#"/bin/sh -c "printf '[%%s]' \"$@\"; echo" - {words}"#)
}

#[test]
fn each_prefix_does_what_it_says() {
    let who = "echo $$0 $$(id -u)";
    let commands = [
        format!("/bin/sh -c '{who}'"),
        format!("@/bin/sh zero -c '{who}'"),
        format!("+/bin/sh -c '{who}; umask'"),
        format!("!/bin/sh -c '{who}; umask'"),
        format!("!!/bin/sh -c '{who}'"),
        "-/bin/false".to_owned(),
        "-/no/such/program".to_owned(),
        ":/bin/echo $HOME ${HOME} %n".to_owned(),
        format!("-+@/bin/sh many -c '{who}; exit 3'"),
    ];
    let commands: Vec<&str> = commands.iter().map(String::as_str).collect();
    let nobody = [("User", json!("nobody")), ("UMask", json!("0077"))];
    let (code, log) = Units::new().with("a.service", oneshot(&commands, &nobody)).run();
    assert_eq!(code, 0, "{log}");
    let mut lines = lines_of(&log, "a");
    lines.retain(|line| !line.starts_with("can't execute"));
    let nobody = lines[0].split(' ').nth(1).unwrap().to_owned();
    assert_ne!(nobody, "0");
    let expected = [
        &format!("/bin/sh {nobody}"),
        &format!("zero {nobody}"),
        "/bin/sh 0",
        "0077",
        "/bin/sh 0",
        "0077",
        &format!("/bin/sh {nobody}"),
        "$HOME ${HOME} a.service",
        "many 0",
    ];
    assert_eq!(lines, expected, "{log}");
}

#[test]
fn words_are_cut_and_unescaped_as_systemd_does() {
    // What systemd 252 and 257 made of the same lines.
    let cases = [
        (r#"a"b c"d --x="y z" e'f g'h "" '' "i'j""#, "[ab cd][--x=y z][ef gh][][][i'j]"),
        (r"\x41\102\u00e4 a\sb \d \x4 \9 '\q'", r"[ABä][a b][\d][\x4][\9][\q]"),
        (r"a ;b \; ';' c", "[a][;b][;][;][c]"),
        ("a \\\n  b", "[a][b]"),
        ("a # b ~ * $(x) `x`", "[a][#][b][~][*][`x`]"),
    ];
    let commands: Vec<String> = cases.iter().map(|(words, _)| show(words)).collect();
    let commands: Vec<&str> = commands.iter().map(String::as_str).collect();
    let (code, log) = Units::new().with("a.service", oneshot(&commands, &[])).run();
    assert_eq!(code, 0, "{log}");
    assert_eq!(lines_of(&log, "a"), cases.map(|(_, words)| words), "{log}");
}

#[test]
fn variables_become_words_or_stay_in_theirs() {
    let cases = [
        ("$TWO ${TWO} x${ONE}y x$ONE $$ONE $${ONE}", "[two][words][two  words][xoney][x$ONE][$ONE][${ONE}]"),
        ("$UNSET ${UNSET} $EMPTY a", "[][a]"),
        ("$QUOTED", "[a b][c d]"),
        ("$ONE/x $1 a$ ${ONE:-d} ${1} x${}y", "[a$][${ONE:-d}][][xy]"),
    ];
    let commands: Vec<String> = cases.iter().map(|(words, _)| show(words)).collect();
    let commands: Vec<&str> = commands.iter().map(String::as_str).collect();
    let variables = json!([r#"ONE=one "TWO=two  words" EMPTY="#, r#""QUOTED='a b' c\\ d""#]);
    let unit = oneshot(&commands, &[("Environment", variables)]);
    let (code, log) = Units::new().with("a.service", unit).run();
    assert_eq!(code, 0, "{log}");
    assert_eq!(lines_of(&log, "a"), cases.map(|(_, words)| words), "{log}");
}

#[test]
fn specifiers_name_the_unit_and_the_system() {
    let commands = [
        show("%n %N %p %P %i %I %j %f"),
        show("%t %S %C %L %E %T %V %h %u %U %g %G %d %% 100%%x"),
        "/bin/sh -c '[ %H = $$(uname -n) ] && [ %v = $$(uname -r) ] && echo same'".to_owned(),
    ];
    let commands: Vec<&str> = commands.iter().map(String::as_str).collect();
    let start = json!({"Service": {"Type": "oneshot", "ExecStart": "/bin/true"}, "Unit": {"Wants": ["my-db@a-b\\x2dc.service"]}});
    let (code, log) =
        Units::new().with("first.service", start).unwanted("my-db@.service", oneshot(&commands, &[])).run();
    assert_eq!(code, 0, "{log}");
    let unit = "my-db@a-b\\x2dc";
    let expected = [
        format!("[{unit}.service][{unit}][my-db][my/db][a-b\\x2dc][a/b-c][db][/a/b-c]"),
        format!(
            "[/run][/var/lib][/var/cache][/var/log][/etc][/tmp][/var/tmp][/root][root][0][root][0][/run/credentials/{unit}.service][%][100%x]"
        ),
        "same".to_owned(),
    ];
    assert_eq!(lines_of(&log, unit), expected, "{log}");
}

#[test]
fn environment_files_are_read_as_systemd_reads_them() {
    let file = r#"printf '%s\n' '# c' 'A=file' 'B="q $A \$ \" \x"' "C='s \\ x'" 'D=a  b   ' 'E=back\slash \' 'more' 'F=x"y"z' 'G="a"b' ' H = i' 'J=a#b # c' 'export K=1' > /run/e.env"#;
    let variables = ["A", "B", "C", "D", "E", "F", "G", "H", "J", "K", "Z"];
    let shown: Vec<String> = variables.iter().map(|name| format!("\"{name}=${{{name}}}\"")).collect();
    let extra = [
        ("Environment", json!("A=unit Z=unit")),
        ("EnvironmentFile", json!(["/run/e.env", "-/run/none.env", "/run/e*.env"])),
    ];
    let unit = oneshot(&[&show(&shown.join(" "))], &extra);
    let (code, log) = Units::new().prelude(file).with("a.service", unit).run();
    assert_eq!(code, 0, "{log}");
    let expected = r#"[A=file][B=q $A $ " \x][C=s \ x][D=a  b][E=backslash more][F=x"y"z][G=ab][H=i][J=a#b # c][K=][Z=unit]"#;
    assert_eq!(lines_of(&log, "a"), [expected], "{log}");
}

#[test]
fn without_its_environment_file_a_service_does_not_start_whatever_its_prefix() {
    let unit = oneshot(&["-/bin/echo never"], &[("EnvironmentFile", json!("/no/such"))]);
    let container = Units::new()
        .unwanted("a.service", unit)
        .with("keep.service", json!({"Service": {"ExecStart": "/bin/sleep 1000"}}))
        .start();
    container.wait_for("is reached");
    assert_eq!(container.systemctl(Verb::Start, "a.service"), JobOutcome::Failed);
    let status = container.status("a.service");
    assert_eq!((status.result.as_str(), status.exec_main_code), ("resources", 0));
    assert!(!container.log().contains("never"), "{}", container.log());
}

#[test]
fn an_exec_condition_skips_or_fails_by_its_status() {
    let unit = |condition: &str| {
        json!({"Service": {"Type": "oneshot", "RemainAfterExit": true,
            "ExecCondition": condition, "ExecStart": "/bin/echo ran"}})
    };
    let container = Units::new()
        .unwanted("holds.service", unit("/bin/true"))
        .unwanted("skips.service", unit("/bin/sh -c 'exit 254'"))
        .unwanted("fails.service", unit("/bin/sh -c 'exit 255'"))
        .unwanted("dies.service", unit("/bin/sh -c 'kill -9 $$$$'"))
        .unwanted("ignored.service", unit("-/bin/false"))
        .with("keep.service", json!({"Service": {"ExecStart": "/bin/sleep 1000"}}))
        .start();
    container.wait_for("is reached");
    for (unit, outcome, state, result) in [
        ("holds.service", JobOutcome::Done, "active", "success"),
        ("skips.service", JobOutcome::Done, "inactive", "exec-condition"),
        ("fails.service", JobOutcome::Failed, "failed", "exit-code"),
        ("dies.service", JobOutcome::Failed, "failed", "signal"),
        ("ignored.service", JobOutcome::Done, "active", "success"),
    ] {
        assert_eq!(container.systemctl(Verb::Start, unit), outcome, "{unit}");
        let status = container.status(unit);
        assert_eq!((status.active_state.as_str(), status.result.as_str()), (state, result), "{unit}");
    }
    assert_eq!(container.stop().0, 0);
}

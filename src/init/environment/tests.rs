use super::*;

fn identity(home: &str, shell: &str) -> Identity {
    let user = User { name: "www".into(), uid: 54, gid: 54, home: home.into(), shell: shell.into() };
    Identity { user: Some(user), uid: 54, gid: 54, groups: vec![54] }
}

fn own(name: &str) -> Option<String> {
    ["TZ", "SECRET", "HOME"].contains(&name).then(|| format!("{name} of PID 1"))
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn later_sources_win() {
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join("env"), "B=file\nHOME='/from file'\nbad line\n").unwrap();
    let context = ExecContext {
        environment: pairs(&[("A", "unit"), ("B", "unit"), ("USER", "me"), ("X", "1"), ("Y", "1")]),
        environment_files: vec![
            EnvironmentFile { path: "/env".into(), missing_ok: false },
            EnvironmentFile { path: "/none*".into(), missing_ok: true },
        ],
        pass_environment: vec!["SECRET".into(), "MISSING".into()],
        unset_environment: vec!["X".into(), "Y=2".into()],
        ..ExecContext::default()
    };
    let known = pairs(&[("A", "known"), ("RUNTIME_DIRECTORY", "/run/a")]);
    let who = identity("/srv", "/bin/sh");
    let environment = assemble(&context, Some(&who), &known, own, root.path()).unwrap();
    let expected = pairs(&[
        ("PATH", DEFAULT_PATH),
        ("TZ", "TZ of PID 1"),
        ("LANG", "C.UTF-8"),
        ("A", "unit"),
        ("RUNTIME_DIRECTORY", "/run/a"),
        ("USER", "me"),
        ("LOGNAME", "www"),
        ("HOME", "/from file"),
        ("SHELL", "/bin/sh"),
        ("SECRET", "SECRET of PID 1"),
        ("B", "file"),
        ("Y", "1"),
    ]);
    assert_eq!(environment.variables, expected);
    assert_eq!(environment.warnings.len(), 1);
}

#[test]
fn a_user_without_home_or_shell_gets_none() {
    let context = ExecContext::default();
    let who = identity("/", "/run/current-system/sw/bin/nologin");
    let environment = assemble(&context, Some(&who), &[], |_| None, Path::new("/")).unwrap();
    assert_eq!((environment.get("HOME"), environment.get("SHELL")), (None, None));
    assert_eq!(environment.get("LOGNAME"), Some("www"));
    let context = ExecContext { set_login_environment: Some(false), ..context };
    let environment = assemble(&context, Some(&who), &[], |_| None, Path::new("/")).unwrap();
    let expected = [("PATH", DEFAULT_PATH), ("LANG", "C.UTF-8"), ("USER", "www")];
    assert_eq!(environment.variables, pairs(&expected));
}

#[test]
fn a_unit_that_names_no_user_is_told_roots_name_and_no_more() {
    if !crate::testing::needs::has_root() {
        return;
    }
    let of = |context: &ExecContext| assemble(context, None, &[], |_| None, Path::new("/")).unwrap();
    let environment = of(&ExecContext::default());
    let expected = [("PATH", DEFAULT_PATH), ("LANG", "C.UTF-8"), ("USER", "root")];
    assert_eq!(environment.variables, pairs(&expected));
    let environment = of(&ExecContext { set_login_environment: Some(true), ..ExecContext::default() });
    assert_eq!((environment.get("HOME"), environment.get("LOGNAME")), (Some("/root"), Some("root")));
}

#[test]
fn the_locale_is_pid_1s_own_or_the_systems() {
    let root = tempfile::tempdir().unwrap();
    std::fs::create_dir(root.path().join("etc")).unwrap();
    std::fs::write(root.path().join("etc/locale.conf"), "LANG=nl_NL.UTF-8\nLC_TIME=\"C\"\nX=1\n").unwrap();
    assert_eq!(locale(root.path()), pairs(&[("LANG", "nl_NL.UTF-8"), ("LC_TIME", "C")]));
    let own = |name: &str| (name == "LANG").then(|| "C".to_owned());
    let environment = assemble(&ExecContext::default(), None, &[], own, root.path()).unwrap();
    assert_eq!((environment.get("LANG"), environment.get("LC_TIME")), (Some("C"), None));
}

#[test]
fn what_a_pattern_stands_for_has_a_bound_in_all() {
    let root = tempfile::tempdir().unwrap();
    let content = format!("A={}\n", "x".repeat(4_000_000));
    let read = |count: usize| {
        for number in 0..count {
            std::fs::write(root.path().join(format!("{number}.env")), &content).unwrap();
        }
        let file = EnvironmentFile { path: "/*.env".into(), missing_ok: false };
        let context = ExecContext { environment_files: vec![file], ..ExecContext::default() };
        assemble(&context, None, &[], own, root.path()).map(drop).map_err(|error| error.to_string())
    };
    assert_eq!(read(4), Ok(()));
    assert_eq!(read(5), Err("can't read the environment file /4.env: it is too large".to_owned()));
}

#[test]
fn a_missing_file_is_an_error_unless_it_may_be_missing() {
    let file = |missing_ok| EnvironmentFile { path: "/no/such".into(), missing_ok };
    let context =
        |missing_ok| ExecContext { environment_files: vec![file(missing_ok)], ..ExecContext::default() };
    assert!(assemble(&context(true), None, &[], own, Path::new("/")).is_ok());
    let error = assemble(&context(false), None, &[], own, Path::new("/")).unwrap_err().to_string();
    assert!(error.starts_with("can't read the environment file /no/such: "), "{error}");
}

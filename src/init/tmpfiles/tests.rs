use std::fs;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, lchown, symlink};
use std::path::{Path, PathBuf};

use super::super::unit::Host;
use super::apply::TmpfilesReport;
use super::rule::{Modes, Owner};
use super::*;
use crate::testing::needs::has_root;

fn host() -> Host {
    Host { hostname: "box.example".into(), machine_id: "abc".into(), ..Host::default() }
}

fn rule(line: &str) -> Rule {
    parse(line, &host()).unwrap()
}

struct TestRoot(tempfile::TempDir);

impl TestRoot {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("etc")).unwrap();
        fs::write(root.path().join("etc/passwd"), "root:x:0:0::/root:/bin/sh\nwww:x:54:54::/:\n").unwrap();
        fs::write(root.path().join("etc/group"), "root:x:0:\nwww:x:54:\n").unwrap();
        Self(root)
    }

    fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path.trim_start_matches('/'))
    }

    fn file(&self, path: &str, text: &str) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn report(&self, lines: &[&str]) -> TmpfilesReport {
        self.report_with(lines, None)
    }

    fn report_with(&self, lines: &[&str], credentials: Option<&Path>) -> TmpfilesReport {
        let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        let (rules, errors) = understood(&lines, &host());
        let mut report = apply(self.0.path(), rules, credentials);
        report.errors.splice(0..0, errors.iter().map(ToString::to_string));
        report
    }

    fn apply(&self, lines: &[&str]) {
        assert_eq!(self.report(lines).errors, [""; 0]);
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.at(path)).unwrap()
    }

    fn mode(&self, path: &str) -> u32 {
        fs::symlink_metadata(self.at(path)).unwrap().mode() & 0o7777
    }

    fn uid(&self, path: &str) -> u32 {
        fs::symlink_metadata(self.at(path)).unwrap().uid()
    }
}

#[test]
fn a_line_is_taken_apart() {
    let rule = rule(r#"f+!-= "/run/a b/%H" ~:0640 :www - 10d  first\nsecond  %%"#);
    assert_eq!((rule.kind, rule.path.as_str()), (RuleKind::File, "/run/a b/box.example"));
    assert_eq!(rule.mode, Some(Modes { bits: 0o640, masked: true, only_new: true }));
    assert_eq!(rule.user, Some(Owner { name: "www".into(), only_new: true }));
    assert_eq!((rule.group, rule.age.as_deref()), (None, Some("10d")));
    assert_eq!(rule.argument.as_deref(), Some(&b"first\nsecond  %"[..]));
    assert!(rule.force && rule.replace_other_kind && rule.may_fail);
    assert_eq!(self::rule("d /run//a/./b/").path, "/run/a/b");
    assert_eq!(self::rule("f~ /x - - - - aGVsbG8=").argument.as_deref(), Some(&b"hello"[..]));
    assert_eq!(self::rule("d %t/x%m").path, "/run/xabc");
}

#[test]
fn a_wrong_line_says_what_is_wrong() {
    for (line, problem) in [
        ("", "it is empty"),
        ("d", "it has no path"),
        ("d relative", "the path relative is not absolute"),
        ("d /a/../b", "the path /a/../b has a `..`"),
        ("k /x", "the type `k` needs an argument"),
        ("y /x", "there is no type `y`"),
        ("d% /x", "`%` is no modifier, or is there twice"),
        ("d++ /x", "`+` is no modifier, or is there twice"),
        ("d? /x", "the modifier `?` does not go with the type `d`"),
        ("z$ /x", "the modifier `$` does not go with the type `z`"),
        ("L~ /x", "the modifier `~` does not go with the type `L`"),
        ("d /x 0999", "`0999` is no mode"),
        ("d /x 17777", "`17777` is no mode"),
        ("d /x 755 a:b", "`a:b` is no user or group"),
        ("d \"/x", "a quote is not closed, or a backslash is no escape"),
        ("d /x\\q", "a quote is not closed, or a backslash is no escape"),
        ("f /x - - - - a\\q", "a backslash in the argument is no escape"),
        ("C /x - - - - a/b", "the source a/b is not absolute"),
        ("d /%y", "there is no specifier %y; a percent sign of its own is written %%"),
        ("w /x", "the type `w` needs an argument"),
        ("f^ /x", "it names no credential"),
        ("h /x - - - - q", "there is no file attribute `q`"),
        ("t /x - - - - user.a", "`user.a` is not of the form name=value"),
        ("c /x - - - - 5000:1", "`5000:1` is no device number such as 1:3"),
        ("c /x - - - - 1", "`1` is no device number such as 1:3"),
        ("f~ /x - - - - a", "the argument is not base64"),
    ] {
        assert_eq!(
            parse(line, &host()).unwrap_err().to_string(),
            format!("tmpfiles rule `{line}`: {problem}")
        );
    }
}

#[test]
fn directories_are_made_and_adjusted() {
    if !has_root() {
        return;
    }
    let system = TestRoot::new();
    system.apply(&["d /run/httpd/deep 0750 www www -", "q /srv/x", "d /srv/new :0700 :www -"]);
    assert_eq!((system.mode("run/httpd/deep"), system.uid("run/httpd/deep")), (0o750, 54));
    assert_eq!((system.mode("run/httpd"), system.uid("run/httpd")), (0o755, 0));
    assert_eq!((system.mode("srv/x"), system.mode("srv/new"), system.uid("srv/new")), (0o755, 0o700, 54));
    fs::set_permissions(system.at("srv/new"), fs::Permissions::from_mode(0o711)).unwrap();
    system.file("run/httpd/deep/keep", "");
    system.apply(&["d /run/httpd/deep 2755 0 0 -", "d /srv/new :0700 :root"]);
    assert_eq!((system.mode("run/httpd/deep"), system.uid("run/httpd/deep")), (0o2755, 0));
    assert_eq!((system.mode("srv/new"), system.uid("srv/new")), (0o711, 54));
    system.apply(&["D /run/httpd/deep 0700 - - -"]);
    assert!(!system.at("run/httpd/deep/keep").exists());
}

#[test]
fn files_are_written_once_or_each_time() {
    let system = TestRoot::new();
    let lines = [
        "f /run/once 0600 - - - one\\n",
        "f+ /run/each - - - - two",
        "w+ /run/log - - - - x",
        "w /run/none - - - - x",
    ];
    system.file("run/log", "log:");
    system.apply(&lines);
    system.file("run/once", "changed");
    system.file("run/each", "changed and longer");
    system.apply(&lines);
    assert_eq!((system.text("run/once"), system.text("run/each")), ("changed".into(), "two".into()));
    assert_eq!((system.text("run/log"), system.at("run/none").exists()), ("log:xx".into(), false));
    assert_eq!((system.mode("run/once"), system.mode("run/each")), (0o600, 0o644));
}

#[test]
fn links_replace_only_with_a_plus() {
    let system = TestRoot::new();
    system.file("run/file", "x");
    system.file("run/dir/file", "x");
    system.apply(&["L /run/file - - - - /target", "L+ /run/dir - - - - /target", "L? /run/no - - - - /none"]);
    assert!(system.at("run/file").is_file());
    assert_eq!(fs::read_link(system.at("run/dir")).unwrap(), Path::new("/target"));
    assert!(fs::symlink_metadata(system.at("run/no")).is_err());
    system.apply(&["L /run/dir - - - - /other", "L? /run/yes - - - - run/file"]);
    assert_eq!(fs::read_link(system.at("run/dir")).unwrap(), Path::new("/target"));
    assert_eq!(fs::read_link(system.at("run/yes")).unwrap(), Path::new("run/file"));
    system.apply(&["L+ /run/dir - - - - /other"]);
    assert_eq!(fs::read_link(system.at("run/dir")).unwrap(), Path::new("/other"));
}

#[test]
fn trees_are_copied_where_nothing_is() {
    let system = TestRoot::new();
    system.file("store/etc/a", "a");
    system.file("store/etc/sub/b", "b");
    fs::set_permissions(system.at("store/etc/a"), fs::Permissions::from_mode(0o444)).unwrap();
    symlink("a", system.at("store/etc/link")).unwrap();
    system.apply(&["C /srv/conf 0750 - - - /store/etc"]);
    assert_eq!((system.text("srv/conf/a"), system.text("srv/conf/sub/b")), ("a".into(), "b".into()));
    assert_eq!((system.mode("srv/conf/a"), system.mode("srv/conf")), (0o444, 0o750));
    assert_eq!(fs::read_link(system.at("srv/conf/link")).unwrap(), Path::new("a"));
    system.file("store/etc/new", "new");
    fs::remove_file(system.at("srv/conf/sub/b")).unwrap();
    system.apply(&["C /srv/conf - - - - /store/etc"]);
    assert!(!system.at("srv/conf/new").exists());
    system.apply(&["C+ /srv/conf - - - - /store/etc"]);
    assert!(system.at("srv/conf/new").exists() && system.at("srv/conf/sub/b").exists());
    system.apply(&["C /srv/x/y - - - - /none"]);
    assert!(!system.at("srv/x").exists());
}

#[test]
fn owners_change_one_by_one_or_all_below_without_following_links() {
    if !has_root() {
        return;
    }
    let system = TestRoot::new();
    system.file("srv/a/one", "");
    system.file("srv/a/deep/two", "");
    system.file("outside", "");
    symlink("../../outside", system.at("srv/a/link")).unwrap();
    fs::set_permissions(system.at("srv/a/deep/two"), fs::Permissions::from_mode(0o755)).unwrap();
    system.apply(&["z /srv/a/o* 0640 www www", "z /srv/none 0640 www"]);
    assert_eq!((system.uid("srv/a/one"), system.mode("srv/a/one"), system.uid("srv/a")), (54, 0o640, 0));
    system.apply(&["Z /srv/a ~0770 www www"]);
    assert_eq!((system.uid("srv/a/deep/two"), system.mode("srv/a/deep/two")), (54, 0o770));
    assert_eq!((system.mode("srv/a/one"), system.mode("srv/a/deep")), (0o660, 0o770));
    assert_eq!((system.uid("srv/a/link"), system.uid("outside")), (54, 0));
}

#[test]
fn removal_comes_before_creation_whatever_the_order() {
    let system = TestRoot::new();
    system.file("run/old/deep/file", "");
    system.file("run/old/other", "");
    system.file("run/a.pid", "");
    system.apply(&["d /run/old/deep", "R /run/old", "r /run/*.pid", "r! /run/none"]);
    // A path that a line names is spared.
    assert!(system.at("run/old/deep/file").exists() && !system.at("run/old/other").exists());
    assert!(!system.at("run/a.pid").exists());
}

#[test]
fn a_path_comes_before_what_is_below_it() {
    if !has_root() {
        return;
    }
    let system = TestRoot::new();
    system.apply(&["f /srv/a/file - www - -", "d /srv/a 0700 www - -", "e /srv/* 0710"]);
    assert_eq!((system.uid("srv/a"), system.mode("srv/a"), system.uid("srv/a/file")), (54, 0o710, 54));
}

#[test]
fn fifos_and_what_is_in_their_way() {
    let system = TestRoot::new();
    system.file("run/pipe", "");
    let report = system.report(&["p /run/pipe 0600", "d /run/pipe/x", "p /run/new"]);
    assert_eq!(report.errors.len(), 2, "{report:?}");
    assert!(fs::symlink_metadata(system.at("run/new")).unwrap().file_type().is_fifo());
    system.apply(&["p+ /run/pipe 0600"]);
    assert!(fs::symlink_metadata(system.at("run/pipe")).unwrap().file_type().is_fifo());
    system.apply(&["d= /run/pipe 0700"]);
    assert!(system.at("run/pipe").is_dir());
}

#[test]
fn a_rule_that_fails_does_not_stop_the_others() {
    let system = TestRoot::new();
    let report = system.report(&[
        "# comment",
        "nonsense",
        "d /run/a - nobody-there",
        "d- /run/b - nobody-there",
        "d /run/c",
    ]);
    assert_eq!(report.errors.len(), 3, "{report:?}");
    assert!(system.at("run/c").is_dir() && !system.at("run/a").exists());
}

#[test]
fn of_two_rules_for_a_path_the_first_counts() {
    let system = TestRoot::new();
    let report = system.report(&["d /run/a 0700", "d /run/a 0755", "d /run/a 0700", "Z /run/a"]);
    assert_eq!((report.errors.len(), report.notes.len(), system.mode("run/a")), (0, 1, 0o700));
}

#[test]
fn a_users_link_leads_nowhere() {
    if !has_root() {
        return;
    }
    let system = TestRoot::new();
    system.file("etc/shadow", "secret");
    fs::create_dir(system.at("home")).unwrap();
    lchown(system.at("home"), Some(54), Some(54)).unwrap();
    symlink("/etc", system.at("home/dir")).unwrap();
    symlink("/etc/shadow", system.at("home/file")).unwrap();
    for name in ["home/dir", "home/file"] {
        lchown(system.at(name), Some(54), Some(54)).unwrap();
    }
    let report = system.report(&[
        "d /home/dir/sub 0777 www",
        "f+ /home/file 0666 www - - x",
        "w /home/file - - - - x",
    ]);
    assert_eq!(report.errors.len(), 3, "{report:?}");
    assert!(!system.at("etc/sub").exists());
    assert_eq!((system.text("etc/shadow"), system.uid("etc/shadow")), ("secret".into(), 0));
    system.apply(&["z /home/file 0666 www"]);
    assert_eq!(system.uid("etc/shadow"), 0);
}

#[test]
fn what_is_there_and_is_something_else_keeps_its_rights() {
    if !has_root() {
        return;
    }
    let system = TestRoot::new();
    system.file("run/file", "x");
    fs::create_dir(system.at("run/dir")).unwrap();
    symlink("file", system.at("run/link")).unwrap();
    symlink("dir", system.at("run/to")).unwrap();
    let report =
        system.report(&["d /run/to 0700 www", "f+ /run/link 0600 www - - y", "L /run/file - www - - /y"]);
    assert_eq!(
        report.errors,
        [
            "tmpfiles rule for /run/to: something else than a directory is there",
            "tmpfiles rule for /run/link: something else than a file is there"
        ]
    );
    assert_eq!((system.uid("run/file"), system.uid("run/dir"), system.text("run/file")), (0, 0, "x".into()));
    system.apply(&["e /run/to 0700 www", "w /run/link 0600 www - - z"]);
    assert_eq!(
        (system.uid("run/file"), system.uid("run/dir"), system.text("run/file")),
        (54, 54, "z".into())
    );
}

#[test]
fn an_equals_sign_clears_the_way() {
    let system = TestRoot::new();
    system.file("run/file", "");
    symlink("/nowhere", system.at("run/dangling")).unwrap();
    symlink("file", system.at("run/link")).unwrap();
    system.apply(&["d= /run/file/below 0700", "f= /run/dangling/x", "L= /run/link - - - - /other"]);
    assert!(system.at("run/file/below").is_dir() && system.at("run/dangling/x").is_file());
    assert_eq!(fs::read_link(system.at("run/link")).unwrap(), Path::new("file"));
}

#[test]
fn a_copy_has_its_sources_owners_or_the_rules() {
    if !has_root() {
        return;
    }
    let system = TestRoot::new();
    system.file("store/a", "a");
    lchown(system.at("store/a"), Some(55), Some(56)).unwrap();
    symlink("a", system.at("store/link")).unwrap();
    system.apply(&[
        "C /srv/same - - - - /store",
        "C /srv/www - www - - /store",
        "C /srv/l - - - - /store/link",
    ]);
    assert_eq!((system.uid("srv/same/a"), system.uid("srv/www/a"), system.uid("srv/www/link")), (55, 54, 54));
    assert_eq!(fs::read_link(system.at("srv/l")).unwrap(), Path::new("a"));
}

#[test]
fn credentials_are_content_and_without_one_the_rule_is_skipped() {
    let system = TestRoot::new();
    let credentials = tempfile::tempdir().unwrap();
    fs::write(credentials.path().join("secret"), "aGVsbG8=\n").unwrap();
    let lines = ["f^ /a - - - - secret", "f~^ /b - - - - secret", "f^ /c - - - - none"];
    assert_eq!(system.report_with(&lines, Some(credentials.path())), TmpfilesReport::default());
    assert_eq!((system.text("a"), system.text("b")), ("aGVsbG8=\n".into(), "hello".into()));
    assert!(!system.at("c").exists());
}

#[test]
fn special_bits_go_where_they_must_not_stay() {
    if !has_root() {
        return;
    }
    let system = TestRoot::new();
    system.file("srv/suid", "");
    fs::set_permissions(system.at("srv/suid"), fs::Permissions::from_mode(0o4755)).unwrap();
    fs::set_permissions(system.at("srv"), fs::Permissions::from_mode(0o2775)).unwrap();
    system.apply(&["z /srv/suid ~6777", "d /srv/inherits", "d /srv/plain 0755"]);
    assert_eq!((system.mode("srv/suid"), system.mode("srv/inherits")), (0o777, 0o2755));
    assert_eq!(system.mode("srv/plain"), 0o755);
    system.apply(&["z /srv/suid 4755", "z /srv/suid - www"]);
    assert_eq!((system.mode("srv/suid"), system.uid("srv/suid")), (0o4755, 54));
}

#[test]
fn rules_that_go_together_are_all_carried_out() {
    let system = TestRoot::new();
    system.file("log", "");
    let report = system.report(&[
        "w+ /log - - - - a",
        "w+ /log - - - - b",
        "z /log 0600",
        "z /log 0640",
        "e /dir",
        "R /dir",
        "f /p 0644",
        "d /p 0755",
    ]);
    assert_eq!((system.text("log"), system.mode("log"), report.errors.len()), ("ab".into(), 0o640, 0));
    assert!(system.at("p").is_file());
    assert_eq!(report.notes, ["a second tmpfiles rule for /p is left out"]);
}

#[test]
fn what_is_not_done_is_known() {
    let lines = [
        "d /a - - - 10d",
        "e /b - - - ~mM:1w",
        "d /c - - - - what?",
        "a+ /a - - - - u:www:rwX",
        "d /d - - - 10q",
        "d /e - - - z:10d",
        "d /f - user user --",
    ];
    let rules: Vec<Rule> = lines.iter().map(|line| rule(line)).collect();
    let expected = [
        ("age", vec!["/a", "/b"]),
        ("age that is none", vec!["/d", "/e", "/f"]),
        ("a, k", vec!["/a"]),
        ("needless argument", vec!["/c"]),
    ];
    assert_eq!(not_done(&rules), expected);
}

#[test]
fn a_line_with_a_line_break_is_two() {
    let system = TestRoot::new();
    system.apply(&["d /a\n# comment\nd /b\n", "; comment", ""]);
    assert!(system.at("a").is_dir() && system.at("b").is_dir());
}

#[test]
fn what_is_new_has_the_rules_own_mode_whatever_the_mask() {
    let system = TestRoot::new();
    system.apply(&["f /run/file ~0755", "p /run/pipe ~:0750", "d /run/directory ~0700"]);
    let modes = ["file", "pipe", "directory"].map(|name| system.mode(&format!("run/{name}")));
    assert_eq!(modes, [0o755, 0o750, 0o700]);
}

#[test]
fn a_line_with_an_unknown_user_does_nothing_and_keeps_no_other_from_its_path() {
    let system = TestRoot::new();
    fs::create_dir_all(system.at("run/a")).unwrap();
    let report = system.report(&["R /run/a - nobody-there", "d /run/b - nobody-there", "d /run/b 0700"]);
    assert_eq!((report.errors.len(), report.notes.len()), (2, 0), "{report:?}");
    assert!(system.at("run/a").is_dir());
    assert_eq!(system.mode("run/b"), 0o700);
}

#[test]
fn nothing_is_made_through_a_link_to_nothing() {
    let system = TestRoot::new();
    fs::create_dir(system.at("run")).unwrap();
    symlink("missing", system.at("run/link")).unwrap();
    let report = system.report(&["f /run/link", "f /run/link/a", "d= /run/link/b"]);
    assert_eq!(report.errors.len(), 2, "{report:?}");
    assert!(!system.at("run/missing").exists() && system.at("run/link/b").is_dir());
}

#[test]
fn what_other_lines_speak_of_and_what_is_sticky_is_not_removed() {
    let system = TestRoot::new();
    for directory in ["own", "named", "fits", "rest"] {
        fs::create_dir_all(system.at("run/a").join(directory)).unwrap();
        fs::write(system.at("run/a").join(directory).join("file"), "").unwrap();
    }
    fs::write(system.at("run/a/sticky"), "").unwrap();
    fs::set_permissions(system.at("run/a/sticky"), fs::Permissions::from_mode(0o1644)).unwrap();
    system.apply(&["R /run/a", "d /run/a/named", "x /run/a/f*"]);
    let there = |path: &str| system.at("run/a").join(path).exists();
    assert!(there("named/file") && there("fits/file") && there("sticky"));
    assert!(!there("own") && !there("rest"));
}

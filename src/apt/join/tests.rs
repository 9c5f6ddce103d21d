//! Joins of small made-up .debs.

use std::os::unix::fs::symlink;

use super::joined_tree::JoinNode;
use super::*;

/// A store with unpacked .debs in it.
struct Store {
    directory: tempfile::TempDir,
    debs: Vec<PathBuf>,
}

impl Store {
    fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap(), debs: Vec::new() }
    }

    /// Adds a .deb with files; `path -> target` is a link, other content is the path itself.
    fn deb(&mut self, name: &str, files: &[&str]) -> PathBuf {
        let deb = self.directory.path().join(format!("{:032}-{name}", self.debs.len()));
        for file in [&["nix-support/debian-package"], files].concat() {
            let (file, target) = file.split_once(" -> ").map_or((file, None), |(f, t)| (f, Some(t)));
            let path = deb.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            match target {
                Some(target) => symlink(target, path).unwrap(),
                None => fs::write(path, file).unwrap(),
            }
        }
        self.debs.push(deb.clone());
        deb
    }

    fn join(&self, table: &str) -> JoinPlan {
        join(self.debs.clone(), &JoinRules::parse(table).unwrap()).unwrap()
    }
}

fn link(target: impl Into<PathBuf>) -> JoinNode {
    JoinNode::Link(target.into())
}

#[test]
fn a_directory_of_one_deb_alone_is_one_link() {
    let mut store = Store::new();
    let a = store.deb("a-1", &["usr/share/a/x/y", "usr/bin/a"]);
    let b = store.deb("b-1", &["usr/bin/b"]);
    let plan = store.join("{}");
    assert_eq!(plan.get("usr/share"), Some(&link(a.join("usr/share"))));
    assert_eq!(plan.get("usr/bin"), Some(&JoinNode::Directory));
    assert_eq!(plan.get("usr/bin/b"), Some(&link(b.join("usr/bin/b"))));
}

#[test]
fn links_are_copied_and_open_the_directory_when_they_lead_out_of_their_deb() {
    let mut store = Store::new();
    store.deb("dev-1", &["usr/lib/x/liba.so -> ../liba.so.1", "usr/lib/y/z -> w", "usr/lib/y/w"]);
    let a = store.deb("liba-1", &["usr/lib/liba.so.1"]);
    let plan = store.join("{}");
    assert_eq!(plan.get("usr/lib/x/liba.so"), Some(&link("../liba.so.1")));
    assert_eq!(plan.get("usr/lib/liba.so.1"), Some(&link(a.join("usr/lib/liba.so.1"))));
    assert_eq!(plan.get("usr/lib/y"), Some(&link(store.debs[0].join("usr/lib/y"))));
}

#[test]
fn of_two_debs_with_one_file_the_first_by_name_gives_it() {
    let mut store = Store::new();
    store.deb("b-1", &["usr/bin/x"]);
    let a = store.deb("a-1", &["usr/bin/x"]);
    assert_eq!(store.join("{}").get("usr/bin/x"), Some(&link(a.join("usr/bin/x"))));
}

#[test]
fn etc_has_directories_of_its_own_and_lacks_what_is_left_out() {
    let mut store = Store::new();
    let a = store.deb("a-1", &["etc/ssl/openssl.cnf", "etc/init.d/a"]);
    let plan = store.join(r#"{"leftOut": ["etc/init.d"]}"#);
    assert_eq!(plan.get("etc/ssl"), Some(&JoinNode::Directory));
    assert_eq!(plan.get("etc/ssl/openssl.cnf"), Some(&link(a.join("etc/ssl/openssl.cnf"))));
    assert_eq!(plan.get("etc/init.d"), None);
}

#[test]
fn the_alternative_of_the_highest_priority_is_linked() {
    let mut store = Store::new();
    for (name, priority) in [("mawk", 5), ("gawk", 10)] {
        let deb = store.deb(&format!("{name}-1"), &[&format!("usr/bin/{name}")]);
        let line = format!(
            "update-alternatives --install /usr/bin/awk awk /usr/bin/{name} {priority} \
             --slave /usr/bin/nawk nawk /usr/bin/{name} --slave /usr/share/man/a a /usr/share/man/{name}\n"
        );
        fs::write(deb.join("nix-support/debian-alternatives"), line).unwrap();
    }
    let plan = store.join("{}");
    assert_eq!(plan.get("usr/bin/awk"), Some(&link("/usr/bin/gawk")));
    assert_eq!(plan.get("usr/bin/nawk"), Some(&link("/usr/bin/gawk")));
    assert_eq!(plan.get("usr/share/man/a"), None);
}

#[test]
fn the_table_names_alternatives_too_but_no_deb_is_overruled() {
    let mut store = Store::new();
    store.deb("vim-tiny-1", &["usr/bin/vim.tiny", "usr/bin/vi"]);
    let table = r#"{"alternatives": {"usr/bin/vim": ["usr/bin/vim.basic", "usr/bin/vim.tiny"],
                                     "usr/bin/vi": ["usr/bin/vim.tiny"]}}"#;
    let plan = store.join(table);
    assert_eq!(plan.get("usr/bin/vim"), Some(&link("/usr/bin/vim.tiny")));
    assert_eq!(plan.get("usr/bin/vi"), Some(&link(store.debs[0].join("usr/bin/vi"))));
}

#[test]
fn rules_make_files_when_their_reason_is_there() {
    let mut store = Store::new();
    store.deb("ca-1", &["usr/share/ca/b.crt", "usr/share/ca/a.crt"]);
    let table = r#"{"rules": [
        {"when": "usr/share/ca", "path": "etc/ssl/all.crt", "concat": "usr/share/ca"},
        {"when": "usr/share/ca", "path": "usr/lib/ssl/cert.pem", "link": "/etc/ssl/all.crt"},
        {"when": "usr/share/pam", "path": "etc/pam.d/common-auth", "text": "auth"}
    ]}"#;
    let plan = store.join(table);
    let bundle = "usr/share/ca/a.crt\nusr/share/ca/b.crt\n";
    assert_eq!(plan.get("etc/ssl/all.crt"), Some(&JoinNode::File(bundle.into())));
    assert_eq!(plan.get("usr/lib/ssl/cert.pem"), Some(&link("/etc/ssl/all.crt")));
    assert_eq!(plan.get("etc/pam.d"), None);
}

#[test]
fn php_modules_are_enabled_for_each_interface_that_is_there() {
    let mut store = Store::new();
    store.deb("php8.2-cli-1", &["usr/bin/php8.2", "usr/lib/php/8.2/php.ini-production.cli"]);
    let mysql = store.deb("php8.2-mysql-1", &["usr/share/php8.2-mysql/mysql/mysqli.ini"]);
    let ini = mysql.join("usr/share/php8.2-mysql/mysql/mysqli.ini");
    fs::write(&ini, "; priority=25\nextension=mysqli.so\n").unwrap();
    let plan = store.join("{}");
    assert_eq!(plan.get("etc/php/8.2/mods-available/mysqli.ini"), Some(&link(ini)));
    assert_eq!(
        plan.get("etc/php/8.2/cli/conf.d/25-mysqli.ini"),
        Some(&link("/etc/php/8.2/mods-available/mysqli.ini"))
    );
    assert_eq!(
        plan.get("etc/php/8.2/cli/php.ini"),
        Some(&link(store.debs[0].join("usr/lib/php/8.2/php.ini-production.cli")))
    );
    assert_eq!(plan.get("etc/php/8.2/fpm"), None);
}

#[test]
fn a_php_module_that_comes_as_available_is_enabled_too() {
    let mut store = Store::new();
    store.deb("php8.2-cli-1", &["usr/bin/php8.2"]);
    let redis = store.deb("php8.2-redis-1", &["etc/php/8.2/mods-available/redis.ini"]);
    let plan = store.join("{}");
    let ini = "etc/php/8.2/mods-available/redis.ini";
    assert_eq!(plan.get(ini), Some(&link(redis.join(ini))));
    assert_eq!(plan.get("etc/php/8.2/cli/conf.d/20-redis.ini"), Some(&link(Path::new("/").join(ini))));
}

#[test]
fn a_run_takes_the_debs_of_a_reference_graph() {
    let mut store = Store::new();
    let a = store.deb("a-1", &["usr/bin/a"]);
    let top = store.directory.path();
    let (graph, table, out) = (top.join("graph"), top.join("table"), top.join("out"));
    fs::write(&graph, format!("{0}\n\n1\n{0}\n/other\n/other.drv\n0\n", a.display())).unwrap();
    fs::write(&table, "{}").unwrap();
    run(&[graph], &table, &out).unwrap();
    assert_eq!(fs::read_to_string(out.join("usr/bin/a")).unwrap(), "usr/bin/a");
}

#[test]
fn a_graph_of_another_form_is_refused_with_its_line() {
    assert_eq!(paths_of("/a\n\n1\n/b\n/b\n\nmany\n"), Err(7));
    assert_eq!(paths_of("/a\n\n2\n/a\n/b\n").unwrap(), [PathBuf::from("/a")]);
}

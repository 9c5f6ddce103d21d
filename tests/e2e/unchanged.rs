//! nginx and Apache call a page unchanged when it is, and only then, though all files of the store have one time.

use std::process::Command;

use crate::machine::{Container, Workplace, output};

/// Two servers with pages that say `VERSION`.
const CONFIGURATION: &str = r#"{ pkgs, ... }:
let site = name: pkgs.writeTextDir "index.html" "${name} VERSION\n"; in
{
  environment.etc."linked".source = site "linked";
  environment.etc."plain/index.html".text = "plain VERSION\n";
  docker.bootScript = "mkdir -p /var/www; test -e /var/www/index.html || echo volume > /var/www/index.html";
  services.nginx = {
    enable = true;
    virtualHosts = {
      first = {
        root = site "root";
        extraConfig = "add_header X-Frame-Options DENY;";
        locations."/other/".root = pkgs.runCommand "other" { } "mkdir -p $out/other; echo other VERSION > $out/other/index.html";
        locations."/alias/" = { alias = "${site "alias"}/"; extraConfig = "add_header X-More more;"; };
        locations."= /file.txt".alias = pkgs.writeText "file.txt" "file VERSION\n";
        locations."~ ^/matched/(.*)$".alias = "${site "matched"}/$1";
        locations."/app/".tryFiles = "$uri /index.html";
        locations."/said".return = "200 'said VERSION'";
        locations."/volume/".alias = "/var/www/";
        locations."/secret/" = { alias = "${site "secret"}/"; extraConfig = "deny 127.0.0.9;"; };
        locations."/behind/".proxyPass = "http://127.0.0.1:8080/";
      };
      linked.root = "/etc/linked";
      plain.root = "/etc/plain";
    };
  };
  services.httpd = {
    enable = true;
    enablePHP = true;
    virtualHosts = {
      first = {
        listen = [ { port = 8080; } ];
        documentRoot = site "httpd";
        servedDirs = [ { urlPath = "/dir"; dir = site "dir"; } ];
        servedFiles = [ { urlPath = "/file.txt"; file = pkgs.writeText "file.txt" "served VERSION\n"; } { urlPath = "/x.php"; file = pkgs.writeText "x.php" "<?php echo 'php VERSION';"; } ];
        robotsEntries = "Disallow: /VERSION";
      };
      volume = { listen = [ { port = 8080; } ]; documentRoot = "/var/www"; };
      linked = { listen = [ { port = 8080; } ]; documentRoot = "/etc/linked"; };
      plain = { listen = [ { port = 8080; } ]; documentRoot = "/etc/plain"; };
    };
  };
}"#;

/// Port, host, path; whether an unchanged page is not sent again; whether it differs between the versions.
const PAGES: [(u16, &str, &str, bool, bool); 21] = [
    (80, "first", "/", true, true),
    (80, "first", "/index.html", true, true),
    (80, "first", "/other/", true, true),
    (80, "first", "/alias/", true, true),
    (80, "first", "/file.txt", true, true),
    (80, "first", "/matched/index.html", false, true),
    (80, "first", "/app/any", true, true),
    (80, "first", "/said", false, true),
    (80, "first", "/volume/", true, false),
    (80, "first", "/secret/", false, true),
    (80, "first", "/behind/file.txt", true, true),
    (80, "linked", "/", false, true),
    (80, "plain", "/", false, true),
    (8080, "first", "/", true, true),
    (8080, "first", "/dir/", true, true),
    (8080, "first", "/file.txt", true, true),
    (8080, "first", "/x.php", false, true),
    (8080, "first", "/robots.txt", true, true),
    (8080, "volume", "/", true, false),
    (8080, "linked", "/", false, true),
    (8080, "plain", "/", false, true),
];

/// An answer: its status, its headers' lines, its body.
fn get(
    container: &Container,
    (port, host, path): (u16, &str, &str),
    headers: &[String],
) -> (u16, Vec<String>, String) {
    let mut curl = Command::new("curl");
    curl.args([
        "-si",
        "-H",
        &format!("Host: {host}"),
        &format!("http://{}:{port}{path}", container.address()),
    ]);
    let text = output(curl.args(headers.iter().flat_map(|header| ["-H", header])));
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let mut lines = head.lines().map(str::to_owned);
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    (status, lines.collect(), body.to_owned())
}

fn value<'a>(lines: &'a [String], name: &str) -> Option<&'a str> {
    lines.iter().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

fn build(version: &str, mounted: bool) -> Container {
    let name = format!("e2e-unchanged-{version}-{}", if mounted { "mounted" } else { "image" });
    let workplace = Workplace::new().file("configuration.nix", &CONFIGURATION.replace("VERSION", version));
    let container = if mounted {
        workplace.run(&["-t", &name, "configuration.nix"]);
        let container = Container::reserve(&name);
        output(Command::new(workplace.path("result/sbin/docker-run")).args(["-d", "--name", &name]));
        container
    } else {
        workplace.run(&["-b", "-t", &name, "configuration.nix"]);
        Container::run(&name, &[&name])
    };
    for port in [80, 8080] {
        container.page(&format!("http://{}:{port}/", container.address()));
    }
    container
}

fn check(mounted: bool) {
    let (one, two) = (build("one", mounted), build("two", mounted));
    for (port, host, path, cached, changes) in PAGES {
        let page = (port, host, path);
        let (status, headers, body) = get(&one, page, &[]);
        assert_eq!(status, 200, "{page:?}");
        let (tag, time) = (value(&headers, "ETag"), value(&headers, "Last-Modified"));
        let known = tag.map(|tag| format!("If-None-Match: {tag}")).into_iter();
        let known: Vec<_> = known.chain(time.map(|time| format!("If-Modified-Since: {time}"))).collect();
        if changes {
            assert_eq!(time, None, "{page:?}");
            let (status, _, other) = get(&two, page, &known);
            assert_eq!(status, 200, "{page:?} {known:?}");
            assert!(other.contains("two") && body.contains("one"), "{page:?}: {body} {other}");
        }
        let (status, again, _) = get(&one, page, &known);
        assert_eq!(status, if cached { 304 } else { 200 }, "{page:?} {known:?}");
        assert_eq!(value(&again, "ETag"), tag, "{page:?}");
        if cached {
            assert!(tag.is_some(), "{page:?}");
        }
    }
    // What the configuration adds is there beside it.
    let header = |path, name| value(&get(&one, (80, "first", path), &[]).1, name).map(str::to_owned);
    assert_eq!(header("/", "X-Frame-Options").as_deref(), Some("DENY"));
    assert_eq!(header("/alias/", "X-More").as_deref(), Some("more"));
}

#[test]
fn a_page_in_an_image_is_unchanged_only_when_it_is() {
    check(false);
}

#[test]
fn a_page_in_the_hosts_store_is_unchanged_only_when_it_is() {
    check(true);
}

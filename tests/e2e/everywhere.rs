//! What every NixOS has under /etc, every image has: asked by the programs that look for it.

use std::process::{Command, Output};

use crate::machine::{Container, Workplace, docker};

/// Programs that bring none of it along.
const PROGRAMS: &str = r#"{ pkgs, ... }: {
  environment.systemPackages = [ pkgs.curl pkgs.openssl pkgs.git pkgs.python3 pkgs.perl pkgs.ncurses pkgs.sudo pkgs.util-linux ];
  users.users.alice.isNormalUser = true;
  systemd.services.idle = { wantedBy = [ "multi-user.target" ]; script = "exec sleep infinity"; };
}"#;

fn build(image: &str, configuration: &str) {
    Workplace::new().file("configuration.nix", configuration).run(&["-b", "-t", image, "configuration.nix"]);
}

/// What a line of shell writes in a container of the image, both streams.
fn inside(image: &str, script: &str) -> String {
    let entrypoint = ["run", "--rm", "--entrypoint", "sh", image, "-c", script];
    let Output { stdout, stderr, .. } = Command::new("docker").args(entrypoint).output().unwrap();
    String::from_utf8_lossy(&[stdout, stderr].concat()).trim().to_owned()
}

#[test]
fn authorities_services_protocols_and_the_locale_are_in_every_image() {
    let image = "e2e-everywhere";
    build(image, PROGRAMS);
    let asks = [
        ("python3 -c 'import ssl; print(len(ssl.create_default_context().get_ca_certs()) > 100)'", "True"),
        ("openssl x509 -noout -subject -in /etc/ssl/certs/ca-bundle.crt | cut -c-7", "subject"),
        (
            "readlink -f /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt | uniq | wc -l",
            "1",
        ),
        (
            "python3 -c 'import socket as s; print(s.getservbyname(\"https\"), s.getprotobyname(\"tcp\"))'",
            "443 6",
        ),
        ("perl -e 'print scalar(getservbyname(\"smtp\", \"tcp\"))'", "25"),
        ("getent passwd alice | cut -d: -f6", "/home/alice"),
        ("x=ü; echo $LANG ${#x}", "C.UTF-8 1"),
        ("TERM=xterm-256color tput colors", "256"),
        ("runuser -u alice -- id -un", "alice"),
        ("sudo -u alice id -un", "alice"),
        ("su alice -c 'id -un; echo $LANG'", "alice\nC.UTF-8"),
        ("su - alice -c pwd", "/home/alice"),
    ];
    for (script, wanted) in asks {
        assert_eq!(inside(image, script), wanted, "{script}");
    }
    let machine = || docker(&["run", "--rm", image, "cat", "/etc/machine-id"]);
    let (one, other) = (machine(), machine());
    assert!(one.len() == 32 && one != other, "{one} {other}");
    // A server that nobody vouches for is told from one that can't be checked.
    let server = "openssl req -x509 -newkey rsa:2048 -nodes -keyout /tmp/k -out /tmp/c -subj /CN=localhost 2>/dev/null; \
                  openssl s_server -accept 4433 -key /tmp/k -cert /tmp/c -www -quiet & sleep 1; ";
    let curl = inside(image, &format!("{server} curl -sS https://localhost:4433/"));
    assert!(curl.starts_with("curl: (60) SSL certificate problem: self-signed certificate"), "{curl}");
    let git = inside(image, &format!("{server} git ls-remote https://localhost:4433/x"));
    assert!(git.contains("certificate verification failed"), "{git}");
    let trusting = inside(
        image,
        &format!(
            "{server} SSL_CERT_FILE=/tmp/c curl -sS -o /dev/null -w %{{http_code}} https://localhost:4433/"
        ),
    );
    assert_eq!(trusting, "200");
    // `docker exec` has the image's own environment.
    let variables = docker(&["inspect", "-f", "{{json .Config.Env}}", image]);
    assert!(variables.contains("\"LANG=C.UTF-8\""), "{variables}");
}

#[test]
fn another_locale_stands_beside_it_and_a_minimal_image_has_none_of_it() {
    let service = "systemd.services.idle = { wantedBy = [ \"multi-user.target\" ]; script = \"exec sleep infinity\"; };";
    let perl = "environment.systemPackages = [ pkgs.perl ];";
    build(
        "e2e-everywhere-nl",
        &format!("{{ pkgs, ... }}: {{ i18n.defaultLocale = \"nl_NL.UTF-8\"; {perl} {service} }}"),
    );
    // perl complains about a locale that is not there.
    for locale in ["nl_NL.UTF-8", "C.UTF-8"] {
        assert_eq!(
            inside("e2e-everywhere-nl", &format!("LC_ALL={locale} perl -e 'print 1'")),
            "1",
            "{locale}"
        );
    }
    let size = |image: &str| docker(&["inspect", "-f", "{{.Size}}", image]).parse::<u64>().unwrap();
    build("e2e-everywhere-full", &format!("{{ ... }}: {{ {service} }}"));
    build("e2e-everywhere-minimal", &format!("{{ ... }}: {{ docker.minimal = true; {service} }}"));
    let etc = inside("e2e-everywhere-minimal", "ls /etc; echo LANG=$LANG");
    assert!(!etc.contains("ssl") && !etc.contains("services") && etc.ends_with("LANG="), "{etc}");
    let more = size("e2e-everywhere-full") - size("e2e-everywhere-minimal");
    println!("what every image has: {more} bytes");
    assert!(more < 1_000_000, "{more}");
}

#[test]
fn hosts_of_the_configuration_are_known_to_its_services_and_added_once_only() {
    let image = "e2e-hosts";
    build(
        image,
        r#"{ pkgs, ... }: {
  environment.systemPackages = [ pkgs.curl ];
  networking.hosts."192.0.2.9" = [ "db.internal" "db" ];
  networking.extraHosts = "2001:db8::1 far";
  systemd.services.asks = {
    wantedBy = [ "multi-user.target" ];
    path = [ "/usr" ];
    script = "grep -c db.internal /etc/hosts; getent hosts db far; exec sleep infinity";
  };
}"#,
    );
    let container = Container::run(image, &[image]);
    let asked = |times| {
        container.wait_for("hosts", || {
            let logs = container.logs();
            (logs.matches("2001:db8::1").count() == times).then_some(logs)
        })
    };
    let logs = asked(1);
    assert!(logs.contains("192.0.2.9") && logs.contains("db.internal db"), "{logs}");
    docker(&["restart", "-t", "9", &container.name]);
    asked(2);
    assert_eq!(docker(&["exec", &container.name, "grep", "-c", "db.internal", "/etc/hosts"]), "1");
    assert_eq!(docker(&["exec", &container.name, "grep", "-c", "^127.0.0.1", "/etc/hosts"]), "1");
}

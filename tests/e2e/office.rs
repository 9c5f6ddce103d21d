//! What the machine of an office serves, side by side in one container: proxies, names, messages, mail, files, and
//! what watches all of it. Each is asked by its own client, and again after the container was made anew on the same
//! volumes.

use std::fs;

use crate::machine::{Container, Workplace, repository};
use crate::services::ask;

/// What the container is given at run time; the password of alice is the word of samba's and of FTP's.
const SECRETS: [(&str, &str); 4] = [
    ("alertmanager", "RECEIVER=nobody\n"),
    ("mqtt", "paper\n"),
    (
        "password",
        "$6$seed$9xY3P1wdTLp0res6OvMmpMSnOhrPYnDYKg6Vu3SpbOTGZ4K.PiKvZKD1USPI9Ge5UROrkeUIpueHTH0Gv34yw1\n",
    ),
    ("syncthing", "papers\n"),
];

#[test]
fn services_of_an_office_answer_their_clients_and_keep_what_they_were_given() {
    let image = "e2e-office";
    let mut workplace = Workplace::new();
    for (name, secret) in SECRETS {
        workplace = workplace.file(&format!("secrets/{name}"), secret);
    }
    let files = ["e2e/office/configuration.nix", "e2e/office/client.sh", "samples/container.sh"];
    for file in files.map(|file| repository("tests").join(file)) {
        fs::copy(&file, workplace.path(file.file_name().unwrap().to_str().unwrap())).unwrap();
    }

    workplace.run(&["-b", "-t", image, "configuration.nix"]);
    let secrets = format!("{}:/run/secrets:ro", workplace.path("secrets").display());
    let container = Container::run(image, &["-v", "/var/lib", "-v", "/var/db", "-v", &secrets, image]);
    ask(&workplace.path("client.sh"), image, &container);
}

/// A configuration that its program does not take, and the option and the words that are to be blamed.
const MISTAKES: [(&str, &str, &str); 9] = [
    (
        r#"prometheus = { enable = true; scrapeConfigs = [ { job_name = "a"; static_config = [ ]; } ]; }"#,
        "services.prometheus:",
        "field static_config not found",
    ),
    (
        r#"prometheus.alertmanager = { enable = true; configuration = { route.receiver = "gone"; receivers = [ ]; }; }"#,
        "services.prometheus.alertmanager:",
        "undefined receiver \"gone\"",
    ),
    (
        r#"prometheus.exporters.blackbox = { enable = true; configFile = pkgs.writeText "b" "modules: { http: { probe: x } }"; }"#,
        "services.prometheus.exporters.blackbox.configFile:",
        "field probe not found",
    ),
    (
        r#"haproxy = { enable = true; config = "frontend web\n  bind :443 ssl crt /not/here\n  use_backnd shop\n"; }"#,
        "services.haproxy.config:",
        "unknown keyword 'use_backnd'",
    ),
    (
        r#"caddy = { enable = true; virtualHosts."http://a".extraConfig = "reverse_prxy x"; }"#,
        "services.caddy:",
        "unrecognized directive: reverse_prxy",
    ),
    (
        r#"dnsmasq = { enable = true; settings.adress = "/a/192.0.2.1"; }"#,
        "services.dnsmasq.settings:",
        "adress=",
    ),
    (
        r"unbound = { enable = true; settings.server.num-treads = 2; }",
        "services.unbound.settings:",
        "unknown keyword 'num-treads'",
    ),
    (
        r#"samba = { enable = true; settings.shared."reed only" = true; }"#,
        "services.samba.settings:",
        "Unknown parameter encountered: \"reed only\"",
    ),
    (
        r#"influxdb = { enable = true; extraConfig.http.auth-enabled = "maybe"; }"#,
        "services.influxdb.extraConfig:",
        "http.auth-enabled",
    ),
];

#[test]
fn what_a_program_does_not_take_is_told_by_the_build() {
    for (text, option, said) in MISTAKES {
        let text = format!("{{ pkgs, ... }}: {{ services.{text}; }}");
        let workplace = Workplace::new().file("configuration.nix", &text);
        let told = workplace.fail(&["-b", "-t", "e2e-office-mistake", "configuration.nix"]);
        assert!(told.contains(option) && told.contains(said), "{text}\n{told}");
        assert!(!told.contains("/nix-build-"), "{told}");
    }
}

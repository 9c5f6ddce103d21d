//! What people run for themselves, side by side in one container: git, chat, calendars, proxies, downloads, and
//! backups of databases. Each is asked by its own client, and again after the container was made anew on the same
//! volumes.

use std::fs;
use std::process::Command;

use crate::machine::{Container, Workplace, output, repository};
use crate::services::ask;

#[test]
fn services_of_a_household_answer_their_clients_and_keep_what_they_were_given() {
    let image = "e2e-household";
    let workplace = Workplace::new();
    let files = [
        "e2e/household/configuration.nix",
        "e2e/household/client.sh",
        "e2e/household/mumble.py",
        "samples/container.sh",
    ];
    for file in files.map(|file| repository("tests").join(file)) {
        fs::copy(&file, workplace.path(file.file_name().unwrap().to_str().unwrap())).unwrap();
    }
    let key = workplace.path("key");
    output(Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-C", "admin", "-f"]).arg(&key));

    workplace.run(&["-b", "-t", image, "configuration.nix"]);
    for (service, words) in [
        (
            r#"ngircd = { enable = true; config = "[Global]\nNam = irc.example.test"; }"#,
            "Unknown variable \"Nam\"",
        ),
        (r"tinyproxy = { enable = true; settings.Tmeout = 60; }", "in the line `Tmeout 60`"),
        (r#"squid = { enable = true; extraConfig = "http_access alow all"; }"#, "got 'alow'"),
        (
            r"tor = { enable = true; enableGeoIP = false; settings.Nonsense = 1; }",
            "Unknown option 'Nonsense'",
        ),
        (r#"logrotate.settings."/x" = { rotat = 1; }"#, "unknown option 'rotat'"),
        (r#"prosody = { enable = true; xmppComplianceSuite = false; extraConfig = "x = {"; }"#, "expected"),
    ] {
        fs::write(workplace.path("wrong.nix"), format!("{{ services.{service}; }}")).unwrap();
        let said = workplace.fail(&["-b", "-t", image, "wrong.nix"]);
        assert!(said.contains("the program takes no such file") && said.contains(words), "{service}: {said}");
    }
    let container = Container::run(image, &["-v", "/var/lib", "-v", "/var/backup", image]);
    ask(&workplace.path("client.sh"), image, &container);
}

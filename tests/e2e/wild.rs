//! What configurations of machines say and a container has to do: several services in one image each, asked by
//! their clients. The configuration is tests/e2e/wild/NAME.nix, the client's side NAME.sh beside it.

use crate::machine::{Container, Workplace, repository};
use crate::services::ask;

fn check(name: &str) {
    let configuration = repository(&format!("tests/e2e/wild/{name}.nix")).to_string_lossy().into_owned();
    let image = format!("e2e-wild-{name}");
    Workplace::new().run(&["-b", "-t", &image, &configuration]);
    let container = Container::run(&image, &[&image]);
    ask(&repository(&format!("tests/e2e/wild/{name}.sh")), &image, &container);
}

#[test]
fn certificates_are_fetched_kept_and_renewed_for_the_web_servers_of_a_machine() {
    check("web");
}

#[test]
fn people_log_in_and_become_others_beside_the_services_of_a_machine() {
    check("host");
}

#[test]
fn programs_of_packages_run_by_the_names_that_nixpkgs_has_for_them() {
    check("packages");
}

#[test]
fn rules_that_sudo_does_not_take_are_said_when_building() {
    let workplace =
        Workplace::new().file("configuration.nix", r#"{ security.sudo.extraConfig = "no rule ("; }"#);
    let stderr = workplace.fail(&["-t", "e2e-wild-sudoers", "configuration.nix"]);
    assert!(stderr.contains("security.sudo: the program takes no such file"), "{stderr}");
    assert!(stderr.contains("syntax error"), "{stderr}");
}

use super::*;

fn explanation(set: OptionSet, named: &NamedOption, unknown: &[UnknownOption]) -> String {
    super::explanation(set, named, unknown, |_| false)
}

fn unknown(path: &str, beside: &[&str], elsewhere: &[&str]) -> UnknownOption {
    let paths = |paths: &[&str]| paths.iter().map(|path| positions::parts(path)).collect();
    let file = "/nowhere/c.nix".to_owned();
    let holds = Vec::new();
    UnknownOption {
        path: positions::parts(path),
        file,
        holds,
        elsewhere: paths(elsewhere),
        beside: paths(beside),
    }
}

#[test]
fn the_words_of_old_and_new_nixpkgs_name_option_and_file() {
    let old = "The option `services.ngnix' defined in `/c.nix' does not exist.";
    let new = "The option `services.ngnix' does not exist. Definition values:\n  - In `/c.nix': { }";
    for message in [old, new] {
        let named = named(message).unwrap();
        assert_eq!(named.path, ["services", "ngnix"]);
        assert_eq!(named.file.as_deref(), Some("/c.nix"));
    }
    assert_eq!(named("The option `a' is used but not defined."), None);
}

#[test]
fn each_is_told_with_its_place_and_what_may_be_meant() {
    let by = NamedOption { path: Vec::new(), file: None };
    let services = ["services.nginx", "services.cgit", "services.guix"];
    assert_eq!(
        explanation(OptionSet::Nixos, &by, &[unknown("services.ngnix", &services, &[])]),
        "there is no option services.ngnix (/nowhere/c.nix): did you mean services.nginx?"
    );
    assert_eq!(
        explanation(
            OptionSet::Nixos,
            &by,
            &[
                unknown("ab", &["aa", "ac", "bb", "ad", "xy"], &[]),
                unknown("sops.secrets", &[], &[]),
                unknown("services.docker", &["services.dockerio"], &["virtualisation.docker"]),
                unknown("services.mine", &["services.nginx"], &[]),
            ]
        ),
        "there are no such options:\n  ab (/nowhere/c.nix): did you mean aa, ac or ad?\n  \
         sops.secrets (/nowhere/c.nix): it is sops-nix's, whose module is not imported\n  \
         services.docker (/nowhere/c.nix): did you mean virtualisation.docker?\n  \
         services.mine (/nowhere/c.nix)"
    );
}

#[test]
fn a_service_that_we_lack_is_answered_with_what_to_do() {
    let by = NamedOption { path: Vec::new(), file: None };
    let own =
        |unknown: &[UnknownOption]| super::explanation(OptionSet::Own, &by, unknown, |name| name == "nsd");
    let services = ["services.nginx", "services.nscd", "services.mysql", "services.httpd"];
    let grafana = own(&[unknown("services.grafana", &services, &[])]);
    assert!(
        grafana.starts_with(
            "there is no option services.grafana (/nowhere/c.nix): nix-docker has no such module of its own\n"
        ),
        "{grafana}"
    );
    assert!(
        grafana.contains(
            "(--nixpkgs channel:nixos-25.11), or a unit of your own (Debian has no package grafana, "
        ),
        "{grafana}"
    );
    assert!(grafana.contains("ExecStart = \"${./grafana}\";\n"), "{grafana}");
    assert!(grafana.contains("systemd.services.grafana = {\n"), "{grafana}");
    // A service of NixOS' does not count as a misspelt one of ours.
    let nsd = own(&[unknown("services.nsd", &services, &[])]);
    assert!(nsd.contains("no such module") && nsd.contains("\"${pkgs.nsd}/bin/nsd\";\n"), "{nsd}");
    for (name, right) in [("mariadb", "mysql"), ("apache", "httpd"), ("ngnix", "nginx")] {
        let said = own(&[unknown(&format!("services.{name}"), &services, &[])]);
        assert!(said.ends_with(&format!(": did you mean services.{right}?")), "{said}");
    }
}

#[test]
fn an_option_that_several_files_set_is_told_once() {
    let by = NamedOption { path: Vec::new(), file: None };
    let again =
        UnknownOption { file: "/nowhere/d.nix".into(), ..unknown("environment.persistence", &[], &[]) };
    let said = explanation(OptionSet::Nixos, &by, &[unknown("environment.persistence", &[], &[]), again]);
    assert_eq!(
        said,
        "there is no option environment.persistence (/nowhere/c.nix, /nowhere/d.nix): \
         it is impermanence's, whose module is not imported"
    );
}

#[test]
fn only_what_is_near_is_guessed() {
    let by = NamedOption { path: Vec::new(), file: None };
    let said = explanation(
        OptionSet::Nixos,
        &by,
        &[unknown("services.plex", &["services.redis", "services.lvm"], &[])],
    );
    assert_eq!(said, "there is no option services.plex (/nowhere/c.nix)");
}

#[test]
fn a_configuration_within_the_configuration_is_told_to_be_one_of_its_own() {
    let by = NamedOption { path: Vec::new(), file: None };
    let container = UnknownOption { holds: vec!["web".into()], ..unknown("containers", &[], &[]) };
    let arion = UnknownOption { holds: vec!["nixos".into()], ..unknown("services.web", &[], &[]) };
    let way = "is a configuration of its own: put it into web.nix, and `nix-docker -b -t web web.nix`";
    let said = explanation(OptionSet::Own, &by, &[container, arion]);
    assert_eq!(
        said,
        format!(
            "there are no such options:\n  \
             containers (/nowhere/c.nix): what containers.web.config says {way}\n  \
             services.web (/nowhere/c.nix): what arion's services.web.nixos.configuration says {way}"
        )
    );
}
